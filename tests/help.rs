//! What the tool says about itself: rules, manual pages and completions.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command as Process;

use clap::CommandFactory;
use serde_json::Value;
use support::{Outcome, copied, cxn, repository, run, said};

fn here() -> std::path::PathBuf {
    repository("examples/connectathons")
}

#[test]
fn every_rule_is_explained_with_how_to_switch_it_off() -> Outcome {
    for rule in cxn::check::rules::ALL {
        let (code, text, _) = run(&here(), &["explain", rule.name])?;
        assert_eq!(code, 0);
        assert!(
            text.starts_with(&format!("{}\n\n{}", rule.name, rule.summary())),
            "{text}"
        );
        for heading in [
            "\nWhy\n",
            "\nExample\n",
            "\nSource\n",
            "\nSeverity\n",
            "\nSwitch it off\n",
            "\nSince\n",
        ] {
            assert!(
                text.contains(heading),
                "{}: {heading:?} is not in {text}",
                rule.name
            );
        }
        assert!(text.contains(&format!("  {}:\n", rule.name)), "{text}");
        assert!(!text.contains("```"), "{text}");
        let (_, text, _) = run(&here(), &["explain", rule.name, "--format", "json"])?;
        let page = &serde_json::from_str::<Value>(&text)?["rule"];
        for key in [
            "name", "severity", "since", "summary", "why", "example", "source", "settings",
        ] {
            assert!(
                page[key].as_str().is_some_and(|text| !text.is_empty()),
                "{}: {key}",
                rule.name
            );
        }
        let (_, text, _) = run(&here(), &["explain", rule.name, "--format", "markdown"])?;
        assert!(
            text.starts_with(&format!("# {}\n\n", rule.name)) && text.contains("\n## Why\n\n"),
            "{text}"
        );
        assert_eq!(text.matches("```").count() % 2, 0, "{}", rule.name);
    }
    Ok(())
}

#[test]
fn what_explain_says_to_switch_a_rule_off_does() -> Outcome {
    let rule = "scenario-without-precondition";
    let (_, text, _) = run(&here(), &["explain", rule, "--format", "json"])?;
    let page = &serde_json::from_str::<Value>(&text)?["rule"];
    let folder = copied("examples/broken")?;
    let count = |folder: &Path| -> Outcome<usize> {
        let (_, out, _) = run(folder, &["check", "--format", "jsonl"])?;
        Ok(out
            .lines()
            .filter(|line| line.contains(&format!("\"rule\":\"{rule}\"")))
            .count())
    };
    assert!(count(folder.path())? > 0);
    let settings = fs::read_to_string(folder.path().join("cxn.yaml"))?;
    let lines = page["settings"].as_str().ok_or("no settings")?;
    // The settings of the example have rules of their own: these take their place.
    let (before, after) = settings.split_once("rules:").ok_or("no rules")?;
    let (_, ignores) = after.split_once("ignore:").ok_or("no ignores")?;
    let changed = format!("{before}{lines}ignore:{ignores}");
    fs::write(folder.path().join("cxn.yaml"), changed)?;
    assert_eq!(count(folder.path())?, 0);
    Ok(())
}

#[test]
fn a_heading_is_bold_where_color_is_on() -> Outcome {
    let (_, text, _) = run(&here(), &["--color", "always", "explain", "no-lead"])?;
    assert!(text.starts_with("\u{1b}[1mno-lead\u{1b}[0m\n"), "{text}");
    let (code, _, err) = run(&here(), &["explain", "no-laed"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: no rule 'no-laed'\nhint: did you mean 'no-lead'?\n"
        )
    );
    Ok(())
}

#[test]
fn the_rules_as_json_are_a_list_with_their_sources() -> Outcome {
    let (_, text, _) = run(&here(), &["rules", "--format", "json"])?;
    let value: Value = serde_json::from_str(&text)?;
    let rules = value["rules"].as_array().ok_or("no list")?;
    assert_eq!(rules.len(), cxn::check::rules::ALL.len());
    for (rule, known) in rules.iter().zip(cxn::check::rules::ALL) {
        for key in ["name", "severity", "since", "summary", "source"] {
            assert!(
                rule[key].as_str().is_some_and(|text| !text.is_empty()),
                "{rule}: {key}"
            );
        }
        assert_eq!(rule["name"], known.name);
        assert_eq!(rule["severity"], known.severity.to_string());
        assert_eq!(rule["summary"], known.summary());
    }
    Ok(())
}

#[test]
fn every_command_has_a_manual_page() -> Outcome {
    fn names(command: &clap::Command, name: &str, found: &mut BTreeSet<String>) {
        found.insert(format!("{name}.1"));
        for below in command.get_subcommands() {
            names(below, &format!("{name}-{}", below.get_name()), found);
        }
    }
    let folder = tempfile::tempdir()?;
    let (code, out, _) = run(folder.path(), &["man", "pages"])?;
    let mut expected = BTreeSet::new();
    names(&cxn::cli::Cli::command(), "cxn", &mut expected);
    assert_eq!(
        (code, out),
        (0, format!("{} pages written to pages\n", expected.len()))
    );
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder.path().join("pages"))? {
        let path = entry?.path();
        let page = fs::read_to_string(&path)?;
        assert!(
            page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"),
            "{}",
            path.display()
        );
        assert!(
            !page.contains("TODO") && !page.contains("FIXME"),
            "{}",
            path.display()
        );
        found.insert(
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        );
    }
    assert_eq!(found, expected);
    assert!(found.contains("cxn-event-new.1"));
    Ok(())
}

#[test]
fn mandoc_finds_nothing_wrong_with_manual_pages() -> Outcome {
    let folder = tempfile::tempdir()?;
    run(folder.path(), &["man", "."])?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder.path())? {
        pages.push(entry?.path());
    }
    assert!(pages.len() > 90, "{} pages", pages.len());
    let found = Process::new("mandoc")
        .args(["-Tlint", "-Wstyle"])
        .args(&pages)
        .output();
    let Ok(found) = found else {
        writeln!(
            std::io::stderr(),
            "skipped: manual pages in mandoc (needs mandoc; .ci/run installs it)"
        )?;
        return Ok(());
    };
    let found = String::from_utf8(found.stdout)?;
    // How long a line of the source is makes no difference to a reader.
    let wrong: Vec<&str> = found
        .lines()
        .filter(|line| !line.contains("STYLE: input text line longer than 80 bytes"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What a shell is given to complete the last of some words, asked as its script asks.
fn complete(folder: &Path, words: &[&str]) -> Outcome<Vec<String>> {
    let last = (words.len() - 1).to_string();
    let (code, out, err) = said(
        cxn(folder)?
            .arg("--")
            .args(words)
            .env("COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", last)
            .env("_CLAP_COMPLETE_COMP_TYPE", "9")
            .env("_CLAP_COMPLETE_SPACE", "true")
            .env("_CLAP_IFS", "\n"),
    )?;
    assert_eq!((code, err.as_str()), (0, ""));
    Ok(out.lines().map(str::to_owned).collect())
}

#[test]
fn shells_complete_the_names_of_the_workspace() -> Outcome {
    let (_, script, _) = run(&here(), &["completions", "bash"])?;
    for name in [
        "_CLAP_COMPLETE_INDEX",
        "_CLAP_COMPLETE_COMP_TYPE",
        "_CLAP_COMPLETE_SPACE",
        "_CLAP_IFS",
        "COMPLETE=\"bash\"",
    ] {
        assert!(script.contains(name), "{name} is not in {script}");
    }
    let cases: [(&[&str], &str); 15] = [
        (&["cxn", "check", "2026-09"], "2026-09-rockville"),
        (
            &["cxn", "check", "2026-09-rockville/pat"],
            "2026-09-rockville/patient",
        ),
        (&["cxn", "status", "2026"], "2026-09-rockville"),
        (&["cxn", "event", "show", "2026"], "2026-09-rockville"),
        (&["cxn", "event", "set", "2026"], "2026-09-rockville"),
        (
            &["cxn", "track", "show", "2026-09-rockville/p"],
            "2026-09-rockville/patient",
        ),
        (
            &["cxn", "track", "set", "2026-09-rockville/p"],
            "2026-09-rockville/patient",
        ),
        (
            &["cxn", "submit", "2026-09-rockville/p"],
            "2026-09-rockville/patient",
        ),
        (
            &["cxn", "withdraw", "2026-09-rockville/p"],
            "2026-09-rockville/patient",
        ),
        (
            &["cxn", "propose", "--carry", "2022-01-virtual/p"],
            "2022-01-virtual/patient",
        ),
        (&["cxn", "register", "--track", "pat"], "patient"),
        (&["cxn", "template", "show", "conf"], "confluence-2023"),
        (
            &["cxn", "template", "copy", "aff"],
            "affiliate-low-bandwidth",
        ),
        (&["cxn", "explain", "no-l"], "no-lead"),
        (&["cxn", "--event", "2026"], "2026-09-rockville"),
    ];
    for (words, expected) in cases {
        let found = complete(&here(), words)?;
        assert!(
            found.iter().any(|name| name == expected),
            "{words:?}: {expected} is not in {found:?}"
        );
    }
    // Of the names of one organization the first is enough: it finds what all of them brought. Names with spaces are not offered.
    let aliases = repository("tests/cmd/registrations/aliases.in");
    for command in ["registrations list", "systems list", "match", "result list"] {
        let words = format!("cxn {command} --organization ");
        let words: Vec<&str> = words.split(' ').collect();
        assert_eq!(complete(&aliases, &words)?, ["Probe"], "{command}");
    }
    // Outside of a workspace there is nothing to complete, and nothing goes wrong.
    let empty = tempfile::tempdir()?;
    assert_eq!(
        complete(empty.path(), &["cxn", "status", "2026"])?,
        Vec::<String>::new()
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script, _) = run(&here(), &["completions", shell])?;
        assert!(code == 0 && script.contains("cxn"), "{shell}");
    }
    Ok(())
}
