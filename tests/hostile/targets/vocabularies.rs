//! The tracker's vocabulary: any files of a checkout are lists of terms with names, as long as they can be parsed.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use cxn::model::tracker_vocabulary::Term;
use cxn::workspace::tracker_vocabulary::Checkout;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("cxn-vocabularies-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
});

/// The bytes are the list of specifications, that of work groups and what is known of one, between bytes that no text has.
pub fn target(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff);
    for name in ["SPECS-FHIR.xml", "_workgroups.xml", "FHIR-core.xml"] {
        let part = parts.next().unwrap_or_default();
        fs::write(FOLDER.join(name), part).expect("a file");
    }
    let checkout = Checkout::default();
    let Some(vocabulary) = checkout.get(|| Some(FOLDER.clone())) else {
        return;
    };
    let named = |terms: &[Term]| {
        assert!(terms.len() <= data.len());
        assert!(terms.iter().all(|term| !term.key.is_empty()), "{terms:?}");
    };
    named(&vocabulary.specifications);
    named(&vocabulary.work_groups);
    for term in &vocabulary.specifications {
        if let Some(specification) = vocabulary.specification(&term.key) {
            named(&specification.versions);
            named(&specification.artifacts);
            named(&specification.pages);
        }
    }
}
