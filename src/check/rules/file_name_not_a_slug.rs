use crate::check::prelude::*;

rule! {
    /// A file or folder has a name that cannot be a record's.
    /// ## Why
    /// The name is the key that other records and commands use, on every file system and in every shell.
    /// ## Example
    /// Bad:
    /// ```text
    /// tracks/Bulk Data.yaml
    /// ```
    /// Good:
    /// ```text
    /// tracks/bulk-data.yaml
    /// ```
    /// ## Source
    /// Design choice: slugs of lower-case letters, digits and hyphens are the keys.
    pub static RULE: Rule {
        name: "file-name-not-a-slug",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
