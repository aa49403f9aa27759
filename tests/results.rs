//! Results from the outside: what an import never keeps, what two clones make of the same day, and many writers at once.

mod support;

use std::collections::BTreeMap;

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use support::{Outcome, copied, cxn, said};
use zip::write::SimpleFileOptions;

const DAY: &str = "2026-09-19T12:00:00-04:00";

fn run(folder: &Path, arguments: &[&str]) -> Outcome<(i32, String, String)> {
    said(
        cxn(folder)?
            .env("CXN_NOW", DAY)
            .env_remove("CI")
            .args(arguments),
    )
}

/// Every file below a folder with its text.
fn files(folder: &Path) -> Outcome<BTreeMap<String, String>> {
    let files = support::files(folder)?.into_iter();
    Ok(files
        .map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned()))
        .collect())
}

/// A workbook with one sheet of inline texts.
fn workbook(rows: &[&[&str]]) -> Outcome<Vec<u8>> {
    let mut sheet = String::from(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (row, cells) in rows.iter().enumerate() {
        write!(sheet, r#"<row r="{}">"#, row + 1)?;
        for (column, text) in cells.iter().enumerate() {
            let letter = char::from(b'A' + u8::try_from(column)?);
            write!(
                sheet,
                r#"<c r="{letter}{}" t="inlineStr"><is><t>{text}</t></is></c>"#,
                row + 1
            )?;
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let parts = [
        ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#.to_owned()),
        ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Results" sheetId="1" r:id="rId1"/></sheets></workbook>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(
            name,
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

#[test]
fn no_secret_of_a_result_file_is_kept_or_shown() -> Outcome {
    let inferno = r#"[{"id": "MARKER", "test_id": "demo_v100-read-1", "result": "fail", "result_message": "MARKER", "test_session_id": "s",
        "updated_at": "2026-09-19T10:00:00-04:00", "outputs": [{"name": "MARKER", "value": "MARKER"}], "messages": [{"message": "MARKER"}],
        "inputs": [{"name": "url", "value": "https://gamma.example.org/r4"}, {"name": "token", "value": "MARKER"}, {"name": "auth", "value": {"access_token": "MARKER"}}],
        "requests": [{"url": "https://gamma.example.org/r4/Patient/MARKER", "verb": "get"}], "MARKER": "MARKER"},
        {"test_id": "demo_v100-read-2", "result": "MARKER", "optional": true, "test_session_id": "s"}]"#;
    let junit = r#"<testsuites MARKER="MARKER"><testsuite name="read" hostname="MARKER"><properties><property name="MARKER" value="MARKER"/></properties>
        <testcase classname="a.b" name="t[MARKER]"><failure message="MARKER" type="MARKER">MARKER</failure><system-out>MARKER</system-out></testcase></testsuite></testsuites>"#;
    let report = r#"{"resourceType": "TestReport", "id": "r1", "name": "read", "status": "completed", "result": "fail", "score": "MARKER", "tester": "MARKER",
        "text": {"div": "MARKER"}, "participant": [{"type": "server", "uri": "https://gamma.example.org/r4?MARKER", "display": "Gamma"}, {"type": "client", "uri": "urn:MARKER"}],
        "test": [{"name": "one", "description": "MARKER", "action": [{"assert": {"result": "fail", "message": "MARKER", "detail": "https://example.org/MARKER"}}]}],
        "extension": [{"url": "MARKER", "valueString": "MARKER"}]}"#;
    let matrix = r#"{"servers": ["Gamma"], "clients": ["Alpha"], "log_dir": "MARKER", "urls": {"Gamma": "MARKER"}, "results": [[{"abbr": "r", "name": "read", "result": "failed", "MARKER": "MARKER"}]], "measurements": [["MARKER"]]}"#;
    let forms = r####"[{"number": 9, "title": "MARKER", "state": "OPEN", "author": {"login": "MARKER"}, "url": "MARKER", "comments": ["MARKER"], "createdAt": "2026-09-19T14:00:00Z",
        "body": "### Scenario\n\nsearch\n\n### Client\n\nAlpha\n\n### Server\n\nGamma\n\n### Result\n\nfail\n\n### Your name\n\nMARKER\n\n### Evidence\n\nhttps://example.org/log?token=MARKER\n"}]"####;
    let sheet = "Scenario,Client,Server,Result,Email,Secret of ours\nsearch,Alpha,Gamma,fail,MARKER,MARKER\n";
    let broken = r#"[{"test_id": "a", "inputs": [{"value": MARKER}]}]"#;
    for (name, text, code) in [
        ("inferno.json", inferno, 0),
        ("junit.xml", junit, 0),
        ("report.json", report, 0),
        ("matrix.json", matrix, 0),
        ("forms.json", forms, 0),
        ("sheet.csv", sheet, 0),
        ("broken.json", broken, 4),
    ] {
        let folder = copied("tests/cmd/result/import.in")?;
        let outside = tempfile::tempdir()?;
        let file = outside.path().join(name);
        fs::write(&file, text)?;
        fs::write(
            folder.path().join("imports/all.yaml"),
            "track: patient\ntests: {demo_v100-read: search, read: search}\nroles: {}\ntested: {client: Alpha, server: Gamma}\n",
        )?;
        let path = file.to_string_lossy().into_owned();
        for dry in [true, false] {
            let mut arguments = vec!["result", "import", path.as_str(), "--mapping", "all"];
            if dry {
                arguments.push("--dry-run");
            }
            let (found, out, err) = run(folder.path(), &arguments)?;
            assert_eq!(found, code, "{name}: {out}{err}");
            assert!(
                !out.contains("MARKER") && !err.contains("MARKER"),
                "{name}: {out}{err}"
            );
        }
        let written = files(folder.path())?;
        let results = written
            .keys()
            .filter(|file| file.contains("/results/"))
            .count();
        assert_eq!(results, usize::from(code != 4), "{name}: {written:?}");
        for (file, text) in &written {
            assert!(!text.contains("MARKER"), "{name}: {file} keeps it: {text}");
        }
        for arguments in [
            &["result", "list"][..],
            &["matrix"],
            &["progress"],
            &["check"],
        ] {
            let (_, out, err) = run(folder.path(), arguments)?;
            assert!(
                !out.contains("MARKER") && !err.contains("MARKER"),
                "{name}: {out}{err}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_workbook_is_read_as_the_same_sheet_in_csv() -> Outcome {
    let rows: &[&[&str]] = &[
        &["Scenario", "Client", "Server", "Result"],
        &["register", "Alpha", "Gamma", "passed FHIR-9"],
        &["search", "Epsilon", "Delta", "partly"],
    ];
    let listed = |name: &str, bytes: Vec<u8>| -> Outcome<String> {
        let folder = copied("tests/cmd/result/import.in")?;
        fs::write(folder.path().join(name), bytes)?;
        let (code, out, err) = run(
            folder.path(),
            &["result", "import", name, "--track", "patient"],
        )?;
        assert_eq!(
            (code, out.as_str()),
            (
                0,
                format!("{name}: sheet: 2 new, 0 changed, 0 unchanged\n").as_str()
            ),
            "{err}"
        );
        let (_, list, _) = run(
            folder.path(),
            &["result", "list", "--format", "csv", "--with-results"],
        )?;
        // The names of files end in a mark of the content, which has the digest of the file.
        let plain = list
            .lines()
            .map(|line| line.rsplitn(3, ',').nth(2).unwrap_or(line).to_owned());
        Ok(plain.collect::<Vec<_>>().join("\n"))
    };
    let text: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let from_csv = listed("sheet.csv", text.join("\n").into_bytes())?;
    assert!(
        from_csv.contains("FHIR-9") && from_csv.contains("partly-passed"),
        "{from_csv}"
    );
    assert_eq!(listed("sheet.xlsx", workbook(rows)?)?, from_csv);
    let folder = copied("tests/cmd/result/import.in")?;
    fs::write(
        folder.path().join("broken.xlsx"),
        b"PK\x03\x04 and nothing more",
    )?;
    let (code, _, err) = run(folder.path(), &["result", "import", "broken.xlsx"])?;
    assert_eq!(code, 4);
    assert!(
        err.contains("error: broken.xlsx is not a workbook that can be read\n"),
        "{err}"
    );
    Ok(())
}

#[test]
fn a_group_that_a_tool_still_waits_for_has_no_verdict() -> Outcome {
    let folder = copied("tests/cmd/result/import.in")?;
    let text = r#"[{"test_id": "demo_v100-read-1", "result": "pass", "test_session_id": "s", "inputs": [{"name": "url", "value": "https://gamma.example.org/r4"}]},
        {"test_id": "demo_v100-read-2", "result": "omit", "test_session_id": "s"}, {"test_id": "demo_v100-read-3", "result": "wait", "test_session_id": "s"}]"#;
    let import = |text: &str| -> Outcome<(i32, String)> {
        fs::write(folder.path().join("session.json"), text)?;
        let (code, out, _) = run(
            folder.path(),
            &["result", "import", "session.json", "--mapping", "demo"],
        )?;
        Ok((code, out))
    };
    let (code, out) = import(text)?;
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "session.json: inferno: 0 new, 0 changed, 0 unchanged\nwithout a place, not imported:\n  test 3: has no verdict yet (wait)\n\
         left out:\n  test 2: did not apply (omit)\n"
    );
    let (code, out) = import(&text.replace("wait", "pass"))?;
    assert_eq!(code, 0);
    assert!(
        out.starts_with("session.json: inferno: 1 new, 0 changed, 0 unchanged\n"),
        "{out}"
    );
    Ok(())
}

#[test]
fn tests_that_stand_for_one_scenario_hide_no_failure_of_each_other() -> Outcome {
    let folder = copied("tests/cmd/result/import.in")?;
    let file = |failed: &str| {
        let case = |name: &str| {
            let failure = if name == failed { "<failure/>" } else { "" };
            format!("<testcase classname='demo' name='{name}'>{failure}</testcase>")
        };
        format!(
            "<testsuite name='demo' timestamp='2026-09-19T10:00:00-04:00'>{}{}</testsuite>",
            case("create"),
            case("read")
        )
    };
    fs::write(
        folder.path().join("imports/junit.yaml"),
        "tests: {demo.create: patient/register, demo.read: patient/register}\ntested: {server: Gamma}\n",
    )?;
    for failed in ["create", "read"] {
        let folder = copied(&folder.path().to_string_lossy())?;
        fs::write(folder.path().join("junit.xml"), file(failed))?;
        let (code, out, err) = run(folder.path(), &["result", "import", "junit.xml"])?;
        assert_eq!(
            (code, out.as_str()),
            (0, "junit.xml: junit: 1 new, 0 changed, 0 unchanged\n"),
            "{err}"
        );
        let found = files(folder.path())?;
        let record = found.iter().find(|(name, _)| name.contains("/results/"));
        let (_, text) = record.ok_or("no result")?;
        assert!(text.contains("verdict: failed\n"), "{text}");
        assert!(text.contains("test: demo.create, demo.read\n"), "{text}");
    }
    Ok(())
}

#[test]
fn reports_of_people_who_are_not_named_do_not_replace_each_other() -> Outcome {
    let folder = copied("tests/cmd/result/day.in")?;
    let add = ["result", "add", "patient/register", "Alpha", "Gamma"];
    for verdict in ["failed", "passed"] {
        let (code, _, err) = run(folder.path(), &[&add[..], &[verdict]].concat())?;
        assert_eq!(code, 0, "{err}");
        assert!(
            err.starts_with("note: no one is named as the reporter; pass --by NAME"),
            "{err}"
        );
    }
    let (_, out, _) = run(folder.path(), &["matrix", "patient/register"])?;
    assert!(
        out.contains("≠ conflict: failed or passed")
            || out.contains("≠ conflict: passed or failed"),
        "{out}"
    );
    // Of one person the latest counts.
    let folder = copied("tests/cmd/result/day.in")?;
    for (verdict, now) in [("failed", "2026-09-19T10:00:00-04:00"), ("passed", DAY)] {
        let by = ["--by", "Ann Probe", "--now", now];
        run(folder.path(), &[&add[..], &[verdict], &by].concat())?;
    }
    let (_, out, _) = run(folder.path(), &["matrix", "patient/register"])?;
    assert!(out.contains("✓ passed ×2"), "{out}");
    Ok(())
}

#[test]
fn two_clones_record_and_import_without_a_conflict() -> Outcome {
    let clones = [
        copied("tests/cmd/result/import.in")?,
        copied("tests/cmd/result/import.in")?,
    ];
    for (clone, by) in clones.iter().zip(["Ann Probe", "Bob Health"]) {
        let (code, _, err) = run(
            clone.path(),
            &[
                "result",
                "add",
                "patient/register",
                "Alpha",
                "Gamma",
                "passed",
                "--by",
                by,
            ],
        )?;
        assert_eq!(code, 0, "{err}");
        run(
            clone.path(),
            &["result", "import", "forms.json", "--track", "patient"],
        )?;
    }
    let (one, other) = (files(clones[0].path())?, files(clones[1].path())?);
    let results = |files: &BTreeMap<String, String>| -> Vec<String> {
        files
            .keys()
            .filter(|file| file.contains("/results/"))
            .cloned()
            .collect()
    };
    assert_eq!((results(&one).len(), results(&other).len()), (2, 2));
    // What both have is the same, and what only one has stands alone.
    for (file, text) in &one {
        assert!(
            other.get(file).is_none_or(|theirs| theirs == text),
            "{file}"
        );
    }
    let mut all = results(&one);
    all.extend(results(&other));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 3, "{all:?}");
    Ok(())
}

#[test]
fn many_writers_lose_no_result() -> Outcome {
    let folder = copied("tests/cmd/result/day.in")?;
    let path = folder.path();
    let writers = 32;
    let each = if std::env::var_os("CXN_LONG").is_some() {
        63
    } else {
        8
    };
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..writers)
            .map(|writer| {
                scope.spawn(move || -> Result<(), String> {
                    let lines: Vec<String> = (0..each)
                        .map(|number| {
                            format!("patient/register Alpha Gamma passed run {number} of {writer}")
                        })
                        .collect();
                    let by = format!("Writer {writer}");
                    let mut command = cxn(path).map_err(|error| error.to_string())?;
                    command
                        .env("CXN_NOW", DAY)
                        .args(["result", "add", "--from", "-", "--by", &by]);
                    let output = command
                        .write_stdin(lines.join("\n"))
                        .output()
                        .map_err(|error| error.to_string())?;
                    if output.status.success() {
                        Ok(())
                    } else {
                        Err(String::from_utf8_lossy(&output.stderr).into_owned())
                    }
                })
            })
            .collect();
        for writer in writers {
            let ended = writer.join().map_err(|_| "a writer panicked")?;
            ended?;
        }
        Ok::<(), Box<dyn std::error::Error>>(())
    })?;
    let results = files(path)?
        .keys()
        .filter(|file| file.contains("/results/") && file.strip_suffix(".yaml").is_some())
        .count();
    assert_eq!(results, writers * each);
    Ok(())
}
