//! What `cxn.yaml` makes of the findings: other severities, rules switched off, paths left out, and settings that are wrong themselves.

mod support;

use std::fs;

use support::{Outcome, copied, run};

const EVENT: &str = "events/2026-09-rockville/event.yaml";

/// The findings under some settings as `line severity rule`, with the exit code and the summary line.
fn checked(settings: &str, what: &[&str]) -> Outcome<(i32, Vec<String>, String)> {
    let folder = copied("tests/rules/_base")?;
    let path = folder.path();
    fs::write(path.join("cxn.yaml"), settings)?;
    let event = fs::read_to_string(path.join(EVENT))?;
    // One finding of the event, and a comment that ignores nothing.
    let event = event.replacen(
        "number: '43'",
        "number: '43' # cxn: ignore[no-lead] a try",
        1,
    );
    fs::write(
        path.join(EVENT),
        event.replacen("template: confluence-2023", "template: nowhere", 1),
    )?;
    let mut arguments = vec!["check", "--format", "jsonl", "--output", "text=out.txt"];
    arguments.extend(what);
    let (code, out, _) = run(path, &arguments)?;
    let mut found = Vec::new();
    for line in out.lines() {
        let finding: serde_json::Value = serde_json::from_str(line)?;
        let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        found.push(format!(
            "{}:{} {}[{}]",
            word("file"),
            finding["start"]["line"],
            word("severity"),
            word("rule")
        ));
    }
    let text = fs::read_to_string(path.join("out.txt"))?;
    Ok((
        code,
        found,
        text.lines().last().unwrap_or_default().to_owned(),
    ))
}

const TEMPLATE: &str = "events/2026-09-rockville/event.yaml:13 error[unknown-template]";
const COMMENT: &str = "events/2026-09-rockville/event.yaml:2 warning[unused-ignore]";

#[test]
fn without_settings_every_rule_has_its_own_severity() -> Outcome {
    let (code, found, _) = checked("", &[])?;
    assert_eq!(
        (code, found),
        (1, vec![COMMENT.to_owned(), TEMPLATE.to_owned()])
    );
    Ok(())
}

#[test]
fn a_rule_has_the_severity_that_the_settings_give_it() -> Outcome {
    let settings =
        "rules:\n  unknown-template:\n    severity: note\n  unused-ignore:\n    severity: error\n";
    let (code, found, _) = checked(settings, &[])?;
    let expected = [
        COMMENT.replace("warning", "error"),
        TEMPLATE.replace("error", "note"),
    ];
    assert_eq!((code, found), (1, expected.to_vec()));
    Ok(())
}

#[test]
fn a_rule_is_off_with_a_reason_and_stays_on_without() -> Outcome {
    let off = |reason: &str| {
        format!(
            "rules:\n  unknown-template:\n    severity: off\n{reason}  unused-ignore:\n    severity: off\n    reason: comments come from a tool\n"
        )
    };
    let (code, found, _) = checked(&off("    reason: templates come later\n"), &[])?;
    assert_eq!((code, found), (0, Vec::new()));
    for reason in ["", "    reason:\n", "    reason: ' '\n"] {
        let (code, found, _) = checked(&off(reason), &[])?;
        let expected = ["cxn.yaml:2 warning[settings-off-without-reason]", TEMPLATE];
        assert_eq!(
            (code, found),
            (1, expected.map(str::to_owned).to_vec()),
            "{reason:?}"
        );
    }
    Ok(())
}

#[test]
fn a_path_is_left_out_and_counted_and_an_ignore_that_matches_nothing_is_told() -> Outcome {
    let settings = "ignore:\n  - rule: unknown-template\n    path: events/2026-09-rockville\n    reason: it comes later\n  - rule: no-lead\n    path: events\n    reason: never\n  - rule: no-laed\n    path: events\n    reason: never\n";
    let (code, found, last) = checked(settings, &[])?;
    assert!(last.ends_with("1 ignored)"), "{last}");
    let rules: Vec<&str> = found
        .iter()
        .map(|line| line.split(' ').next_back().unwrap_or(""))
        .collect();
    assert_eq!(
        (code, rules),
        (
            i32::from(found.iter().any(|line| line.contains(" error["))),
            vec![
                "warning[settings-unused-ignore]",
                "error[settings-unknown-rule]",
                "warning[unused-ignore]"
            ]
        )
    );
    assert!(
        found[0].starts_with("cxn.yaml:5 ") && found[1].starts_with("cxn.yaml:8 "),
        "{found:?}"
    );
    // Only a run over everything can tell that an ignore matches nothing.
    let (_, found, _) = checked(settings, &["cxn.yaml"])?;
    assert!(
        found
            .iter()
            .all(|line| !line.contains("settings-unused-ignore")),
        "{found:?}"
    );
    Ok(())
}

#[test]
fn settings_that_do_not_read_are_told_whatever_is_checked() -> Outcome {
    for what in [&[][..], &["2026-09-rockville/patient"]] {
        let (code, found, _) = checked("rules: [\n", what)?;
        assert_eq!(code, 1);
        assert!(
            found[0].starts_with("cxn.yaml:") && found[0].ends_with(" error[syntax]"),
            "{found:?}"
        );
        let (code, found, _) = checked("rules:\n  no-lead:\n    severity: sometimes\n", what)?;
        assert_eq!(
            (code, found[0].as_str()),
            (1, "cxn.yaml:3 error[unknown-value]")
        );
    }
    Ok(())
}
