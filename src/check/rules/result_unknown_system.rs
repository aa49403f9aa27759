use crate::analysis::systems::Found;
use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::{Slug, TestResult};
use crate::workspace::RecordKind;

rule! {
    /// A result names a system that no registration has.
    /// ## Why
    /// A result counts for the organization that brought the system. Where two organizations have a system of
    /// one name, `ORGANIZATION/NAME` says which is meant; an `id` of the system stays when it is renamed.
    ///
    /// Where the registrations are not at hand at all, as in a public repository whose private half is elsewhere,
    /// nothing is judged, and as long as a registration cannot be parsed, which may have the system, none is called unknown.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// systems:
    ///   client: Alhpa
    /// ```
    /// Good:
    /// ```yaml
    /// systems:
    ///   client: Example Health/Alpha
    /// ```
    /// ## Source
    /// Design choice: independent organizations are what evidence counts.
    pub static RULE: Rule {
        name: "result-unknown-system",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Result(check),
    }
}

fn check(result: &Record<TestResult>, _: &Slug, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if facts.folder.registrations.is_empty() {
        return;
    }
    let has_unread = facts.folder.has_unread(RecordKind::Registration);
    let systems = facts.systems();
    for (role, text) in result.value.systems.iter() {
        let path = Path::from("systems").key(role);
        match systems.find(text) {
            Found::One(_) => {}
            Found::Several(places) => {
                let names = places.iter().map(|at| systems.all[*at].reference());
                found
                    .add(
                        path,
                        format!("'{text}' is the name of {} systems", places.len()),
                    )
                    .expected(names)
                    .help("write it as ORGANIZATION/NAME");
            }
            // One that cannot be parsed may have it.
            Found::None if has_unread => {}
            Found::None => {
                let near = nearest(text, systems.references());
                found
                    .add(path, format!("no registration has a system '{text}'"))
                    .help(did_you_mean(&near).unwrap_or_else(|| {
                        "register it with the person who brought it: 'cxn register change PERSON --system NAME'".to_owned()
                    }))
                    .offer_nearest(&near);
            }
        }
    }
}
