//! Registering from many processes at once, and as oneself: what needs an environment of its own.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use cxn::model::Registration;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const EVENT: &str = "name: Test\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n";

fn workspace() -> Outcome<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    fs::write(root.path().join("cxn.yaml"), "{}\n")?;
    fs::create_dir_all(root.path().join("events/e"))?;
    fs::write(root.path().join("events/e/event.yaml"), EVENT)?;
    Ok(root)
}

fn cxn(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cxn"));
    command
        .args(arguments)
        .current_dir(root)
        .env("CXN_NOW", "2026-08-06T12:00:00Z")
        .env("CXN_CONFIG", root.join("config.yaml"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs all commands at once.
fn at_once(commands: Vec<Command>) -> Outcome<Vec<Output>> {
    let mut children = Vec::new();
    for mut command in commands {
        children.push(command.spawn()?);
    }
    let mut outputs = Vec::new();
    for child in children {
        outputs.push(child.wait_with_output()?);
    }
    Ok(outputs)
}

fn records(root: &Path) -> Outcome<Vec<(String, Registration)>> {
    let mut records = Vec::new();
    for entry in fs::read_dir(root.join("events/e/registrations"))? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        records.push((name, cxn::yaml::read(&text)?));
    }
    records.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(records)
}

#[test]
fn eight_people_who_register_at_once_all_have_their_record() -> Outcome {
    let root = workspace()?;
    let commands = (0..8)
        .map(|n| {
            // All of one name, so that they also race for the file's name.
            let email = format!("sam{n}@example.org");
            cxn(root.path(), &["register", "Sam Sample", "--email", &email])
        })
        .collect();
    for output in at_once(commands)? {
        assert!(output.status.success(), "{output:?}");
    }
    let records = records(root.path())?;
    assert_eq!(records.len(), 8);
    for (name, _) in &records {
        assert!(name.starts_with("sam-sample-"), "{name}");
    }
    let mut addresses: Vec<_> = records.iter().map(|(_, one)| one.email.clone()).collect();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 8);
    Ok(())
}

#[test]
fn one_person_who_registers_eight_times_at_once_has_one_record() -> Outcome {
    let root = workspace()?;
    let commands = (0..8)
        .map(|n| {
            // The same address under names that make different file names.
            let name = format!("Kim Sample {n}");
            let email = if n % 2 == 0 {
                "kim@example.org"
            } else {
                "KIM@Example.org"
            };
            cxn(root.path(), &["register", &name, "--email", email])
        })
        .collect();
    let outputs = at_once(commands)?;
    let won = outputs.iter().filter(|output| output.status.success());
    assert_eq!(won.count(), 1, "{outputs:?}");
    let told = outputs
        .iter()
        .filter(|output| output.status.code() == Some(1))
        .filter(|output| {
            String::from_utf8_lossy(&output.stderr).contains(" is already registered for ")
        });
    assert_eq!(told.count(), 7, "{outputs:?}");
    assert_eq!(records(root.path())?.len(), 1);
    Ok(())
}

#[test]
fn without_a_name_i_register_myself() -> Outcome {
    let root = workspace()?;
    fs::write(
        root.path().join("config.yaml"),
        "name: Robin Example\nemail: robin@example.org\norganization: Example Health\n",
    )?;
    let output = cxn(root.path(), &["register", "--attendance", "virtual"]).output()?;
    assert!(output.status.success(), "{output:?}");
    // Somebody else has neither my address nor my organization, and I am the one who did it.
    let output = cxn(
        root.path(),
        &["register", "Sam Sample", "--email", "sam@example.org"],
    )
    .output()?;
    assert!(output.status.success(), "{output:?}");
    let output = cxn(root.path(), &["register", "Lou Sample"]).output()?;
    assert_eq!(output.status.code(), Some(2), "{output:?}");

    let records = records(root.path())?;
    let [(_, robin), (_, sam)] = &records[..] else {
        return Err(format!("{records:?}").into());
    };
    assert_eq!(robin.name, "Robin Example");
    assert_eq!(robin.email.as_deref(), Some("robin@example.org"));
    assert_eq!(robin.organization.as_deref(), Some("Example Health"));
    assert_eq!(sam.organization, None);
    assert_eq!(sam.history[0].by.as_deref(), Some("Robin Example"));
    Ok(())
}

#[test]
fn a_registration_comes_from_standard_input_as_well() -> Outcome {
    use std::io::Write;
    let root = workspace()?;
    let mut child = cxn(root.path(), &["register", "--from", "-"])
        .stdin(Stdio::piped())
        .spawn()?;
    if let Some(stdin) = &mut child.stdin {
        stdin.write_all(b"{\"name\": \"Kim Sample\", \"email\": \"kim@example.org\"}")?;
    }
    let output = child.wait_with_output()?;
    assert!(output.status.success(), "{output:?}");
    let name = &records(root.path())?[0].0;
    assert!(name.starts_with("kim-sample-"), "{name}");
    Ok(())
}

#[test]
fn a_record_with_the_same_email_that_cannot_be_parsed_stops_the_registration() -> Outcome {
    let root = workspace()?;
    let folder = root.path().join("events/e/registrations");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("kim.yaml"), "name: [\nemail: kim@example.org\n")?;
    let output = cxn(
        root.path(),
        &["register", "Kim Sample", "--email", "kim@example.org"],
    )
    .output()?;
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(
        String::from_utf8(output.stderr)?,
        "error: events/e/registrations/kim.yaml has the same email address and cannot be parsed, so the person may already be registered\nhint: run 'cxn check events/e/registrations/kim.yaml' to see what is wrong with it\n"
    );
    Ok(())
}

#[test]
fn a_change_is_not_stopped_by_what_was_wrong_before() -> Outcome {
    let root = workspace()?;
    let file = root.path().join("events/e/registrations/ann-example.yaml");
    fs::create_dir_all(root.path().join("events/e/registrations"))?;
    let old = "name: \"Ann\\u200b Example\"\nemail: at home\nregistered: 2026-07-01T09:00:00Z\ntracks: [gone]\nroles: [lost/client]\n";
    fs::write(&file, old)?;
    let change = |flags: &[&str]| {
        let words = ["register", "change", "ann-example"].iter().chain(flags);
        let words: Vec<&str> = words.copied().collect();
        let output = cxn(root.path(), &words).output()?;
        let err = String::from_utf8(output.stderr)?;
        Outcome::Ok((output.status.code(), err))
    };
    assert_eq!(
        change(&["--organization", "Example Health", "--note", "moved"])?,
        (Some(0), String::new())
    );
    let text = fs::read_to_string(&file)?;
    assert!(text.starts_with(old.trim_end()), "{text}");
    assert!(text.contains("organization: Example Health\n"), "{text}");
    // What the change itself brings is judged.
    for (flags, found) in [
        (["--email", "at work"], "error: the email address of "),
        (["--track", "other"], "error: "),
        (["--role", "other/client"], "error: "),
    ] {
        let (code, err) = change(&flags)?;
        assert!(
            code != Some(0) && err.starts_with(found),
            "{flags:?}: {err}"
        );
        assert_eq!(fs::read_to_string(&file)?, text, "{flags:?}");
    }
    assert_eq!(
        change(&["--name", "Ann Example"])?,
        (Some(0), String::new())
    );
    Ok(())
}
