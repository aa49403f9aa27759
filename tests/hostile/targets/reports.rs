//! Reports: whatever a template asks for and whatever a report says, a draft reads as a report that says what was drawn, and what is
//! shown of it is well-formed and names nothing that hides.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::analysis::disclosure::Level;
use cxn::analysis::event_facts::EventFacts;
use cxn::analysis::report::{ReportView, differing, unmentioned, view};
use cxn::check::run;
use cxn::model::report::TrackReport;
use cxn::model::{Moment, Now, Slug, Track};
use cxn::process::report::draft::{draft, text};
use cxn::publish::html;
use cxn::publish::wiki::{Sources, confluence, markdown, report};
use cxn::render::report::track;
use cxn::render::sanitize::is_hazard;
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Record, Root, Selection, Workspace};

const EVENT: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\ntemplate: own\n";
const VISIBILITIES: [&str; 3] = ["all", "passed", "aggregates"];
const FIELDS: &str = "fields:\n  - {key: title, title: Title, kind: line}\n";
const ROLES: &str = "roles:\n  - {id: client, name: Client, kind: client}\n  - {id: server, name: Server, kind: server}\n";
const RESULT: &str = "scenario: create\nverdict: passed\nsystems: {client: a Labs/a, server: b Labs/b}\nwhen: 2026-09-19T12:00:00Z\nreported-as: lead\n";

/// The bytes are the sections of a template, a report, and what people call a scenario, an issue, an organization and a system, with a
/// byte that no text has between them.
pub fn target(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == 0xff);
    let mut next = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (template, written, called) = (next(), next(), next());
    let visibility = VISIBILITIES[data.len() % VISIBILITIES.len()];
    let workspace = workspace(&template, written, &called, visibility);
    let now = Utc.with_ymd_and_hms(2026, 9, 25, 12, 0, 0).unwrap();
    let found = run(&workspace, Now::Instant(now), &Selection::All);
    assert_eq!(found.checked.len(), 10);

    let folder = &workspace.events[&Slug::parse("e").expect("a slug")];
    let facts = EventFacts::new(&workspace, folder, Now::Instant(now)).expect("has an event");
    let counts = (
        folder.results.len(),
        folder.issues.len(),
        folder.registrations.len(),
    );
    assert_eq!(counts, (1, 1, 3));
    let patient = &folder.tracks[&Slug::parse("patient").expect("a slug")];
    // A section that no report can have, or one that is there twice, is refused, and so are brackets that come together.
    let mut rules = found.findings.iter().map(|one| one.finding.rule.name);
    let brackets = |text: &str| text.matches(['[', '{']).count();
    let may_fail =
        rules.any(|rule| rule == "template-broken") || brackets(&template) + brackets(&called) > 8;
    drafted(&facts, patient, Moment(now.fixed_offset()), may_fail);
    if let Some(report) = folder.reports.values().next() {
        let _ = (differing(&facts, report), unmentioned(&facts, report));
        for level in [Level::Full, Level::new(facts.event(), false)] {
            shown(&view(&facts, report, level));
        }
    }
}

/// An event that is over, with two scenarios of which one was tested.
fn workspace(template: &str, written: String, called: &str, visibility: &str) -> Workspace {
    let called = if called.trim().is_empty() {
        "Create {people}"
    } else {
        called.trim()
    };
    let called = cxn::yaml::write::quote(called);
    let scenario =
        |id: &str| format!("  - {{id: {id}, title: {called}, roles: [client, server]}}\n");
    let (one, other) = (scenario("create"), scenario("read"));
    let person = |organization: &str, name: &str, id: &str, role: &str| {
        format!(
            "name: Robin Example\norganization: {organization}\ntracks: [patient]\nregistered: 2026-08-01T12:00:00Z\nsystems:\n  - {{name: {name}, id: {id}, roles: [patient/{role}]}}\n"
        )
    };
    let files = [
        ("cxn.yaml", String::new()),
        (
            "templates/own.yaml",
            format!("title: Own\n{FIELDS}{template}"),
        ),
        (
            "events/e/event.yaml",
            format!("{EVENT}results-visibility: {visibility}\n"),
        ),
        (
            "events/e/tracks/patient.yaml",
            format!("title: Patient\nstatus: approved\n{ROLES}scenarios:\n{one}{other}"),
        ),
        (
            "events/e/issues/one.yaml",
            format!("title: {called}\nagainst: specification\ntracks: [patient]\n"),
        ),
        ("events/e/results/patient/r.yaml", RESULT.to_owned()),
        ("events/e/reports/patient.yaml", written),
        (
            "events/e/registrations/a.yaml",
            person("a Labs", "a", "a", "client"),
        ),
        (
            "events/e/registrations/b.yaml",
            person("b Labs", "b", "b", "server"),
        ),
        (
            "events/e/registrations/c.yaml",
            person(&called, &called, "c", "client"),
        ),
    ];
    let overlay = files.map(|(name, text)| (File::new(name), text));
    let root = Root::whole(Path::new("/nonexistent/cxn/workspace"));
    Workspace::load_with(&root, &Scope::default(), BTreeMap::from(overlay)).expect("loads")
}

/// A draft reads as a report that says what was drawn.
fn drafted(facts: &EventFacts<'_>, track: &Record<Track>, when: Moment, may_fail: bool) {
    let drawn = draft(facts, track);
    let text = match text(facts, track, &drawn, when, None) {
        Ok(text) => text,
        Err(failure) => {
            assert!(may_fail, "{}", failure.message);
            return;
        }
    };
    let body = cxn::yaml::guard::admit(text.as_bytes()).expect("is admitted");
    let back: TrackReport = cxn::yaml::read(body).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert!(
        drawn.texts.iter().all(|(key, _)| back.is_as_drafted(key)),
        "{text}"
    );
}

fn shown(view: &ReportView) {
    let hidden = |c: char| !matches!(c, '\n' | '\t') && is_hazard(c);
    for section in &view.sections {
        assert!(!section.text.trim().is_empty(), "{section:?}");
        let html = html::markdown(&section.text).0;
        assert!(!html.contains(hidden), "{html:?}");
    }
    let page = report(view, Sources::Shown);
    let xml = confluence(&page);
    let document = format!("<root>{}</root>", xml.replace("&nbsp;", "\u{a0}"));
    let read = roxmltree::Document::parse(&document);
    assert!(read.is_ok(), "{read:?}\n{document}");
    assert!(!xml.contains(hidden) && !markdown(&page).contains(hidden));
    let json = track(view, "e");
    assert!(
        serde_json::from_str::<serde_json::Value>(&json).is_ok(),
        "{json}"
    );
}
