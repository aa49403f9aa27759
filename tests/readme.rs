//! The README and the walk are true: each command is run and prints word for word what they say, lists are the tool's own, formats are checked.
//!
//! Set `CXN_BLESS=1` to write the outputs and the lists anew, then read the difference.
#![cfg(unix)]

mod support;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use clap::CommandFactory;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Ends the output of one command and begins that of the next: nothing prints it by itself.
const NEXT: char = '\u{1e}';

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn page(name: &str) -> Outcome<String> {
    Ok(fs::read_to_string(path(name))?)
}

/// What stands between `<!-- NAME -->` and `<!-- /NAME -->`, and where.
fn section<'a>(text: &'a str, name: &str) -> Outcome<(usize, &'a str)> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = text.find(&open).ok_or_else(|| format!("no {open}"))? + open.len();
    let length = text[start..]
        .find(&close)
        .ok_or_else(|| format!("no {close}"))?;
    Ok((start, &text[start..start + length]))
}

/// Compares a section of a page with what it should be, or writes it.
fn is_up_to_date(file: &str, name: &str, wanted: &str) -> Outcome {
    let text = page(file)?;
    let (start, found) = section(&text, name)?;
    if std::env::var_os("CXN_BLESS").is_some() {
        let after = &text[start + found.len()..];
        fs::write(path(file), format!("{}{wanted}{after}", &text[..start]))?;
        return Ok(());
    }
    assert_eq!(
        found, wanted,
        "the section '{name}' of {file} is out of date"
    );
    Ok(())
}

/// A command of a console block, with the lines a shell continues it on.
struct Step {
    typed: Vec<String>,
}

impl Step {
    /// As the README shows it.
    fn shown(&self) -> String {
        format!("$ {}\n", self.typed.join("\n> "))
    }
}

/// The console blocks of a text, each a list of commands; and the text with a mark in the place of each block's content.
fn blocks(text: &str) -> (Vec<Vec<Step>>, Vec<String>) {
    let (mut blocks, mut prose) = (Vec::new(), vec![String::new()]);
    let mut inside = false;
    for line in text.lines() {
        if inside && line == "```" {
            inside = false;
            prose.push(String::new());
        }
        if !inside {
            if let Some(last) = prose.last_mut() {
                last.push_str(line);
                last.push('\n');
            }
            if line == "```console" {
                inside = true;
                blocks.push(Vec::new());
            }
            continue;
        }
        let Some(block) = blocks.last_mut() else {
            continue;
        };
        if let Some(command) = line.strip_prefix("$ ") {
            block.push(Step {
                typed: vec![command.to_owned()],
            });
        } else if let (Some(more), Some(step)) = (line.strip_prefix("> "), block.last_mut()) {
            step.typed.push(more.to_owned());
        }
    }
    (blocks, prose)
}

/// Runs commands in one shell, as a person would type them, and returns what each printed.
fn outputs(steps: &[&Step], folder: &Path) -> Outcome<Vec<String>> {
    let mut script = String::new();
    for step in steps {
        writeln!(script, "{{ {}\n}} 2>&1", step.typed.join("\n"))?;
        writeln!(script, "printf '{NEXT}'")?;
    }
    let cxn = assert_cmd::cargo::cargo_bin("cxn");
    let mut search = vec![cxn.parent().ok_or("no folder")?.to_path_buf()];
    search.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let mut shell = Process::new("sh");
    shell
        .args(["-c", &script])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(search)?)
        .env("CXN_CONFIG", folder.join("no-config.yaml"))
        .stdin(Stdio::null());
    // A person at a shell sees results whole; in CI they would be covered.
    for variable in ["CI", "CXN_NOW", "CXN_WORKSPACE", "GITHUB_ACTIONS"] {
        shell.env_remove(variable);
    }
    let text = String::from_utf8(shell.output()?.stdout)?;
    let mut outputs: Vec<String> = text.split(NEXT).map(str::to_owned).collect();
    outputs.pop();
    Ok(outputs)
}

/// An output as a console block holds it: blank lines stay, the end is one line end.
fn as_shown(output: &str) -> String {
    let output = output.trim_end();
    if output.is_empty() {
        String::new()
    } else {
        format!("{output}\n")
    }
}

#[test]
fn the_walk_prints_what_it_says() -> Outcome {
    prints_what_it_says("examples/walk.md", "walk", None)
}

/// Each of the three starts begins where its reader is: with a clone of the event's repository, or with nothing.
#[test]
fn the_short_starts_print_what_they_say() -> Outcome {
    let clone = Some("examples/connectathons");
    for (name, clone) in [("lead", clone), ("organize", None), ("guard", clone)] {
        prints_what_it_says("README.md", name, clone)?;
    }
    Ok(())
}

#[test]
fn the_readme_is_one_page_whose_links_lead_somewhere() -> Outcome {
    let text = page("README.md")?;
    assert!(text.lines().count() <= 250, "{}", text.lines().count());
    let pages = [
        "README.md",
        "examples/walk.md",
        "examples/formats.md",
        "examples/checks.md",
        "examples/editors.md",
        "examples/security.md",
        "examples/speed.md",
    ];
    for name in pages {
        let folder = path(name).parent().ok_or("no folder")?.to_path_buf();
        let text = page(name)?;
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("http")) {
            assert!(folder.join(link).exists(), "{name}: {link}");
        }
    }
    Ok(())
}

/// Runs every command of a section of a page, and compares what they print with what the page shows.
fn prints_what_it_says(file: &str, name: &str, clone: Option<&str>) -> Outcome {
    let text = page(file)?;
    let (_, walk) = section(&text, name)?;
    let (blocks, prose) = blocks(walk);
    let folder = tempfile::tempdir()?;
    if let Some(clone) = clone {
        support::copy(&path(clone), &folder.path().join("connectathons"))?;
    }
    let steps: Vec<&Step> = blocks.iter().flatten().collect();
    let mut outputs = outputs(&steps, folder.path())?.into_iter();
    let mut wanted = String::new();
    for (at, prose) in prose.iter().enumerate() {
        wanted.push_str(prose);
        let Some(block) = blocks.get(at) else {
            continue;
        };
        for (number, step) in block.iter().enumerate() {
            if number > 0 {
                wanted.push('\n');
            }
            let output = outputs.next().ok_or("a command printed nothing at all")?;
            wanted.push_str(&step.shown());
            wanted.push_str(&as_shown(&output));
        }
    }
    is_up_to_date(file, name, &wanted)
}

#[test]
fn the_first_two_commands_are_the_ones_a_fresh_machine_needs() -> Outcome {
    let text = page("README.md")?;
    let block = text.split("```").nth(1).ok_or("no block")?;
    let commands: Vec<&str> = block.lines().skip(1).collect();
    assert_eq!(
        commands,
        [
            "cargo run --release -- -C examples/connectathons status",
            "cargo test"
        ]
    );
    Command::cargo_bin("cxn")?
        .args(["-C", "examples/connectathons", "status"])
        .current_dir(path(""))
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
        .assert()
        .success();
    Ok(())
}

#[test]
fn the_list_of_commands_is_the_tools_own() -> Outcome {
    let mut rows = "| Command | | With |\n|---|---|---|\n".to_owned();
    for command in cxn::cli::Cli::command().get_subcommands() {
        let about = command.get_about().map(ToString::to_string);
        let below: Vec<String> = command
            .get_subcommands()
            .map(|below| format!("`{}`", below.get_name()))
            .collect();
        writeln!(
            rows,
            "| `cxn {}` | {} | {} |",
            command.get_name(),
            about.unwrap_or_default(),
            below.join(", ")
        )?;
    }
    is_up_to_date("README.md", "commands", &rows)
}

#[test]
fn the_examples_of_the_formats_check_clean() -> Outcome {
    let text = page("examples/formats.md")?;
    let (_, formats) = section(&text, "formats")?;
    let outside = tempfile::tempdir()?;
    let folder = outside.path().join("own");
    // The other workspace that the settings name.
    fs::create_dir(outside.path().join("affiliate"))?;
    fs::write(outside.path().join("affiliate/cxn.yaml"), "")?;
    let mut names = Vec::new();
    for block in formats.split("```yaml\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        let name = block
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .and_then(|line| line.split_whitespace().next())
            .ok_or("a block does not begin with its file's name")?;
        let file = folder.join(name);
        fs::create_dir_all(file.parent().ok_or("no folder")?)?;
        fs::write(file, block)?;
        names.push(name.to_owned());
    }
    assert_eq!(names.len(), 8, "{names:?}");
    let cxn = |arguments: &[&str]| -> Outcome<assert_cmd::assert::Assert> {
        Ok(Command::cargo_bin("cxn")?
            .args(arguments)
            .args(["--now", "2026-08-06T12:00:00-04:00"])
            .current_dir(&folder)
            .env("CXN_CONFIG", folder.join("config.yaml"))
            .env_remove("GITHUB_ACTIONS")
            .assert())
    };
    cxn(&["check", "--fail-on", "note"])?
        .success()
        .stdout("0 errors, 0 warnings, 0 notes in 7 files (1 ignored, 1 rule off)\n");
    let config = cxn(&["config", "--format", "csv"])?.success();
    let shown = String::from_utf8(config.get_output().stdout.clone())?;
    assert!(shown.contains("Robin Example"), "{shown}");
    Ok(())
}

#[test]
fn the_newest_version_of_the_changelog_is_the_packages() -> Outcome {
    let text = fs::read_to_string(path("CHANGELOG.md"))?;
    let mut versions = text.lines().filter_map(|line| line.strip_prefix("## ["));
    assert!(
        versions
            .next()
            .is_some_and(|line| line.starts_with("Unreleased]")),
        "the first section is [Unreleased]"
    );
    let version = env!("CARGO_PKG_VERSION");
    if let Some(newest) = versions.next() {
        let (found, date) = newest.split_once("] - ").ok_or("expected '] - DATE'")?;
        assert_eq!(found, version);
        assert!(chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok());
    }
    Ok(())
}
