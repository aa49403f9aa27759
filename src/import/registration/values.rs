//! What people put into a cell: answers in their own words, and moments in the forms that form tools write.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone};
use serde_json::Value;

use crate::import::registration::columns::key;
use crate::model::When;
use crate::model::placeholder::is_placeholder;
use crate::model::placeholder::says_none;
use crate::model::registration::{Attendance, Experience, FhirFormat, Kind, SystemStatus};
use crate::model::words::words;
use crate::model::zone::Tz;

/// The answers of a cell: none for a blank or a placeholder, several where a list stands in JSON.
///
/// # Errors
/// There is a table where a text belongs.
pub fn texts(cell: &Value) -> Result<Vec<String>, String> {
    let text = match cell {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let texts: Result<Vec<Vec<String>>, String> = items.iter().map(texts).collect();
            return Ok(texts?.concat());
        }
        Value::Object(_) => return Err("has a table instead of a text".to_owned()),
    };
    let open = text.is_empty() || is_placeholder(&text);
    Ok(if open { Vec::new() } else { vec![text] })
}

/// The answer of a cell as one text.
///
/// # Errors
/// As for [`texts`].
pub fn text(cell: &Value) -> Result<Option<String>, String> {
    let texts = texts(cell)?;
    Ok((!texts.is_empty()).then(|| texts.join(", ")))
}

/// The answer of a cell that names something; "None" and "N/A" name nothing.
///
/// # Errors
/// As for [`texts`].
pub fn naming(cell: &Value) -> Result<Vec<String>, String> {
    let mut texts = texts(cell)?;
    texts.retain(|text| !says_none(text));
    Ok(texts)
}

/// A word of a list that an answer is, or begins with: `Participant (hands-on)` is `participant`.
fn among<T: Copy>(answer: &str, words: &[(T, &[&str])]) -> Option<T> {
    let answer = key(answer);
    let whole = words
        .iter()
        .find(|(_, words)| words.contains(&answer.as_str()));
    let begins = |word: &&str| {
        answer
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(' '))
    };
    let prefix = || words.iter().find(|(_, words)| words.iter().any(&begins));
    whole.or_else(prefix).map(|(value, _)| *value)
}

#[rustfmt::skip]
pub fn kind(answer: &str) -> Option<Kind> {
    among(answer, &[
        (Kind::Participant, &["participant", "tester", "testing", "developer", "implementer", "attendee", "deltaker", "participante", "teilnehmer", "teilnehmerin"]),
        (Kind::Observer, &["observer", "observing", "observator", "observador", "observadora", "beobachter", "beobachterin"]),
        (Kind::TrackLead, &["track lead", "lead", "track leader", "co lead", "sporleder", "lider de pista", "trackleiter"]),
        (Kind::Organizer, &["organizer", "organiser", "staff", "arrangor", "organizador", "organizadora", "veranstalter"]),
    ])
}

#[rustfmt::skip]
pub fn attendance(answer: &str) -> Option<Attendance> {
    among(answer, &[
        (Attendance::InPerson, &["in person", "onsite", "on site", "in the room", "physical", "physically", "face to face", "fysisk", "presencial", "vor ort", "prasenz"]),
        (Attendance::Virtual, &["virtual", "virtually", "remote", "remotely", "online", "digital", "digitalt", "en linea", "a distancia", "virtuell"]),
    ])
}

/// How much of Connectathons a person has seen; a number counts the Connectathons before.
#[rustfmt::skip]
pub fn experience(answer: &str) -> Option<Experience> {
    if let Ok(count) = answer.trim().trim_end_matches('+').parse::<u32>() {
        return Some(match count {
            0 => Experience::FirstTime,
            1..=3 => Experience::Some,
            _ => Experience::Experienced,
        });
    }
    among(answer, &[
        (Experience::FirstTime, &["first time", "first timer", "first", "none", "no", "never", "newcomer", "new", "beginner", "novice", "ingen", "ninguna", "keine"]),
        (Experience::Some, &["some", "a few", "one", "a little", "intermediate", "noe", "alguna", "etwas"]),
        (Experience::Experienced, &["experienced", "many", "expert", "advanced", "several", "veteran", "erfaren", "mucha", "viel"]),
    ])
}

#[rustfmt::skip]
pub fn yes(answer: &str) -> Option<bool> {
    among(answer, &[
        (true, &["yes", "y", "true", "1", "x", "ja", "si"]),
        (false, &["no", "n", "false", "0", "nei", "nein"]),
    ])
}

/// The formats that an answer names: `JSON and XML`.
pub fn formats(answer: &str) -> Vec<FhirFormat> {
    let answer = key(answer);
    let words: Vec<&str> = answer.split(' ').collect();
    let both = words.contains(&"both");
    [("json", FhirFormat::Json), ("xml", FhirFormat::Xml)]
        .into_iter()
        .filter(|(word, _)| both || words.contains(word))
        .map(|(_, format)| format)
        .collect()
}

/// How far a system is; `up`, as organizations' files say it, is ready.
#[rustfmt::skip]
pub fn system_status(answer: &str) -> Option<SystemStatus> {
    among(answer, &[
        (SystemStatus::Planned, &["planned"]),
        (SystemStatus::Ready, &["up", "ready"]),
        (SystemStatus::NotYet, &["not yet"]),
        (SystemStatus::Broken, &["broken", "down"]),
    ])
}

words! {
    /// Which comes first in a date such as `03/04/2026`.
    pub enum DateOrder {
        /// `31/12/2026`.
        DayFirst = "day-first",
        /// `12/31/2026`.
        MonthFirst = "month-first",
    }
}

/// The order that the dates of a column show; nothing when all of them can be read both ways, or they contradict each other.
pub fn date_order<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let (mut day_first, mut month_first) = (false, false);
    for (a, b) in cells.filter_map(|cell| numbers(cell).map(|[a, b, _]| (a, b))) {
        if a <= 31 {
            day_first |= a > 12;
            month_first |= b > 12;
        }
    }
    match (day_first, month_first) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Whether a moment's date can be read in two ways.
pub fn is_ambiguous(text: &str) -> bool {
    numbers(text).is_some_and(|[a, b, _]| a <= 12 && b <= 12 && a != b)
}

/// A moment: any form that a record has, or a date and a time as form tools write them
/// (`2026/07/01 2:03:22 PM GMT+2`, `7/1/2026 14:03`). Without an offset it is a wall-clock time in the event's zone.
pub fn moment(text: &str, zone: Tz, order: DateOrder) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    if let Some(when) = When::parse(text) {
        return Some(match when {
            When::Instant(instant) => instant,
            other => other.start(zone).fixed_offset(),
        });
    }
    let [a, b, c] = numbers(text)?;
    let date = match (a > 31, order) {
        (true, _) => NaiveDate::from_ymd_opt(i32::try_from(a).ok()?, b, c)?,
        (false, DateOrder::DayFirst) => NaiveDate::from_ymd_opt(i32::try_from(c).ok()?, b, a)?,
        (false, DateOrder::MonthFirst) => NaiveDate::from_ymd_opt(i32::try_from(c).ok()?, a, b)?,
    };
    let mut time = NaiveTime::MIN;
    let mut afternoon = None;
    let mut offset = None;
    for word in text[date_end(text)..].split_whitespace() {
        let upper = word.to_uppercase();
        match upper.as_str() {
            "AM" | "A.M." => afternoon = Some(false),
            "PM" | "P.M." => afternoon = Some(true),
            "UTC" | "GMT" | "Z" => offset = FixedOffset::east_opt(0),
            _ if upper.starts_with(['+', '-']) => offset = Some(self::offset(&upper)?),
            _ => match upper
                .strip_prefix("GMT")
                .or_else(|| upper.strip_prefix("UTC"))
            {
                Some(shift) => offset = Some(self::offset(shift)?),
                None => time = clock(word)?,
            },
        }
    }
    if let Some(afternoon) = afternoon {
        use chrono::Timelike;
        let hour = time.hour();
        if hour == 0 || hour > 12 {
            return None;
        }
        time = time.with_hour(hour % 12 + if afternoon { 12 } else { 0 })?;
    }
    let local = date.and_time(time);
    match offset {
        Some(offset) => offset.from_local_datetime(&local).single(),
        None => Some(When::Local(local).start(zone).fixed_offset()),
    }
}

/// Where the date ends that a text begins with.
fn date_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || c == 'T')
        .unwrap_or(text.len())
}

/// The three numbers of the date that a text begins with: the year first, or last with four digits.
fn numbers(text: &str) -> Option<[u32; 3]> {
    let text = text.trim();
    let date = text[..date_end(text)].trim_end_matches(',');
    let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let is_number =
        |part: &str| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit());
    let one_year = (a.len() == 4) != (c.len() == 4);
    if !one_year || ![a, b, c].into_iter().all(is_number) {
        return None;
    }
    Some([a.parse().ok()?, b.parse().ok()?, c.parse().ok()?])
}

fn clock(word: &str) -> Option<NaiveTime> {
    let word = word.trim_start_matches('T');
    let forms = ["%H:%M:%S%.f", "%H:%M:%S", "%H:%M"];
    forms
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(word, form).ok())
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_offset_that_is_none_is_refused() {
        for text in [
            "2026-07-01 14:03 GMT\u{e9}",
            "2026-07-01 14:03 UTC\u{2013}5",
            "2026-07-01 14:03 GMT05",
        ] {
            assert_eq!(
                moment(text, crate::model::zone::UTC, DateOrder::DayFirst),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn moments_are_read_in_the_forms_of_form_tools() {
        let zone = crate::model::zone::named("America/New_York");
        let read = |text: &str, order| moment(text, zone, order).map(|moment| moment.to_rfc3339());
        for (text, expected) in [
            ("2026-07-01T14:03:22Z", "2026-07-01T14:03:22+00:00"),
            ("2026-07-01 14:03:22", "2026-07-01T14:03:22-04:00"),
            ("2026-07-01", "2026-07-01T00:00:00-04:00"),
            ("2026/07/01 2:03:22 PM GMT+2", "2026-07-01T14:03:22+02:00"),
            ("2026/07/01 12:03 AM GMT-03:30", "2026-07-01T00:03:00-03:30"),
            (
                "2026/07/01 2:03 PM GMT\u{2212}5",
                "2026-07-01T14:03:00-05:00",
            ),
            ("2026-07-01 14:03:22 UTC", "2026-07-01T14:03:22+00:00"),
            ("2026-01-01 14:03:22 +0530", "2026-01-01T14:03:22+05:30"),
            ("7/1/2026 14:03", "2026-07-01T14:03:00-04:00"),
            ("7/1/2026, 14:03", "2026-07-01T14:03:00-04:00"),
        ] {
            assert_eq!(
                read(text, DateOrder::MonthFirst).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(
            read("1.7.2026 9:05", DateOrder::DayFirst).as_deref(),
            Some("2026-07-01T09:05:00-04:00")
        );
        for text in [
            "",
            "yesterday",
            "31/31/2026",
            "2026-07-01 25:00",
            "2026-07-01 13:00 PM",
            "1/2/26",
            "2026-07-01 10:00 GMT+x",
        ] {
            assert_eq!(read(text, DateOrder::MonthFirst), None, "{text}");
        }
    }

    #[test]
    fn a_column_of_dates_shows_its_order() {
        assert_eq!(
            date_order(["3/4/2026 1:00", "13/4/2026"].into_iter()),
            Some(DateOrder::DayFirst)
        );
        assert_eq!(
            date_order(["3/4/2026", "4/13/2026"].into_iter()),
            Some(DateOrder::MonthFirst)
        );
        assert_eq!(date_order(["3/4/2026", "2026-04-13"].into_iter()), None);
        assert!(
            is_ambiguous("3/4/2026 10:00")
                && !is_ambiguous("4/4/2026")
                && !is_ambiguous("2026/03/04")
        );
    }

    #[test]
    fn answers_in_their_own_words_are_understood() {
        assert_eq!(kind("Participant (hands-on)"), Some(Kind::Participant));
        assert_eq!(kind("Observatør"), Some(Kind::Observer));
        assert_eq!(kind("guest"), None);
        assert_eq!(attendance("In-Person"), Some(Attendance::InPerson));
        assert_eq!(attendance("Präsenz"), Some(Attendance::InPerson));
        assert_eq!(experience("12"), Some(Experience::Experienced));
        assert_eq!(experience("None"), Some(Experience::FirstTime));
        assert_eq!(yes("Sí"), Some(true));
        assert_eq!(
            formats("JSON and/or XML"),
            [FhirFormat::Json, FhirFormat::Xml]
        );
        assert_eq!(formats("smoke signals"), []);
        assert_eq!(system_status("not-yet"), Some(SystemStatus::NotYet));
        assert_eq!(
            texts(&json!(["a", null, 4, "TBD"])),
            Ok(vec!["a".to_owned(), "4".to_owned()])
        );
        assert_eq!(naming(&json!("N/A")), Ok(vec![]));
        assert!(texts(&json!({"a": 1})).is_err());
    }
}
