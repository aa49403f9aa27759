//! `cxn event new`: what the editor and the disk decide.
#![cfg(unix)]

use std::error::Error;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

type Outcome = Result<(), Box<dyn Error>>;

fn cxn(folder: &Path, editor: &str) -> Result<Command, Box<dyn Error>> {
    let mut command = Command::cargo_bin("cxn")?;
    command
        .current_dir(folder)
        .env("CXN_NOW", "2026-08-06T12:00:00-04:00")
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
        .env_remove("VISUAL")
        .env("EDITOR", editor);
    Ok(command)
}

const SAVED: &str =
    "# mine\nname: E\ntimezone: Asia/Kolkata\nstarts: 2026-09-19\nends: 2026-09-20\n";

/// A workspace, and what the "editor" (a copy onto the file it is given) saves.
fn workspace(saved: &str) -> Result<(tempfile::TempDir, String), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("cxn.yaml"), "")?;
    let source = folder.path().join("saved");
    fs::write(&source, saved)?;
    let editor = format!("cp {}", source.display());
    Ok((folder, editor))
}

#[test]
fn what_the_editor_saves_becomes_the_event() -> Outcome {
    let (folder, editor) = workspace(SAVED)?;
    cxn(folder.path(), &editor)?
        .args(["event", "new", "e", "--edit"])
        .assert()
        .success();
    let event = folder.path().join("events/e/event.yaml");
    assert_eq!(fs::read_to_string(event)?, SAVED);
    Ok(())
}

#[test]
fn what_does_not_read_never_becomes_an_event() -> Outcome {
    for (saved, error) in [
        (
            SAVED.replace("ends: 2026-09-20", "ends: 2026-9-20"),
            "error: 'ends' is written '2026-9-20'\nhint: write it as 2026-09-20\n",
        ),
        (
            SAVED.replace("Asia/Kolkata", "Asia/Kolkatta"),
            "error: 'timezone' is 'Asia/Kolkatta', which is not the name of a time zone\nhint: did you mean 'Asia/Kolkata'?\n",
        ),
        (
            SAVED.replace("name: E\n", "name:\n"),
            "error: 'name' is empty\nhint: expected a text\n",
        ),
        (
            String::new(),
            "error: the file is empty: it holds no event\nhint: expected one of: 'name: …', 'timezone: …', 'starts: …', 'ends: …'\n",
        ),
    ] {
        let (folder, editor) = workspace(&saved)?;
        let output = cxn(folder.path(), &editor)?
            .args(["event", "new", "e", "--edit"])
            .env("TMPDIR", folder.path())
            .output()?;
        assert_eq!(output.status.code(), Some(2));
        let mut said = String::from_utf8(output.stderr)?;
        if !saved.is_empty() {
            // What somebody typed is kept beside it, with its mistake.
            let (note, rest) = said.split_once('\n').ok_or("nothing was said")?;
            let kept = note.strip_prefix("note: what you wrote is kept in ");
            assert_eq!(fs::read_to_string(kept.ok_or("not kept")?)?, saved);
            said = rest.to_owned();
        }
        assert_eq!(said, error);
        assert!(!folder.path().join("events").exists(), "{saved}");
    }
    Ok(())
}

#[test]
fn an_editor_that_fails_leaves_nothing_behind() -> Outcome {
    let (folder, _) = workspace("")?;
    cxn(folder.path(), "false")?
        .args(["event", "new", "e", "--edit"])
        .assert()
        .code(4)
        .stderr("error: the editor 'false' ended with exit status: 1; nothing was written\n");
    assert!(!folder.path().join("events").exists());
    Ok(())
}

#[test]
fn a_link_that_leads_out_of_the_workspace_is_not_followed() -> Outcome {
    let (folder, editor) = workspace("")?;
    let outside = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("events"))?;
    std::os::unix::fs::symlink(outside.path(), folder.path().join("events/e"))?;
    let root = folder.path().display();
    cxn(folder.path(), &editor)?
        .args(["event", "new", "e", "--name", "E", "--timezone", "UTC"])
        .args(["--starts", "2026-09-19", "--ends", "2026-09-20"])
        .assert()
        .code(4)
        .stderr(format!(
            "error: {root}/events/e leads out of the workspace {root}; it is not followed\n"
        ));
    assert_eq!(fs::read_dir(outside.path())?.count(), 0);
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_said_in_one_line() -> Outcome {
    let (folder, editor) = workspace("")?;
    fs::write(folder.path().join("events"), "not a folder")?;
    let root = folder.path().display();
    cxn(folder.path(), &editor)?
        .args(["event", "new", "e", "--name", "E", "--timezone", "UTC"])
        .args(["--starts", "2026-09-19", "--ends", "2026-09-20"])
        .assert()
        .code(4)
        .stderr(format!(
            "error: cannot create {root}/events/e/tracks: not a directory\n"
        ));
    Ok(())
}
