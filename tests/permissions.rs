//! Who may read the files that the tool writes.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use support::{Outcome, copied, run};

const PEOPLE: &str = "events/2026-09-rockville/registrations";

/// The base workspace, with or without the wish for private files.
fn workspace(private: bool) -> Outcome<tempfile::TempDir> {
    let folder = copied("tests/rules/_base")?;
    let settings = format!("personal-data: {{ private-files: {private} }}\n");
    fs::write(folder.path().join("cxn.yaml"), settings)?;
    Ok(folder)
}

fn mode(path: &Path) -> Outcome<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

/// What an ordinary new file gets here.
fn ordinary(folder: &Path) -> Outcome<u32> {
    let file = folder.join("ordinary");
    fs::write(&file, "")?;
    let mode = mode(&file);
    fs::remove_file(file)?;
    mode
}

/// Runs a command that has to succeed.
fn done(folder: &Path, arguments: &[&str]) -> Outcome {
    let (code, out, err) = run(folder, arguments)?;
    assert_eq!(code, 0, "{arguments:?}\n{out}{err}");
    Ok(())
}

/// The one registration file that a command makes.
fn made(folder: &Path, arguments: &[&str]) -> Outcome<PathBuf> {
    let files = || -> Outcome<Vec<PathBuf>> {
        let entries = fs::read_dir(folder.join(PEOPLE))?;
        Ok(entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?)
    };
    let before = files()?;
    done(folder, arguments)?;
    let mut new = files()?;
    new.retain(|file| !before.contains(file));
    match new.as_slice() {
        [file] => Ok(file.clone()),
        more => Err(format!("{more:?}").into()),
    }
}

const KIM: &[&str] = &[
    "register",
    "Kim Sample",
    "--email",
    "kim@example.org",
    "--organization",
    "Probe Labs",
    "--track",
    "patient",
];

#[test]
fn a_registration_is_its_owners_only_where_the_workspace_asks_for_it() -> Outcome {
    for private in [true, false] {
        let folder = workspace(private)?;
        let expected = if private {
            0o600
        } else {
            ordinary(folder.path())?
        };
        let file = made(folder.path(), KIM)?;
        assert_eq!(mode(&file)?, expected);
        let csv = folder.path().join("form.csv");
        fs::write(
            &csv,
            "name,email,organization\nLou Lead,lou@example.org,Example Health\n",
        )?;
        let file = made(folder.path(), &["register", "import", "form.csv"])?;
        assert_eq!(mode(&file)?, expected);
    }
    Ok(())
}

#[test]
fn a_file_that_is_there_keeps_its_mode() -> Outcome {
    for private in [true, false] {
        let folder = workspace(private)?;
        let file = folder.path().join(PEOPLE).join("sam-sample.yaml");
        for (wanted, where_) in [(0o600, "virtual"), (0o640, "in-person"), (0o664, "virtual")] {
            fs::set_permissions(&file, fs::Permissions::from_mode(wanted))?;
            let before = fs::read_to_string(&file)?;
            done(
                folder.path(),
                &["register", "change", "sam-sample", "--attendance", where_],
            )?;
            assert_ne!(fs::read_to_string(&file)?, before);
            assert_eq!(mode(&file)?, wanted);
        }
    }
    Ok(())
}

#[test]
fn other_records_are_ordinary_files() -> Outcome {
    let folder = workspace(true)?;
    done(
        folder.path(),
        &["propose", "Lab Orders", "--lead", "Robin Example"],
    )?;
    let track = folder
        .path()
        .join("events/2026-09-rockville/tracks/lab-orders.yaml");
    assert_eq!(mode(&track)?, ordinary(folder.path())?);
    Ok(())
}

#[test]
fn a_report_with_contacts_is_its_owners_only() -> Outcome {
    for (private, contacts, is_private) in [
        (true, true, true),
        (true, false, false),
        (false, true, false),
    ] {
        let folder = workspace(private)?;
        let mut arguments = vec!["check", "--output", "json=report.json"];
        let mut baseline = vec!["check", "--write-baseline", "baseline.txt"];
        if contacts {
            arguments.push("--with-contacts");
            baseline.push("--with-contacts");
        }
        done(folder.path(), &arguments)?;
        done(folder.path(), &baseline)?;
        let expected = if is_private {
            0o600
        } else {
            ordinary(folder.path())?
        };
        for file in ["report.json", "baseline.txt"] {
            assert_eq!(mode(&folder.path().join(file))?, expected, "{file}");
        }
    }
    Ok(())
}
