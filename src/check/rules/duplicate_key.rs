use crate::check::prelude::*;

rule! {
    /// A key is twice in one mapping.
    /// ## Why
    /// Readers disagree about which of the two counts, and a merge easily leaves both.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: draft
    /// status: submitted
    /// ```
    /// Good:
    /// ```yaml
    /// status: submitted
    /// ```
    /// ## Source
    /// YAML 1.2 specification, section 3.2.1.3: keys are unique.
    pub static RULE: Rule {
        name: "duplicate-key",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
