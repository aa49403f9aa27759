//! The published site: what may be in it, what never is, and what happens to the folder it is written to.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Outcome, copied, cxn, edit, files, repository, said};
use tempfile::TempDir;

const DAY: &str = "2026-08-20T12:00:00-04:00";
const EVENT: &str = "events/2026-09-rockville";

fn at(now: &str, folder: &Path, arguments: &[&str]) -> Outcome<(i32, String, String)> {
    said(cxn(folder)?.env("CXN_NOW", now).args(arguments))
}

fn run(folder: &Path, arguments: &[&str]) -> Outcome<(i32, String, String)> {
    at(DAY, folder, arguments)
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8_lossy(files.get(name).map_or(&[], Vec::as_slice)).into_owned()
}

/// Publishes, and gives every file.
fn published(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let _ = fs::remove_dir_all(folder.join("public"));
    let (code, out, err) = run(folder, &["publish", "site", "public"])?;
    assert_eq!(code, 0, "{out}{err}");
    files(&folder.join("public"))
}

/// Every format but the site, with the command lines whose output is searched.
const FORMATS: &[(&str, &[&[&str]])] = &[
    ("calendar", &[&[], &["patient"], &["--lead", "LEAD"]]),
    (
        "markdown",
        &[
            &[],
            &["patient"],
            &["--tracks"],
            &["--report"],
            &["patient", "--report"],
        ],
    ),
    (
        "confluence",
        &[
            &[],
            &["patient"],
            &["--tracks"],
            &["--report"],
            &["patient", "--report"],
        ],
    ),
    ("feed", &[&[]]),
    ("schedule", &[&[], &["--format", "xml"]]),
    (
        "csv",
        &[
            &["tracks"],
            &["roles"],
            &["scenarios"],
            &["dates"],
            &["sessions"],
            &["results"],
        ],
    ),
    ("json", &[&[]]),
    (
        "forms",
        &[
            &["result", "patient"],
            &["result", "patient", "--for", "gitlab"],
            &["proposal"],
            &["proposal", "--for", "gitlab"],
            &["registration"],
            &["registration", "--for", "gitlab"],
        ],
    ),
    ("reminders", &[&["drafts"]]),
    (
        "fhir",
        &[&[], &["--fhir-version", "R4B"], &["--fhir-version", "R5"]],
    ),
];

#[test]
fn every_format_is_searched() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let (_, out, _) = run(folder.path(), &["publish", "--help"])?;
    let list = out.split("Commands:\n").nth(1).ok_or("no list")?;
    let names = list.lines().take_while(|line| !line.trim().is_empty());
    let names: BTreeSet<&str> = names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    let searched = FORMATS.iter().map(|(name, _)| *name).chain(["site"]);
    assert_eq!(names, searched.collect());
    Ok(())
}

/// The site, and what every other format prints, by the name of the format and its arguments.
fn everything(folder: &Path, lead: &str) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = published(folder)?;
    let _ = fs::remove_dir_all(folder.join("drafts"));
    for (format, command_lines) in FORMATS {
        for arguments in *command_lines {
            let arguments = arguments
                .iter()
                .map(|one| if *one == "LEAD" { lead } else { one });
            let line: Vec<&str> = ["publish", format].into_iter().chain(arguments).collect();
            let (code, out, err) = run(folder, &line)?;
            assert_eq!(code, 0, "{line:?}: {err}");
            assert!(!out.is_empty(), "{line:?}");
            found.insert(line.join(" "), out.into_bytes());
        }
    }
    let drafts = files(&folder.join("drafts"))?;
    assert!(drafts.len() > 1, "a lead has something to do");
    for (name, bytes) in drafts {
        found.insert(format!("drafts/{name}"), decoded(&bytes)?);
    }
    Ok(found)
}

/// A report that is closed, with a number that no one may know and people who are named nowhere.
fn report(text: &str) -> String {
    format!(
        "numbers: {{results-failed: 777}}\nsummary: {text}\nparticipants: '{{results-failed}}'\nissues-found: {text}\ncustom: {{odd: {text}}}\nmore: [{{heading: {text}, text: {text}}}]\nhistory:\n  - {{when: '2026-08-19T10:00:00-04:00', what: closed, by: MARK-closer, note: MARK-closing-note}}\n"
    )
}

/// A message with its parts as they are read: marks and failures may not hide in an encoding.
fn decoded(message: &[u8]) -> Outcome<Vec<u8>> {
    let text = String::from_utf8(message.to_vec())?.replace("\r\n", "\n");
    let mut found = String::new();
    for part in text.split("\n--cxn-") {
        let (head, body) = part.split_once("\n\n").unwrap_or((part, ""));
        found.push_str(&head.replace("\n ", " "));
        found.push('\n');
        let is = |encoding: &str| head.contains(&format!("Content-Transfer-Encoding: {encoding}"));
        let bytes = if is("base64") {
            base64(body)
        } else if is("quoted-printable") {
            quoted(&body.replace("=\n", ""))
        } else {
            body.as_bytes().to_vec()
        };
        // The lines of a calendar are folded.
        found.push_str(
            &String::from_utf8(bytes)?
                .replace("\r\n ", "")
                .replace('\r', ""),
        );
    }
    Ok(found.into_bytes())
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| -> Option<u32> {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        letters.iter().position(|one| *one == c)?.try_into().ok()
    };
    let values: Vec<u32> = text.bytes().filter_map(value).collect();
    let groups = values.chunks(4).flat_map(|group| {
        let bits = group.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - group.len()));
        let bytes = u32::to_be_bytes(bits);
        bytes[1..group.len()].to_vec()
    });
    groups.collect()
}

fn quoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair = (byte == b'=').then(|| [rest.next(), rest.next()]);
        match pair {
            Some([Some(high), Some(low)]) => {
                let digits = [high, low];
                let digits = std::str::from_utf8(&digits).unwrap_or_default();
                bytes.extend(u8::from_str_radix(digits, 16));
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// A workspace with results, and a report that is closed: Alpha passed with Gamma and failed with Delta.
fn with_results(visibility: Option<&str>) -> Outcome<TempDir> {
    let folder = copied("tests/cmd/result/visibility.in")?;
    let reports = folder.path().join(EVENT).join("reports");
    fs::create_dir_all(&reports)?;
    fs::write(
        reports.join("patient.yaml"),
        report("Ask mark-text@example.org"),
    )?;
    if let Some(word) = visibility {
        let event = folder.path().join(EVENT).join("event.yaml");
        edit(&event, |text| format!("{text}results-visibility: {word}\n"))?;
    }
    Ok(folder)
}

/// The values of an attribute of any tag.
fn values(page: &str, attribute: &str) -> Vec<String> {
    let begins = format!(" {attribute}=\"");
    let tags = page
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    let values = tags.filter_map(|tag| tag.split_once(begins.as_str())?.1.split('"').next());
    values
        .map(|value| value.replace("&#x2f;", "/").replace("&amp;", "&"))
        .collect()
}

#[test]
fn no_personal_value_and_no_failure_is_in_any_byte() -> Outcome {
    for visibility in [None, Some("aggregates"), Some("passed"), Some("all")] {
        let folder = with_results(visibility)?;
        let event = folder.path().join(EVENT);
        edit(&event.join("event.yaml"), |text| {
            text.replace(
                "    role: coordinator",
                "    role: coordinator\n    chat: MARK-contact-chat",
            )
            .replace("Olu Organizer", "MARK-contact-name")
            .replace("olu@example.org", "mark-contact@example.org")
                + "schedule: [{starts: 2026-09-19T09:00, ends: 2026-09-19T10:00, title: Welcome}]\n"
        })?;
        edit(&event.join("tracks/patient.yaml"), |text| {
            text.replace("    email: robin@example.org", "    email: mark-lead@example.org\n    chat: MARK-lead-chat\n    timezone: Europe/Oslo")
                .replace("join: https://meet.example.org/patient", "join: MARK-join\n  notes: MARK-call-notes")
                .replace("by: Review board", "by: MARK-reviewer\n    note: MARK-decision-note")
                .replace("  - Probe Labs", "  - organization: Probe Labs\n    name: MARK-expected-name\n    notes: MARK-expected-notes")
                + "orientation: MARK-orientation\n\
                   agenda: Ask mark-agenda@example.org\n\
                   late-exception: {why: MARK-why, by: MARK-by, until: 2026-08-30}\n\
                   custom: {phone: MARK-phone, notes: MARK-custom-notes}\n"
        })?;
        edit(&event.join("registrations/ann-probe.yaml"), |text| {
            text.replace("Ann Probe", "MARK-person")
                .replace("ann@example.org", "mark-person@example.org")
                .replace("Test with three partners.", "MARK-objectives")
                + "dietary: MARK-dietary\nnotes: MARK-notes\nteam: MARK-team\n"
        })?;
        for result in ["one", "two"] {
            edit(
                &event.join(format!("results/patient/{result}.yaml")),
                |text| {
                    text.replace("Ann Probe", "MARK-reporter")
                        .replace("note: ", "note: MARK-note ")
                        + "evidence: [https://example.org/MARK-evidence]\n"
                },
            )?;
        }
        edit(&event.join("results/patient/two.yaml"), |text| {
            text + "issues: [FHIR-77777]\npath: FAILPATH\n"
        })?;
        let found = everything(folder.path(), "Robin Example")?;
        for (name, bytes) in &found {
            let page = String::from_utf8_lossy(bytes).to_lowercase();
            assert!(!page.contains("mark-"), "{visibility:?} {name}");
            assert!(!page.contains("europe/oslo"), "{visibility:?} {name}");
            if visibility == Some("all") {
                continue;
            }
            for failure in ["fhir-77777", "failpath", "✗", "777 result"] {
                assert!(!page.contains(failure), "{visibility:?} {name}: {failure}");
            }
            if visibility != Some("passed") {
                for system in ["alpha", "gamma", "fhir-12345"] {
                    assert!(!page.contains(system), "{visibility:?} {name}: {system}");
                }
            }
        }
        let track = text(&found, "tracks/patient.html");
        match visibility {
            Some("all") => assert!(track.contains("✗ failed FAILPATH FHIR-77777"), "{track}"),
            Some("passed") => assert!(
                track.contains("<td class=\"passed\">✓ passed</td>"),
                "{track}"
            ),
            // Of so few nothing is told, not even that they tested.
            _ => assert!(!track.contains("not shown"), "{track}"),
        }
        // A pair that failed looks in every byte like one that never met.
        if visibility != Some("all") {
            fs::remove_file(event.join("results/patient/two.yaml"))?;
            assert_eq!(
                everything(folder.path(), "Robin Example")?,
                found,
                "{visibility:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn texts_of_strangers_do_nothing() -> Outcome {
    let folder = with_results(Some("all"))?;
    let event = folder.path().join(EVENT);
    let hostile = r#"<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) ![p](https://track.example.org/p.gif) <style>*{display:none}</style> <a href="javascript:alert(1)" style="x">d</a> "onmouseover=alert(1) {{ event }} {% include 'base.html' %} [e](vbscript:x) <https://e.example.org/?"onclick=alert(1)> &#x6a;avascript:alert(1) ]]> -->"#;
    let line = r#"=cmd|' /C calc'!A0 </title><script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"#;
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    edit(&event.join("tracks/patient.yaml"), |text| {
        text.replace("title: Patient\n", &format!("title: {}\n", quoted(line)))
            .replace(
                "title: Register a patient",
                &format!("title: {}", quoted(line)),
            )
            .replace("name: Robin Example", &format!("name: {}", quoted(line)))
            .replace("name: Patient client", &format!("name: {}", quoted(line)))
            .replace(
                "chat-stream: https://chat.example.org/patient",
                &format!("chat-stream: {}", quoted("javascript:alert(1)")),
            )
            .replace(
                "action: The client searches by name.",
                &format!("action: {}", quoted(hostile)),
            )
            + &format!(
                "justification: {h}\nclinical-input: {h}\nsignup-sheet: {l}\ncustom: {{odd: {h}}}\n",
                h = quoted(hostile),
                l = quoted(line)
            )
    })?;
    edit(&event.join("event.yaml"), |text| {
        text.replace("name: Connectathon 43", &format!("name: {}", quoted(line)))
            + &format!(
                "page: {l}\nregistration-page: {j}\nfee: {h}\nannouncements: [{h}]\nnewcomers: {h}\nhow-to-take-part: {h}\ntest-tools: [{l}]\n\
                 schedule: [{{starts: 2026-09-19T09:00, ends: 2026-09-19T10:00, room: {l}, title: {l}, track: [patient]}}]\n",
                h = quoted(hostile),
                l = quoted(line),
                j = quoted("javascript:alert(1)")
            )
    })?;
    fs::write(event.join("reports/patient.yaml"), report(&quoted(hostile)))?;
    edit(&event.join("registrations/ann-probe.yaml"), |text| {
        text.replace("name: Alpha", &format!("name: {}", quoted(line)))
    })?;
    for (name, bytes) in everything(folder.path(), "robin@example.org")? {
        let page = String::from_utf8(bytes)?;
        let acts = |c: char| c.is_control() && !"\n\r\t".contains(c);
        assert!(!page.contains(acts), "{name}");
        assert!(!page.contains('\u{202e}'), "{name}");
        for line in page.lines() {
            assert!(
                !(line.starts_with("ATTENDEE") || name.contains("csv") && line.contains(",=")),
                "{name}: {line}"
            );
        }
        if Path::new(&name)
            .extension()
            .is_none_or(|ending| ending != "html")
        {
            continue;
        }
        assert_eq!(page.matches("<script").count(), 1, "{name}");
        for tag in ["<img", "<style", "<iframe", "<object", "<form", "<base"] {
            assert!(!page.to_lowercase().contains(tag), "{name}: {tag}");
        }
        // Within a tag: what is between an opening bracket and the next closing one, with quoted values left out.
        for tag in page
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
        {
            let names: String = tag.split('"').step_by(2).collect();
            assert!(
                !names.contains(" on") && !names.contains("style="),
                "{name}: <{tag}>"
            );
        }
        for address in values(&page, "href")
            .into_iter()
            .chain(values(&page, "src"))
        {
            let is_web = address.starts_with("https://") || address.starts_with("http://");
            assert!(is_web || !address.contains(':'), "{name}: {address}");
        }
        assert!(
            !page.contains("{{ 7") || page.contains("{{ 7 * 7 }}"),
            "{name}"
        );
        assert_eq!(page.matches("<title>").count(), 1, "{name}");
    }
    Ok(())
}

#[test]
fn check_writes_nothing_and_says_what_would_change() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let check = ["publish", "site", "public", "--check"];
    let (code, out, _) = run(folder.path(), &check)?;
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "public: would create index.html, local-times.js, style.css, tracks/clinical-reasoning.html, tracks/index.html and 5 more\n"
    );
    assert!(!folder.path().join("public").exists());
    published(folder.path())?;
    assert_eq!(
        run(folder.path(), &check)?,
        (0, "public: 10 files up to date\n".to_owned(), note())
    );
    edit(
        &folder.path().join(EVENT).join("tracks/patient.yaml"),
        |text| text.replace("Everybody", "Everyone"),
    )?;
    let before = files(&folder.path().join("public"))?;
    let (code, out, _) = run(folder.path(), &check)?;
    assert_eq!(
        (code, out.as_str()),
        (1, "public: would change tracks/patient.html\n")
    );
    assert_eq!(files(&folder.path().join("public"))?, before);
    let (_, out, _) = run(folder.path(), &["publish", "site", "public"])?;
    assert_eq!(out, "public: 1 changed, 10 files in all\n");
    Ok(())
}

fn note() -> String {
    "note: event 2026-09-rockville (the default-event of cxn.yaml)\n".to_owned()
}

#[test]
fn a_second_run_writes_nothing_whatever_the_time_of_day() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let first = published(folder.path())?;
    let index = folder.path().join("public/index.html");
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for name in first.keys() {
        fs::File::options()
            .write(true)
            .open(folder.path().join("public").join(name))?
            .set_modified(old)?;
    }
    // Until the next milestone, a day later is the same site.
    for now in ["2026-08-20T23:59:59-04:00", "2026-08-21T00:00:00-04:00"] {
        let (code, out, _) = at(now, folder.path(), &["publish", "site", "public"])?;
        assert_eq!((code, out.as_str()), (0, "public: 10 files up to date\n"));
    }
    assert_eq!(fs::metadata(&index)?.modified()?, old);
    assert_eq!(
        fs::metadata(folder.path().join("public/cxn-manifest.json"))?.modified()?,
        old
    );
    assert_eq!(files(&folder.path().join("public"))?, first);
    assert!(
        text(&first, "index.html")
            .contains("<tr class=\"next\"><th scope=\"row\">Track lead orientation</th>")
    );
    let (_, out, _) = at(
        "2026-08-26T00:00:00-04:00",
        folder.path(),
        &["publish", "site", "public"],
    )?;
    assert_eq!(out, "public: 1 changed, 10 files in all\n");
    Ok(())
}

#[test]
fn only_what_cxn_wrote_is_replaced_or_removed() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let root = folder.path();
    let site = root.join("public");
    fs::create_dir(&site)?;
    fs::write(site.join("index.html"), "mine")?;
    let (code, _, err) = run(root, &["publish", "site", "public"])?;
    let refused = format!(
        "error: {} exists and was not written by cxn; nothing was written\n",
        Path::new("public").join("index.html").display()
    );
    assert_eq!((code, err), (4, note() + &refused));
    assert_eq!(files(&site)?.len(), 1);
    fs::remove_file(site.join("index.html"))?;
    fs::write(site.join("CNAME"), "events.example.org")?;
    run(root, &["publish", "site", "public"])?;
    // Two tracks go: the page of one was changed by hand since.
    fs::remove_file(root.join(EVENT).join("tracks/terminology.yaml"))?;
    fs::remove_file(root.join(EVENT).join("tracks/us-core.yaml"))?;
    edit(&site.join("tracks/us-core.html"), |text| {
        text + "<!-- mine -->\n"
    })?;
    // A manifest that a stranger changed leads nowhere.
    fs::write(root.join("precious"), "mine")?;
    edit(&site.join("cxn-manifest.json"), |text| {
        text.replace(
            "\"files\": {",
            "\"files\": {\n    \"../precious\": \"00\",\n    \"CNAME\": \"00\",",
        )
    })?;
    let (code, out, err) = run(root, &["publish", "site", "public"])?;
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(out, "public: 4 changed, 1 removed, 8 files in all\n");
    assert!(err.contains("note: public/tracks/us-core.html is not published any more, but was changed by hand; it stays\n"), "{err}");
    assert!(!site.join("tracks/terminology.html").exists());
    assert!(
        site.join("tracks/us-core.html").exists()
            && site.join("CNAME").exists()
            && root.join("precious").exists()
    );
    Ok(())
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() -> Outcome {
    use std::os::unix::fs::symlink;
    let folder = copied("examples/connectathons")?;
    let root = folder.path();
    let elsewhere = tempfile::tempdir()?;
    let link = |name: &str| {
        format!(
            "error: {name} is a link; it is not followed, and nothing was written\nhint: name the file that it leads to\n"
        )
    };
    symlink(elsewhere.path(), root.join("linked"))?;
    let (code, _, err) = run(root, &["publish", "site", "linked"])?;
    assert_eq!(code, 4, "{err}");
    run(root, &["publish", "site", "public"])?;
    fs::rename(root.join("public/tracks"), root.join("aside"))?;
    symlink(elsewhere.path(), root.join("public/tracks"))?;
    assert_eq!(
        run(root, &["publish", "site", "public"])?,
        (4, String::new(), note() + &link("public/tracks"))
    );
    fs::remove_file(root.join("public/tracks"))?;
    fs::rename(root.join("aside"), root.join("public/tracks"))?;
    fs::remove_file(root.join("public/style.css"))?;
    symlink("/etc/hosts", root.join("public/style.css"))?;
    assert_eq!(
        run(root, &["publish", "site", "public"])?,
        (4, String::new(), note() + &link("public/style.css"))
    );
    assert_eq!(files(elsewhere.path())?.len(), 0);
    Ok(())
}

#[test]
fn records_are_not_published_over() -> Outcome {
    let folder = copied("examples/connectathons")?;
    for (target, said) in [
        (".", ". is a workspace"),
        ("events", "events is where the workspace keeps its records"),
        (
            "events/new",
            "events/new is where the workspace keeps its records",
        ),
        (
            "templates",
            "templates is where the workspace keeps its records",
        ),
    ] {
        let (code, _, err) = run(folder.path(), &["publish", "site", target])?;
        assert_eq!(
            (code, err.lines().next()),
            (
                2,
                Some(format!("error: {said}; nothing was written").as_str())
            ),
            "{target}"
        );
    }
    edit(
        &folder.path().join(EVENT).join("tracks/patient.yaml"),
        |text| text + "title: [\n",
    )?;
    let (code, _, err) = run(folder.path(), &["publish", "site", "public"])?;
    assert_eq!(code, 4);
    assert!(
        err.contains(
            "error: track '2026-09-rockville/patient' cannot be parsed; nothing was written\n"
        ),
        "{err}"
    );
    Ok(())
}

#[test]
fn a_workspace_brings_its_own_look() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let own = folder.path().join("site");
    fs::create_dir(&own)?;
    fs::write(own.join("style.css"), "body { color: red }\n")?;
    fs::write(own.join("logo.svg"), "<svg/>")?;
    fs::write(own.join("notes.docx"), "x")?;
    fs::write(
        own.join("tracks.html"),
        "{% extends 'base.html' %}{% block main %}<h1>{{ event.name }}</h1>{% endblock %}",
    )?;
    let found = published(folder.path())?;
    assert_eq!(text(&found, "style.css"), "body { color: red }\n");
    assert_eq!(text(&found, "logo.svg"), "<svg/>");
    assert!(!found.contains_key("notes.docx"));
    assert!(text(&found, "tracks/index.html").contains("<h1>Connectathon 43</h1>"));
    for (template, complaint) in [
        ("{% for", "template tracks.html, line 1: syntax error: "),
        (
            "{{ event.nmae }}",
            "template tracks.html, line 1: undefined value",
        ),
        (
            "{% include '/etc/passwd' %}",
            "template tracks.html, line 1: ",
        ),
        (
            "{% include '../cxn.yaml' %}",
            "template tracks.html, line 1: ",
        ),
        (
            "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
            "template tracks.html",
        ),
        (
            "{% for a in event.milestones %}{% for b in event.milestones %}{% for c in event.milestones %}{% for d in event.milestones %}{% for e in event.milestones %}{% for f in event.milestones %}{% for g in event.milestones %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
            "template tracks.html, line 1: takes more than 20000000 steps for one page",
        ),
    ] {
        fs::write(own.join("tracks.html"), template)?;
        let (code, _, err) = run(folder.path(), &["publish", "site", "public"])?;
        assert_eq!(code, 4, "{template}: {err}");
        assert!(
            err.contains(&format!("error: site: {complaint}")),
            "{template}: {err}"
        );
        assert!(!err.contains("root:"), "{err}");
    }
    Ok(())
}

#[test]
fn events_side_by_side_show_what_each_lets_out() -> Outcome {
    let folder = copied("tests/cmd/series/walk.in")?;
    let (code, out, err) = run(folder.path(), &["publish", "site", "public", "--all"])?;
    assert_eq!(code, 0, "{out}{err}");
    let found = files(&folder.path().join("public"))?;
    assert!(text(&found, "index.html").contains("<a href=\"series.html\">Over the years</a>"));
    let page = text(&found, "series.html");
    let row = |name: &str| {
        let row = page
            .lines()
            .find(|line| line.contains(&format!(">{name}</a></th>")));
        let cells = row.unwrap_or_default().split("<td>").skip(1);
        let cells = cells.map(|cell| cell.split('<').next().unwrap_or_default().to_owned());
        cells.collect::<Vec<_>>()
    };
    // When, tracks, of an earlier event; people, first-timers, organizations, scenarios tested, pairs that passed, issues.
    let withheld = "not shown";
    assert_eq!(
        row("Connectathon 41"),
        [
            "Jan 2026", "2", "0", withheld, withheld, withheld, withheld, withheld, withheld
        ]
    );
    assert_eq!(
        row("Connectathon 42"),
        [
            "May 2026",
            "3",
            "2",
            "4 or more",
            withheld,
            "4 or more",
            "1 or more",
            "2 or more",
            "2 or more"
        ]
    );
    assert_eq!(
        row("Connectathon 43"),
        [
            "Sep 2026", "1", "1", withheld, withheld, withheld, withheld, withheld, withheld
        ]
    );
    assert!(
        page.contains("<title id=\"trend-3-title\">Scenarios tested</title>"),
        "{page}"
    );
    assert!(
        page.contains("<desc id=\"trend-3-text\">Jan 2026: not shown; May 2026: 1 or more</desc>"),
        "{page}"
    );
    assert!(
        page.contains("<tr><th scope=\"row\">Patient basics</th><td><a href=\"2026-01-virtual/tracks/patient.html\">Jan 2026</a>, <a href=\"2026-05-rotterdam/tracks/patient-basics.html\">May 2026</a></td></tr>"),
        "{page}"
    );
    for secret in ["Server answers", "Ann", "Probe Labs", "400"] {
        assert!(!page.contains(secret), "{secret}");
    }
    // One event has no years.
    let (code, out, err) = run(folder.path(), &["publish", "site", "one"])?;
    assert_eq!(code, 0, "{out}{err}");
    assert!(!files(&folder.path().join("one"))?.contains_key("series.html"));
    Ok(())
}

#[test]
fn every_link_of_every_event_leads_somewhere() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let (code, out, err) = run(folder.path(), &["publish", "site", "public", "--all"])?;
    assert_eq!(code, 0, "{out}{err}");
    let found = files(&folder.path().join("public"))?;
    let page = |name: &str| text(&found, name);
    for name in found.keys().filter(|name| {
        Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "html")
    }) {
        let page_text = page(name);
        let ids = values(&page_text, "id");
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "{name}: an id stands twice"
        );
        for link in values(&page_text, "href")
            .into_iter()
            .chain(values(&page_text, "src"))
        {
            if link.starts_with("http") {
                continue;
            }
            let (target, anchor) = match link.split_once('#') {
                Some((target, anchor)) => (target, Some(anchor)),
                None => (link.as_str(), None),
            };
            let mut path: PathBuf = Path::new(name).to_path_buf();
            if !target.is_empty() {
                path.pop();
                for part in target.split('/') {
                    if part == ".." {
                        assert!(path.pop(), "{name}: {link}");
                    } else {
                        path.push(part);
                    }
                }
            }
            let path = path.to_string_lossy().replace('\\', "/");
            assert!(found.contains_key(&path), "{name}: {link}");
            if let Some(anchor) = anchor {
                assert!(
                    values(&page(&path), "id").contains(&anchor.to_owned()),
                    "{name}: {link}"
                );
            }
        }
    }
    assert!(
        page("index.html").contains("<a href=\"2026-09-rockville/index.html\">Connectathon 43</a>")
    );
    Ok(())
}

/// Publishes where something was published, and where nothing was; both have to come to the same.
fn as_if_anew(folder: &Path, now: &str, more: &[&str], what: &str) -> Outcome {
    let _ = fs::remove_dir_all(folder.join("anew"));
    for target in ["public", "anew"] {
        let line = [&["publish", "site", target], more].concat();
        let (code, out, err) = at(now, folder, &line)?;
        assert_eq!(code, 0, "{what}: {out}{err}");
    }
    assert_eq!(
        files(&folder.join("public"))?,
        files(&folder.join("anew"))?,
        "{what}"
    );
    Ok(())
}

#[test]
fn what_is_published_again_is_never_of_yesterday() -> Outcome {
    type Change = fn(&Path) -> Outcome;
    let folder = with_results(Some("aggregates"))?;
    let root = folder.path();
    as_if_anew(root, DAY, &[], "the first time")?;
    let cache = files(&root.join(".cxn-cache"))?;
    assert_eq!(
        cache.len(),
        3,
        "two folders, and what git ignores: {:?}",
        cache.keys()
    );
    let changes: [(&str, Change); 12] = [
        ("nothing", |_| Ok(())),
        ("a track", |root| {
            edit(&root.join(EVENT).join("tracks/patient.yaml"), |text| {
                text + "justification: New.\n"
            })
        }),
        ("what may be seen", |root| {
            edit(&root.join(EVENT).join("event.yaml"), |text| {
                text.replace("results-visibility: aggregates", "results-visibility: all")
            })
        }),
        ("a result less", |root| {
            Ok(fs::remove_file(
                root.join(EVENT).join("results/patient/two.yaml"),
            )?)
        }),
        ("a registration", |root| {
            edit(
                &root.join(EVENT).join("registrations/ann-probe.yaml"),
                |text| text.replace("name: Alpha", "name: Omega"),
            )
        }),
        ("a template of tracks", |root| {
            fs::create_dir_all(root.join("templates"))?;
            Ok(fs::write(
                root.join("templates/confluence-2023.yaml"),
                "title: Own\nfields: [{key: title, title: Called}, {key: justification, title: Reasons, kind: text}]\n",
            )?)
        }),
        ("the look", |root| {
            fs::create_dir_all(root.join("site"))?;
            Ok(fs::write(
                root.join("site/style.css"),
                "body { color: red }\n",
            )?)
        }),
        ("the settings", |root| {
            Ok(fs::write(root.join("cxn.yaml"), "modeline: true\n")?)
        }),
        ("a page that was changed by hand", |root| {
            edit(&root.join("public/index.html"), |text| {
                text + "<!-- mine -->\n"
            })
        }),
        ("a page that is gone", |root| {
            Ok(fs::remove_file(root.join("public/index.html"))?)
        }),
        ("a list of files that is broken off", |root| {
            edit(&root.join("public/cxn-manifest.json"), |text| {
                text.replace("\"index.html\"", "\"other.html\"")
            })
        }),
        ("a note that is none", |root| {
            for name in files(&root.join(".cxn-cache"))?.keys() {
                fs::write(root.join(".cxn-cache").join(name), "{}")?;
            }
            Ok(())
        }),
    ];
    for (what, change) in changes {
        change(root)?;
        if what == "a list of files that is broken off" {
            // The page is nobody's then, and is not written over.
            fs::remove_file(root.join("public/index.html"))?;
        }
        as_if_anew(root, DAY, &[], what)?;
        as_if_anew(root, DAY, &[], what)?;
    }
    as_if_anew(root, DAY, &["--all"], "all events")?;
    as_if_anew(root, DAY, &[], "one event again")?;
    // The clock: to the last second of a day, and of the event.
    for now in [
        "2026-08-20T23:59:59-04:00",
        "2026-08-21T00:00:00-04:00",
        "2026-08-20T12:00:00-04:00",
        "2026-09-20T23:59:59-04:00",
        "2026-09-21T00:00:00-04:00",
        "2027-09-21T00:00:00-04:00",
    ] {
        as_if_anew(root, now, &[], now)?;
    }
    // What is there already may be known, and a broken record is still an error.
    edit(&root.join(EVENT).join("tracks/patient.yaml"), |text| {
        text + "title: [\n"
    })?;
    let (code, out, _) = run(root, &["publish", "site", "public"])?;
    assert_eq!((code, out.as_str()), (4, ""));
    Ok(())
}

#[test]
fn a_site_is_published_from_a_workspace_that_cannot_be_written() -> Outcome {
    let folder = copied("examples/connectathons")?;
    fs::write(folder.path().join(".cxn-cache"), "no folder")?;
    for expected in [
        "public: 10 created, 10 files in all\n",
        "public: 10 files up to date\n",
    ] {
        let (code, out, _) = run(folder.path(), &["publish", "site", "public"])?;
        assert_eq!((code, out.as_str()), (0, expected));
    }
    assert_eq!(
        fs::read_to_string(folder.path().join(".cxn-cache"))?,
        "no folder"
    );
    Ok(())
}

#[test]
fn a_draft_has_an_address_only_when_that_is_asked() -> Outcome {
    let folder = with_results(None)?;
    edit(
        &folder.path().join(EVENT).join("tracks/patient.yaml"),
        |text| {
            text.replace(
                "name: Robin Example",
                "name: \"Robin\\r\\nBcc: eve\\r\\n\\r\\n Łukasz, 'Example'\"",
            )
        },
    )?;
    let draft = |more: &[&str]| -> Outcome<String> {
        let _ = fs::remove_dir_all(folder.path().join("drafts"));
        let line = [&["publish", "reminders", "drafts"], more].concat();
        let (code, out, err) = run(folder.path(), &line)?;
        assert_eq!(code, 0, "{out}{err}");
        let drafts = files(&folder.path().join("drafts"))?;
        let draft = drafts.iter().find(|(name, _)| name.starts_with("robin"));
        Ok(String::from_utf8(draft.ok_or("no draft")?.1.clone())?)
    };
    let without = draft(&[])?;
    assert!(
        !without.contains("@example.org") && !without.contains("\r\nTo:"),
        "{without}"
    );
    let with = draft(&["--with-contacts"])?;
    assert!(with.contains("<robin@example.org>\r\n"), "{with}");
    for text in [&without, &with] {
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        assert!(!head.contains("\r\nBcc:"), "{head}");
        let long = text
            .split("\r\n")
            .find(|line| line.len() > 78 || line.contains('\n'));
        assert_eq!(long, None);
        assert!(head.starts_with("Message-ID: <"), "{head}");
        assert!(!head.contains("\r\nDate:"), "{head}");
    }
    // The same until something else is due.
    assert_eq!(draft(&[])?, without);
    let check = ["publish", "reminders", "drafts", "--check"];
    for now in ["2026-08-20T23:59:59-04:00", "2026-08-21T00:00:00-04:00"] {
        let (code, out, _) = at(now, folder.path(), &check)?;
        assert_eq!((code, out.as_str()), (0, "drafts: 2 files up to date\n"));
    }
    let (code, _, _) = at("2026-09-18T00:00:00-04:00", folder.path(), &check)?;
    assert_eq!(code, 1);
    Ok(())
}

#[test]
fn a_draft_that_was_changed_by_hand_stays() -> Outcome {
    let folder = copied("tests/cmd/publish/reminders.in")?;
    let root = folder.path();
    let reminders = |more: &[&str]| {
        let line = [
            "publish",
            "reminders",
            "drafts",
            "--event",
            "2026-09-rockville",
        ];
        at(support::NOW, root, &[&line, more].concat())
    };
    let (code, out, err) = reminders(&["--lead", "Kim Draft"])?;
    assert_eq!(
        (code, out.as_str()),
        (0, "drafts: 1 created, 1 file in all\n"),
        "{err}"
    );
    let (code, out, err) = reminders(&[])?;
    assert_eq!(
        (code, out.as_str()),
        (0, "drafts: 5 created, 6 files in all\n"),
        "{err}"
    );
    let drafts = root.join("drafts");
    edit(&drafts.join("kim-draft.eml"), |text| {
        text + "Please call me.\r\n"
    })?;
    let edited = files(&drafts)?;
    let note = "note: drafts/kim-draft.eml was changed by hand; it stays as it is\n";
    for more in [
        &[][..],
        &["--check"],
        &["--lead", "Kim Draft"],
        &["--lead", "Robin Example"],
    ] {
        let (code, out, err) = reminders(more)?;
        assert_eq!(code, 0, "{out}{err}");
        assert_eq!(
            err.contains(note),
            more.last() != Some(&"Robin Example"),
            "{err}"
        );
        assert_eq!(files(&drafts)?, edited, "{more:?}");
    }
    // Of the others those that have an address get it, and one alone leaves the rest.
    let (_, out, _) = reminders(&["--lead", "Robin Example", "--with-contacts"])?;
    assert_eq!(out, "drafts: 1 changed, 1 file in all\n");
    assert_eq!(files(&drafts)?.len(), 7);
    let (_, out, err) = reminders(&["--with-contacts"])?;
    assert_eq!(out, "drafts: 1 changed, 6 files in all\n");
    assert!(err.contains(note), "{err}");
    // Nothing is due for anybody any more: what a person wrote is still theirs, and is theirs the next time.
    fs::remove_dir_all(root.join("events/2026-09-rockville/tracks"))?;
    for _ in 0..2 {
        let (code, _, err) = reminders(&[])?;
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("note: drafts/kim-draft.eml is not published any more, but was changed by hand; it stays\n"), "{err}");
        assert_eq!(files(&drafts)?.len(), 2);
    }
    assert_eq!(
        files(&drafts)?.get("kim-draft.eml"),
        edited.get("kim-draft.eml")
    );
    Ok(())
}

#[test]
fn what_other_workspaces_hold_is_looked_at_each_time() -> Outcome {
    let both = tempfile::tempdir()?;
    let (own, other) = (both.path().join("own"), both.path().join("other"));
    support::copy(&repository("examples/connectathons"), &own)?;
    support::copy(&repository("tests/cmd/series/walk.in"), &other)?;
    edit(&own.join("cxn.yaml"), |text| text + "\nwith: [../other]\n")?;
    let line = ["publish", "site", "public", "--all"];
    let check = [&line[..], &["--check"]].concat();
    let (code, out, err) = run(&own, &line)?;
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, _) = run(&own, &check)?;
    assert_eq!(code, 0, "{out}");
    edit(&other.join("events/2026-05-rotterdam/event.yaml"), |text| {
        text.replace("Connectathon 42", "Connectathon Forty-Two")
    })?;
    let (code, out, _) = run(&own, &check)?;
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("public: would change "), "{out}");
    Ok(())
}

/// In a real browser, where there is one: `CXN_BROWSER` is a folder with what `tests/browser/package.json` lists.
#[test]
fn browsers_find_nothing_to_complain_of() -> Outcome {
    let Some(tools) = std::env::var_os("CXN_BROWSER").map(PathBuf::from) else {
        let said = "skipped: the site in a real browser (needs node, chromium, and CXN_BROWSER: a folder with what tests/browser/package.json lists; .ci/run has them)";
        writeln!(std::io::stderr(), "{said}")?;
        return Ok(());
    };
    let script = tools.join("run.mjs");
    fs::copy(repository("tests/browser/run.mjs"), &script)?;
    let mut folders = Vec::new();
    let example = copied("examples/connectathons")?;
    run(example.path(), &["publish", "site", "public", "--all"])?;
    folders.push(example);
    for visibility in ["aggregates", "passed", "all"] {
        let folder = with_results(Some(visibility))?;
        edit(&folder.path().join(EVENT).join("event.yaml"), |text| {
            text + "schedule:\n  - {starts: 2026-09-19T09:00, ends: 2026-09-19T10:00, room: Hall A, title: Welcome}\n  - {starts: 2026-09-19T10:00, ends: 2026-09-19T12:00, room: Table 3, track: [patient]}\n"
        })?;
        edit(
            &folder.path().join(EVENT).join("tracks/patient.yaml"),
            |text| {
                text + "justification: |\n  | a | b |\n  | - | - |\n  | 1 | `two` |\n\n  - one\n  - [two](https://example.org)\n\n  ```\n  code that is much longer than the width of a telephone, so that it would have to scroll or to wrap somewhere\n  ```\n"
            },
        )?;
        run(folder.path(), &["publish", "site", "public"])?;
        folders.push(folder);
    }
    let output = Command::new("node")
        .arg(&script)
        .args(folders.iter().map(|folder| folder.path().join("public")))
        .output()?;
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
    Ok(())
}
