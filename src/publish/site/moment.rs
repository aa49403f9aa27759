//! Dates and times in pages: in words for people, and for the script that adds the reader's own time.

use serde::Serialize;

use crate::model::date::When;
use crate::model::timeline::when_text;
use crate::model::zone::Tz;
use crate::publish::instant::instant;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// A date, or an instant with its offset.
    pub iso: String,
    pub text: String,
    /// Whether it has a time of day, which is another one elsewhere.
    pub is_timed: bool,
}

impl Moment {
    pub fn new(when: When, zone: Tz) -> Self {
        let (iso, is_timed) = match when {
            When::Day(day) => (day.format("%Y-%m-%d").to_string(), false),
            _ => (instant(&when.start(zone)), true),
        };
        Self {
            iso,
            text: when_text(when, zone),
            is_timed,
        }
    }
}
