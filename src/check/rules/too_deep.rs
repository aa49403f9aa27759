use crate::check::prelude::*;

rule! {
    /// A file is nested deeper than any record, and was not read.
    /// ## Why
    /// Deep nesting makes parsers slow or stops them; it is a slip of a bracket or an attack.
    /// ## Example
    /// Bad:
    /// ```text
    /// title: [[[[[[[[ … 65 brackets
    /// ```
    /// Good:
    /// ```text
    /// title: '[[[['
    /// ```
    /// ## Source
    /// Design choice: bounds on strangers' input.
    pub static RULE: Rule {
        name: "too-deep",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
