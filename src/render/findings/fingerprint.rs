//! What makes a finding the same one in two runs.

use std::collections::HashMap;

use crate::check::Located;
use crate::model::digest::sha256;

/// How many findings of each identity there were so far, by the fingerprint of the first.
#[derive(Default)]
pub struct Seen(HashMap<u128, usize>);

impl Seen {
    /// What makes a finding the same one after lines moved: its rule, file and message, and which of several equal ones it is.
    pub fn fingerprint(&mut self, located: &Located) -> String {
        let finding = &located.finding;
        let (rule, file) = (finding.rule.name, &finding.place.file);
        let of_nth = |nth: usize| {
            let identity = format!("{rule}\n{file}\n{}\n{nth}", finding.message);
            let mut digest = sha256(identity.as_bytes());
            digest.truncate(32);
            digest
        };
        let first = of_nth(0);
        let key = u128::from_str_radix(&first, 16).unwrap_or_default();
        let nth = self.0.entry(key).or_default();
        *nth += 1;
        match *nth {
            1 => first,
            more => of_nth(more - 1),
        }
    }
}
