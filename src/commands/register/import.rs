//! `cxn register import`: everybody of a web form's export at once.

use anyhow::Result;
use clap::Args;
use rayon::prelude::*;

use crate::commands::TableFormat;
use crate::commands::register::terms;
use crate::commands::words::word;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::import::registration::columns;
use crate::import::registration::columns::{Columns, Field};
use crate::import::registration::row::{Candidate, Reader, Refused};
use crate::import::registration::values;
use crate::import::registration::values::DateOrder;
use crate::import::table as sheet_file;
use crate::import::table::{Sheet, SheetFormat, Unusable};
use crate::model::Slug;
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::Admission;
use crate::process::registration::import_plan::{ImportPlan, Outcome, RowOutcome};
use crate::render::sanitize;
use crate::render::table;
use crate::render::table::{Cell, Table, number, text};
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace, edit, save};

/// Register the people of a file: the export of a web form
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
    /// What a column holds, when its heading does not say; repeatable
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
        let workspace = Workspace::load(&root, &Scope::without_registrations())?;
        let event = context.event(&workspace, None)?;
        let mut terms = terms(context, self.by.clone(), self.late.clone())?;
        terms.note = Some("imported".to_owned());
        RegistrationPolicy::new(&workspace, &event, context.now)?.window(Some(""))?;
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
        let _lock = if self.dry_run {
            None
        } else {
            Some(edit::lock(&root, &File::registrations(&event))?)
        };
        let workspace = Workspace::load(&root, &Scope::event(&event))?;
        let policy = RegistrationPolicy::new(&workspace, &event, context.now)?;
        let rows = self.rows(&sheet, &columns, &policy, context);
        let mut admission = Admission::new(&workspace, &policy, terms)?;
        let mut plan = ImportPlan::new(rows, &mut admission);
        if let Some(warning) = policy
            .window_warning()
            .filter(|_| !plan.additions.is_empty())
        {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        if !self.dry_run {
            let changes = plan.additions.len() + plan.updates.len();
            let progress = context.progress("preparing", changes);
            let writes = plan.writes(&workspace, &admission, &|| progress.step())?;
            drop(progress);
            let progress = context.progress("saving", writes.len());
            save::write_all(&writes, &|| progress.step())?;
        }
        self.report(&plan, &event, policy.event_name(), context)?;
        Ok(if plan.count(Outcome::Refused) > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    fn rows(
        &self,
        sheet: &Sheet,
        columns: &Columns,
        policy: &RegistrationPolicy<'_>,
        context: &mut Context,
    ) -> Vec<Result<Candidate, Refused>> {
        let cells = || {
            columns.for_field(Field::Submitted).flat_map(|column| {
                let rows = sheet.rows.iter().filter_map(|row| row.cells.as_ref().ok());
                rows.filter_map(move |cells| cells[column.at].as_str())
            })
        };
        let catalog = policy.catalog();
        let reader = Reader {
            columns,
            catalog: &catalog,
            zone: policy.zone(),
            dates: self.dates.or_else(|| values::date_order(cells())),
        };
        let two_ways = |text: &str| reader.dates.is_none() && values::is_ambiguous(text);
        if cells().any(two_ways) {
            context.say(
                "note: dates can be read two ways; pass --dates day-first or --dates month-first",
            );
        }
        sheet.rows.par_iter().map(|row| reader.read(row)).collect()
    }

    fn report(
        &self,
        plan: &ImportPlan,
        event: &Slug,
        name: &str,
        context: &mut Context,
    ) -> Result<()> {
        let for_people = self.format.format == table::Format::Table;
        let worth = |row: &&RowOutcome| {
            self.dry_run
                || !for_people
                || row.outcome == Outcome::Refused
                || row.notable
                || (row.outcome != Outcome::Unchanged
                    && row.outcome != Outcome::Changed
                    && !row.why.is_empty())
        };
        let mut table = Table::new([
            number("row", "Row"),
            text("name", "Name"),
            text("outcome", "Outcome"),
            text("why", "Why").prose(),
            text("file", "File").for_programs(),
        ]);
        for row in plan.rows.iter().filter(worth) {
            let file = row
                .slug
                .as_ref()
                .map(|slug| File::registration(event, slug).to_string());
            table.row([
                Cell::from(row.row),
                row.name.clone().into(),
                row.outcome.to_string().into(),
                Some(row.why.join("; "))
                    .filter(|why| !why.is_empty())
                    .into(),
                file.into(),
            ]);
        }
        if !for_people || !table.is_empty() {
            self.format.print(context, &table.named("rows"))?;
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
