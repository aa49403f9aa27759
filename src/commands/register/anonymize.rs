//! `cxn register anonymize`: an ended event without its people.

use std::path::PathBuf;

use anyhow::Result;
use chrono::Days;
use clap::Args;

use crate::commands::TableFormat;
use crate::context::{Context, find_event};
use crate::error::{Exit, Failure};
use crate::model::pseudonym::KnownPerson;
use crate::process::registration::anonymize;
use crate::process::registration::anonymize::Anonymous;
use crate::render::status::day;
use crate::render::table::{Cell, Format, Table, number, text};
use crate::workspace::disk;
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace, edit, save};
use crate::yaml;

/// How many bytes of a run that was stopped are read.
const MAX_NOTES: usize = 64 << 20;

/// Replace the people of an ended event by pseudonyms
///
/// Everybody becomes person-1, person-2 … in the order of registration, the same person everywhere: in registrations and the
/// names of their files, as track lead and contact, in the history of tracks. Addresses, chat names, dietary needs, notes,
/// objectives and what was noted about a registration are removed; kind, status, organization, tracks, roles and systems stay,
/// and so do all counts. Full names and addresses are covered in every other text and in comments.
///
/// It reads no meaning: a first name alone in a text about a track stays, and so does what git remembers of earlier versions.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event
    #[arg(value_name = "EVENT")]
    event_name: String,
    /// How long ago the event must have ended, in days (180d) or weeks (26w)
    #[arg(long, value_name = "AGE", default_value = "180d", value_parser = age)]
    older_than: u64,
    /// Show what would be changed, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    format: TableFormat,
}

/// A number of days, from `180d` or `26w`.
fn age(text: &str) -> Result<u64, String> {
    let (digits, factor) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(""), 1),
    };
    let plain =
        !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| digits.parse::<u64>().ok()).flatten();
    number
        .map(|number| number * factor)
        .ok_or_else(|| "expected a number of days or weeks, such as 180d or 26w".to_owned())
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let slug = find_event(&context.workspace()?, &self.event_name)?;
        let _lock = if self.dry_run {
            None
        } else {
            let lock = edit::lock(&root, &File::event(&slug))?;
            // What registering left for the next one names people.
            lock.leave("");
            Some(lock)
        };
        let scope = Scope {
            event: Some(slug.clone()),
            without_registrations: false,
            without_results: false,
        };
        let workspace = Workspace::load(&root, &scope)?;
        let folder = &workspace.events[&slug];
        // A file that does not read would keep its people.
        let unread = workspace
            .unread
            .iter()
            .find(|unread| unread.file.event_slug() == Some(slug.as_str()));
        if let Some(unread) = unread {
            return Err(Failure::other(format!(
                "{} does not read, so its people would stay in it",
                unread.file
            ))
            .hint(format!(
                "run 'cxn check {slug}' to see what is wrong with it"
            ))
            .into());
        }
        let Some(record) = &folder.event else {
            return Err(Failure::other(format!("event '{slug}' does not read")).into());
        };
        let event = &record.value;
        let last = event.last_day();
        let now = context.now.at(event.zone_or_utc());
        if now < event.closes() {
            return Err(Failure::refused(format!(
                "'{}' has not ended: its last day is {}",
                event.name,
                day(last)
            ))
            .hint("people are needed until the event is over")
            .into());
        }
        let from = last
            .checked_add_days(Days::new(self.older_than))
            .unwrap_or(chrono::NaiveDate::MAX);
        if now.date_naive() < from {
            return Err(Failure::refused(format!(
                "'{}' ended on {}, less than {} days ago",
                event.name,
                day(last),
                self.older_than
            ))
            .hint(format!(
                "run it from {} on, or pass a shorter --older-than",
                day(from)
            ))
            .into());
        }

        let notes = anonymize::notes(&slug);
        let known = known(&workspace, &notes)?;
        let (records, people) = anonymize::event(&workspace, folder, &known)?;
        let path = workspace.inside(&notes)?;
        if !self.dry_run && !records.is_empty() {
            for record in &records {
                workspace.inside(&record.file)?;
            }
            let writes: Vec<save::Write> = records
                .iter()
                .filter_map(|record| record.write.clone())
                .collect();
            let text = yaml::write::block(&yaml::to_value(people.known())?, 0);
            save::overwrite(&path, &text)?;
            let progress = context.progress("anonymizing", writes.len());
            save::write_all(&writes, &|| progress.step())?;
            drop(progress);
            rename(&workspace, &records)?;
        }
        if !self.dry_run && disk::exists(&path) {
            save::remove(&path)?;
        }
        self.report(&records, people.count(), &event.name, context)?;
        Ok(Exit::Clean)
    }

    fn report(
        &self,
        records: &[Anonymous],
        people: usize,
        name: &str,
        context: &mut Context,
    ) -> Result<()> {
        let for_people = self.format.format == Format::Table;
        let mut table = Table::new([
            text("file", "File"),
            text("renamed", "Becomes"),
            text("keys", "Replaced or removed").prose(),
            number("comments", "Comments"),
        ]);
        for record in records {
            let renamed = record
                .renamed
                .as_ref()
                .map(|file| format!("{}.yaml", file.stem()));
            table.row([
                Cell::from(record.file.as_str()),
                renamed.into(),
                Cell::List(record.keys.clone()),
                record.comments.into(),
            ]);
        }
        if !for_people || !table.is_empty() {
            self.format.print(context, &table)?;
        }
        let comments: usize = records.iter().map(|record| record.comments).sum();
        let verb = if self.dry_run {
            "would anonymize"
        } else {
            "anonymized"
        };
        let count = |count: usize, one: &str, many: &str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        let summary = format!(
            "{verb} {}: {} in {}, {} covered",
            crate::render::sanitize::line(name, crate::render::sanitize::CELL_LENGTH),
            count(people, "person", "people"),
            count(records.len(), "file", "files"),
            count(comments, "comment", "comments"),
        );
        if for_people {
            context.print(&format!("{summary}\n"))?;
        } else {
            context.say(&summary);
        }
        if !records.is_empty() && !self.dry_run {
            context.say("note: git still has the earlier versions, if they were committed");
        }
        Ok(())
    }
}

/// Who has a pseudonym already, where somebody was stopped while an event was anonymized.
fn known(workspace: &Workspace, notes: &File) -> Result<Vec<KnownPerson>> {
    let path = workspace.inside(notes)?;
    let Some(bytes) = disk::read_if_there(&path, MAX_NOTES)? else {
        return Ok(Vec::new());
    };
    let read = std::str::from_utf8(&bytes)
        .ok()
        .filter(|_| bytes.len() <= MAX_NOTES);
    let known = read.and_then(|text| yaml::read(text).ok());
    Ok(known.ok_or_else(|| {
        Failure::other(format!(
            "{notes} holds the pseudonyms of a run that was stopped, and does not read"
        ))
        .hint("remove it, and look at the event's people afterwards: those who were not done get other pseudonyms")
    })?)
}

/// Gives files their new names, without ever taking one that is there. A name that an earlier file still has is freed first.
fn rename(workspace: &Workspace, records: &[Anonymous]) -> Result<()> {
    let mut waiting: Vec<(&File, &File)> = records
        .iter()
        .filter_map(|record| Some((&record.file, record.renamed.as_ref()?)))
        .collect();
    while !waiting.is_empty() {
        let mut names: Vec<(PathBuf, PathBuf)> = Vec::new();
        let mut held = Vec::new();
        for (from, to) in waiting {
            let (path, target) = (from.on_disk(workspace.root()), to.on_disk(workspace.root()));
            if disk::exists(&target) {
                held.push((from, to));
                continue;
            }
            names.push((path, target));
        }
        if names.is_empty() {
            let (from, to) = held[0];
            return Err(Failure::other(format!(
                "{from} cannot become {to}: that is there already"
            ))
            .into());
        }
        save::rename_all(
            names
                .iter()
                .map(|(from, to)| (from.as_path(), to.as_path())),
        )?;
        waiting = held;
    }
    Ok(())
}
