//! Dates and moments exactly as they may be written: strict forms, checked in the source text.
//!
//! chrono alone would take `2026-9-5` and `+2026-09-05`, so every form is matched character by character first.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::zone::Tz;

/// What a date must look like, as messages say it.
pub const DATE_FORM: &str = "a date as YYYY-MM-DD";
/// What a boundary of an event or a milestone must look like.
pub const WHEN_FORM: &str =
    "a date (2026-09-05), a local date-time (2026-09-05T17:00) or an instant (2026-09-05T17:00Z)";
/// What a recorded moment must look like.
pub const MOMENT_FORM: &str = "an instant with its offset (2026-09-05T17:00:00-04:00)";

/// A calendar day without a time or a zone, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

impl Date {
    /// Reads the canonical form only: ten characters, `YYYY-MM-DD`, a day that exists.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |range: std::ops::Range<usize>| -> Option<u32> {
            let part = text.get(range)?;
            part.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| part.parse().ok())?
        };
        if text.len() != 10 || text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
            return None;
        }
        let year = i32::try_from(digits(0..4)?).ok()?;
        NaiveDate::from_ymd_opt(year, digits(5..7)?, digits(8..10)?).map(Self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}

/// A point in time as people write it: a whole day, a wall-clock time in the event's zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A whole day in the event's zone.
    Day(NaiveDate),
    /// A wall-clock time in the event's zone.
    Local(NaiveDateTime),
    /// An instant with the offset it was written with.
    Instant(DateTime<FixedOffset>),
}

impl When {
    /// Reads `2026-09-05`, `2026-09-05T17:00[:00]` (or with a space for the `T`), or the latter with `Z` or `+02:00` behind it.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(day) = Date::parse(text) {
            return Some(Self::Day(day.0));
        }
        // People part the day from the time with a space.
        let (date, rest) = text.split_once(['T', ' '])?;
        let date = Date::parse(date)?.0;
        let split = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
        let (clock, offset) = rest.split_at(split);
        let local = date.and_time(time(clock)?);
        match offset {
            "" => Some(Self::Local(local)),
            "Z" => Some(Self::Instant(Utc.from_utc_datetime(&local).fixed_offset())),
            _ => {
                let bytes = offset.as_bytes();
                if bytes.len() != 6 || bytes[3] != b':' {
                    return None;
                }
                let hours: i32 = two_digits(offset.get(1..3)?)?;
                let minutes: i32 = two_digits(offset.get(4..6)?)?;
                let seconds = (hours * 60 + minutes) * 60;
                // No place is further from UTC: `15:00-16:00` is an hour, and no offset.
                let furthest = if bytes[0] == b'-' { 12 } else { 14 };
                if seconds > furthest * 3600 {
                    return None;
                }
                let offset = if bytes[0] == b'-' { -seconds } else { seconds };
                let local = FixedOffset::east_opt(offset)?.from_local_datetime(&local);
                local.single().map(Self::Instant)
            }
        }
    }

    /// The day it falls on, seen from `zone`.
    pub fn day(&self, zone: Tz) -> NaiveDate {
        match self {
            Self::Day(day) => *day,
            Self::Local(local) => local.date(),
            Self::Instant(instant) => instant.with_timezone(&zone).date_naive(),
        }
    }

    /// Its first instant in `zone`.
    pub fn start(&self, zone: Tz) -> DateTime<Tz> {
        match self {
            Self::Day(day) => start_of_day(zone, *day),
            Self::Local(local) => resolve(zone, *local, Fold::Earlier),
            Self::Instant(instant) => instant.with_timezone(&zone),
        }
    }

    /// The first instant after it: a whole day lasts to its end, a time is over once it has passed.
    pub fn end(&self, zone: Tz) -> DateTime<Tz> {
        match self {
            Self::Day(day) => start_of_day(zone, day.succ_opt().unwrap_or(NaiveDate::MAX)),
            // A deadline at a wall-clock time that comes twice is the later of the two: nobody is late by the clock on their wall.
            Self::Local(local) => {
                resolve(zone, *local, Fold::Later) + chrono::TimeDelta::microseconds(1)
            }
            Self::Instant(instant) => {
                instant.with_timezone(&zone) + chrono::TimeDelta::microseconds(1)
            }
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => Date(*day).fmt(f),
            Self::Local(local) => local.format("%Y-%m-%dT%H:%M:%S%.f").fmt(f),
            Self::Instant(instant) => {
                f.write_str(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
        }
    }
}

/// A recorded moment: an instant with the offset it was recorded in, and with a fraction of a second where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub DateTime<FixedOffset>);

impl Moment {
    /// Reads a full instant; a moment without an offset would be a guess.
    pub fn parse(text: &str) -> Option<Self> {
        match When::parse(text).filter(|_| text.contains('T')) {
            Some(When::Instant(instant)) => Some(Self(instant)),
            _ => None,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

/// What to do with a wall-clock time that a zone has twice.
#[derive(Clone, Copy)]
enum Fold {
    Earlier,
    Later,
}

/// The first instant of a day in a zone; where a zone skips midnight, the first instant that exists.
pub fn start_of_day(zone: Tz, day: NaiveDate) -> DateTime<Tz> {
    resolve(zone, day.and_time(chrono::NaiveTime::MIN), Fold::Earlier)
}

fn resolve(zone: Tz, local: NaiveDateTime, fold: Fold) -> DateTime<Tz> {
    // Gaps are at most a day wide (a zone that crossed the date line), so a bounded search finds the first time that exists.
    for step in 0..=24 * 4 {
        let probe = local + chrono::TimeDelta::minutes(15 * step);
        match zone.from_local_datetime(&probe) {
            chrono::LocalResult::Single(instant) => return instant,
            chrono::LocalResult::Ambiguous(earlier, later) => {
                return match fold {
                    Fold::Earlier => earlier,
                    Fold::Later => later,
                };
            }
            chrono::LocalResult::None => {}
        }
    }
    zone.from_utc_datetime(&local)
}

fn two_digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn time(text: &str) -> Option<chrono::NaiveTime> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let seconds = parts.next();
    let second = seconds.map_or(Some(0), two_digits)?;
    if parts.next().is_some() || (text.contains('.') && (seconds.is_none() || fraction.is_empty()))
    {
        return None;
    }
    if fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    chrono::NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

/// The canonical form of a date that was written another way, where there is only one reading.
///
/// `2026-9-5`, `2026/09/05` and `20260905` have one; `19/09/2026` has one as well because 19 is no month; `03/04/2026` has two and gets none.
pub fn canonical(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::parse(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [a, b, c] = parts[..] else { return None };
    let number = |part: &str| -> Option<u32> {
        (!part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    let build =
        |y: u32, m: u32, d: u32| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d).map(Date);
    let (x, y, z) = (number(a)?, number(b)?, number(c)?);
    if a.len() == 4 {
        return build(x, y, z);
    }
    if c.len() == 4 {
        return match (build(z, y, x), build(z, x, y)) {
            (Some(one), Some(other)) if one != other => None,
            (one, other) => one.or(other),
        };
    }
    None
}

macro_rules! written {
    ($type:ty, $form:expr, $name:literal, $pattern:literal, $example:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                <$type>::parse(&text)
                    .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &$form))
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "format": $name,
                    "pattern": $pattern,
                    "examples": [$example],
                })
            }
        }
    };
}

written!(
    Date,
    DATE_FORM,
    "date",
    r"^\d{4}-\d{2}-\d{2}$",
    "2026-09-05"
);
written!(
    When,
    WHEN_FORM,
    "when",
    r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$",
    "2026-09-05T17:00"
);
written!(
    Moment,
    MOMENT_FORM,
    "moment",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$",
    "2026-09-05T17:00:00-04:00"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_of_a_date_is_read() {
        assert!(Date::parse("2026-09-05").is_some());
        for text in [
            "2026-9-5",
            "+2026-09-05",
            "2026-02-30",
            "19/09/2026",
            "2026-09-05 ",
            "",
            "２026-09-05",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn points_in_time_have_three_forms() {
        assert!(matches!(When::parse("2026-09-05"), Some(When::Day(_))));
        assert!(matches!(
            When::parse("2026-09-05T17:00"),
            Some(When::Local(_))
        ));
        assert_eq!(
            When::parse("2026-09-05 17:00"),
            When::parse("2026-09-05T17:00")
        );
        assert!(matches!(
            When::parse("2020-05-13T20:00Z"),
            Some(When::Instant(_))
        ));
        assert!(matches!(
            When::parse("2020-05-13T20:00:00.000001-04:00"),
            Some(When::Instant(_))
        ));
        for text in [
            "2026-09-05T",
            "2026-09-05T5:00",
            "2026-09-05T17",
            "2026-09-05T17:00+2",
            "2026-09-05  17:00",
            "2026-09-05T25:00",
            "2026-09-05T17:00.5",
            "2026-09-05 15:00-16:00",
            "2026-09-05T15:00+14:01",
        ] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_with_one_reading_has_a_canonical_form() {
        let form = |text: &str| canonical(text).map(|d| d.to_string());
        assert_eq!(form("2026-9-5").as_deref(), Some("2026-09-05"));
        assert_eq!(form("19/09/2026").as_deref(), Some("2026-09-19"));
        assert_eq!(form("20260905").as_deref(), Some("2026-09-05"));
        assert_eq!(form("03/04/2026"), None);
        assert_eq!(form("04/04/2026").as_deref(), Some("2026-04-04"));
        assert_eq!(form("2026-02-30"), None);
        assert_eq!(form("next week"), None);
    }

    #[test]
    fn a_day_starts_at_the_first_instant_that_exists() {
        // Beirut skipped midnight on 2021-03-28.
        let start = start_of_day(
            crate::model::zone::named("Asia/Beirut"),
            Date::parse("2021-03-28").map(|d| d.0).unwrap_or_default(),
        );
        assert_eq!(start.to_rfc3339(), "2021-03-28T01:00:00+03:00");
    }

    #[test]
    fn a_moment_is_written_with_microseconds_and_its_offset() {
        let moment = Moment::parse("2026-08-01T12:00:00-04:00").map(|m| m.to_string());
        assert_eq!(moment.as_deref(), Some("2026-08-01T12:00:00-04:00"));
        assert_eq!(Moment::parse("2026-08-01T12:00:00"), None);
    }
}
