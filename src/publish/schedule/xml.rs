//! frab's schedule in XML.

use std::fmt::Write as _;

use super::{Schedule, Session};
use crate::publish::html::escape;
use crate::publish::identifier::uuid;
use crate::publish::instant::instant;

/// The schedule as a file.
pub fn render(schedule: &Schedule) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<schedule>\n  <version>1.0</version>\n  <conference>\n    <title>{}</title>\n    <acronym>{}</acronym>\n    \
         <start>{}</start>\n    <end>{}</end>\n    <days>{}</days>\n    <timeslot_duration>00:15</timeslot_duration>\n",
        escape(&schedule.title),
        schedule.acronym,
        schedule.starts.format("%Y-%m-%d"),
        schedule.ends.format("%Y-%m-%d"),
        schedule.days.len()
    );
    if let Some(url) = &schedule.url {
        let _ = writeln!(text, "    <base_url>{}</base_url>", escape(url));
    }
    let _ = writeln!(
        text,
        "    <time_zone_name>{}</time_zone_name>\n  </conference>",
        schedule.zone
    );
    for (at, day) in schedule.days.iter().enumerate() {
        let _ = writeln!(
            text,
            "  <day index=\"{}\" date=\"{}\" start=\"{}\" end=\"{}\">",
            at + 1,
            day.date.format("%Y-%m-%d"),
            instant(&day.starts),
            instant(&day.ends)
        );
        for (room, sessions) in &day.rooms {
            let guid = uuid(&format!("room {}/{room}", schedule.acronym));
            let _ = writeln!(text, "    <room name=\"{}\" guid=\"{guid}\">", escape(room));
            for one in sessions {
                session(&mut text, schedule, one);
            }
            text.push_str("    </room>\n");
        }
        text.push_str("  </day>\n");
    }
    text.push_str("</schedule>\n");
    text
}

fn session(text: &mut String, schedule: &Schedule, session: &Session) {
    let _ = writeln!(
        text,
        "      <event id=\"{}\" guid=\"{}\">",
        session.number, session.guid
    );
    let date = instant(&session.starts);
    let start = session.starts.format("%H:%M").to_string();
    let mut parts = vec![
        ("room", session.room.clone()),
        ("title", session.title.clone()),
        ("subtitle", String::new()),
        ("type", "hands-on".to_owned()),
        ("date", date),
        ("start", start),
        ("duration", session.duration()),
        ("abstract", String::new()),
        ("slug", session.slug.clone()),
        ("track", session.track.clone().unwrap_or_default()),
    ];
    parts.extend(schedule.url.clone().map(|url| ("url", url)));
    for (name, value) in parts {
        let _ = writeln!(text, "        <{name}>{}</{name}>", escape(&value));
    }
    text.push_str("      </event>\n");
}
