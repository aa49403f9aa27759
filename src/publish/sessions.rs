//! The sessions of an event as they are shown: in order, with what they are called, and without those of tracks that are not held.

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::analysis::disclosure::is_published;
use crate::analysis::event_facts::EventFacts;
use crate::model::Slug;
use crate::model::placeholder::filled;
use crate::model::session::Session;
use crate::model::zone::Tz;
use crate::publish::html::line;

/// A session with its place in the event.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// What it is, whenever it is: sessions of one name are told apart by their order.
    pub key: String,
    pub name: String,
    pub room: Option<String>,
    pub starts: DateTime<Tz>,
    pub ends: DateTime<Tz>,
    /// The tracks that meet; none: everyone does.
    pub tracks: Vec<&'a str>,
}

impl Shown<'_> {
    /// Whether some of these tracks meet, or everyone does.
    pub fn is_for(&self, tracks: &[&Slug]) -> bool {
        let named = |name: &&str| tracks.iter().any(|track| track.as_str() == *name);
        self.tracks.is_empty() || self.tracks.iter().any(named)
    }
}

/// The sessions of an event, by time and room.
pub fn sessions<'a>(facts: &EventFacts<'a>) -> Vec<Shown<'a>> {
    let mut shown: Vec<Shown<'a>> = Vec::new();
    for session in facts.event().schedule.iter() {
        let Some((starts, ends)) = session.span(facts.zone) else {
            continue;
        };
        let tracks: Vec<&'a str> = session.track.iter().map(|name| name.trim()).collect();
        let is_cancelled = |name: &&str| {
            let track = facts.track(name);
            track.is_some_and(|track| !track.value.status.is_open())
        };
        if !tracks.is_empty() && tracks.iter().all(is_cancelled) {
            continue;
        }
        // How a room is entered online is for those who take part.
        let room = session.known_room().filter(|room| !room.contains("://"));
        shown.push(Shown {
            key: String::new(),
            name: name(facts, session),
            room: room.map(line),
            starts,
            ends,
            tracks,
        });
    }
    shown.sort_by(|a, b| {
        (a.starts, a.ends, &a.room, &a.name).cmp(&(b.starts, b.ends, &b.room, &b.name))
    });
    let mut seen = BTreeMap::<String, usize>::new();
    for session in &mut shown {
        let count = seen.entry(session.name.clone()).or_default();
        *count += 1;
        session.key = format!("session/{}/{count}", session.name);
    }
    shown
}

/// What a session is called: by its title, else by its tracks.
fn name(facts: &EventFacts<'_>, session: &Session) -> String {
    if let Some(title) = filled(session.title.as_deref()) {
        return line(title);
    }
    let titles = session.track.iter().map(|name| {
        // Drafts are their leads' own: their titles are not told.
        let track = facts.track(name.trim());
        let track = track.filter(|track| is_published(track.value.status));
        track.map_or_else(|| line(name), |track| line(&track.value.title))
    });
    let titles: Vec<String> = titles.collect();
    if titles.is_empty() {
        "Testing".to_owned()
    } else {
        titles.join(", ")
    }
}
