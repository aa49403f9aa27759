//! Values of an event as a person types them, with an answer for each way to get one wrong.

use crate::model::date;
use crate::model::date::{DATE_FORM, Date, WHEN_FORM, When};
use crate::model::milestone::{AT_FORM, At};
use crate::model::nearest;
use crate::model::person::{Person, is_email};

/// A boundary of an event: a day, a local date-time or an instant.
pub fn when(text: &str) -> Result<When, String> {
    When::parse(text).ok_or_else(|| unread(text, WHEN_FORM))
}

pub fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| unread(text, DATE_FORM))
}

/// The date of a milestone: as [`when`], or an offset from the event.
pub fn at(text: &str) -> Result<At, String> {
    At::parse(text).ok_or_else(|| unread(text, AT_FORM))
}

/// The name of a zone of the IANA database.
pub fn zone(text: &str) -> Result<String, String> {
    if text.parse::<crate::model::zone::Tz>().is_ok() {
        return Ok(text.to_owned());
    }
    let near = nearest::did_you_mean(&nearest::nearest_zones(text));
    let hint = near.unwrap_or_else(|| "expected a name such as America/New_York".to_owned());
    Err(format!("not a time zone of the IANA database: {hint}"))
}

/// `NAME=WHEN`: a milestone of an event's own.
pub fn milestone(text: &str) -> Result<(String, At), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected NAME=WHEN, such as dry-run=2026-09-01")?;
    let name = crate::model::Slug::parse(name.trim()).map_err(|error| error.to_string())?;
    Ok((name.to_string(), at(value.trim())?))
}

/// A person with an email address that can be one, if any.
pub fn contact(text: &str) -> Result<Person, String> {
    let person = Person::parse(text);
    match &person.email {
        Some(email) if !is_email(email) => Err(format!("invalid email address '{email}'")),
        _ => Ok(person),
    }
}

fn unread(text: &str, form: &str) -> String {
    match date::canonical(text) {
        Some(day) => format!("expected {form}: did you mean {day}?"),
        None => format!("expected {form}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        assert_eq!(
            day("2026-9-5").err().as_deref(),
            Some("expected a date as YYYY-MM-DD: did you mean 2026-09-05?")
        );
        assert_eq!(
            day("2026-02-30").err().as_deref(),
            Some("expected a date as YYYY-MM-DD")
        );
        assert_eq!(
            zone("New York").err().as_deref(),
            Some("not a time zone of the IANA database: did you mean 'America/New_York'?")
        );
        assert_eq!(
            zone("Xyzzy").err().as_deref(),
            Some("not a time zone of the IANA database: expected a name such as America/New_York")
        );
        assert_eq!(
            milestone("dry-run").err().as_deref(),
            Some("expected NAME=WHEN, such as dry-run=2026-09-01")
        );
    }
}
