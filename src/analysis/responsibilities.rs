//! The responsibilities of a track's leads: each with its date, whether it is done, and who has to act.
//!
//! Overdue is what is past, can still be made up for, and is known to be undone: the record says so, or the event set a hard date.
//! Everything else that is past may have been done without anyone having ticked it.

use chrono::DateTime;

use crate::analysis::event_facts::EventFacts;
use crate::analysis::lead_names::{is_filled, who_acts};
use crate::analysis::report;
use crate::model::milestone::Offset;
use crate::model::responsibility::{DoneWhen, Responsibility, ResponsibilityList};
use crate::model::timeline::{Due, Origin};
use crate::model::words::words;
use crate::model::zone::Tz;
use crate::model::{Moment, Slug, Track, TrackStatus, When};
use crate::workspace::Record;

words! {
    pub enum State {
        /// The record says so, or a person ticked it.
        Done = "done",
        Open = "open",
        /// Known to be undone, and its date has passed.
        Overdue = "overdue",
    }
}

/// When a responsibility has to be done, and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemDate {
    Milestone(Due),
    /// The milestone whose date a late exception moved.
    Exception(Due, When),
    /// A distance that the responsibility list gives.
    List(Offset, When),
}

impl ItemDate {
    /// The day or time, in the event's zone.
    pub fn when(&self) -> When {
        match self {
            Self::Milestone(due) => due.when,
            Self::Exception(_, when) | Self::List(_, when) => *when,
        }
    }

    /// Whether the event itself set the date, and made it hard.
    fn is_hard(&self) -> bool {
        match self {
            Self::Milestone(due) => due.hard && due.origin == Origin::Event,
            Self::Exception(..) => true,
            Self::List(..) => false,
        }
    }

    /// What says so: the milestone's origin, or the distance that the list gives for events that say nothing else.
    pub fn origin_text(&self) -> String {
        match self {
            Self::Milestone(due) => due.origin_text(),
            Self::Exception(..) => "late exception".to_owned(),
            Self::List(offset, _) => format!("default: {offset}"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Item<'a> {
    pub track: &'a Slug,
    pub responsibility: &'a Responsibility,
    pub state: State,
    /// When it has to be done; `None` when neither the event nor the list says.
    pub date: Option<ItemDate>,
    /// When it was ticked by hand, and by whom.
    pub ticked: Option<(Moment, Option<&'a str>)>,
    /// Who has to act: the leads by name, or `track leads` when no one is named.
    pub who: Vec<String>,
}

/// The responsibility list of an event; `None` when it names one that is not there or does not read.
pub fn list<'a>(facts: &EventFacts<'a>) -> Option<&'a ResponsibilityList> {
    facts
        .workspace
        .responsibility_list(facts.event().responsibility_list_name())
}

/// The responsibilities of a track's leads, in the order of the list.
pub fn items_of_track<'a>(
    list: &'a ResponsibilityList,
    track: &'a Record<Track>,
    facts: &EventFacts<'_>,
) -> Vec<Item<'a>> {
    let who = who_acts(&track.value);
    let item = |responsibility: &'a Responsibility| {
        let date = date(responsibility, &track.value, facts);
        let ticks = track.value.responsibilities.iter();
        let ticked = ticks
            .filter(|tick| tick.item == responsibility.id)
            .map(|tick| (tick.done, tick.by.as_deref()))
            .next_back();
        let by_itself = responsibility
            .done_when
            .is_some_and(|when| is_done_by_record(when, track, facts));
        let is_past = date
            .as_ref()
            .is_some_and(|date| facts.now >= date.when().end(facts.zone));
        let is_known =
            responsibility.done_when.is_some() || date.as_ref().is_some_and(ItemDate::is_hard);
        let state = if ticked.is_some() || by_itself {
            State::Done
        } else if is_past && is_known && can_be_made_up(responsibility, &track.value, facts) {
            State::Overdue
        } else {
            State::Open
        };
        Item {
            track: &track.slug,
            responsibility,
            state,
            date,
            ticked,
            who: who.clone(),
        }
    };
    list.responsibilities.iter().map(item).collect()
}

/// Whether there is still something to make up for: a proposal until the event is over, a report from then on, the rest until the
/// event begins.
fn can_be_made_up(responsibility: &Responsibility, track: &Track, facts: &EventFacts<'_>) -> bool {
    match responsibility.done_when {
        Some(DoneWhen::Submitted) => track.status.needs_submission() && !facts.has_ended(),
        Some(DoneWhen::ReportClosed) => report::owes(facts, track),
        _ => track.status.is_open() && !facts.has_started(),
    }
}

/// Until when a track's proposal can be submitted, and the first instant after it, where a late exception moved that: without an
/// end of its own, by the first day of the event.
pub fn excepted_close(
    track: &Track,
    due: &Due,
    facts: &EventFacts<'_>,
) -> Option<(When, DateTime<Tz>)> {
    let exception = track.late_exception.as_ref()?;
    let until = exception.until.unwrap_or(facts.event().starts);
    let end = until.end(facts.zone);
    (end > due.at()).then_some((until, end))
}

/// The milestone's date where the event has one of that name, else the list's own distance.
fn date(
    responsibility: &Responsibility,
    track: &Track,
    facts: &EventFacts<'_>,
) -> Option<ItemDate> {
    let milestone = responsibility.milestone.as_deref();
    if let Some(due) = milestone.and_then(|name| facts.timeline.get(name)) {
        let is_submission = responsibility.done_when == Some(DoneWhen::Submitted);
        let excepted = excepted_close(track, due, facts).filter(|_| is_submission);
        return Some(match excepted {
            Some((until, _)) => ItemDate::Exception(due.clone(), until),
            None => ItemDate::Milestone(due.clone()),
        });
    }
    let offset = responsibility.due?.0;
    let (first, last) = (facts.event().first_day(), facts.event().last_day());
    Some(ItemDate::List(offset, When::Day(offset.day(first, last))))
}

/// Whether the record says by itself that a responsibility is done.
fn is_done_by_record(when: DoneWhen, record: &Record<Track>, facts: &EventFacts<'_>) -> bool {
    let track = &record.value;
    match when {
        DoneWhen::Submitted => {
            !track.status.needs_submission() && track.status != TrackStatus::Withdrawn
        }
        DoneWhen::Scenarios => {
            !track.scenarios.is_empty()
                && track.scenarios.iter().all(|scenario| {
                    !scenario.action.is_unanswered() && !scenario.success_criteria.is_unanswered()
                })
        }
        DoneWhen::ChatStream => !track.chat_stream.is_unanswered(),
        DoneWhen::KickOffSet => track.kick_offs.dated().next().is_some(),
        // Of several calls the last one.
        DoneWhen::KickOffHeld => {
            let dated = track.kick_offs.dated();
            let ends = dated.map(|(_, call, starts)| {
                let span = call.span(facts.zone);
                span.map_or_else(|| starts.end(facts.zone), |(_, ends)| ends)
            });
            ends.max().is_some_and(|ends| facts.now >= ends)
        }
        DoneWhen::LeadsRegistered => {
            let mut named = track.leads.iter().filter(|lead| is_filled(lead)).peekable();
            named.peek().is_some() && named.all(|lead| facts.is_registered(lead))
        }
        DoneWhen::TestScripts => !track.test_scripts.is_unanswered(),
        DoneWhen::TestData => !track.test_data.is_unanswered(),
        DoneWhen::ReportClosed => report::is_closed(facts, &record.slug),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::event_facts::tests::with_facts;

    /// `id: state date origin` of every responsibility of a track at a moment.
    fn responsibilities(event: &str, track: &str, now: &str) -> Vec<String> {
        let event = format!(
            "name: E\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\n{event}"
        );
        let track = format!("title: T\n{track}");
        let files = [("event.yaml", event.as_str()), ("tracks/t.yaml", &track)];
        with_facts(now, &files, |facts| {
            let list = list(facts).unwrap_or_else(|| unreachable!());
            let items = items_of_track(list, &facts.folder.tracks["t"], facts).into_iter();
            items
                .map(|item| {
                    let date = item.date.map_or("-".to_owned(), |date| {
                        format!("{} ({})", date.when(), date.origin_text())
                    });
                    format!("{}: {} {date}", item.responsibility.id, item.state.as_str())
                })
                .collect()
        })
    }

    #[test]
    fn dates_come_from_the_event_then_the_list_then_nowhere() {
        let event = "timeline: {scenarios-ready: 2026-08-01}\n";
        let lines = responsibilities(event, "", "2026-07-01T12:00:00-04:00");
        for line in [
            "proposal: open 2026-08-08 (default: 6 weeks before)",
            "scenarios: open 2026-08-01 (event, hard)",
            // No one knows whether the vendor was asked.
            "test-scripts-requested: open 2026-06-27 (default: 12 weeks before)",
            "registered: open 2026-09-18 (default: 1 day before)",
            "report: open -",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line}: {lines:?}");
        }
    }

    #[test]
    fn the_whole_last_day_counts_in_the_zone_of_the_event() {
        let state = |now| responsibilities("", "", now)[0].clone();
        assert!(state("2026-08-08T23:59:59-04:00").starts_with("proposal: open"));
        assert!(state("2026-08-09T00:00:00-04:00").starts_with("proposal: overdue"));
    }

    #[test]
    fn the_record_ticks_what_it_can_say_and_people_tick_the_rest() {
        let track = "status: submitted\nchat-stream: https://chat.example.org/t\ntest-data: [ten patients]\nkick-off: {starts: 2026-09-01T11:00}\nresponsibilities:\n  - {item: material, done: '2026-07-01T10:00:00-04:00', by: Robin Example}\nhistory:\n  - {when: '2026-07-01T10:00:00-04:00', what: submitted}\n";
        let done = |now: &str| -> String {
            let lines = responsibilities("", track, now);
            let done = lines.iter().filter_map(|line| line.split_once(": done"));
            done.map(|(id, _)| id).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            done("2026-09-01T11:59:59-04:00"),
            "proposal material chat-stream kick-off-set test-data"
        );
        assert_eq!(
            done("2026-09-01T12:00:00-04:00"),
            "proposal material chat-stream kick-off-set kick-off-held test-data"
        );
    }
}
