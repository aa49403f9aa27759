//! What makes a finding the same one in two runs.

use std::collections::BTreeMap;

use crate::check::Located;
use crate::model::digest::sha256;

/// What makes a finding the same one after lines moved: its rule, file and message, and which of several equal ones it is.
pub fn fingerprint(located: &Located, seen: &mut BTreeMap<String, usize>) -> String {
    let finding = &located.finding;
    let identity = format!(
        "{}\n{}\n{}",
        finding.rule.name, finding.place.file, finding.message
    );
    let nth = seen.entry(identity.clone()).or_default();
    let mut digest = sha256(format!("{identity}\n{nth}").as_bytes());
    *nth += 1;
    digest.truncate(32);
    digest
}
