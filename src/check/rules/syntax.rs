use crate::check::prelude::*;

rule! {
    /// A file is not YAML, holds several documents, or holds the marks of a merge conflict.
    /// ## Why
    /// Nothing in the file can be judged before it reads, and every other tool stops at it as well.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// title: Clinical Reasoning: part two
    /// ```
    /// Good:
    /// ```yaml
    /// title: 'Clinical Reasoning: part two'
    /// ```
    /// ## Source
    /// YAML 1.2 specification; one record is one file.
    pub static RULE: Rule {
        name: "syntax",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
