//! `leads-two-kick-offs`: one person leads two tracks whose kick-off calls overlap in time.

use crate::check::Check;
use crate::check::deadline::second;
use crate::check::facts::EventFacts;
use crate::check::finding::Findings;
use crate::check::rule::{WARNING, rule};
use crate::model::Track;
use crate::workspace::Record;

rule! {
    /// One person leads two tracks whose kick-off calls overlap in time.
    ///
    /// ## Why
    ///
    /// Nobody can hold two calls at once; participants of one of them would wait in vain.
    ///
    /// A call lasts 60 minutes unless it says otherwise; a call with a day and no time is left out, and so
    /// are two calls that have both begun. A co-lead can take one of them: then ignore this with that
    /// reason.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// # Robin Example leads both tracks
    /// # patient.yaml
    /// kick-off: {starts: 2026-09-01T11:00, minutes: 60}
    /// # bulk-data.yaml
    /// kick-off: {starts: 2026-09-01T11:30, minutes: 60}
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// # Robin Example leads both tracks
    /// # patient.yaml
    /// kick-off: {starts: 2026-09-01T11:00, minutes: 60}
    /// # bulk-data.yaml
    /// kick-off: {starts: 2026-09-01T12:00, minutes: 60}
    /// ```
    ///
    /// ## Source
    ///
    /// The lead holds the kick-off call. Looking across tracks is a design choice.
    pub static LEADS_TWO_KICK_OFFS: Rule {
        name: "leads-two-kick-offs",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let call = track.value.kick_off.as_ref();
    let Some((starts, ends)) = call.and_then(|call| call.span(facts.zone)) else {
        return;
    };
    for lead in track.value.leads.iter() {
        for other in facts.calls_of(lead) {
            let overlap = starts.max(other.starts);
            let is_twice = other.track.slug != track.slug && overlap < ends.min(other.ends);
            if !is_twice || facts.now >= overlap {
                continue;
            }
            let who = lead.name.as_deref().map_or("one lead", str::trim);
            let title = other.track.value.title.trim();
            let message = format!(
                "'{who}' also leads '{title}', whose kick-off call overlaps with this one: {} to {}",
                second(other.starts),
                second(other.ends)
            );
            found
                .add("kick-off.starts", message)
                .related(
                    &other.track.file,
                    "kick-off.starts",
                    "the other call is here",
                )
                .help("move one of the calls, or let a co-lead hold it");
        }
    }
}
