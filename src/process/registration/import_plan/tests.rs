//! Tests of plans: what the same rows do a second time.

use crate::model::Now;
use crate::model::one_or_many::{List, Table};
use crate::model::same_person::{Sameness, compare};
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
    import_with(rows, people, &[])
}

/// As [`import`], with who somebody is said to be.
fn import_with(
    rows: &[Registration],
    people: &[Registration],
    said: &[(&str, &str)],
) -> (ImportPlan, Vec<Registration>) {
    let candidates = rows.iter().enumerate().map(|(at, person)| {
        Ok(Candidate {
            issue: None,
            row: at + 2,
            person: person.clone(),
            kind: None,
            submitted: None,
            coming: None,
            open: Vec::new(),
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
    let mut said_people = Table::default();
    for (name, record) in said {
        said_people.insert((*name).to_owned(), Some((*record).to_owned()));
    }
    let plan = ImportPlan::new(candidates.collect(), &said_people, &mut admission);
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
                Some("chat") => after[at].chat = text,
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

fn outcomes(plan: &ImportPlan) -> Vec<(Outcome, &str)> {
    let rows = plan.rows.iter();
    rows.map(|row| (row.outcome, row.why.first().map_or("", String::as_str)))
        .collect()
}

#[test]
fn so_many_rows_share_a_name_and_are_compared() {
    let namesake = |at: usize| {
        let of = format!("{at}");
        person("Robin Example", &format!("{of}@example.org"), &of)
    };
    let most = groups::MAX_SHARED;
    let mut rows: Vec<Registration> = (0..=most).map(namesake).collect();
    // One that repeats another is not one more.
    rows.push(namesake(0));
    rows.push(person("Sam Sample", "sam@example.org", "A"));
    let (plan, _) = import(&rows, &[]);
    let outcomes = outcomes(&plan);
    assert_eq!(plan.count(Outcome::New), most + 1);
    assert_eq!(outcomes[0].0, Outcome::Repeated);
    let expected = "expected a name and an address of the person's own";
    let refused = format!("has the same name as {most} other rows: {expected}");
    assert_eq!(outcomes[most], (Outcome::Refused, refused.as_str()));
    // The same of people who are registered.
    let people: Vec<Registration> = (0..most).map(namesake).collect();
    let (plan, _) = import(&rows[most - 1..=most], &people);
    let refused = format!("has the same name as {most} registrations: {expected}");
    assert_eq!(plan.rows[0].why, [refused]);
    let (plan, _) = import(&rows[most - 1..=most], &people[1..]);
    assert_eq!(plan.count(Outcome::Unchanged), 1);
    assert_eq!(plan.count(Outcome::New), 1);
}

#[test]
fn another_name_or_address_is_a_doubt_and_changes_nothing() {
    let there = [person("Robin Example", "robin@example.org", "A")];
    let rows = [
        person("R. Example", "ROBIN@example.org", "A"),
        person("Robin Example", "new@example.org", "a"),
        person("Robin Example", "other@example.org", "B"),
    ];
    let (plan, after) = import(&rows, &there);
    assert_eq!(
        outcomes(&plan),
        [
            (
                Outcome::Refused,
                "p000 has the same address and the name 'Robin Example': if it is one person, pass --person \"R. Example=p000\", else --person \"R. Example=new\""
            ),
            (
                Outcome::Refused,
                "p000 has another address and the name 'Robin Example': if it is one person, pass --person \"Robin Example=p000\", else --person \"Robin Example=new\""
            ),
            (Outcome::New, ""),
        ]
    );
    assert_eq!(plan.doubts.len(), 2);
    assert_eq!(after[0], there[0]);
}

#[test]
fn who_is_said_to_be_one_person_is_changed_and_who_is_not_is_new() {
    let there = [person("Robin Example", "robin@example.org", "A")];
    let rows = [person("R. Example", "robin@example.org", "A")];
    let (plan, after) = import_with(&rows, &there, &[("r. example", "p000")]);
    assert_eq!(
        outcomes(&plan),
        [(Outcome::Changed, "name (was 'Robin Example')")]
    );
    assert_eq!(after, rows);
    let (again, _) = import_with(&rows, &after, &[("r. example", "p000")]);
    assert_eq!(outcomes(&again), [(Outcome::Unchanged, "")]);

    let said = [("R. Example <robin@example.org>", "new")];
    let (plan, after) = import_with(&rows, &there, &said);
    assert_eq!(outcomes(&plan), [(Outcome::New, "")]);
    assert_eq!(after.len(), 2);
    let (again, _) = import_with(&rows, &after, &said);
    assert_eq!(outcomes(&again), [(Outcome::Unchanged, "")]);
    let (plan, _) = import_with(&rows, &there, &[("R. Example", "nobody")]);
    assert_eq!(
        outcomes(&plan),
        [(
            Outcome::Refused,
            "is said to be 'nobody', who is not registered"
        )]
    );
}

#[test]
fn two_attendees_of_one_buyer_are_two_people() {
    let rows = [
        person("Ann Muster", "buyer@example.org", "A"),
        person("Bob Muster", "buyer@example.org", "A"),
        person("B. Muster", "buyer@example.org", "A"),
    ];
    let (plan, after) = import(&rows, &[]);
    assert_eq!(
        outcomes(&plan),
        [
            (Outcome::New, ""),
            (Outcome::New, ""),
            (
                Outcome::Refused,
                "may be 'Bob Muster' of row 3, with the same address: leave out one of the rows, or pass --person \"B. Muster=new\""
            ),
        ]
    );
    // One more attendee of the same buyer a week later, who is in the file as well.
    let more = [rows[0].clone(), person("Cy Zaun", "buyer@example.org", "A")];
    let (plan, _) = import(&more, &after);
    assert_eq!(
        outcomes(&plan),
        [(Outcome::Unchanged, ""), (Outcome::New, "")]
    );
}

proptest! {
    #[test]
    fn the_same_rows_a_second_time_change_nothing(
        rows in prop::collection::vec((0..4_usize, 0..4_u8, 0..3_u8), 0..7),
        there in prop::collection::vec((0..4_usize, 0..4_u8, 0..3_u8), 0..3),
    ) {
        // Two of the names may be one person's; an address or an organization may be missing.
        let names = ["Ann Muster", "A. Muster", "Bob Zaun", "Cy Sample"];
        let make = |list: &[(usize, u8, u8)]| -> Vec<Registration> {
            let one = |(n, e, o): &(usize, u8, u8)| {
                let mut one = person(names[*n], &format!("e{e}@example.org"), &format!("O{o}"));
                one.email = one.email.filter(|_| *e > 0);
                one.chat = (*e == 0).then(|| format!("chat{o}"));
                one.organization = one.organization.filter(|_| *o > 0);
                one
            };
            list.iter().map(one).collect()
        };
        let rows = make(&rows);
        // Records that are one person already, or may be, are a question from before.
        let mut people: Vec<Registration> = Vec::new();
        for one in make(&there) {
            if people.iter().all(|known| compare(known, &one) == Sameness::Other) {
                people.push(one);
            }
        }
        let (_, after) = import(&rows, &people);
        let (again, then) = import(&rows, &after);
        prop_assert_eq!(again.count(Outcome::New), 0, "{:?}", again.rows);
        prop_assert_eq!(again.count(Outcome::Changed), 0, "{:?}", again.rows);
        prop_assert_eq!(then, after);
    }
}
