//! Timelines: the milestones of one event with their dates worked out, where each date came from, and where a moment stands.

use chrono::{DateTime, NaiveDate};

use crate::model::Moment;
use crate::model::date;
use crate::model::date::When;
use crate::model::event::Event;
use crate::model::milestone::{At, Edge, KNOWN, Offset, PREPARATORY_TESTS_DONE, known};
use crate::model::zone::Tz;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Event,
    /// The process's default gave it, at this distance.
    Default(Offset),
}

/// A milestone of one event with its date worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its key in `timeline`.
    pub name: String,
    pub label: String,
    pub when: When,
    pub edge: Edge,
    pub origin: Origin,
    pub hard: bool,
    pub who: String,
    zone: Tz,
    /// The instant from which it counts. Asked for with every record of the event, so it is worked out once.
    at: DateTime<Tz>,
}

impl Due {
    /// A date that a responsibility list gives, at a distance from the event: like a default, never hard.
    pub fn of_list(name: &str, label: &str, offset: Offset, when: When, zone: Tz) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            when,
            edge: Edge::Closes,
            origin: Origin::Default(offset),
            hard: false,
            who: "track leads".to_owned(),
            at: counts_from(Edge::Closes, when, zone),
            zone,
        }
    }

    pub fn day(&self) -> NaiveDate {
        self.when.day(self.zone)
    }

    /// The instant from which it counts: an opening at its first instant, a close after its last.
    pub fn at(&self) -> DateTime<Tz> {
        self.at
    }

    /// Whether it has come to pass: a window has opened, or a close is over.
    pub fn is_past(&self, now: DateTime<Tz>) -> bool {
        now >= self.at()
    }

    /// "event, hard", "event, soft" or "default: 6 weeks before": said beside every date that is shown.
    pub fn origin_text(&self) -> String {
        match (self.origin, self.hard) {
            (Origin::Event, true) => "event, hard".to_owned(),
            (Origin::Event, false) => "event, soft".to_owned(),
            (Origin::Default(offset), _) => format!("default: {offset}"),
        }
    }

    /// The date with its origin: `Sat 8 Aug 2026 (event, hard)`.
    pub fn with_origin(&self) -> String {
        let date = when_text(self.when, self.zone);
        format!("{date} ({})", self.origin_text())
    }
}

fn counts_from(edge: Edge, when: When, zone: Tz) -> DateTime<Tz> {
    match edge {
        Edge::Opens => when.start(zone),
        Edge::Closes => when.end(zone),
    }
}

/// The milestones of one event, sorted by date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline(Vec<Due>);

impl Timeline {
    /// Works out every milestone of an event: its own first, then the defaults for those it does not set.
    pub fn new(event: &Event) -> Self {
        Self::with_tests_before(event, false)
    }

    /// As [`new`](Self::new); the default of the preparatory tests is there only where tracks have such tests.
    pub fn with_tests_before(event: &Event, has_preparatory_tests: bool) -> Self {
        let zone = event.zone_or_utc();
        let (first, last) = (event.first_day(), event.last_day());
        let mut dues = Vec::with_capacity(KNOWN.len());
        for (name, milestone) in event.timeline.iter() {
            let known = known(name);
            let when = match milestone.at {
                At::When(when) => when,
                At::Offset(offset) => When::Day(offset.day(first, last)),
            };
            let edge = known.map_or(Edge::Closes, |known| known.edge);
            dues.push(Due {
                name: name.clone(),
                label: known.map_or_else(|| name.replace('-', " "), |known| known.label.to_owned()),
                when,
                edge,
                at: counts_from(edge, when, zone),
                origin: Origin::Event,
                hard: milestone.hard,
                who: known.map_or("organizers", |known| known.who).to_owned(),
                zone,
            });
        }
        for known in &KNOWN {
            let Some(offset) = known
                .default
                .filter(|_| !event.timeline.contains_key(known.name))
                .filter(|_| has_preparatory_tests || known.name != PREPARATORY_TESTS_DONE)
            else {
                continue;
            };
            let when = When::Day(offset.day(first, last));
            dues.push(Due {
                name: known.name.to_owned(),
                label: known.label.to_owned(),
                when,
                edge: known.edge,
                at: counts_from(known.edge, when, zone),
                origin: Origin::Default(offset),
                hard: false,
                who: known.who.to_owned(),
                zone,
            });
        }
        let order = |due: &Due| {
            KNOWN
                .iter()
                .position(|known| known.name == due.name)
                .unwrap_or(KNOWN.len())
        };
        dues.sort_by(|a, b| (a.at(), order(a), &a.name).cmp(&(b.at(), order(b), &b.name)));
        Self(dues)
    }

    pub fn get(&self, name: &str) -> Option<&Due> {
        self.0.iter().find(|due| due.name == name)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Due> {
        self.0.iter()
    }
}

/// Where a moment stands in a window between two milestones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowState<'a> {
    Early(&'a Due),
    /// Within it, or there is no window.
    Open,
    Late(&'a Due),
}

impl Timeline {
    /// Where a moment stands in the window between two milestones, such as `proposals-open` and `proposals-close`.
    pub fn window_state(&self, opens: &str, closes: &str, moment: DateTime<Tz>) -> WindowState<'_> {
        match (self.get(opens), self.get(closes)) {
            (_, Some(close)) if close.is_past(moment) => WindowState::Late(close),
            (Some(open), _) if !open.is_past(moment) => WindowState::Early(open),
            _ => WindowState::Open,
        }
    }
}

impl<'a> IntoIterator for &'a Timeline {
    type Item = &'a Due;
    type IntoIter = std::slice::Iter<'a, Due>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A day as tables show it: `Sat 19 Sep 2026`.
pub fn long_day(day: NaiveDate) -> String {
    day.format("%a %e %b %Y").to_string()
}

/// A day in a sentence: `Sat 8 Aug 2026`.
pub fn day_text(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// An instant in a sentence: `Sat 8 Aug 2026, 16:30 EDT`.
pub fn moment_text(moment: Moment, zone: Tz) -> String {
    let local = moment.0.with_timezone(&zone);
    format!("{}{}", day_text(local.date_naive()), clock_text(&local))
}

/// A date in a sentence, with its time when it has one.
pub fn when_text(when: When, zone: Tz) -> String {
    format!("{}{}", day_text(when.day(zone)), time_text(when, zone))
}

/// `, 16:30 EDT` for what has a time.
pub fn time_text(when: When, zone: Tz) -> String {
    match when {
        When::Day(_) => String::new(),
        // As it was written: a time that the clocks skip or have twice is still the one on the event's page.
        When::Local(local) => format!(
            ", {} {}",
            local.format("%H:%M"),
            when.start(zone).format("%Z")
        ),
        When::Instant(instant) => clock_text(&instant.with_timezone(&zone)),
    }
}

fn clock_text(local: &DateTime<Tz>) -> String {
    local.format(", %H:%M %Z").to_string()
}

/// How far a day is from today: `today`, `in 1 day`, `39 days ago`.
pub fn distance(today: NaiveDate, day: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        -1 => "1 day ago".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

/// The day a text names, for `--today`, `--until` and `--within` style flags.
pub fn day_argument(text: &str) -> Result<NaiveDate, String> {
    date::Date::parse(text)
        .map(|date| date.0)
        .ok_or_else(|| match date::canonical(text) {
            Some(canonical) => format!("expected {}: did you mean {canonical}?", date::DATE_FORM),
            None => format!("expected {}", date::DATE_FORM),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;

    fn event(yaml: &str) -> Event {
        crate::yaml::read(yaml).unwrap_or_else(|error| unreachable!("{error}"))
    }

    fn simple(starts: &str) -> Event {
        event(&format!(
            "name: E\ntimezone: America/New_York\nstarts: {starts}\nends: {starts}\n"
        ))
    }

    #[rustfmt::skip]
    #[test]
    fn defaults_are_weeks_of_seven_days_before_the_first_day() {
        for (starts, open, close) in [
            ("2026-09-19", "2026-06-27", "2026-08-08"),
            ("2027-01-12", "2026-10-20", "2026-12-01"),
            ("2026-05-16", "2026-02-21", "2026-04-04"),
            ("2025-05-10", "2025-02-15", "2025-03-29"),
            ("2025-09-13", "2025-06-21", "2025-08-02"),
        ] {
            let timeline = Timeline::new(&simple(starts));
            let day = |name: &str| timeline.get(name).map(|due| Date(due.day()).to_string());
            for (name, expected) in [("proposals-open", open), ("proposals-close", close), ("registration-open", open)] {
                assert_eq!(day(name).as_deref(), Some(expected), "{name} {starts}");
            }
        }
    }

    #[test]
    fn a_close_lasts_to_the_last_second_of_its_day_in_the_zone_of_the_event() {
        for (zone, offset) in [
            ("America/New_York", "-04:00"),
            ("Asia/Kolkata", "+05:30"),
            ("Pacific/Kiritimati", "+14:00"),
        ] {
            let event = event(&format!(
                "name: E\ntimezone: {zone}\nstarts: 2026-09-19\nends: 2026-09-20\n"
            ));
            let timeline = Timeline::new(&event);
            let state = |text: &str| {
                let moment = crate::model::Moment::parse(&format!("{text}{offset}"))?;
                let now = moment.0.with_timezone(&event.zone_or_utc());
                Some(timeline.window_state("proposals-open", "proposals-close", now))
            };
            assert_eq!(
                state("2026-08-08T23:59:59"),
                Some(WindowState::Open),
                "{zone}"
            );
            assert!(
                matches!(state("2026-08-09T00:00:00"), Some(WindowState::Late(_))),
                "{zone}"
            );
        }
    }

    #[test]
    fn daylight_saving_never_moves_a_date() {
        // Clocks go back in New York on 2026-11-01, between the opening and the event.
        let timeline = Timeline::new(&simple("2027-01-12"));
        let open = timeline
            .get("proposals-open")
            .map(|due| due.at().to_rfc3339());
        assert_eq!(open.as_deref(), Some("2026-10-20T00:00:00-04:00"));
        let close = timeline
            .get("proposals-close")
            .map(|due| due.at().to_rfc3339());
        assert_eq!(close.as_deref(), Some("2026-12-02T00:00:00-05:00"));
    }

    #[test]
    fn what_the_event_writes_is_hard_unless_it_says_otherwise() {
        let timeline = Timeline::new(&event(
            "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline:\n  proposals-close: 2026-08-01\n  registration-close: {date: -3w, hard: false}\n  report-due: +2w\n  dry-run: 2026-09-01T10:00\n",
        ));
        let said = |name: &str| {
            let due = timeline.get(name)?;
            Some(format!("{} {}", Date(due.day()), due.origin_text()))
        };
        for (name, expected) in [
            ("proposals-close", "2026-08-01 event, hard"),
            ("registration-close", "2026-08-29 event, soft"),
            ("report-due", "2026-10-04 event, hard"),
            ("dry-run", "2026-09-01 event, hard"),
            ("proposals-open", "2026-06-27 default: 12 weeks before"),
        ] {
            assert_eq!(said(name).as_deref(), Some(expected));
        }
        assert_eq!(said("early-bird-ends"), None);
    }

    #[test]
    fn a_round_the_clock_event_begins_on_its_local_day() {
        let event = event(
            "name: E\ntimezone: America/New_York\nstarts: 2020-05-13T20:00Z\nends: 2020-05-15T22:00Z\n",
        );
        assert_eq!(Date(event.first_day()).to_string(), "2020-05-13");
        assert_eq!(event.opens().to_rfc3339(), "2020-05-13T16:00:00-04:00");
    }
}
