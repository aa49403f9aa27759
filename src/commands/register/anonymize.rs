//! `cxn register anonymize`: an ended event without its people.

use anyhow::Result;
use chrono::Days;
use clap::Args;

use crate::commands::TableFormat;
use crate::commands::register::sanitized;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::plural::plural;
use crate::model::timeline::day_text;
use crate::process::registration::anonymize::{Anonymized, AnonymizedRecord};
use crate::render::table::{Cell, Format, Table, text};
use crate::workspace::load::Scope;
use crate::workspace::{File, Root, UnreadCause, Workspace, edit};

/// Replace the people of an ended event by pseudonyms
///
/// Every person becomes person-1, person-2 … in the order of registration, the same person everywhere: in registrations and the
/// names of their files, as track lead and contact, in the history of tracks. Email addresses, chat names, dietary needs, notes,
/// objectives and what was noted about a registration are removed; kind, status, organization, tracks, roles and systems stay,
/// and so do all counts.
///
/// Other texts and comments stay as they are. Lines with a word of a person's name or an email address are listed, for you to
/// look at; what is about a person without naming one is not. Git remembers earlier versions.
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
        let slug = context.event_named(&context.proposals()?, &self.event_name)?;
        // Without the private half no one would be covered, and it would look as if everybody were.
        root.require(&File::registrations(&slug))?;
        let mut locks = Vec::new();
        if !self.dry_run {
            locks.push(edit::lock(&root, &File::event(&slug))?);
            if root.has_private_half() {
                locks.push(edit::lock(&root, &File::registrations(&slug))?);
            }
        }
        let workspace = Workspace::load(&root, &Scope::whole_event(&slug))?;
        let folder = &workspace.events[&slug];
        // A file that cannot be parsed would keep its people, and so would one that is no record.
        let unread = workspace
            .unread
            .iter()
            .find(|unread| unread.file.event_slug() == Some(slug.as_str()));
        if let Some(unread) = unread {
            let why = match unread.cause {
                UnreadCause::Stray(_) => "is not a record",
                _ => "cannot be parsed",
            };
            return Err(Failure::other(format!(
                "{} {why}, so its people would stay in it",
                root.shown(&unread.file)
            ))
            .hint(format!(
                "run 'cxn check {slug}' to see what is wrong with it"
            ))
            .into());
        }
        let Some(record) = &folder.event else {
            return Err(Failure::event_unreadable(&slug).into());
        };
        let event = &record.value;
        let last = event.last_day();
        let now = context.now.at(event.zone_or_utc());
        if now < event.closes() {
            return Err(Failure::refused(format!(
                "'{}' has not ended: its last day is {}",
                event.name,
                day_text(last)
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
                day_text(last),
                self.older_than
            ))
            .hint(format!(
                "run it from {} on, or pass a shorter --older-than",
                day_text(from)
            ))
            .into());
        }

        let anonymized = Anonymized::new(&workspace, folder)?;
        if !self.dry_run {
            let progress = context.progress("anonymizing", anonymized.count_files());
            anonymized.write(&workspace, &|| progress.step())?;
        }
        self.report(&root, &anonymized, &event.name, context)
    }

    fn report(
        &self,
        root: &Root,
        anonymized: &Anonymized,
        name: &str,
        context: &mut Context,
    ) -> Result<Exit> {
        let for_people = self.format.format == Format::Table;
        let mut table = Table::new([
            text("file", "File"),
            text("renamed", "Becomes"),
            text("keys", "Replaced or removed").prose(),
            text("look-at", "Look at lines"),
        ]);
        for record in &anonymized.records {
            let renamed = record
                .renamed
                .as_ref()
                .map(|file| format!("{}.yaml", file.stem()));
            let lines = record.look_at.iter().map(ToString::to_string);
            table.row([
                Cell::from(root.shown(&record.file)),
                renamed.into(),
                Cell::List(record.keys.clone()),
                Cell::List(lines.collect()),
            ]);
        }
        if !for_people || !table.is_empty() {
            self.format.print(context, &table.named("files"))?;
        }
        let verb = if self.dry_run {
            "would anonymize"
        } else {
            "anonymized"
        };
        let files = anonymized.count_files();
        let summary = format!(
            "{verb} {}: {} in {}",
            sanitized(name),
            plural(anonymized.count_people(), "person"),
            plural(files, "file"),
        );
        if for_people {
            context.print(&format!("{summary}\n"))?;
        } else {
            context.say(&summary);
        }
        let is_listed = |one: &AnonymizedRecord| !one.look_at.is_empty();
        if anonymized.records.iter().any(is_listed) {
            context
                .say("note: look at the lines that are listed: they may still be about a person");
        }
        if files > 0 && !self.dry_run {
            context.say("note: git still has the earlier versions, if they were committed");
        }
        Ok(Exit::Clean)
    }
}
