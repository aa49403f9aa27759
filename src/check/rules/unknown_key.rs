use crate::check::prelude::*;

rule! {
    /// A key is not one that the record has.
    /// ## Why
    /// A misspelt key is read as an answer that was never given. Fields that only a template knows stand
    /// under `custom`.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// short-descripton: Tests subscriptions
    /// ```
    /// Good:
    /// ```yaml
    /// short-description: Tests subscriptions
    /// ```
    /// ## Source
    /// Design choice: nothing that was written is dropped in silence.
    pub static RULE: Rule {
        name: "unknown-key",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
