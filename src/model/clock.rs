//! The moment a command runs at, as a value. The clock itself is read in one place, above the model.

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::date;
use crate::model::date::Moment;
use crate::model::zone::Tz;

/// What "now" means for one run of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// An instant: the clock's, or the one given with `--now`.
    Instant(DateTime<Utc>),
    /// A day given with `--today`, with the time of day that the clock shows in each event's own zone.
    Day(NaiveDate, DateTime<Utc>),
}

impl Now {
    /// The moment as seen in a zone.
    pub fn at(self, zone: Tz) -> DateTime<Tz> {
        match self {
            Self::Instant(instant) => instant.with_timezone(&zone),
            Self::Day(day, clock) => {
                let elapsed = clock.with_timezone(&zone).time() - chrono::NaiveTime::MIN;
                let end = date::When::Day(day).end(zone) - chrono::TimeDelta::microseconds(1);
                (date::start_of_day(zone, day) + elapsed).min(end)
            }
        }
    }

    pub fn today(self, zone: Tz) -> NaiveDate {
        self.at(zone).date_naive()
    }

    /// The moment as it is written into a record: whole seconds, and the zone's offset.
    pub fn moment(self, zone: Tz) -> Moment {
        let instant = self.at(zone).fixed_offset();
        Moment(chrono::SubsecRound::trunc_subsecs(instant, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_day_is_that_day_in_every_zone() {
        let clock = "2026-01-01T23:30:00Z"
            .parse::<DateTime<Utc>>()
            .unwrap_or_default();
        let day = NaiveDate::from_ymd_opt(2026, 8, 8).unwrap_or_default();
        for zone in [
            crate::model::zone::named("Pacific/Kiritimati"),
            crate::model::zone::named("Pacific/Pago_Pago"),
            crate::model::zone::named("America/New_York"),
            crate::model::zone::UTC,
        ] {
            assert_eq!(Now::Day(day, clock).today(zone), day, "{zone}");
        }
    }
}
