//! Tests of seating: what a note tells is what a pass finds.

use std::fs;

use proptest::prelude::*;

use crate::model::Event;
use crate::workspace::seating::*;
use crate::workspace::{File, edit};
use crate::yaml;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// An event's folder with registrations, and its limits.
struct Scene {
    root: tempfile::TempDir,
    event: Slug,
    room: SeatLimits,
}

impl Scene {
    fn new(capacity: &str, track: Option<u32>, people: &[String]) -> Outcome<Self> {
        let event: Event = yaml::read(&format!(
            "{{name: E, timezone: UTC, starts: 2026-09-19, ends: 2026-09-20, capacity: {{{capacity}}}}}"
        ))?;
        let scene = Self {
            root: tempfile::tempdir()?,
            event: Slug::parse("e")?,
            room: SeatLimits::new(&event, [("patient", track)].into_iter()),
        };
        fs::create_dir_all(lookup::folder(&scene.event).on_disk(scene.root.path()))?;
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
        let folder = lookup::folder(&self.event).on_disk(self.root.path());
        let note = Note {
            changed: lookup::changed(&folder).ok_or("no folder")?,
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
        let search = lookup::find(self.root.path(), &self.event, &person, &slug)?;
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
    let kind = prop::sample::select(vec!["participant", "participant", "observer", "organizer"]);
    let status = prop::sample::select(vec!["confirmed", "confirmed", "waitlisted", "cancelled"]);
    let place = prop::sample::select(vec!["", "attendance: virtual, ", "attendance: in-person, "]);
    let track = prop::sample::select(vec!["", "tracks: [patient], ", "roles: [patient/client], "]);
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
        let survey = lookup::survey(scene.root.path(), &scene.event, scene.room.clone());
        let line = survey.map_or_else(|_| Queue::default(), |survey| survey.line);
        let waits = if line.waiting().next().is_none() { None } else { Some(format!("p{waits}")) };
        scene.note(Some(&format!("p{last}")), waits.as_deref()).map_err(fail)?;
        let told = scene.seating(&newcomer).map_err(fail)?;
        prop_assert_eq!(told.waits, found.waits);
        prop_assert_eq!(told.needs, found.needs);
        // The same by what was counted, and once more after the newcomer has a record.
        let folder = lookup::folder(&scene.event).on_disk(scene.root.path());
        let slug = |name: String| Slug::parse(&name).ok();
        let counted = Note {
            changed: lookup::changed(&folder).unwrap_or_default(),
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
