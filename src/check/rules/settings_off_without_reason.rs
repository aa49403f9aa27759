use crate::check::prelude::*;

rule! {
    /// The settings switch a rule off without a reason.
    /// ## Why
    /// The next reader has to know whether the reason still holds. Without one, the rule stays on.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// rules:
    ///   single-lead: { severity: 'off' }
    /// ```
    /// Good:
    /// ```yaml
    /// rules:
    ///   single-lead: { severity: 'off', reason: one lead is enough for us }
    /// ```
    /// ## Source
    /// Design choice, after what users of linters ask for.
    pub static RULE: Rule {
        name: "settings-off-without-reason",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Settings,
    }
}
