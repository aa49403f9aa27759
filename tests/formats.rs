//! Every format, read by a reader of that format that knows nothing of this tool.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use support::{Outcome, copied, cxn, edit, repository, run, said};

const TRACK: &str = "events/2026-09-rockville/tracks/patient.yaml";

/// What a stranger could write to act on whoever reads a report.
const HOSTILE: &str = r#"related-tracks:
  - "a\n::set-output name=x::y%0A::error::z ##[add-mask]q"
  - "<img src=x>|[a](http://evil.example.org) @someone #7 www.evil.example.org `x` ]]> &amp; \u202e"
"#;

fn broken(format: &str) -> Outcome<String> {
    // In no repository, so that paths are the workspace's own.
    let folder = copied("examples/broken")?;
    let (code, out, err) = run(folder.path(), &["check", "--format", format])?;
    assert_eq!((code, err.as_str()), (1, ""));
    Ok(out)
}

fn hostile(format: &str) -> Outcome<String> {
    let folder = copied("tests/rules/_base")?;
    edit(&folder.path().join(TRACK), |text| text + HOSTILE)?;
    let (_, out, _) = run(folder.path(), &["check", "--format", format])?;
    Ok(out)
}

fn validates(schema: &Value, document: &Value) -> Vec<String> {
    match jsonschema::validator_for(schema) {
        Err(error) => vec![format!("the schema itself: {error}")],
        Ok(validator) => validator
            .iter_errors(document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect(),
    }
}

#[test]
fn sarif_is_what_the_official_schema_describes() -> Outcome {
    let schema = fs::read_to_string(repository("tests/formats/sarif-schema-2.1.0.json"))?;
    let schema: Value = serde_json::from_str(&schema)?;
    for text in [broken("sarif")?, hostile("sarif")?] {
        let log: Value = serde_json::from_str(&text)?;
        assert_eq!(validates(&schema, &log), Vec::<String>::new());
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let package = concat!("pkg:cargo/cxn@", env!("CARGO_PKG_VERSION"));
        assert_eq!(
            run["tool"]["driver"]["informationUri"],
            option_env!("CXN_SOURCE").unwrap_or(package)
        );
        let rules = run["tool"]["driver"]["rules"]
            .as_array()
            .ok_or("no rules")?;
        for result in run["results"].as_array().ok_or("no results")? {
            let index = usize::try_from(result["ruleIndex"].as_u64().ok_or("no index")?)?;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let message = result["message"]["text"].as_str().ok_or("no message")?;
            assert!(
                !message.replace("\\]", "").contains("]("),
                "a link: {message}"
            );
        }
        for rule in rules {
            assert_ne!(rule["help"]["markdown"], "", "{}", rule["id"]);
        }
    }
    Ok(())
}

#[test]
fn fingerprints_stay_when_lines_move_and_are_all_different() -> Outcome {
    let fingerprints = |folder: &std::path::Path| -> Outcome<Vec<String>> {
        let (_, text, _) = run(folder, &["check", "--format", "sarif"])?;
        let log: Value = serde_json::from_str(&text)?;
        let results = log["runs"][0]["results"].as_array().ok_or("no results")?;
        let print = |result: &Value| {
            result["partialFingerprints"]["cxn/v1"]
                .as_str()
                .map(str::to_owned)
        };
        results
            .iter()
            .map(|result| print(result).ok_or_else(|| "no print".into()))
            .collect()
    };
    let folder = copied("examples/broken")?;
    let before = fingerprints(folder.path())?;
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len());
    let mut moved = 0;
    for event in fs::read_dir(folder.path().join("events"))? {
        let Ok(tracks) = fs::read_dir(event?.path().join("tracks")) else {
            continue;
        };
        for track in tracks {
            let path = track?.path();
            // Where the text does not read or is at its limit, a comment would be another finding.
            let skip = [
                "too-large",
                "tabs",
                "bom-and-crlf",
                "two-documents",
                "merge-conflict",
            ];
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if let (Ok(text), false) = (fs::read_to_string(&path), skip.contains(&name.as_str())) {
                fs::write(&path, format!("# one\n\n# two\n{text}"))?;
                moved += 1;
            }
        }
    }
    assert!(moved > 20);
    let after = fingerprints(folder.path())?;
    let (before, after): (BTreeSet<_>, BTreeSet<_>) =
        (before.into_iter().collect(), after.into_iter().collect());
    let lost: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(lost.is_empty(), "{} fingerprints differ", lost.len());
    Ok(())
}

#[test]
fn sarif_says_what_was_ignored_and_why() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    edit(&folder.path().join(TRACK), |text| {
        format!(
            "{text}related-tracks:\n  - nowhere # cxn: ignore[unknown-related-track] it comes next week\n"
        )
    })?;
    let (code, text, _) = run(folder.path(), &["check", "--format", "sarif"])?;
    assert_eq!(code, 0);
    let log: Value = serde_json::from_str(&text)?;
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unknown-related-track");
    assert_eq!(result["suppressions"][0]["kind"], "inSource");
    assert_eq!(
        result["suppressions"][0]["justification"],
        "it comes next week"
    );
    Ok(())
}

#[test]
fn junit_is_read_back_with_every_file_and_every_error() -> Outcome {
    let text = broken("junit")?;
    let document = roxmltree::Document::parse(&text)?;
    let suite = document
        .descendants()
        .find(|node| node.has_tag_name("testsuite"))
        .ok_or("no suite")?;
    let cases: Vec<_> = suite
        .children()
        .filter(|node| node.has_tag_name("testcase"))
        .collect();
    let failed: BTreeSet<&str> = cases
        .iter()
        .filter(|case| case.children().any(|child| child.has_tag_name("failure")))
        .filter_map(|case| case.attribute("name"))
        .collect();
    assert_eq!(
        suite.attribute("tests"),
        Some(cases.len().to_string().as_str())
    );
    assert_eq!(
        suite.attribute("failures"),
        Some(failed.len().to_string().as_str())
    );
    let json: Value = serde_json::from_str(&broken("json")?)?;
    let findings = json["findings"].as_array().ok_or("no findings")?;
    let with_errors: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .filter_map(|finding| finding["file"].as_str())
        .collect();
    assert_eq!(failed, with_errors);
    let names: BTreeSet<_> = cases.iter().map(|case| case.attribute("name")).collect();
    assert_eq!(names.len(), cases.len());
    assert!(
        cases
            .iter()
            .all(|case| case.attribute("file") == case.attribute("name"))
    );
    let failures = suite
        .descendants()
        .filter(|node| node.has_tag_name("failure"));
    let lines: usize = failures
        .map(|node| node.text().unwrap_or("").lines().count())
        .sum();
    let errors = findings
        .iter()
        .filter(|finding| finding["severity"] == "error");
    assert_eq!(lines, errors.count());
    roxmltree::Document::parse(&hostile("junit")?)?;
    Ok(())
}

/// A workflow command as GitHub's runner reads a line of a log.
#[derive(Debug)]
struct Annotation {
    command: String,
    properties: BTreeMap<String, String>,
    message: String,
}

fn annotation(line: &str) -> Option<Annotation> {
    let unescape = |text: &str, property: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if property {
            text.replace("%3A", ":").replace("%2C", ",")
        } else {
            text
        };
        text.replace("%25", "%")
    };
    let (head, message) = line.trim().strip_prefix("::")?.split_once("::")?;
    let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties
        .split(',')
        .filter_map(|pair| pair.split_once('='));
    Some(Annotation {
        command: command.to_owned(),
        properties: pairs
            .map(|(name, value)| (name.to_owned(), unescape(value, true)))
            .collect(),
        message: unescape(message, false),
    })
}

#[test]
fn annotations_are_commands_and_nothing_a_stranger_wrote_is_one() -> Outcome {
    for text in [broken("github")?, hostile("github")?] {
        for line in text.lines() {
            let read = annotation(line).ok_or_else(|| format!("no command: {line}"))?;
            assert!(
                ["error", "warning", "notice"].contains(&read.command.as_str()),
                "{line}"
            );
            assert!(!read.message.contains(['\n', '\r']), "{line}");
            assert!(!line.contains("##["), "{line}");
            if read.properties["title"] != "cxn" {
                assert!(
                    repository("examples/broken")
                        .join(&read.properties["file"])
                        .exists()
                        || text.contains("set-output")
                        || ["unreadable-file", "event-unreadable"]
                            .contains(&read.properties["title"].as_str()),
                    "{line}"
                );
                assert!(read.properties["line"].parse::<usize>()? > 0);
            }
        }
    }
    let hostile = hostile("github")?;
    assert!(hostile.contains("%250A"), "{hostile}");
    assert_eq!(
        hostile
            .lines()
            .filter(|line| line.starts_with("::set-output"))
            .count(),
        0
    );
    Ok(())
}

#[test]
fn github_is_told_how_many_annotations_it_does_not_show() -> Outcome {
    let text = broken("github")?;
    let counts = |command: &str| {
        text.lines()
            .filter(|line| line.starts_with(&format!("::{command} ")))
            .count()
    };
    let note = text
        .lines()
        .position(|line| line.contains("title=cxn::"))
        .ok_or("no note")?;
    let first = text.lines().position(|line| line.starts_with("::notice"));
    assert_eq!(first, Some(note), "the note is the first notice");
    let hidden = counts("error").saturating_sub(10)
        + counts("warning").saturating_sub(10)
        + counts("notice").saturating_sub(10);
    let expected =
        format!("::notice title=cxn::{hidden} more findings are not shown as annotations");
    assert!(text.contains(&expected), "expected {expected}");
    Ok(())
}

#[test]
fn a_markdown_table_has_four_cells_a_row_whatever_is_in_them() -> Outcome {
    for page in [broken("markdown")?, hostile("markdown")?] {
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with('|')).collect();
        assert!(rows.len() > 2);
        for row in rows {
            assert_eq!(
                row.replace("\\\\", "")
                    .replace("\\|", "")
                    .matches('|')
                    .count(),
                5,
                "{row}"
            );
            assert!(!row.contains(['<', '>', '\u{202e}']), "{row}");
            assert!(!row.contains("](") || row.contains("\\]("), "{row}");
            assert!(!row.contains("://") && !row.contains("www."), "{row}");
            assert!(!row.replace("@&#8203;", "").contains('@'), "{row}");
            assert!(
                !row.replace("#&#8203;", "").replace("&#", "").contains('#'),
                "{row}"
            );
        }
    }
    Ok(())
}

#[test]
fn json_is_what_its_own_schema_says_and_jsonl_has_the_same_objects() -> Outcome {
    let folder = repository("examples/broken");
    let (_, schema, _) = run(&folder, &["schema", "findings"])?;
    let schema: Value = serde_json::from_str(&schema)?;
    let document: Value = serde_json::from_str(&broken("json")?)?;
    assert_eq!(validates(&schema, &document), Vec::<String>::new());
    let lines = broken("jsonl")?;
    let objects: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
    assert_eq!(Some(&objects?), document["findings"].as_array());
    let mut wrong = document.clone();
    wrong["findings"][0]["severity"] = "fatal".into();
    assert_eq!(validates(&schema, &wrong).len(), 1);
    let mut wrong = document;
    wrong["more"] = true.into();
    assert_eq!(validates(&schema, &wrong).len(), 1);
    Ok(())
}

#[test]
fn the_summary_begins_with_the_most_frequent_rule() -> Outcome {
    let text = broken("summary")?;
    let counts: Vec<usize> = text
        .lines()
        .filter_map(|line| line.split_whitespace().next()?.parse().ok())
        .collect();
    assert!(counts.len() > 20);
    let rows = &counts[..counts.len() - 1];
    assert!(rows.is_sorted_by(|a, b| a >= b), "{rows:?}");
    let json: Value = serde_json::from_str(&broken("json")?)?;
    let all = json["findings"].as_array().ok_or("no findings")?.len();
    assert_eq!(rows.iter().sum::<usize>(), all);
    Ok(())
}

#[test]
fn several_outputs_in_one_run_are_what_each_format_prints() -> Outcome {
    let folder = copied("examples/broken")?;
    let formats = [
        "text",
        "json",
        "jsonl",
        "sarif",
        "github",
        "codequality",
        "markdown",
        "summary",
    ];
    let mut arguments = vec!["check".to_owned()];
    for format in formats {
        arguments.extend(["--output".to_owned(), format!("{format}=out.{format}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (code, text, _) = run(folder.path(), &arguments)?;
    assert_eq!(code, 1);
    assert_eq!(text, broken("text")?);
    for format in formats {
        let written = fs::read_to_string(folder.path().join(format!("out.{format}")))?;
        assert_eq!(written, broken(format)?, "{format}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_written_is_said_in_one_line() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let cases: [(&[&str], i32, &str); 4] = [
        (
            &["check", "--output", "json=missing/out.json"],
            4,
            "error: cannot write missing/out.json: no such file or directory\n",
        ),
        (
            &[
                "check",
                "--output",
                "json=events/2026-09-rockville/event.yaml",
            ],
            2,
            "error: events/2026-09-rockville/event.yaml is a record of the workspace; nothing was written to it\nhint: give the report another name\n",
        ),
        (
            &["check", "--write-baseline", "cxn.yaml"],
            2,
            "error: cxn.yaml is a record of the workspace; nothing was written to it\nhint: give the report another name\n",
        ),
        (
            &["check", "--output", "sarfi=x"],
            2,
            "error: invalid value 'sarfi=x' for '--output <FORMAT=FILE>': no format 'sarfi': did you mean 'sarif'?\n\nFor more information, try '--help'.\n",
        ),
    ];
    for (arguments, code, message) in cases {
        let (found, _, err) = run(folder.path(), arguments)?;
        assert_eq!((found, err.as_str()), (code, message));
    }
    let (code, _, err) = run(folder.path(), &["check", "--format", "xml"])?;
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error: invalid value 'xml' for '--format <FORMAT>'\n"),
        "{err}"
    );
    // An unwritable file hides no finding.
    let (_, out, _) = run(
        folder.path(),
        &["check", "--output", "json=missing/out.json"],
    )?;
    assert!(out.contains("0 errors"), "{out}");
    Ok(())
}

#[test]
fn in_github_actions_annotations_and_a_summary_come_by_themselves() -> Outcome {
    let folder = copied("examples/broken")?;
    let files = tempfile::tempdir()?;
    let summary = files.path().join("summary.md");
    fs::write(&summary, "before\n")?;
    let actions = |arguments: &[&str]| {
        said(
            cxn(folder.path())?
                .args(arguments)
                .env("GITHUB_ACTIONS", "true")
                .env("GITHUB_STEP_SUMMARY", &summary),
        )
    };
    let (code, out, _) = actions(&["check"])?;
    assert_eq!(code, 1);
    assert_eq!(out, broken("text")? + &broken("github")?);
    let page = fs::read_to_string(&summary)?;
    assert_eq!(page, format!("before\n{}\n", broken("markdown")?));
    let (_, out, _) = actions(&["check", "--format", "text"])?;
    assert_eq!(out, broken("text")?);
    assert_eq!(fs::read_to_string(&summary)?, page);
    Ok(())
}

#[test]
fn sarif_carries_the_fix_as_the_range_it_replaces() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    edit(&folder.path().join(TRACK), |text| {
        text.replacen("submitting-group:", "submiting-group:", 1)
    })?;
    let (_, text, _) = run(folder.path(), &["check", "--format", "sarif"])?;
    let schema = fs::read_to_string(repository("tests/formats/sarif-schema-2.1.0.json"))?;
    let log: Value = serde_json::from_str(&text)?;
    assert_eq!(
        validates(&serde_json::from_str(&schema)?, &log),
        Vec::<String>::new()
    );
    let results = log["runs"][0]["results"].as_array().ok_or("no results")?;
    let fix = results
        .iter()
        .find(|result| result["ruleId"] == "unknown-key")
        .map(|result| &result["fixes"][0])
        .ok_or("no finding")?;
    assert_eq!(fix["description"]["text"], "write submitting-group");
    let replaced = &fix["artifactChanges"][0]["replacements"][0];
    assert_eq!(replaced["insertedContent"]["text"], "t");
    let region = &replaced["deletedRegion"];
    assert_eq!(region["startColumn"], region["endColumn"]);
    Ok(())
}

#[test]
fn gitlab_reads_every_finding_with_a_fingerprint_of_its_own() -> Outcome {
    for text in [broken("codequality")?, hostile("codequality")?] {
        let issues: Value = serde_json::from_str(&text)?;
        let issues = issues.as_array().ok_or("no list")?;
        assert!(!issues.is_empty());
        let mut fingerprints = BTreeSet::new();
        for issue in issues {
            for key in ["description", "check_name"] {
                let text = issue[key].as_str().ok_or("no text")?;
                assert!(!text.is_empty() && !text.contains('\n'), "{issue}");
            }
            assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap_or("")));
            let path = issue["location"]["path"].as_str().ok_or("no path")?;
            assert!(!path.starts_with(['/', '.']), "{path}");
            assert!(
                issue["location"]["lines"]["begin"].as_u64() >= Some(1),
                "{issue}"
            );
            assert!(
                fingerprints.insert(issue["fingerprint"].as_str().ok_or("none")?),
                "{issue}"
            );
        }
    }
    let errors: Value = serde_json::from_str(&broken("json")?)?;
    let issues: Value = serde_json::from_str(&broken("codequality")?)?;
    assert_eq!(
        issues.as_array().map(Vec::len),
        errors["findings"].as_array().map(Vec::len)
    );
    Ok(())
}

#[test]
fn services_name_files_from_the_root_of_the_repository_wherever_the_command_ran() -> Outcome {
    let folder = tempfile::tempdir()?;
    let top = folder.path();
    // What marks a repository; git itself is not asked.
    fs::create_dir_all(top.join(".git"))?;
    fs::write(top.join(".git/HEAD"), "ref: refs/heads/main\n")?;
    let workspace = top.join("events/of us");
    fs::create_dir_all(workspace.parent().ok_or("no parent")?)?;
    let copy = copied("examples/broken")?;
    fs::rename(copy.path(), &workspace)?;
    let tracks = workspace.join("events");
    let root = workspace.to_str().ok_or("a strange path")?;
    for (format, shown) in [
        ("sarif", "\"events/of%20us/cxn.yaml\""),
        ("github", "file=events/of us/cxn.yaml,"),
        ("junit", "\"events/of us/cxn.yaml\""),
        ("codequality", "\"events/of us/cxn.yaml\""),
        ("markdown", "events/of us/cxn.yaml:"),
    ] {
        let mut outputs = BTreeSet::new();
        for (at, extra) in [
            (top, &["-C", root][..]),
            (workspace.as_path(), &[]),
            (tracks.as_path(), &[]),
        ] {
            let mut arguments = extra.to_vec();
            arguments.extend(["check", "--format", format]);
            let (_, out, err) = run(at, &arguments)?;
            assert_eq!(err, "", "{format}");
            assert!(out.contains(shown), "{format}: {out}");
            outputs.insert(out);
        }
        assert_eq!(outputs.len(), 1, "{format} differs by where it ran");
    }
    Ok(())
}

/// GitHub drops a summary of more than a mebibyte as a whole: what others wrote to it counts as well.
#[test]
fn a_step_summary_that_is_nearly_full_is_left_as_it_is() -> Outcome {
    let folder = copied("examples/broken")?;
    let summary = folder.path().join("summary.md");
    for (written, is_added) in [(0, true), (1000 * 1024, false)] {
        fs::write(&summary, "x".repeat(written))?;
        let output = support::cxn(folder.path())?
            .arg("check")
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()?;
        let length = fs::metadata(&summary)?.len();
        assert_eq!(length > written as u64, is_added);
        assert!(length <= 1024 * 1024);
        let said = String::from_utf8(output.stderr)?;
        let note = "note: the step summary is full; the findings are in the log\n";
        assert_eq!(said.contains(note), !is_added, "{said}");
    }
    Ok(())
}
