//! A change is judged by the settings and templates that it did not write.

use std::fs;

use crate::support::{Outcome, edit, run};
use crate::{RULE, TRACK, commit, errors, git, line_of, repository};

const OFF: &str =
    "rules:\n  scenario-without-success-criteria: {severity: 'off', reason: not needed}\n";

/// The findings of `policy-changed`, as `file message`, and the exit code.
fn policy(folder: &std::path::Path, arguments: &[&str]) -> Outcome<(i32, Vec<String>)> {
    let check = [&["check", "--format", "jsonl"], arguments].concat();
    let (code, out, err) = run(folder, &check)?;
    assert_eq!(err, "");
    let mut found = Vec::new();
    for line in out.lines() {
        let finding: serde_json::Value = serde_json::from_str(line)?;
        if finding["rule"] == "policy-changed" {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            found.push(format!(
                "{} {} {}",
                text("severity"),
                text("file"),
                text("message")
            ));
        }
    }
    Ok((code, found))
}

#[test]
fn rules_that_a_change_switches_off_stay_on_for_it() -> Outcome {
    let folder = repository("main")?;
    let root = folder.path();
    edit(&root.join(TRACK), |text| {
        text.replacen("Scenario two", "Scenario 2", 1)
    })?;
    edit(&root.join("cxn.yaml"), |text| {
        format!(
            "{text}{OFF}  policy-changed: {{severity: 'off', reason: not needed}}\n# cxn: ignore[policy-changed] not needed\n"
        )
    })?;
    let line = line_of(root, "id: two")?;
    let (found, last) = errors(root, "--changed")?;
    assert_eq!(found, [format!("{line} {RULE}")]);
    assert!(!last.contains("off"), "{last}");
    let told = ["warning cxn.yaml the change alters 'rules' of the settings"];
    assert_eq!(
        policy(root, &["--changed"])?,
        (1, told.map(str::to_owned).to_vec())
    );
    // Whatever is asked for.
    let (_, found) = policy(root, &["--changed", "2026-09-rockville/patient"])?;
    assert_eq!(found, told);
    // They can be trusted, and then it is said that rules are off.
    assert_eq!(
        policy(root, &["--changed", "--trust-settings"])?,
        (0, Vec::new())
    );
    let (_, out, _) = run(root, &["check", "--changed", "--trust-settings"])?;
    assert!(
        out.lines()
            .last()
            .is_some_and(|last| last.contains("2 rules off")),
        "{out}"
    );
    // Once it is merged, they are the settings.
    commit(root)?;
    assert_eq!(policy(root, &["--changed=HEAD"])?, (0, Vec::new()));
    Ok(())
}

#[test]
fn a_setting_that_judges_nothing_may_change() -> Outcome {
    let folder = repository("main")?;
    edit(&folder.path().join("cxn.yaml"), |text| {
        format!(
            "# The settings.\n{}",
            text.replace("modeline: true", "modeline: false")
        )
    })?;
    assert_eq!(policy(folder.path(), &["--changed"])?.1, [""; 0]);
    Ok(())
}

#[test]
fn a_template_in_the_place_of_a_built_in_one_judges_only_what_comes_after_it() -> Outcome {
    let folder = repository("main")?;
    let root = folder.path();
    fs::create_dir_all(root.join("templates"))?;
    let template = |name: &str| root.join(format!("templates/{name}.yaml"));
    let lax = "title: Lax\nfields:\n  - {key: title, title: Title, kind: line}\n";
    fs::write(template("confluence-2023"), lax)?;
    fs::write(template("house"), lax)?;
    edit(&root.join(TRACK), |text| {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("short-description:"));
        lines.fold(String::new(), |text, line| text + line + "\n")
    })?;
    let missing = |arguments: &[&str]| -> Outcome<bool> {
        let (_, out, _) = run(root, &[&["check"], arguments].concat())?;
        Ok(out.contains("missing-field") && out.contains("'short-description'"))
    };
    assert!(missing(&["--changed"])?);
    assert!(!missing(&["--changed", "--trust-settings"])?);
    assert!(!missing(&[])?);
    let (_, found) = policy(root, &["--changed"])?;
    assert_eq!(
        found,
        [
            "warning templates/confluence-2023.yaml the change puts a template in the place of the built-in 'confluence-2023'",
            "warning templates/house.yaml the change adds the template 'house'",
        ]
    );
    let (_, out, _) = run(root, &["check"])?;
    let last = out.lines().last().unwrap_or_default();
    assert!(
        last.contains("the workspace's own template 'confluence-2023' instead of the built-in"),
        "{last}"
    );
    commit(root)?;
    fs::remove_file(template("house"))?;
    fs::write(template("confluence-2023"), lax.replace("Lax", "Laxer"))?;
    let (_, found) = policy(root, &["--changed=HEAD"])?;
    assert_eq!(
        found,
        [
            "warning templates/confluence-2023.yaml the change alters the template 'confluence-2023'",
            "warning templates/house.yaml the change deletes the template 'house'",
        ]
    );
    git(root, &["checkout", "-q", "."])?;
    Ok(())
}

#[test]
fn every_format_with_a_summary_says_what_is_off() -> Outcome {
    let folder = repository("main")?;
    let root = folder.path();
    edit(&root.join("cxn.yaml"), |text| format!("{text}{OFF}"))?;
    fs::create_dir_all(root.join("templates"))?;
    fs::write(
        root.join("templates/wiki-2016.yaml"),
        "title: Own\nfields:\n  - {key: title, title: Title, kind: line}\n",
    )?;
    for (format, off) in [
        ("text", "1 rule off"),
        ("summary", "1 rule off"),
        ("markdown", "1 rule off"),
        (
            "github",
            "::notice title=cxn::1 rule off, the workspace's own template 'wiki-2016'",
        ),
        ("junit", "1 rule off"),
        (
            "json",
            "\"scenario-without-success-criteria\"\n    ],\n    \"replaced-templates\": [\n      \"wiki-2016\"",
        ),
        (
            "sarif",
            "\"rulesOff\": [\n          \"scenario-without-success-criteria\"\n        ],\n        \"replacedTemplates\": [\n          \"wiki-2016\"",
        ),
    ] {
        let (_, out, err) = run(root, &["check", "--format", format])?;
        assert!(out.contains(off), "{format}: {out}{err}");
    }
    Ok(())
}
