use crate::check::prelude::*;

rule! {
    /// An ignore comment matches no finding.
    /// ## Why
    /// What it referred to was fixed; left in place it would hide the next one.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// title: Bulk Data # cxn: ignore[no-lead] named on Monday
    /// ```
    /// Good:
    /// ```yaml
    /// title: Bulk Data
    /// ```
    /// ## Source
    /// Design choice, after what users of linters ask for.
    pub static RULE: Rule {
        name: "unused-ignore",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Suppression,
    }
}
