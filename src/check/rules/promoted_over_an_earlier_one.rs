use crate::check::prelude::*;
use crate::model::registration::RegistrationChange;

rule! {
    /// A person has a seat for which a person of the same kind, who came earlier, waits.
    /// ## Why
    /// Who waits counts on first come, first served. It happens when a status is changed by hand, and
    /// after a merge of two clones that each gave away a seat.
    ///
    /// A recorded reason (`cxn register promote PERSON --note …`) makes it a note. A person who
    /// waits for a track that is full, and a person who gave a seat back by a change of their own, was not passed over.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # lou-sample.yaml, while kim-sample.yaml waits since 2026-07-01
    /// status: confirmed
    /// registered: 2026-07-02T09:00:00-04:00
    /// ```
    /// Good:
    /// ```yaml
    /// # lou-sample.yaml, while kim-sample.yaml waits since 2026-07-01
    /// status: waitlisted
    /// registered: 2026-07-02T09:00:00-04:00
    /// ```
    /// ## Source
    /// Registration: a waiting list is first come first served, and a canceled seat goes to its head.
    pub static RULE: Rule {
        name: "promoted-over-an-earlier-one",
        since: "0.1.0",
        severity: Policy::Growing { from: Severity::Note, to: Severity::Warning },
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let first = facts.passed_over.get(&person.slug);
    let Some(first) = first.and_then(|slug| facts.folder.registrations.get(slug)) else {
        return;
    };
    let value = &person.value;
    let message = format!(
        "'{}' has a seat, and '{}', who came earlier, waits for one",
        value.name.trim(),
        first.slug
    );
    let mut history = value.history.iter().rev();
    let promoted = history.find(|entry| entry.what == RegistrationChange::Promoted);
    let is_excused = promoted.is_some_and(|entry| entry.note.is_some());
    let finding = found.add("status", message);
    finding.related(&first.file, "status", "the earlier one waits here");
    if is_excused {
        finding.severity(Severity::Note);
    } else {
        finding.severity(Severity::Warning);
        finding.help("give the seat to the one who came earlier, or record why not in the history: 'promoted' with a note");
    }
}
