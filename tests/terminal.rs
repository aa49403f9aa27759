//! What is asked at a terminal, and what becomes of the answers: a person types on a pseudo terminal.
#![cfg(unix)]

mod support;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use support::{Outcome, process};

/// Both ends of a terminal that shows nothing of what is typed.
fn terminal() -> Outcome<(File, File)> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let master = openpt(flags)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let name = ptsname(&master, Vec::new())?;
    let path = Path::new(OsStr::from_bytes(name.as_bytes()));
    let end = File::options().read(true).write(true).open(path)?;
    let mut modes = tcgetattr(&end)?;
    modes.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&end, OptionalActions::Now, &modes)?;
    Ok((File::from(master), end))
}

/// Runs the tool at a terminal; what is left unanswered gets the end of the input. Gives the exit code and everything shown.
fn type_in(folder: &Path, arguments: &[&str], answers: &[&str]) -> Outcome<(i32, String)> {
    const END: &str = "\x04";
    let (mut keyboard, end) = terminal()?;
    let mut command = process(folder);
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "200");
    command
        .stdin(end.try_clone()?)
        .stdout(end.try_clone()?)
        .stderr(end);
    let mut child = command.spawn()?;
    // Its ends of the terminal are the last ones now: when it is done, the reading ends.
    drop(command);
    for answer in answers {
        writeln!(keyboard, "{answer}")?;
    }
    keyboard.write_all(END.repeat(8).as_bytes())?;
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match keyboard.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => shown.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // How Linux says that no one is at the other end any more.
            Err(_) => break,
        }
    }
    let code = child.wait()?.code().ok_or("ended by a signal")?;
    Ok((code, String::from_utf8(shown)?.replace("\r\n", "\n")))
}

fn workspace() -> Outcome<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    let event = root.path().join("events/2026-09-rockville");
    fs::create_dir_all(event.join("tracks"))?;
    fs::create_dir_all(event.join("registrations"))?;
    fs::write(root.path().join("cxn.yaml"), "{}\n")?;
    fs::write(
        event.join("event.yaml"),
        "name: Connectathon 43\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\n",
    )?;
    for (slug, title) in [("patient", "Patient"), ("us-core", "US Core")] {
        let text = format!("title: {title}\nstatus: approved\n");
        fs::write(event.join(format!("tracks/{slug}.yaml")), text)?;
    }
    fs::write(
        event.join("registrations/ann-example.yaml"),
        "name: Ann Example\nemail: ann@example.org\norganization: Example Health\nregistered: 2026-07-01T09:00:00-04:00\n",
    )?;
    Ok(root)
}

/// A form with everything that has to be asked: a column that may be a status, dates of two readings, a word that is no track, and
/// a person who may be registered.
const FORM: &str = "Submitted,Name,Email,Payment status,Track\n\
    03/07/2026 10:00,Bo Sample,bo@example.org,yes,Patient\n\
    04/07/2026 10:00,Ann Example,ann.new@example.org,yes,US Cor\n";

const STATUS: &str = "Does the column 'Payment status' say whether a person comes? (yes, no) ";
const DATES: &str =
    "Which comes first in dates such as 03/07/2026 10:00? (day-first, month-first) ";
const TRACK: &str =
    "'US Cor' is no track. Which one is it? (us-core, 'ignore', or nothing to refuse its rows) ";
const PERSON: &str = "Row 3: Ann Example <ann.new@example.org> may be Ann Example <ann@example.org>, registered as ann-example. One person? (yes, no, or nothing to refuse the row) ";

#[test]
fn an_import_asks_what_it_cannot_tell_and_keeps_the_answers() -> Outcome {
    let root = workspace()?;
    fs::write(root.path().join("form.csv"), FORM)?;
    let import = ["register", "import", "form.csv", "--mapping", "form"];
    let answers = [
        "perhaps",
        "yes",
        "month",
        "day-first",
        "us core",
        "us-core",
        "who knows",
        "yes",
    ];
    let (code, shown) = type_in(root.path(), &import, &answers)?;
    let expected = format!(
        "{STATUS}expected yes or no\n{STATUS}{DATES}expected day-first or month-first\n{DATES}{TRACK}no track 'us core': expected one of patient, us-core\n{TRACK}\
         {PERSON}expected yes or no\n{PERSON}"
    );
    assert!(shown.starts_with(&expected), "{shown}");
    assert_eq!(
        shown[expected.len()..],
        *"Row  Name         Outcome  Why\n  3  Ann Example  changed  email, tracks\nimported for Connectathon 43: 1 new, 1 changed, 0 unchanged, 0 refused\n"
    );
    assert_eq!(code, 0);
    let mapping = fs::read_to_string(root.path().join("imports/form.yaml"))?;
    for line in [
        "  Payment status: status\n",
        "dates: day-first\n",
        "  US Cor: us-core\n",
        "  Ann Example: ann-example\n",
    ] {
        assert!(mapping.contains(line), "{line}{mapping}");
    }
    let ann = root
        .path()
        .join("events/2026-09-rockville/registrations/ann-example.yaml");
    assert!(fs::read_to_string(ann)?.contains("email: ann.new@example.org\n"));
    // What was answered once is not asked again, and changes nothing.
    let (code, shown) = type_in(root.path(), &import, &[])?;
    assert_eq!(
        (code, shown.as_str()),
        (
            0,
            "imported for Connectathon 43: 0 new, 0 changed, 2 unchanged, 0 refused\n"
        )
    );
    Ok(())
}

#[test]
fn what_is_left_unanswered_refuses_its_rows_and_guesses_nothing() -> Outcome {
    let root = workspace()?;
    fs::write(root.path().join("form.csv"), FORM)?;
    let import = ["register", "import", "form.csv"];
    let (code, shown) = type_in(root.path(), &import, &["yes", "day-first", "us-core", ""])?;
    let rest = shown
        .strip_prefix(&format!("{STATUS}{DATES}{TRACK}{PERSON}"))
        .ok_or_else(|| shown.clone())?;
    assert_eq!(
        rest,
        "Row  Name         Outcome  Why\n  3  Ann Example  refused  ann-example has another address and the name 'Ann Example': if it is one person, pass --person \"Ann Example=ann-example\", else --person \"Ann Example=new\"\nimported for Connectathon 43: 1 new, 0 changed, 0 unchanged, 1 refused\n"
    );
    assert_eq!(code, 1);
    let wrong = "expected yes or no";
    let (code, shown) = type_in(root.path(), &import, &["maybe", "sure", "of course"])?;
    assert_eq!(
        shown,
        format!(
            "{STATUS}{wrong}\n{STATUS}{wrong}\n{STATUS}error: {wrong}\nhint: nothing was written, after 3 answers that cannot be used\n"
        )
    );
    assert_eq!(code, 2);
    Ok(())
}

#[test]
fn two_columns_of_one_heading_are_one_question() -> Outcome {
    let root = workspace()?;
    let form = "Name,Email,Payment status,Payment status\nBo Sample,bo@example.org,open,paid\n";
    fs::write(root.path().join("form.csv"), form)?;
    let import = ["register", "import", "form.csv"];
    let (code, shown) = type_in(root.path(), &import, &["no"])?;
    let expected =
        format!("{STATUS}imported for Connectathon 43: 1 new, 0 changed, 0 unchanged, 0 refused\n");
    assert_eq!((code, shown.as_str()), (0, expected.as_str()));
    Ok(())
}

#[test]
fn what_an_answer_below_the_name_of_a_track_means_is_asked_once() -> Outcome {
    let root = workspace()?;
    let form = "Name,Email,Patient\nBo Sample,bo@example.org,Client\nCy Sample,cy@example.org,no\n";
    fs::write(root.path().join("form.csv"), form)?;
    let import = ["register", "import", "form.csv", "--mapping", "form"];
    let (code, shown) = type_in(root.path(), &import, &["yes"])?;
    assert_eq!(
        (code, shown.as_str()),
        (
            0,
            "Is every answer but no below 'Patient', such as 'Client', a choice of that track? (yes, no) \
             note: a mark below 'Patient' is a choice of the track\n\
             imported for Connectathon 43: 2 new, 0 changed, 0 unchanged, 0 refused\n"
        )
    );
    let mapping = fs::read_to_string(root.path().join("imports/form.yaml"))?;
    assert!(mapping.contains("  Patient: tracks\n"), "{mapping}");
    let (code, shown) = type_in(root.path(), &import, &[])?;
    assert_eq!(
        (code, shown.as_str()),
        (
            0,
            "note: a mark below 'Patient' is a choice of the track\n\
             imported for Connectathon 43: 0 new, 0 changed, 2 unchanged, 0 refused\n"
        )
    );
    Ok(())
}

#[test]
fn ratings_of_tracks_are_one_question_for_all_their_columns() -> Outcome {
    let root = workspace()?;
    let form = "Name,Email,Patient,US Core,Patient\nBo Sample,bo@example.org,5,5,\nCy Sample,cy@example.org,,2,4\n";
    fs::write(root.path().join("form.csv"), form)?;
    let import = ["register", "import", "form.csv", "--mapping", "form"];
    let question = "Some rows have one number for several tracks below 'Patient', 'US Core'. Is every number a choice of its track? (yes, no) ";
    let (code, shown) = type_in(root.path(), &import, &["sometimes", "yes"])?;
    let expected = format!(
        "{question}expected yes or no\n{question}\
         note: a mark below 'Patient', 'US Core', 'Patient' is a choice of the track\n\
         imported for Connectathon 43: 2 new, 0 changed, 0 unchanged, 0 refused\n"
    );
    assert_eq!((code, shown.as_str()), (0, expected.as_str()));
    let mapping = fs::read_to_string(root.path().join("imports/form.yaml"))?;
    for line in ["  Patient: tracks\n", "  US Core: tracks\n"] {
        assert!(mapping.contains(line), "{mapping}");
    }
    // A no is one for all of them as well.
    fs::remove_file(root.path().join("imports/form.yaml"))?;
    let (code, shown) = type_in(root.path(), &import, &["no"])?;
    assert!(shown.starts_with(question), "{shown}");
    assert_eq!(code, 0);
    let mapping = fs::read_to_string(root.path().join("imports/form.yaml"))?;
    for line in ["  Patient: ignore\n", "  US Core: ignore\n"] {
        assert!(mapping.contains(line), "{mapping}");
    }
    Ok(())
}

#[test]
fn a_person_known_by_chat_is_asked_for_no_address() -> Outcome {
    let root = workspace()?;
    let event = root.path().join("events/2026-09-rockville/event.yaml");
    support::edit(&event, |text| text + "people-known-by: chat\n")?;
    let (code, shown) = type_in(
        root.path(),
        &["register"],
        &["Bo Sample", "bo-s", "", "", "", ""],
    )?;
    let start = "Full name: Name in the chat: Organization (Enter to leave it out): ";
    assert!(shown.starts_with(start), "{shown}");
    assert!(
        shown.contains("registered Bo Sample for Connectathon 43 as a participant"),
        "{shown}"
    );
    assert_eq!(code, 0);
    Ok(())
}

#[test]
fn a_page_with_several_tracks_is_asked_which() -> Outcome {
    let root = workspace()?;
    fs::write(
        root.path().join("tracks.md"),
        "| Track | Lead | Zulip |\n|---|---|---|\n| Bulk Data | Bo Sample | #bulk |\n| Subscriptions | Cy Sample | #subscriptions |\n",
    )?;
    let propose = ["propose", "--from", "tracks.md"];
    let (code, shown) = type_in(root.path(), &propose, &["3", "Subscriptions"])?;
    let question = "Which of the 2 tracks, or all: ";
    let start = format!(
        "1. Bulk Data\n2. Subscriptions\n{question}no track '3'\n{question}created a draft: events/2026-09-rockville/tracks/subscriptions.yaml\n"
    );
    assert!(shown.starts_with(&start), "{shown}");
    assert_eq!(code, 0);
    Ok(())
}
