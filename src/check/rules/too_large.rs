use crate::check::prelude::*;

rule! {
    /// A file is larger than one record can reasonably be, and was not read.
    /// ## Why
    /// A bound keeps a check quick whatever a stranger submits; slides and data belong elsewhere.
    /// ## Example
    /// Bad:
    /// ```text
    /// a file of 10 MB
    /// ```
    /// Good:
    /// ```text
    /// a file of at most 1 MiB with links to slides and data
    /// ```
    /// ## Source
    /// Design choice: bounds on strangers' input.
    pub static RULE: Rule {
        name: "too-large",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
