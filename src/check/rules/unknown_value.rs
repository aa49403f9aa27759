use crate::check::prelude::*;

rule! {
    /// A value is not one of the words its key takes.
    /// ## Why
    /// Statuses, kinds and formats are counted and compared, so each has one spelling.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: aproved
    /// ```
    /// Good:
    /// ```yaml
    /// status: approved
    /// ```
    /// ## Source
    /// Design choice: the statuses of a proposal and the kinds of a registration.
    pub static RULE: Rule {
        name: "unknown-value",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
