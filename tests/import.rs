//! Importing hundreds at once: names in several scripts, every encoding, twice, and changed by hand in between.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use cxn::model::Registration;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const EVENT: &str =
    "name: Test\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\n";
const FIRST: [&str; 10] = [
    "Robin",
    "José",
    "Zoë",
    "Øyvind",
    "Łucja",
    "Мария",
    "Ελένη",
    "花子",
    "علي",
    "Nguyễn",
];
const LAST: [&str; 8] = [
    "Example",
    "Muster",
    "O'Sample",
    "Ейприл",
    "Παράδειγμα",
    "例",
    "مثال",
    "Døme-Prøve",
];

fn workspace() -> Outcome<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    fs::write(root.path().join("cxn.yaml"), "{}\n")?;
    fs::create_dir_all(root.path().join("events/e/tracks"))?;
    fs::write(root.path().join("events/e/event.yaml"), EVENT)?;
    for (slug, title) in [
        ("patient", "Patient"),
        ("sdc", "Questions, Answers and Forms"),
    ] {
        fs::write(
            root.path().join(format!("events/e/tracks/{slug}.yaml")),
            format!(
                "title: {title}\nstatus: approved\nroles:\n  - {{id: client, kind: client}}\n  - {{id: server, kind: server}}\n"
            ),
        )?;
    }
    Ok(root)
}

/// A form's export: `count` people, with commas, quotes and lines in their cells.
fn form(count: usize) -> Outcome<String> {
    let mut text = String::from(
        "Timestamp,First name,Last name,Email,Company,Participant or observer,Track 1,Track 2,Role,System,Base URL,FHIR version,First time?,Objectives,Dietary needs\n",
    );
    for n in 0..count {
        let (first, last) = (FIRST[n % FIRST.len()], LAST[(n / FIRST.len()) % LAST.len()]);
        let kind = if n % 9 == 0 {
            "Observer"
        } else {
            "Participant"
        };
        let (track, second) = if n % 3 == 0 {
            ("Patient", "\"Questions, Answers and Forms\"")
        } else {
            ("sdc", "")
        };
        let (role, system) = if n % 4 == 0 {
            ("Server", "Probe")
        } else {
            ("", "")
        };
        let url = if n % 4 == 0 {
            format!("https://fhir{n}.example.org/r4")
        } else {
            String::new()
        };
        writeln!(
            text,
            "7/{}/2026 {}:{:02}:00,{first},{last},p{n}@example.org,\"Labs, No. {}\",{kind},{track},{second},{role},{system},{url},R4,{},\"Say \"\"hello\"\"\nand go\",no nuts",
            13 + n % 12,
            n % 24,
            n % 60,
            n,
            if n % 2 == 0 { "Yes" } else { "No" },
        )?;
    }
    Ok(text)
}

fn import(root: &Path, bytes: &[u8], arguments: &[&str]) -> Outcome<Output> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cxn"))
        .args(["register", "import"])
        .args(arguments)
        .current_dir(root)
        .env("CXN_NOW", "2026-08-06T12:00:00Z")
        .env("CXN_CONFIG", root.join("none.yaml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who is refused early does not read to the end.
        let _ = stdin.write_all(bytes);
    }
    Ok(child.wait_with_output()?)
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().last().unwrap_or_default().to_owned()
}

fn records(root: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut records = BTreeMap::new();
    for entry in fs::read_dir(root.join("events/e/registrations"))? {
        let entry = entry?;
        records.insert(
            entry.file_name().to_string_lossy().into_owned(),
            fs::read_to_string(entry.path())?,
        );
    }
    Ok(records)
}

#[test]
fn fifteen_hundred_people_are_imported_once() -> Outcome {
    let root = workspace()?;
    let form = form(1500)?;
    let output = import(root.path(), form.as_bytes(), &["-"])?;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        last_line(&output),
        "imported for Test: 1500 new, 0 changed, 0 unchanged, 0 refused"
    );
    let first = records(root.path())?;
    assert_eq!(first.len(), 1500, "no leftovers");

    let people: Vec<Registration> = first
        .values()
        .map(|text| cxn::yaml::read(text))
        .collect::<Result<_, _>>()?;
    let mut moments: Vec<_> = people.iter().map(|person| person.registered).collect();
    moments.sort();
    moments.dedup();
    assert_eq!(moments.len(), 1500, "every place in line is one person's");
    let forty = people
        .iter()
        .find(|person| person.email.as_deref() == Some("p48@example.org"));
    let forty = forty.ok_or("p48 is missing")?;
    assert_eq!(
        forty.name,
        "Łucja Παράδειγμα"
            .replace("Łucja", FIRST[48 % 10])
            .replace("Παράδειγμα", LAST[4])
    );
    assert_eq!(forty.organization.as_deref(), Some("Labs, No. 48"));
    assert_eq!(forty.tracks.0, ["patient", "sdc"]);
    assert_eq!(forty.systems[0].roles.0, ["patient/server", "sdc/server"]);
    assert_eq!(forty.objectives.as_deref(), Some("Say \"hello\"\nand go"));

    // The same again, in every encoding and with other separators, changes nothing.
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff)
            .chain(form.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    for bytes in [
        form.clone().into_bytes(),
        format!("\u{feff}{form}").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        form.replace('\n', "\r\n")
            .replace("\r\nand go", "\nand go")
            .into_bytes(),
    ] {
        let output = import(root.path(), &bytes, &["-"])?;
        assert_eq!(
            last_line(&output),
            "imported for Test: 0 new, 0 changed, 1500 unchanged, 0 refused",
            "{output:?}"
        );
    }
    assert_eq!(records(root.path())?, first);
    Ok(())
}

#[test]
fn rows_without_a_moment_keep_their_order() -> Outcome {
    let root = workspace()?;
    let form = "Name;E-mail;Company\nSam Sample;c@example.org;C\nSam Sample;a@example.org;A\nSam Sample;b@example.org;B\n";
    assert!(
        import(root.path(), form.as_bytes(), &["-"])?
            .status
            .success()
    );
    let mut people: Vec<Registration> = records(root.path())?
        .values()
        .map(|text| cxn::yaml::read(text))
        .collect::<Result<_, _>>()?;
    people.sort_by_key(|person| person.registered);
    let line: Vec<String> = people
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one.email.as_deref().unwrap_or(""),
                one.registered.map_or(String::new(), |at| at.to_string())
            )
        })
        .collect();
    assert_eq!(
        line,
        [
            "c@example.org 2026-08-06T08:00:00-04:00",
            "a@example.org 2026-08-06T08:00:00.000001-04:00",
            "b@example.org 2026-08-06T08:00:00.000002-04:00",
        ]
    );
    Ok(())
}

#[test]
fn a_changed_row_keeps_what_people_wrote_by_hand() -> Outcome {
    let root = workspace()?;
    let form = "Name,Email,Tracks,System,Base URL\nSam Sample,sam@example.org,patient,Probe,https://a.example.org\n";
    assert!(
        import(root.path(), form.as_bytes(), &["-"])?
            .status
            .success()
    );
    let names = records(root.path())?;
    let name = names.keys().next().ok_or("no record")?;
    assert!(name.starts_with("sam-sample-"), "{name}");
    let path = root.path().join("events/e/registrations").join(name);
    let text = fs::read_to_string(&path)?;
    let by_hand = text
        .replace(
            "tracks:\n",
            "# wants a table at the window\ntracks: # two at most\n",
        )
        .replace(
            "    base-url: https://a.example.org\n",
            "    base-url: https://a.example.org # slow\n",
        );
    fs::write(&path, &by_hand)?;
    let changed = form
        .replace("a.example.org", "b.example.org")
        .replace("patient,", "\"patient, sdc\",");
    let output = import(
        root.path(),
        changed.as_bytes(),
        &["-", "--by", "Olu Organizer"],
    )?;
    assert_eq!(
        last_line(&output),
        "imported for Test: 0 new, 1 changed, 0 unchanged, 0 refused",
        "{output:?}"
    );
    let expected = by_hand
        .replace("a.example.org # slow", "b.example.org # slow")
        .replace("  - patient\n", "  - patient\n  - sdc\n")
        + "  - when: 2026-08-06T08:00:00-04:00\n    what: changed\n    by: Olu Organizer\n    note: imported\n";
    assert_eq!(fs::read_to_string(&path)?, expected);
    let output = import(root.path(), changed.as_bytes(), &["-"])?;
    assert_eq!(
        last_line(&output),
        "imported for Test: 0 new, 0 changed, 1 unchanged, 0 refused"
    );
    assert_eq!(fs::read_to_string(&path)?, expected);
    Ok(())
}

#[test]
fn a_file_that_is_too_large_is_not_read_to_its_end() -> Outcome {
    let root = workspace()?;
    let path = root.path().join("large.csv");
    // A file of holes: its 200 MB take no room.
    fs::File::create(&path)?.set_len(200_000_000)?;
    let output = import(root.path(), b"", &["large.csv"])?;
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("error: large.csv is larger than 64 MiB\n"),
        "{said}"
    );
    assert!(!root.path().join("events/e/registrations").exists());
    Ok(())
}

#[test]
fn imports_at_once_do_not_register_anybody_twice() -> Outcome {
    let root = workspace()?;
    let form = form(40)?;
    let outputs: Vec<Result<Output, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    import(root.path(), form.as_bytes(), &["-"]).map_err(|error| error.to_string())
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("panicked".to_owned())))
            .collect()
    });
    for output in outputs {
        assert!(output?.status.success());
    }
    assert_eq!(records(root.path())?.len(), 40);
    Ok(())
}

#[test]
fn an_import_fills_the_seats_and_puts_the_rest_in_line() -> Outcome {
    let root = workspace()?;
    fs::write(
        root.path().join("events/e/event.yaml"),
        format!("{EVENT}capacity:\n  participants: 2\n"),
    )?;
    let rows = "name,e-mail,timestamp\nAnn Probe,ann@example.org,2026-07-03T12:00:00Z\nBea Probe,bea@example.org,2026-07-01T12:00:00Z\nCat Probe,cat@example.org,2026-07-02T12:00:00Z\n";
    let output = import(root.path(), rows.as_bytes(), &["-"])?;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("put on the waiting list: "), "{said}");
    let records = records(root.path())?;
    let status = |name: &str| {
        let found = records.values().find(|text| text.contains(name));
        found.and_then(|text| text.lines().find(|line| line.starts_with("status:")))
    };
    // First come, first served: the moment decides, not the row.
    assert_eq!(status("Bea Probe"), Some("status: confirmed"));
    assert_eq!(status("Cat Probe"), Some("status: confirmed"));
    assert_eq!(status("Ann Probe"), Some("status: waitlisted"));
    Ok(())
}

#[test]
fn who_is_imported_is_found_by_who_registers_and_the_seats_are_known() -> Outcome {
    let root = workspace()?;
    fs::write(
        root.path().join("events/e/event.yaml"),
        format!("{EVENT}capacity:\n  participants: 2\n"),
    )?;
    let rows = "name,e-mail\nAnn Probe,ann@example.org\nBea Probe,bea@example.org\nCat Probe,cat@example.org\n";
    let output = import(root.path(), rows.as_bytes(), &["-"])?;
    assert!(output.status.success(), "{output:?}");
    let register = |name: &str, email: &str| -> Outcome<String> {
        let output = Command::new(env!("CARGO_BIN_EXE_cxn"))
            .args(["register", name, "--email", email])
            .current_dir(root.path())
            .env("CXN_NOW", "2026-08-06T12:00:00Z")
            .env("CXN_CONFIG", root.path().join("none.yaml"))
            .output()?;
        Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let said = register("A. Probe", "ANN@example.org")?;
    assert!(
        said.contains("'Ann Probe' is already registered for 'Test'"),
        "{said}"
    );
    let said = register("Dan Probe", "dan@example.org")?;
    assert!(
        said.contains("no seat is free: participants full"),
        "{said}"
    );
    let output = import(root.path(), rows.as_bytes(), &["-"])?;
    assert_eq!(
        last_line(&output),
        "imported for Test: 0 new, 0 changed, 3 unchanged, 0 refused"
    );
    Ok(())
}

#[test]
fn who_cancelled_stays_cancelled_and_the_table_says_so() -> Outcome {
    let root = workspace()?;
    let rows = "name,e-mail,team\nAnn Probe,ann@example.org,A\nBea Probe,bea@example.org,B\n";
    import(root.path(), rows.as_bytes(), &["-"])?;
    for (name, text) in records(root.path())? {
        if text.contains("Ann Probe") {
            let text = text.replace("status: confirmed", "status: cancelled");
            fs::write(root.path().join("events/e/registrations").join(name), text)?;
        }
    }
    let said = |rows: &str| -> Outcome<String> {
        let output = import(root.path(), rows.as_bytes(), &["-"])?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(
        said(rows)?,
        "Row  Name       Outcome    Why\n  2  Ann Probe  unchanged  the registration is cancelled, and stays so\nimported for Test: 0 new, 0 changed, 2 unchanged, 0 refused\n"
    );
    assert_eq!(
        said(&rows.replace(",A", ",C"))?,
        "Row  Name       Outcome  Why\n  2  Ann Probe  changed  team; the registration is cancelled, and stays so\nimported for Test: 0 new, 1 changed, 1 unchanged, 0 refused\n"
    );
    Ok(())
}

#[test]
fn every_row_needs_an_address_and_a_question_about_dates_is_asked_once() -> Outcome {
    let root = workspace()?;
    let rows = "name,e-mail,company,timestamp\nAnn Probe,,Labs,\nBea Probe,TBD,Labs,\nCat Probe,cat@example.org,Labs,7/4/2026 10:00\nDan Probe,dan@example.org,Labs,7/5/2026 10:00\n";
    for _ in 0..2 {
        let output = import(root.path(), rows.as_bytes(), &["-"])?;
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            said,
            "Row  Name       Outcome  Why\n  2  Ann Probe  refused  has no email address\n  3  Bea Probe  refused  has no email address\n  4  Cat Probe  refused  column 'timestamp': '7/4/2026 10:00' can be read two ways\n  5  Dan Probe  refused  column 'timestamp': '7/5/2026 10:00' can be read two ways\nimported for Test: 0 new, 0 changed, 0 unchanged, 4 refused\n"
        );
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            said.matches("--dates day-first or --dates month-first")
                .count(),
            1,
            "{said}"
        );
    }
    // An organization's systems come with the first contact that can be registered.
    let file = r#"{"organization": "Labs", "contacts": [{"name": "Ann"}, {"name": "Bea Probe", "email": "bea@example.org"}],
        "components": [{"id": "ehr", "role": "patient/server", "url": "https://fhir.example.org/r4"}]}"#;
    let output = import(root.path(), file.as_bytes(), &["-", "--input", "json"])?;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let records = records(root.path())?;
    assert_eq!(records.len(), 1);
    assert!(
        records
            .values()
            .all(|text| text.contains("name: ehr\n    id: ehr"))
    );
    Ok(())
}
