//! What stands where something else should be, links that lead astray, and a clock that goes backwards.

use std::fs;
use std::os::unix::fs::symlink;

use crate::ground::{Ground, Outcome, files};
use crate::table::cases;

/// Puts a folder where a file was, with something in it, so that nothing can take its place unseen.
fn folder_at(ground: &Ground, file: &str) -> Outcome {
    let path = ground.path(file);
    if path.exists() {
        fs::remove_file(&path)?;
    }
    fs::create_dir_all(&path)?;
    Ok(fs::write(path.join("kept.txt"), "kept")?)
}

/// Puts a file where a folder was.
fn file_at(ground: &Ground, folder: &str) -> Outcome {
    let path = ground.path(folder);
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    Ok(fs::write(path, "kept")?)
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn a_folder_where_a_file_should_be_is_said_and_left_alone() -> Outcome {
    type Make = fn(&Ground) -> Outcome;
    let cases: [(Make, &[&str], i32, &str); 14] = [
        (
            |ground| folder_at(ground, "events/e/event.yaml"),
            &["event", "set", "e", "location=X"],
            4,
            "event 'e' cannot be parsed\nhint: run 'cxn check e' to see what is wrong with it",
        ),
        (
            |ground| folder_at(ground, "events/e/event.yaml"),
            &["register", "Dan Probe", "--email", "dan@example.org"],
            4,
            "event 'e' cannot be parsed\nhint: run 'cxn check e' to see what is wrong with it",
        ),
        (
            |ground| folder_at(ground, "events/e/tracks/draft.yaml"),
            &["track", "set", "draft", "type=X"],
            3,
            "no track 'draft' in event 'e'\nhint: run 'cxn track list' to see the tracks",
        ),
        (
            |ground| folder_at(ground, "events/e/tracks/new-track.yaml"),
            &["propose", "New Track", "--lead", "Robin"],
            4,
            "track 'e/new-track' already exists, in events/e/tracks/new-track.yaml; nothing was written\nhint: choose another name with --slug, or change it with 'cxn track set e/new-track KEY=VALUE'",
        ),
        (
            |ground| file_at(ground, "events/e/registrations"),
            &["register", "Dan Probe", "--email", "dan@example.org"],
            4,
            "cannot list events/e/registrations: not a directory",
        ),
        (
            |ground| file_at(ground, "events/e/registrations"),
            &["register", "import", "people.csv"],
            4,
            "cannot list events/e/registrations: not a directory",
        ),
        (
            |ground| file_at(ground, "events/e/tracks"),
            &["propose", "New Track", "--lead", "Robin"],
            4,
            "cannot create events/e/tracks: not a directory",
        ),
        (
            |ground| file_at(ground, "templates"),
            &["template", "copy", "wiki-2016", "own"],
            4,
            "cannot create templates: not a directory",
        ),
        (
            |ground| file_at(ground, "schemas"),
            &["schema", "--install"],
            4,
            "cannot read schemas/event.schema.json: not a directory",
        ),
        (
            |ground| folder_at(ground, "baseline.json"),
            &["check", "--write-baseline", "baseline.json"],
            4,
            "cannot write baseline.json: is a directory",
        ),
        (
            |ground| folder_at(ground, "report.json"),
            &["check", "--output", "json=report.json"],
            4,
            "cannot write report.json: is a directory",
        ),
        (
            |ground| folder_at(ground, "events/e/.cxn.lock"),
            &["track", "set", "draft", "type=X"],
            4,
            "events/e/.cxn.lock is a link or a folder where a plain file is expected; it is not followed, and nothing was written",
        ),
        (
            |ground| folder_at(ground, "cxn.yaml"),
            &["track", "set", "draft", "type=X"],
            4,
            "cannot read cxn.yaml: not a regular file",
        ),
        (
            |ground| folder_at(ground, "cxn.yaml"),
            &["init"],
            4,
            "cannot create ./cxn.yaml: is a directory",
        ),
    ];
    for (make, arguments, code, expected) in cases {
        let ground = Ground::workspace()?;
        make(&ground)?;
        let before = files(&ground.root)?;
        let ran = ground.run(arguments)?;
        let said = ran
            .err
            .replace(&format!("{}/", ground.root.display()), "")
            .replace(&ground.root.display().to_string(), "WS");
        assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
        // What stands before it are notes.
        let error = said.find("error: ").map_or("", |at| &said[at..]);
        assert_eq!(error, format!("error: {expected}\n"), "{arguments:?}");
        assert!(files(&ground.root)? == before, "{arguments:?}: {ran:?}");
    }
    Ok(())
}

#[test]
fn a_link_leads_no_writing_astray() -> Outcome {
    let ground = Ground::workspace()?;
    let outside = ground.beside("outside");
    fs::create_dir(&outside)?;
    fs::write(outside.join("mine.txt"), "mine")?;
    for link in ["schemas", "reports", "templates"] {
        symlink(&outside, ground.path(link))?;
    }
    symlink(outside.join("mine.txt"), ground.path("report.json"))?;
    symlink(outside.join("new.txt"), ground.path("new.json"))?;
    symlink(outside.join("mine.txt"), ground.path("baseline.json"))?;
    symlink("nowhere.yaml", ground.path("events/e/tracks/dangling.yaml"))?;
    let root = ground.root.display().to_string();
    for (arguments, expected) in [
        (&["schema", "--install"][..], format!("error: {root}/schemas/event.schema.json leads out of the workspace {root}; it is not followed\n")),
        (&["template", "copy", "wiki-2016", "own"], format!("error: {root}/templates leads out of the workspace {root}; it is not followed\n")),
        (&["check", "--output", "json=reports/new.json"], format!("error: {root}/reports leads out of the workspace {root}; it is not followed\n")),
        (&["check", "--write-baseline", "reports/new.json"], format!("error: {root}/reports leads out of the workspace {root}; it is not followed\n")),
        (&["check", "--output", "json=report.json"], "error: report.json is a link; it is not followed, and nothing was written\nhint: name the file that it leads to\n".to_owned()),
        (&["check", "--output", "json=new.json"], "error: new.json is a link; it is not followed, and nothing was written\nhint: name the file that it leads to\n".to_owned()),
        (&["check", "--write-baseline", "baseline.json"], "error: baseline.json is a link; it is not followed, and nothing was written\nhint: name the file that it leads to\n".to_owned()),
    ] {
        let ran = ground.run(arguments)?;
        assert_eq!((ran.code, ran.err), (Some(4), expected), "{arguments:?}");
        assert_eq!(fs::read_dir(&outside)?.count(), 1, "{arguments:?}");
        assert_eq!(fs::read_to_string(outside.join("mine.txt"))?, "mine");
    }
    // A link that leads nowhere is a finding, and takes no name.
    let ran = ground.run(&["check", "events/e/tracks/dangling.yaml"])?;
    assert!(
        ran.out
            .contains("events/e/tracks/dangling.yaml is a link that leads nowhere"),
        "{ran:?}"
    );
    let ran = ground.run(&["propose", "Dangling", "--lead", "Robin"])?;
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ground.path("events/e/tracks/dangling.yaml").is_symlink());
    Ok(())
}

#[test]
fn a_link_within_the_workspace_is_followed_and_stays_one() -> Outcome {
    let ground = Ground::workspace()?;
    fs::rename(ground.path("events/g/tracks"), ground.path("tracks-of-g"))
        .or_else(|_| fs::create_dir(ground.path("tracks-of-g")))?;
    let _ = fs::remove_dir_all(ground.path("events/g/tracks"));
    symlink("../../tracks-of-g", ground.path("events/g/tracks"))?;
    ground.done(&["propose", "New Track", "--lead", "Robin", "--event", "g"])?;
    assert!(ground.path("tracks-of-g/new-track.yaml").is_file());
    fs::rename(
        ground.path("events/e/tracks/draft.yaml"),
        ground.path("kept.yaml"),
    )?;
    symlink(
        "../../../kept.yaml",
        ground.path("events/e/tracks/draft.yaml"),
    )?;
    ground.done(&["track", "set", "draft", "prerequisites=None"])?;
    assert!(ground.path("events/e/tracks/draft.yaml").is_symlink());
    assert!(
        ground
            .text("kept.yaml")?
            .contains("\nprerequisites: None\n")
    );
    Ok(())
}

#[test]
fn a_clock_that_goes_backwards_loses_nothing() -> Outcome {
    for case in cases()? {
        let name = case.write.command;
        // Before everything that the records tell of.
        let ground = case.ground()?;
        let mut command = ground.cxn(case.write.arguments);
        command.env("CXN_NOW", "2020-01-01T00:00:00Z");
        let ran = crate::ground::Ran::from(command.output()?);
        assert!(matches!(ran.code, Some(0..=4)), "{name}: {ran:?}");
        let now = files(&ground.root)?;
        for (file, bytes) in &case.before {
            let is_kept = now.contains_key(file) || !case.after.contains_key(file);
            assert!(is_kept, "{name}: {file} is gone");
            let is_still = now.get(file).is_none_or(|now| now == bytes)
                || case.touched().contains(&file.as_str());
            assert!(is_still, "{name}: {file}");
        }
        // What happened stands in the order in which it was written down, whatever the clock said.
        if let (Some(0), Some(old)) = (ran.code, case.before.get("events/e/tracks/sub1.yaml")) {
            let old = String::from_utf8_lossy(old);
            let (_, history) = old.split_once("\nhistory:\n").ok_or("no history")?;
            assert!(
                ground.text("events/e/tracks/sub1.yaml")?.contains(history),
                "{name}"
            );
        }
        let check = ground.run(&["check"])?;
        assert!(matches!(check.code, Some(0 | 1)), "{name}: {check:?}");
    }
    Ok(())
}
