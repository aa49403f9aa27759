//! Killed: by SIGKILL at random moments, and at every step on the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::ground::{
    Ground, HAS_FAULTS, NOW, Outcome, all, files, for_each, is_long, is_temporary,
};
use crate::table::{Again, Case, WRITES, cases};

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A part of a time, up to a tenth more than all of it.
    fn part_of(&mut self, time: Duration) -> Duration {
        let thousandths = u32::try_from(self.next() % 1100).unwrap_or(0);
        time * thousandths / 1000
    }
}

/// What a killed process left: every file old or new, nothing that is taken for a record, and the same command completes it.
/// Returns whether anything was written.
fn survived(case: &Case, ground: &Ground, when: &str) -> Outcome<bool> {
    let name = format!("{} killed {when}", case.write.command);
    let left = files(&ground.root)?;
    case.judge(&left)
        .map_err(|error| format!("{name}: {error}"))?;
    let begun = left != case.before;
    // As it was before, the checks are known to run.
    let unreadable = if all(&ground.root)? == case.before {
        Vec::new()
    } else {
        ground.unreadable()?
    };
    let is_spoilt = case.write.arguments.contains(&"--fix");
    assert!(unreadable.is_empty() || is_spoilt, "{name}: {unreadable:?}");
    let again = ground.run(case.write.arguments)?;
    let now = files(&ground.root)?;
    if left == case.after && case.write.again != Again::Same {
        assert!(
            matches!(again.code, Some(0 | 1 | 4)),
            "{name}, again: {again:?}"
        );
    } else {
        assert_eq!(
            again.code,
            Some(case.write.code),
            "{name}, again: {again:?}"
        );
        case.judge(&now)
            .map_err(|error| format!("{name}, again: {error}"))?;
        assert!(
            now == case.after,
            "{name}: the same command again leaves {:?} as they were",
            case.touched()
        );
    }
    // Who is who is not kept any longer than it takes.
    let notes = ground.path("events/old/.cxn-anonymize.tmp");
    assert!(
        case.write.command != "register anonymize" || !notes.exists(),
        "{name}"
    );
    Ok(begun)
}

#[test]
fn a_process_that_is_killed_at_any_moment_loses_nothing() -> Outcome {
    let cases = cases()?;
    let kills = if is_long() { 1000 } else { 2 * WRITES.len() };
    let seed = std::env::var("CXN_SEED").ok();
    let seed: u64 = seed.and_then(|seed| seed.parse().ok()).unwrap_or(6);
    let [early, begun, late, leftovers] = [const { AtomicUsize::new(0) }; 4];
    for_each(kills, |number| {
        let case = &cases[number % cases.len()];
        let mut dice = Dice(seed.wrapping_mul(1 << 32).wrapping_add(number as u64));
        let ground = case.ground()?;
        let mut child = ground.cxn(case.write.arguments).spawn()?;
        let moment = dice.part_of(case.took);
        thread::sleep(moment);
        let over = child.try_wait()?.is_some();
        child.kill()?;
        child.wait()?;
        let left = all(&ground.root)?;
        let left = left.keys().filter(|name| is_temporary(name)).count();
        leftovers.fetch_add(left, Ordering::Relaxed);
        let written = survived(case, &ground, &format!("after {moment:?}"))?;
        let counter = match (over, written) {
            (true, _) => &late,
            (false, true) => &begun,
            (false, false) => &early,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(())
    })?;
    let [early, begun, late, leftovers] =
        [early, begun, late, leftovers].map(AtomicUsize::into_inner);
    eprintln!(
        "{kills} processes killed (seed {seed}): {early} before they wrote, {begun} after they had begun to, {late} had ended; {leftovers} temporary files left"
    );
    Ok(())
}

#[test]
fn a_process_that_is_killed_at_any_step_on_the_disk_loses_nothing() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("steps on the disk cannot be reached: this build has no fault points");
        return Ok(());
    }
    // Pages of the manual are many, and written one like the other.
    let most = |case: &Case| match case.write.command {
        "man" => 2,
        _ if is_long() => 6,
        _ => 3,
    };
    let (cases, kills) = (cases()?, AtomicUsize::new(0));
    for_each(cases.len(), |number| {
        let (case, mut seen) = (&cases[number], 0);
        for step in ["write", "rename", "move", "sync-folder"] {
            for time in 1..=most(case) {
                if matches!(step, "write" | "sync-folder") && time > 1 {
                    break;
                }
                let ground = case.ground()?;
                let Ok(paused) = ground.pause(&format!("{step}:{time}"), case.write.arguments)?
                else {
                    break;
                };
                paused.kill()?;
                seen += 1;
                survived(case, &ground, &format!("at {step}:{time}"))?;
            }
        }
        assert!(seen >= 3, "{}: {seen} steps", case.write.command);
        kills.fetch_add(seen, Ordering::Relaxed);
        Ok(())
    })?;
    let kills = kills.into_inner();
    eprintln!("{kills} processes killed at their steps on the disk");
    Ok(())
}

#[test]
fn what_a_killed_process_leaves_is_its_owners_and_goes_with_the_next_command() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("steps on the disk cannot be reached: this build has no fault points");
        return Ok(());
    }
    let set = ["track", "set", "draft", "prerequisites=None"];
    let register = [
        "register",
        "Jo Example",
        "--email",
        "jo@example.org",
        "--event",
        "e",
    ];
    let temporary = |ground: &Ground| -> Outcome<Vec<String>> {
        let names = all(&ground.root)?.into_keys();
        Ok(names.filter(|name| is_temporary(name)).collect())
    };
    // Any command that reads the folder, and one that is at work at the time.
    for (write, next) in [
        (&set[..], &["check", "--format", "json"][..]),
        (&register, &["status"]),
        (&register, &["registrations", "list"]),
        (&register, &["event", "list"]),
    ] {
        let ground = Ground::workspace()?;
        let before = ground.run(next)?.out;
        let Ok(paused) = ground.pause("write", write)? else {
            return Err("it never wrote".into());
        };
        let left = temporary(&ground)?;
        assert_eq!(left.len(), 1, "{left:?}");
        let mode = fs::metadata(ground.path(&left[0]))?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // Somebody is at work on it: it stays.
        assert_eq!(ground.run(next)?.out, before);
        assert_eq!(temporary(&ground)?, left);
        paused.kill()?;
        assert_eq!(ground.run(next)?.out, before);
        assert_eq!(temporary(&ground)?, [""; 0], "{next:?}");
    }
    Ok(())
}

#[test]
fn an_import_that_was_stopped_goes_on_in_the_order_of_its_rows() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("steps on the disk cannot be reached: this build has no fault points");
        return Ok(());
    }
    // The moment is pinned, as in a script: what is there already came before all the same.
    let order = |ground: &Ground| -> Outcome<Vec<String>> {
        let list = ["registrations", "list", "--format", "json", "--event", "e"];
        let list = ground.done(&list)?.out;
        let list: serde_json::Value = serde_json::from_str(&list)?;
        let mut people: Vec<(String, String)> = list["registrations"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|person| {
                person["name"]
                    .as_str()
                    .is_some_and(|it| it.starts_with("Row"))
            })
            .map(|person| (person["registered"].to_string(), person["name"].to_string()))
            .collect();
        people.sort();
        Ok(people.into_iter().map(|(_, name)| name).collect())
    };
    let ground = Ground::workspace()?;
    // Later rows come first by their names.
    let names: Vec<String> = (0..100).map(|n| format!("Row {:03}", 999 - n)).collect();
    let rows: Vec<String> = names
        .iter()
        .map(|name| format!("{name},{}@example.org", &name[4..]))
        .collect();
    fs::write(
        ground.path("rows.csv"),
        format!("Name,Email\n{}\n", rows.join("\n")),
    )?;
    let import = ["register", "import", "rows.csv", "--now", NOW];
    let Ok(paused) = ground.pause("rename:40", &import)? else {
        return Err("it never wrote".into());
    };
    paused.kill()?;
    ground.done(&import)?;
    let wanted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    assert_eq!(order(&ground)?, wanted);
    Ok(())
}

#[test]
fn an_import_that_is_killed_leaves_the_first_in_line() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("steps on the disk cannot be reached: this build has no fault points");
        return Ok(());
    }
    // Without moments of their own people come in the order of the rows; nobody may lose a place to somebody of a later row.
    let ground = Ground::workspace()?;
    let rows: Vec<String> = (0..200)
        .map(|n| format!("Person {n:03},person{n}@example.org"))
        .collect();
    let rows = rows.join("\n");
    fs::write(ground.path("rows.csv"), format!("Name,Email\n{rows}"))?;
    let import = ["register", "import", "rows.csv"];
    let Ok(paused) = ground.pause("rename:100", &import)? else {
        return Err("it never wrote".into());
    };
    paused.kill()?;
    let people = |ground: &Ground| -> Outcome<Vec<String>> {
        let mut names: Vec<String> = files(&ground.root)?.into_keys().collect();
        names.retain(|name| name.starts_with("events/e/registrations/person-"));
        Ok(names)
    };
    // Without the mark that stands behind each name.
    let unmarked = |name: &String| {
        name.rsplit_once('-')
            .map_or("", |(name, _)| name)
            .to_owned()
    };
    let there: Vec<String> = people(&ground)?.iter().map(unmarked).collect();
    let first = (0..99).map(|n| format!("events/e/registrations/person-{n:03}"));
    assert_eq!(there, first.collect::<Vec<_>>());
    ground.done(&import)?;
    assert_eq!(people(&ground)?.len(), 200);
    Ok(())
}
