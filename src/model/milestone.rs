//! Milestones: those that every event knows, with the process's defaults, and how an event writes its own.
//!
//! Weeks are seven calendar days counted from the event's first day in its own zone, so daylight saving never moves a date.

use std::fmt;

use chrono::{Days, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::date::When;
use crate::model::zone::Tz;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownMilestone {
    /// Its key in `timeline`.
    pub name: &'static str,
    pub label: &'static str,
    /// Whether it opens a window, closes one, or marks a day.
    pub edge: Edge,
    /// The date it has when the event sets none.
    pub default: Option<Offset>,
    pub who: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// A window opens at its first instant.
    Opens,
    /// A window closes after its last instant: the whole day counts.
    Closes,
}

/// A distance in calendar days: before the first day of the event, or after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offset {
    /// Days: negative counts back from the first day, positive on from the last.
    pub days: i32,
    /// Whether it counts from the last day.
    pub after: bool,
}

impl Offset {
    const fn weeks_before(weeks: i32) -> Self {
        Self {
            days: -7 * weeks,
            after: false,
        }
    }

    /// Reads `-12w`, `-10d` (from the first day) or `+2w` (from the last).
    pub fn parse(text: &str) -> Option<Self> {
        let after = match text.as_bytes().first()? {
            b'-' => false,
            b'+' => true,
            _ => return None,
        };
        let unit = match text.as_bytes().last()? {
            b'd' => 1,
            b'w' => 7,
            _ => return None,
        };
        let number = text.get(1..text.len() - 1)?;
        if number.is_empty() || number.len() > 4 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let days = number.parse::<i32>().ok()? * unit;
        Some(Self {
            days: if after { days } else { -days },
            after,
        })
    }

    /// The day it names for an event from its first day to its last.
    pub fn day(self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let from = if self.after { last } else { first };
        let distance = Days::new(u64::from(self.days.unsigned_abs()));
        let day = if self.days < 0 {
            from.checked_sub_days(distance)
        } else {
            from.checked_add_days(distance)
        };
        day.unwrap_or(from)
    }

    /// The distance of a day from an event: after its last day, or before its first; `None` for a day between them, and for one that is
    /// farther away than an offset can say.
    pub fn from_event(day: NaiveDate, first: NaiveDate, last: NaiveDate) -> Option<Self> {
        const FARTHEST: i64 = 9999;
        let (before, after) = ((day - first).num_days(), (day - last).num_days());
        let (days, is_after) = if before <= 0 {
            (before, false)
        } else if after > 0 {
            (after, true)
        } else {
            return None;
        };
        let days = i32::try_from(days)
            .ok()
            .filter(|_| days.abs() <= FARTHEST)?;
        Some(Self {
            days,
            after: is_after,
        })
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.days.unsigned_abs();
        let (number, unit) = if days.is_multiple_of(7) && days > 0 {
            (days / 7, "week")
        } else {
            (days, "day")
        };
        let plural = if number == 1 { "" } else { "s" };
        let side = if self.after { "after" } else { "before" };
        write!(f, "{number} {unit}{plural} {side}")
    }
}

/// The end of the tests that are done before the event: see [`Scenario::preparatory`](crate::model::track::Scenario::preparatory).
pub const PREPARATORY_TESTS_DONE: &str = "preparatory-tests-done";

/// The milestones every event knows, in the order of a usual event's life.
pub static KNOWN: [KnownMilestone; 12] = [
    KnownMilestone {
        name: "proposals-open",
        label: "track proposals open",
        edge: Edge::Opens,
        default: Some(Offset::weeks_before(12)),
        who: "track leads",
    },
    KnownMilestone {
        name: "registration-open",
        label: "registration opens",
        edge: Edge::Opens,
        default: Some(Offset::weeks_before(12)),
        who: "organizers",
    },
    KnownMilestone {
        name: "scenarios-ready",
        label: "scenarios and test data ready",
        edge: Edge::Closes,
        default: Some(Offset::weeks_before(8)),
        who: "track leads",
    },
    KnownMilestone {
        name: "proposals-close",
        label: "track proposals close",
        edge: Edge::Closes,
        default: Some(Offset::weeks_before(6)),
        who: "track leads",
    },
    KnownMilestone {
        name: "test-scripts-due",
        label: "test scripts due",
        edge: Edge::Closes,
        default: Some(Offset::weeks_before(6)),
        who: "track leads",
    },
    KnownMilestone {
        name: "early-bird-ends",
        label: "early bird ends",
        edge: Edge::Closes,
        default: None,
        who: "participants",
    },
    KnownMilestone {
        name: "specification-freeze",
        label: "specification freeze",
        edge: Edge::Closes,
        default: None,
        who: "specification authors",
    },
    KnownMilestone {
        name: "track-lead-orientation",
        label: "track lead orientation",
        edge: Edge::Closes,
        default: None,
        who: "track leads",
    },
    KnownMilestone {
        name: "kick-off-by",
        label: "track kick-off calls held",
        edge: Edge::Closes,
        default: None,
        who: "track leads",
    },
    KnownMilestone {
        name: "registration-close",
        label: "registration closes",
        edge: Edge::Closes,
        default: Some(Offset {
            days: -1,
            after: false,
        }),
        who: "participants",
    },
    KnownMilestone {
        name: PREPARATORY_TESTS_DONE,
        label: "preparatory tests done",
        edge: Edge::Closes,
        default: Some(Offset::weeks_before(1)),
        who: "participants",
    },
    KnownMilestone {
        name: "report-due",
        label: "track reports due",
        edge: Edge::Closes,
        default: None,
        who: "track leads",
    },
];

pub fn known(name: &str) -> Option<&'static KnownMilestone> {
    KNOWN.iter().find(|known| known.name == name)
}

/// A milestone as an event writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Milestone {
    pub at: At,
    /// Whether missing it is an error. What an event writes is hard unless it says `hard: false`.
    pub hard: bool,
}

/// The date of a milestone as an event writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A day, a local date-time or an instant.
    When(When),
    Offset(Offset),
}

/// What the date of a milestone must look like.
pub const AT_FORM: &str =
    "a date (2026-08-08), a local date-time (2026-08-08T17:00) or an offset (-6w, -10d, +2w)";

impl At {
    pub fn parse(text: &str) -> Option<Self> {
        Offset::parse(text)
            .map(Self::Offset)
            .or_else(|| When::parse(text).map(Self::When))
    }
}

impl At {
    /// The same milestone of the next event: a day becomes its distance, a time of day keeps its time on the day that is as far away.
    /// `None` where the next event has no such day yet.
    pub fn of_next_event(
        self,
        (first, last): (NaiveDate, NaiveDate),
        next: Option<(NaiveDate, NaiveDate)>,
        zone: Tz,
    ) -> Option<Self> {
        let Self::When(when) = self else {
            return Some(self);
        };
        let day = when.day(zone);
        let offset = Offset::from_event(day, first, last);
        let time = match when {
            When::Day(_) => None,
            timed => Some(timed.start(zone).time()),
        };
        if let (Some(offset), None) = (offset, time) {
            return Some(Self::Offset(offset));
        }
        let (next_first, next_last) = next?;
        let day = match offset {
            Some(offset) => offset.day(next_first, next_last),
            None => next_first.checked_add_signed(day - first)?,
        };
        Some(Self::When(match time {
            Some(time) => When::Local(day.and_time(time)),
            None => When::Day(day),
        }))
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::When(when) => when.fmt(f),
            Self::Offset(offset) => {
                let sign = if offset.after { '+' } else { '-' };
                let days = offset.days.unsigned_abs();
                if days.is_multiple_of(7) && days > 0 {
                    write!(f, "{sign}{}w", days / 7)
                } else {
                    write!(f, "{sign}{days}d")
                }
            }
        }
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &AT_FORM))
    }
}

impl JsonSchema for At {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "milestone-date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "milestone-date",
            "description": "A date, a local date-time, an instant, or an offset from the event: -12w, -10d, +2w.",
            "pattern": r"^([-+]\d{1,4}[dw]|\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)$",
            "examples": ["2026-08-08", "2026-08-08T17:00", "-6w"],
        })
    }
}

/// The long form of a milestone: the date, and whether it is hard.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename = "milestone", rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    /// When it is.
    date: At,
    /// Whether missing it is an error (the default) or only a warning.
    #[serde(default = "yes")]
    hard: bool,
}

fn yes() -> bool {
    true
}

impl Serialize for Milestone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.hard {
            self.at.serialize(serializer)
        } else {
            Written {
                date: self.at,
                hard: false,
            }
            .serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Milestone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Milestone;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(AT_FORM)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Milestone, E> {
                At::parse(text)
                    .map(|at| Milestone { at, hard: true })
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &AT_FORM))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Milestone, A::Error> {
                let Written { date, hard } = Written::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Milestone { at: date, hard })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Milestone {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "milestone".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<At>(), generator.subschema_for::<Written>()] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_milestone_is_as_far_from_the_next_event() {
        let day = |text: &str| match When::parse(text) {
            Some(When::Day(day)) => day,
            other => unreachable!("{other:?}"),
        };
        let zone = crate::model::zone::named("America/New_York");
        let (last, next) = (
            (day("2026-09-19"), day("2026-09-21")),
            (day("2027-01-12"), day("2027-01-15")),
        );
        let moved = |text: &str, next| {
            let at = At::parse(text)?.of_next_event(last, next, zone)?;
            Some(at.to_string())
        };
        for (at, expected) in [
            ("2026-08-08", "-6w"),
            ("2026-09-05", "-2w"),
            ("2026-08-13", "-37d"),
            ("2026-09-19", "-0d"),
            ("2026-10-05", "+2w"),
            ("-8d", "-8d"),
            // Between the days of the event there is no distance.
            ("2026-09-20", "2027-01-13"),
            // The clock stays, whatever daylight saving does.
            ("2026-08-08T17:00", "2026-12-01T17:00:00"),
            ("2026-08-08T21:00:00Z", "2026-12-01T17:00:00"),
            ("2026-09-23T09:00", "2027-01-17T09:00:00"),
        ] {
            assert_eq!(moved(at, Some(next)).as_deref(), Some(expected), "{at}");
        }
        assert_eq!(moved("2026-08-08", None).as_deref(), Some("-6w"));
        assert_eq!(moved("2026-08-08T17:00", None), None);
        assert_eq!(moved("1990-01-01", None), None);
    }

    #[test]
    fn offsets_have_one_form() {
        for good in ["-12w", "-10d", "+2w", "-0d"] {
            assert!(Offset::parse(good).is_some(), "{good}");
            assert_eq!(
                At::parse(good).map(|at| at.to_string()).as_deref(),
                Some(good)
            );
        }
        for bad in ["12w", "-w", "-1m", "--1w", "-1.5w", "-99999w", "w", ""] {
            assert_eq!(Offset::parse(bad), None, "{bad}");
        }
    }
}
