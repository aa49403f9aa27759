//! The tracker's vocabulary, from a checkout that the settings name: HL7's machine-readable list of specifications, versions, artifacts, pages and
//! work groups. Nothing of it is part of the product, and everything works without it.
//!
//! Source: the layout of HL7's repository of specification artifacts: `xml/SPECS-FHIR.xml`, `xml/_workgroups.xml`, and `xml/FHIR-KEY.xml` for each
//! specification.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::model::tracker_vocabulary::{Specification, Term};
use crate::workspace::disk;

/// The largest file of the vocabulary that is read, in bytes: the largest is some 300 KB.
const MAX_BYTES: usize = 4 << 20;
/// Where the list of specifications is in a checkout.
const LIST: &str = "SPECS-FHIR.xml";

/// A checkout of the vocabulary. A specification's own file is read when it is asked for.
#[derive(Debug)]
pub struct Vocabulary {
    pub specifications: Vec<Term>,
    pub work_groups: Vec<Term>,
    folder: PathBuf,
    details: BTreeMap<String, OnceLock<Option<Specification>>>,
}

impl Vocabulary {
    fn open(folder: &Path) -> Option<Self> {
        let inner = folder.join("xml");
        let folder = if disk::is_plain_file(&inner.join(LIST)) {
            inner
        } else {
            folder.to_path_buf()
        };
        let specifications = terms(&text(&folder.join(LIST))?, "specification", "key");
        let work_groups = text(&folder.join("_workgroups.xml"));
        let work_groups = work_groups.map(|text| terms(&text, "workgroup", "key"));
        let keys = specifications.iter().map(|term| term.key.clone());
        Some(Self {
            details: keys.map(|key| (key, OnceLock::new())).collect(),
            work_groups: work_groups.unwrap_or_default(),
            specifications,
            folder,
        })
    }

    /// What the tracker knows of a specification, by its key; `None` where the checkout has no file of it.
    pub fn specification(&self, key: &str) -> Option<&Specification> {
        let read = || {
            let text = text(&self.folder.join(format!("FHIR-{key}.xml")))?;
            Some(Specification {
                default_work_group: attribute_of_root(&text, "defaultWorkgroup"),
                versions: terms(&text, "version", "code"),
                artifacts: terms(&text, "artifact", "key"),
                pages: terms(&text, "page", "key"),
            })
        };
        self.details.get(key)?.get_or_init(read).as_ref()
    }
}

/// The vocabulary of a workspace, read once.
#[derive(Debug, Clone, Default)]
pub struct Checkout(OnceLock<Option<Arc<Vocabulary>>>);

impl Checkout {
    /// The vocabulary in a folder, `None` where there is none; only the first folder that is named is looked into.
    pub fn get(&self, folder: impl FnOnce() -> Option<PathBuf>) -> Option<&Vocabulary> {
        let open = || Vocabulary::open(&folder()?).map(Arc::new);
        self.0.get_or_init(open).as_deref()
    }
}

fn text(path: &Path) -> Option<String> {
    if !disk::is_plain_file(path) {
        return None;
    }
    let bytes = disk::read_at_most(path, MAX_BYTES).ok()?;
    (bytes.len() <= MAX_BYTES)
        .then(|| String::from_utf8(bytes).ok())
        .flatten()
}

/// The elements of a name as terms; what is not well-formed ends the list.
fn terms(text: &str, element: &str, key: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    each_element(text, |start| {
        if start.local_name().as_ref() != element {
            return true;
        }
        let Some(found) = attribute(start, key).filter(|found| !found.is_empty()) else {
            return true;
        };
        terms.push(Term {
            name: attribute(start, "name")
                .map_or_else(|| found.clone(), |name| unescaped_again(&name)),
            key: found,
            deprecated: attribute(start, "deprecated").is_some_and(|text| text == "true"),
            work_group: attribute(start, "workgroup"),
        });
        true
    });
    terms
}

fn attribute_of_root(text: &str, name: &str) -> Option<String> {
    let mut found = None;
    each_element(text, |start| {
        found = attribute(start, name);
        false
    });
    found
}

/// Hears every element until it says that it has heard enough.
fn each_element(text: &str, mut hear: impl FnMut(&BytesStart<'_>) -> bool) {
    let mut reader = Reader::from_str(text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) | Event::Empty(start) if !hear(&start) => return,
            Event::Eof => return,
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    let value = attribute
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()?;
    Some(value.trim().to_owned())
}

/// Some names of work groups are escaped twice in the list.
fn unescaped_again(name: &str) -> String {
    name.replace("&amp;", "&")
}
