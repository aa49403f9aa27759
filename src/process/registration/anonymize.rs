//! The records of an event without its people: fields are replaced or removed as text, with everything else left as it is.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::error::Failure;
use crate::model::decision::Snapshot;
use crate::model::kick_off::KickOffs;
use crate::model::placeholder::is_placeholder;
use crate::model::pseudonym::{KnownPerson, Pseudonyms, is_pseudonym, words};
use crate::model::{Event, Issue, Registration, Slug, TestResult, Track, TrackReport};
use crate::workspace::edit::ChangeError;
use crate::workspace::{EventFolder, File, Record, RecordKind, Workspace, disk, save};
use crate::yaml::edit::{EditError, Editor, lookup};
use crate::yaml::{self, Path, Step, Value};

/// What replaces a text about a person that has to be there.
const REMOVED: &str = "(removed)";

/// How a person is reached.
const CONTACT: [&str; 2] = ["email", "chat"];

/// How many bytes of a run that was stopped are read.
const MAX_NOTES: usize = 64 << 20;

/// An event without its people, worked out and not written.
#[derive(Debug)]
pub struct Anonymized {
    notes: File,
    people: Pseudonyms,
    /// Records that change, and those with lines that may be about a person.
    pub records: Vec<AnonymizedRecord>,
}

#[derive(Debug)]
pub struct AnonymizedRecord {
    pub file: File,
    /// The file it is called afterwards, when its name was of the person.
    pub renamed: Option<File>,
    /// Keys whose values were replaced or removed.
    pub keys: Vec<String>,
    /// Lines, from 1, with a word of a name or an email address: a person has to look at them.
    pub look_at: Vec<usize>,
    /// `None` when the text stays.
    pub write: Option<save::Write>,
}

impl AnonymizedRecord {
    pub fn changes(&self) -> bool {
        self.write.is_some() || self.renamed.is_some()
    }
}

impl Anonymized {
    /// Works out every record of an event, and who gets which pseudonym. A run that was stopped goes on with the ones it gave.
    pub fn new(workspace: &Workspace, folder: &EventFolder) -> Result<Self> {
        // Its name is one of a temporary file, so that git ignores it.
        let half = if workspace.root().has_private_half() {
            "registrations/"
        } else {
            ""
        };
        let notes = File::new(&format!("events/{}/{half}.cxn-anonymize.tmp", folder.slug));
        let mut people = Pseudonyms::default();
        people.resume(&known_people(workspace, &notes)?);
        let mut registrations: Vec<&Record<Registration>> = folder.registrations.values().collect();
        registrations.sort_by_key(|record| {
            let registered = record.value.registered;
            (registered.is_none(), registered, record.slug.clone())
        });
        let own = registrations.iter().map(|record| &record.file);
        let event = folder.event.iter().map(|record| &record.file);
        let tracks = folder.tracks.values().map(|record| &record.file);
        let results = folder.results.values().flat_map(BTreeMap::values);
        let results = results.map(|record| &record.file);
        let issues = folder.issues.values().map(|record| &record.file);
        let reports = folder.reports.values().map(|record| &record.file);
        let others = event.chain(tracks).chain(results).chain(issues);
        let others = others.chain(reports);
        let mut texts: Vec<(&File, String, Value)> = Vec::new();
        for file in own.chain(others) {
            let text = workspace.text(file).unwrap_or_default();
            let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let value = yaml::read(body).map_err(|_| edit_error(file, EditError::Unreadable))?;
            texts.push((file, text, value));
        }
        // Pseudonyms that are anywhere are given: nobody else may get them.
        for (_, _, value) in &texts {
            reserve(value, &mut people);
        }
        let mut renamed = Vec::new();
        for record in &registrations {
            let person = &record.value;
            let (email, organization) = (person.email.as_deref(), person.organization.as_deref());
            let pseudonym = Slug::parse(&people.registered(&person.name, email, organization));
            let file = pseudonym.map(|pseudonym| File::registration(&folder.slug, &pseudonym));
            renamed.push(file.ok().filter(|file| *file != record.file));
        }
        // Everybody is known before the first line is judged.
        let edits: Vec<Vec<Edit>> = texts
            .iter()
            .map(|(file, _, value)| edits(file, value, &mut people))
            .collect();
        let telling = people.telling_words();
        let renamed = renamed.into_iter().chain(std::iter::repeat(None));
        let mut records = Vec::new();
        for (((file, text, _), edits), renamed) in texts.iter().zip(edits).zip(renamed) {
            let (keys, changed) = apply(file, text, &edits)?;
            let write = (changed != *text).then(|| save::Write {
                path: file.on_disk(workspace.root()),
                read: Some(text.clone()),
                text: changed.clone(),
                private: false,
            });
            let record = AnonymizedRecord {
                file: (*file).clone(),
                renamed,
                keys,
                look_at: lines_about_people(&changed, &telling),
                write,
            };
            if record.changes() || !record.look_at.is_empty() {
                records.push(record);
            }
        }
        Ok(Self {
            notes,
            people,
            records,
        })
    }

    /// How many people get a pseudonym who had none.
    pub fn count_people(&self) -> usize {
        self.people.count()
    }

    pub fn count_files(&self) -> usize {
        self.records.iter().filter(|one| one.changes()).count()
    }

    /// Writes all records and gives the files their names. While it does, a file holds who gets which pseudonym. `step` hears
    /// after each record.
    pub fn write(&self, workspace: &Workspace, step: &(dyn Fn() + Sync)) -> Result<()> {
        let notes = workspace.inside(&self.notes)?;
        if self.count_files() > 0 {
            for record in &self.records {
                workspace.inside(&record.file)?;
            }
            let writes = self.records.iter().filter_map(|one| one.write.clone());
            let writes: Vec<save::Write> = writes.collect();
            save::overwrite(
                &notes,
                &(serde_json::to_string(self.people.known())? + "\n"),
            )?;
            save::write_all(&writes, step)?;
            self.rename(workspace)?;
        }
        if disk::exists(&notes) {
            save::remove(&notes)?;
        }
        Ok(())
    }

    /// Gives files their new names, without ever taking one that is there. A name that an earlier file still has is freed first.
    fn rename(&self, workspace: &Workspace) -> Result<()> {
        let names = self.records.iter();
        let mut waiting: Vec<(&File, &File)> = names
            .filter_map(|record| Some((&record.file, record.renamed.as_ref()?)))
            .collect();
        while let Some((from, to)) = waiting.first().copied() {
            let path = |file: &File| file.on_disk(workspace.root());
            let (held, free): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|(_, to)| disk::exists(&path(to)));
            if free.is_empty() {
                return Err(Failure::other(format!(
                    "{from} cannot be renamed to {to}: that already exists"
                ))
                .into());
            }
            let free: Vec<_> = free
                .iter()
                .map(|(from, to)| (path(from), path(to)))
                .collect();
            let names = free.iter();
            save::rename_all(names.map(|(from, to)| (from.as_path(), to.as_path())))?;
            waiting = held;
        }
        Ok(())
    }
}

/// Who has a pseudonym already, where a run was stopped while an event was anonymized.
fn known_people(workspace: &Workspace, notes: &File) -> Result<Vec<KnownPerson>> {
    let Some(bytes) = disk::read_if_there(&workspace.inside(notes)?, MAX_NOTES)? else {
        return Ok(Vec::new());
    };
    Ok(known_in(&bytes).ok_or_else(|| {
        Failure::other(format!(
            "{notes} holds the pseudonyms of a run that was stopped, and cannot be parsed"
        ))
        .hint("remove it, and look at the event's people afterwards: people who were not replaced yet get other pseudonyms")
    })?)
}

/// The people of such notes. They are JSON, which is read in one pass however large it is: an event has many people, and the file
/// may be a stranger's.
pub fn known_in(notes: &[u8]) -> Option<Vec<KnownPerson>> {
    (notes.len() <= MAX_NOTES).then(|| serde_json::from_slice(notes).ok())?
}

fn reserve(value: &Value, people: &mut Pseudonyms) {
    match value {
        Value::String(text) => people.reserve(text),
        Value::Sequence(items) => items.iter().for_each(|item| reserve(item, people)),
        Value::Mapping(map) => map.values().for_each(|item| reserve(item, people)),
        _ => {}
    }
}

/// A value to set, or to take out.
struct Edit {
    path: Path,
    value: Option<Value>,
}

fn edit_error(file: &File, source: EditError) -> ChangeError {
    ChangeError::Edit {
        file: file.clone(),
        source,
    }
}

/// The text of a record with its edits, and the keys that they changed.
fn apply(file: &File, text: &str, edits: &[Edit]) -> Result<(Vec<String>, String), ChangeError> {
    let mut keys: Vec<String> = Vec::new();
    if edits.is_empty() {
        return Ok((keys, text.to_owned()));
    }
    let fail = |source| edit_error(file, source);
    let mut editor = Editor::open(text).map_err(fail)?;
    for Edit { path, value } in edits {
        match value {
            Some(value) => editor.set(path, value).map_err(fail)?,
            None => editor.remove(path).map_err(fail)?,
        }
        let key = path.0.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Index(_) => None,
        });
        keys.extend(key.filter(|key| !keys.contains(key)));
    }
    let changed = editor.finish().map_err(fail)?;
    ensure_parsed(file, &changed)?;
    Ok((keys, changed))
}

/// Lines with an email address, or with one of some words.
fn lines_about_people(text: &str, telling: &BTreeSet<String>) -> Vec<usize> {
    let is_about_people =
        |line: &str| line.contains('@') || words(line).any(|word| telling.contains(&word));
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| is_about_people(line))
        .map(|(at, _)| at + 1)
        .collect()
}

/// Whether the text can still be parsed as its record.
fn ensure_parsed(file: &File, text: &str) -> Result<(), ChangeError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let result = match file.kind() {
        Some(RecordKind::Registration) => yaml::read::<Registration>(body).map(|_| ()),
        Some(RecordKind::Track) => yaml::read::<Track>(body).map(|_| ()),
        Some(RecordKind::Result) => yaml::read::<TestResult>(body).map(|_| ()),
        Some(RecordKind::Issue) => yaml::read::<Issue>(body).map(|_| ()),
        Some(RecordKind::Report) => yaml::read::<TrackReport>(body).map(|_| ()),
        _ => yaml::read::<Event>(body).map(|_| ()),
    };
    result.map_err(|error| ChangeError::Unreadable {
        file: file.clone(),
        reason: error.to_string(),
        text: text.to_owned(),
    })
}

/// What is to be changed in a record, by its kind. Removals come last to first, so that places stay where they are.
fn edits(file: &File, value: &Value, people: &mut Pseudonyms) -> Vec<Edit> {
    let mut edits = Edits {
        root: value,
        people,
        list: Vec::new(),
    };
    match file.kind() {
        Some(RecordKind::Registration) => {
            let text = |key: &str| value.get(key).and_then(Value::as_str);
            if let Some(name) = text("name").filter(|name| !is_pseudonym(name)) {
                let pseudonym = edits
                    .people
                    .registered(name, text("email"), text("organization"));
                edits.set(Path::root().key("name"), pseudonym.into());
            }
            for key in [
                "email",
                "chat",
                "dietary",
                "notes",
                "objectives",
                "on-hold",
                "source",
            ] {
                edits.remove(Path::root().key(key));
            }
            edits.history(true);
        }
        Some(RecordKind::Track) => {
            edits.persons("leads", &CONTACT);
            edits.persons("expected-participants", &["notes"]);
            edits.calls();
            edits.history(false);
        }
        Some(RecordKind::Result) => {
            edits.name(Path::root().key("reported-by"), None, None);
            edits.name(Path::root().key("verified").key("by"), None, None);
            edits.history(false);
        }
        Some(RecordKind::Issue) => {
            edits.name(Path::root().key("found-by"), None, None);
            edits.history(false);
        }
        Some(RecordKind::Report) => edits.history(false),
        Some(RecordKind::Event) => edits.persons("contacts", &CONTACT),
        _ => {}
    }
    edits.list
}

struct Edits<'a> {
    root: &'a Value,
    people: &'a mut Pseudonyms,
    list: Vec<Edit>,
}

impl<'a> Edits<'a> {
    fn at(&self, path: &Path) -> Option<&'a Value> {
        lookup(self.root, path)
    }

    fn set(&mut self, path: Path, value: Value) {
        if self.at(&path).is_some_and(|old| *old != value) {
            self.list.push(Edit {
                path,
                value: Some(value),
            });
        }
    }

    fn remove(&mut self, path: Path) {
        if self.at(&path).is_some() {
            self.list.push(Edit { path, value: None });
        }
    }

    /// A name in a place of its own. Words such as `FMG` are a body's, which is no person.
    fn name(&mut self, path: Path, email: Option<&str>, organization: Option<&str>) {
        let Some(Value::String(name)) = self.at(&path) else {
            return;
        };
        if let Some(pseudonym) = self.pseudonym(name, email, organization) {
            self.set(path, pseudonym.into());
        }
    }

    fn pseudonym(
        &mut self,
        name: &str,
        email: Option<&str>,
        organization: Option<&str>,
    ) -> Option<String> {
        let is_body = name.len() <= 6 && name.bytes().all(|b| b.is_ascii_uppercase());
        if name.trim().is_empty() || is_body || is_placeholder(name) {
            return None;
        }
        Some(self.people.named(name, email, organization))
    }

    /// The leads of a text that was kept, with the digest of what is left. One that was tampered with stays so.
    fn snapshot(&mut self, path: &Path) {
        let Some(Ok(mut kept)) = self
            .at(path)
            .map(|value| yaml::from_value::<Snapshot>(value.clone()))
        else {
            return;
        };
        let is_whole = kept.is_whole();
        let leads = kept.fields.get_mut("leads");
        let leads = leads.and_then(serde_json::Value::as_array_mut);
        for (at, lead) in leads.into_iter().flatten().enumerate() {
            let text = |key: &str| lead.get(key).and_then(serde_json::Value::as_str);
            let (name, organization) = (text("name"), text("organization"));
            let Some(pseudonym) = name.and_then(|name| self.pseudonym(name, None, organization))
            else {
                continue;
            };
            let place = path.clone().key("fields").key("leads").index(at);
            self.set(place.clone().key("name"), pseudonym.as_str().into());
            lead["name"] = pseudonym.into();
            // Earlier versions kept how to reach a lead as well.
            for key in CONTACT {
                self.remove(place.clone().key(key));
                lead.as_object_mut().and_then(|lead| lead.remove(key));
            }
        }
        if is_whole {
            kept.seal();
            self.set(path.clone().key("digest"), kept.digest.into());
        }
    }

    /// A list of people, with the keys that are taken out of each.
    fn persons(&mut self, key: &str, personal: &[&str]) {
        let list = self.root.get(key).and_then(Value::as_sequence);
        for (at, person) in list.into_iter().flatten().enumerate() {
            let path = Path::root().key(key).index(at);
            let text = |key: &str| person.get(key).and_then(Value::as_str);
            if let (None, Some(email)) = (text("name"), text("email")) {
                let pseudonym = self.people.named(email, None, text("organization"));
                self.list.push(Edit {
                    path: path.clone().key("name"),
                    value: Some(pseudonym.into()),
                });
            }
            self.name(
                path.clone().key("name"),
                text("email"),
                text("organization"),
            );
            for key in personal {
                self.remove(path.clone().key(*key));
            }
        }
    }

    /// How to join the kick-off calls, of which there may be a list.
    fn calls(&mut self) {
        let calls = Path::root().key(KickOffs::KEY);
        let several = self.at(&calls).and_then(Value::as_sequence).map(Vec::len);
        let each: Vec<Path> = match several {
            Some(count) => (0..count).map(|at| calls.clone().index(at)).collect(),
            None => vec![calls],
        };
        for call in each {
            for key in ["join", "notes"] {
                self.remove(call.clone().key(key));
            }
        }
    }

    /// Who did what, and who allowed it. What is said of a person's registration is personal; what is said of a track is not.
    fn history(&mut self, personal: bool) {
        let late = Path::root().key("late-exception");
        self.name(late.clone().key("by"), None, None);
        if personal {
            self.set(late.key("why"), REMOVED.into());
        }
        let entries = self.root.get("history").and_then(Value::as_sequence);
        for (at, entry) in entries.into_iter().flatten().enumerate() {
            let path = Path::root().key("history").index(at);
            self.name(path.clone().key("by"), None, None);
            if personal {
                self.remove(path.clone().key("note"));
            }
            self.snapshot(&path.clone().key("snapshot"));
            let decision = path.key("decision");
            self.snapshot(&decision.clone().key("reviewed"));
            for key in ["moved-by", "seconded-by", "abstained"] {
                self.name(decision.clone().key(key), None, None);
            }
            let abstained = entry
                .get("decision")
                .and_then(|decision| decision.get("abstained"));
            for at in 0..abstained.and_then(Value::as_sequence).map_or(0, Vec::len) {
                self.name(decision.clone().key("abstained").index(at), None, None);
            }
        }
    }
}
