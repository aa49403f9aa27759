//! Findings on hostile records under hostile names: every format stays what it is, and nothing of a stranger's acts in it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::check::{Report, run};
use cxn::model::Now;
use cxn::render::Style;
use cxn::render::findings::Format;
use cxn::render::sanitize::is_hazard;
use cxn::render::table::{self, Cell, Table};
use cxn::workspace::Selection;
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Workspace};

const PLAIN: Style = Style {
    color: false,
    width: None,
};

/// The bytes are a track, a registration, an event, a template, and a file's name, between bytes that no text has.
pub fn target(data: &[u8]) {
    let mut parts = data
        .split(|byte| *byte == 0xff)
        .map(|part| String::from_utf8_lossy(part).into_owned());
    let mut next = || parts.next().unwrap_or_default();
    let (track, person, event, template, name) = (next(), next(), next(), next(), next());
    let cell = format!("{name}{track}");
    let mut overlay = BTreeMap::from([
        (File::new("cxn.yaml"), "default-event: e\n".to_owned()),
        (File::new("events/e/tracks/t.yaml"), track.clone()),
        (File::new("events/e/registrations/p.yaml"), person),
        (File::new("templates/own.yaml"), template),
    ]);
    let own = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\ntemplate: own\n";
    let event = if event.is_empty() {
        own.to_owned()
    } else {
        event
    };
    overlay.insert(File::new("events/e/event.yaml"), event);
    let name: String = name.chars().filter(|c| !matches!(c, '/' | '\0')).collect();
    if !name.is_empty() && name != "." && name != ".." {
        overlay.insert(File::new(&format!("events/e/tracks/{name}")), track.clone());
        overlay.insert(File::new(&format!("events/{name}/event.yaml")), track);
    }
    let nowhere = Path::new("/nonexistent/cxn/workspace");
    let workspace = Workspace::load_with(
        &cxn::workspace::Root::whole(nowhere),
        &Scope::default(),
        overlay,
    )
    .expect("nothing to fail on");
    let now = Now::Instant(Utc.with_ymd_and_hms(2026, 8, 1, 12, 0, 0).unwrap());
    let report = run(&workspace, now, &Selection::All);
    for located in &report.findings {
        let text = report
            .texts
            .get(&located.finding.place.file)
            .map_or("", String::as_str);
        assert!(text.get(located.spot.bytes()).is_some(), "{located:?}");
    }
    formats(&report);
    tables(&cell);
}

/// What every format shows of a report.
fn formats(report: &Report) {
    let count = report.findings.len();
    let render = |format: Format| {
        let shown = format.render(report, PLAIN);
        if let Some(c) = shown.chars().find(|c| *c != '\n' && is_hazard(*c)) {
            panic!("{format:?} shows {c:?} as it is: {shown}");
        }
        shown
    };
    render(Format::Text);
    render(Format::Summary);
    let json: serde_json::Value =
        serde_json::from_str(&render(Format::Json)).expect("a JSON document");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(count));
    let lines = render(Format::Jsonl);
    assert_eq!(lines.lines().count(), count);
    for line in lines.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("a JSON document a line");
    }
    let sarif: serde_json::Value =
        serde_json::from_str(&render(Format::Sarif)).expect("a JSON document");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), count + report.ignored.len());
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a place");
        assert!(
            uri.is_ascii() && !uri.contains([' ', '<', '"', '\\']),
            "{uri}"
        );
        let region = &place["region"];
        assert!(
            region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1)
        );
    }
    let junit = render(Format::Junit);
    let document =
        roxmltree::Document::parse(&junit).unwrap_or_else(|error| panic!("{error}\n{junit}"));
    let cases = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"));
    assert!(cases.count() >= report.checked.len());
    for line in render(Format::Github).lines() {
        let ours = [
            "::error file=",
            "::warning file=",
            "::notice file=",
            "::notice title=cxn::",
        ];
        assert!(ours.iter().any(|begin| line.starts_with(begin)), "{line}");
        let rest = line.split("::").nth(1).expect("properties");
        let properties = rest.split_once(' ').map_or("", |(_, rest)| rest).split(',');
        for property in properties {
            let key = property.split('=').next().unwrap_or_default();
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(known.contains(&key), "{line}");
        }
        assert!(!line.contains("##["), "{line}");
    }
    let page = render(Format::Markdown);
    for row in page.lines().filter(|line| line.starts_with("| ")) {
        let bars = row
            .replace("\\\\", "")
            .replace("\\|", "")
            .matches('|')
            .count();
        assert_eq!(bars, 5, "{row}");
    }
}

/// The same for a table's cell.
fn tables(cell: &str) {
    let columns = [table::text("a", "A"), table::text("b", "B").for_programs()];
    let mut table = Table::new(columns).with_contacts(true);
    table.row([Cell::from(cell), Cell::from(cell)]);
    table.row([
        Cell::List(vec![cell.to_owned(), cell.to_owned()]),
        Cell::Flag(true),
    ]);
    let csv = table.render(table::Format::Csv, None, PLAIN);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for record in reader.records() {
        for cell in &record.expect("a row of CSV") {
            let acts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
            assert!(!cell.starts_with(acts), "{cell:?}");
            assert!(
                !cell.contains(|c| !matches!(c, '\n' | '\t') && is_hazard(c)),
                "{cell:?}"
            );
        }
    }
    let json = table.render(table::Format::Json, None, PLAIN);
    let rows: serde_json::Value = serde_json::from_str(&json).expect("a JSON document");
    assert_eq!(
        rows["rows"][0]["a"].as_str(),
        Some(cell),
        "programs get the whole value"
    );
    let page = table.render(table::Format::Markdown, None, PLAIN);
    assert_eq!(page.lines().count(), 4, "{page}");
    let text = table.render(table::Format::Table, None, PLAIN);
    assert!(!text.contains(|c| c != '\n' && is_hazard(c)), "{text:?}");
}
