//! `cxn register import`: everybody of a web form's export at once.

use std::collections::HashSet;

use anyhow::Result;
use chrono::{DateTime, FixedOffset};
use clap::Args;
use rayon::prelude::*;

use crate::commands::TableFormat;
use crate::commands::words::word;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::import::registration::columns;
use crate::import::registration::columns::{Columns, Field};
use crate::import::registration::row::{Candidate, Reader, Refused};
use crate::import::registration::tracks::Catalog;
use crate::import::registration::values;
use crate::import::registration::values::DateOrder;
use crate::import::table as sheet_file;
use crate::import::table::{Sheet, SheetFormat, Unusable};
use crate::model::history::{Entry, LateException};
use crate::model::person::fold;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::model::seats::{Queue, SeatLimits};
use crate::model::{Moment, Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::file_names;
use crate::process::registration::import_plan::{
    Addition, Change, Outcome, Plan, PlanInput, RowOutcome, plan,
};
use crate::render::sanitize;
use crate::render::table;
use crate::render::table::{Cell, Table, number, text};
use crate::workspace::load::Scope;
use crate::workspace::{EventFolder, File, RecordKind, Workspace, edit, save, seating};
use crate::yaml::{self, Path, Value};

/// Register everybody of a file: the export of a web form
///
/// FILE is CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), JSON or YAML: a list of people, or an organization
/// with its contacts and components. Columns are found by their headings; --map says what the others hold.
///
/// Every row needs a name and an address, as registering does. A person is known by the address in any case, else by name and organization. Who is registered already is changed in place,
/// where the row says something else; what it leaves empty stays. The same file a second time changes nothing. All rows are
/// judged: those that cannot be taken are shown with the reason, and do not stop the others.
///
/// Every file is complete at every moment; all of them are safe on the disk when the command ends.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// What a column holds, when its heading does not say; can be repeated
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    maps: Vec<String>,
    /// What the file is, when its name does not say
    #[arg(long, value_parser = word::<SheetFormat>(), value_name = "FORMAT")]
    input: Option<SheetFormat>,
    /// How dates such as 03/04/2026 are meant, when the column does not show it
    #[arg(long, value_parser = word::<DateOrder>(), value_name = "ORDER")]
    dates: Option<DateOrder>,
    /// Show what would happen to every row, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Register those after the close as well, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    late: Option<String>,
    /// Who imports, and allows the delay; default you
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let scope = |event, without_registrations| Scope {
            event,
            without_registrations,
            without_results: true,
        };
        let workspace = Workspace::load(&root, &scope(None, true))?;
        let event = context.event(&workspace, None)?;
        let by = self.by(context)?;
        RegistrationPolicy::of(&workspace, &event, context.now)?.window(Some(""))?;
        let unusable = |error: Unusable| {
            let shown = if self.file == "-" {
                "standard input"
            } else {
                &self.file
            };
            Failure::other(format!("{shown} {error}")).maybe_hint(error.hint)
        };
        let bytes = context.bytes(&self.file, sheet_file::MAX_BYTES)?;
        let format = self.input.or_else(|| SheetFormat::from_name(&self.file));
        let sheet = sheet_file::read(&bytes, format).map_err(unusable)?;
        drop(bytes);
        let columns = Columns::find(&sheet.header, &self.maps).map_err(unusable)?;
        if !columns.unknown.is_empty() {
            context.say(&format!(
                "note: not read: {}; say what they hold with --map COLUMN=FIELD",
                sanitize::line(&columns::list(columns.unknown.iter().cloned()), usize::MAX)
            ));
        }

        // From here on nobody else writes to the event.
        let lock = if self.dry_run {
            None
        } else {
            let lock = edit::lock(&root, &File::event(&event))?;
            // What registering left for the next one may not be true any more.
            lock.leave("");
            Some(lock)
        };
        let workspace = Workspace::load(&root, &scope(Some(event.clone()), false))?;
        let policy = RegistrationPolicy::of(&workspace, &event, context.now)?;
        let catalog = policy.catalog();
        let mut plan = self.plan(
            &sheet, &columns, &workspace, &event, &policy, &catalog, context,
        );
        if let Some(warning) = policy.warnings().filter(|_| !plan.additions.is_empty()) {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        name_files(&mut plan, &workspace, &event);
        if let Some(lock) = &lock {
            let line = self.write(&mut plan, &workspace, &event, by.as_deref(), context)?;
            // Who registers next need not read everybody either.
            if let Some(line) = line {
                seating::note_line(&root, &event, lock, &line);
            }
        }
        self.report(&plan, &event, policy.event_name(), context)?;
        Ok(if plan.count(Outcome::Refused) > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    fn by(&self, context: &Context) -> Result<Option<String>> {
        let by = self.by.clone().or(context.me()?.identity.name);
        let by = by.filter(|by| !by.trim().is_empty());
        let Some(why) = &self.late else {
            return Ok(by);
        };
        if why.trim().is_empty() {
            return Err(Failure::usage("--late gives no reason")
                .hint("expected one such as --late \"the invitation went out late\"")
                .into());
        }
        if by.is_none() {
            return Err(Failure::usage("--late needs to know who allows it")
                .hint("pass --by NAME, or set your name in config.yaml (see 'cxn config')")
                .into());
        }
        Ok(by)
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "everything that decides about a row, once"
    )]
    fn plan(
        &self,
        sheet: &Sheet,
        columns: &Columns,
        workspace: &Workspace,
        event: &Slug,
        policy: &RegistrationPolicy<'_>,
        catalog: &Catalog,
        context: &mut Context,
    ) -> Plan {
        let cells = || {
            columns.for_field(Field::Submitted).flat_map(|column| {
                let rows = sheet.rows.iter().filter_map(|row| row.cells.as_ref().ok());
                rows.filter_map(move |cells| cells[column.at].as_str())
            })
        };
        let reader = Reader {
            columns,
            catalog,
            zone: policy.zone(),
            dates: self.dates.or_else(|| values::date_order(cells())),
        };
        let two_ways = |text: &str| reader.dates.is_none() && values::is_ambiguous(text);
        if cells().any(two_ways) {
            context.say(
                "note: dates can be read two ways; pass --dates day-first or --dates month-first",
            );
        }
        let rows: Vec<Result<Candidate, Refused>> =
            sheet.rows.par_iter().map(|row| reader.read(row)).collect();
        let unread = unread(workspace, event);
        let admit = |_: &Candidate, moment: DateTime<FixedOffset>| {
            let window = policy
                .at(moment.with_timezone(&policy.zone()))
                .window(self.late.as_deref());
            window.map_err(|error| error.to_string())
        };
        let judge = |person: &Registration, record: Option<&Registration>| {
            let known = |track: &String| record.is_some_and(|record| record.tracks.contains(track));
            let mut added = person.tracks.iter().filter(|track| !known(track));
            if let Some((track, status)) =
                added.find_map(|track| Some((track, catalog.closed(track)?)))
            {
                return Err(format!("track '{track}' is {}", status.label()));
            }
            let address = person
                .email
                .as_deref()
                .map(fold)
                .filter(|_| record.is_none());
            let file =
                address.and_then(|address| unread.iter().find(|(_, text)| text.contains(&address)));
            match file {
                Some((file, _)) => Err(format!(
                    "{file} speaks of the same address and does not read"
                )),
                None => Ok(()),
            }
        };
        let input = PlanInput {
            records: &workspace.events[event].registrations,
            now: context.now.exact_moment(policy.zone()).0,
            admit: &admit,
            judge: &judge,
        };
        plan(rows, &input)
    }

    /// Writes all records of the plan; a record that cannot be changed in place refuses its row. Returns everybody who holds a
    /// seat or waits for one, where seats are limited.
    fn write(
        &self,
        plan: &mut Plan,
        workspace: &Workspace,
        event: &Slug,
        by: Option<&str>,
        context: &Context,
    ) -> Result<Option<Queue>> {
        workspace.inside(&File::new(&format!("events/{event}/registrations")))?;
        let zone = RegistrationPolicy::of(workspace, event, context.now)?.zone();
        let now = context.now.exact_moment(zone);
        let entry = |when, what| Entry {
            when,
            what,
            by: by.map(str::to_owned),
            note: Some("imported".to_owned()),
            decision: None,
        };
        let mut newcomers = Vec::with_capacity(plan.additions.len());
        let progress = context.progress("preparing", plan.additions.len() + plan.updates.len());
        let mut seats = queue_of(&workspace.events[event]);
        for Addition {
            line,
            person,
            moment,
            late,
        } in &plan.additions
        {
            let Some(slug) = &plan.lines[*line].slug.clone() else {
                continue;
            };
            let mut person = person.clone();
            let moment = Moment(*moment);
            person.registered = Some(moment);
            person.late_exception = self.late.clone().filter(|_| *late).map(|why| {
                Box::new(LateException {
                    until: None,
                    by: by.map(str::to_owned),
                    why,
                    recorded: Some(now),
                })
            });
            person.history.0 = vec![entry(moment, RegistrationChange::Registered)];
            if let Some(reason) = seats
                .as_mut()
                .and_then(|seats| take_place(seats, slug, &mut person))
            {
                let mut waits = entry(moment, RegistrationChange::Waitlisted);
                waits.note = Some(reason.clone());
                person.history.push(waits);
                plan.lines[*line]
                    .why
                    .push(format!("put on the waiting list: {reason}"));
            }
            newcomers.push((File::registration(event, slug), person));
        }
        // One after the other was only who gets a seat; what follows is the same in any order.
        let begun = newcomers.into_par_iter().map(|(file, person)| {
            progress.step();
            new_record(workspace, &file, &person)
        });
        let mut writes = begun.collect::<Result<Vec<save::Write>>>()?;
        let changed = yaml::to_value(entry(now, RegistrationChange::Changed))
            .map_err(|error| Failure::other(format!("cannot write the history: {error}")))?;
        let changes = plan.updates.par_iter().map(|one| {
            progress.step();
            let file = File::registration(event, &one.slug);
            (one.line, update(workspace, &file, &one.changes, &changed))
        });
        for (line, changed) in changes.collect::<Vec<_>>() {
            match changed {
                Ok(write) => writes.push(write),
                Err(error) => plan.lines[line].refuse(error.to_string()),
            }
        }
        drop(progress);
        let progress = context.progress("saving", writes.len());
        save::write_all(&writes, &|| progress.step())?;
        Ok(seats)
    }

    fn report(&self, plan: &Plan, event: &Slug, name: &str, context: &mut Context) -> Result<()> {
        let for_people = self.format.format == table::Format::Table;
        let worth = |line: &&RowOutcome| {
            self.dry_run
                || !for_people
                || line.outcome == Outcome::Refused
                || line.notable
                || (line.outcome != Outcome::Unchanged
                    && line.outcome != Outcome::Changed
                    && !line.why.is_empty())
        };
        let mut table = Table::new([
            number("row", "Row"),
            text("name", "Name"),
            text("outcome", "Outcome"),
            text("why", "Why").prose(),
            text("file", "File").for_programs(),
        ]);
        for line in plan.lines.iter().filter(worth) {
            let file = line
                .slug
                .as_ref()
                .map(|slug| File::registration(event, slug).to_string());
            table.row([
                Cell::from(line.row),
                line.name.clone().into(),
                line.outcome.to_string().into(),
                Some(line.why.join("; "))
                    .filter(|why| !why.is_empty())
                    .into(),
                file.into(),
            ]);
        }
        if !for_people || !table.is_empty() {
            self.format.print(context, &table)?;
        }
        let counts: Vec<String> = [
            Outcome::New,
            Outcome::Changed,
            Outcome::Unchanged,
            Outcome::Repeated,
            Outcome::Refused,
        ]
        .into_iter()
        .map(|outcome| (plan.count(outcome), outcome))
        .filter(|(count, outcome)| *count > 0 || *outcome != Outcome::Repeated)
        .map(|(count, outcome)| format!("{count} {outcome}"))
        .collect();
        let verb = if self.dry_run {
            "would import"
        } else {
            "imported"
        };
        let name = sanitize::line(name, sanitize::CELL_LENGTH);
        let summary = format!("{verb} for {name}: {}", counts.join(", "));
        if for_people {
            context.print(&format!("{summary}\n"))
        } else {
            context.say(&summary);
            Ok(())
        }
    }
}

/// The files of registrations that do not read, with their texts as addresses are compared.
fn unread(workspace: &Workspace, event: &Slug) -> Vec<(File, String)> {
    let files = workspace.unread.iter().filter(|unread| {
        unread.kind == Some(RecordKind::Registration)
            && unread.file.event_slug() == Some(event.as_str())
    });
    files
        .filter_map(|unread| {
            Some((
                unread.file.clone(),
                workspace.text(&unread.file)?.to_lowercase(),
            ))
        })
        .collect()
}

/// Gives every new record a file of its own, named as registering names them, in the order of registration.
fn name_files(plan: &mut Plan, workspace: &Workspace, event: &Slug) {
    let records = workspace.events[event]
        .registrations
        .keys()
        .map(ToString::to_string);
    let folder = format!("events/{event}/registrations/");
    let others = workspace.unread.iter().filter_map(|unread| {
        unread.file.as_str().strip_prefix(&folder)?;
        Some(unread.file.stem().to_owned())
    });
    let mut taken: HashSet<String> = records.chain(others).collect();
    for addition in &plan.additions {
        let Some(wanted) = Slug::from_title(&addition.person.name) else {
            continue;
        };
        let name = file_names::file_name(&wanted, &addition.person, Moment(addition.moment));
        // The same mark by chance: the number that is free is as good.
        let slug = file_names::free_of(
            if taken.contains(name.as_str()) {
                &wanted
            } else {
                &name
            },
            |slug| taken.contains(slug.as_str()),
        );
        taken.insert(slug.to_string());
        plan.lines[addition.line].slug = Some(slug);
    }
}

/// Who holds a seat of an event or waits for one; `None` where nothing is limited, and nobody has to be counted.
fn queue_of(folder: &EventFolder) -> Option<Queue> {
    let tracks = folder
        .tracks
        .iter()
        .map(|(slug, track)| (slug.as_str(), track.value.capacity));
    let room = SeatLimits::new(&folder.event.as_ref()?.value, tracks);
    if room.is_unlimited() {
        return None;
    }
    let people = folder.registrations.iter();
    let claims = people
        .filter_map(|(slug, person)| room.claim(slug, &person.value))
        .collect();
    Some(Queue::new(room, claims))
}

/// Gives somebody a seat, or a place in line and the reason why; first come, first served.
fn take_place(queue: &mut Queue, slug: &Slug, person: &mut Registration) -> Option<String> {
    let claim = queue.room().claim(slug, person)?;
    let obstacles = queue.obstacles(&claim);
    let reason = (!obstacles.is_empty()).then(|| crate::commands::register::new::list(&obstacles));
    if reason.is_some() {
        person.status = RegistrationStatus::Waitlisted;
    }
    let claim = queue.room().claim(slug, person)?;
    queue.push(claim);
    reason
}

fn new_record(workspace: &Workspace, file: &File, person: &Registration) -> Result<save::Write> {
    let value = yaml::to_value(person)
        .map_err(|error| Failure::other(format!("cannot write the registration: {error}")))?;
    Ok(save::Write {
        path: file.on_disk(workspace.root()),
        read: None,
        text: yaml::write::block(&crate::commands::register::new::answered(value), 0),
        private: workspace.keeps_private(file),
    })
}

/// A record with its changes and one more entry in its history.
fn update(
    workspace: &Workspace,
    file: &File,
    changes: &[Change],
    entry: &Value,
) -> Result<save::Write, edit::ChangeError> {
    workspace.inside(file)?;
    let prepared = edit::prepare::<Registration, _>(workspace.root(), file, |editor| {
        for change in changes {
            if change.append {
                editor.append(&change.path, &change.value)?;
            } else {
                editor.set(&change.path, &change.value)?;
            }
        }
        editor.append(&Path::root().key("history"), entry)
    })?;
    Ok(prepared.into_write())
}
