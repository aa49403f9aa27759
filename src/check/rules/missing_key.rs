use crate::check::prelude::*;

rule! {
    /// A key that every record of its kind needs is missing.
    /// ## Why
    /// Without it the record cannot be placed at all: an event without a first day has no deadlines.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// name: Connectathon 43
    /// ends: 2026-09-20
    /// ```
    /// Good:
    /// ```yaml
    /// name: Connectathon 43
    /// timezone: America/New_York
    /// starts: 2026-09-19
    /// ends: 2026-09-20
    /// ```
    /// ## Source
    /// Design choice: the least that makes a record.
    pub static RULE: Rule {
        name: "missing-key",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
