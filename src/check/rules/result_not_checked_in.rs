use crate::analysis::systems::Found;
use crate::check::prelude::*;
use crate::model::{Slug, TestResult};

rule! {
    /// A system was tested whose people were never checked in.
    /// ## Why
    /// Who was there is counted by who was checked in. Where no person at all is checked in, the event does not
    /// use it, and nothing is judged.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # result names Example Health/Alpha, whose registration says
    /// status: confirmed
    /// ```
    /// Good:
    /// ```yaml
    /// status: checked-in
    /// ```
    /// ## Source
    /// Registration desks: participants are checked in on the first morning.
    pub static RULE: Rule {
        name: "result-not-checked-in",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Result(check),
    }
}

fn check(result: &Record<TestResult>, _: &Slug, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let systems = facts.systems();
    if !systems.all.iter().any(|one| one.is_checked_in) || !facts.has_started() {
        return;
    }
    for (role, text) in result.value.systems.iter() {
        if let Found::One(at) = systems.find(text)
            && !systems.all[at].is_checked_in
        {
            let finding = found.add(
                Path::from("systems").key(role),
                format!("'{text}' was tested, and none of its people was checked in"),
            );
            if let Some(person) = systems.all[at].people.first() {
                finding.help(format!(
                    "check them in: 'cxn register check-in {}'",
                    person.slug
                ));
            }
        }
    }
}
