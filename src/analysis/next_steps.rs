//! What to do next for an event, most urgent first, each step with the command for it.

use std::collections::BTreeMap;

use crate::analysis::counts::{FindingCounts, PeopleCounts, TrackSummary};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::implementers::Implementation;
use crate::analysis::readiness::{Testability, assess};
use crate::analysis::report;
use crate::model::TrackStatus;
use crate::model::plural::plural;
use crate::model::timeline::distance;
use crate::model::track::RoleKind;
use crate::workspace::File;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Days until it has to be done; negative when that day has passed.
    pub days: i64,
    /// What there is to do, in words.
    pub what: String,
    /// The command that does it or shows more.
    pub command: String,
}

/// The steps of an event. Once it is over, what is left are its reports, where it says when they are due.
pub fn next_steps(
    facts: &EventFacts<'_>,
    tracks: &[TrackSummary],
    people: &PeopleCounts,
    found: &BTreeMap<String, FindingCounts>,
) -> Vec<NextStep> {
    if facts.has_ended() {
        return report_steps(facts);
    }
    let slug = &facts.folder.slug;
    let days = |day: chrono::NaiveDate| (day - facts.today()).num_days();
    let start = days(facts.event().first_day());
    let mut steps = Vec::new();
    let mut add = |days: i64, what: String, command: String| {
        steps.push(NextStep {
            days,
            what,
            command,
        });
    };
    let errors = |file: &str| found.get(file).map_or(0, |tally| tally.errors);
    let broken = errors(facts.record.file.as_str());
    if broken > 0 {
        let what = format!("the event's record has {}", plural(broken, "error"));
        let file = facts.record.file.as_str();
        add(0, what, format!("cxn check {file}"));
    }
    let free = facts.offered.len();
    if free > 0 {
        let what = if free == 1 {
            "a seat is free for 1 person who waits".to_owned()
        } else {
            format!("seats are free for {free} people who wait")
        };
        add(
            0,
            what,
            format!("cxn register promote --all --event {slug}"),
        );
    }
    if tracks.is_empty() {
        let close = facts.timeline.get("proposals-close");
        let what = "no track is proposed yet".to_owned();
        let command = format!("cxn propose \"TITLE\" --event {slug}");
        add(
            close.map_or(start, |close| days(close.day())),
            what,
            command,
        );
    }
    for track in tracks {
        if let Some(step) = track_steps(facts, track, start) {
            add(step.days, step.what, step.command);
        }
    }
    let folder = format!("events/{slug}/registrations/");
    let faulty = found
        .iter()
        .filter(|(file, tally)| file.starts_with(&folder) && tally.errors > 0)
        .count();
    if faulty > 0 {
        let verb = if faulty == 1 { "has" } else { "have" };
        let what = format!("{} {verb} errors", plural(faulty, "registration"));
        add(
            start,
            what,
            format!("cxn check events/{slug}/registrations"),
        );
    }
    if people.without_track > 0 {
        let what = format!(
            "{} named no track",
            plural(people.without_track, "participant")
        );
        let command = format!("cxn registrations list --event {slug} --without-track");
        add(start, what, command);
    }
    // Stable: what is equally urgent stays in the order of the tracks.
    steps.sort_by_key(|step| step.days);
    steps
}

/// The reports that tracks still owe.
fn report_steps(facts: &EventFacts<'_>) -> Vec<NextStep> {
    let Some(due) = report::due(facts) else {
        return Vec::new();
    };
    let (event, day) = (&facts.folder.slug, due.day());
    let when = distance(facts.today(), day);
    let verb = if due.is_past(facts.now) { "was" } else { "is" };
    let tracks = facts.folder.tracks.values();
    let owing = tracks.filter(|track| {
        report::owes(facts, &track.value) && !report::is_closed(facts, &track.slug)
    });
    owing
        .map(|track| {
            let title = &track.value.title;
            let file = File::report(event, &track.slug);
            let (what, command) = if facts.folder.unread.contains(&file) {
                ("cannot be parsed", "check")
            } else if facts.folder.reports.contains_key(&track.slug) {
                ("is open", "check")
            } else {
                ("is not drafted", "draft")
            };
            NextStep {
                days: (day - facts.today()).num_days(),
                what: format!("the report of {title} {what} and {verb} due {when}"),
                command: format!("cxn report {command} {event}/{}", track.slug),
            }
        })
        .collect()
}

/// What one track needs: at most one step, the first that stands in the way of the others.
fn track_steps(facts: &EventFacts<'_>, track: &TrackSummary, start: i64) -> Option<NextStep> {
    let event = &facts.folder.slug;
    let name = format!("{event}/{}", track.slug);
    let title = &track.title;
    let close = facts.timeline.get("proposals-close");
    let until = close.map_or(start, |close| (close.day() - facts.today()).num_days());
    let closing = || {
        let Some(close) = close else {
            let first = facts.event().first_day();
            return format!("the event starts {}", distance(facts.today(), first));
        };
        let verb = if close.is_past(facts.now) {
            "closed"
        } else {
            "close"
        };
        format!("proposals {verb} {}", distance(facts.today(), close.day()))
    };
    // What can no longer be in time for the close has to be right when the event starts.
    let ahead = close.is_some_and(|close| !close.is_past(facts.now));
    let mended_by = if ahead { until } else { start };
    let errors = track.findings.errors;
    let command = |verb: &str| format!("cxn {verb} {name}");
    let step = |days, what: String, command| {
        Some(NextStep {
            days,
            what,
            command,
        })
    };
    match track.status {
        None => step(
            mended_by,
            format!("the record of {title} cannot be parsed"),
            command("check"),
        ),
        Some(TrackStatus::Draft) => step(
            until,
            format!("{title} is a draft and {}", closing()),
            // A warning of a draft may be an error once it is handed in: look before.
            command("check"),
        ),
        Some(TrackStatus::ChangesRequested) => step(
            until,
            format!("{title} waits for the changes that the reviewers asked for"),
            // What is open of them is a warning.
            command(if errors + track.findings.warnings > 0 {
                "check"
            } else {
                "submit"
            }),
        ),
        Some(TrackStatus::Submitted | TrackStatus::Approved) if errors > 0 => {
            let status = if track.status == Some(TrackStatus::Approved) {
                "approved"
            } else {
                "submitted"
            };
            step(
                mended_by,
                format!("{title} is {status} and has {}", plural(errors, "error")),
                command("check"),
            )
        }
        Some(TrackStatus::Submitted) => step(
            start,
            format!("{title} waits for the reviewers"),
            command("track show"),
        ),
        Some(TrackStatus::Approved) => partners_step(facts, track, start),
        _ => None,
    }
}

/// What an approved track needs once it has its first partners: a side that is missing, or scenarios that cannot be tested yet.
fn partners_step(facts: &EventFacts<'_>, track: &TrackSummary, start: i64) -> Option<NextStep> {
    let record = facts.track(track.slug.as_str())?;
    let (implementations, releases) = facts.implementations_of(record);
    if !implementations.iter().any(Implementation::can_test) {
        return None;
    }
    let (event, title) = (&facts.folder.slug, &track.title);
    let step = |what, command| {
        Some(NextStep {
            days: start,
            what,
            command,
        })
    };
    let has_role = |side| record.value.roles.iter().any(|role| role.is_on(side));
    let missing = match (track.clients, track.servers) {
        (clients, 0) if clients > 0 && has_role(RoleKind::Server) => {
            Some((plural(clients, "client"), "server"))
        }
        (0, servers) if servers > 0 && has_role(RoleKind::Client) => {
            Some((plural(servers, "server"), "client"))
        }
        _ => None,
    };
    if let Some((there, missing)) = missing {
        return step(
            format!("{title} has {there} and no {missing}"),
            format!("cxn registrations list {event}/{}", track.slug),
        );
    }
    let scenarios = record.value.scenarios.iter();
    let untestable = scenarios
        .filter(|scenario| {
            let readiness = assess(&record.value, scenario, implementations, &releases);
            readiness.verdict == Testability::NotTestable
        })
        .count();
    if untestable == 0 {
        return None;
    }
    step(
        format!(
            "{} of {title} cannot be tested yet",
            plural(untestable, "scenario")
        ),
        format!("cxn readiness {event}/{}", track.slug),
    )
}

#[cfg(test)]
mod tests {
    use crate::analysis::overview::tests::with_event;

    #[test]
    fn a_draft_is_as_urgent_as_the_close_to_the_last_second() {
        for (now, days, what) in [
            ("2026-08-06T00:00:00-04:00", 2, "proposals close in 2 days"),
            ("2026-08-08T23:59:59-04:00", 0, "proposals close today"),
            (
                "2026-08-09T00:00:00-04:00",
                -1,
                "proposals closed 1 day ago",
            ),
        ] {
            with_event(now, |_, overview| {
                let what = format!("Bulk Data is a draft and {what}");
                let mut found = overview.next.iter();
                assert!(
                    found.any(|step| step.days == days && step.what == what),
                    "{now}"
                );
            });
        }
    }

    #[test]
    fn a_seat_that_is_free_while_somebody_waits_is_offered() {
        let now = "2026-08-06T12:00:00-04:00";
        with_event(now, |_, overview| {
            let offer = overview
                .next
                .iter()
                .find(|step| step.what == "a seat is free for 1 person who waits");
            let command = offer.map(|step| step.command.as_str());
            assert_eq!(command, Some("cxn register promote --all --event e"));
        });
    }

    #[test]
    fn what_was_missed_comes_before_what_is_ahead() {
        with_event("2026-08-10T12:00:00-04:00", |_, overview| {
            let days: Vec<i64> = overview.next.iter().map(|step| step.days).collect();
            assert!(days.is_sorted(), "{days:?}");
            assert_eq!(days.first(), Some(&-2));
        });
    }

    #[test]
    fn nothing_is_left_to_do_once_the_event_is_over() {
        with_event("2026-09-21T00:00:00-04:00", |_, overview| {
            assert_eq!(overview.next, []);
        });
    }
}
