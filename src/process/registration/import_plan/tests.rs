//! Tests of plans: what the same rows do a second time.

use crate::model::Now;
use crate::model::one_or_many::List;
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::Terms;
use crate::process::registration::import_plan::*;
use crate::workspace::load::Scope;
use chrono::DateTime;
use proptest::prelude::*;
use serde_json::json;

fn person(name: &str, email: &str, organization: &str) -> Registration {
    let value = json!({"name": name, "email": email, "organization": organization});
    serde_json::from_value(value).unwrap_or_else(|_| unreachable!())
}

/// An event for which these people are registered.
fn workspace(people: &[Registration]) -> Workspace {
    let event = "{name: E, timezone: UTC, starts: 2030-09-21, ends: 2030-09-22}";
    let overlay = [
        (File::settings(), String::new()),
        (File::new("events/e/event.yaml"), event.to_owned()),
    ];
    let root = std::path::Path::new("nowhere");
    let workspace = Workspace::load_with(
        &crate::workspace::Root::whole(root),
        &Scope::default(),
        overlay.into(),
    );
    let mut workspace = workspace.unwrap_or_else(|_| unreachable!());
    let records = people.iter().enumerate().filter_map(|(at, person)| {
        let slug = Slug::parse(&format!("p{at:03}")).ok()?;
        let record = Record {
            slug: slug.clone(),
            file: File::new("x"),
            value: person.clone().into(),
            marks: crate::yaml::marks::Marks::default(),
        };
        Some((slug, record))
    });
    for folder in workspace.events.values_mut() {
        folder.registrations.extend(records.clone());
    }
    workspace
}

/// Plans rows against records, and returns what is there afterwards.
fn import(rows: &[Registration], people: &[Registration]) -> (ImportPlan, Vec<Registration>) {
    let candidates = rows.iter().enumerate().map(|(at, person)| {
        Ok(Candidate {
            row: at + 2,
            person: person.clone(),
            kind: None,
            submitted: None,
            remarks: Vec::new(),
        })
    });
    let (workspace, now) = (workspace(people), Now::Instant(DateTime::default()));
    let policy = Slug::parse("e")
        .ok()
        .and_then(|event| RegistrationPolicy::new(&workspace, &event, now).ok())
        .unwrap_or_else(|| unreachable!());
    let mut admission =
        Admission::new(&workspace, &policy, Terms::default()).unwrap_or_else(|_| unreachable!());
    let plan = ImportPlan::new(candidates.collect(), &mut admission);
    let records = policy.registrations();
    let mut after = people.to_vec();
    for update in &plan.updates {
        let at = records
            .keys()
            .position(|slug| *slug == update.slug)
            .unwrap_or(0);
        for change in &update.changes {
            let text = change.value.as_str().map(str::to_owned);
            match change.path.first_key() {
                Some("name") => after[at].name = text.unwrap_or_default(),
                Some("email") => after[at].email = text,
                _ => after[at].organization = text,
            }
        }
    }
    let additions = plan.additions.iter().map(|added| Registration {
        // What admission writes is the same for all.
        registered: None,
        history: List::default(),
        ..added.person.clone()
    });
    after.extend(additions);
    (plan, after)
}

#[test]
fn a_row_that_knows_the_old_address_still_finds_the_person() {
    let there = [person("Robin Example", "robin@example.org", "A")];
    let rows = [
        person("R. Example", "ROBIN@example.org", "A"),
        person("Robin Example", "new@example.org", "a"),
    ];
    let (plan, after) = import(&rows, &there);
    assert_eq!(after.len(), 1);
    assert_eq!(plan.rows[0].outcome, Outcome::Repeated);
    assert_eq!(plan.rows[1].outcome, Outcome::Unchanged);
    assert_eq!(after[0].email.as_deref(), Some("robin@example.org"));
}

proptest! {
    #[test]
    fn the_same_rows_a_second_time_change_nothing(
        rows in prop::collection::vec((0..4_u8, 0..4_u8, 0..2_u8), 0..7),
        there in prop::collection::vec((0..4_u8, 0..4_u8, 0..2_u8), 0..3),
    ) {
        let make = |list: &[(u8, u8, u8)]| -> Vec<Registration> {
            list.iter().map(|(n, e, o)| person(&format!("N{n}"), &format!("e{e}@example.org"), &format!("O{o}"))).collect()
        };
        let rows = make(&rows);
        // Records that are one person already are somebody's mistake before.
        let mut people: Vec<Registration> = Vec::new();
        for one in make(&there) {
            if !people.iter().any(|known| known.is_same_person(&one)) {
                people.push(one);
            }
        }
        let (_, after) = import(&rows, &people);
        let (again, then) = import(&rows, &after);
        prop_assert_eq!(again.count(Outcome::New), 0, "{:?}", again.rows);
        if people.len() < 2 {
            prop_assert_eq!(again.count(Outcome::Changed), 0, "{:?}", again.rows);
            prop_assert_eq!(then, after);
        }
    }
}
