//! What the page of an event holds.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Brief;
use super::links::TrackLink;
use super::moment::Moment;
use super::track::{TrackPage, TrackRow};
use crate::analysis::event_facts::EventFacts;
use crate::model::Event;
use crate::model::event::Mode;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::{filled, is_unanswered};
use crate::model::timeline::{Due, Origin, day_text};
use crate::publish::html::{Html, line, link_or_text, markdown, web_address};
use crate::render::event::dates;
use crate::render::track_text::capitalized;

#[derive(Debug, Serialize)]
pub struct EventPage {
    pub slug: String,
    pub name: String,
    pub dates: String,
    pub starts: String,
    pub ends: String,
    pub is_over: bool,
    pub zone: String,
    pub mode: &'static str,
    pub location: Option<String>,
    pub fhir_versions: Vec<String>,
    pub meeting: Option<String>,
    pub page: Option<String>,
    pub registration_page: Option<String>,
    pub fee: Option<Html>,
    pub announcements: Vec<Html>,
    pub how_to_take_part: Option<Html>,
    pub newcomers: Option<Html>,
    pub orientations: Vec<Milestone>,
    pub test_tools: Vec<Html>,
    pub test_servers: Vec<Html>,
    pub milestones: Vec<Milestone>,
    pub days: Vec<Day>,
    pub tracks: Vec<TrackRow>,
    pub contacts: Vec<Contact>,
    pub has_results: bool,
    pub has_reports: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Milestone {
    pub name: String,
    pub label: String,
    pub when: Moment,
    /// `past`, `next`, or nothing for what comes later.
    pub state: &'static str,
    /// Whether the event set it; else it is the usual distance.
    pub is_own: bool,
    pub who: String,
}

#[derive(Debug, Serialize)]
pub struct Day {
    pub date: String,
    pub has_rooms: bool,
    pub sessions: Vec<SessionRow>,
}

#[derive(Debug, Serialize)]
pub struct SessionRow {
    pub starts: Moment,
    pub time: String,
    pub room: Option<String>,
    pub title: Option<String>,
    pub tracks: Vec<TrackLink>,
}

/// A contact is a role: people change, and a page stays.
#[derive(Debug, Serialize)]
pub struct Contact {
    pub role: String,
    pub organization: Option<String>,
}

impl EventPage {
    pub fn new(
        facts: &EventFacts<'_>,
        tracks: &[TrackPage],
        (has_results, has_reports): (bool, bool),
    ) -> Self {
        let event = facts.event();
        let milestones = milestones(facts);
        let text = |text: &Option<String>| {
            let text = text.as_deref().filter(|text| !is_unanswered(Some(text)));
            text.map(markdown)
        };
        let address = |text: &Option<String>| {
            let address = text.as_deref().and_then(web_address);
            address.map(str::to_owned)
        };
        let list = |texts: &Texts| -> Vec<Html> {
            let texts = texts.answered();
            texts.map(|text| link_or_text(text)).collect()
        };
        let orientations = milestones
            .iter()
            .filter(|one| one.name.contains("orientation") && one.who != "track leads")
            .cloned()
            .collect();
        let announcements = event.announcements.answered();
        let mut rows: Vec<TrackRow> = tracks.iter().map(|track| track.row.clone()).collect();
        rows.sort_by_cached_key(|row| (row.is_proposed, row.title.to_lowercase()));
        Self {
            slug: facts.folder.slug.to_string(),
            name: line(&event.name),
            dates: dates(event),
            starts: iso_start(event),
            ends: event.last_day().format("%Y-%m-%d").to_string(),
            is_over: facts.has_ended(),
            zone: event.timezone.clone(),
            mode: match event.mode {
                Mode::InPerson => "In person",
                Mode::Virtual => "Virtual",
                Mode::Hybrid => "In person and virtual",
            },
            location: filled(event.location.as_deref()).map(line),
            fhir_versions: event.fhir_versions.iter().map(|one| line(one)).collect(),
            meeting: event.working_group_meeting.as_ref().map(|meeting| {
                format!(
                    "{} to {}",
                    day_text(meeting.starts.0),
                    day_text(meeting.ends.0)
                )
            }),
            page: address(&event.page),
            registration_page: address(&event.registration_page),
            fee: text(&event.fee),
            announcements: announcements.map(|text| markdown(text)).collect(),
            how_to_take_part: text(&event.how_to_take_part),
            newcomers: text(&event.newcomers),
            orientations,
            test_tools: list(&event.test_tools),
            test_servers: list(&event.test_servers),
            milestones,
            days: days(facts, tracks),
            tracks: rows,
            contacts: contacts(event),
            has_results,
            has_reports,
        }
    }

    pub fn brief(&self) -> Brief<'_> {
        Brief {
            slug: &self.slug,
            name: &self.name,
            dates: &self.dates,
            zone: &self.zone,
            has_results: self.has_results,
            has_reports: self.has_reports,
        }
    }
}

fn iso_start(event: &Event) -> String {
    event.first_day().format("%Y-%m-%d").to_string()
}

fn milestones(facts: &EventFacts<'_>) -> Vec<Milestone> {
    // What has a day only has passed when the day has, so that pages do not change within it.
    let is_past = |due: &Due| due.day() < facts.today();
    let next = facts.timeline.iter().find(|due| !is_past(due));
    let next_day = next.map(Due::day);
    let milestones = facts.timeline.iter().map(|due| Milestone {
        name: due.name.clone(),
        label: line(&capitalized(&due.label)),
        when: Moment::new(due.when, facts.zone),
        state: if is_past(due) {
            "past"
        } else if Some(due.day()) == next_day {
            "next"
        } else {
            ""
        },
        is_own: due.origin == Origin::Event,
        who: due.who.clone(),
    });
    milestones.collect()
}

/// The sessions by their day in the event's zone, each in the order of time and room.
fn days(facts: &EventFacts<'_>, tracks: &[TrackPage]) -> Vec<Day> {
    let event = facts.event();
    let mut sessions: Vec<_> = event
        .schedule
        .iter()
        .filter_map(|session| Some((session.span(facts.zone)?, session)))
        .collect();
    sessions.sort_by(|(a, one), (b, other)| {
        (a, &one.room, &one.title).cmp(&(b, &other.room, &other.title))
    });
    let mut days: BTreeMap<chrono::NaiveDate, Day> = BTreeMap::new();
    for ((starts, ends), session) in sessions {
        let day = days.entry(starts.date_naive()).or_insert_with(|| Day {
            date: day_text(starts.date_naive()),
            has_rooms: false,
            sessions: Vec::new(),
        });
        // How a room is entered online is for those who take part.
        let room = session.known_room().filter(|room| !room.contains("://"));
        let room = room.map(line);
        day.has_rooms |= room.is_some();
        let links = session.track.iter().map(|name| {
            let page = tracks.iter().find(|track| track.slug == name.trim());
            TrackLink {
                title: page.map_or_else(|| line(name), |page| page.row.title.clone()),
                file: page.map(|page| page.file.clone()),
            }
        });
        day.sessions.push(SessionRow {
            starts: Moment::new(session.starts, facts.zone),
            time: format!("{} to {}", starts.format("%H:%M"), ends.format("%H:%M %Z")),
            room,
            title: filled(session.title.as_deref()).map(line),
            tracks: links.collect(),
        });
    }
    days.into_values().collect()
}

fn contacts(event: &Event) -> Vec<Contact> {
    let contacts = event.contacts.iter().map(|one| Contact {
        role: filled(one.role.as_deref())
            .map_or_else(|| "Organizer".to_owned(), |role| capitalized(&line(role))),
        organization: filled(one.organization.as_deref()).map(line),
    });
    contacts.collect()
}
