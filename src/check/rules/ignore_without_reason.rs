use crate::check::prelude::*;

rule! {
    /// An ignore comment gives no reason.
    /// ## Why
    /// The next reader has to know whether the reason still holds. Without one, the comment has no effect.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads: [] # cxn: ignore[no-lead]
    /// ```
    /// Good:
    /// ```yaml
    /// leads: [] # cxn: ignore[no-lead] the affiliate names its lead on Monday
    /// ```
    /// ## Source
    /// Design choice, after what users of linters ask for.
    pub static RULE: Rule {
        name: "ignore-without-reason",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Suppression,
    }
}
