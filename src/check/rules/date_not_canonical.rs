use crate::check::prelude::*;

rule! {
    /// A date is written in another form than YYYY-MM-DD.
    /// ## Why
    /// Forms such as 9/5/26 are read as two different days in different countries; one form has one
    /// reading.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// starts: 2026-9-19
    /// ```
    /// Good:
    /// ```yaml
    /// starts: 2026-09-19
    /// ```
    /// ## Source
    /// ISO 8601 calendar date, as every date of a workspace is written.
    pub static RULE: Rule {
        name: "date-not-canonical",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
