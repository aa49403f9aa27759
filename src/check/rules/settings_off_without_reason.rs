//! `settings-off-without-reason`: the settings switch a rule off without a reason.

use crate::check::Check;
use crate::check::policy::WARNING;
use crate::check::rule::rule;

rule! {
    /// The settings switch a rule off without a reason.
    ///
    /// ## Why
    ///
    /// The next reader has to know whether the reason still holds. Without one, the rule stays on.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// rules:
    ///   single-lead: { severity: 'off' }
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// rules:
    ///   single-lead: { severity: 'off', reason: one lead is enough for us }
    /// ```
    ///
    /// ## Source
    ///
    /// Design choice, after what users of linters ask for.
    pub static SETTINGS_OFF_WITHOUT_REASON: Rule {
        name: "settings-off-without-reason",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Settings,
    }
}
