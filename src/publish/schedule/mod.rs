//! The schedule as conference tools exchange it: frab's JSON and XML, of which both have the same sessions.

mod json;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};

pub use json::render as json;
pub use xml::render as xml;

use super::html::{line, web_address};
use super::identifier::uuid;
use super::sessions::sessions;
use crate::analysis::disclosure::is_published;
use crate::analysis::event_facts::EventFacts;
use crate::model::Slug;
use crate::model::zone::Tz;

/// The room of a session that names none.
const NO_ROOM: &str = "All rooms";
/// One more than the largest number of a session: readers take six digits.
const NUMBERS: u64 = 1_000_000;

/// A schedule, day by day.
pub struct Schedule {
    acronym: String,
    title: String,
    zone: Tz,
    starts: NaiveDate,
    ends: NaiveDate,
    url: Option<String>,
    rooms: Vec<String>,
    days: Vec<Day>,
}

struct Day {
    date: NaiveDate,
    starts: DateTime<Tz>,
    ends: DateTime<Tz>,
    /// By the name of the room.
    rooms: BTreeMap<String, Vec<Session>>,
}

struct Session {
    number: u64,
    guid: String,
    slug: String,
    title: String,
    track: Option<String>,
    room: String,
    starts: DateTime<Tz>,
    ends: DateTime<Tz>,
}

impl Session {
    /// Hours and minutes.
    fn duration(&self) -> String {
        let minutes = (self.ends - self.starts).num_minutes();
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// The schedule of an event; `None` where it has no session.
pub fn schedule(facts: &EventFacts<'_>) -> Option<Schedule> {
    let event = facts.event();
    let acronym = acronym(&facts.folder.slug);
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    let (mut taken, mut rooms) = (BTreeSet::new(), BTreeSet::new());
    for shown in sessions(facts) {
        let guid = uuid(&format!("session {}/{}", facts.folder.slug, shown.key));
        let number = number(&guid, &mut taken);
        let words = Slug::from_title(&shown.name)
            .map_or_else(|| "session".to_owned(), |slug| slug.to_string());
        let track = match shown.tracks[..] {
            [one] => facts
                .track(one)
                .filter(|track| is_published(track.value.status))
                .map(|track| line(&track.value.title)),
            _ => None,
        };
        let session = Session {
            number,
            slug: format!("{acronym}-{number}-{words:0<3}"),
            guid,
            title: shown.name,
            track,
            room: shown.room.unwrap_or_else(|| NO_ROOM.to_owned()),
            starts: shown.starts,
            ends: shown.ends,
        };
        rooms.insert(session.room.clone());
        let day = days
            .entry(session.starts.date_naive())
            .or_insert_with(|| Day {
                date: session.starts.date_naive(),
                starts: session.starts,
                ends: session.ends,
                rooms: BTreeMap::new(),
            });
        day.ends = day.ends.max(session.ends);
        day.rooms
            .entry(session.room.clone())
            .or_default()
            .push(session);
    }
    (!days.is_empty()).then(|| Schedule {
        acronym,
        title: line(&event.name),
        zone: facts.zone,
        starts: event.first_day(),
        ends: event.last_day(),
        url: event
            .page
            .as_deref()
            .and_then(web_address)
            .map(str::to_owned),
        rooms: rooms.into_iter().collect(),
        days: days.into_values().collect(),
    })
}

/// Readers refuse a hyphen, and fewer than four characters.
fn acronym(slug: &Slug) -> String {
    format!("{:_<4}", slug.as_str().replace('-', "_"))
}

/// A number that stays, from the identifier; two that fall together go on to the next free one.
fn number(guid: &str, taken: &mut BTreeSet<u64>) -> u64 {
    let digits: String = guid
        .chars()
        .filter(char::is_ascii_hexdigit)
        .take(12)
        .collect();
    let mut number = u64::from_str_radix(&digits, 16).unwrap_or_default() % NUMBERS;
    while number == 0 || !taken.insert(number) {
        number = (number + 1) % NUMBERS;
    }
    number
}
