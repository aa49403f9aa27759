use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::person::fold;
use crate::model::session::Session;

rule! {
    /// A session has no time, is outside its event, is for a track that does not exist, or shares its room with another.
    /// ## Why
    /// Rounds of tests are planned in the sessions of a track. One that cannot be placed is planned for by no one, and two
    /// in one room at one time are found out about at the door.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// starts: 2026-09-19
    /// ends: 2026-09-20
    /// schedule:
    ///   - {starts: 2026-09-18T13:00, ends: 2026-09-18T12:00, track: patiant}
    /// ```
    /// Good:
    /// ```yaml
    /// starts: 2026-09-19
    /// ends: 2026-09-20
    /// schedule:
    ///   - {starts: 2026-09-19T12:00, ends: 2026-09-19T13:00, track: patient}
    /// ```
    /// ## Source
    /// Design choice: a session is a time in which people can meet.
    pub static RULE: Rule {
        name: "session-misplaced",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let event = facts.event();
    // The session that ends last of those before, by room, in the order of their starts.
    let mut rooms = std::collections::BTreeMap::<String, (usize, &Session)>::new();
    let mut sessions: Vec<(usize, &Session)> = event.schedule.iter().enumerate().collect();
    sessions.sort_by_key(|(_, session)| session.starts.start(facts.zone));
    for (at, session) in sessions {
        let path = |key: &str| format!("schedule[{at}].{key}");
        for (nth, name) in session.track.iter().enumerate() {
            if !facts.folder.has_track(name.trim()) {
                tracks(
                    facts,
                    name.trim(),
                    &format!("schedule[{at}].track[{nth}]"),
                    found,
                );
            }
        }
        let Some((starts, ends)) = session.span(facts.zone) else {
            let message = format!(
                "the session is from {} to {}: that is no time to meet",
                session.starts, session.ends
            );
            found.add(path("ends"), message).help(
                "write both with a time, the end after the start: 'starts: 2026-09-19T09:00'",
            );
            continue;
        };
        if starts < event.opens() || ends > event.closes() {
            let message = format!(
                "the session is from {} to {}, and the event from {} to {}",
                session.starts, session.ends, event.starts, event.ends
            );
            found
                .add(path("starts"), message)
                .related(&facts.record.file, "starts", "the event starts here")
                .help("correct the date of the session, or those of the event");
        }
        let Some(name) = session.known_room() else {
            continue;
        };
        let room = fold(name);
        let earlier = rooms.get(&room).copied();
        let earlier =
            earlier.and_then(|(nth, other)| Some((nth, other, other.span(facts.zone)?.1)));
        if let Some((nth, other, until)) = earlier
            && starts < until
        {
            let message = format!(
                "'{name}' is taken at {} by another session until {}",
                session.starts, other.ends
            );
            found
                .add(path("room"), message)
                .related(
                    &facts.record.file,
                    format!("schedule[{nth}].room"),
                    "the other session is here",
                )
                .help("name another room, or list the tracks of both in one session");
        }
        if earlier.is_none_or(|(_, _, until)| until < ends) {
            rooms.insert(room, (at, session));
        }
    }
}

fn tracks(facts: &EventFacts<'_>, name: &str, path: &str, found: &mut Findings<'_>) {
    let near = nearest(name, facts.track_names());
    let help = did_you_mean(&near).unwrap_or_else(|| "name a track of this event".to_owned());
    found
        .add(
            path,
            format!("the session is for track '{name}', which does not exist"),
        )
        .help(help)
        .offer_nearest(&near);
}
