use crate::check::prelude::*;

rule! {
    /// An ignore comment names a rule that does not exist.
    /// ## Why
    /// A misspelt name switches nothing off, and its writer believes it does.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads: [] # cxn: ignore[no-leed] named on Monday
    /// ```
    /// Good:
    /// ```yaml
    /// leads: [] # cxn: ignore[no-lead] named on Monday
    /// ```
    /// ## Source
    /// Design choice, after what users of linters ask for.
    pub static RULE: Rule {
        name: "ignore-unknown-rule",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Suppression,
    }
}
