//! What a registration claims, seen in its bytes: the short values at the left margin that decide about seats.
//!
//! Parsing 20,000 records to count seats would be felt at every registration; looking at their lines is not. Whatever does not look
//! like what this tool writes is not guessed: then the record is parsed.

use crate::model::registration::{Attendance, Kind, RegistrationStatus};
use crate::model::seats::{Claim, SeatLimits};
use crate::model::{Moment, Slug};
use crate::yaml::write::needs_quotes;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance<'a> {
    text: &'a str,
    kind: Kind,
    status: RegistrationStatus,
    attendance: Option<Attendance>,
    registered: Option<Moment>,
    /// Tracks that the person names, as far as they are plainly written.
    tracks: Vec<&'a str>,
}

/// Looks at a record; `None` when it has to be parsed.
pub fn of(bytes: &[u8]) -> Option<Glance<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    // With an escape a name can be written in a way that shows nothing of it.
    if bytes.contains(&b'\\') {
        return None;
    }
    let mut glance = Glance {
        text,
        ..Glance::default()
    };
    // Whether the lines are a list of tracks, and where its items begin once there is one.
    let (mut in_tracks, mut begin) = (false, None);
    for line in text.lines() {
        if line.is_empty() || line.starts_with([' ', '#']) || line.starts_with("- ") {
            if in_tracks {
                let item = line.trim_start_matches(' ');
                if item.is_empty() || item.starts_with('#') {
                    continue;
                }
                let indent = line.len() - item.len();
                if *begin.get_or_insert(indent) != indent {
                    return None;
                }
                glance.tracks.push(plain(item.strip_prefix("- ")?)?);
            }
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let is_key = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !is_key || key.is_empty() || !(value.is_empty() || value.starts_with(' ')) {
            return None;
        }
        let value = value.trim();
        // A text in quotes, or in brackets, may go on at the margin of the next line and look like a key there.
        let closed = match value.bytes().next() {
            Some(b'\'') => value.ends_with('\'') && value.matches('\'').count() % 2 == 0,
            Some(b'"') => value.ends_with('"') && value.matches('"').count() == 2,
            Some(b'[') => value.ends_with(']'),
            Some(b'{') => value.ends_with('}'),
            Some(b'&' | b'*' | b'!') => false,
            _ => true,
        };
        if !closed {
            return None;
        }
        in_tracks = key == "tracks" && value.is_empty();
        match key {
            "kind" => glance.kind = kind(value)?,
            "status" => glance.status = status(value)?,
            "attendance" => glance.attendance = Some(attendance(value)?),
            "registered" => glance.registered = Some(Moment::parse(value)?),
            "tracks" => {
                let list = value.strip_prefix('[');
                let list = list.and_then(|list| list.strip_suffix(']'));
                let items = list.into_iter().flat_map(|list| list.split(','));
                glance.tracks = items.filter_map(plain).collect();
            }
            _ => {}
        }
    }
    Some(glance)
}

/// The name of a track that stands there as it is, and is read as that.
fn plain(item: &str) -> Option<&str> {
    let item = item.trim();
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (item.bytes().all(inner) && !needs_quotes(item)).then_some(item)
}

// The names as clap knows them, without making all that it would say of them in a help.

fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "participant" => Kind::Participant,
        "observer" => Kind::Observer,
        "track-lead" => Kind::TrackLead,
        "organizer" => Kind::Organizer,
        _ => return None,
    })
}

fn status(word: &str) -> Option<RegistrationStatus> {
    Some(match word {
        "confirmed" => RegistrationStatus::Confirmed,
        "checked-in" => RegistrationStatus::CheckedIn,
        "waitlisted" => RegistrationStatus::Waitlisted,
        "cancelled" => RegistrationStatus::Cancelled,
        _ => return None,
    })
}

fn attendance(word: &str) -> Option<Attendance> {
    Some(match word {
        "in-person" => Attendance::InPerson,
        "virtual" => Attendance::Virtual,
        _ => return None,
    })
}

impl Glance<'_> {
    /// Whether it shows which of the tracks with a limit the person takes part in. A role names its track as well, and so might
    /// anything else in the record: whatever track is named outside the list takes parsing.
    pub fn knows_tracks(&self, room: &SeatLimits) -> bool {
        let is_seen = |track: &str| self.tracks.contains(&track) || !self.text.contains(track);
        room.tracks().all(is_seen)
    }

    /// The claim of a record of which it [knows the tracks](Self::knows_tracks); `None` once it is cancelled.
    pub fn claim(&self, room: &SeatLimits, slug: Slug) -> Option<Claim> {
        let seated = match self.status {
            RegistrationStatus::Confirmed | RegistrationStatus::CheckedIn => true,
            RegistrationStatus::Waitlisted => false,
            RegistrationStatus::Cancelled => return None,
        };
        Some(Claim {
            slug,
            registered: self.registered,
            kind: self.kind,
            needs: room.needs(self.kind, self.attendance, self.tracks.iter().copied()),
            seated,
            since: self.registered,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Registration;
    use crate::model::words::Word;

    #[test]
    fn what_the_tool_writes_is_seen_without_parsing() {
        let text = "# c\nname: 'Robin: Example'\nemail: robin@example.org\nkind: observer\nstatus: waitlisted\nattendance: virtual\ntracks:\n- patient\nnotes: |\n  status: cancelled\nregistered: 2026-08-06T12:00:00.000001-04:00\nhistory:\n  - when: 2026-08-06T12:00:00.000001-04:00\n    what: registered\n";
        let glance = of(text.as_bytes());
        assert_eq!(
            glance,
            Some(Glance {
                text,
                tracks: vec!["patient"],
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
        let empty = of(b"name: A\n").map(|glance| Glance { text: "", ..glance });
        assert_eq!(empty, Some(Glance::default()));
    }

    #[test]
    fn the_words_are_those_that_the_model_knows() {
        fn same<T: Word + PartialEq + std::fmt::Debug>(read: fn(&str) -> Option<T>) {
            for value in T::ALL {
                assert_eq!(read(value.as_str()), Some(*value));
            }
        }
        same(kind);
        same(status);
        same(attendance);
    }

    #[test]
    fn tracks_are_known_where_they_are_plainly_listed() -> Result<(), Box<dyn std::error::Error>> {
        let event =
            crate::yaml::read("{name: E, timezone: UTC, starts: 2026-09-19, ends: 2026-09-20}")?;
        let limits = [
            ("patient", Some(2)),
            ("scheduling", Some(3)),
            ("open", None),
        ];
        let room = SeatLimits::new(&event, limits.into_iter());
        let slug = Slug::parse("a")?;
        for (text, known) in [
            ("name: A\ntracks: [patient]\n", true),
            ("name: A\ntracks: [open, patient, scheduling]\n", true),
            ("name: A\ntracks:\n- patient\n- open\nteam: X\n", true),
            ("name: A\ntracks:\n  - patient\n", true),
            ("name: A\ntracks: patient\n", false),
            ("name: A\ntracks: []\n", true),
            (
                "name: A\ntracks: [patient]\nroles: [patient/client]\n",
                true,
            ),
            ("name: A\ntracks: [open]\nroles: [patient/client]\n", false),
            ("name: A\ntracks: [open]\nnotes: not patient\n", false),
            ("name: A\ntracks: ['patient']\n", false),
            ("name: A\ntracks: patient\n  open\n", false),
            ("name: A\nteam:\n- patient\n", false),
        ] {
            let glance = of(text.as_bytes()).ok_or(text)?;
            assert_eq!(glance.knows_tracks(&room), known, "{text}");
            if known {
                let record: Registration = crate::yaml::read(text)?;
                assert_eq!(
                    glance.claim(&room, slug.clone()),
                    room.claim(&slug, &record),
                    "{text}"
                );
            }
        }
        for list in [
            "- 'patient'",
            "- patient # first",
            "- a\n  - patient",
            "- a\n  patient",
            "- \"pati\\x65nt\"",
        ] {
            let text = format!("name: A\ntracks:\n{list}\n");
            assert_eq!(of(text.as_bytes()), None, "{list}");
        }
        Ok(())
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
