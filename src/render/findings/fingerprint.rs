//! What makes a finding the same one in two runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::check::Located;

/// What makes a finding the same one after lines moved: its rule, file and message, and which of several equal ones it is.
pub fn fingerprint(located: &Located, seen: &mut BTreeMap<String, usize>) -> String {
    let finding = &located.finding;
    let identity = format!(
        "{}\n{}\n{}",
        finding.rule.name, finding.place.file, finding.message
    );
    let nth = seen.entry(identity.clone()).or_default();
    let digest = Sha256::digest(format!("{identity}\n{nth}"));
    *nth += 1;
    digest
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
