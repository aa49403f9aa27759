//! A row as the registration it asks for, or the reason why it cannot be one.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use crate::import::registration::columns::{Column, Columns};
use crate::import::registration::headings::{Field, key};
use crate::import::registration::issues::CLOSED;
use crate::import::registration::moment;
use crate::import::registration::tracks::{Catalog, Match};
use crate::import::registration::values;
use crate::import::table::Row;
use crate::model::mapping::{Coming, DateOrder, Mapping};
use crate::model::one_or_many::{List, Texts};
use crate::model::person::fold;
use crate::model::registration::{Attendance, Kind};
use crate::model::zone::Tz;
use crate::model::{Registration, Slug, person};
use crate::yaml::{self, guard, write};

/// The most that a row may make of a record, in bytes: room is left for what happens to it later.
pub const MAX_RECORD: usize = guard::MAX_BYTES / 2;

/// Whether a person comes, with the file's word for it.
pub type Says = (Coming, String);

/// A row that can be a registration.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub row: usize,
    /// What it says; what it does not say is empty.
    pub person: Registration,
    /// Registration type, when the row says so.
    pub kind: Option<Kind>,
    /// When the person sent it in, when the row says so.
    pub submitted: Option<DateTime<FixedOffset>>,
    /// Whether the person comes, when the row says so.
    pub coming: Option<Says>,
    /// The issue that the row is of: `#12`.
    pub issue: Option<String>,
    /// Answers that leave a choice open, each on a line: for the notes.
    pub open: Vec<String>,
    /// What the organizer should know of how it was read.
    pub remarks: Vec<String>,
}

impl Candidate {
    /// Whether its issue was closed.
    pub fn is_closed_issue(&self) -> bool {
        self.issue.is_some()
            && matches!(&self.coming, Some((Coming::NotComing, word)) if word == CLOSED)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub row: usize,
    /// Whom it speaks of, as far as it can be told and shown.
    pub name: Option<String>,
    pub why: String,
}

pub struct Reader<'a> {
    pub columns: &'a Columns,
    pub catalog: &'a Catalog,
    pub zone: Tz,
    /// Whether a name in the chat is enough, and no email address is needed.
    pub by_chat: bool,
    /// What is known of the words of this form.
    pub mapping: &'a Mapping,
    /// How dates such as `03/04/2026` are meant, when that is known.
    pub dates: Option<DateOrder>,
}

/// What is collected of a row on the way.
#[derive(Default)]
pub(super) struct Aside {
    pub(super) remarks: Vec<String>,
    open: Vec<String>,
}

impl Aside {
    /// Keeps an answer that leaves a choice open.
    pub(super) fn keep(&mut self, column: &Column, answer: &str) {
        let line = format!("{}: {}", column.heading, answer.trim());
        if !self.open.contains(&line) {
            self.open.push(line);
        }
    }
}

impl Reader<'_> {
    /// Reads a row.
    ///
    /// # Errors
    /// The reason why it cannot be a registration.
    pub fn read(&self, row: &Row) -> Result<Candidate, Refused> {
        let refuse = |name, why| Refused {
            row: row.number,
            name,
            why,
        };
        let cells = row
            .cells
            .as_ref()
            .map_err(|why| refuse(None, why.clone()))?;
        let name = self.name(cells).map_err(|why| refuse(None, why))?;
        // An address in the place of a name is not shown.
        let shown = Some(name.clone()).filter(|name| !name.contains('@'));
        self.person(row.number, name, cells)
            .map_err(|why| refuse(shown, why))
    }

    fn person(&self, row: usize, name: String, cells: &[Value]) -> Result<Candidate, String> {
        let mut aside = Aside::default();
        if !name.chars().any(char::is_alphabetic) || Slug::from_title(&name).is_none() {
            return Err("has a name without a letter".to_owned());
        }
        let text = |field| Ok::<_, String>(self.first(cells, field)?.map(|(text, _)| text));
        let (email, chat) = (text(Field::Email)?, text(Field::Chat)?);
        if email
            .as_deref()
            .is_some_and(|email| !person::is_email(email))
        {
            return Err("has an invalid email address".to_owned());
        }
        match (&email, &chat) {
            (None, None) if self.by_chat => {
                return Err("has no email address, and no name in the chat".to_owned());
            }
            (None, _) if !self.by_chat => return Err("has no email address".to_owned()),
            _ => {}
        }
        let mut person = Registration {
            name,
            email,
            chat,
            organization: text(Field::Organization)?,
            ..Registration::default()
        };
        let mut kind = None;
        let (attendance, says) = self.attendance(cells, &mut aside)?;
        let coming = self.coming(cells, says)?;
        // What a person chose who does not come is of no use, and no reason to refuse the row.
        if !matches!(coming, Some((Coming::NotComing | Coming::Pending, _))) {
            kind = self.word(
                cells,
                Field::Kind,
                values::kind,
                "participant, observer, track lead or organizer",
                &mut aside,
            )?;
            person.attendance = attendance;
            person.kind = kind.unwrap_or_default();
            person.objectives = self.joined(cells, Field::Objectives)?;
            person.team = text(Field::Team)?;
            person.dietary = self.joined(cells, Field::Dietary)?;
            person.notes = self.joined(cells, Field::Notes)?;
            self.choices(cells, &mut person, &mut aside)?;
        }
        admit(&person)?;
        let issue = self.issue(cells, &mut aside.remarks)?;
        Ok(Candidate {
            row,
            issue,
            person,
            kind,
            submitted: self.submitted(cells)?,
            coming,
            open: aside.open,
            remarks: aside.remarks,
        })
    }

    /// What the person chose: tracks, roles and systems.
    fn choices(
        &self,
        cells: &[Value],
        person: &mut Registration,
        aside: &mut Aside,
    ) -> Result<(), String> {
        person.experience = self.experience(cells, &mut aside.remarks)?;
        let mut tracks = self.tracks(cells, aside)?;
        let mut roles = Vec::new();
        for (column, text) in self.all(cells, Field::Roles)? {
            if values::is_open(&text) {
                aside.keep(column, &text);
                continue;
            }
            let found = self.catalog.roles(&text, &tracks);
            roles.extend(found.map_err(|why| within(column, &sanitized(&why)))?);
        }
        let mut systems = self.structured(cells, &tracks)?;
        if let Some(mut system) = self.system(cells, aside)? {
            system.roles = Texts(std::mem::take(&mut roles));
            systems.push(system);
        }
        person.roles = Texts(roles);
        person.systems = List(systems);
        for (track, _) in person.played_roles() {
            if !tracks.iter().any(|known| known == track) {
                tracks.push(track.to_owned());
            }
        }
        person.tracks = Texts(tracks);
        Ok(())
    }

    /// Where the person takes part; "no" says that they do not come.
    fn attendance(
        &self,
        cells: &[Value],
        aside: &mut Aside,
    ) -> Result<(Option<Attendance>, Option<Says>), String> {
        if let Some((text, _)) = self.first(cells, Field::Attendance)?
            && values::attendance(&text).is_none()
            && let Some(coming) = values::coming(&text)
        {
            return Ok((None, Some((coming, sanitized(&text)))));
        }
        let expected = "in person or virtual";
        let attendance = self.word(
            cells,
            Field::Attendance,
            values::attendance,
            expected,
            aside,
        )?;
        Ok((attendance, None))
    }

    /// Whether the person comes; of several answers the one that says no counts.
    pub(super) fn coming(
        &self,
        cells: &[Value],
        also: Option<Says>,
    ) -> Result<Option<Says>, String> {
        let mut said: Vec<Says> = also.into_iter().collect();
        for (column, text) in self.answers(cells, Field::Status)? {
            let mapped = self
                .mapping
                .statuses
                .iter()
                .find(|(word, _)| key(word) == key(&text));
            let mapped = mapped.and_then(|(_, meaning)| *meaning);
            // Under "Withdrawn" a yes, or a date, says what the heading says.
            let of_heading = || {
                let meaning = values::coming(&column.heading)
                    .filter(|meaning| *meaning != Coming::Confirmed)?;
                let is_date = moment::moment(&text, self.zone, DateOrder::MonthFirst).is_some();
                match values::yes(&text) {
                    Some(true) => Some(Some(meaning)),
                    Some(false) => Some(None),
                    None => is_date.then_some(Some(meaning)),
                }
            };
            let meaning = match mapped.map(Some).or_else(of_heading) {
                Some(None) => continue,
                Some(meaning) => meaning,
                None => values::coming(&text),
            };
            let shown = sanitized(&text);
            let meaning = meaning.ok_or_else(|| {
                within(
                    column,
                    &format!("'{shown}' does not say whether the person comes"),
                )
            })?;
            let shown = match values::yes(&text) {
                Some(_) => format!("{}: {shown}", column.heading),
                None => shown,
            };
            said.push((meaning, shown));
        }
        Ok(said.into_iter().max_by_key(|(meaning, _)| *meaning))
    }

    fn name(&self, cells: &[Value]) -> Result<String, String> {
        let whole = self.first(cells, Field::Name)?.map(|(text, _)| text);
        let parts = [Field::FirstName, Field::LastName];
        let parts: Result<Vec<_>, String> = parts
            .into_iter()
            .map(|field| self.first(cells, field))
            .collect();
        let parts: Vec<String> = parts?.into_iter().flatten().map(|(text, _)| text).collect();
        let name = match (whole, parts.len()) {
            // A heading such as "Name" next to "First name" holds the family name, unless it holds both.
            (Some(whole), 1)
                if self.columns.for_field(Field::LastName).next().is_none()
                    && !fold(&whole).contains(&fold(&parts[0])) =>
            {
                format!("{} {whole}", parts[0])
            }
            (Some(whole), _) => whole,
            (None, _) => parts.join(" "),
        };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err("has no name".to_owned());
        }
        Ok(name)
    }

    /// The answer of the columns of a field: of several columns that were said to hold it, the first that is filled.
    ///
    /// # Errors
    /// Two columns that are only called so say different things.
    pub(super) fn first(
        &self,
        cells: &[Value],
        field: Field,
    ) -> Result<Option<(String, &Column)>, String> {
        let answers = self.answers(cells, field)?;
        let mut answers = answers.into_iter();
        let Some((column, text)) = answers.next() else {
            return Ok(None);
        };
        let other = answers.find(|(_, other)| fold(other) != fold(&text));
        if let Some((other, _)) = other.filter(|(other, _)| !(column.is_mapped && other.is_mapped))
        {
            return Err(format!(
                "'{}' and '{}' say different things; leave one out with --map \"{}=ignore\"",
                column.heading, other.heading, other.heading
            ));
        }
        Ok(Some((text, column)))
    }

    /// The answers of all columns of a field, each once.
    fn joined(&self, cells: &[Value], field: Field) -> Result<Option<String>, String> {
        let mut texts: Vec<String> = Vec::new();
        for (_, text) in self.answers(cells, field)? {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        Ok((!texts.is_empty()).then(|| texts.join("\n")))
    }

    /// Every filled cell of the columns of a field. A form that does not ask who somebody is calls them anonymous.
    pub(super) fn answers(
        &self,
        cells: &[Value],
        field: Field,
    ) -> Result<Vec<(&Column, String)>, String> {
        let is_name = matches!(field, Field::Name | Field::Email);
        let mut found = Vec::new();
        for column in self.columns.for_field(field) {
            let text = values::text(&cells[column.at]).map_err(|why| within(column, &why))?;
            let text = text.filter(|text| !(is_name && key(text) == "anonymous"));
            found.extend(text.map(|text| (column, text)));
        }
        Ok(found)
    }

    /// Every answer of the columns of a field that names something.
    pub(super) fn all(
        &self,
        cells: &[Value],
        field: Field,
    ) -> Result<Vec<(&Column, String)>, String> {
        let mut found = Vec::new();
        for column in self.columns.for_field(field) {
            let texts = values::naming(&cells[column.at]).map_err(|why| within(column, &why))?;
            found.extend(texts.into_iter().map(|text| (column, text)));
        }
        Ok(found)
    }

    fn word<T>(
        &self,
        cells: &[Value],
        field: Field,
        read: fn(&str) -> Option<T>,
        expected: &str,
        aside: &mut Aside,
    ) -> Result<Option<T>, String> {
        let Some((text, column)) = self.first(cells, field)? else {
            return Ok(None);
        };
        let value = read(&text);
        if value.is_none() && (values::is_open(&text) || key(&text) == "both") {
            aside.keep(column, &text);
            return Ok(None);
        }
        let found = || {
            within(
                column,
                &format!("'{}' is none of {expected}", sanitized(&text)),
            )
        };
        value.map(Some).ok_or_else(found)
    }

    fn tracks(&self, cells: &[Value], aside: &mut Aside) -> Result<Vec<String>, String> {
        let mut tracks: Vec<String> = Vec::new();
        for (column, text) in self.all(cells, Field::Tracks)? {
            let found = self
                .catalog
                .find(&text)
                .map_err(|part| within(column, &self.catalog.unknown(&sanitized(&part))))?;
            for one in found {
                match one {
                    Match::Track(slug) if !tracks.contains(&slug) => tracks.push(slug),
                    Match::Open(answer) => aside.keep(column, &answer),
                    Match::Track(_) | Match::Ignored => {}
                }
            }
        }
        Ok(tracks)
    }

    fn submitted(&self, cells: &[Value]) -> Result<Option<DateTime<FixedOffset>>, String> {
        let Some((text, column)) = self.first(cells, Field::Submitted)? else {
            return Ok(None);
        };
        let order = match self.dates {
            Some(order) => order,
            None if moment::is_ambiguous(&text) => {
                return Err(within(
                    column,
                    &format!("'{}' can be read two ways", sanitized(&text)),
                ));
            }
            None => DateOrder::MonthFirst,
        };
        let moment = moment::moment(&text, self.zone, order);
        let found = || {
            within(
                column,
                &format!(
                    "'{}' is not a date with a time that can be read",
                    sanitized(&text)
                ),
            )
        };
        moment.map(Some).ok_or_else(found)
    }
}

/// Refuses a person whose record could not be read again, by writing it and reading it.
fn admit(person: &Registration) -> Result<(), String> {
    let text = yaml::to_value(person).map(|value| write::block(&value, 0));
    let text = text.map_err(|error| format!("cannot be written: {error}"))?;
    if text.len() > MAX_RECORD {
        return Err(format!(
            "holds {} bytes: expected at most {MAX_RECORD} of a person",
            text.len()
        ));
    }
    let read = guard::admit(text.as_bytes()).map_err(|refusal| refusal.found);
    let read =
        read.and_then(|text| yaml::read::<Registration>(text).map_err(|error| error.to_string()));
    read.map(|_| ())
        .map_err(|found| format!("could not be parsed again: found {found}"))
}

pub(super) fn within(column: &Column, why: &str) -> String {
    format!("column '{}': {why}", column.heading)
}

/// The longest part of a cell in a message, in characters.
const SHOWN: usize = 60;

/// A cell in a message: on one line, short, and without an address. What would act on a screen is for those to cover who print it.
pub(super) fn sanitized(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let cut = match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    };
    crate::model::contact::redact(&cut)
}
