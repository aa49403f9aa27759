//! The status of an event, as a document: its head, its milestones, its tracks, its people, and what to do next.

use chrono::NaiveDate;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::analysis::agenda;
use crate::analysis::counts::{FindingCounts, PeopleCounts};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::overview::Overview;
use crate::model::plural::{counted, plural};
use crate::model::timeline::{distance, long_day};
use crate::model::{Event, Slug, TrackStatus};
use crate::render::document::{Document, Section};
use crate::render::event::{countdown, dates, place};
use crate::render::sanitize::line;
use crate::render::table::{Cell, Format, Table, number, text};
use crate::render::{Style, timeline};

/// How many steps people are shown; programs get all.
const STEPS: usize = 8;

pub fn document(
    facts: &EventFacts<'_>,
    overview: &Overview,
    format: Format,
    style: Style,
) -> Document {
    let for_people = matches!(format, Format::Table | Format::Markdown);
    let overdue = timeline::Options {
        overdue: agenda::overdue_milestones(&agenda::tasks(facts)),
        who: false,
    };
    let mut sections = vec![
        head(facts, format, style),
        Section::new(
            "timeline",
            "Timeline",
            timeline::table_with(&facts.timeline, facts.now, &overdue).without_heading(),
        ),
        tracks(facts, overview),
        registrations(facts.event(), &overview.people),
    ];
    if !(for_people && overview.next.is_empty()) {
        sections.push(next(overview, for_people));
    }
    Document { sections }
}

fn head(facts: &EventFacts<'_>, format: Format, style: Style) -> Section {
    let event = facts.event();
    let slug = &facts.folder.slug;
    let away = countdown(event, facts.now);
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
        text("fhir-versions", "FHIR versions"),
        text("template", "Template"),
    ]);
    table.row([
        Cell::from(slug.as_str()),
        event.name.as_str().into(),
        event.number.clone().into(),
        event.kind.to_string().into(),
        event.mode.to_string().into(),
        event.location.clone().into(),
        event.timezone.as_str().into(),
        event.starts.to_string().into(),
        event.ends.to_string().into(),
        (event.first_day() - facts.today()).num_days().into(),
        Cell::List(event.fhir_versions.0.clone()),
        event.template_name().into(),
    ]);
    let mut facts_line = vec![
        place(event),
        format!("{}, {}", dates(event), event.timezone),
    ];
    if !event.fhir_versions.is_empty() {
        facts_line.push(format!("FHIR {}", event.fhir_versions.join(", ")));
    }
    facts_line.push(format!("template {}", event.template_name()));
    let about = facts_line.join(" · ");
    let name = line(&format!("{}  {slug}", event.name), usize::MAX);
    // The distance stands at the right edge: of the terminal, or of the line below.
    let edge = style
        .width
        .map_or(about.width(), |width| about.width().min(usize::from(width)));
    let gap = edge.saturating_sub(name.width() + away.width());
    let lines = match format {
        Format::Table if gap < 2 => vec![name, away, about],
        Format::Table => vec![format!("{name}{:gap$}{away}", ""), about],
        _ => vec![format!("{name}  {away}"), about],
    };
    Section::new("about", event.name.as_str(), table).as_lines(lines)
}

fn tracks(facts: &EventFacts<'_>, overview: &Overview) -> Section {
    let day_of = |moment| facts.local(moment).date_naive();
    let mut table = Table::new([
        text("track", "Track").for_programs(),
        text("title", "Track"),
        text("leads", "Leads").for_programs(),
        text("leads", "Leads").for_people(),
        text("status", "Status"),
        text("decided", "Decided").for_programs(),
        number("scenarios", "Scenarios"),
        number("expected", "Expected"),
        number("registered", "Registered"),
        number("clients", "Clients"),
        number("servers", "Servers"),
        text("findings", "Findings").for_people(),
        number("errors", "Errors").for_programs(),
        number("warnings", "Warnings").for_programs(),
        number("notes", "Notes").for_programs(),
    ]);
    for track in &overview.tracks {
        let status = match track.status {
            Some(status) => json!(status.as_str()),
            None => json!("unreadable"),
        };
        let decided = track.decided.map(|decided| day_of(decided).to_string());
        table.row([
            Cell::track(&facts.folder.slug, &track.slug),
            track.title.as_str().into(),
            Cell::List(track.leads.clone()),
            leads(&track.leads).into(),
            Cell::Data(status_words(track.status), status),
            decided.into(),
            track.scenarios.into(),
            track.expected.map_or(Cell::Empty, Cell::from),
            track.registered.into(),
            track.clients.into(),
            track.servers.into(),
            findings(track.findings).into(),
            track.findings.errors.into(),
            track.findings.warnings.into(),
            track.findings.notes.into(),
        ]);
    }
    let counts = track_counts(overview);
    let decided = overview.tracks.iter().filter_map(|track| track.decided);
    let note = match decided.max() {
        Some(last) => format!("{counts} · last decision {}", day(day_of(last))),
        None => counts,
    };
    Section::new("tracks", "Tracks", table).note(note)
}

/// `8 proposed · 3 approved · 2 drafts`.
fn track_counts(overview: &Overview) -> String {
    if overview.tracks.is_empty() {
        return "none proposed yet".to_owned();
    }
    let mut parts = vec![format!("{} proposed", overview.tracks.len())];
    parts.extend(
        overview
            .by_status()
            .into_iter()
            .map(|(status, count)| match status {
                Some(TrackStatus::Draft) => plural(count, "draft"),
                status => format!("{count} {}", status_words(status)),
            }),
    );
    parts.join(" · ")
}

fn status_words(status: Option<TrackStatus>) -> String {
    status.map_or_else(|| "cannot be parsed".to_owned(), TrackStatus::label)
}

/// `Robin Example, +1`.
fn leads(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first}, +{}", rest.len()),
    }
}

/// The worst of what was found: `1 error, 2 warnings`; notes only where there is nothing worse.
pub fn findings(tally: FindingCounts) -> String {
    let mut parts = Vec::new();
    if tally.errors > 0 {
        parts.push(plural(tally.errors, "error"));
    }
    if tally.warnings > 0 {
        parts.push(plural(tally.warnings, "warning"));
    }
    if parts.is_empty() && tally.notes > 0 {
        parts.push(plural(tally.notes, "note"));
    }
    parts.join(", ")
}

fn registrations(event: &Event, people: &PeopleCounts) -> Section {
    let mut table = Table::new([
        number("participants", "Participants"),
        number("participant-seats", "Participant seats"),
        number("observers", "Observers"),
        number("observer-seats", "Observer seats"),
        number("track-leads", "Track leads"),
        number("organizers", "Organizers"),
        number("waitlisted", "Waitlisted"),
        number("cancelled", "Cancelled"),
        number("first-time", "First time"),
        number("without-track", "Without a track"),
    ]);
    let seats = |seats: Option<u32>| seats.map_or(Cell::Empty, |seats| i64::from(seats).into());
    table.row([
        Cell::from(people.participants),
        seats(event.capacity.participants),
        people.observers.into(),
        seats(event.capacity.observers),
        people.track_leads.into(),
        people.organizers.into(),
        people.waitlisted.into(),
        people.cancelled.into(),
        people.first_time.map_or(Cell::Empty, Cell::from),
        people.without_track.into(),
    ]);
    let of = |count: usize, seats: Option<u32>, noun: &str| match seats {
        Some(seats) => format!("{count} of {}", plural(seats as usize, noun)),
        None => plural(count, noun),
    };
    let mut parts = vec![of(
        people.participants,
        event.capacity.participants,
        "participant",
    )];
    if people.observers > 0 || event.capacity.observers.is_some() {
        parts.push(of(people.observers, event.capacity.observers, "observer"));
    }
    let first_time = people.first_time.unwrap_or(0);
    let told = counted(first_time, people.may_be_more);
    for (count, words) in [
        (people.track_leads, plural(people.track_leads, "track lead")),
        (people.organizers, plural(people.organizers, "organizer")),
        (people.waitlisted, format!("{} waiting", people.waitlisted)),
        (first_time, format!("{told} first time")),
        (
            people.without_track,
            format!("{} without a track", people.without_track),
        ),
    ] {
        if count > 0 {
            parts.push(words);
        }
    }
    Section::new("registrations", "Registrations", table).as_note(parts.join(" · "))
}

fn next(overview: &Overview, for_people: bool) -> Section {
    let what = [text("what", "What"), text("command", "Command")];
    if !for_people {
        let mut table = Table::new([number("days", "Days"), what[0], what[1]]);
        for step in &overview.next {
            table.row([
                Cell::from(step.days),
                Cell::from(step.what.as_str()),
                Cell::from(step.command.as_str()),
            ]);
        }
        return Section::new("next", "Next", table);
    }
    let mut table = Table::new(what).without_heading();
    for step in overview.next.iter().take(STEPS) {
        table.row([
            Cell::from(step.what.as_str()),
            Cell::from(step.command.as_str()),
        ]);
    }
    let more = overview.next.len().saturating_sub(STEPS);
    Section::new("next", "Next", table).footer((more > 0).then(|| format!("and {more} more")))
}

/// One line for each event: its facts and its overview, or its name alone when its record cannot be parsed.
pub fn all_events<'a>(
    events: impl IntoIterator<Item = (&'a Slug, Option<(EventFacts<'a>, Overview)>)>,
) -> Table {
    let mut table = Table::new([
        text("event", "Event"),
        text("name", "Name"),
        text("dates", "Dates"),
        text("distance", "When"),
        number("tracks", "Tracks"),
        number("approved", "Approved"),
        number("registered", "Registered"),
        number("errors", "Errors"),
        text("next", "Next"),
    ]);
    for (slug, known) in events {
        let Some((facts, overview)) = known else {
            let mut row = vec![Cell::from(slug.as_str()), Cell::from("cannot be parsed")];
            row.resize(9, Cell::Empty);
            table.row(row);
            continue;
        };
        let event = facts.event();
        let approved = overview
            .tracks
            .iter()
            .filter(|track| track.status == Some(TrackStatus::Approved));
        let people = &overview.people;
        let errors: usize = overview
            .tracks
            .iter()
            .map(|track| track.findings.errors)
            .sum();
        let next = facts
            .timeline
            .iter()
            .find(|due| !due.is_past(facts.now))
            .map(|due| format!("{} {}", due.label, distance(facts.today(), due.day())));
        table.row([
            Cell::from(slug.as_str()),
            event.name.as_str().into(),
            dates(event).into(),
            countdown(event, facts.now).into(),
            overview.tracks.len().into(),
            approved.count().into(),
            (people.participants + people.observers + people.track_leads + people.organizers)
                .into(),
            errors.into(),
            next.into(),
        ]);
    }
    table
}

/// A day in a sentence: `Sat 5 Sep 2026`.
pub fn day(day: NaiveDate) -> String {
    long_day(day).replace("  ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::overview::tests::with_event;

    fn text(now: &str, width: Option<u16>) -> String {
        let style = Style {
            color: false,
            width,
        };
        with_event(now, |facts, overview| {
            document(facts, overview, Format::Table, style).render(Format::Table, None, style)
        })
    }

    #[test]
    fn everything_fits_a_narrow_terminal() {
        for width in [60, 80, 100, 120] {
            let shown = text("2026-08-06T12:00:00-04:00", Some(width));
            for line in shown.lines() {
                assert!(
                    line.width() <= usize::from(width),
                    "{width}: {line}\n{shown}"
                );
            }
        }
    }

    #[test]
    fn the_head_says_how_far_the_event_is() {
        for (now, away) in [
            ("2026-09-18T23:59:59-04:00", "in 1 day"),
            ("2026-09-19T00:00:00-04:00", "day 1 of 2"),
            ("2026-09-20T23:59:59-04:00", "day 2 of 2"),
            ("2026-09-21T00:00:00-04:00", "ended 1 day ago"),
        ] {
            let shown = text(now, None);
            let head = shown.lines().next().unwrap_or_default();
            assert!(head.ends_with(&format!("  {away}")), "{now}: {head}");
        }
    }

    #[test]
    fn the_days_of_an_event_are_said_shortly() {
        let said = |zone: &str, starts: &str, ends: &str| {
            let text = format!("{{name: X, timezone: {zone}, starts: {starts}, ends: {ends}}}");
            let event: Option<Event> = crate::yaml::read(&text).ok();
            event.map_or_else(String::new, |event| dates(&event))
        };
        for (starts, ends, expected) in [
            ("2026-09-19", "2026-09-20", "19 to 20 Sep 2026"),
            ("2026-09-19", "2026-09-19", "19 Sep 2026"),
            ("2026-09-30", "2026-10-01", "30 Sep to 1 Oct 2026"),
            ("2026-12-31", "2027-01-01", "31 Dec 2026 to 1 Jan 2027"),
            (
                "2020-05-13T20:00Z",
                "2020-05-15T22:00Z",
                "Wed 13 May 2020, 20:00 UTC to Fri 15 May 2020, 22:00 UTC",
            ),
        ] {
            assert_eq!(said("UTC", starts, ends), expected);
        }
        assert_eq!(
            said("Asia/Tokyo", "2020-05-13T20:00Z", "2020-05-15T22:00Z"),
            "Thu 14 May 2020, 05:00 JST to Sat 16 May 2020, 07:00 JST"
        );
    }
}
