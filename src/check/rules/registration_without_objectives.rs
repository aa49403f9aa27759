use crate::check::prelude::*;
use crate::model::placeholder::is_unanswered;
use crate::model::registration::Kind;

rule! {
    /// A registration does not say what the person wants to achieve.
    /// ## Why
    /// Leads shape their scenarios by it, and the report can say what came of it.
    ///
    /// Organizers need not say.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// objectives:
    /// ```
    /// Good:
    /// ```yaml
    /// objectives: Read and write patients with three servers that are not ours.
    /// ```
    /// ## Source
    /// Organizers wish that track, experience and objectives were mandatory.
    pub static RULE: Rule {
        name: "registration-without-objectives",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &person.value;
    if value.kind != Kind::Organizer && is_unanswered(value.objectives.as_deref()) {
        let message = format!(
            "'{}' does not say what they want to achieve",
            value.name.trim()
        );
        found
            .add("objectives", message)
            .help("add 'objectives': one sentence on what would make the days a success");
    }
}
