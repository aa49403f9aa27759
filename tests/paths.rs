//! Names and links lead nowhere: nothing outside the workspace is read, listed or written unless the command line names it.
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use support::{Outcome, run};
use tempfile::TempDir;

/// Stands in every file outside, in what they are called, and nowhere else.
const CANARY: &str = "qqcanary";
const EVENT: &str = "events/2026-09-rockville";

/// A workspace, and beside it a folder with records that nobody named.
struct Place {
    folder: TempDir,
    root: PathBuf,
    outside: PathBuf,
}

fn place() -> Outcome<Place> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().join("workspace");
    support::copy(&support::repository("tests/rules/_base"), &root)?;
    let outside = folder.path().join("outside");
    for part in ["tracks", "registrations"] {
        fs::create_dir_all(outside.join(part))?;
        fs::write(
            outside.join(part).join(format!("{CANARY}.yaml")),
            format!("title: {CANARY}\nname: {CANARY}\n"),
        )?;
    }
    let write = |name: &str, text: &str| fs::write(outside.join(name), text);
    write("track.yaml", &format!("title: {CANARY}\nstatus: draft\n"))?;
    write(
        "person.yaml",
        &format!("name: {CANARY}\nemail: {CANARY}@example.org\n"),
    )?;
    write(
        "event.yaml",
        &format!("name: {CANARY}\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n"),
    )?;
    write(
        "template.yaml",
        &format!("title: {CANARY}\nfields:\n  - {{key: title, title: {CANARY}, kind: line}}\n"),
    )?;
    write(
        "responsibilities.yaml",
        &format!("title: {CANARY}\nresponsibilities:\n  - {{id: {CANARY}, title: {CANARY}}}\n"),
    )?;
    write("cxn.yaml", &format!("default-event: {CANARY}\n"))?;
    write(&format!("{CANARY}.yaml"), &format!("title: {CANARY}\n"))?;
    Ok(Place {
        folder,
        root,
        outside,
    })
}

/// Every file below a folder with what it holds, links as what they point to.
fn contents(folder: &Path) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_symlink() {
            let target = fs::read_link(&path)?;
            found.insert(path, target.to_string_lossy().into_owned().into_bytes());
        } else if path.is_dir() {
            found.insert(path.clone(), Vec::new());
            found.extend(contents(&path)?);
        } else {
            let text = fs::read(&path)?;
            found.insert(path, text);
        }
    }
    Ok(found)
}

impl Place {
    /// Runs a command; what it says, after making sure that nothing outside was touched or told.
    fn run(&self, arguments: &[&str]) -> Outcome<(i32, String, String)> {
        let before = contents(&self.outside)?;
        let beside: Vec<_> = contents(self.folder.path())?
            .into_keys()
            .filter(|path| !path.starts_with(&self.root))
            .collect();
        let (code, out, errors) = run(&self.root, arguments)?;
        let said = format!("cxn {arguments:?}: {out}{errors}");
        assert_eq!(contents(&self.outside)?, before, "{said}");
        let after: Vec<_> = contents(self.folder.path())?
            .into_keys()
            .filter(|path| !path.starts_with(&self.root))
            .collect();
        assert_eq!(after, beside, "{said}");
        assert!(!said.contains(CANARY), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        Ok((code, out, errors))
    }
}

/// Names that are none, and where each would lead.
const NAMES: [&str; 22] = [
    "../../../outside/track",
    "../../outside/event",
    "..",
    ".",
    "../..",
    "/etc/passwd",
    "//x",
    "a/b",
    "a/../b",
    "a\\b",
    "..\\..\\outside\\track",
    "C:\\x",
    "CON",
    "con",
    "nul",
    "aux.yaml",
    "com1",
    "x.",
    "x ",
    " x",
    "PATIENT",
    "patient.yaml",
];

/// Every place of a command line that takes the name of a record; `%` is the name.
const PLACES: [&str; 26] = [
    "track show %",
    "track show 2026-09-rockville/%",
    "track show %/patient",
    "track set % prerequisites=x",
    "submit %",
    "withdraw % --reason x",
    "status %",
    "event show %",
    "event set % location=x",
    "event new % --name X --starts 2027-01-01 --ends 2027-01-02 --timezone UTC",
    "event new ok --name X --starts 2027-01-01 --ends 2027-01-02 --timezone UTC --template %",
    "due --event %",
    "responsibilities --event %",
    "template show %",
    "template copy %",
    "propose X --slug %",
    "propose X --carry %",
    "propose X --carry %/patient",
    "propose X --event %",
    "registrations show %",
    "registrations show 2026-09-rockville/%",
    "register cancel %",
    "register check-in %",
    "readiness %",
    "review approve %",
    "explain %",
];

#[test]
fn no_name_leads_anywhere() -> Outcome {
    let place = place()?;
    let before = contents(&place.root)?;
    for name in NAMES {
        for form in PLACES {
            let words: Vec<String> = form
                .split(' ')
                .map(|word| word.replace('%', name))
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let (code, out, errors) = place.run(&words)?;
            assert!((1..=4).contains(&code), "{words:?}: {code} {out}{errors}");
            assert!(errors.contains("error: "), "{words:?}: {out}{errors}");
        }
    }
    let mut after = contents(&place.root)?;
    after.retain(|path, _| !path.ends_with(".cxn.lock"));
    assert_eq!(after, before, "nothing was written inside either");
    Ok(())
}

#[test]
fn a_name_that_is_none_is_said_to_be_none() -> Outcome {
    let place = place()?;
    for (arguments, code, wanted) in [
        (
            vec!["track", "show", "2026-09-rockville/../../../outside/track"],
            3,
            "error: no track '../../../outside/track' in event '2026-09-rockville'\nhint: run 'cxn track list' to see the tracks\n",
        ),
        (
            vec!["status", "../outside"],
            3,
            "error: no event '../outside'\nhint: run 'cxn event list' to see the events\n",
        ),
        (
            vec![
                "propose",
                "X",
                "--event",
                "2026-09-rockville",
                "--slug",
                "con",
            ],
            2,
            "error: 'con' is not a name for a record: expected lower-case letters, digits and inner hyphens, at most 80 characters\n",
        ),
    ] {
        let (found, _, errors) = place.run(&arguments)?;
        assert_eq!((found, errors.as_str()), (code, wanted), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn a_name_in_a_record_leads_nowhere() -> Outcome {
    for (file, from, to) in [
        ("cxn.yaml", "", "default-event: ../../outside\n"),
        (
            "cxn.yaml",
            "",
            "ignore:\n  - {rule: no-lead, path: ../outside, reason: x}\n",
        ),
        (
            "event.yaml",
            "timezone:",
            "template: ../../outside/template\ntimezone:",
        ),
        (
            "event.yaml",
            "timezone:",
            "responsibilities: ../../outside/responsibilities\ntimezone:",
        ),
        (
            "event.yaml",
            "timezone:",
            "timezone: ../../outside/event # ",
        ),
        (
            "tracks/patient.yaml",
            "status:",
            "carried-from: ../../outside/track\nstatus:",
        ),
        (
            "tracks/patient.yaml",
            "status:",
            "carried-from: /../../outside/tracks/qqcanar\nstatus:",
        ),
        (
            "tracks/patient.yaml",
            "status:",
            "related-tracks: [../../../outside/track]\nstatus:",
        ),
        (
            "registrations/sam-sample.yaml",
            "kind:",
            "tracks: [../../../outside/track]\nkind:",
        ),
        (
            "registrations/sam-sample.yaml",
            "kind:",
            "roles: [../../../outside/track/client]\nkind:",
        ),
    ] {
        let place = place()?;
        let path = if file == "cxn.yaml" {
            place.root.join(file)
        } else {
            place.root.join(EVENT).join(file)
        };
        support::edit(&path, |text| {
            if from.is_empty() {
                format!("{text}\n{to}")
            } else {
                text.replacen(from, to, 1)
            }
        })?;
        for line in [
            "check",
            "status",
            "due",
            "track show patient",
            "template list",
            "registrations list",
            "propose X",
            "propose Y --carry patient",
            "readiness patient",
            "event show 2026-09-rockville",
            "check --fix=all",
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            place.run(&words)?;
        }
    }
    Ok(())
}

#[test]
fn links_lead_nowhere() -> Outcome {
    // What is replaced by a link, and what the link leads to.
    let links: [(&str, &str); 16] = [
        ("events/2026-09-rockville/tracks/linked.yaml", "track.yaml"),
        ("events/2026-09-rockville/tracks/patient.yaml", "track.yaml"),
        ("events/2026-09-rockville/tracks", "tracks"),
        (
            "events/2026-09-rockville/registrations/linked.yaml",
            "person.yaml",
        ),
        ("events/2026-09-rockville/registrations", "registrations"),
        ("events/2026-09-rockville/event.yaml", "event.yaml"),
        ("events/2026-09-rockville", ""),
        ("events/linked", ""),
        ("events", ".."),
        ("templates/linked.yaml", "template.yaml"),
        ("templates", ""),
        ("responsibilities/linked.yaml", "responsibilities.yaml"),
        ("responsibilities", ""),
        ("cxn.yaml", "cxn.yaml"),
        ("schemas", ""),
        (
            "events/2026-09-rockville/tracks/loop.yaml",
            "../workspace/events/2026-09-rockville/tracks/loop.yaml",
        ),
    ];
    for (link, target) in links {
        let place = place()?;
        let path = place.root.join(link);
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else if path.exists() {
            fs::remove_file(&path)?;
        }
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        symlink(place.outside.join(target), &path)?;
        for line in [
            "check",
            "check --format json",
            "check --fix=all",
            "status",
            "status --all-events",
            "event list",
            "event show 2026-09-rockville",
            "event show linked",
            "due --event 2026-09-rockville",
            "responsibilities",
            "track list",
            "track show patient",
            "track show linked",
            "track set patient prerequisites=x",
            "track set linked prerequisites=x",
            "submit linked",
            "template list",
            "template show linked",
            "template copy confluence-2023 --as linked2",
            "template copy confluence-2023",
            "registrations list",
            "registrations show linked",
            "propose New",
            "propose Linked",
            "register Linked --email l@example.org --organization X",
            "register cancel linked",
            "event set 2026-09-rockville location=x",
            "event set linked location=x",
            "event new another --name X --starts 2027-01-01 --ends 2027-01-02 --timezone UTC",
            "schema --install",
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            place
                .run(&words)
                .map_err(|error| format!("{link}: {line}: {error}"))?;
        }
    }
    Ok(())
}

#[test]
fn a_link_that_leads_out_is_a_finding() -> Outcome {
    let place = place()?;
    let tracks = place.root.join(EVENT).join("tracks");
    fs::remove_dir_all(&tracks)?;
    symlink(place.outside.join("tracks"), &tracks)?;
    let (code, out, _) = place.run(&["check", "--format", "jsonl"])?;
    assert_eq!(code, 1);
    assert!(
        out.contains("\"unreadable-file\"") && out.contains("leads out of the workspace"),
        "{out}"
    );
    // A link inside is as good as the file.
    fs::remove_file(&tracks)?;
    let kept = place.root.join("kept");
    support::copy(
        &support::repository("tests/rules/_base")
            .join(EVENT)
            .join("tracks"),
        &kept,
    )?;
    symlink(&kept, &tracks)?;
    let (code, out, _) = place.run(&["track", "list"])?;
    assert!(code == 0 && out.contains("patient"), "{out}");
    Ok(())
}
