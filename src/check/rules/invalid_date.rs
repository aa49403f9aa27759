use crate::check::prelude::*;

rule! {
    /// A date or a time cannot be read, or names a day that does not exist.
    /// ## Why
    /// A deadline that cannot be read guards nothing.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// starts: 2026-02-30
    /// ```
    /// Good:
    /// ```yaml
    /// starts: 2026-02-28
    /// ```
    /// ## Source
    /// ISO 8601 calendar date; offsets as -6w from the first day and +2w from the last.
    pub static RULE: Rule {
        name: "invalid-date",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
