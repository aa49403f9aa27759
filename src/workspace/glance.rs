//! What a registration claims, seen in its bytes: the four short values at the left margin that decide about seats.
//!
//! Parsing 20,000 records to count seats would be felt at every registration; looking at their lines is not. Whatever does not look
//! like what this tool writes is not guessed: then the record is parsed.

use clap::ValueEnum;

use crate::model::registration::{Attendance, Kind, RegistrationStatus};
use crate::model::seats::{Claim, Room};
use crate::model::{Moment, Slug};

/// The values that decide about seats, but for the tracks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Glance {
    kind: Kind,
    status: RegistrationStatus,
    attendance: Option<Attendance>,
    registered: Option<Moment>,
}

/// Looks at a record; `None` when it has to be parsed.
pub fn of(bytes: &[u8]) -> Option<Glance> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut glance = Glance::default();
    for line in text.lines() {
        if line.is_empty() || line.starts_with([' ', '#']) || line.starts_with("- ") {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !plain || key.is_empty() || !(value.is_empty() || value.starts_with(' ')) {
            return None;
        }
        let value = value.trim();
        // A text in quotes, or in brackets, may go on at the margin of the next line and look like a key there.
        let closed = match value.bytes().next() {
            Some(b'\'') => value.ends_with('\'') && value.matches('\'').count() % 2 == 0,
            Some(b'"') => {
                value.ends_with('"') && value.matches('"').count() == 2 && !value.contains('\\')
            }
            Some(b'[') => value.ends_with(']'),
            Some(b'{') => value.ends_with('}'),
            Some(b'&' | b'*' | b'!') => false,
            _ => true,
        };
        if !closed {
            return None;
        }
        match key {
            "kind" => glance.kind = word(value)?,
            "status" => glance.status = word(value)?,
            "attendance" => glance.attendance = Some(word(value)?),
            "registered" => glance.registered = Some(Moment::parse(value)?),
            _ => {}
        }
    }
    Some(glance)
}

fn word<T: ValueEnum>(value: &str) -> Option<T> {
    T::from_str(value, false).ok()
}

impl Glance {
    /// The claim of a record that names no track with a limit; `None` once it is cancelled.
    pub fn claim(&self, room: &Room, slug: Slug) -> Option<Claim> {
        let seated = match self.status {
            RegistrationStatus::Confirmed | RegistrationStatus::CheckedIn => true,
            RegistrationStatus::Waitlisted => false,
            RegistrationStatus::Cancelled => return None,
        };
        Some(Claim {
            slug,
            registered: self.registered,
            kind: self.kind,
            needs: room.needs(self.kind, self.attendance, std::iter::empty()),
            seated,
            since: self.registered,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Registration;

    #[test]
    fn what_the_tool_writes_is_seen_without_parsing() {
        let text = "# c\nname: 'Robin: Example'\nemail: robin@example.org\nkind: observer\nstatus: waitlisted\nattendance: virtual\ntracks:\n- patient\nnotes: |\n  status: cancelled\nregistered: 2026-08-06T12:00:00.000001-04:00\nhistory:\n  - when: 2026-08-06T12:00:00.000001-04:00\n    what: registered\n";
        let glance = of(text.as_bytes());
        assert_eq!(
            glance,
            Some(Glance {
                kind: Kind::Observer,
                status: RegistrationStatus::Waitlisted,
                attendance: Some(Attendance::Virtual),
                registered: Moment::parse("2026-08-06T12:00:00.000001-04:00"),
            })
        );
        let record: Registration = crate::yaml::read(text).unwrap_or_else(|_| unreachable!());
        assert_eq!(glance.map(|one| one.registered), Some(record.registered));
        assert_eq!(
            of(b"name: A\r\nstatus: cancelled\r\n").map(|one| one.status),
            Some(RegistrationStatus::Cancelled)
        );
        assert_eq!(of(b"name: A\n"), Some(Glance::default()));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        for text in [
            "{name: A, status: waitlisted}\n",
            "name: \"A\nstatus: waitlisted\n\"\n",
            "name: 'A\nstatus: waitlisted\n'\n",
            "name: 'A''\nstatus: waitlisted\n'\n",
            "name: \"A\\\"\nstatus: waitlisted\n\"\n",
            "tracks: [a,\nb]\n",
            "name: A\nstatus: waitlisted # why\n",
            "name: A\nstatus: &x waitlisted\n",
            "name: A\n\"status\": waitlisted\n",
            "name: A\nstatus: elsewhere\n",
            "name: A\nregistered: 2026-08-06\n",
            "---\nname: A\n",
            "<<<<<<< HEAD\nname: A\n",
        ] {
            assert_eq!(of(text.as_bytes()), None, "{text}");
        }
        assert_eq!(of(&[b'n', 0xff]), None);
    }
}
