//! The milestones of an event as a table.

use chrono::DateTime;
use chrono_tz::Tz;

use super::table::{Cell, Table, text};
use crate::model::Timeline;
use crate::model::timeline::{distance, long_day};

/// Every milestone, earliest first: where it stands, what it is, its day, how far that is, and where the date came from.
pub fn table(timeline: &Timeline, now: DateTime<Tz>) -> Table {
    let mut table = Table::new([
        text("state", "State"),
        text("milestone", "Milestone"),
        text("date", "Date"),
        text("distance", "Distance"),
        text("origin", "Origin"),
    ])
    .without_heading();
    let mut next = true;
    for due in timeline {
        let state = if due.is_past(now) {
            "past"
        } else if std::mem::take(&mut next) {
            "next"
        } else {
            "ahead"
        };
        table.row([
            Cell::from(state),
            Cell::from(due.label.as_str()),
            Cell::from(long_day(due.day())),
            Cell::from(distance(now.date_naive(), due.day())),
            Cell::from(due.origin_text()),
        ]);
    }
    table
}
