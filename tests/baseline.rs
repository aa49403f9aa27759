//! A baseline: findings that were there before are counted, and those that are gone are told.

mod support;

use std::fs;

use support::{Outcome, copied, edit, run};

#[test]
fn known_findings_are_counted_wherever_their_lines_went() -> Outcome {
    let folder = copied("examples/broken")?;
    let path = folder.path();
    let (_, json, _) = run(path, &["check", "--format", "json"])?;
    let json: serde_json::Value = serde_json::from_str(&json)?;
    let all = json["findings"].as_array().ok_or("no findings")?.len();
    let (code, out, err) = run(path, &["check", "--write-baseline", "known.json"])?;
    assert_eq!(
        (code, out, err.as_str()),
        (0, format!("{all} findings written to known.json\n"), "")
    );
    let first = fs::read(path.join("known.json"))?;
    let (code, out, err) = run(path, &["check", "--baseline", "known.json"])?;
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.starts_with("0 errors, 0 warnings, 0 notes in "),
        "{out}"
    );
    assert!(out.contains(&format!("{all} in the baseline")), "{out}");
    edit(
        &path.join("events/2026-09-proposals/tracks/scenarios.yaml"),
        |text| format!("# moved\n\n{text}"),
    )?;
    let (code, _, err) = run(path, &["check", "--baseline", "known.json"])?;
    assert_eq!((code, err.as_str()), (0, ""));
    // Writing it again gives the same bytes.
    run(path, &["check", "--write-baseline", "known.json"])?;
    assert_eq!(fs::read(path.join("known.json"))?, first);
    Ok(())
}

#[test]
fn a_run_that_writes_a_baseline_writes_the_other_files_as_well() -> Outcome {
    let folder = copied("examples/broken")?;
    let path = folder.path();
    let (_, json, _) = run(path, &["check", "--format", "json"])?;
    let arguments = [
        "check",
        "--write-baseline",
        "known.json",
        "--output",
        "json=found.json",
    ];
    let (code, _, err) = run(path, &arguments)?;
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(path.join("found.json"))?, json);
    let (code, _, err) = run(path, &["check", "--baseline", "known.json"])?;
    assert_eq!((code, err.as_str()), (0, ""));
    Ok(())
}

#[test]
fn a_finding_that_is_gone_is_told_and_with_strict_an_error() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let path = folder.path();
    let event = path.join("events/2026-09-rockville/event.yaml");
    let good = fs::read_to_string(&event)?;
    fs::write(
        &event,
        good.replacen("template: confluence-2023", "template: nowhere", 1),
    )?;
    run(path, &["check", "--write-baseline", "known.json"])?;
    fs::write(&event, good)?;
    let told = |word: &str| {
        format!(
            "{word}: the baseline lists a finding that is gone: events/2026-09-rockville/event.yaml: [unknown-template] there is no template 'nowhere'\nhint: write it again with 'cxn check --write-baseline'\n"
        )
    };
    let (code, _, err) = run(path, &["check", "--baseline", "known.json"])?;
    assert_eq!((code, err), (0, told("warning")));
    let (code, _, err) = run(
        path,
        &["check", "--baseline", "known.json", "--strict-baseline"],
    )?;
    assert_eq!((code, err), (1, told("error")));
    // A run over something else cannot tell.
    let (code, _, err) = run(
        path,
        &[
            "check",
            "2026-09-rockville/patient",
            "--baseline",
            "known.json",
            "--strict-baseline",
        ],
    )?;
    assert_eq!((code, err.as_str()), (0, ""));
    Ok(())
}

#[test]
fn what_is_no_baseline_is_said_in_one_line_and_never_overwritten() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let path = folder.path();
    let cases = [
        (
            "{\"version\": 2, \"findings\": []}",
            "is a baseline of version 2, and this cxn reads version 1",
        ),
        (
            "not json",
            "is not a baseline: expected ident at line 1 column 2",
        ),
        (
            "[]",
            "is not a baseline: expected an object with 'version' and 'findings'",
        ),
    ];
    for (text, said) in cases {
        fs::write(path.join("known.json"), text)?;
        let (code, _, err) = run(path, &["check", "--baseline", "known.json"])?;
        assert_eq!(code, 4);
        assert!(
            err.starts_with(&format!("error: known.json {said}")),
            "{err}"
        );
        assert!(
            err.ends_with("hint: write it again with 'cxn check --write-baseline'\n"),
            "{err}"
        );
    }
    fs::write(path.join("known.json"), "not json")?;
    let (code, _, err) = run(path, &["check", "--write-baseline", "known.json"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            4,
            "error: known.json exists and is not a baseline; nothing was written\nhint: give the baseline another name\n"
        )
    );
    assert_eq!(fs::read_to_string(path.join("known.json"))?, "not json");
    let (code, _, err) = run(path, &["check", "--baseline", "nowhere.json"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            4,
            "error: cannot read nowhere.json: no such file or directory\n"
        )
    );
    Ok(())
}

#[test]
fn a_baseline_is_read_as_far_as_its_bound() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let path = folder.path();
    let file = fs::File::create(path.join("huge.json"))?;
    // Without its blocks on the disk.
    file.set_len((64 << 20) + 1)?;
    let told = "error: huge.json is larger than 64 MiB, which is not a baseline\nhint: write it again with 'cxn check --write-baseline'\n";
    for flag in ["--baseline", "--write-baseline"] {
        let (code, _, err) = run(path, &["check", flag, "huge.json"])?;
        assert_eq!((code, err.as_str()), (4, told), "{flag}");
    }
    assert_eq!(file.metadata()?.len(), (64 << 20) + 1);
    Ok(())
}
