//! frab's schedule in JSON: no key beyond its list, and none left out that it asks for.

use serde_json::{Map, Value, json};

use super::{Schedule, Session};
use crate::publish::identifier::uuid;
use crate::publish::instant::instant;
use crate::render::table::pretty;

/// The schedule as a file.
pub fn render(schedule: &Schedule) -> String {
    let days = schedule.days.iter().enumerate().map(|(at, day)| {
        let rooms = day.rooms.iter().map(|(room, sessions)| {
            let sessions: Vec<Value> = sessions.iter().map(|one| session(schedule, one)).collect();
            (room.clone(), Value::from(sessions))
        });
        json!({
            "index": at + 1,
            "date": day.date.format("%Y-%m-%d").to_string(),
            "day_start": instant(&day.starts),
            "day_end": instant(&day.ends),
            "rooms": rooms.collect::<Map<_, _>>(),
        })
    });
    let rooms = schedule.rooms.iter().map(
        |room| json!({"name": room, "guid": uuid(&format!("room {}/{room}", schedule.acronym))}),
    );
    let mut conference = json!({
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.starts.format("%Y-%m-%d").to_string(),
        "end": schedule.ends.format("%Y-%m-%d").to_string(),
        "daysCount": schedule.days.len(),
        "timeslot_duration": "00:15",
        "time_zone_name": schedule.zone.name(),
        "rooms": rooms.collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
    });
    if let Some(conference) = conference.as_object_mut() {
        // Readers take an area and a place, or UTC.
        let name = schedule.zone.name();
        let is_place = name.split('/').all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(|c| c.is_ascii_uppercase())
                && letters.next().is_some_and(|c| c.is_ascii_lowercase())
        });
        if name != "UTC" && !(is_place && name.contains('/')) {
            conference.shift_remove("time_zone_name");
        }
        if let Some(url) = &schedule.url {
            conference.insert("url".to_owned(), json!(url));
        }
    }
    pretty(&json!({
        "schedule": {"version": "1.0", "conference": conference},
    }))
}

fn session(schedule: &Schedule, session: &Session) -> Value {
    let own = || format!("urn:uuid:{}", session.guid);
    json!({
        "id": session.number,
        "guid": session.guid,
        "date": instant(&session.starts),
        "start": session.starts.format("%H:%M").to_string(),
        "end": instant(&session.ends),
        "duration": session.duration(),
        "room": session.room,
        "slug": session.slug,
        "url": schedule.url.clone().unwrap_or_else(own),
        "title": session.title,
        "subtitle": null,
        "track": session.track,
        "type": "hands-on",
        "language": null,
        "abstract": null,
        "description": null,
        "persons": [],
        "links": [],
    })
}
