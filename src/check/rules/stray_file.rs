use crate::check::prelude::*;

rule! {
    /// A file lies among the records and is not read.
    /// ## Why
    /// A proposal saved as `.yml` or in the wrong folder would be missed by everyone.
    /// ## Example
    /// Bad:
    /// ```text
    /// tracks/bulk-data.yml
    /// ```
    /// Good:
    /// ```text
    /// tracks/bulk-data.yaml
    /// ```
    /// ## Source
    /// Design choice: nothing is skipped in silence.
    pub static RULE: Rule {
        name: "stray-file",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Placement,
    }
}
