use crate::check::prelude::*;
use crate::workspace::File;

rule! {
    /// An event's record cannot be parsed, so its tracks and registrations were not checked.
    /// ## Why
    /// Deadlines, template and versions come from the event. Without them a clean result would mean nothing.
    /// ## Example
    /// Bad:
    /// ```text
    /// events/2026-09-rockville/tracks/bulk-data.yaml and no event.yaml
    /// ```
    /// Good:
    /// ```text
    /// events/2026-09-rockville/event.yaml
    /// events/2026-09-rockville/tracks/bulk-data.yaml
    /// ```
    /// ## Source
    /// Design choice: nothing is skipped in silence.
    pub static RULE: Rule {
        name: "event-unreadable",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    for folder in facts
        .workspace
        .events
        .values()
        .filter(|folder| folder.event.is_none())
    {
        let file = File::event(&folder.slug);
        let (tracks, people) = (folder.tracks.len(), folder.registrations.len());
        let skipped = format!(
            "{tracks} track{} and {people} registration{}",
            if tracks == 1 { "" } else { "s" },
            if people == 1 { "" } else { "s" }
        );
        let message = format!(
            "the record of event '{}' cannot be parsed, so {skipped} were not checked",
            folder.slug
        );
        Findings::new(rule, &file, None, found)
            .add("", message)
            .help("fix event.yaml, then check again");
    }
}
