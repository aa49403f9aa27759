//! Every rule against its fixture: a bad and a good item in the same file, judged by the real engine.
//!
//! A fixture is a folder `tests/rules/<rule>/`: its files lie over a copy of `tests/rules/_base/`, a small workspace
//! without findings. `expected` lists the findings of that rule, one a line; `now` holds the moment, when it matters.
//! A folder `private` is laid out beside the workspace, as the private half that its settings may name.
//! A file `NAME.grow` holds a number and is laid out as `NAME` with that many bytes; links are laid out as links.
//! Set `CXN_BLESS=1` to write the lists anew, then read the difference.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cxn::check;
use cxn::model::{Now, When};
use cxn::workspace::Selection;
use cxn::workspace::Workspace;
use cxn::workspace::load::Scope;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const DEFAULT_NOW: &str = "2026-08-01T12:00:00Z";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(entry.path())?, target)?;
        } else if target.extension().is_some_and(|ending| ending == "grow") {
            let bytes = fs::read_to_string(entry.path())?.trim().parse()?;
            let line = "# a line of a file that grew\n";
            let text = line.repeat(bytes / line.len() + 1);
            fs::write(target.with_extension(""), &text[..bytes])?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn findings(fixture: &Path, rule: Option<&str>) -> Outcome<String> {
    let outside = tempfile::tempdir()?;
    let folder = outside.path().join("workspace");
    copy(&fixtures().join("_base"), &folder)?;
    copy(fixture, &folder)?;
    for list in ["expected", "now"] {
        let _ = fs::remove_file(folder.join(list));
    }
    let private = folder.join("private");
    if private.exists() {
        fs::rename(private, outside.path().join("private"))?;
    }
    let now = fs::read_to_string(fixture.join("now")).unwrap_or_else(|_| DEFAULT_NOW.to_owned());
    let Some(When::Instant(now)) = When::parse(now.trim()) else {
        return Err(format!("{}: 'now' holds no instant", fixture.display()).into());
    };
    let workspace = Workspace::load(
        &cxn::workspace::Root::open(folder, None)?,
        &Scope::default(),
    )?;
    let report = check::run(&workspace, Now::Instant(now.to_utc()), &Selection::All);
    let mut text = String::new();
    for located in &report.findings {
        let finding = &located.finding;
        if rule.is_none_or(|rule| rule == finding.rule.name) {
            let (line, column) = located.spot.start();
            let severity = finding.severity.as_str();
            writeln!(
                text,
                "{}:{line}:{column}: {severity}[{}] {}",
                finding.place.file, finding.rule.name, finding.message
            )?;
        }
    }
    Ok(text)
}

#[test]
fn the_base_workspace_has_no_findings() -> Outcome {
    assert_eq!(findings(&fixtures().join("_base"), None)?, "");
    Ok(())
}

#[test]
fn every_rule_finds_what_is_bad_and_passes_what_is_good() -> Outcome {
    let bless = std::env::var_os("CXN_BLESS").is_some();
    let mut wrong = String::new();
    for rule in check::rules::ALL {
        // What a change does to how it is judged takes a repository: see tests/changed.
        if rule.scope == check::Scope::Change {
            continue;
        }
        let fixture = fixtures().join(rule.name);
        if !fixture.is_dir() {
            writeln!(
                wrong,
                "{}: no fixture in tests/rules/{}",
                rule.name, rule.name
            )?;
            continue;
        }
        let found = findings(&fixture, Some(rule.name))?;
        let expected = fs::read_to_string(fixture.join("expected")).unwrap_or_default();
        if bless {
            fs::write(fixture.join("expected"), &found)?;
        } else if found != expected {
            writeln!(
                wrong,
                "{}:\n--- expected\n{expected}--- found\n{found}",
                rule.name
            )?;
        }
        if found.is_empty() {
            writeln!(
                wrong,
                "{}: the fixture has no finding of its rule",
                rule.name
            )?;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    Ok(())
}

#[test]
fn every_fixture_belongs_to_a_rule() -> Outcome {
    for entry in fs::read_dir(fixtures())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        assert!(
            name == "_base" || check::rules::find(&name).is_some(),
            "tests/rules/{name} belongs to no rule"
        );
    }
    Ok(())
}
