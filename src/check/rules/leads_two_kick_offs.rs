use chrono::DateTime;

use crate::check::deadline::second;
use crate::check::prelude::*;
use crate::model::zone::Tz;

rule! {
    /// One person leads two tracks whose kick-off calls overlap in time.
    /// ## Why
    /// No one can hold two calls at once; participants of one of them would wait in vain.
    ///
    /// A call lasts 60 minutes unless it says otherwise; a call with a day and no time is left out, and so
    /// are two calls that have both begun. A co-lead can take one of them: then ignore this with that
    /// reason.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # Robin Example leads both tracks
    /// # patient.yaml
    /// kick-off: {starts: 2026-09-01T11:00, minutes: 60}
    /// # bulk-data.yaml
    /// kick-off: {starts: 2026-09-01T11:30, minutes: 60}
    /// ```
    /// Good:
    /// ```yaml
    /// # Robin Example leads both tracks
    /// # patient.yaml
    /// kick-off: {starts: 2026-09-01T11:00, minutes: 60}
    /// # bulk-data.yaml
    /// kick-off: {starts: 2026-09-01T12:00, minutes: 60}
    /// ```
    /// ## Source
    /// The lead holds the kick-off call. Looking across tracks is a design choice.
    pub static RULE: Rule {
        name: "leads-two-kick-offs",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

/// How many of the other calls are pointed at.
const SHOWN: usize = 3;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let calls = &track.value.kick_offs;
    for (number, call, _) in calls.dated() {
        if let Some(span) = call.span(facts.zone) {
            let path = format!("{}.starts", calls.place(number));
            check_call(track, &path, span, facts, found);
        }
    }
}

fn check_call(
    track: &Record<Track>,
    path: &str,
    (starts, ends): (DateTime<Tz>, DateTime<Tz>),
    facts: &EventFacts<'_>,
    found: &mut Findings<'_>,
) {
    if facts.now >= ends {
        return;
    }
    for lead in track.value.leads.iter() {
        let mut others = facts.calls_before(lead, ends);
        others.retain(|other| {
            let overlap = starts.max(other.starts);
            let is_twice = other.track.slug != track.slug && overlap < ends.min(other.ends);
            is_twice && facts.now < overlap
        });
        let Some(other) = others.first() else {
            continue;
        };
        let who = lead.name.as_deref().map_or("one lead", str::trim);
        let more = match others.len() - 1 {
            0 => String::new(),
            1 => " (and one more)".to_owned(),
            more => format!(" (and {more} more)"),
        };
        let message = format!(
            "'{who}' also leads '{}'{more}, whose kick-off call overlaps with this one: {} to {}",
            other.track.value.title.trim(),
            second(other.starts),
            second(other.ends)
        );
        let finding = found.add(path, message);
        for other in others.iter().take(SHOWN) {
            let file = &other.track.file;
            let path = format!("{}.starts", other.track.value.kick_offs.place(other.number));
            finding.related(file, path.as_str(), "the other call is here");
        }
        finding.help("move one of the calls, or let a co-lead hold it");
    }
}
