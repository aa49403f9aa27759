//! The calls before the event in which leads walk participants through a track.

use std::fmt;
use std::ops::Deref;

use chrono::DateTime;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::date::When;
use crate::model::zone::Tz;

/// The call before the event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KickOff {
    /// When it starts: a day, or a time in the event's zone, or an instant.
    pub starts: Option<When>,
    /// How long it lasts, in minutes.
    pub minutes: Option<u32>,
    /// How to join.
    pub join: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
}

impl KickOff {
    /// How long a call is when it does not say, in minutes.
    pub const MINUTES: u32 = 60;

    /// Its first instant and the first one after it; `None` while it has no time of day.
    pub fn span(&self, zone: Tz) -> Option<(DateTime<Tz>, DateTime<Tz>)> {
        let starts = match self.starts? {
            When::Day(_) => return None,
            timed => timed.start(zone),
        };
        let minutes = self.minutes.unwrap_or(Self::MINUTES);
        let ends = starts.checked_add_signed(chrono::TimeDelta::minutes(minutes.into()))?;
        Some((starts, ends))
    }
}

/// The kick-off calls of a track: the keys of one, or a list of several; an empty value is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KickOffs(pub Vec<KickOff>);

impl Deref for KickOffs {
    type Target = [KickOff];
    fn deref(&self) -> &[KickOff] {
        &self.0
    }
}

impl KickOffs {
    /// The key of the field in a record.
    pub const KEY: &'static str = "kick-off";

    /// The calls that have a date, each with its number and when it starts.
    pub fn dated(&self) -> impl Iterator<Item = (usize, &KickOff, When)> {
        let calls = self.iter().enumerate();
        calls.filter_map(|(at, call)| Some((at, call, call.starts?)))
    }

    /// The number that a call has in its record; the only one has none.
    pub fn number(&self, at: usize) -> Option<usize> {
        (self.len() > 1).then_some(at)
    }

    /// The place of a call in its record, such as `kick-off` or `kick-off[1]`.
    pub fn place(&self, at: usize) -> String {
        match self.number(at) {
            Some(at) => format!("{}[{at}]", Self::KEY),
            None => Self::KEY.to_owned(),
        }
    }
}

/// What the history of a track calls the date of a call: the first one keeps its name when others come to it.
pub fn kick_off_date(at: usize) -> String {
    match at {
        0 => KickOffs::KEY.to_owned(),
        at => format!("{}[{at}]", KickOffs::KEY),
    }
}

impl Serialize for KickOffs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [] => serializer.serialize_none(),
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for KickOffs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Calls;
        impl<'de> Visitor<'de> for Calls {
            type Value = KickOffs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a call with starts, minutes, join and notes, or a list of calls")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(KickOffs::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let one = KickOff::deserialize(MapAccessDeserializer::new(map))?;
                Ok(KickOffs(vec![one]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut calls = Vec::new();
                while let Some(call) = seq.next_element::<Option<KickOff>>()? {
                    // A dash with nothing after it keeps the numbers of the others.
                    calls.push(call.unwrap_or_default());
                }
                calls.shrink_to_fit();
                Ok(KickOffs(calls))
            }
        }
        deserializer.deserialize_any(Calls)
    }
}

impl JsonSchema for KickOffs {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "kick-offs".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<KickOff>();
        json_schema!({
            "anyOf": [one, { "type": "array", "items": one }, { "type": "null" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_call_or_a_list_of_calls_is_taken_and_given_back() {
        let read = |text: &str| crate::yaml::read::<KickOffs>(text);
        let json = |text: &str| {
            let calls = read(text).unwrap_or_else(|error| unreachable!("{error}"));
            serde_json::to_string(&calls).unwrap_or_default()
        };
        let call = |minutes: &str| {
            format!(
                "{{\"starts\":\"2026-09-01\",\"minutes\":{minutes},\"join\":null,\"notes\":null}}"
            )
        };
        assert_eq!(json("{starts: 2026-09-01, minutes: 30}"), call("30"));
        assert_eq!(json("[{starts: 2026-09-01}]"), call("null"));
        assert_eq!(
            json("[{starts: 2026-09-01}, {starts: 2026-09-01, minutes: 5}]"),
            format!("[{},{}]", call("null"), call("5"))
        );
        assert_eq!(json("[]"), "null");
        assert_eq!(json("~"), "null");
        for bad in ["tomorrow", "{start: 2026-09-01}", "[tomorrow]"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_only_call_has_no_number() {
        let calls = |count| KickOffs(vec![KickOff::default(); count]);
        assert_eq!(calls(1).place(0), "kick-off");
        assert_eq!(calls(2).place(1), "kick-off[1]");
    }

    #[test]
    fn a_call_lasts_an_hour_unless_it_says_otherwise() {
        let zone = crate::model::zone::named("America/New_York");
        let span = |starts: &str, minutes| {
            let call = KickOff {
                starts: When::parse(starts),
                minutes,
                ..KickOff::default()
            };
            call.span(zone)
                .map(|(starts, ends)| format!("{} {}", starts.to_rfc3339(), ends.to_rfc3339()))
        };
        assert_eq!(
            span("2026-09-01T11:00", None).as_deref(),
            Some("2026-09-01T11:00:00-04:00 2026-09-01T12:00:00-04:00")
        );
        assert_eq!(
            span("2026-09-01T11:00Z", Some(90)).as_deref(),
            Some("2026-09-01T07:00:00-04:00 2026-09-01T08:30:00-04:00")
        );
        assert_eq!(span("2026-09-01", Some(90)), None);
        assert!(span("9999-12-31T11:00Z", Some(u32::MAX)).is_some());
    }
}
