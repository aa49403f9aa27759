use crate::check::prelude::*;
use crate::model::person::{fold, is_email};
use crate::model::same_person::are_similar;

rule! {
    /// One person is registered twice for an event.
    /// ## Why
    /// A seat is taken from a person on the waiting list, and every number counts the person twice.
    ///
    /// The earlier registration counts; the later one is reported, by the moment `registered` and then by
    /// name of the file. One person is one address, or one name at one organization. With two different
    /// addresses they may be namesakes, and with two different names they may share an address, as attendees of
    /// one buyer do: then it is a warning.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # registrations/robin-example.yaml and registrations/robin-example-2.yaml
    /// email: robin@example.org
    /// ```
    /// Good:
    /// ```yaml
    /// # registrations/robin-example.yaml alone
    /// email: robin@example.org
    /// ```
    /// ## Source
    /// Registration: one person may register for several tracks, but takes one seat.
    pub static RULE: Rule {
        name: "registered-twice",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let first = facts.first_registration(&person.value);
    let Some(first) = first.filter(|first| first.slug != person.slug) else {
        return;
    };
    let name = person.value.name.trim();
    let message = format!("'{name}' is registered twice: first as '{}'", first.slug);
    // The line of the name, not of the address: what is personal is not shown.
    let finding = found.add("name", message);
    finding.related(&first.file, "name", "the first registration is here");
    let address = |record: &Record<Registration>| {
        let email = record.value.email.as_deref();
        email.filter(|email| is_email(email)).map(fold)
    };
    if !are_similar(&person.value.name, &first.value.name) {
        finding.severity(Severity::Warning);
        finding
            .help("cancel one of them, or ignore this if they are two people who share an address");
    } else if let (Some(one), Some(other)) = (address(person), address(first))
        && one != other
    {
        finding.severity(Severity::Warning);
        finding.help("cancel one of them, or ignore this if they are two people of one name");
    } else {
        finding.help("keep the first, take over what is new in this one, and cancel this one");
    }
}
