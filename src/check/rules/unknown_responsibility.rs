use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};

rule! {
    /// A track ticked a responsibility that is not on its event's list.
    /// ## Why
    /// The tick counts for nothing, and the responsibility that was meant stays open.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// responsibilities:
    ///   - item: orientaton
    ///     done: 2026-08-25T17:00:00-04:00
    /// ```
    /// Good:
    /// ```yaml
    /// responsibilities:
    ///   - item: orientation
    ///     done: 2026-08-25T17:00:00-04:00
    /// ```
    /// ## Source
    /// Design choice: the responsibilities of track leads are data, and ticks name them.
    pub static RULE: Rule {
        name: "unknown-responsibility",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    // An event whose list is not there has a finding of its own.
    let name = facts.event().responsibility_list_name();
    let Some(list) = facts.workspace.responsibility_list(name) else {
        return;
    };
    for (at, tick) in track.value.responsibilities.iter().enumerate() {
        if list.responsibility(&tick.item).is_some() {
            continue;
        }
        let ids = list
            .responsibilities
            .iter()
            .map(|responsibility| responsibility.id.as_str());
        let near = nearest(&tick.item, ids);
        let event = &facts.folder.slug;
        let help = did_you_mean(&near).unwrap_or_else(|| {
            format!(
                "run 'cxn responsibilities {event}/{}' to see the list",
                track.slug
            )
        });
        let message = format!("'{}' is not on the list '{name}'", tick.item);
        found
            .add(format!("responsibilities[{at}].item"), message)
            .help(help);
    }
}
