use crate::check::prelude::*;
use crate::model::registration::{Attendance, Kind};
use crate::model::seats::Quota;

/// How many of those beyond are named.
const NAMED: usize = 10;

rule! {
    /// More people hold a seat than there are.
    /// ## Why
    /// A person will stand at the door. It cannot happen on one machine, where seats are given one by one,
    /// but two clones that each gave away the last seat merge without a conflict.
    ///
    /// Those beyond are the last ones by the moment `registered`, then by name of the file.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # 301 participants are confirmed
    /// capacity:
    ///   participants: 300
    /// ```
    /// Good:
    /// ```yaml
    /// # 300 participants are confirmed, and 1 is waitlisted
    /// capacity:
    ///   participants: 300
    /// ```
    /// ## Source
    /// Registration: capacity is per kind, and full events keep a waiting list, first come first served.
    pub static RULE: Rule {
        name: "capacity-exceeded",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (taken, beyond) in facts.queue.beyond() {
        let names: Vec<&str> = beyond
            .iter()
            .take(NAMED)
            .map(|claim| claim.slug.as_str())
            .collect();
        let more = match beyond.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let people = if taken.taken == 1 {
            "person holds"
        } else {
            "people hold"
        };
        let beyond_them: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        let message = format!(
            "{}: {} {people} a seat, and there {} {}; beyond it, by the order they came: {}{more}",
            taken.quota,
            taken.taken,
            if taken.seats == 1 { "is" } else { "are" },
            taken.seats,
            beyond_them.join(", "),
        );
        let path = match &taken.quota {
            Quota::Kind(Kind::Observer) => "capacity.observers",
            Quota::Kind(_) => "capacity.participants",
            Quota::Attendance(Attendance::InPerson) => "capacity.in-person",
            Quota::Attendance(Attendance::Virtual) => "capacity.virtual",
            Quota::Track(_) => "capacity",
        };
        let finding = found.add(path, message);
        if let Quota::Track(name) = &taken.quota
            && let Some(track) = facts.track(name)
        {
            finding.place = Place::new(&track.file, "capacity");
        }
        for claim in beyond.iter().take(NAMED) {
            if let Some(person) = facts.folder.registrations.get(&claim.slug) {
                finding.related(&person.file, "name", "beyond the last seat");
            }
        }
        finding.help(
            "set the status of those beyond to waitlisted and tell them, or raise the capacity",
        );
    }
}
