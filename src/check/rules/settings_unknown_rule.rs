use crate::check::prelude::*;

rule! {
    /// The settings name a rule that does not exist.
    /// ## Why
    /// A misspelt name changes nothing, and its writer believes it does.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// rules:
    ///   singel-lead: { severity: 'off', reason: one lead is enough for us }
    /// ```
    /// Good:
    /// ```yaml
    /// rules:
    ///   single-lead: { severity: 'off', reason: one lead is enough for us }
    /// ```
    /// ## Source
    /// Design choice, after what users of linters ask for.
    pub static RULE: Rule {
        name: "settings-unknown-rule",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Settings,
    }
}
