//! What follows a date: the time of day, and the zone.

use chrono::{FixedOffset, NaiveDateTime, NaiveTime, TimeZone as _, Timelike as _};

use crate::model::zone::Tz;

/// A zone as the text writes it.
#[derive(Clone)]
pub(super) enum Named {
    Offset(FixedOffset),
    /// `EDT`: letters that the event's zone may have at that time, and what they mean elsewhere, if that is one thing.
    Letters(String, Option<FixedOffset>),
}

impl Named {
    pub(super) fn offset(&self, zone: Tz, local: NaiveDateTime) -> Option<FixedOffset> {
        match self {
            Self::Offset(offset) => Some(*offset),
            Self::Letters(letters, known) => {
                let there = zone.from_local_datetime(&local).earliest()?;
                if there.format("%Z").to_string() == *letters {
                    return Some(*there.fixed_offset().offset());
                }
                *known
            }
        }
    }
}

/// What follows a date, word by word.
#[derive(Default)]
pub(super) struct Clock {
    time: Option<NaiveTime>,
    is_afternoon: Option<bool>,
    pub(super) zone: Option<Named>,
}

impl Clock {
    /// Takes in a word; `None` where it says nothing that belongs to a moment.
    pub(super) fn read(&mut self, word: &str) -> Option<()> {
        let upper = word.trim_matches([',', ')', '(']).to_uppercase();
        match upper.as_str() {
            "" | "AT" | "KL." | "KL" | "UM" | "UHR" | "À" | "ÀS" | "A" | "LAS" => {}
            "AM" | "A.M." | "PM" | "P.M." => {
                self.is_afternoon = Some(upper.starts_with('P'));
            }
            "UTC" | "GMT" | "Z" => self.zone = Some(Named::Offset(FixedOffset::east_opt(0)?)),
            _ if upper.starts_with(['+', '-', '\u{2212}']) => {
                self.zone = Some(Named::Offset(offset(&upper)?));
            }
            _ => match ["GMT", "UTC"]
                .iter()
                .find_map(|zone| upper.strip_prefix(zone))
            {
                Some(shift) => self.zone = Some(Named::Offset(offset(shift)?)),
                None if upper.starts_with(|c: char| c.is_ascii_digit() || c == 'T')
                    && upper.contains(':') =>
                {
                    self.time(&upper)?;
                }
                None => self.zone = Some(letters(&upper)?),
            },
        }
        Some(())
    }

    /// A clock's face, with what is written right behind it: `10:00:00-04:00`, `10:00AM`, `10:00Z`.
    fn time(&mut self, word: &str) -> Option<()> {
        let word = word.trim_start_matches('T');
        let end = word.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.');
        let (face, rest) = word.split_at(end.unwrap_or(word.len()));
        let forms = ["%H:%M:%S%.f", "%H:%M:%S", "%H:%M"];
        let read = |form: &&str| NaiveTime::parse_from_str(face, form).ok();
        if self.time.is_some() {
            return None;
        }
        self.time = Some(forms.iter().find_map(read)?);
        if rest.is_empty() {
            Some(())
        } else {
            self.read(rest)
        }
    }

    /// The time of day, which is midnight where none is written.
    pub(super) fn time_of_day(&self) -> Option<NaiveTime> {
        let time = self.time.unwrap_or(NaiveTime::MIN);
        let Some(is_afternoon) = self.is_afternoon else {
            return Some(time);
        };
        let hour = time.hour();
        if hour == 0 || hour > 12 {
            return None;
        }
        time.with_hour(hour % 12 + if is_afternoon { 12 } else { 0 })
    }
}

/// `+2`, `-05:30`, `+0200`; the minus may be a hyphen or the sign that word processors put in its place.
fn offset(text: &str) -> Option<FixedOffset> {
    let negative = text.starts_with(['-', '\u{2212}']);
    let shift = text.strip_prefix(['+', '-', '\u{2212}'])?;
    let digits: String = shift.chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(if digits.len() > 2 {
        digits.len() - 2
    } else {
        digits.len()
    });
    let minutes: i32 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    let seconds = (hours.parse::<i32>().ok()? * 60 + minutes) * 60;
    FixedOffset::east_opt(if negative { -seconds } else { seconds })
}

/// The letters of a zone. Those that mean two zones, such as CST and IST, are read only where the event's zone has them.
fn letters(word: &str) -> Option<Named> {
    let hours = match word {
        "EDT" | "AST" => Some(-4),
        "EST" | "CDT" => Some(-5),
        "MDT" => Some(-6),
        "MST" | "PDT" => Some(-7),
        "PST" | "AKDT" => Some(-8),
        "AKST" => Some(-9),
        "HST" => Some(-10),
        "WET" => Some(0),
        "CET" | "WEST" => Some(1),
        "CEST" | "EET" => Some(2),
        "EEST" => Some(3),
        "JST" => Some(9),
        "AEST" => Some(10),
        "AEDT" => Some(11),
        "NZST" => Some(12),
        "NZDT" => Some(13),
        "CST" | "IST" | "BST" | "SST" | "SAST" | "BRT" | "ART" | "SGT" | "PHT" | "UZT" | "WAT" => {
            None
        }
        _ => return None,
    };
    Some(Named::Letters(
        word.to_owned(),
        hours.and_then(|hours: i32| FixedOffset::east_opt(hours * 3600)),
    ))
}
