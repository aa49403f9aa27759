//! Whether there is a seat for somebody who comes now, found out without reading everybody where that can be known.
//!
//! Four ways lead to the same answer. Who needs no limited seat has one. Who comes while nobody waits and while there are
//! fewer records than seats has one. Who needs all that somebody needs who waits already has to wait as well
//! (see [`Queue::obstacles`]). And where nobody waits for what is needed, the seats that were counted tell. All but the first
//! rest on a note in the event's lock file, which whoever registers leaves for the next. Everything else takes a pass over
//! all records.
//!
//! The note is a hint, never the truth. It holds for the folder as it was left: other commands take it away, and whatever else made,
//! renamed or replaced a file in the folder since, such as a merge, takes all worth from it. And whom it
//! names is only believed when their record, which is read, says so. Without a note there is a pass, as in a
//! fresh clone.

use std::fmt::Write as _;
use std::path::Path;

use crate::model::seats::{Queue, SeatLimits, Tally};
use crate::model::{Moment, Registration, Slug};
use crate::process::registration::lookup;
use crate::process::registration::lookup::Search;
use crate::workspace::DiskError;
use crate::workspace::lock::Lock;

/// What there is for somebody who comes now.
#[derive(Debug)]
pub struct Seating {
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
        room: SeatLimits,
        person: &Registration,
        search: &Search,
    ) -> Result<Self, DiskError> {
        let needs = room.needs_of(person);
        let note = lock.note().and_then(|text| Note::read(&text));
        let note = note.filter(|note| Some(note.changed) == search.changed);
        let seating = |waits, last| Self {
            waits,
            needs: room.describe(&needs),
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
        let survey = lookup::survey(root, event, room)?;
        let line = &survey.line;
        // Who is not in line yet has no name there either: that of the event is as good.
        let claim = line.room().claim(event, person);
        let obstacles = claim.map_or_else(Vec::new, |claim| line.obstacles(&claim));
        let waiting = line.waiting().filter(|claim| !claim.needs.is_empty());
        Ok(Self {
            waits: !obstacles.is_empty(),
            needs: line.room().describe(&needs),
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
        let folder = lookup::folder(event).on_disk(root);
        let (Some(mut note), Some(changed)) = (self.note, lookup::changed(&folder)) else {
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
pub fn note_line(root: &Path, event: &Slug, lock: &Lock, line: &Queue) {
    let folder = lookup::folder(event).on_disk(root);
    let waiting = line.waiting().filter(|claim| !claim.needs.is_empty());
    if let Some(changed) = lookup::changed(&folder) {
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
        room: &SeatLimits,
        needs: &[usize],
        files: usize,
    ) -> Option<(bool, Moment)> {
        let record = |slug| lookup::record(root, event, slug);
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
mod tests;
