use crate::check::prelude::*;

rule! {
    /// A person waits for a seat though one is free for them.
    /// ## Why
    /// A seat that is held on purpose is fine; one that was forgotten stays empty. It also happens when
    /// the capacity is raised, and after a merge in which one clone canceled and the other put a person in line.
    ///
    /// A person with `on-hold` waits by a decision of the organizers and not for a seat: a form that says so sets it, and
    /// `cxn register promote PERSON` ends it.
    ///
    /// No one who comes later gets such a seat: it is kept until those who wait are promoted (`cxn register promote --all`).
    ///
    /// Seats are counted in order: a free one is reported for the first who can take it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event has capacity.participants: 300, and 299 are confirmed
    /// status: waitlisted
    /// ```
    /// Good:
    /// ```yaml
    /// # The event has capacity.participants: 300, and 299 others are confirmed
    /// status: confirmed
    /// ```
    /// ## Source
    /// Registration: a canceled seat goes to the head of the waiting list.
    pub static RULE: Rule {
        name: "seat-free-while-waiting",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if facts.has_ended() || !facts.offered.contains(&person.slug) {
        return;
    }
    let message = format!(
        "'{}' waits for a seat, and one is free",
        person.value.name.trim()
    );
    found
        .add("status", message)
        .help(format!("run 'cxn register promote {}'", person.slug));
}
