//! Sheets of the tracker: any bytes become rows with keys or are refused in words, and every row gets one answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use chrono::{TimeZone as _, Utc};
use cxn::model::{Moment, Slug};
use cxn::process::issue::links::Link;
use cxn::process::issue::tracker::{Outcome, plan, read};
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Workspace};

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
    let issue = |name: &str, text: &str| {
        let file = File::new(&format!("events/e/issues/{name}.yaml"));
        (file, format!("against: specification\n{text}"))
    };
    let overlay = BTreeMap::from([
        (File::settings(), String::new()),
        (
            File::new("events/e/event.yaml"),
            "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n".to_owned(),
        ),
        (
            File::new("events/e/tracks/patient.yaml"),
            "title: Patient\nscenarios:\n  - {id: create, title: Create}\n".to_owned(),
        ),
        issue("a", "title: A\ntracker: {key: FHIR-1, status: Triaged}\n"),
        issue("b", "title: B\n"),
        issue("c", "title: B b\n"),
        issue("d", "title: b  B\n"),
    ]);
    let root = Root::whole(Path::new("/nonexistent/cxn/workspace"));
    Workspace::load_with(&root, &Scope::default(), overlay).expect("loads")
});

/// The bytes are the sheet, and the name of what an issue is about.
pub fn target(data: &[u8]) {
    let folder = &WORKSPACE.events[&Slug::parse("e").expect("a slug")];
    assert_eq!(folder.issues.len(), 4);
    let now = Utc.with_ymd_and_hms(2026, 9, 19, 15, 0, 0).unwrap();
    match read(data) {
        Err(failure) => assert!(!failure.message.is_empty()),
        Ok(rows) => {
            let outcomes = plan(folder, &rows, Moment(now.fixed_offset()));
            assert_eq!(outcomes.len(), rows.len());
            for (row, outcome) in rows.iter().zip(outcomes) {
                assert!(!row.key.trim().is_empty(), "{row:?}");
                match outcome {
                    Outcome::Taken { issue, ticket, .. } => {
                        assert!(folder.issues.contains_key(&issue));
                        assert!(!ticket.key.is_empty() && ticket.as_of.is_some());
                    }
                    Outcome::Ambiguous { issues } => assert!(issues.len() > 1),
                    Outcome::Refused(why) => assert!(!why.is_empty()),
                    Outcome::Unchanged { .. } | Outcome::Unknown => {}
                }
            }
        }
    }
    match Link::parse(folder, &String::from_utf8_lossy(data)) {
        Err(failure) => assert!(!failure.message.is_empty()),
        Ok(Link::Track(track)) => assert!(folder.has_track(&track)),
        Ok(Link::Scenario(one)) => assert_eq!(one, "patient/create"),
        Ok(Link::Result(one)) => panic!("there is no result '{one}'"),
    }
}
