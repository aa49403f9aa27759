//! Moving records to the private half: a process that is killed, or stopped by the disk, leaves each of them in one half at least.

use std::fs;

use crate::ground::{Files, Ground, HAS_FAULTS, Outcome, all, files, is_leftover};

const INIT: [&str; 3] = ["init", "--private", "../private"];

/// Whether a file belongs in the private half.
fn is_private(name: &str) -> bool {
    name.starts_with("imports/") || name.contains("/registrations/") || name.contains("/results/")
}

/// A workspace with records of every kind that is moved, and what is to be moved.
fn ground() -> Outcome<(Ground, Files)> {
    let ground = Ground::workspace()?;
    let result =
        "scenario: read\nsystems: {client: Alpha}\nverdict: failed\nwhen: 2026-08-06T10:00:00Z\n";
    ground.lay(&Files::from([
        ("events/e/results/sub1/one.yaml".to_owned(), result.into()),
        ("imports/tool.yaml".to_owned(), b"tests: {}\n".to_vec()),
    ]))?;
    let mut private = files(&ground.root)?;
    private.retain(|name, _| is_private(name));
    assert!(private.len() > 4, "{private:?}");
    Ok((ground, private))
}

/// Every record is whole in one half at least, and in no half is a part of one.
fn nothing_is_lost(ground: &Ground, records: &Files, when: &str) -> Outcome {
    let public = all(&ground.root)?;
    let there = ground.beside("private");
    let private = if there.exists() {
        all(&there)?
    } else {
        Files::new()
    };
    for (name, bytes) in records {
        let copies = [public.get(name), private.get(name)];
        let copies: Vec<_> = copies.into_iter().flatten().collect();
        assert!(!copies.is_empty(), "{when}: {name} is gone");
        assert!(
            copies.iter().all(|copy| *copy == bytes),
            "{when}: {name} is not whole"
        );
    }
    Ok(())
}

/// The same command again completes the move.
fn completes(ground: &Ground, records: &Files, when: &str) -> Outcome {
    ground.done(&INIT)?;
    let there = ground.beside("private");
    let mut private = files(&there)?;
    private.retain(|name, _| is_private(name));
    assert!(private == *records, "{when}: {:?}", private.keys());
    let left = files(&ground.root)?;
    let left: Vec<_> = left
        .keys()
        .filter(|name| is_private(name) && !is_leftover(name))
        .collect();
    assert!(left.is_empty(), "{when}: {left:?}");
    assert!(fs::read_to_string(ground.path("cxn.yaml"))?.contains("private: ../private\n"));
    assert_eq!(ground.unreadable()?, Vec::<String>::new(), "{when}");
    Ok(())
}

#[test]
fn a_move_that_is_killed_at_any_step_loses_no_record() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("steps on the disk cannot be reached: this build has no fault points");
        return Ok(());
    }
    let mut kills = 0;
    for step in ["stage", "write", "sync", "rename", "sync-folder", "move"] {
        for time in 1.. {
            let (ground, records) = ground()?;
            let when = format!("{step}:{time}");
            let Ok(paused) = ground.pause(&when, &INIT)? else {
                break;
            };
            paused.kill()?;
            kills += 1;
            nothing_is_lost(&ground, &records, &when)?;
            completes(&ground, &records, &when)?;
        }
    }
    assert!(kills > 20, "{kills}");
    Ok(())
}

#[test]
fn a_move_that_the_disk_stops_loses_no_record() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("faults of the disk cannot be made: this build has no fault points");
        return Ok(());
    }
    let faults = [
        ("write", "ENOSPC", "no space left on device"),
        ("stage", "EROFS", "read-only file system"),
        ("rename", "EACCES", "permission denied"),
        ("sync", "EIO", "input/output error"),
    ];
    for (step, error, reason) in faults {
        for time in 1.. {
            let (ground, records) = ground()?;
            let when = format!("{step}:{time}={error}");
            let ran = ground.run_with(&when, &INIT)?;
            nothing_is_lost(&ground, &records, &when)?;
            if ran.code == Some(0) {
                // It never came to this step.
                assert!(time > 3, "{when}: {ran:?}");
                break;
            }
            assert_eq!(ran.code, Some(4), "{when}: {ran:?}");
            assert!(ran.err.contains(reason), "{when}: {ran:?}");
            completes(&ground, &records, &when)?;
        }
    }
    Ok(())
}
