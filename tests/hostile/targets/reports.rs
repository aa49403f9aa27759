//! Reports: whatever a template asks for and whatever a report says, a draft reads as a report that says what was drawn, and what is
//! shown of it is well-formed and names nothing that hides.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::analysis::disclosure::Level;
use cxn::analysis::event_facts::EventFacts;
use cxn::analysis::report::{differing, sections, unmentioned, view};
use cxn::check::run;
use cxn::model::report::TrackReport;
use cxn::model::{Moment, Now, Slug};
use cxn::process::report::draft::{draft, text};
use cxn::publish::html;
use cxn::publish::wiki::{Sources, confluence, markdown, report};
use cxn::render::report::track;
use cxn::render::sanitize::is_hazard;
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Selection, Workspace};

const EVENT: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\ntemplate: own\nresults-visibility: all\n";
const FIELDS: &str = "fields:\n  - {key: title, title: Title, kind: line}\n";
const TRACK: &str = "title: Patient\nstatus: approved\nroles:\n  - {id: client, name: Client, kind: client}\n  - {id: server, name: Server, kind: server}\nscenarios:\n  - {id: create, title: 'Create {people}', roles: [client, server]}\n";
const RESULT: &str = "scenario: create\nverdict: passed\nsystems: {client: a Labs/a, server: b Labs/b}\nwhen: 2026-09-19T12:00:00Z\nreported-as: lead\n";
const ISSUE: &str =
    "title: A [title](https://example.org)\nagainst: specification\ntracks: [patient]\n";

/// The bytes are the sections of a template, and a report, between two bytes that no text has.
pub fn target(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0xff);
    let mut next = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (template, written) = (next(), next());
    let mut overlay = BTreeMap::from([
        (File::settings(), String::new()),
        (
            File::new("templates/own.yaml"),
            format!("title: Own\n{FIELDS}{template}"),
        ),
        (File::new("events/e/event.yaml"), EVENT.to_owned()),
        (File::new("events/e/tracks/patient.yaml"), TRACK.to_owned()),
        (File::new("events/e/issues/one.yaml"), ISSUE.to_owned()),
        (
            File::new("events/e/results/patient/r.yaml"),
            RESULT.to_owned(),
        ),
        (File::new("events/e/reports/patient.yaml"), written),
    ]);
    for (slug, role) in [("a", "client"), ("b", "server")] {
        let text = format!(
            "name: Robin Example\norganization: {slug} Labs\ntracks: [patient]\nregistered: 2026-08-01T12:00:00Z\nsystems:\n  - {{name: {slug}, id: {slug}, roles: [patient/{role}]}}\n"
        );
        overlay.insert(
            File::new(&format!("events/e/registrations/{slug}.yaml")),
            text,
        );
    }
    let root = Root::whole(Path::new("/nonexistent/cxn/workspace"));
    let workspace = Workspace::load_with(&root, &Scope::default(), overlay).expect("loads");
    let now = Utc.with_ymd_and_hms(2026, 9, 25, 12, 0, 0).unwrap();
    let found = run(&workspace, Now::Instant(now), &Selection::All);
    assert_eq!(found.checked.len(), 9);

    let folder = &workspace.events[&Slug::parse("e").expect("a slug")];
    let facts = EventFacts::new(&workspace, folder, Now::Instant(now)).expect("has an event");
    assert_eq!(
        (
            folder.results.len(),
            folder.issues.len(),
            folder.registrations.len()
        ),
        (1, 1, 2)
    );
    let patient = &folder.tracks[&Slug::parse("patient").expect("a slug")];
    let drawn = draft(&facts, patient);
    let keys: Vec<&str> = sections(&facts)
        .iter()
        .map(|one| one.key.as_str())
        .collect();
    match text(&facts, patient, &drawn, Moment(now.fixed_offset()), None) {
        Ok(text) => {
            let text = cxn::yaml::guard::admit(text.as_bytes()).expect("is admitted");
            let back: TrackReport =
                cxn::yaml::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(back.numbers, drawn.numbers);
            for (key, drawn) in &drawn.texts {
                assert_eq!(back.section(key), Some(drawn.trim()), "{text}");
                assert!(back.is_as_drafted(key), "{text}");
            }
        }
        // A section that no report can have, or one that is there twice, is refused.
        Err(failure) => assert!(!keys.is_empty() && !failure.message.is_empty()),
    }
    let Some(report_of) = folder.reports.values().next() else {
        return;
    };
    let _ = (differing(&facts, report_of), unmentioned(&facts, report_of));
    for level in [Level::Full, Level::new(facts.event(), false)] {
        let shown = view(&facts, report_of, level);
        for section in &shown.sections {
            assert!(!section.text.trim().is_empty(), "{section:?}");
        }
        let page = report(&shown, Sources::Shown);
        let xml = confluence(&page).replace("&nbsp;", "\u{a0}");
        let xml = format!("<root>{xml}</root>");
        let is_read = roxmltree::Document::parse(&xml);
        assert!(is_read.is_ok(), "{is_read:?}\n{xml}");
        let hidden = |c: char| !matches!(c, '\n' | '\t') && is_hazard(c);
        assert!(!markdown(&page).contains(hidden));
        for section in &shown.sections {
            let _ = html::markdown(&section.text);
        }
        let json = track(&shown, "e");
        assert!(
            serde_json::from_str::<serde_json::Value>(&json).is_ok(),
            "{json}"
        );
    }
}
