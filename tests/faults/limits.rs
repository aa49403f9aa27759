//! A process that may have little: it does its work, or says in one line what it lacks, and goes on where it was.

use std::fs;
use std::process::Command;

use crate::ground::{Ground, Outcome, Ran, files};

/// Runs the tool below a limit of the shell's.
fn limited(ground: &Ground, limit: &str, arguments: &[&str]) -> Outcome<Ran> {
    let mut command = Command::new("sh");
    ground.settle(&mut command);
    let script = format!("ulimit {limit} && exec \"$0\" \"$@\"");
    command
        .args(["-c", &script, env!("CARGO_BIN_EXE_cxn")])
        .args(arguments);
    Ok(Ran::from(command.output()?))
}

fn people(ground: &Ground) -> Outcome<usize> {
    let names = files(&ground.root)?.into_keys();
    Ok(names
        .filter(|name| name.starts_with("events/e/registrations/person-"))
        .count())
}

#[test]
fn with_few_open_files_an_import_writes_all() -> Outcome {
    let rows: Vec<String> = (0..300)
        .map(|n| format!("Person {n:03},person{n}@example.org"))
        .collect();
    let form = format!("Name,Email\n{}\n", rows.join("\n"));
    for most in [130, 64, 32, 20] {
        let ground = Ground::workspace()?;
        fs::write(ground.path("rows.csv"), &form)?;
        let ran = limited(
            &ground,
            &format!("-n {most}"),
            &["register", "import", "rows.csv"],
        )?;
        assert_eq!(ran.code, Some(0), "{most}: {ran:?}");
        assert_eq!(people(&ground)?, 300, "{most}");
        let ran = limited(&ground, &format!("-n {most}"), &["check"])?;
        assert!(matches!(ran.code, Some(0 | 1)), "{most}: {ran:?}");
    }
    Ok(())
}

#[test]
fn with_few_open_files_all_who_wait_get_their_seats() -> Outcome {
    let ground = Ground::workspace()?;
    let event = fs::read_to_string(ground.path("events/e/event.yaml"))?;
    let event = event.replace("participants: 2", "participants: 500");
    fs::write(ground.path("events/e/event.yaml"), event)?;
    for n in 0..150 {
        let name = format!("events/e/registrations/person-{n:03}.yaml");
        let second = format!("{:02}:{:02}", n / 60, n % 60);
        let text = format!(
            "name: Person {n:03}\nemail: person{n}@example.org\nkind: participant\nstatus: waitlisted\nregistered: 2026-08-02T10:{second}-04:00\n"
        );
        fs::write(ground.path(&name), text)?;
    }
    let promote = ["register", "promote", "--all", "--by", "Olu Organizer"];
    let ran = limited(&ground, "-n 64", &promote)?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let waits = |text: &Vec<u8>| String::from_utf8_lossy(text).contains("status: waitlisted");
    assert_eq!(files(&ground.root)?.into_values().filter(waits).count(), 0);
    Ok(())
}

#[test]
fn with_too_few_open_files_one_line_says_so() -> Outcome {
    let ground = Ground::workspace()?;
    let before = files(&ground.root)?;
    for most in 4..12 {
        let ran = limited(
            &ground,
            &format!("-n {most}"),
            &["track", "set", "draft", "prerequisites=None"],
        )?;
        if ran.code == Some(0) {
            break;
        }
        // The loader of programs may not even start it.
        assert!(matches!(ran.code, Some(4 | 127)), "{most}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{most}: {ran:?}");
        assert!(files(&ground.root)? == before, "{most}");
    }
    Ok(())
}

#[test]
fn with_little_address_space_one_thread_does_it() -> Outcome {
    let ground = Ground::workspace()?;
    for n in 0..2000 {
        let title = format!("title: Title number {n}\n");
        fs::write(ground.path(&format!("events/e/tracks/t{n}.yaml")), title)?;
    }
    let plenty = ground.run(&["check"])?;
    // Threads that cannot allocate as they are used to took a page for each allocation.
    for kilobytes in [200_000, 260_000, 400_000] {
        let ran = limited(&ground, &format!("-v {kilobytes}"), &["check"])?;
        assert_eq!((ran.code, &*ran.err), (plenty.code, ""), "{kilobytes}");
        assert!(ran.out == plenty.out, "{kilobytes}");
    }
    Ok(())
}
