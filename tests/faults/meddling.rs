//! Somebody else, who knows nothing of locks, between reading and writing.

use std::fs;

use crate::ground::{Ground, HAS_FAULTS, Outcome, Ran, files};
use crate::table::{Case, cases};

const THEIRS: &str = "# theirs\n";

/// Lets a command come to a step, does something to the files that it is about to write, and lets it go on. `None` when it never
/// comes to that step.
fn meddled(
    case: &Case,
    step: &str,
    files: &[&str],
    meddle: impl Fn(&Ground, &str) -> Outcome,
) -> Outcome<Option<(Ground, Ran)>> {
    let ground = case.ground()?;
    let Ok(paused) = ground.pause(step, case.write.arguments)? else {
        return Ok(None);
    };
    for file in files {
        meddle(&ground, file)?;
    }
    let ran = paused.go_on()?;
    Ok(Some((ground, ran)))
}

/// The files that a command changes, or takes the name of.
fn changed(case: &Case) -> Vec<&str> {
    let mut touched = case.touched();
    touched.retain(|file| case.before.contains_key(*file));
    touched
}

/// The files that a command makes.
fn made(case: &Case) -> Vec<&str> {
    let mut touched = case.touched();
    touched.retain(|file| !case.before.contains_key(*file));
    touched
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_never_overwritten() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("nobody can come in between: this build has no fault points");
        return Ok(());
    }
    let mut conflicts = 0;
    for case in cases()? {
        let name = case.write.command;
        let files_before = changed(case);
        let add = |ground: &Ground, file: &str| ground.edit(file, |text| text + THEIRS);
        let Some((ground, ran)) = meddled(case, "compare:1", &files_before, add)? else {
            assert!(files_before.is_empty(), "{name}");
            continue;
        };
        let holding = |ground: &Ground| -> Outcome<usize> {
            let now = files(&ground.root)?;
            Ok(now
                .values()
                .filter(|bytes| String::from_utf8_lossy(bytes).contains(THEIRS))
                .count())
        };
        assert_eq!(holding(&ground)?, files_before.len(), "{name}: {ran:?}");
        // Some read again and succeed, with what the others wrote.
        if ran.code != Some(case.write.code) {
            conflicts += 1;
            assert_eq!(ran.code, Some(4), "{name}: {ran:?}");
            let errors = ran.errors(&ground.root);
            let is_conflict = |error: &String| {
                files_before.iter().any(|file| {
                    let line = format!("error: {file} was changed by another process meanwhile; nothing was written to it");
                    *error == line || error.starts_with(&format!("{line}; "))
                })
            };
            let is_fix = case.write.arguments.contains(&"--fix");
            assert!(errors.len() == 1 || is_fix, "{name}: {errors:?}");
            assert!(errors.iter().all(is_conflict), "{name}: {errors:?}");
            assert!(
                is_fix || ran.err.contains("hint: run the command again"),
                "{name}: {ran:?}"
            );
        }
        if ran.code == Some(4) {
            let again = ground.run(case.write.arguments)?;
            assert_eq!(again.code, Some(case.write.code), "{name}: {again:?}");
            assert_eq!(holding(&ground)?, files_before.len(), "{name}");
        }
    }
    assert!(conflicts > 10, "{conflicts}");
    Ok(())
}

#[test]
fn what_somebody_else_made_meanwhile_is_never_overwritten() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("nobody can come in between: this build has no fault points");
        return Ok(());
    }
    for case in cases()? {
        let name = case.write.command;
        // Of names that are given late some are not theirs to take any more.
        let files_after: Vec<&str> = made(case).into_iter().take(3).collect();
        if files_after.is_empty() {
            continue;
        }
        let make = |ground: &Ground, file: &str| -> Outcome {
            let path = ground.path(file);
            fs::create_dir_all(path.parent().ok_or("no folder")?)?;
            Ok(fs::write(path, THEIRS)?)
        };
        let step = if case.write.command == "register anonymize"
            || case.write.arguments.contains(&"--fix")
        {
            "move:1"
        } else {
            "rename:1"
        };
        let Some((ground, ran)) = meddled(case, step, &files_after, make)? else {
            return Err(format!("{name} never came to {step}").into());
        };
        for file in files_after {
            // The rest of the manual is written anew: it is nobody's.
            let is_page = name == "man" && ran.code == Some(0);
            assert!(
                is_page || ground.text(file)? == THEIRS,
                "{name}: {file}: {ran:?}"
            );
        }
        assert!(matches!(ran.code, Some(0 | 1 | 4)), "{name}: {ran:?}");
    }
    Ok(())
}

#[test]
fn what_somebody_else_took_away_or_put_a_folder_in_place_of_is_said() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("nobody can come in between: this build has no fault points");
        return Ok(());
    }
    for case in cases()? {
        let name = case.write.command;
        let files_before = changed(case);
        let remove =
            |ground: &Ground, file: &str| -> Outcome { Ok(fs::remove_file(ground.path(file))?) };
        let Some((ground, ran)) = meddled(case, "compare:1", &files_before, remove)? else {
            continue;
        };
        assert!(matches!(ran.code, Some(3 | 4)), "{name}: {ran:?}");
        assert!(!ran.errors(&ground.root).is_empty(), "{name}: {ran:?}");
        assert!(
            files_before.iter().all(|file| !ground.path(file).exists()),
            "{name}"
        );
        let put = |ground: &Ground, file: &str| -> Outcome {
            fs::remove_file(ground.path(file))?;
            Ok(fs::create_dir(ground.path(file))?)
        };
        let Some((ground, ran)) = meddled(case, "compare:1", &files_before, put)? else {
            continue;
        };
        assert_eq!(ran.code, Some(4), "{name}: {ran:?}");
        for error in ran.errors(&ground.root) {
            assert!(error.contains(": is a directory"), "{name}: {error}");
        }
        assert!(
            files_before.iter().all(|file| ground.path(file).is_dir()),
            "{name}"
        );
    }
    Ok(())
}
