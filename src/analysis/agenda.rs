//! What somebody still has to do for an event, and by when.
//!
//! A milestone that is merely past is no one's task any more. Overdue is only what somebody still has to act for:
//! a draft after the close, a track without its call once calls had to be held.
//!
//! Responsibilities of track leads join in as long as their date is ahead, and where they are overdue: which are is decided in
//! [`responsibilities`](crate::analysis::responsibilities). 'cxn responsibilities' shows them all.

use chrono::DateTime;

use crate::analysis::event_facts::EventFacts;
use crate::analysis::lead_names::who_acts;
use crate::analysis::report::{REPORT_DUE, is_closed, owes};
use crate::analysis::responsibilities;
use crate::analysis::responsibilities::{ItemDate, State};
use crate::model::responsibility::DoneWhen;
use crate::model::timeline::Due;
use crate::model::zone::Tz;
use crate::model::{Slug, Track, TrackStatus, When};
use crate::workspace::Record;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What there is to do, in a few words.
    pub what: String,
    /// The track it is about; `None` for a milestone of the event.
    pub track: Option<Slug>,
    pub due: Due,
    /// Its day or time: the milestone's, or that of a late exception.
    pub when: When,
    /// Whether the date comes from a late exception instead of the milestone.
    pub excepted: bool,
    /// The instant from which it counts, or from which it is late.
    pub at: DateTime<Tz>,
    pub overdue: bool,
    /// Who has to act: names, or a group when no one is named.
    pub who: Vec<String>,
}

/// Everything there is to do for an event, earliest first. Nothing, once the event is over and its reports are closed.
pub fn tasks(facts: &EventFacts<'_>) -> Vec<Task> {
    let tracks: Vec<Vec<Task>> = facts
        .folder
        .tracks
        .values()
        .map(|track| track_tasks(track, facts))
        .collect();
    let report_has_owners = tracks
        .iter()
        .flatten()
        .any(|task| task.due.name == REPORT_DUE);
    let milestones = facts
        .timeline
        .iter()
        .filter(|due| !due.is_past(facts.now))
        // Once the event is over the tracks that ran owe the report, each by name.
        .filter(|due| due.name != REPORT_DUE || !report_has_owners)
        .map(|due| Task {
            what: due.label.clone(),
            track: None,
            due: due.clone(),
            when: due.when,
            excepted: false,
            at: due.at(),
            overdue: false,
            who: vec![due.who.clone()],
        });
    let mut tasks: Vec<Task> = milestones.chain(tracks.into_iter().flatten()).collect();
    tasks.sort_by(|a, b| (a.at, &a.track).cmp(&(b.at, &b.track)));
    tasks
}

const KICK_OFF_BY: &str = "kick-off-by";

fn track_tasks(track: &Record<Track>, facts: &EventFacts<'_>) -> Vec<Task> {
    let value = &track.value;
    let mut tasks = Vec::new();
    if !facts.has_ended() && value.status.needs_submission() {
        tasks.extend(submission(track, facts));
    }
    let has_call = value.kick_offs.dated().next().is_some();
    if !facts.has_started() && value.status.is_open() && !has_call {
        let due = facts.timeline.get(KICK_OFF_BY);
        let what = format!("hold the kick-off call of '{}'", value.title);
        tasks.extend(due.map(|due| task(track, due, what, facts)));
    }
    if facts.has_ended() && value.status == TrackStatus::Approved {
        let due = facts.timeline.get(REPORT_DUE);
        let open = due.filter(|due| !is_reported(track, due, facts));
        // Where the half that holds reports is not here, no one can be told that one is late.
        let known = open.filter(|due| !due.is_past(facts.now) || owes(facts, value));
        let what = format!("report on '{}'", value.title);
        tasks.extend(known.map(|due| task(track, due, what, facts)));
    }
    if !facts.has_started() && value.status.is_open() {
        tasks.extend(responsibilities(track, has_call, facts));
    }
    tasks
}

/// Whether the report of a track is closed, or the responsibility for it was ticked.
fn is_reported(track: &Record<Track>, due: &Due, facts: &EventFacts<'_>) -> bool {
    let items = responsibilities::list(facts)
        .map(|list| responsibilities::items_of_track(list, track, facts));
    is_closed(facts, &track.slug)
        || items.into_iter().flatten().any(|item| {
            item.state == State::Done
                && item.responsibility.milestone.as_deref() == Some(due.name.as_str())
        })
}

/// The responsibilities of a track, without those that are tasks already: a call that has no date yet is one. Of a draft only what
/// is overdue: whether it will become a track is open.
fn responsibilities(track: &Record<Track>, has_call: bool, facts: &EventFacts<'_>) -> Vec<Task> {
    let told = |item: &responsibilities::Item<'_>| match item.responsibility.done_when {
        Some(DoneWhen::Submitted) => true,
        Some(DoneWhen::KickOffSet | DoneWhen::KickOffHeld) if !has_call => {
            item.responsibility.milestone.as_deref() == Some(KICK_OFF_BY)
        }
        _ => item.responsibility.milestone.as_deref() == Some(REPORT_DUE),
    };
    let items = responsibilities::list(facts)
        .map(|list| responsibilities::items_of_track(list, track, facts));
    let items = items.into_iter().flatten();
    items
        .filter(|item| item.state != State::Done && !told(item))
        .filter_map(|item| {
            let (name, title) = (&item.responsibility.title, &track.value.title);
            let due = match item.date? {
                ItemDate::Milestone(due) | ItemDate::Exception(due, _) => due,
                ItemDate::List(offset, when) => {
                    Due::of_list(&item.responsibility.id, name, offset, when, facts.zone)
                }
            };
            let is_overdue = item.state == State::Overdue;
            let is_ahead = !due.is_past(facts.now) && track.value.status != TrackStatus::Draft;
            (is_ahead || is_overdue).then(|| Task {
                what: format!("'{title}': {name}"),
                track: Some(track.slug.clone()),
                when: due.when,
                excepted: false,
                at: due.at(),
                overdue: is_overdue,
                who: item.who,
                due,
            })
        })
        .collect()
}

/// Handing a draft in by the close, or by the end of its late exception; without an end, by the first day of the event.
fn submission(track: &Record<Track>, facts: &EventFacts<'_>) -> Option<Task> {
    let value = &track.value;
    let due = facts.timeline.get("proposals-close")?;
    let what = match value.status {
        TrackStatus::ChangesRequested => {
            format!("resubmit '{}' (changes requested)", value.title)
        }
        _ => format!("submit '{}' (draft)", value.title),
    };
    let mut task = task(track, due, what, facts);
    if let Some((until, end)) = responsibilities::excepted_close(value, due, facts) {
        (task.when, task.at, task.excepted) = (until, end, true);
        task.overdue = facts.now >= end;
    }
    Some(task)
}

fn task(track: &Record<Track>, due: &Due, what: String, facts: &EventFacts<'_>) -> Task {
    Task {
        what,
        track: Some(track.slug.clone()),
        when: due.when,
        excepted: false,
        at: due.at(),
        overdue: due.is_past(facts.now),
        who: who_acts(&track.value),
        due: due.clone(),
    }
}

/// Names of milestones that are past and that somebody still has to act for.
pub fn overdue_milestones(tasks: &[Task]) -> Vec<String> {
    let mut names: Vec<String> = tasks
        .iter()
        .filter(|task| task.overdue)
        .map(|task| task.due.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::analysis::event_facts::tests::with_facts;

    /// The tracks with something overdue and its date, as the agenda and as the responsibilities have it.
    fn overdue(now: &str, tracks: &[(&str, &str)]) -> [BTreeSet<String>; 2] {
        let event = "name: E\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline: {proposals-close: 2026-08-08, track-lead-orientation: 2026-09-01, report-due: 2026-10-04}\n";
        let files: Vec<(String, String)> = tracks
            .iter()
            .map(|(name, text)| (format!("tracks/{name}.yaml"), format!("title: T\n{text}")))
            .collect();
        let mut all = vec![("event.yaml", event)];
        all.extend(
            files
                .iter()
                .map(|(file, text)| (file.as_str(), text.as_str())),
        );
        with_facts(now, &all, |facts| {
            let name = |track: &Slug, when: When| format!("{track} {when}");
            let tasks = tasks(facts).into_iter().filter(|task| task.overdue);
            let tasks = tasks.filter_map(|task| Some(name(&task.track?, task.when)));
            let list = responsibilities::list(facts).unwrap_or_else(|| unreachable!());
            let items = facts
                .folder
                .tracks
                .values()
                .flat_map(|track| responsibilities::items_of_track(list, track, facts))
                .filter(|item| item.state == State::Overdue)
                .filter_map(|item| Some(name(item.track, item.date?.when())));
            [tasks.collect(), items.collect()]
        })
    }

    #[test]
    fn the_agenda_and_the_responsibilities_agree_on_what_is_overdue() {
        let exception = "late-exception: {until: 2026-08-20, why: travel}\n";
        let texts = [
            "",
            exception,
            "kick-off: {starts: 2026-08-30T11:00}\n",
            "test-data: [x]\nchat-stream: y\n",
        ];
        let mut tracks = Vec::new();
        for status in [
            "draft",
            "submitted",
            "changes-requested",
            "approved",
            "declined",
            "withdrawn",
        ] {
            for (at, text) in texts.iter().enumerate() {
                tracks.push((
                    format!("{status}-{at}"),
                    format!("status: {status}\n{text}"),
                ));
            }
        }
        let tracks: Vec<(&str, &str)> = tracks
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let mut seen = 0;
        for now in [
            "2026-06-01T12:00:00-04:00",
            "2026-07-26T12:00:00-04:00",
            "2026-08-08T23:59:59-04:00",
            "2026-08-09T00:00:00-04:00",
            "2026-08-20T23:59:59-04:00",
            "2026-08-21T00:00:00-04:00",
            "2026-09-07T12:00:00-04:00",
            "2026-09-19T12:00:00-04:00",
            "2026-10-10T12:00:00-04:00",
        ] {
            let [tasks, items] = overdue(now, &tracks);
            assert_eq!(tasks, items, "{now}");
            seen += tasks.len();
        }
        assert!(seen > 100, "{seen}");
    }
}
