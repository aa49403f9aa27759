//! Whether there is a seat for somebody who comes now, found out without reading everybody where that can be known.
//!
//! Four ways lead to the same answer. Who needs no limited seat has one. Who comes while nobody waits and while there are
//! fewer records than seats has one. Who needs all that somebody needs who waits already has to wait as well
//! (see [`Line::obstacles`]). And where nobody waits for what is needed, the seats that were counted tell. All but the first
//! rest on a note in the event's lock file, which whoever registers leaves for the next. Everything else takes a pass over
//! all records.
//!
//! The note is a hint, never the truth. It holds for the folder as it was left: other commands take it away, and whatever else made,
//! renamed or replaced a file in the folder since, such as a merge, takes all worth from it. And whom it
//! names is only believed when their record, which is read, says so. Without a note there is a pass, as in a
//! fresh clone.

use std::fmt::Write as _;
use std::path::Path;

use super::DiskError;
use super::lock::Lock;
use super::people::{self, Search};
use crate::model::seats::{Line, Room, Tally};
use crate::model::{Moment, Registration, Slug};

/// What there is for somebody who comes now.
#[derive(Debug)]
pub struct Seating {
    /// Whether they have to wait.
    pub waits: bool,
    /// What they need a limited seat for, in words; empty when they need none.
    pub needs: String,
    /// The moment of the last one in line, as far as it matters for their own.
    pub last: Option<Moment>,
    /// Files that do not read, as far as they were met, so that nobody knows what they take.
    pub unread: usize,
    /// What the next one may be told: nothing when nobody needs to know.
    note: Option<Note>,
    /// The limited pools that the person needs.
    pools: Vec<usize>,
}

/// What whoever registered leaves for the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    /// When the folder last changed.
    changed: u128,
    /// Who was registered last, seated or not.
    last: Option<Slug>,
    /// Who was put on the waiting list last; nobody, when nobody waits.
    waits: Option<Slug>,
    /// The room that seats were counted in, and how many were held then; none when nobody counted.
    counted: Option<(String, Tally)>,
}

impl Note {
    /// Reads a note; `None` when it is not, to its end, what [`Note::text`] writes.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let mut slug = |key: &str| -> Option<Option<Slug>> {
            match lines.next()?.strip_prefix(key)?.strip_prefix(": ")? {
                "-" => Some(None),
                name => Slug::parse(name).ok().map(Some),
            }
        };
        let (last, waits) = (slug("last")?, slug("waits")?);
        let mut line = lines.next()?;
        let mut counted = None;
        if let Some(room) = line.strip_prefix("room: ") {
            let used = numbers(lines.next()?.strip_prefix("held: ")?)?;
            let awaited = numbers(lines.next()?.strip_prefix("awaited: ")?)?;
            counted = Some((room.to_owned(), Tally { used, awaited }));
            line = lines.next()?;
        }
        let changed = line.strip_prefix("changed: ")?.parse().ok()?;
        lines.next().is_none().then_some(Self {
            changed,
            last,
            waits,
            counted,
        })
    }

    fn text(&self) -> String {
        let name = |slug: &Option<Slug>| slug.as_ref().map_or("-", Slug::as_str).to_owned();
        let mut text = String::new();
        let _ = writeln!(text, "last: {}", name(&self.last));
        let _ = writeln!(text, "waits: {}", name(&self.waits));
        if let Some((room, tally)) = &self.counted {
            let _ = writeln!(text, "room: {room}");
            let _ = writeln!(text, "held: {}", list(&tally.used));
            let _ = writeln!(text, "awaited: {}", list(&tally.awaited));
        }
        // At the end, so that a note that was cut off is none.
        let _ = writeln!(text, "changed: {}", self.changed);
        text
    }
}

/// Numbers with a blank between them.
fn list<'n, T: std::fmt::Display + 'n>(numbers: impl IntoIterator<Item = &'n T>) -> String {
    let words: Vec<String> = numbers.into_iter().map(ToString::to_string).collect();
    words.join(" ")
}

fn numbers<T: std::str::FromStr, L: FromIterator<T>>(text: &str) -> Option<L> {
    text.split_whitespace()
        .map(|number| number.parse().ok())
        .collect()
}

impl Seating {
    /// Finds out whether there is a seat. The caller holds the event's lock, and has looked for the person.
    ///
    /// # Errors
    /// The folder does not list, or a file in it does not read from the disk.
    pub fn of(
        root: &Path,
        event: &Slug,
        lock: &Lock,
        room: Room,
        person: &Registration,
        search: &Search,
    ) -> Result<Self, DiskError> {
        let needs = room.needs_of(person);
        let note = lock.note().and_then(|text| Note::read(&text));
        let note = note.filter(|note| Some(note.changed) == search.changed);
        let seating = |waits, last| Self {
            waits,
            needs: room.words(&needs),
            last,
            unread: 0,
            note: note.clone(),
            pools: needs.clone(),
        };
        if needs.is_empty() {
            return Ok(seating(false, None));
        }
        if let Some((waits, last)) = note
            .as_ref()
            .and_then(|note| note.tells(root, event, &room, &needs, search.files))
        {
            return Ok(seating(waits, Some(last)));
        }
        let survey = people::survey(root, event, room)?;
        let line = &survey.line;
        // Who is not in line yet has no name there either: that of the event is as good.
        let claim = line.room().claim(event, person);
        let obstacles = claim.map_or_else(Vec::new, |claim| line.obstacles(&claim));
        let waiting = line.waiting().filter(|claim| !claim.needs.is_empty());
        Ok(Self {
            waits: !obstacles.is_empty(),
            needs: line.room().words(&needs),
            last: line.last_moment(),
            unread: survey.unread,
            note: Some(Note {
                changed: 0,
                last: None,
                waits: waiting.last().map(|claim| claim.slug.clone()),
                counted: Some((line.room().line(), line.tally())),
            }),
            pools: needs,
        })
    }

    /// Leaves a note for the next one, once the person has a record.
    pub fn note(self, root: &Path, event: &Slug, lock: &Lock, slug: &Slug) {
        let folder = people::folder(event).on_disk(root);
        let (Some(mut note), Some(changed)) = (self.note, people::changed(&folder)) else {
            return lock.leave("");
        };
        note.changed = changed;
        if !self.needs.is_empty() {
            if let Some((_, tally)) = &mut note.counted {
                tally.add(&self.pools, self.waits);
            }
            note.last = Some(slug.clone());
            if self.waits {
                note.waits = Some(slug.clone());
            }
        }
        lock.leave(&note.text());
    }
}

/// Leaves a note for the next one who registers, by whoever knows everybody. The caller holds the event's lock.
pub fn note_line(root: &Path, event: &Slug, lock: &Lock, line: &Line) {
    let folder = people::folder(event).on_disk(root);
    let waiting = line.waiting().filter(|claim| !claim.needs.is_empty());
    if let Some(changed) = people::changed(&folder) {
        let note = Note {
            changed,
            last: line.last().map(|claim| claim.slug.clone()),
            waits: waiting.last().map(|claim| claim.slug.clone()),
            counted: Some((line.room().line(), line.tally())),
        };
        lock.leave(&note.text());
    }
}

impl Note {
    /// Whether somebody with these needs waits, and the moment of the last one in line; `None` when it takes a pass to know.
    fn tells(
        &self,
        root: &Path,
        event: &Slug,
        room: &Room,
        needs: &[usize],
        files: usize,
    ) -> Option<(bool, Moment)> {
        let record = |slug| people::record(root, event, slug);
        let last = record(self.last.as_ref()?)?.registered?;
        if let Some((_, tally)) = self
            .counted
            .as_ref()
            .filter(|(line, _)| *line == room.line())
            && let Some(free) = room.has_seat(needs, tally)
        {
            return Some((!free, last));
        }
        let Some(slug) = &self.waits else {
            let roomy = files < room.fewest(needs)? as usize;
            return roomy.then_some((false, last));
        };
        let person = record(slug)?;
        let claim = room.claim(slug, &person).filter(|claim| !claim.seated)?;
        let same = !claim.needs.is_empty() && claim.needs.iter().all(|pool| needs.contains(pool));
        same.then_some((true, last.max(claim.registered?)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::model::Event;
    use crate::workspace::{File, edit};
    use crate::yaml;

    type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

    /// An event's folder with registrations, and its limits.
    struct Scene {
        root: tempfile::TempDir,
        event: Slug,
        room: Room,
    }

    impl Scene {
        fn new(capacity: &str, track: Option<u32>, people: &[String]) -> Outcome<Self> {
            let event: Event = yaml::read(&format!(
                "{{name: E, timezone: UTC, starts: 2026-09-19, ends: 2026-09-20, capacity: {{{capacity}}}}}"
            ))?;
            let scene = Self {
                root: tempfile::tempdir()?,
                event: Slug::parse("e")?,
                room: Room::of(&event, [("patient", track)].into_iter()),
            };
            fs::create_dir_all(people::folder(&scene.event).on_disk(scene.root.path()))?;
            for (number, text) in people.iter().enumerate() {
                scene.put(&format!("p{number}"), text)?;
            }
            Ok(scene)
        }

        fn put(&self, name: &str, text: &str) -> Outcome {
            let file = File::registration(&self.event, &Slug::parse(name)?);
            Ok(fs::write(file.on_disk(self.root.path()), text)?)
        }

        fn lock(&self) -> Outcome<Lock> {
            Ok(edit::lock(self.root.path(), &File::event(&self.event))?)
        }

        /// Leaves a note that fits the folder as it is.
        fn note(&self, last: Option<&str>, waits: Option<&str>) -> Outcome {
            let slug = |name: Option<&str>| name.and_then(|name| Slug::parse(name).ok());
            let folder = people::folder(&self.event).on_disk(self.root.path());
            let note = Note {
                changed: people::changed(&folder).ok_or("no folder")?,
                last: slug(last),
                waits: slug(waits),
                counted: None,
            };
            self.lock()?.leave(&note.text());
            Ok(())
        }

        fn seating(&self, person: &str) -> Outcome<Seating> {
            let person: Registration = yaml::read(person)?;
            let slug = Slug::parse("newcomer")?;
            let search = people::find(self.root.path(), &self.event, &person, &slug)?;
            let (root, room) = (self.root.path(), self.room.clone());
            Ok(Seating::of(
                root,
                &self.event,
                &self.lock()?,
                room,
                &person,
                &search,
            )?)
        }

        /// Whether somebody waits, and whether every record was looked at: the one that does not read is met then.
        fn told(&self, person: &str) -> Outcome<(bool, bool)> {
            let seating = self.seating(person)?;
            Ok((seating.waits, seating.unread > 0))
        }
    }

    const SEATED: &str = "{name: A, registered: 2026-08-01T12:00:00Z}";
    const WAITS: &str = "{name: B, status: waitlisted, registered: 2026-08-01T12:01:00Z}";
    const NEW: &str = "{name: N, email: n@example.org}";
    const BROKEN: &str = "\t- [\n";

    #[test]
    fn only_what_a_note_cannot_tell_takes_a_pass() -> Outcome {
        let people = [SEATED, WAITS, BROKEN].map(str::to_owned);
        let full = |capacity: &str| Scene::new(capacity, None, &people);

        let scene = full("participants: 1")?;
        assert_eq!(scene.told(NEW)?, (true, true), "no note");
        assert_eq!(
            scene.told("{name: N, kind: observer}")?,
            (false, false),
            "nothing is limited"
        );
        scene.note(Some("p0"), Some("p1"))?;
        assert_eq!(scene.told(NEW)?, (true, false));
        // A note that names somebody who does not wait, who is not there, or no moment.
        for (last, waits) in [
            (Some("p0"), Some("p0")),
            (Some("p0"), Some("ghost")),
            (Some("ghost"), Some("p1")),
            (Some("p2"), Some("p1")),
            (None, Some("p1")),
        ] {
            scene.note(last, waits)?;
            assert_eq!(scene.told(NEW)?, (true, true), "{last:?} {waits:?}");
        }
        // A note for the folder as it was before somebody else changed it.
        scene.note(Some("p0"), Some("p1"))?;
        let lock = scene.lock()?;
        let note = lock
            .note()
            .and_then(|text| Note::read(&text))
            .ok_or("no note")?;
        let older = Note {
            changed: note.changed - 1,
            ..note
        };
        lock.leave(&older.text());
        drop(lock);
        assert_eq!(scene.told(NEW)?, (true, true));

        // More seats than records: only when nobody waits.
        let scene = full("participants: 4")?;
        scene.note(Some("p0"), Some("p1"))?;
        assert_eq!(scene.told(NEW)?, (true, false), "first come, first served");
        scene.put("p1", SEATED)?;
        scene.note(Some("p1"), None)?;
        assert_eq!(scene.told(NEW)?, (false, false));
        let scene = full("participants: 3")?;
        scene.put("p1", SEATED)?;
        scene.note(Some("p1"), None)?;
        assert_eq!(scene.told(NEW)?, (false, true), "as many records as seats");

        // Who waits for less is in the way, who waits for more is not known to be.
        let scene = full("participants: 9, observers: 0, in-person: 0")?;
        scene.note(Some("p0"), Some("p1"))?;
        assert_eq!(scene.told(NEW)?, (true, false));
        assert_eq!(scene.told("{name: N, attendance: virtual}")?, (false, true));
        assert_eq!(scene.told("{name: N, kind: observer}")?, (true, true));
        Ok(())
    }

    #[test]
    fn the_moment_of_the_last_one_is_known_on_every_way() -> Outcome {
        let people = [SEATED, WAITS].map(str::to_owned);
        let scene = Scene::new("participants: 1", None, &people)?;
        let last = |scene: &Scene| Ok::<_, Box<dyn std::error::Error>>(scene.seating(NEW)?.last);
        let expected = Moment::parse("2026-08-01T12:01:00Z");
        assert_eq!(last(&scene)?, expected);
        scene.note(Some("p0"), Some("p1"))?;
        assert_eq!(last(&scene)?, expected);
        Ok(())
    }

    #[test]
    fn one_after_the_other_leaves_the_note_that_the_next_one_needs() -> Outcome {
        let scene = Scene::new("participants: 2", None, &[])?;
        let mut passes = Vec::new();
        for number in 0..5 {
            let name = format!("n{number}");
            let seating = scene.seating(NEW)?;
            // Only a pass finds out what is in the line.
            let by_note = scene.lock()?.note().and_then(|text| Note::read(&text));
            passes.push(by_note.is_none());
            let status = if seating.waits {
                "waitlisted"
            } else {
                "confirmed"
            };
            scene.put(
                &name,
                &format!("{{name: N, status: {status}, registered: 2026-08-01T12:0{number}:00Z}}"),
            )?;
            seating.note(
                scene.root.path(),
                &scene.event,
                &scene.lock()?,
                &Slug::parse(&name)?,
            );
        }
        assert_eq!(passes, [true, false, false, false, false]);
        let note = scene.lock()?.note().ok_or("no note")?;
        assert!(
            note.starts_with(
                "last: n4\nwaits: n4\nroom: participants 2; Some(InPerson)\nheld: 2\nawaited: 0\nchanged: "
            ),
            "{note}"
        );
        Ok(())
    }

    #[test]
    fn a_note_that_is_not_whole_is_none() -> Outcome {
        let note = Note {
            changed: 12,
            last: Some(Slug::parse("a")?),
            waits: None,
            counted: Some((
                "participants 3, patient 1; None".to_owned(),
                Tally {
                    used: vec![2, 1],
                    awaited: [1].into(),
                },
            )),
        };
        let text = note.text();
        assert_eq!(Note::read(&text), Some(note));
        for end in 0..text.len() {
            assert_eq!(Note::read(&text[..end]), None, "{end}");
        }
        for text in ["", "\n", "x", "last: a\nwaits: ../b\nchanged: 1\n"] {
            assert_eq!(Note::read(text), None, "{text}");
        }
        assert_eq!(Note::read(&format!("{text}more\n")), None);
        Ok(())
    }

    /// Somebody's registration, as it may stand in a folder.
    fn somebody() -> impl Strategy<Value = String> {
        let kind =
            prop::sample::select(vec!["participant", "participant", "observer", "organizer"]);
        let status =
            prop::sample::select(vec!["confirmed", "confirmed", "waitlisted", "cancelled"]);
        let place =
            prop::sample::select(vec!["", "attendance: virtual, ", "attendance: in-person, "]);
        let track =
            prop::sample::select(vec!["", "tracks: [patient], ", "roles: [patient/client], "]);
        let moment = prop::option::weighted(0.9, 0..60);
        (kind, status, place, track, moment).prop_map(|(kind, status, place, track, moment)| {
            let moment = moment.map_or_else(String::new, |minute| {
                format!("registered: 2026-08-01T12:{minute:02}:00Z")
            });
            format!("{{name: P, kind: {kind}, status: {status}, {place}{track}{moment}}}")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn what_a_note_tells_is_what_a_pass_finds(
            people in prop::collection::vec(somebody(), 0..7),
            newcomer in somebody(),
            next in somebody(),
            participants in prop::option::weighted(0.8, 0_u32..8),
            room in prop::option::weighted(0.4, 0_u32..8),
            track in prop::option::weighted(0.5, 0_u32..8),
            (last, waits) in (0_usize..8, 0_usize..8),
        ) {
            let limit = |key: &str, seats: Option<u32>| seats.map(|seats| format!("{key}: {seats}"));
            let limits: Vec<String> = [limit("participants", participants), limit("in-person", room)]
                .into_iter()
                .flatten()
                .collect();
            let fail = |error: Box<dyn std::error::Error>| TestCaseError::fail(error.to_string());
            let scene = Scene::new(&limits.join(", "), track, &people).map_err(fail)?;
            let newcomer = newcomer.replace("cancelled", "confirmed");
            let found = scene.seating(&newcomer).map_err(fail)?;
            // Whoever is named; but that nobody waits is only said where it is so.
            let survey = people::survey(scene.root.path(), &scene.event, scene.room.clone());
            let line = survey.map_or_else(|_| Line::default(), |survey| survey.line);
            let waits = if line.waiting().next().is_none() { None } else { Some(format!("p{waits}")) };
            scene.note(Some(&format!("p{last}")), waits.as_deref()).map_err(fail)?;
            let told = scene.seating(&newcomer).map_err(fail)?;
            prop_assert_eq!(told.waits, found.waits);
            prop_assert_eq!(told.needs, found.needs);
            // The same by what was counted, and once more after the newcomer has a record.
            let folder = people::folder(&scene.event).on_disk(scene.root.path());
            let slug = |name: String| Slug::parse(&name).ok();
            let counted = Note {
                changed: people::changed(&folder).unwrap_or_default(),
                last: slug(format!("p{last}")),
                waits: waits.and_then(slug),
                counted: Some((scene.room.line(), line.tally())),
            };
            scene.lock().map_err(fail)?.leave(&counted.text());
            let told = scene.seating(&newcomer).map_err(fail)?;
            prop_assert_eq!(told.waits, found.waits);
            let status = if told.waits { "waitlisted" } else { "confirmed" };
            let newcomer = newcomer.replace("waitlisted", "confirmed").replace("confirmed", status);
            let newcomer = newcomer.replace('}', ", email: new@example.org}").replace(", ,", ",");
            scene.put("newcomer", &newcomer).map_err(fail)?;
            let lock = scene.lock().map_err(fail)?;
            let own = Slug::parse("newcomer").map_err(|error| fail(error.into()))?;
            told.note(scene.root.path(), &scene.event, &lock, &own);
            drop(lock);
            let next = next.replace("cancelled", "confirmed");
            let told = scene.seating(&next).map_err(fail)?.waits;
            scene.lock().map_err(fail)?.leave("");
            prop_assert_eq!(told, scene.seating(&next).map_err(fail)?.waits);
        }
    }
}
