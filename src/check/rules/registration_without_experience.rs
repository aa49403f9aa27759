use crate::check::prelude::*;
use crate::model::registration::Kind;

rule! {
    /// A registration does not say how much the person has seen of Connectathons.
    /// ## Why
    /// About a third to a half are newcomers; who they are decides how much help is needed.
    ///
    /// Organizers need not say.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// experience:
    /// ```
    /// Good:
    /// ```yaml
    /// experience: first-time
    /// ```
    /// ## Source
    /// Organizers wish that track, experience and objectives were mandatory.
    pub static RULE: Rule {
        name: "registration-without-experience",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &person.value;
    if value.kind != Kind::Organizer && value.experience.is_none() {
        let message = format!(
            "'{}' does not say how much experience they have",
            value.name.trim()
        );
        found
            .add("experience", message)
            .expected(["first-time", "some", "experienced"])
            .help("add 'experience': first-time, some or experienced");
    }
}
