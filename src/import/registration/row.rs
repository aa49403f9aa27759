//! A row as the registration it asks for, or the reason why it cannot be one.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use crate::import::registration::columns::{Column, Columns, Field};
use crate::import::registration::tracks::Catalog;
use crate::import::registration::values;
use crate::import::registration::values::DateOrder;
use crate::import::table::Row;
use crate::model::one_or_many::{List, Texts};
use crate::model::registration::{Experience, Kind, System};
use crate::model::url;
use crate::model::url::Fault;
use crate::model::zone::Tz;
use crate::model::{Registration, Slug, person};
use crate::yaml::{self, guard, write};

/// The most that a row may make of a record, in bytes: room is left for what happens to it later.
pub const MAX_RECORD: usize = guard::MAX_BYTES / 2;

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
    /// What the organizer should know of how it was read.
    pub remarks: Vec<String>,
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
    /// How dates such as `03/04/2026` are meant, when that is known.
    pub dates: Option<DateOrder>,
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
        let mut remarks = Vec::new();
        if Slug::from_title(&name).is_none() {
            return Err("has a name without a letter or a digit".to_owned());
        }
        let text = |field| Ok::<_, String>(self.first(cells, field)?.map(|(text, _)| text));
        let email = text(Field::Email)?.ok_or("has no email address")?;
        if !person::is_email(&email) {
            return Err("has an invalid email address".to_owned());
        }
        let kind = self.word(
            cells,
            Field::Kind,
            values::kind,
            "participant, observer, track lead or organizer",
        )?;
        let attendance = self.word(
            cells,
            Field::Attendance,
            values::attendance,
            "in person or virtual",
        )?;
        let experience = self.experience(cells, &mut remarks)?;
        let mut tracks = self.tracks(cells, &mut remarks)?;
        let mut roles = Vec::new();
        for (column, text) in self.all(cells, Field::Roles)? {
            let found = self.catalog.roles(&text, &tracks);
            roles.extend(found.map_err(|why| within(column, &why))?);
        }
        let mut systems = self.structured(cells, &tracks)?;
        if let Some(mut system) = self.system(cells, &mut remarks)? {
            system.roles = Texts(std::mem::take(&mut roles));
            systems.push(system);
        }
        let person = Registration {
            name,
            email: Some(email),
            organization: text(Field::Organization)?,
            objectives: text(Field::Objectives)?,
            team: text(Field::Team)?,
            dietary: text(Field::Dietary)?,
            notes: text(Field::Notes)?,
            kind: kind.unwrap_or_default(),
            attendance,
            experience,
            roles: Texts(roles),
            systems: List(systems),
            ..Registration::default()
        };
        for (track, _) in person.played_roles() {
            if !tracks.iter().any(|known| known == track) {
                tracks.push(track.to_owned());
            }
        }
        let person = Registration {
            tracks: Texts(tracks),
            ..person
        };
        admit(&person)?;
        let submitted = self.submitted(cells)?;
        Ok(Candidate {
            row,
            person,
            kind,
            submitted,
            remarks,
        })
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
            // A heading such as "Name" beside "First name" holds the family name.
            (Some(whole), 1) if self.columns.for_field(Field::LastName).next().is_none() => {
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

    /// The first answer among the columns of a field.
    fn first(&self, cells: &[Value], field: Field) -> Result<Option<(String, &Column)>, String> {
        for column in self.columns.for_field(field) {
            if let Some(text) =
                values::text(&cells[column.at]).map_err(|why| within(column, &why))?
            {
                return Ok(Some((text, column)));
            }
        }
        Ok(None)
    }

    /// Every answer of the columns of a field that names something.
    fn all(&self, cells: &[Value], field: Field) -> Result<Vec<(&Column, String)>, String> {
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
    ) -> Result<Option<T>, String> {
        let Some((text, column)) = self.first(cells, field)? else {
            return Ok(None);
        };
        let value = read(&text);
        let found = || {
            within(
                column,
                &format!("'{}' is none of {expected}", sanitized(&text)),
            )
        };
        value.map(Some).ok_or_else(found)
    }

    /// An answer that means nothing to the tool is no reason to turn somebody away here: it is said, and left out.
    fn experience(
        &self,
        cells: &[Value],
        remarks: &mut Vec<String>,
    ) -> Result<Option<Experience>, String> {
        if let Some((text, column)) = self.first(cells, Field::Experience)? {
            let read = values::experience(&text);
            if read.is_none() {
                remarks.push(within(
                    column,
                    "left out: expected first time, some or experienced",
                ));
            }
            return Ok(read);
        }
        let Some((text, column)) = self.first(cells, Field::FirstTime)? else {
            return Ok(None);
        };
        Ok(match values::yes(&text) {
            Some(true) => Some(Experience::FirstTime),
            Some(false) => Some(Experience::Some),
            None => {
                remarks.push(within(column, "left out: expected yes or no"));
                None
            }
        })
    }

    fn tracks(&self, cells: &[Value], remarks: &mut Vec<String>) -> Result<Vec<String>, String> {
        let mut tracks: Vec<String> = Vec::new();
        for (column, text) in self.all(cells, Field::Tracks)? {
            let found = self
                .catalog
                .find(&text)
                .map_err(|why| within(column, &sanitized(&why)))?;
            for one in found {
                if one.guessed {
                    remarks.push(format!(
                        "'{}' was read as track '{}'",
                        sanitized(&text),
                        one.slug
                    ));
                }
                if !tracks.contains(&one.slug) {
                    tracks.push(one.slug);
                }
            }
        }
        Ok(tracks)
    }

    /// The system that columns describe, without the roles of the row.
    fn system(&self, cells: &[Value], remarks: &mut Vec<String>) -> Result<Option<System>, String> {
        let first = |field| -> Result<Option<String>, String> {
            Ok(self
                .all(cells, field)?
                .into_iter()
                .next()
                .map(|(_, text)| text))
        };
        let url = first(Field::BaseUrl)?;
        let name = first(Field::System)?.or_else(|| {
            let host = url
                .as_deref()?
                .split("://")
                .nth(1)?
                .split(['/', '?', '#'])
                .next()?;
            (!host.contains('@')).then(|| host.to_owned())
        });
        let versions: Vec<String> = self
            .all(cells, Field::FhirVersions)?
            .iter()
            .flat_map(|(_, text)| text.split([',', ';', '|', '\n']))
            .map(|version| version.trim().to_owned())
            .filter(|version| !version.is_empty())
            .collect();
        let mut formats = Vec::new();
        for (column, text) in self.all(cells, Field::Formats)? {
            let found = values::formats(&text);
            if found.is_empty() {
                remarks.push(within(column, "left out: expected JSON or XML"));
            }
            formats.extend(found);
        }
        if let Some(url) = &url {
            judge(url)?;
        }
        let Some(name) = name else {
            if !versions.is_empty() || !formats.is_empty() {
                remarks
                    .push("FHIR version and format left out: the row names no system".to_owned());
            }
            return Ok(None);
        };
        Ok(Some(System {
            name,
            base_url: url,
            fhir_versions: Texts(versions),
            formats: List(formats),
            ..System::default()
        }))
    }

    /// Systems with all their keys, as JSON and YAML say them.
    fn structured(&self, cells: &[Value], tracks: &[String]) -> Result<Vec<System>, String> {
        let mut systems = Vec::new();
        for column in self.columns.for_field(Field::Systems) {
            let list = match &cells[column.at] {
                Value::Null => continue,
                Value::Array(list) => list.as_slice(),
                other => std::slice::from_ref(other),
            };
            for system in list {
                let Value::Object(system) = system else {
                    return Err(within(
                        column,
                        "expected systems with keys such as name and base-url",
                    ));
                };
                let mut system = system.clone();
                let text = |key| match system.get(key) {
                    Some(value) => values::text(value),
                    None => Ok(None),
                };
                let (url, status) = (text("base-url")?, text("status")?);
                if let Some(url) = &url {
                    judge(url)?;
                }
                if let Some(status) = status {
                    let read = values::system_status(&status).ok_or_else(|| {
                        let status = sanitized(&status);
                        within(
                            column,
                            &format!(
                                "unknown status '{status}': expected up, not-yet, broken or planned"
                            ),
                        )
                    })?;
                    system.insert("status".to_owned(), read.as_str().into());
                }
                if let Some(roles) = system.get("roles") {
                    let mut found = Vec::new();
                    for role in values::naming(roles)? {
                        let roles = self.catalog.roles(&role, tracks);
                        found.extend(roles.map_err(|why| within(column, &why))?);
                    }
                    system.insert("roles".to_owned(), found.into());
                }
                let system = serde_json::from_value(Value::Object(system));
                systems.push(
                    system
                        .map_err(|error| format!("cannot be parsed as a registration: {error}"))?,
                );
            }
        }
        Ok(systems)
    }

    fn submitted(&self, cells: &[Value]) -> Result<Option<DateTime<FixedOffset>>, String> {
        let Some((text, column)) = self.first(cells, Field::Submitted)? else {
            return Ok(None);
        };
        let order = match self.dates {
            Some(order) => order,
            None if values::is_ambiguous(&text) => {
                return Err(within(
                    column,
                    &format!("'{}' can be read two ways", sanitized(&text)),
                ));
            }
            None => DateOrder::MonthFirst,
        };
        let moment = values::moment(&text, self.zone, order);
        let found = || {
            within(
                column,
                &format!("'{}' is not a date with a time", sanitized(&text)),
            )
        };
        moment.map(Some).ok_or_else(found)
    }
}

/// Refuses a person whose record would be too large to be read again, by writing it.
fn admit(person: &Registration) -> Result<(), String> {
    let text = yaml::to_value(person).map(|value| write::block(&value, 0));
    let text = text.map_err(|error| format!("cannot be written: {error}"))?;
    if text.len() > MAX_RECORD {
        return Err(format!(
            "holds {} bytes: expected at most {MAX_RECORD} of a person",
            text.len()
        ));
    }
    guard::admit(text.as_bytes())
        .map(|_| ())
        .map_err(|refusal| format!("could not be parsed again: found {}", refusal.found))
}

/// Refuses what is no server's address, and repeats nothing that may be a password.
fn judge(address: &str) -> Result<(), String> {
    match url::parse_base(address) {
        Err(Fault::Credentials) => {
            Err("has a base URL with a user name or password in it; leave them out".to_owned())
        }
        Ok(_) => Ok(()),
        Err(_) => {
            let shown = sanitized(url::redacted(address));
            Err(format!(
                "invalid base URL '{shown}': expected one such as https://fhir.example.org/r4"
            ))
        }
    }
}

fn within(column: &Column, why: &str) -> String {
    format!("column '{}': {why}", column.heading)
}

/// The longest part of a cell in a message, in characters.
const SHOWN: usize = 60;

/// A cell in a message: on one line, short, and without an address. What would act on a screen is for those to cover who print it.
fn sanitized(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let cut = match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    };
    crate::model::contact::redact(&cut)
}
