use crate::check::prelude::*;
use crate::model::person::is_email;
use crate::model::placeholder::is_unanswered;

rule! {
    /// Registration closes soon, and a lead of a track has not registered.
    /// ## Why
    /// Leads need a seat as everybody does, and a full event has none left. The lead is looked for by
    /// address or by name.
    ///
    /// From six weeks before registration closes a note, from 14 days before the event a warning, before
    /// and after that nothing.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example # no registration of that name
    /// ```
    /// Good:
    /// ```yaml
    /// leads:
    ///   - name: Sam Sample # registrations/sam-sample.yaml
    /// ```
    /// ## Source
    /// The lead is there on the days: mediates, tracks progress, writes the report. The distance is a
    /// design choice.
    pub static RULE: Rule {
        name: "lead-not-registered",
        since: "0.1.0",
        severity: GROWING,
        check: Check::Track(check),
    }
}

/// Days before the event from which it is urgent.
const URGENT: i64 = 14;
/// Days before the close of registration from which it matters.
const MATTERS: i64 = 42;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let close = facts.timeline.get("registration-close");
    let closes = close.map_or_else(
        || facts.event().first_day(),
        crate::model::timeline::Due::day,
    );
    let is_near = (closes - facts.today()).num_days() <= MATTERS;
    let open = facts.timeline.get("registration-open");
    let is_open = open.is_some_and(|open| open.is_past(facts.now));
    if facts.has_ended() || !is_near || !is_open {
        return;
    }
    for (at, lead) in track.value.leads.iter().enumerate() {
        let name = lead
            .name
            .as_deref()
            .filter(|name| !is_unanswered(Some(name)));
        let address = lead.email.as_deref().is_some_and(is_email);
        if (name.is_none() && !address) || facts.is_registered(lead) {
            continue;
        }
        let (path, who) = match name {
            Some(_) => (
                format!("leads[{at}].name"),
                match lead.display_name() {
                    Some(shown) => format!("lead '{shown}'"),
                    None => format!("lead {}", at + 1),
                },
            ),
            None => (
                format!("leads[{at}]"),
                format!("lead {}, without a name,", at + 1),
            ),
        };
        let finding = found.add(path, format!("{who} is not registered for the event"));
        finding.help("register them as a track lead: 'cxn register NAME --kind track-lead'");
        if facts.days_to_start() <= URGENT {
            finding.severity(Severity::Warning);
        }
    }
}
