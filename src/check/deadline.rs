//! How findings refer to dates: with where each came from, and with the exceptions that were granted.

use chrono::{DateTime, SecondsFormat};

use crate::analysis::event_facts::EventFacts;
use crate::check::finding::{Finding, Findings};
use crate::model::Registration;
use crate::model::Severity;
use crate::model::history::LateException;
use crate::model::timeline::{Due, WindowState};
use crate::model::zone::Tz;

/// An instant to its second, with the offset of its zone: `2026-08-08T23:59:59-04:00`.
pub fn second(instant: DateTime<Tz>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// When a person registered, and where that stands in the window for it; `None` where the record does not say.
pub fn registered<'f>(
    person: &Registration,
    facts: &'f EventFacts<'_>,
) -> Option<(DateTime<Tz>, WindowState<'f>)> {
    let moment = facts.local(person.registered?);
    let timeline = &facts.timeline;
    let standing = timeline.window_state("registration-open", "registration-close", moment);
    Some((moment, standing))
}

/// Something that came, or is still to come, after a close.
pub struct Late<'a> {
    pub due: &'a Due,
    /// The permission to be late, when there is one.
    pub exception: Option<&'a LateException>,
    pub moment: DateTime<Tz>,
}

impl Late<'_> {
    /// Adds the finding: as bad as the missed date is hard, or a note with who allowed it and why.
    pub fn add<'f>(
        &self,
        found: &'f mut Findings<'_>,
        path: &str,
        message: &str,
        facts: &EventFacts<'_>,
    ) -> &'f mut Finding {
        let covering = self
            .exception
            .filter(|exception| exception.covers(self.moment));
        let message = match covering {
            Some(exception) => format!("{message}, {}", granted(exception)),
            None => message.to_owned(),
        };
        let finding = found.add(path, message);
        finding.deadline(self.due, &facts.record.file);
        let file = finding.place.file.clone();
        if covering.is_some() {
            finding.severity(Severity::Note);
            finding.related(
                &file,
                "late-exception.why",
                "the exception is recorded here",
            );
            finding.help("nothing to do: the exception covers it");
        } else if let Some(until) = self.exception.and_then(|exception| exception.until) {
            let label = format!("the late exception held until {until} only");
            finding.related(&file, "late-exception.until", label);
        }
        finding
    }
}

fn granted(exception: &LateException) -> String {
    let by = exception.by.as_deref().map_or_else(
        || "a late exception".to_owned(),
        |by| format!("'{}'", by.trim()),
    );
    let until = exception
        .until
        .map(|until| format!(" until {until}"))
        .unwrap_or_default();
    format!("which {by} allows{until}: '{}'", exception.why.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Timeline, When};

    #[test]
    fn a_date_says_where_it_came_from_and_an_instant_its_offset() {
        let event: Event = crate::yaml::read(
            "name: E\ntimezone: Asia/Kolkata\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline:\n  proposals-close: 2026-08-01T17:00\n",
        )
        .unwrap_or_else(|error| unreachable!("{error}"));
        let timeline = Timeline::new(&event);
        let date = |name: &str| timeline.get(name).map(Due::with_origin);
        assert_eq!(
            date("proposals-close").as_deref(),
            Some("Sat 1 Aug 2026, 17:00 IST (event, hard)")
        );
        assert_eq!(
            date("proposals-open").as_deref(),
            Some("Sat 27 Jun 2026 (default: 12 weeks before)")
        );
        let zone = event.zone_or_utc();
        let last = When::parse("2026-08-01T18:29:59.999999Z").map(|when| second(when.start(zone)));
        assert_eq!(last.as_deref(), Some("2026-08-01T23:59:59+05:30"));
    }

    #[test]
    fn an_exception_says_who_when_and_why() {
        let exception = |by: Option<&str>, until: Option<&str>| LateException {
            until: until.and_then(When::parse),
            by: by.map(str::to_owned),
            why: "Illness\n".to_owned(),
            recorded: None,
        };
        assert_eq!(
            granted(&exception(Some("Review board"), Some("2026-08-10"))),
            "which 'Review board' allows until 2026-08-10: 'Illness'"
        );
        assert_eq!(
            granted(&exception(None, None)),
            "which a late exception allows: 'Illness'"
        );
    }
}
