//! Every bound, just inside and just outside. Each is documented at its constant.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::check::Report;
use cxn::import::registration::row::MAX_RECORD;
use cxn::import::table::{self, SheetFormat};
use cxn::model::{Now, Slug, slug};
use cxn::render::Style;
use cxn::render::findings::{Format as Findings, markdown, text};
use cxn::render::sanitize;
use cxn::workspace::Selection;
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Workspace};
use cxn::yaml::guard::{self, MAX_BRACKETS, MAX_BYTES, MAX_DEPTH, MAX_EXPANDED, RefusalKind};
use support::{NOW, Outcome, copied, cxn, run};

const PLAIN: Style = Style {
    color: false,
    width: None,
};

fn refused(text: &str) -> Option<RefusalKind> {
    guard::admit(text.as_bytes())
        .err()
        .map(|refusal| refusal.kind)
}

#[test]
fn a_file_is_as_large_and_as_deep_as_its_bound() {
    assert_eq!(refused(&"a".repeat(MAX_BYTES)), None);
    assert_eq!(
        refused(&"a".repeat(MAX_BYTES + 1)),
        Some(RefusalKind::TooLarge)
    );
    assert_eq!(refused(&"[".repeat(MAX_DEPTH)), None);
    assert_eq!(
        refused(&"[".repeat(MAX_DEPTH + 1)),
        Some(RefusalKind::TooDeep)
    );
    assert_eq!(refused(&"- ".repeat(MAX_DEPTH)), None);
    assert_eq!(
        refused(&"- ".repeat(MAX_DEPTH + 1)),
        Some(RefusalKind::TooDeep)
    );
    assert_eq!(refused(&"[]".repeat(MAX_BRACKETS)), None);
    assert_eq!(
        refused(&"[]".repeat(MAX_BRACKETS + 1)),
        Some(RefusalKind::TooDeep)
    );
}

#[test]
fn a_file_stands_for_as_much_as_its_bound() {
    let named = |times: usize| {
        let items = "  - *a\n".repeat(times);
        format!("a: &a {}\nb:\n{items}", "x".repeat(1 << 12))
    };
    let times = MAX_EXPANDED >> 12;
    assert_eq!(refused(&named(times - 2)), None);
    assert_eq!(refused(&named(times)), Some(RefusalKind::Expanded));
}

#[test]
fn a_name_is_as_long_as_its_bound() {
    assert!(Slug::parse(&"a".repeat(slug::MAX_LENGTH)).is_ok());
    assert!(Slug::parse(&"a".repeat(slug::MAX_LENGTH + 1)).is_err());
    let made = Slug::from_title(&"a".repeat(10_000)).map(|slug| slug.as_str().len());
    assert_eq!(made, Some(slug::MAX_LENGTH));
}

#[test]
fn an_import_is_as_large_as_its_bounds() {
    let csv = |columns: usize, rows: usize| {
        let mut header = vec!["Name"; 1];
        header.resize(columns, "x");
        let sheet = format!("{}\n{}", header.join(","), "\n".repeat(rows));
        table::read(sheet.as_bytes(), Some(SheetFormat::Csv))
            .map(|_| ())
            .map_err(|error| error.message)
    };
    assert_eq!(csv(table::MAX_COLUMNS, 1), Ok(()));
    assert_eq!(
        csv(table::MAX_COLUMNS + 1, 1),
        Err("holds more than 1000 columns".to_owned())
    );
    // The headings are a row, and the number of a row is checked when the next one begins.
    assert_eq!(csv(1, table::MAX_ROWS), Ok(()));
    assert_eq!(
        csv(1, table::MAX_ROWS + 2),
        Err("holds more than 100000 rows".to_owned())
    );
    let row = ",".repeat(2 * table::MAX_COLUMNS - 1);
    let rows = format!("{row}\n").repeat(table::MAX_CELLS / (2 * table::MAX_COLUMNS));
    let wide = table::read(format!("{rows}{row}\n").as_bytes(), Some(SheetFormat::Csv));
    assert_eq!(
        wide.map_err(|error| error.message).err().as_deref(),
        Some("holds more than 2000000 cells")
    );
    let large = vec![b'a'; table::MAX_BYTES + 1];
    let error = table::read(&large, None).err().map(|error| error.message);
    assert_eq!(error.as_deref(), Some("is larger than 64 MiB"));
    let json = |depth: usize| {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        table::read(text.as_bytes(), Some(SheetFormat::Json))
            .map(|_| ())
            .map_err(|error| error.message)
    };
    assert_eq!(json(127), Ok(()));
    assert!(json(128).is_err_and(|why| why.contains("recursion limit exceeded")));
}

#[test]
fn a_row_that_would_not_be_read_again_is_refused() -> Outcome {
    let root = copied("tests/rules/_base")?;
    let mut form = "Name,Email,Organization,Notes\n".to_owned();
    // A tab is written with an escape, and the brackets of a text with escapes are counted.
    let nested = |depth: usize| format!("a\tb{}", "[".repeat(depth));
    for (name, notes) in [
        // Lists of the record itself open after it.
        ("Ann", nested(MAX_DEPTH - 4)),
        ("Bo", nested(MAX_DEPTH + 1)),
        ("Bea", "[".repeat(MAX_DEPTH + 1)),
        ("Cy", "x".repeat(MAX_RECORD - 1000)),
        ("Di", "x".repeat(MAX_RECORD)),
    ] {
        writeln!(form, "{name},{name}@example.org,Example,{notes}")?;
    }
    std::fs::write(root.path().join("form.csv"), form)?;
    let (code, out, errors) = run(
        root.path(),
        &["register", "import", "form.csv", "--format", "csv"],
    )?;
    assert_eq!(code, 1, "{errors}");
    assert!(
        out.contains("refused,could not be parsed again: found more than 64 levels"),
        "{out}"
    );
    assert!(
        out.contains(&format!("bytes: expected at most {MAX_RECORD} of a person")),
        "{out}"
    );
    assert_eq!(out.matches(",new,").count(), 3, "{out}");
    let (_, found, _) = run(root.path(), &["check", "--format", "summary"])?;
    assert!(
        !found.contains("too-deep") && !found.contains("too-large"),
        "{found}"
    );
    // The same from the command line.
    for (notes, code, wanted) in [
        (MAX_DEPTH - 4, 0, ""),
        (
            MAX_DEPTH + 1,
            4,
            "could not be parsed again: found more than 64 levels; nothing was written\n",
        ),
    ] {
        let name = format!("Person {notes}");
        let (found, _, errors) = run(
            root.path(),
            &[
                "register",
                &name,
                "--email",
                &format!("p{notes}@example.org"),
                "--organization",
                "X",
                "--notes",
                &nested(notes),
                "--event",
                "2026-09-rockville",
            ],
        )?;
        assert_eq!(found, code, "{errors}");
        assert!(errors.ends_with(wanted), "{errors}");
    }
    Ok(())
}

#[test]
fn a_message_to_the_language_server_is_as_large_as_its_bound() {
    let said = |text: &str| match cxn::lsp::Frames::new(text.as_bytes()).read() {
        Ok(Some(Err(malformed))) => malformed.message,
        Ok(message) => format!("{message:?}"),
        Err(error) => error.to_string(),
    };
    let of = |length: u64| format!("Content-Length: {length}\r\n\r\n");
    assert_eq!(
        said(&of(cxn::lsp::MAX_MESSAGE)),
        "a message ends after 0 of 67108864 bytes"
    );
    assert_eq!(
        said(&of(cxn::lsp::MAX_MESSAGE + 1)),
        "expected a message of at most 67108864 bytes, found 67108865"
    );
    let head = |length: u64| {
        format!(
            "X: {}\r\n",
            "x".repeat(usize::try_from(length).unwrap_or(0) - 5)
        )
    };
    assert_eq!(said(&head(cxn::lsp::MAX_HEADER)), "None".to_owned());
    assert_eq!(
        said(&format!("{}{}{{}}", head(cxn::lsp::MAX_HEADER), of(2))),
        "expected a request, a notification or a response of JSON-RPC 2.0"
    );
    assert_eq!(
        said(&head(cxn::lsp::MAX_HEADER + 1)),
        "expected a header that ends in a line end"
    );
}

/// A report with a finding that many times.
fn report(count: usize) -> Outcome<Report> {
    let overlay = BTreeMap::from([
        (
            File::new("events/e/event.yaml"),
            "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n".to_owned(),
        ),
        (
            File::new("events/e/tracks/t.yaml"),
            "title: T\nunknown: 1\n".to_owned(),
        ),
    ]);
    let nowhere = Path::new("/nonexistent/cxn");
    let workspace = Workspace::load_with(
        &cxn::workspace::Root::whole(nowhere),
        &Scope::default(),
        overlay,
    )?;
    let now = Utc
        .with_ymd_and_hms(2026, 8, 1, 12, 0, 0)
        .single()
        .ok_or(NOW)?;
    let mut report = cxn::check::run(&workspace, Now::Instant(now), &Selection::All);
    let one = report.findings[0].clone();
    report.findings = vec![one; count];
    Ok(report)
}

#[test]
fn people_see_as_many_findings_as_the_bound_and_how_many_more() -> Outcome {
    let more = "and 1 more finding: '--format summary' counts them by rule, '--format jsonl' has them all\n";
    let mut findings = report(text::MAX_SHOWN + 1)?;
    let shown = Findings::Text.render(&findings, PLAIN);
    assert!(shown.contains(more), "{}", &shown[shown.len() - 400..]);
    assert_eq!(
        Findings::Jsonl.render(&findings, PLAIN).lines().count(),
        text::MAX_SHOWN + 1
    );
    findings.findings.truncate(text::MAX_SHOWN);
    assert!(
        !Findings::Text
            .render(&findings, PLAIN)
            .contains(" more finding")
    );
    Ok(())
}

#[test]
fn a_page_has_as_many_rows_as_there_is_room_for() -> Outcome {
    let mut findings = report(2)?;
    let one = findings.findings[0].clone();
    let width = markdown::render(&report(2)?)
        .lines()
        .last()
        .map_or(1, str::len)
        + 1;
    findings.findings = vec![one; 2 * markdown::ROOM / width];
    let page = markdown::render(&findings);
    assert!(
        page.len() < markdown::ROOM + 2000 && page.contains("\nand "),
        "{}",
        page.len()
    );
    findings.findings.truncate(markdown::ROOM / width / 2);
    assert!(!markdown::render(&findings).contains("\nand "));
    Ok(())
}

#[test]
fn a_line_is_as_long_as_its_bound() -> Outcome {
    for limit in [
        sanitize::CELL_LENGTH,
        sanitize::MESSAGE_LENGTH,
        sanitize::SAID_LENGTH,
    ] {
        assert_eq!(sanitize::line(&"x".repeat(limit), limit), "x".repeat(limit));
        assert_eq!(
            sanitize::line(&"x".repeat(limit + 1), limit),
            "x".repeat(limit) + "…"
        );
    }
    // The line of a finding is cut around its place.
    let root = copied("tests/rules/_base")?;
    let file = "events/2026-09-rockville/tracks/long.yaml";
    std::fs::write(
        root.path().join(file),
        format!("title: T\nstatus: {}\nunknown: 1\n", "x".repeat(900_000)),
    )?;
    let (code, out, _) = said_in(root.path(), file)?;
    assert_eq!(code, 1);
    let longest = out.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(1000), "{longest:?}");
    Ok(())
}

fn said_in(root: &Path, file: &str) -> Outcome<(i32, String, String)> {
    support::said(cxn(root)?.args(["check", file]))
}
