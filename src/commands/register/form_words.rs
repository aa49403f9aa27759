//! What is known of a form's words: its mapping, what the command line says, and what the person at the terminal answers.

use anyhow::Result;

use crate::commands::mapping_file::{self, Line};
use crate::context::Context;
use crate::error::Failure;
use crate::import::registration::columns::{self, Columns};
use crate::import::registration::headings::{Field, key};
use crate::import::registration::moment;
use crate::import::registration::row::Reader;
use crate::import::registration::track_marks::{self, Doubt as MarkDoubt};
use crate::import::registration::tracks::Catalog;
use crate::import::registration::unknown::Unknown;
use crate::import::registration::values;
use crate::import::table::{Sheet, Unusable};
use crate::model::Slug;
use crate::model::contact;
use crate::model::mapping::{DateOrder, IGNORE, Mapping, NEW};
use crate::model::words::Word as _;
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::import_plan::Doubt;
use crate::render::sanitize;
use crate::workspace::Workspace;
use crate::yaml::Value;

/// What a new mapping says of itself.
const COMMENT: &str = "What a form's words mean: a field after a column, a track after a word, a record or 'new' after a person; or 'ignore'.";

pub struct FormWords {
    pub sheet: Sheet,
    pub columns: Columns,
    pub mapping: Mapping,
    maps: Vec<String>,
    /// What was said in this run, to be kept.
    said: Vec<Line>,
    remarks: Vec<String>,
}

impl FormWords {
    pub fn new(sheet: Sheet, mapping: Mapping, maps: &[String]) -> Result<Self, Unusable> {
        let is_there = |heading: &str| sheet.header.iter().any(|one| key(one) == key(heading));
        let known = mapping
            .columns
            .iter()
            .filter(|(heading, _)| is_there(heading));
        let known =
            known.filter_map(|(heading, field)| Some(format!("{heading}={}", field.as_ref()?)));
        let all: Vec<String> = known.chain(maps.iter().cloned()).collect();
        let mut words = Self {
            columns: Columns::find(&sheet, &all)?,
            sheet,
            mapping,
            maps: all,
            said: Vec::new(),
            remarks: Vec::new(),
        };
        for map in maps {
            if let Some((heading, field)) = map.rsplit_once('=') {
                words.say("columns", Some(heading.trim()), field.trim());
            }
        }
        Ok(words)
    }

    fn say(&mut self, table: &'static str, name: Option<&str>, value: &str) {
        self.said.push(Line {
            table,
            name: name.map(str::to_owned),
            value: Value::from(value),
        });
    }

    /// Takes `NAME=RECORD` of people who are known under another name or address.
    pub fn say_people(&mut self, people: &[String]) -> Result<()> {
        for person in people {
            let pair = person.rsplit_once('=');
            let pair = pair.map(|(name, record)| (name.trim(), record.trim()));
            let Some((name, record)) =
                pair.filter(|(name, record)| !name.is_empty() && !record.is_empty())
            else {
                return Err(Failure::usage(format!("--person '{person}' names no record"))
                    .hint("expected NAME=RECORD, such as --person \"R. Example=robin-example\", or NAME=new")
                    .into());
            };
            self.say_person(name, record);
        }
        Ok(())
    }

    fn say_person(&mut self, name: &str, record: &str) {
        let people = &mut self.mapping.people;
        people.insert(name.to_owned(), Some(record.to_owned()));
        self.say("people", Some(name), record);
    }

    pub fn say_dates(&mut self, dates: Option<DateOrder>) {
        if let Some(order) = dates.filter(|order| Some(*order) != self.mapping.dates) {
            self.mapping.dates = Some(order);
            self.say("dates", None, order.as_str());
        }
    }

    /// Asks about columns that may say whether a person comes.
    ///
    /// # Errors
    /// There is one, and no one to ask: it is not passed over.
    pub fn settle_columns(&mut self, context: &mut Context) -> Result<()> {
        while let Some(heading) = self.columns.doubtful.first().cloned() {
            if !context.interactive {
                return Err(Unusable::new(format!(
                    "has a column '{heading}' that may say whether a person comes"
                ))
                .hint(format!(
                    "pass --map \"{heading}=status\" to read it, or --map \"{heading}=ignore\""
                ))
                .into());
            }
            let question = format!(
                "Does the column '{}' say whether a person comes? (yes, no)",
                in_cell(&heading)
            );
            self.ask_about(&[heading], &question, "status", context)?;
        }
        Ok(())
    }

    /// Reads columns that are called as tracks, and asks what is meant where their answers are no marks.
    ///
    /// # Errors
    /// There is such an answer, and no one to ask.
    pub fn settle_track_marks(&mut self, catalog: &Catalog, context: &mut Context) -> Result<()> {
        let catalog = catalog.clone().with_words(&self.mapping);
        while let Err(doubt) = track_marks::settle(&mut self.sheet, &mut self.columns, &catalog) {
            let (headings, what, choice, question) = match doubt {
                MarkDoubt::Answer { heading, found } => {
                    let found = contact::redact(&found);
                    let question = format!(
                        "Is every answer but no below '{}', such as '{}', a choice of that track? (yes, no)",
                        in_cell(&heading),
                        in_cell(&found)
                    );
                    let what = format!(
                        "has a column '{heading}', called as a track, with an answer that is no mark: {found}"
                    );
                    (
                        vec![heading],
                        what,
                        "every answer but no is a choice of it",
                        question,
                    )
                }
                MarkDoubt::Ratings { headings } => {
                    let listed = columns::list(headings.iter().map(|one| contact::redact(one)));
                    let question = format!(
                        "Some rows have one number for several tracks below {}. Is every number a choice of its track? (yes, no)",
                        in_cell(&listed)
                    );
                    let what = format!(
                        "has columns called as tracks with one number for several of them in a row, as in a rating: {listed}"
                    );
                    (
                        headings,
                        what,
                        "every number is a choice of its track",
                        question,
                    )
                }
            };
            if !context.interactive {
                let (heading, each) = match &headings[..] {
                    [heading] => (heading.as_str(), ""),
                    several => (
                        several.first().map_or("COLUMN", String::as_str),
                        " for each",
                    ),
                };
                return Err(Unusable::new(what)
                    .hint(format!(
                        "pass --map \"{heading}=tracks\"{each} where {choice}, or --map \"{heading}=ignore\"{each}"
                    ))
                    .into());
            }
            self.ask_about(&headings, &question, "tracks", context)?;
        }
        Ok(())
    }

    /// Asks whether columns hold a field, and finds what all columns hold again; on a no they are ignored.
    fn ask_about(
        &mut self,
        headings: &[String],
        question: &str,
        field: &str,
        context: &mut Context,
    ) -> Result<()> {
        let is_it = context.ask_until(question, |answer| {
            values::yes(answer).ok_or_else(|| "expected yes or no".to_owned())
        })?;
        let field = if is_it.unwrap_or(false) {
            field
        } else {
            IGNORE
        };
        for heading in headings {
            self.maps.push(format!("{heading}={field}"));
            self.say("columns", Some(heading), field);
        }
        self.columns = Columns::find(&self.sheet, &self.maps)?;
        Ok(())
    }

    /// Does not read a column of roles in which no cell is a role: it has job titles.
    pub fn leave_out_titles(&mut self, catalog: &Catalog) {
        let columns: Vec<(usize, String)> = self
            .columns
            .for_field(Field::Roles)
            .filter(|column| !column.is_mapped)
            .map(|column| (column.at, column.heading.clone()))
            .collect();
        for (at, heading) in columns {
            let rows = self
                .sheet
                .rows
                .iter()
                .filter_map(|row| row.cells.as_ref().ok());
            let answers = rows.flat_map(|cells| values::naming(&cells[at]).unwrap_or_default());
            let answers: Vec<String> = answers.filter(|answer| !values::is_open(answer)).collect();
            let Some(first) = answers.first() else {
                continue;
            };
            if answers
                .iter()
                .any(|answer| catalog.is_role_somewhere(answer))
            {
                continue;
            }
            let first = columns::list(std::iter::once(first.clone()));
            self.remarks.push(format!(
                "not read: '{heading}', which has no role of a track, such as {first}; read it with --map \"{heading}=roles\""
            ));
            self.columns.leave_out(at);
        }
    }

    /// Finds which comes first in dates, by the dates themselves or by asking.
    pub fn settle_dates(&mut self, context: &mut Context) -> Result<()> {
        if self.mapping.dates.is_some() {
            return Ok(());
        }
        let cells: Vec<String> = self
            .columns
            .for_field(Field::Submitted)
            .flat_map(|column| {
                let rows = self
                    .sheet
                    .rows
                    .iter()
                    .filter_map(|row| row.cells.as_ref().ok());
                rows.filter_map(move |cells| cells[column.at].as_str().map(str::to_owned))
            })
            .collect();
        self.mapping.dates = moment::date_order(cells.iter().map(String::as_str));
        if self.mapping.dates.is_some() {
            return Ok(());
        }
        let Some(cell) = cells.iter().find(|cell| moment::is_ambiguous(cell)) else {
            return Ok(());
        };
        if !context.interactive {
            self.remarks.push(
                "dates can be read two ways; pass --dates day-first or --dates month-first"
                    .to_owned(),
            );
            return Ok(());
        }
        let shown = sanitize::line(cell, sanitize::CELL_LENGTH);
        let question =
            format!("Which comes first in dates such as {shown}? (day-first, month-first)");
        let order = context.ask_until(&question, |answer| {
            DateOrder::from_word(answer)
                .ok_or_else(|| "expected day-first or month-first".to_owned())
        })?;
        self.say_dates(order);
        Ok(())
    }

    /// Asks which track is meant, for each word that names none.
    pub fn ask_tracks(
        &mut self,
        policy: &RegistrationPolicy<'_>,
        context: &mut Context,
    ) -> Result<()> {
        let catalog = policy.catalog();
        for word in self.unknown(policy).tracks {
            let shown = sanitize::line(&word, sanitize::CELL_LENGTH);
            let near = catalog.near(&word).join(", ");
            let near = if near.is_empty() {
                String::new()
            } else {
                format!("{near}, ")
            };
            let question = format!(
                "'{shown}' is no track. Which one is it? ({near}'ignore', or nothing to refuse its rows)"
            );
            let track = context.ask_until(&question, |answer| {
                let is_track = policy.has_track(answer) || answer.is_empty() || answer == IGNORE;
                is_track.then(|| answer.to_owned()).ok_or_else(|| {
                    format!(
                        "no track '{answer}': expected one of {}",
                        policy.track_names().collect::<Vec<_>>().join(", ")
                    )
                })
            })?;
            if let Some(track) = track.filter(|track| !track.is_empty()) {
                self.mapping
                    .tracks
                    .insert(word.clone(), Some(track.clone()));
                self.say("tracks", Some(&word), &track);
            }
        }
        Ok(())
    }

    /// Asks whether two people are one. Both addresses are shown to the person at the terminal, who has to decide.
    pub fn ask_people(&mut self, doubts: &[Doubt], context: &mut Context) -> Result<()> {
        for doubt in doubts {
            let shown = |name: &str, email: &Option<String>| {
                let email = email.as_deref().unwrap_or("no email address");
                sanitize::line(&format!("{name} <{email}>"), sanitize::CELL_LENGTH)
            };
            let question = format!(
                "Row {}: {} may be {}, registered as {}. One person? (yes, no, or nothing to refuse the row)",
                doubt.row,
                shown(&doubt.name, &doubt.email),
                shown(&doubt.record_name, &doubt.record_email),
                doubt.record
            );
            let answer = context.ask_until(&question, |answer| match values::yes(answer) {
                None if !answer.is_empty() => Err("expected yes or no".to_owned()),
                answer => Ok(answer),
            })?;
            match answer.flatten() {
                Some(true) => self.say_person(&doubt.key, doubt.record.as_str()),
                Some(false) => self.say_person(&doubt.key, NEW),
                None => {}
            }
        }
        Ok(())
    }

    /// What people should know of how the file is read.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.columns.unknown.is_empty() {
            remarks.push(format!(
                "not read: {}; say what they hold with --map COLUMN=FIELD",
                columns::list(self.columns.unknown.iter().cloned())
            ));
        }
        remarks.extend(self.columns.remarks.iter().chain(&self.remarks).cloned());
        remarks
    }

    pub fn reader<'a>(
        &'a self,
        catalog: &'a Catalog,
        policy: &RegistrationPolicy<'_>,
    ) -> Reader<'a> {
        Reader {
            columns: &self.columns,
            catalog,
            zone: policy.zone(),
            by_chat: policy.is_by_chat(),
            mapping: &self.mapping,
            dates: self.mapping.dates,
        }
    }

    /// The words of the file that are not known, each once.
    pub fn unknown(&self, policy: &RegistrationPolicy<'_>) -> Unknown {
        let catalog = policy.catalog().with_words(&self.mapping);
        let reader = self.reader(&catalog, policy);
        let mut all = Unknown::default();
        for row in &self.sheet.rows {
            let one = reader.unknown(row);
            for (list, words) in [
                (&mut all.tracks, one.tracks),
                (&mut all.statuses, one.statuses),
            ] {
                for word in words {
                    if !list.contains(&word) {
                        list.push(word);
                    }
                }
            }
        }
        all
    }

    /// Keeps what was said in the mapping of a name, and adds the words that are not known, for people to complete.
    pub fn keep(
        &self,
        workspace: &Workspace,
        name: &Slug,
        unknown: &Unknown,
        is_dry: bool,
        context: &mut Context,
    ) -> Result<()> {
        let before = mapping_file::load(workspace, name)?;
        let tracks = unknown
            .tracks
            .iter()
            .filter(|word| !before.tracks.contains_key(*word));
        let statuses = unknown
            .statuses
            .iter()
            .filter(|word| !before.statuses.contains_key(*word));
        let incomplete: Vec<Line> = tracks
            .map(|word| Line::open("tracks", word))
            .chain(statuses.map(|word| Line::open("statuses", word)))
            .collect();
        let is_kept = |line: &&Line| {
            let table = match line.table {
                "columns" => &before.columns,
                "tracks" => &before.tracks,
                "people" => &before.people,
                _ => return false,
            };
            let known = line.name.as_ref().and_then(|name| table.get(name));
            known.and_then(Option::as_deref) == line.value.as_str()
        };
        let mut lines: Vec<Line> = self
            .said
            .iter()
            .filter(|line| !is_kept(line))
            .cloned()
            .collect();
        lines.extend(incomplete.iter().cloned());
        // A table is written in one piece.
        let order = ["dates", "columns", "tracks", "statuses", "people"];
        lines.sort_by_key(|line| order.iter().position(|table| *table == line.table));
        if !is_dry && !lines.is_empty() {
            mapping_file::write(workspace, name, COMMENT, &lines)?;
        }
        if !incomplete.is_empty() {
            mapping_file::say_incomplete(context, workspace, name, is_dry);
        }
        Ok(())
    }
}

/// A text of the file as a question shows it.
fn in_cell(text: &str) -> String {
    sanitize::line(text, sanitize::CELL_LENGTH)
}
