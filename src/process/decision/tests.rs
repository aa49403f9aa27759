use super::*;
use crate::process::retry::{is_conflict, retry_on_conflict};

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap_or_else(|_| unreachable!())
}

#[test]
fn a_record_that_was_changed_since_it_was_judged_is_a_conflict()
-> std::result::Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let file = File::track(&slug("e"), &slug("t"));
    let path = file.below(folder.path());
    let text = "title: T # short\nstatus: submitted\n";
    save::create(&path, text)?;
    let entry: Entry<TrackChange> =
        yaml::read("{when: 2026-08-01T10:00:00Z, what: approved, note: 'no'}")?;
    let mut expected: Track = yaml::read(text)?;
    expected.status = TrackStatus::Approved;
    expected.history.push(entry.clone());
    let planned = PlannedDecision {
        event: slug("e"),
        track: slug("t"),
        file,
        from: TrackStatus::Submitted,
        entry,
        zone: crate::model::zone::UTC,
        expected,
        remarks: Vec::new(),
    };
    let prepared = prepare(&crate::workspace::Root::whole(folder.path()), &planned)?;
    assert_eq!(
        prepared.text,
        "title: T # short\nstatus: approved\nhistory:\n  - when: 2026-08-01T10:00:00+00:00\n    what: approved\n    note: 'no'\n"
    );
    save::replace(&path, text, "title: U\nstatus: submitted\n")?;
    assert!(
        prepare(&crate::workspace::Root::whole(folder.path()), &planned)
            .is_err_and(|error| is_conflict(&error))
    );
    Ok(())
}

#[test]
fn a_conflict_is_said_and_tried_once_more() {
    let conflict = || anyhow::Error::from(DiskError::Conflict("t.yaml".into()));
    let (mut said, mut tries) = (Vec::<String>::new(), 0);
    let answer = retry_on_conflict(
        &mut said,
        |said, text| said.push(text.to_owned()),
        |_| {
            tries += 1;
            if tries == 1 {
                Err(conflict())
            } else {
                Ok(tries)
            }
        },
    );
    assert_eq!(answer.ok(), Some(2));
    assert_eq!(
        said,
        [
            "note: t.yaml was changed by another process meanwhile; nothing was written to it; reading it again"
        ]
    );
    let mut tries = 0;
    let answer: Result<()> = retry_on_conflict(
        &mut said,
        |_, _| {},
        |_| {
            tries += 1;
            Err(conflict())
        },
    );
    assert!(answer.is_err_and(|error| is_conflict(&error)));
    assert_eq!(tries, 2);
}
