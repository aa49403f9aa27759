//! What happened to records between two states, in their own words: "approve patient; 3 results in us-core".

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plural::plural;
use crate::workspace::{File, RecordKind};
use crate::yaml::{self, Mapping, Value};

/// A file before and after; nothing where it was not there.
#[derive(Debug, Clone)]
pub struct Versions {
    pub file: File,
    pub before: Option<Vec<u8>>,
    pub after: Option<Vec<u8>>,
}

/// What a line of a change does to a record; several of one event and verb make one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Act {
    /// The order of lines: that of the kinds, the settings first.
    kind: RecordKind,
    verb: String,
    event: String,
    /// The track of results.
    track: String,
}

/// The lines that say what was done, a line for what was done alike.
pub fn lines(changes: &[Versions]) -> Vec<String> {
    let events: BTreeSet<&str> = changes
        .iter()
        .filter_map(|it| it.file.event_slug())
        .collect();
    let mut acts: BTreeMap<Act, Vec<&File>> = BTreeMap::new();
    for change in changes {
        let Some(kind) = change.file.kind() else {
            continue;
        };
        let act = Act {
            kind,
            verb: verb(kind, change),
            event: change.file.event_slug().unwrap_or_default().to_owned(),
            track: change.file.result_track().unwrap_or_default().to_owned(),
        };
        acts.entry(act).or_default().push(&change.file);
    }
    let several = events.len() > 1;
    acts.iter()
        .map(|(act, files)| line(act, files, several))
        .collect()
}

/// All of it in one line.
pub fn sentence(lines: &[String]) -> String {
    lines.join("; ")
}

fn line(act: &Act, files: &[&File], several_events: bool) -> String {
    let count = files.len();
    let in_event = if several_events {
        format!(" in {}", act.event)
    } else {
        String::new()
    };
    let verb = &act.verb;
    let names = |noun: &str, name: &dyn Fn(&File) -> String| match files {
        [one] => format!("{verb} {}", name(one)),
        [one, two] => format!("{verb} {} and {}", name(one), name(two)),
        _ => format!("{verb} {}", plural(count, noun)),
    };
    match act.kind {
        RecordKind::Event => names("event", &|file| {
            format!("event {}", file.event_slug().unwrap_or_default())
        }),
        RecordKind::Track => {
            let listed = names("track", &|file| match file.event_slug() {
                Some(event) if several_events => format!("{event}/{}", file.stem()),
                _ => file.stem().to_owned(),
            });
            if count > 2 {
                format!("{listed}{in_event}")
            } else {
                listed
            }
        }
        // People are counted, not named: what is written into git stays there.
        RecordKind::Registration => {
            format!("{verb} {}{in_event}", plural(count, "registration"))
        }
        RecordKind::Result => {
            let what = plural(count, "result");
            let track = if several_events {
                format!("{}/{}", act.event, act.track)
            } else {
                act.track.clone()
            };
            if verb == RECORD {
                format!("{what} in {track}")
            } else {
                format!("{verb} {what} in {track}")
            }
        }
        RecordKind::Settings => format!("{verb} the settings"),
        kind => names(&kind.to_string(), &|file| format!("{kind} {}", file.stem())),
    }
}

const RECORD: &str = "record";

/// A record as a plain table of its keys, where it can be parsed.
pub fn read(bytes: &[u8]) -> Option<Mapping> {
    let read = yaml::read_file::<Mapping>(bytes).ok();
    read.map(|(value, _)| value)
}

/// The word for what was done to a record: what its history says last, else how it differs.
fn verb(kind: RecordKind, change: &Versions) -> String {
    let value = |bytes: &Option<Vec<u8>>| read(bytes.as_deref()?);
    if change.after.is_none() {
        return "remove".to_owned();
    }
    let (before, after) = (value(&change.before), value(&change.after));
    let new = added_to_history(before.as_ref(), after.as_ref());
    let told = new.last().and_then(|what| of_history(kind, what));
    if change.before.is_some() {
        return told.unwrap_or("change").to_owned();
    }
    let word = match kind {
        RecordKind::Event => "create",
        RecordKind::Track => match told {
            None | Some("submit") => "propose",
            Some(_) => "add",
        },
        RecordKind::Registration | RecordKind::Report => told.unwrap_or("add"),
        RecordKind::Result => RECORD,
        _ => "add",
    };
    word.to_owned()
}

/// What was added to the history of a record, oldest first.
fn added_to_history(before: Option<&Mapping>, after: Option<&Mapping>) -> Vec<String> {
    let entries = |record: Option<&Mapping>| -> Vec<Value> {
        let history = record.and_then(|record| record.get("history"));
        history
            .and_then(Value::as_sequence)
            .cloned()
            .unwrap_or_default()
    };
    let before = entries(before);
    let after = entries(after).into_iter();
    after
        .filter(|entry| !before.contains(entry))
        .filter_map(|entry| entry.get("what")?.as_str().map(str::to_owned))
        .collect()
}

/// What a word of a history asks of the one who does it.
fn of_history(kind: RecordKind, what: &str) -> Option<&'static str> {
    Some(match (kind, what) {
        (_, "submitted") => "submit",
        (_, "changes-requested") => "request changes to",
        (_, "deferred") => "defer",
        (_, "approved") => "approve",
        (_, "declined") => "decline",
        (_, "withdrawn") => "withdraw",
        (_, "rescheduled") => "move dates of",
        (RecordKind::Issue, "tracked") => "take over what the tracker says of",
        (RecordKind::Report, "drafted") => "draft",
        (_, "closed") => "close",
        (_, "reopened") => "open again",
        (_, "late-exception") => "grant a late exception to",
        (_, "confirmed") => "confirm",
        (RecordKind::Registration, "registered") => "add",
        (_, "recorded") => RECORD,
        (_, "verified") => "verify",
        (_, "corrected") => "correct",
        (_, "changed") => "change",
        (_, "waitlisted") => "put on the waiting list:",
        (_, "promoted") => "give a seat to",
        (_, "cancelled") => "cancel",
        (_, "checked-in") => "check in",
        _ => return None,
    })
}

/// The keys at the top of a record that differ, in the order of the file; what only the commands write is left out.
pub fn changed_keys(before: Option<&Mapping>, after: Option<&Mapping>) -> Vec<String> {
    let empty = Mapping::new();
    let (before, after) = (before.unwrap_or(&empty), after.unwrap_or(&empty));
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    let keys = after
        .keys()
        .filter(|key| before.get(*key) != after.get(*key));
    keys.chain(gone)
        .filter_map(Value::as_str)
        .filter(|key| !matches!(*key, "status" | "history"))
        .map(str::to_owned)
        .collect()
}

/// A record as people name it: `track EVENT/TRACK`, `settings cxn.yaml`.
pub fn record_name(file: &File) -> String {
    match file.kind() {
        Some(kind) => format!("{kind} {}", short_name(file)),
        None => file.to_string(),
    }
}

/// The same without its kind: what a person would type.
pub fn short_name(file: &File) -> String {
    let event = file.event_slug().unwrap_or_default();
    match file.kind() {
        Some(RecordKind::Event) => event.to_owned(),
        Some(RecordKind::Track | RecordKind::Registration | RecordKind::Report) => {
            format!("{event}/{}", file.stem())
        }
        Some(RecordKind::Result) => {
            let track = file.result_track().unwrap_or_default();
            format!("{event}/{track}/{}", file.stem())
        }
        Some(RecordKind::Settings) | None => file.to_string(),
        Some(_) => file.stem().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::issue::IssueChange;
    use crate::model::registration::RegistrationChange;
    use crate::model::report::ReportChange;
    use crate::model::result::ResultChange;
    use crate::model::track::TrackChange;
    use crate::model::words::Word as _;

    fn versions(file: &str, before: Option<&str>, after: Option<&str>) -> Versions {
        let bytes = |text: Option<&str>| text.map(|text| text.as_bytes().to_vec());
        Versions {
            file: File::new(file),
            before: bytes(before),
            after: bytes(after),
        }
    }

    fn history(whats: &[&str]) -> String {
        let entry = |(at, what): (usize, &&str)| {
            format!("  - {{when: '2026-07-01T10:{at:02}:00Z', what: {what}}}\n")
        };
        let entries: String = whats.iter().enumerate().map(entry).collect();
        format!("title: T\nhistory:\n{entries}")
    }

    #[test]
    fn records_say_what_was_done_to_them() {
        let track = |name: &str| format!("events/e/tracks/{name}.yaml");
        let result = |name: &str| format!("events/e/results/us-core/{name}.yaml");
        let submitted = history(&["submitted"]);
        let approved = history(&["submitted", "approved"]);
        let checked_in = history(&["registered", "checked-in"]);
        let said = lines(&[
            versions(&track("patient"), None, Some("title: T\n")),
            versions(&track("labs"), Some(&submitted), Some(&approved)),
            versions(&track("old"), Some("title: T\n"), Some("title: U\n")),
            versions(&track("gone"), Some("title: T\n"), None),
            versions(&result("a"), None, Some("scenario: s\n")),
            versions(&result("b"), None, Some("scenario: s\n")),
            versions(
                &result("c"),
                Some("scenario: s\n"),
                Some(&history(&["verified"])),
            ),
            versions(
                "events/e/registrations/ann.yaml",
                Some("name: A\n"),
                Some(&checked_in),
            ),
            versions("events/e/registrations/bo.yaml", None, Some("name: B\n")),
            versions("events/e/event.yaml", Some("name: E\n"), Some("name: F\n")),
            versions("cxn.yaml", None, Some("modeline: true\n")),
            versions("templates/own.yaml", None, Some("title: T\n")),
        ]);
        assert_eq!(
            said,
            [
                "add the settings",
                "add template own",
                "change event e",
                "approve labs",
                "change old",
                "propose patient",
                "remove gone",
                "add 1 registration",
                "check in 1 registration",
                "2 results in us-core",
                "verify 1 result in us-core",
            ]
        );
    }

    #[test]
    fn several_events_are_told_apart_and_many_tracks_are_counted() {
        let track = |event: &str, name: &str| {
            versions(
                &format!("events/{event}/tracks/{name}.yaml"),
                None,
                Some("title: T\n"),
            )
        };
        let said = lines(&[track("a", "x"), track("b", "x"), track("b", "y")]);
        assert_eq!(said, ["propose a/x", "propose b/x and b/y"]);
        let said = lines(&[
            track("a", "x"),
            track("a", "y"),
            track("a", "z"),
            track("b", "x"),
        ]);
        assert_eq!(said, ["propose 3 tracks in a", "propose b/x"]);
    }

    #[test]
    fn every_word_of_a_history_has_a_verb() {
        let tracks = TrackChange::ALL
            .iter()
            .map(|it| (RecordKind::Track, it.as_str()));
        let people = RegistrationChange::ALL.iter();
        let people = people.map(|it| (RecordKind::Registration, it.as_str()));
        let results = ResultChange::ALL
            .iter()
            .map(|it| (RecordKind::Result, it.as_str()));
        let issues = IssueChange::ALL
            .iter()
            .map(|it| (RecordKind::Issue, it.as_str()));
        let reports = ReportChange::ALL
            .iter()
            .map(|it| (RecordKind::Report, it.as_str()));
        let all = tracks.chain(people).chain(results).chain(issues);
        for (kind, what) in all.chain(reports) {
            assert!(of_history(kind, what).is_some(), "{kind}: {what}");
        }
    }

    #[test]
    fn keys_that_differ_are_named_without_what_commands_write() {
        let map = |text: &str| {
            yaml::read::<Mapping>(text).unwrap_or_else(|error| unreachable!("{error}"))
        };
        let (before, after) = (
            map("{a: 1, b: 2, status: draft, c: 3}"),
            map("{a: 2, c: 3, status: submitted, d: 4}"),
        );
        assert_eq!(changed_keys(Some(&before), Some(&after)), ["a", "d", "b"]);
    }
}
