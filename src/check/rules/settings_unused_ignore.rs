use crate::check::prelude::*;

rule! {
    /// The settings ignore findings that do not exist.
    /// ## Why
    /// What it referred to was fixed; left in place it would hide the next one.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// ignore:
    ///   - { rule: single-lead, path: events/2020-05-virtual, reason: the event is over }
    /// ```
    /// Good:
    /// ```yaml
    /// # nothing, once every track of that event has two leads
    /// ```
    /// ## Source
    /// Design choice, after what users of linters ask for.
    pub static RULE: Rule {
        name: "settings-unused-ignore",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Settings,
    }
}
