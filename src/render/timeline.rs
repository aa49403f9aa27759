//! The timeline of an event as a table: what is past, what comes next, and where each date came from.

use chrono::DateTime;
use serde_json::json;

use crate::model::timeline::{Due, Origin, Timeline, distance, long_day, time_text};
use crate::model::zone::Tz;
use crate::model::{Moment, When};
use crate::render::table::{Cell, Table, text};

#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Names of milestones that are past and still need someone to act.
    pub overdue: Vec<String>,
    /// Whether people see who has to act. Programs always do.
    pub who: bool,
}

/// The milestones with state, date, distance and origin. Nothing is overdue by its date alone: see [`table_with`].
pub fn table(timeline: &Timeline, now: DateTime<Tz>) -> Table {
    table_with(timeline, now, &Options::default())
}

/// The milestones, with those marked that still need someone to act.
pub fn table_with(timeline: &Timeline, now: DateTime<Tz>, options: &Options) -> Table {
    let who = text("who", "Who");
    let mut table = Table::new([
        text("state", "State"),
        text("milestone", "Name").for_programs(),
        text("label", "Milestone"),
        text("date", "Date"),
        text("days", "Distance"),
        text("origin", "Origin"),
        text("hard", "Hard").for_programs(),
        if options.who { who } else { who.for_programs() },
    ]);
    let next = timeline.iter().find(|due| !due.is_past(now)).map(Due::at);
    for due in timeline {
        let overdue = options.overdue.contains(&due.name);
        let state = match (due.is_past(now), overdue) {
            (true, true) => "overdue",
            (true, false) => "past",
            (false, _) if Some(due.at()) == next => "next",
            (false, _) => "ahead",
        };
        table.row([
            state.into(),
            due.name.as_str().into(),
            due.label.as_str().into(),
            date(due.when, now.timezone()),
            days(due.when, now),
            origin(due),
            Cell::Flag(due.hard),
            due.who.as_str().into(),
        ]);
    }
    table
}

/// A date as people read it, with its time when it has one; as it is written for programs.
pub fn date(when: When, zone: Tz) -> Cell {
    Cell::Data(long(when, zone), json!(when.to_string()))
}

/// An instant as people read it, in a zone; as it is written for programs.
pub fn moment(moment: Moment, zone: Tz) -> Cell {
    Cell::Data(
        long(When::Instant(moment.0), zone),
        json!(moment.to_string()),
    )
}

/// How far a date is from now: in words for people, in days for programs.
pub fn days(when: When, now: DateTime<Tz>) -> Cell {
    let (today, day) = (now.date_naive(), when.day(now.timezone()));
    Cell::Data(distance(today, day), json!((day - today).num_days()))
}

/// Where a date came from: in full for people, `event` or `default` for programs, which see in `hard` what follows from it.
pub fn origin(due: &Due) -> Cell {
    let word = match due.origin {
        Origin::Event => "event",
        Origin::Default(_) => "default",
    };
    Cell::Data(due.origin_text(), json!(word))
}

/// `Sat 19 Sep 2026`, or `Sat 19 Sep 2026, 17:00 EDT` in the event's zone; days align in a column.
pub fn long(when: When, zone: Tz) -> String {
    format!("{}{}", long_day(when.day(zone)), time_text(when, zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Event;
    use crate::render::Style;
    use crate::render::table::Format;

    const PLAIN: Style = Style {
        color: false,
        width: None,
    };

    fn shown(yaml: &str, now: &str, options: &Options) -> String {
        let event: Event = crate::yaml::read(yaml).unwrap_or_else(|error| unreachable!("{error}"));
        let moment =
            crate::model::Moment::parse(now).unwrap_or_else(|| unreachable!("no instant: {now}"));
        let now = moment.0.with_timezone(&event.zone_or_utc());
        table_with(&Timeline::new(&event), now, options).render(Format::Table, None, PLAIN)
    }

    const EVENT: &str = "name: E\ntimezone: Asia/Kolkata\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline:\n  proposals-close: 2026-08-08\n  test-scripts-due: 2026-08-09T17:00\n  kick-off-by: 2026-09-01T17:00Z\n";

    #[test]
    fn the_next_milestone_changes_with_the_last_second_of_a_day() {
        let before = shown(EVENT, "2026-08-08T23:59:59+05:30", &Options::default());
        assert_eq!(
            before,
            "State  Milestone                      Date                        Distance     Origin\n\
             past   track proposals open           Sat 27 Jun 2026             42 days ago  default: 12 weeks before\n\
             past   registration opens             Sat 27 Jun 2026             42 days ago  default: 12 weeks before\n\
             past   scenarios and test data ready  Sat 25 Jul 2026             14 days ago  default: 8 weeks before\n\
             next   track proposals close          Sat  8 Aug 2026             today        event, hard\n\
             ahead  test scripts due               Sun  9 Aug 2026, 17:00 IST  in 1 day     event, hard\n\
             ahead  track kick-off calls held      Tue  1 Sep 2026, 22:30 IST  in 24 days   event, hard\n\
             ahead  registration closes            Fri 18 Sep 2026             in 41 days   default: 1 day before\n"
        );
        let after = shown(EVENT, "2026-08-09T00:00:00+05:30", &Options::default());
        assert!(
            after.contains("past   track proposals close          Sat  8 Aug 2026             1 day ago    event, hard\nnext   test scripts due "),
            "{after}"
        );
    }

    #[test]
    fn what_somebody_still_has_to_act_for_is_overdue() {
        let options = Options {
            overdue: vec!["proposals-close".to_owned(), "kick-off-by".to_owned()],
            who: true,
        };
        let text = shown(EVENT, "2026-08-10T00:00:00+05:30", &options);
        assert!(text.contains("overdue  track proposals close"), "{text}");
        // A date that is ahead is not overdue, whatever is said of it.
        assert!(
            text.contains("next     track kick-off calls held"),
            "{text}"
        );
        assert!(
            text.lines()
                .all(|line| line.ends_with('s') || line.ends_with("Who")),
            "{text}"
        );
    }
}
