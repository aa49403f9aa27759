use crate::check::prelude::*;

rule! {
    /// A file holds a control character, such as NUL or an escape.
    /// ## Why
    /// Control characters do nothing for a reader and can do harm in a terminal.
    /// ## Example
    /// Bad:
    /// ```text
    /// title: Bulk\x00 Data
    /// ```
    /// Good:
    /// ```text
    /// title: Bulk Data
    /// ```
    /// ## Source
    /// YAML 1.2 specification, section 5.1: the printable subset of Unicode.
    pub static RULE: Rule {
        name: "control-character",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
