//! The head of an event: its name, when and where it is, and how far away.

use chrono::{DateTime, Datelike, NaiveDate};
use serde_json::json;

use crate::model::approval::Approval;
use crate::model::event::{EventKind, Mode};
use crate::model::timeline::{distance, when_text};
use crate::model::zone::Tz;
use crate::model::{Date, Event, Slug, When};
use crate::render::document::Section;
use crate::render::table::{Cell, Table, number, text};

/// The head as a section: two or three lines for people, one object for programs.
pub fn head(slug: &Slug, event: &Event, now: DateTime<Tz>) -> Section {
    let mut lines = vec![
        format!("{}  {slug}  {}", event.name, countdown(event, now)),
        summary(event),
    ];
    let mut more = Vec::new();
    if let Some(meeting) = &event.working_group_meeting {
        let days = span(meeting.starts.0, meeting.ends.0);
        more.push(format!("working group meeting {days}"));
    }
    more.extend(event.page.clone());
    if !more.is_empty() {
        lines.push(more.join(" · "));
    }
    Section::new("about", event.name.clone(), facts(slug, event, now)).as_lines(lines)
}

fn facts(slug: &Slug, event: &Event, now: DateTime<Tz>) -> Table {
    let meeting = event.working_group_meeting.as_ref();
    let seats = |seats: Option<u32>| seats.map_or(Cell::Empty, |seats| i64::from(seats).into());
    let mut table = Table::new([
        text("event", "Event"),
        text("name", "Name"),
        text("number", "Number"),
        text("kind", "Kind"),
        text("mode", "Mode"),
        text("location", "Location"),
        text("timezone", "Time zone"),
        text("starts", "Starts"),
        text("ends", "Ends"),
        number("days", "Days to go"),
        text("working-group-meeting-starts", "Meeting starts"),
        text("working-group-meeting-ends", "Meeting ends"),
        text("fhir-versions", "FHIR versions"),
        text("template", "Template"),
        text("page", "Page"),
        number("participants", "Seats for participants"),
        number("observers", "Seats for observers"),
    ]);
    table.row([
        slug.as_str().into(),
        event.name.as_str().into(),
        event.number.as_deref().into(),
        event.kind.to_string().into(),
        event.mode.to_string().into(),
        event.location.as_deref().into(),
        event.timezone.as_str().into(),
        event.starts.to_string().into(),
        event.ends.to_string().into(),
        days_to_go(event, now),
        meeting.map(|meeting| meeting.starts.to_string()).into(),
        meeting.map(|meeting| meeting.ends.to_string()).into(),
        Cell::List(event.fhir_versions.to_vec()),
        event.template_name().into(),
        event.page.as_deref().into(),
        seats(event.capacity.participants),
        seats(event.capacity.observers),
    ]);
    table
}

/// `in person, Rockville · 19 to 20 Sep 2026, America/New_York · FHIR R4, R5 · template confluence-2023`.
fn summary(event: &Event) -> String {
    let mut parts = vec![
        place(event),
        format!("{}, {}", dates(event), event.timezone),
    ];
    if event.kind == EventKind::OutOfCycle {
        let approval = match event.approval() {
            Approval::NotNeeded | Approval::NotAsked => "",
            Approval::Submitted => ", approval requested",
            Approval::Approved => ", approved",
            Approval::Declined => ", declined",
        };
        parts.insert(0, format!("out of cycle{approval}"));
    }
    if !event.fhir_versions.is_unanswered() {
        parts.push(format!("FHIR {}", event.fhir_versions.join(", ")));
    }
    let origin = if event.template.is_some() {
        ""
    } else {
        " (default)"
    };
    parts.push(format!("template {}{origin}", event.template_name()));
    parts.join(" · ")
}

pub fn place(event: &Event) -> String {
    let mode = match event.mode {
        Mode::InPerson => "in person",
        Mode::Virtual => "virtual",
        Mode::Hybrid => "hybrid",
    };
    match event.location.as_deref().map(str::trim) {
        Some(location) if !location.is_empty() => format!("{mode}, {location}"),
        _ => mode.to_owned(),
    }
}

/// The days of an event, `19 to 20 Sep 2026`; with times for one that is bounded by them.
pub fn dates(event: &Event) -> String {
    match (event.starts, event.ends) {
        (When::Day(first), When::Day(last)) => span(first, last),
        (starts, ends) => {
            let zone = event.zone_or_utc();
            format!("{} to {}", when_text(starts, zone), when_text(ends, zone))
        }
    }
}

/// Two days without what they share: `19 to 20 Sep 2026`, `30 Sep to 1 Oct 2026`, `19 Sep 2026`.
pub fn span(first: NaiveDate, last: NaiveDate) -> String {
    let to = last.format("%-d %b %Y");
    if first == last {
        to.to_string()
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{} to {to}", first.format("%-d"))
    } else if first.year() == last.year() {
        format!("{} to {to}", first.format("%-d %b"))
    } else {
        format!("{} to {to}", first.format("%-d %b %Y"))
    }
}

/// How far away the event is: `in 44 days`, `today`, `day 1 of 2`, `ended 3 days ago`.
pub fn countdown(event: &Event, now: DateTime<Tz>) -> String {
    let today = now.date_naive();
    let (first, last) = (event.first_day(), event.last_day());
    if now >= event.closes() {
        format!("ended {}", distance(today, last))
    } else if now >= event.opens() {
        let day = (today - first).num_days() + 1;
        format!("day {day} of {}", (last - first).num_days() + 1)
    } else {
        distance(today, first)
    }
}

/// The same for a table: in words for people, in days to the first day for programs.
pub fn days_to_go(event: &Event, now: DateTime<Tz>) -> Cell {
    let days = (event.first_day() - now.date_naive()).num_days();
    Cell::Data(countdown(event, now), json!(days))
}

/// The days of an event for a table: in words for people, as a pair of dates for programs.
pub fn dates_cell(event: &Event) -> Cell {
    let pair = format!("{}/{}", Date(event.first_day()), Date(event.last_day()));
    Cell::Data(dates(event), json!(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(zone: &str, starts: &str, ends: &str) -> Event {
        let text = format!("name: E\ntimezone: {zone}\nstarts: {starts}\nends: {ends}\n");
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn days_share_what_they_can() {
        let shown = |starts, ends| dates(&event("UTC", starts, ends));
        assert_eq!(shown("2026-09-19", "2026-09-20"), "19 to 20 Sep 2026");
        assert_eq!(shown("2026-09-30", "2026-10-01"), "30 Sep to 1 Oct 2026");
        assert_eq!(
            shown("2026-12-31", "2027-01-01"),
            "31 Dec 2026 to 1 Jan 2027"
        );
        assert_eq!(shown("2026-09-19", "2026-09-19"), "19 Sep 2026");
    }

    #[test]
    fn an_event_round_the_clock_is_shown_in_its_zone() {
        let event = event("America/New_York", "2020-05-13T20:00Z", "2020-05-15T22:00Z");
        assert_eq!(
            dates(&event),
            "Wed 13 May 2020, 16:00 EDT to Fri 15 May 2020, 18:00 EDT"
        );
        let at = |text: &str| {
            let moment = crate::model::Moment::parse(text);
            let moment = moment.unwrap_or_else(|| unreachable!("no instant: {text}"));
            countdown(&event, moment.0.with_timezone(&event.zone_or_utc()))
        };
        assert_eq!(at("2020-05-13T19:59:59Z"), "today");
        assert_eq!(at("2020-05-13T20:00:00Z"), "day 1 of 3");
        assert_eq!(at("2020-05-15T22:00:00Z"), "day 3 of 3");
        assert_eq!(at("2020-05-15T22:00:01Z"), "ended today");
        // Two in the morning in UTC is still the evening before where the event is.
        assert_eq!(at("2020-05-13T02:00:00Z"), "in 1 day");
    }

    #[test]
    fn the_last_second_of_the_last_day_belongs_to_the_event() {
        for zone in [
            crate::model::zone::named("Pacific/Kiritimati"),
            crate::model::zone::named("Pacific/Pago_Pago"),
        ] {
            let event = event(zone.name(), "2026-09-19", "2026-09-20");
            let over = event.closes();
            let second = chrono::TimeDelta::seconds(1);
            assert_eq!(countdown(&event, over - second), "day 2 of 2", "{zone}");
            assert_eq!(countdown(&event, over), "ended 1 day ago", "{zone}");
        }
    }
}
