//! Many who write at once, and one who is killed with the lock in hand.

use std::process::Child;

use crate::ground::{Ground, HAS_FAULTS, Outcome, Ran};

/// Starts all at once, and waits for all of them.
fn at_once(ground: &Ground, commands: &[Vec<String>]) -> Outcome<Vec<Ran>> {
    let spawn = |arguments: &Vec<String>| -> Outcome<Child> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Ok(ground.cxn(&arguments).spawn()?)
    };
    let children = commands
        .iter()
        .map(spawn)
        .collect::<Outcome<Vec<Child>>>()?;
    children
        .into_iter()
        .map(|child| Ok(child.wait_with_output()?.into()))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[test]
fn thirty_two_who_change_one_record_lose_nothing() -> Outcome {
    let ground = Ground::workspace()?;
    let commands: Vec<_> = (0..32)
        .map(|n| {
            words(&format!(
                "track set draft custom.answer-{n:02}=value-{n:02}"
            ))
        })
        .collect();
    for ran in at_once(&ground, &commands)? {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let text = ground.text("events/e/tracks/draft.yaml")?;
    for n in 0..32 {
        assert_eq!(
            text.matches(&format!("\n  answer-{n:02}: value-{n:02}\n"))
                .count(),
            1,
            "{text}"
        );
    }
    assert!(
        text.starts_with("# mine\ntitle: Track draft   # a title\n"),
        "{text}"
    );
    Ok(())
}

#[test]
fn responsibilities_that_are_ticked_at_once_are_all_ticked_once() -> Outcome {
    let ground = Ground::workspace()?;
    let items = [
        "chat-stream",
        "material",
        "test-data",
        "questions",
        "orientation",
        "kick-off-held",
        "kick-off-set",
        "report",
    ];
    // Each of them by four people.
    let commands: Vec<_> = (0..32)
        .map(|n| {
            words(&format!(
                "responsibilities done draft {} --by Person-{n}",
                items[n % 8]
            ))
        })
        .collect();
    for ran in at_once(&ground, &commands)? {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let text = ground.text("events/e/tracks/draft.yaml")?;
    for item in items {
        assert_eq!(
            text.matches(&format!("item: {item}\n")).count(),
            1,
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn thirty_two_who_write_to_one_event_lose_nothing() -> Outcome {
    let ground = Ground::workspace()?;
    let commands: Vec<_> = (0..32)
        .map(|n| match n % 4 {
            0 => words(&format!("event set e timeline.own-{n:02}=2026-09-01")),
            1 => words(&format!(
                "register Person-{n:02} --email person{n:02}@example.org"
            )),
            2 => words(&format!("propose Track-{n:02} --lead Robin")),
            _ => words(&format!(
                "track set sub{} custom.answer-{n:02}=value",
                n / 4 % 3 + 1
            )),
        })
        .collect();
    for ran in at_once(&ground, &commands)? {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let event = ground.text("events/e/event.yaml")?;
    let tracks: String = (1..=3)
        .map(|n| ground.text(&format!("events/e/tracks/sub{n}.yaml")))
        .collect::<Outcome<_>>()?;
    let registered = std::fs::read_dir(ground.path("events/e/registrations"))?.count();
    for n in (0..32).step_by(4) {
        assert_eq!(
            event
                .matches(&format!("\n  own-{n:02}: 2026-09-01\n"))
                .count(),
            1,
            "{event}"
        );
        assert_eq!(
            tracks
                .matches(&format!("\n  answer-{:02}: value\n", n + 3))
                .count(),
            1,
            "{tracks}"
        );
        assert!(
            ground
                .path(&format!("events/e/tracks/track-{:02}.yaml", n + 2))
                .exists()
        );
    }
    assert_eq!(registered, 3 + 8);
    assert_eq!(ground.unreadable()?, [""; 0]);
    Ok(())
}

#[test]
fn who_waits_for_somebody_who_is_killed_goes_on() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("nobody stands still with the lock in hand: this build has no fault points");
        return Ok(());
    }
    let ground = Ground::workspace()?;
    let Ok(holder) = ground.pause("rename", &["track", "set", "draft", "type=Theirs"])? else {
        return Err("it never wrote".into());
    };
    let waiting = ground
        .cxn(&["track", "set", "draft", "prerequisites=None"])
        .spawn()?;
    holder.kill()?;
    let ran = Ran::from(waiting.wait_with_output()?);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let text = ground.text("events/e/tracks/draft.yaml")?;
    assert!(
        text.contains("\nprerequisites: None\n") && !text.contains("Theirs"),
        "{text}"
    );
    Ok(())
}
