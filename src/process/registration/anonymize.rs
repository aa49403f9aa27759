//! The records of an event without its people: what is changed in each, as text, with everything else left as it is.

use std::collections::BTreeMap;

use crate::model::person::redact_emails;
use crate::model::pseudonym::{KnownPerson, Pseudonyms, cover_words, is_pseudonym};
use crate::model::{Event, Registration, Slug, TestResult, Track};
use crate::workspace::edit::ChangeError;
use crate::workspace::{EventFolder, File, RecordKind, Workspace, save};
use crate::yaml;
use crate::yaml::edit::{EditError, Editor};
use crate::yaml::{Path, Step, Value};

/// The file in an event's folder that holds, while its records are written, who gets which pseudonym: whoever is stopped in
/// between goes on with the same ones. Its name is a temporary one, so that git ignores it; it goes when all is done.
pub fn notes(event: &Slug) -> File {
    File::new(&format!("events/{event}/.cxn-anonymize.tmp"))
}

/// What stands where a text about a person was that has to be there.
const REMOVED: &str = "(removed)";

/// A record without its people.
#[derive(Debug, Clone)]
pub struct Anonymous {
    pub file: File,
    /// The file it is called afterwards, when its name spoke of the person.
    pub renamed: Option<File>,
    /// Keys whose values were replaced or removed.
    pub keys: Vec<String>,
    /// How many comments named somebody or had an address.
    pub comments: usize,
    /// The write; `None` when only the name of the file changes.
    pub write: Option<save::Write>,
}

/// Works out every record of an event, and who gets which pseudonym. Records that hold nobody are left out. Who is known
/// from before keeps the pseudonym.
///
/// # Errors
/// A record cannot be changed in place.
pub fn event(
    workspace: &Workspace,
    folder: &EventFolder,
    known: &[KnownPerson],
) -> Result<(Vec<Anonymous>, Pseudonyms), ChangeError> {
    let mut people = Pseudonyms::default();
    people.resume(known);
    let mut registrations: Vec<_> = folder.registrations.values().collect();
    registrations.sort_by_key(|record| {
        let registered = record.value.registered;
        (registered.is_none(), registered, record.slug.clone())
    });
    let own = registrations
        .iter()
        .map(|record| (&record.file, Some(record.value.name.clone())));
    let event = folder.event.iter().map(|record| &record.file);
    let tracks = folder.tracks.values().map(|record| &record.file);
    let results = folder.results.values().flat_map(BTreeMap::values);
    let others = event
        .chain(tracks)
        .chain(results.map(|record| &record.file));
    let mut texts: Vec<(File, String, Value, Option<String>)> = Vec::new();
    for (file, own) in own.chain(others.map(|file| (file, None))) {
        let text = workspace.text(file).unwrap_or_default();
        let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let value = yaml::read(body).map_err(|_| edit_error(file, EditError::Unreadable))?;
        texts.push((file.clone(), text, value, own));
    }
    // Pseudonyms that stand anywhere are given: nobody else may get them.
    for (_, _, value, _) in &texts {
        reserve(value, &mut people);
    }
    for record in &registrations {
        let person = &record.value;
        people.registered(
            &person.name,
            person.email.as_deref(),
            person.organization.as_deref(),
        );
    }
    // Everybody is known before the first text is covered.
    let edits: Vec<Vec<Edit>> = texts
        .iter()
        .map(|(file, _, value, _)| edits(file, value, &mut people))
        .collect();
    let mut records = Vec::new();
    for ((file, text, _, own), edits) in texts.iter().zip(edits) {
        let record = one(workspace, file, text, own.as_deref(), &edits, &mut people)?;
        if record.write.is_some() || record.renamed.is_some() {
            records.push(record);
        }
    }
    Ok((records, people))
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

fn one(
    workspace: &Workspace,
    file: &File,
    text: &str,
    own: Option<&str>,
    edits: &[Edit],
    people: &mut Pseudonyms,
) -> Result<Anonymous, ChangeError> {
    let mut keys: Vec<String> = Vec::new();
    let mut changed = text.to_owned();
    if !edits.is_empty() {
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
        changed = editor.finish().map_err(fail)?;
    }
    let pseudonym = own.map(|name| people.pseudonym_of(file, name, workspace));
    let mut comments = 0;
    let mut lines = String::with_capacity(changed.len());
    for line in changed.split_inclusive('\n') {
        let covered = redact_emails(&people.cover(line));
        let (body, comment) = covered.split_at(comment_start(&covered));
        let comment = match (own, &pseudonym) {
            (Some(name), Some(pseudonym)) if !comment.is_empty() && !is_pseudonym(name) => {
                cover_words(comment, name, pseudonym)
            }
            _ => comment.to_owned(),
        };
        let covered = format!("{body}{comment}");
        if covered != *line {
            if comment_start(line) < line.len() && line[comment_start(line)..] != comment {
                comments += 1;
            } else if !keys.iter().any(|key| key == "texts") {
                keys.push("texts".to_owned());
            }
        }
        lines.push_str(&covered);
    }
    reads(file, &lines)?;
    let renamed = pseudonym
        .filter(|pseudonym| pseudonym != file.stem())
        .and_then(|pseudonym| {
            Some(File::registration(
                &Slug::parse(file.event_slug()?).ok()?,
                &Slug::parse(&pseudonym).ok()?,
            ))
        });
    let write = (lines != *text).then(|| save::Write {
        path: file.on_disk(workspace.root()),
        read: Some(text.to_owned()),
        text: lines,
        private: false,
    });
    Ok(Anonymous {
        file: file.clone(),
        renamed,
        keys,
        comments,
        write,
    })
}

/// Whether the text still reads as its record.
fn reads(file: &File, text: &str) -> Result<(), ChangeError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let result = match file.kind() {
        Some(RecordKind::Registration) => yaml::read::<Registration>(body).map(|_| ()),
        Some(RecordKind::Track) => yaml::read::<Track>(body).map(|_| ()),
        Some(RecordKind::Result) => yaml::read::<TestResult>(body).map(|_| ()),
        _ => yaml::read::<Event>(body).map(|_| ()),
    };
    result.map_err(|error| ChangeError::Unreadable {
        file: file.clone(),
        reason: error.to_string(),
        text: text.to_owned(),
    })
}

/// Where the comment of a line begins; its end when it has none.
fn comment_start(line: &str) -> usize {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (c, quote) {
            ('#', None) if before.is_whitespace() => return at,
            ('\'' | '"', None) if before.is_whitespace() || "[{,".contains(before) => {
                quote = Some(c);
            }
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        before = c;
    }
    line.len()
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
            for key in ["email", "dietary", "notes", "objectives"] {
                edits.remove(Path::root().key(key));
            }
            edits.history(true);
        }
        Some(RecordKind::Track) => {
            edits.persons("leads", &["email", "chat"]);
            edits.persons("expected-participants", &["notes"]);
            for key in ["join", "notes"] {
                edits.remove(Path::root().key("kick-off").key(key));
            }
            edits.history(false);
        }
        Some(RecordKind::Result) => {
            edits.name(Path::root().key("reported-by"), None, None);
            edits.name(Path::root().key("verified").key("by"), None, None);
            edits.history(false);
        }
        Some(RecordKind::Event) => edits.persons("contacts", &["email", "chat"]),
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
        path.0.iter().try_fold(self.root, |value, step| match step {
            Step::Key(key) => value.get(key.as_str()),
            Step::Index(index) => value.get(*index),
        })
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
        let is_body = name.len() <= 6 && name.bytes().all(|b| b.is_ascii_uppercase());
        if name.trim().is_empty() || is_body || crate::model::placeholder::is_placeholder(name) {
            return;
        }
        let pseudonym = self.people.named(name, email, organization);
        self.set(path, pseudonym.into());
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
            let decision = path.key("decision");
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

impl Pseudonyms {
    /// The pseudonym of the person whose registration a file holds.
    fn pseudonym_of(&mut self, file: &File, name: &str, workspace: &Workspace) -> String {
        let folder = file
            .event_slug()
            .and_then(|event| workspace.events.get(event));
        let record = folder.and_then(|folder| folder.registrations.get(file.stem()));
        let person = record.map(|record| &record.value);
        let email = person.and_then(|person| person.email.as_deref());
        let organization = person.and_then(|person| person.organization.as_deref());
        self.registered(name, email, organization)
    }
}
