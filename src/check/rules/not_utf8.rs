use crate::check::prelude::*;

rule! {
    /// A file is not text in UTF-8.
    /// ## Why
    /// Names with accents come out wrong or the file cannot be parsed at all.
    /// ## Example
    /// Bad:
    /// ```text
    /// name: Jos\xe9 (saved as Windows-1252)
    /// ```
    /// Good:
    /// ```text
    /// name: José (saved as UTF-8)
    /// ```
    /// ## Source
    /// YAML 1.2 specification, section 5.2, and every tool around git.
    pub static RULE: Rule {
        name: "not-utf8",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
