use crate::check::prelude::*;

rule! {
    /// An event has no name.
    /// ## Why
    /// Every list, message and page calls the event by its name.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// name: ''
    /// ```
    /// Good:
    /// ```yaml
    /// name: Connectathon 43
    /// ```
    /// ## Source
    /// Design choice: the number of an event is only a label, and its folder is for programs.
    pub static RULE: Rule {
        name: "event-without-name",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if facts.event().name.trim().is_empty() {
        found
            .add("name", "the name of the event is empty".to_owned())
            .help("write what the event is called, such as 'Connectathon 43'");
    }
}
