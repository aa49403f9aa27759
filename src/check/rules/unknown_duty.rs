//! `unknown-duty`: a track ticked a duty that is not on its event's list.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::rule::{WARNING, rule};
use crate::model::Track;
use crate::model::nearest::{did_you_mean, nearest};
use crate::workspace::Record;

rule! {
    /// A track ticked a duty that is not on its event's list.
    ///
    /// ## Why
    ///
    /// The tick counts for nothing, and the duty that was meant stays open.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// duties:
    ///   - item: orientaton
    ///     done: 2026-08-25T17:00:00-04:00
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// duties:
    ///   - item: orientation
    ///     done: 2026-08-25T17:00:00-04:00
    /// ```
    ///
    /// ## Source
    ///
    /// Design choice: the duties of track leads are data, and ticks name them.
    pub static UNKNOWN_DUTY: Rule {
        name: "unknown-duty",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    // An event whose list is not there has a finding of its own.
    let name = facts.event().duties_name();
    let Some(list) = facts.workspace.duty_list(name) else {
        return;
    };
    for (at, tick) in track.value.duties.iter().enumerate() {
        if list.duty(&tick.item).is_some() {
            continue;
        }
        let ids = list.duties.iter().map(|duty| duty.id.as_str());
        let near = nearest(&tick.item, ids);
        let event = &facts.folder.slug;
        let help = did_you_mean(&near)
            .unwrap_or_else(|| format!("run 'cxn duties {event}/{}' to see the list", track.slug));
        let message = format!("'{}' is no duty of the list '{name}'", tick.item);
        found.add(format!("duties[{at}].item"), message).help(help);
    }
}
