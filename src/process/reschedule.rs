//! Dates that were changed after people could have put them into their calendars: what the history of a record says of them.

use crate::model::date::When;
use crate::model::history::{DateChange, Entry};
use crate::model::kick_off::kick_off_date;
use crate::model::one_or_many::List;
use crate::model::out_of_cycle::EventChange;
use crate::model::session::Session;
use crate::model::track::TrackChange;
use crate::model::{Event, Moment, Timeline, Track};

/// The entry of an event's history for the dates that a change moves; `None` where it moves none. What had no date before
/// moves nothing.
pub fn of_event(
    before: &Event,
    after: &Event,
    when: Moment,
    by: Option<String>,
) -> Option<Entry<EventChange>> {
    entry(
        event_dates(before, after),
        EventChange::Rescheduled,
        when,
        by,
    )
}

/// As [`of_event`], for the kick-off calls of a track.
pub fn of_track(
    before: &Track,
    after: &Track,
    when: Moment,
    by: Option<String>,
) -> Option<Entry<TrackChange>> {
    entry(
        track_dates(before, after),
        TrackChange::Rescheduled,
        when,
        by,
    )
}

fn entry<W>(dates: Vec<DateChange>, what: W, when: Moment, by: Option<String>) -> Option<Entry<W>> {
    (!dates.is_empty()).then_some(Entry {
        dates: List(dates),
        ..Entry::new(when, what, by, None)
    })
}

fn event_dates(before: &Event, after: &Event) -> Vec<DateChange> {
    let change = |date: &str, from: String, to: Option<String>| {
        let is_other = to.as_ref() != Some(&from);
        is_other.then(|| DateChange {
            date: date.to_owned(),
            from: Some(from),
            to,
        })
    };
    let of = |when: When| when.to_string();
    let mut dates: Vec<DateChange> = [
        change("starts", of(before.starts), Some(of(after.starts))),
        change("ends", of(before.ends), Some(of(after.ends))),
        change(
            "timezone",
            before.timezone.clone(),
            Some(after.timezone.clone()),
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (old, new) = (Timeline::new(before), Timeline::new(after));
    for due in &old {
        let written = |event: &Event| event.timeline.get(&due.name).map(|one| one.at);
        // A milestone that moves with the event has moved by the key of the event.
        if written(before) != written(after) {
            let to = new.get(&due.name).map(|due| of(due.when));
            dates.extend(change(&format!("timeline.{}", due.name), of(due.when), to));
        }
    }
    if has_moved(&before.schedule, &after.schedule) {
        dates.push(DateChange {
            date: "schedule".to_owned(),
            from: None,
            to: None,
        });
    }
    dates
}

/// Whether a session that was planned is at another time, or is gone.
fn has_moved(before: &[Session], after: &[Session]) -> bool {
    let is_kept = |old: &Session| {
        after.iter().any(|new| {
            (&new.title, &new.track, new.starts, new.ends)
                == (&old.title, &old.track, old.starts, old.ends)
        })
    };
    !before.iter().all(is_kept)
}

fn track_dates(before: &Track, after: &Track) -> Vec<DateChange> {
    let text = |(starts, minutes): (When, Option<u32>)| match minutes {
        Some(minutes) => format!("{starts} ({minutes} minutes)"),
        None => starts.to_string(),
    };
    let mut dates = Vec::new();
    for (at, call, starts) in before.kick_offs.dated() {
        let old = (starts, call.minutes);
        let new = after.kick_offs.get(at);
        let new = new.and_then(|call| Some((call.starts?, call.minutes)));
        if Some(old) != new {
            dates.push(DateChange {
                date: kick_off_date(at),
                from: Some(text(old)),
                to: new.map(text),
            });
        }
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline: {report-due: +2w, early-bird-ends: 2026-08-01}\nschedule: [{starts: 2026-09-19T09:00, ends: 2026-09-19T10:00, title: Welcome}]\n";

    fn moved(from: &str, to: &str) -> Vec<String> {
        let read = |text: &str| -> Event {
            crate::yaml::read(text).unwrap_or_else(|error| unreachable!("{error}"))
        };
        let (before, after) = (read(BEFORE), read(&BEFORE.replace(from, to)));
        let dates = event_dates(&before, &after);
        dates.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn dates_that_were_there_move_and_new_ones_do_not() {
        for (from, to, expected) in [
            ("name: E", "name: F", &[][..]),
            (
                "2026-08-01",
                "2026-08-02",
                &["timeline.early-bird-ends: 2026-08-01 → 2026-08-02"],
            ),
            (
                ", early-bird-ends: 2026-08-01",
                "",
                &["timeline.early-bird-ends: 2026-08-01 → (not set)"],
            ),
            ("report-due: +2w", "report-due: 2026-10-04", &[]),
            // The default moves when the event sets its own date.
            (
                "report-due: +2w",
                "report-due: +2w, proposals-close: 2026-08-01",
                &["timeline.proposals-close: 2026-08-08 → 2026-08-01"],
            ),
            (
                "report-due: +2w",
                "report-due: +2w, kick-off-by: 2026-08-01",
                &[],
            ),
            (
                "ends: 2026-09-20",
                "ends: 2026-09-21",
                &["ends: 2026-09-20 → 2026-09-21"],
            ),
            ("T09:00", "T09:30", &["schedule"]),
            ("title: Welcome", "title: Welcome, room: A", &[]),
            (
                "title: Welcome}",
                "title: Welcome}, {starts: 2026-09-19T11:00, ends: 2026-09-19T12:00}",
                &[],
            ),
        ] {
            assert_eq!(moved(from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_call_moves_once_it_has_a_date() {
        let track = |call: &str| -> Track {
            crate::yaml::read(&format!("title: T\n{call}"))
                .unwrap_or_else(|error| unreachable!("{error}"))
        };
        let said = |from: &str, to: &str| {
            let dates = track_dates(&track(from), &track(to));
            dates.first().map(ToString::to_string)
        };
        let (nine, ten) = (
            "kick-off: {starts: 2026-09-01T09:00}\n",
            "kick-off: {starts: 2026-09-01T10:00, minutes: 30}\n",
        );
        assert_eq!(said("", nine), None);
        assert_eq!(said(nine, nine), None);
        assert_eq!(said("kick-off: {join: x}\n", nine), None);
        assert_eq!(
            said(nine, ten).as_deref(),
            Some("kick-off: 2026-09-01T09:00:00 → 2026-09-01T10:00:00 (30 minutes)")
        );
        let several = |first: &str, second: &str| {
            format!("kick-off: [{{starts: {first}}}, {{starts: {second}}}]\n")
        };
        let both = several("2026-09-01T09:00", "2026-09-02T09:00");
        assert_eq!(said(nine, &both), None);
        assert_eq!(
            said(&both, &several("2026-09-01T09:00", "2026-09-02T10:00")).as_deref(),
            Some("kick-off[1]: 2026-09-02T09:00:00 → 2026-09-02T10:00:00")
        );
        assert_eq!(
            said(&both, nine).as_deref(),
            Some("kick-off[1]: 2026-09-02T09:00:00 → (not set)")
        );
        assert_eq!(
            said(ten, "").as_deref(),
            Some("kick-off: 2026-09-01T10:00:00 (30 minutes) → (not set)")
        );
    }
}
