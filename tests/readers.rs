//! What is published, as other people's readers see it. `CXN_READERS` is a folder with what `tests/readers` lists.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use support::{Outcome, copied, cxn, read, readers, said};

fn publish(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let (code, out, err) = said(cxn(folder)?.arg("publish").args(arguments))?;
    assert_eq!(code, 0, "{arguments:?}: {err}");
    Ok(out)
}

/// What each reader says, by its name: `name: line`.
fn by_reader(said: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut found = BTreeMap::<&str, Vec<&str>>::new();
    for (name, line) in said.lines().filter_map(|line| line.split_once(": ")) {
        found.entry(name).or_default().push(line);
    }
    found
}

/// An event around a change of the clocks, with what a calendar can hold.
fn event(zone: &str) -> String {
    format!(
        "name: \"Test; with, marks\"\ntimezone: {zone}\nstarts: 2026-11-14\nends: 2026-11-15\nlocation: Hall A; upstairs\n\
         timeline:\n  registration-open: 2026-09-14\n  proposals-open: 2026-08-01\n  scenarios-ready: 2026-09-19\n  proposals-close: 2026-10-03T17:00\n  test-scripts-due: 2026-10-04\n  registration-close: 2026-11-13\n\
         schedule:\n  - {{starts: 2026-11-14T09:00, ends: 2026-11-14T10:30, title: Wełcome, room: Hall A}}\n"
    )
}

#[test]
#[allow(clippy::too_many_lines, reason = "one table of what each reader says")]
fn six_readers_see_the_same_events_at_the_same_instants() -> Outcome {
    let Some(tools) = readers("calendars in six readers")? else {
        return Ok(());
    };
    // In the zone, and where its clocks are in November by the rules of 2026. The data of Node and of
    // the system, which node-ical and ics prefer to those of the calendar, may be older.
    let changed_in_2026 = [
        "America/Vancouver",
        "America/Edmonton",
        "America/Winnipeg",
        "Africa/Casablanca",
    ];
    for (zone, close, nine) in [
        (
            "America/New_York",
            "2026-10-03T21:00:00Z",
            "2026-11-14T14:00:00Z",
        ),
        (
            "America/Vancouver",
            "2026-10-04T00:00:00Z",
            "2026-11-14T16:00:00Z",
        ),
        (
            "America/Edmonton",
            "2026-10-03T23:00:00Z",
            "2026-11-14T15:00:00Z",
        ),
        (
            "America/Winnipeg",
            "2026-10-03T22:00:00Z",
            "2026-11-14T14:00:00Z",
        ),
        (
            "Africa/Casablanca",
            "2026-10-03T17:00:00Z",
            "2026-11-14T09:00:00Z",
        ),
        (
            "Europe/Berlin",
            "2026-10-03T15:00:00Z",
            "2026-11-14T08:00:00Z",
        ),
        (
            "Asia/Kolkata",
            "2026-10-03T11:30:00Z",
            "2026-11-14T03:30:00Z",
        ),
        ("Etc/GMT+12", "2026-10-04T05:00:00Z", "2026-11-14T21:00:00Z"),
        ("UTC", "2026-10-03T17:00:00Z", "2026-11-14T09:00:00Z"),
    ] {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("cxn.yaml"), "")?;
        let event_folder = folder.path().join("events/test");
        fs::create_dir_all(&event_folder)?;
        fs::write(event_folder.join("event.yaml"), event(zone))?;
        let file = folder.path().join("test.ics");
        publish(folder.path(), &["calendar", "-o", "test.ics"])?;
        let python = read(&tools, "read_calendar.py", &[&file])?;
        let node = read(&tools, "read_calendar.mjs", &[&file])?;
        let found = by_reader(&python).into_iter().chain(by_reader(&node));
        let mut names = Vec::new();
        for (name, lines) in found {
            names.push(name.to_owned());
            if ["ics", "node-ical"].contains(&name) && changed_in_2026.contains(&zone) {
                continue;
            }
            let day = |first: &str, after: &str, what: &str| {
                format!("{first} {after} Test; with, marks{what} ")
            };
            let mut expected = [
                day("2026-08-01", "2026-08-02", ": track proposals open"),
                day("2026-09-14", "2026-09-15", ": registration opens"),
                day(
                    "2026-09-19",
                    "2026-09-20",
                    ": scenarios and test data ready",
                ),
                format!("{close} "),
                day("2026-10-04", "2026-10-05", ": test scripts due"),
                day("2026-11-13", "2026-11-14", ": registration closes"),
                day("2026-11-14", "2026-11-16", ""),
                format!("{nine} "),
            ];
            expected.sort();
            assert_eq!(lines.len(), expected.len(), "{zone} {name}: {lines:#?}");
            for (line, expected) in lines.iter().zip(&expected) {
                assert!(
                    line.starts_with(expected),
                    "{zone} {name}: {line}, not {expected}"
                );
            }
            assert!(
                lines
                    .iter()
                    .any(|line| line.contains("Test; with, marks: Wełcome")),
                "{lines:?}"
            );
        }
        names.sort();
        assert_eq!(
            names,
            [
                "ical.js",
                "icalendar",
                "ics",
                "node-ical",
                "recurring-ical-events",
                "vobject"
            ]
        );
    }
    Ok(())
}

#[test]
fn a_feed_tells_what_was_approved_and_what_moved() -> Outcome {
    let Some(tools) = readers("feeds in feedparser")? else {
        return Ok(());
    };
    let folder = copied("examples/connectathons")?;
    for line in [
        &[
            "event",
            "set",
            "2026-09-rockville",
            "timeline.registration-close=2026-09-07",
        ][..],
        &[
            "track",
            "set",
            "2026-09-rockville/patient",
            "kick-off.starts=2026-08-27T11:00",
        ],
    ] {
        let (code, out, err) = said(cxn(folder.path())?.args(line))?;
        assert_eq!(code, 0, "{out}{err}");
    }
    publish(folder.path(), &["feed", "-o", "feed.xml"])?;
    let said = read(&tools, "read_feed.py", &[&folder.path().join("feed.xml")])?;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[0],
        "feed: atom10 Connectathon 43 2026-08-06T16:00:00Z Connectathon 43"
    );
    // The newest first; identifiers do not depend on what came later.
    let without_ids: Vec<String> = lines[1..]
        .iter()
        .map(|line| {
            let (head, rest) = line.split_once(" [urn:uuid:").unwrap_or((line, ""));
            format!("{head} {}", rest.split_once("] ").unwrap_or_default().1)
        })
        .collect();
    let begins = |text: &str| without_ids.iter().any(|line| line.starts_with(text));
    assert!(
        begins(
            "entry: 2026-08-06T16:00:00Z Moved: registration closes <ul><li>Registration closes: 2026-09-07 (was 2026-09-05)</li></ul>"
        ),
        "{without_ids:#?}"
    );
    assert!(
        begins(
            "entry: 2026-08-06T16:00:00Z Kick-off call moved: Patient <ul><li>Kick off: 2026-08-27T11:00:00 (45 minutes) (was 2026-08-26T11:00:00 (45 minutes))</li></ul>"
        ),
        "{without_ids:#?}"
    );
    assert!(
        begins(
            "entry: 2026-07-15T20:30:00Z Track approved: Patient <p>Create, read, update and search patients."
        ),
        "{without_ids:#?}"
    );
    assert!(
        lines[1..]
            .windows(2)
            .all(|pair| pair[0].get(..27) >= pair[1].get(..27)),
        "{lines:#?}"
    );
    Ok(())
}

#[test]
fn validators_take_the_resources_of_each_release() -> Outcome {
    let Some(tools) = readers("FHIR resources in two validators")? else {
        return Ok(());
    };
    let folder = copied("tests/cmd/result/visibility.in")?;
    let event = folder.path().join("events/2026-09-rockville/event.yaml");
    let text = fs::read_to_string(&event)?;
    fs::write(
        &event,
        text + "results-visibility: all\ntest-servers: [https://fhir.example.org/r4, not an address]\n",
    )?;
    for (version, expected) in [
        ("R4", "CapabilityStatement 2 Endpoint 1 TestReport 2"),
        ("R4B", "CapabilityStatement 2 Endpoint 1 TestReport 2"),
        (
            "R5",
            "CapabilityStatement 2 Endpoint 1 TestPlan 1 TestReport 2",
        ),
    ] {
        publish(
            folder.path(),
            &["fhir", "--fhir-version", version, "-o", "bundle.json"],
        )?;
        let file = folder.path().join("bundle.json");
        let said = read(&tools, "read_fhir.py", &[Path::new(version), &file])?;
        assert_eq!(said, format!("fhir.resources: {expected}\n"), "{version}");
        if version == "R4" {
            let said = read(&tools, "read_fhir.mjs", &[&file])?;
            assert_eq!(said, format!("fhir: {expected}\n"));
        }
    }
    Ok(())
}

#[test]
fn forms_fit_the_schema_that_is_published_for_them() -> Outcome {
    let Some(tools) = readers("issue forms by their published schema")? else {
        return Ok(());
    };
    let folder = copied("tests/cmd/result/visibility.in")?;
    for form in [
        &["result", "patient"][..],
        &["result", "patient", "--with-systems"],
        &["proposal"],
        &["registration"],
    ] {
        let line = [&["forms"], form, &["-o", "form.yml"]].concat();
        publish(folder.path(), &line)?;
        let output = Command::new(tools.join("bin/check-jsonschema"))
            .args(["--builtin-schema", "vendor.github-issue-forms"])
            .arg(folder.path().join("form.yml"))
            .output()?;
        assert!(
            output.status.success(),
            "{form:?}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
    Ok(())
}

#[test]
fn what_a_form_asks_comes_back_as_a_result() -> Outcome {
    let folder = copied("tests/cmd/result/visibility.in")?;
    let form = publish(
        folder.path(),
        &["forms", "result", "patient", "--with-systems"],
    )?;
    let form: serde_yaml::Value = serde_yaml::from_str(&form)?;
    let mut body = String::new();
    let mut asked = Vec::new();
    for field in form["body"].as_sequence().ok_or("no questions")? {
        let label = field["attributes"]["label"].as_str().ok_or("no label")?;
        let options = field["attributes"]["options"].as_sequence();
        let first = options.and_then(|options| options.first());
        let answer = match label {
            "Result" => "failed",
            "Note" => "The server answers 500.",
            _ => first
                .and_then(serde_yaml::Value::as_str)
                .unwrap_or("_No response_"),
        };
        asked.push(label.to_owned());
        for part in ["### ", label, "\n\n", answer, "\n\n"] {
            body.push_str(part);
        }
    }
    assert_eq!(
        asked,
        [
            "Track",
            "Scenario",
            "Patient client",
            "Patient server",
            "Result",
            "Path",
            "Note",
            "Evidence",
            "Issues"
        ]
    );
    let issue = |state: &str| {
        serde_json::json!([{"number": 12, "state": state, "body": body, "createdAt": "2026-09-19T14:00:00Z"}]).to_string()
    };
    let results = folder
        .path()
        .join("events/2026-09-rockville/results/patient");
    fs::remove_dir_all(&results)?;
    let import = |state: &str| -> Outcome<String> {
        fs::write(folder.path().join("issues.json"), issue(state))?;
        let (code, out, err) = said(
            cxn(folder.path())?
                .env("CXN_NOW", "2026-09-19T16:00:00Z")
                .args(["result", "import", "issues.json"]),
        )?;
        assert_eq!(code, 0, "{out}{err}");
        let mut text = String::new();
        for entry in fs::read_dir(&results)? {
            text.push_str(&fs::read_to_string(entry?.path())?);
        }
        Ok(text)
    };
    let record: serde_yaml::Value = serde_yaml::from_str(&import("OPEN")?)?;
    assert_eq!(record["verdict"], "failed");
    assert_eq!(record["note"], "The server answers 500.");
    assert_eq!(
        record["systems"].as_mapping().map(serde_yaml::Mapping::len),
        Some(2)
    );
    assert!(import("CLOSED")?.contains("withdrawn"));
    Ok(())
}

#[test]
fn what_a_form_asks_comes_back_as_a_registration() -> Outcome {
    let folder = copied("tests/cmd/result/visibility.in")?;
    let event = folder.path().join("events/2026-09-rockville");
    let text = fs::read_to_string(event.join("event.yaml"))?;
    fs::write(
        event.join("event.yaml"),
        text.replace("mode: in-person", "mode: hybrid"),
    )?;
    fs::remove_dir_all(event.join("results"))?;
    fs::remove_dir_all(event.join("registrations"))?;
    let form = publish(folder.path(), &["forms", "registration"])?;
    let form: serde_yaml::Value = serde_yaml::from_str(&form)?;
    let mut body = String::new();
    for field in form["body"].as_sequence().ok_or("no questions")? {
        let label = field["attributes"]["label"].as_str().ok_or("no label")?;
        let options = field["attributes"]["options"].as_sequence();
        let options = options.into_iter().flatten();
        let mut options = options.filter_map(serde_yaml::Value::as_str);
        let several = field["attributes"]["multiple"] == true;
        let answer = match label {
            "Name" => "Nova Newcomer".to_owned(),
            "Email" => "nova@example.org".to_owned(),
            "Second choice of track" | "Third choice of track" => "_No response_".to_owned(),
            "Base URL" => "https://fhir.example.org/r4".to_owned(),
            "FHIR versions" => "R4, R5".to_owned(),
            _ if several => options.collect::<Vec<_>>().join(", "),
            _ => options
                .next()
                .map_or_else(|| format!("My {label}"), str::to_owned),
        };
        for part in ["### ", label, "\n\n", answer.as_str(), "\n\n"] {
            body.push_str(part);
        }
    }
    let issues = serde_json::json!([{"number": 12, "state": "OPEN", "body": body, "createdAt": "2026-08-01T14:00:00Z"}]);
    fs::write(folder.path().join("issues.json"), issues.to_string())?;
    let import = |json: &str| said(cxn(folder.path())?.args(["register", "import", json]));
    let (code, out, err) = import("issues.json")?;
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (
            0,
            "imported for Connectathon 43: 1 new, 0 changed, 0 unchanged, 0 refused\n",
            ""
        )
    );
    let record = fs::read_dir(event.join("registrations"))?.filter_map(Result::ok);
    let record = record
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some());
    let record: serde_json::Value =
        serde_yaml::from_str(&fs::read_to_string(record.ok_or("no record")?)?)?;
    let expected = serde_json::json!({
        "name": "Nova Newcomer", "email": "nova@example.org", "organization": "My Organization", "kind": "participant",
        "attendance": "in-person", "tracks": ["patient"], "roles": null, "experience": "first-time", "objectives": "My Objectives",
        "dietary": "My Dietary needs", "notes": "My Notes", "source": {"tool": "issue-form", "test": "#12"},
    });
    for (key, value) in expected.as_object().ok_or("no keys")? {
        if key != "roles" {
            assert_eq!(&record[key], value, "{key}");
        }
    }
    let system = &record["systems"][0];
    assert_eq!(system["name"], "My System name");
    assert_eq!(system["base-url"], "https://fhir.example.org/r4");
    assert_eq!(system["formats"], serde_json::json!(["json", "xml"]));
    assert_eq!(system["fhir-versions"], serde_json::json!(["R4", "R5"]));
    assert!(
        system["roles"]
            .as_array()
            .is_some_and(|roles| roles.len() > 1),
        "{system}"
    );
    assert_eq!(record["registered"], "2026-08-01T14:00:00+00:00");
    Ok(())
}

#[test]
fn what_a_form_asks_comes_back_as_a_proposal() -> Outcome {
    let folder = copied("tests/cmd/result/visibility.in")?;
    for server in ["github", "gitlab"] {
        let form = publish(folder.path(), &["forms", "proposal", "--for", server])?;
        let labels: Vec<String> = if server == "github" {
            let form: serde_yaml::Value = serde_yaml::from_str(&form)?;
            let fields = form["body"].as_sequence().ok_or("no questions")?.iter();
            let labels = fields.filter_map(|field| field["attributes"]["label"].as_str());
            labels.map(str::to_owned).collect()
        } else {
            let headings = form.lines().filter_map(|line| line.strip_prefix("### "));
            headings.map(str::to_owned).collect()
        };
        let mut body = String::new();
        for label in &labels {
            let answer = match label.as_str() {
                "Track Name" => format!("From {server}"),
                "System Roles" => "### Sender\n\nA client that sends.".to_owned(),
                "Testing Scenario" => "### Send\n\n- Roles: Sender\n- Action: It is sent.\n- Success criteria: It arrives.".to_owned(),
                "Track Lead(s) and Email(s)" => "Robin Example, Example Health".to_owned(),
                "Track Kick-Off Call" => "2026-08-26 11:00, 45 minutes".to_owned(),
                "Signup sheet" => "https://example.org/sheet".to_owned(),
                "ConMan Information" => "_No response_".to_owned(),
                other => format!("Words of {other}."),
            };
            body += &["### ", label, "\n\n<!-- help -->\n", &answer, "\n\n"].concat();
        }
        fs::write(folder.path().join("body.md"), &body)?;
        let (code, out, err) = said(cxn(folder.path())?.args(["propose", "--from", "body.md"]))?;
        // Whether it is an organization that follows a name is asked of people.
        assert!(
            code == 1 && out.ends_with("31 headings: 30 placed, 1 unsure, 0 unplaced\n"),
            "{out}{err}"
        );
        let path = format!("events/2026-09-rockville/tracks/from-{server}.yaml");
        let text = fs::read_to_string(folder.path().join(path))?;
        let record: serde_json::Value = serde_yaml::from_str(&text)?;
        assert_eq!(record["roles"][0]["name"], "Sender", "{text}");
        assert_eq!(record["scenarios"][0]["title"], "Send", "{text}");
        assert_eq!(
            record["leads"][0]["organization"], "Example Health",
            "{text}"
        );
        assert_eq!(record["short-description"], "Words of Short Description.");
        assert_eq!(record["conman"], "", "the draft has room for it");
        assert_eq!(record["unplaced"], serde_json::Value::Null, "{text}");
    }
    Ok(())
}

#[test]
fn two_readers_see_the_same_reminders() -> Outcome {
    let Some(tools) = readers("drafts of emails by two readers")? else {
        return Ok(());
    };
    let folder = copied("tests/cmd/publish/reminders.in")?;
    let track = folder
        .path()
        .join("events/2026-09-rockville/tracks/bulk-data.yaml");
    let text = fs::read_to_string(&track)?;
    fs::write(
        &track,
        text.replace("Kim Draft", "Łukasz, \"Kim\" Draft").replace(
            "Bulk Data",
            "Bulk Data – große Mengen von Dingen, die länger sind als eine Zeile",
        ),
    )?;
    let line = [
        "publish",
        "reminders",
        "drafts",
        "--with-contacts",
        "--event",
        "2026-09-rockville",
    ];
    let (code, out, err) = said(cxn(folder.path())?.args(line))?;
    assert_eq!(code, 0, "{out}{err}");
    let ics = folder.path().join("lead.ics");
    let lead = [
        "calendar",
        "2026-09-rockville",
        "--lead",
        "kim@example.org",
        "-o",
        "lead.ics",
    ];
    publish(folder.path(), &lead)?;
    let calendar =
        cxn::model::digest::sha256(fs::read_to_string(ics)?.replace('\r', "").as_bytes());
    let mut seen = 0;
    for entry in fs::read_dir(folder.path().join("drafts"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "eml") {
            continue;
        }
        let python = read(&tools, "read_mail.py", &[&path])?;
        let node = read(&tools, "read_mail.mjs", &[&path])?;
        assert_eq!(python, node, "{}", path.display());
        if python.contains("ukasz") {
            seen += 1;
            assert!(python.starts_with("to: Łukasz, \"Kim\" Draft <kim@example.org>\nsubject: Connectathon 43: what is due for Bulk Data – große Mengen von Dingen, die länger sind als eine Zeile\ndate: \n"), "{python}");
            let lines: Vec<&str> = python
                .lines()
                .filter(|line| line.starts_with("text: - "))
                .collect();
            assert!(
                lines.iter().any(|line| line.contains("Submit 'Bulk Data")
                    && line.ends_with("by Sat 8 Aug 2026")),
                "{python}"
            );
            assert!(
                python.ends_with(&format!(
                    "attachment: 2026-09-rockville.ics text/calendar {calendar}\n"
                )),
                "{python}"
            );
        }
    }
    assert_eq!(seen, 1);
    Ok(())
}

/// What frab's readers ask of a session, beyond its types: the keys and no others, and the forms of some.
const SESSION_KEYS: [&str; 18] = [
    "id",
    "guid",
    "date",
    "start",
    "end",
    "duration",
    "room",
    "slug",
    "url",
    "title",
    "subtitle",
    "track",
    "type",
    "language",
    "abstract",
    "description",
    "persons",
    "links",
];

#[test]
fn a_schedule_is_the_same_in_json_and_xml() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("cxn.yaml"), "")?;
    let event_folder = folder.path().join("events/test");
    fs::create_dir_all(&event_folder)?;
    let text = event("America/New_York")
        + "  - {starts: 2026-11-14T22:00, ends: 2026-11-15T01:15, title: <Night> & day}\n  - {starts: 2026-11-15T09:00, ends: 2026-11-15T10:00, title: Wełcome, room: Hall B}\n";
    fs::write(event_folder.join("event.yaml"), &text)?;
    let json: serde_json::Value = serde_json::from_str(&publish(folder.path(), &["schedule"])?)?;
    let conference = &json["schedule"]["conference"];
    assert_eq!(conference["acronym"], "test");
    assert_eq!(conference["time_zone_name"], "America/New_York");
    let days = conference["days"].as_array().ok_or("no days")?;
    let mut sessions = BTreeMap::new();
    for day in days {
        for session in day["rooms"]
            .as_object()
            .ok_or("no rooms")?
            .values()
            .filter_map(|all| all.as_array())
            .flatten()
        {
            let keys: Vec<&str> = session
                .as_object()
                .ok_or("no session")?
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(keys, SESSION_KEYS);
            let id = session["id"].as_u64().ok_or("no number")?;
            assert!((1..1_000_000).contains(&id));
            let slug = session["slug"].as_str().ok_or("no slug")?;
            assert!(slug.starts_with(&format!("test-{id}-")), "{slug}");
            let row = ["guid", "date", "start", "duration", "room", "title"]
                .map(|key| session[key].as_str().unwrap_or_default().to_owned());
            sessions.insert(id, row);
        }
    }
    let rows: Vec<&str> = sessions.values().map(|row| row[1].as_str()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        sessions
            .values()
            .map(|row| format!("{} {} {} {}", row[1], row[3], row[4], row[5]))
            .collect::<std::collections::BTreeSet<_>>(),
        [
            "2026-11-14T09:00:00-05:00 01:30 Hall A Wełcome",
            "2026-11-14T22:00:00-05:00 03:15 All rooms <Night> & day",
            "2026-11-15T09:00:00-05:00 01:00 Hall B Wełcome",
        ]
        .map(str::to_owned)
        .into()
    );
    let xml = publish(folder.path(), &["schedule", "--format", "xml"])?;
    let document = roxmltree::Document::parse(&xml)?;
    let mut found = BTreeMap::new();
    for session in document
        .descendants()
        .filter(|node| node.has_tag_name("event"))
    {
        let id: u64 = session.attribute("id").ok_or("no number")?.parse()?;
        let part = |name: &str| {
            let node = session.children().find(|node| node.has_tag_name(name));
            node.and_then(|node| node.text())
                .unwrap_or_default()
                .to_owned()
        };
        let guid = session.attribute("guid").unwrap_or_default().to_owned();
        found.insert(
            id,
            [
                guid,
                part("date"),
                part("start"),
                part("duration"),
                part("room"),
                part("title"),
            ],
        );
    }
    assert_eq!(found, sessions);
    // A session that moves is the same one.
    let moved = text.replace("2026-11-14T09:00", "2026-11-14T08:30");
    fs::write(event_folder.join("event.yaml"), moved)?;
    let moved = publish(folder.path(), &["schedule"])?;
    for id in sessions.keys() {
        assert!(moved.contains(&format!("\"id\": {id},")), "{id}");
    }
    Ok(())
}

#[test]
fn a_calendar_follows_a_date_that_moves() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let of = |text: &str, uid: &str| -> Vec<String> {
        let event = text
            .split("BEGIN:VEVENT\r\n")
            .find(|event| event.contains(uid))
            .unwrap_or_default();
        let wanted = ["DTSTART", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP"];
        let lines = event
            .lines()
            .filter(|line| wanted.iter().any(|name| line.starts_with(name)));
        lines.map(str::to_owned).collect()
    };
    let uid = |text: &str, summary: &str| -> Outcome<String> {
        let event = text
            .split("BEGIN:VEVENT\r\n")
            .find(|event| event.contains(&format!("SUMMARY:Connectathon 43: {summary}\r\n")))
            .ok_or("no such entry")?;
        Ok(event.lines().next().unwrap_or_default().to_owned())
    };
    let first = publish(folder.path(), &["calendar"])?;
    let (close, call) = (
        uid(&first, "registration closes")?,
        uid(&first, "kick-off call of Patient")?,
    );
    assert_eq!(
        of(&first, &close),
        [
            "DTSTAMP:19700101T000000Z",
            "SEQUENCE:0",
            "DTSTART;VALUE=DATE:20260905"
        ]
    );
    for line in [
        &[
            "event",
            "set",
            "2026-09-rockville",
            "timeline.registration-close=2026-09-07",
        ][..],
        &[
            "track",
            "set",
            "2026-09-rockville/patient",
            "kick-off.starts=2026-08-27T11:00",
        ],
    ] {
        let (code, out, err) = said(cxn(folder.path())?.args(line))?;
        assert_eq!(code, 0, "{out}{err}");
    }
    let second = publish(folder.path(), &["calendar"])?;
    assert_eq!(
        of(&second, &close),
        [
            "DTSTAMP:20260806T160000Z",
            "LAST-MODIFIED:20260806T160000Z",
            "SEQUENCE:1",
            "DTSTART;VALUE=DATE:20260907"
        ]
    );
    assert_eq!(
        of(&second, &call),
        [
            "DTSTAMP:20260806T160000Z",
            "LAST-MODIFIED:20260806T160000Z",
            "SEQUENCE:1",
            "DTSTART;TZID=America/New_York:20260827T110000"
        ]
    );
    // Nothing else moved, and a third look is the same to the byte.
    assert_eq!(second.matches("SEQUENCE:1").count(), 2);
    assert_eq!(publish(folder.path(), &["calendar"])?, second);
    // What is cancelled is left out.
    let (code, _, err) = said(cxn(folder.path())?.args([
        "withdraw",
        "2026-09-rockville/patient",
        "--why",
        "x",
        "--by",
        "Robin Example",
    ]))?;
    assert_eq!(code, 0, "{err}");
    assert!(!publish(folder.path(), &["calendar"])?.contains("kick-off call of Patient"));
    Ok(())
}
