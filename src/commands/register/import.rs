//! `cxn register import`: everybody of a web form's export at once.

use anyhow::Result;
use clap::Args;
use rayon::prelude::*;

use crate::commands::TableFormat;
use crate::commands::mapping_file;
use crate::commands::register::form_words::FormWords;
use crate::commands::register::{take_back, terms};
use crate::commands::words::word;
use crate::context::{Context, input_name};
use crate::error::{Exit, Failure};
use crate::import::issue;
use crate::import::registration::columns;
use crate::import::registration::headings::Field;
use crate::import::registration::issues;
use crate::import::registration::row::{Candidate, Refused};
use crate::import::table as sheet_file;
use crate::import::table::{Sheet, SheetFormat, Unusable, encoding};
use crate::model::Slug;
use crate::model::mapping::{Coming, DateOrder};
use crate::model::plural::plural;
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::{Admission, Terms};
use crate::process::registration::import_plan::{ImportPlan, Outcome, RowOutcome};
use crate::render::sanitize;
use crate::render::table;
use crate::render::table::{Cell, Table, number, text};
use crate::workspace::load::Scope;
use crate::workspace::{File, Root, Workspace, edit, save};

/// Register the people of a file: the export of a web form
///
/// FILE is CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), XLSX, JSON or YAML: a list of people, or an organization
/// with its contacts and components. Columns are found by their headings; --map says what the others hold. FIELD is one of: name,
/// first-name, last-name, email, chat, organization, kind, attendance, tracks, roles, system, base-url, fhir-versions, formats,
/// systems, experience, first-time, objectives, team, dietary, notes, submitted-at, status (whether the person comes), issue, or ignore.
///
/// Every row needs a name and an email address; where the event has 'people-known-by: chat', a name in the chat is enough. A person
/// is known by both together. Who is registered already is changed in place, where the row says something else; what it leaves
/// empty stays. The same file a second time changes nothing. All rows are judged: those that cannot be taken are shown with the
/// reason, and do not stop the others.
///
/// A column may be called as a track: a mark below it, such as x, yes or TRUE, is a choice of that track, and a number says which choice
/// it is. Headings and answers are known in English, French, German, Norwegian, Portuguese and Spanish.
///
/// Nothing is guessed. A track or a FHIR version that is only near to a known one, a known name with another address, or a known
/// address with another name is asked about on a terminal, and refused elsewhere. "Undecided" and the like are kept in the notes.
/// Who declined or cancelled gets no seat; who is registered and does not come any more is cancelled with --cancel, and asked about on
/// a terminal.
///
/// FILE may also hold issues of a registration form ('cxn publish forms registration'): the text of one, or a list as
/// 'gh issue list --state all --json number,title,body,state,createdAt' prints it. A person is known by the issue then, whatever is
/// changed in it; the person registered when it was made, and a closed issue says that the person does not come.
///
/// With --mapping NAME, what --map, --dates, --person and answers say is kept in imports/NAME.yaml, and used the next time.
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
    /// The mapping imports/NAME.yaml: what is known of this form's words
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// Whose registration a row is that has another name or address, or 'new'; repeatable
    #[arg(long = "person", value_name = "NAME=RECORD")]
    people: Vec<String>,
    /// What the file is, when its name does not say
    #[arg(long, value_parser = word::<SheetFormat>(), value_name = "FORMAT")]
    input: Option<SheetFormat>,
    /// How dates such as 03/04/2026 are meant, when the column does not show it
    #[arg(long, value_parser = word::<DateOrder>(), value_name = "ORDER")]
    dates: Option<DateOrder>,
    /// Cancel the registrations of those who the file says do not come
    #[arg(long)]
    cancel: bool,
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
        let policy = RegistrationPolicy::new(&workspace, &event, context.now)?;
        policy.window(Some(""))?;
        let unusable = |error: Unusable| {
            let shown = input_name(&self.file);
            Failure::other(format!("{shown} {error}")).maybe_hint(error.hint)
        };
        let name = self
            .mapping
            .as_deref()
            .map(mapping_file::name)
            .transpose()?;
        let mapping = match &name {
            Some(name) => mapping_file::load(&workspace, name)?,
            None => crate::model::mapping::Mapping::default(),
        };
        let bytes = context.bytes(&self.file, sheet_file::MAX_BYTES)?;
        let sheet = self.sheet(&bytes, context).map_err(unusable)?;
        drop(bytes);
        let mut words = FormWords::new(sheet, mapping, &self.maps).map_err(unusable)?;
        words.say_people(&self.people)?;
        words.say_dates(self.dates);
        let settled = words
            .settle_columns(context)
            .and_then(|()| words.settle_track_marks(&policy.catalog(), context));
        settled.map_err(|failure| match failure.downcast() {
            Ok(error) => unusable(error).into(),
            Err(other) => other,
        })?;
        words.leave_out_titles(&policy.catalog());
        words.settle_dates(context)?;
        if context.interactive {
            Self::ask(&mut words, &root, &event, &terms, context)?;
        }
        for remark in words.remarks() {
            context.say(&format!("note: {}", sanitize::line(&remark, usize::MAX)));
        }
        self.take_back(&words, &root, &event, &terms, context)?;

        // From here on no one else writes to the event.
        let lock = if self.dry_run {
            None
        } else {
            Some(edit::lock(&root, &File::registrations(&event))?)
        };
        let workspace = Workspace::load(&root, &Scope::event(&event))?;
        let policy = RegistrationPolicy::new(&workspace, &event, context.now)?;
        let rows = rows(&words, &policy);
        say_unread_times(&words, &rows, context);
        let mut admission = Admission::new(&workspace, &policy, terms)?;
        let mut plan = ImportPlan::new(rows, &words.mapping.people, &mut admission);
        if self.dry_run && self.cancel {
            plan.take_back();
        }
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
        drop(lock);
        self.report(&plan, &event, policy.event_name(), context)?;
        if let Some(name) = name {
            let unknown = words.unknown(&policy);
            words.keep(&workspace, &name, &unknown, self.dry_run, context)?;
        }
        Ok(if plan.count(Outcome::Refused) > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    /// The rows of the file; of a list of issues those that are registrations.
    fn sheet(&self, bytes: &[u8], context: &mut Context) -> Result<Sheet, Unusable> {
        let format = self.input.or_else(|| SheetFormat::from_name(&self.file));
        let text = encoding::decode(bytes).ok().filter(|text| {
            let is_body = format.is_none() && issue::is_body(text);
            bytes.len() <= sheet_file::MAX_BYTES && (is_body || issue::is_list(text))
        });
        let Some(text) = text else {
            return sheet_file::read(bytes, format);
        };
        let read = issues::read(&text)?;
        if read.others > 0 {
            let others = plural(read.others, "issue");
            context.say(&format!("note: not read: {others} without a person's name"));
        }
        Ok(read.sheet)
    }

    /// Cancels the registrations that the file takes back, where that was said, or is answered at the terminal.
    fn take_back(
        &self,
        words: &FormWords,
        root: &Root,
        event: &Slug,
        terms: &Terms,
        context: &mut Context,
    ) -> Result<()> {
        if !self.cancel && !context.interactive {
            return Ok(());
        }
        let workspace = Workspace::load(root, &Scope::event(event))?;
        let policy = RegistrationPolicy::new(&workspace, event, context.now)?;
        let rows = rows(words, &policy);
        let says_no = |row: &Candidate| matches!(row.coming, Some((Coming::NotComing, _)));
        if !rows.iter().flatten().any(says_no) {
            return Ok(());
        }
        let mut admission = Admission::new(&workspace, &policy, terms.clone())?;
        let plan = ImportPlan::new(rows, &words.mapping.people, &mut admission);
        for one in &plan.withdrawals {
            take_back::one(
                one,
                self.cancel,
                self.dry_run,
                (root, event, terms),
                self.format,
                context,
            )?;
        }
        Ok(())
    }

    /// Asks the person at the terminal what cannot be told, before anything is locked.
    fn ask(
        words: &mut FormWords,
        root: &Root,
        event: &Slug,
        terms: &Terms,
        context: &mut Context,
    ) -> Result<()> {
        let workspace = Workspace::load(root, &Scope::event(event))?;
        let policy = RegistrationPolicy::new(&workspace, event, context.now)?;
        words.ask_tracks(&policy, context)?;
        let mut admission = Admission::new(&workspace, &policy, terms.clone())?;
        let rows = rows(words, &policy);
        let plan = ImportPlan::new(rows, &words.mapping.people, &mut admission);
        words.ask_people(&plan.doubts, context)
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
                || row.outcome == Outcome::LeftOut
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
            Outcome::LeftOut,
            Outcome::Refused,
        ]
        .into_iter()
        .map(|outcome| (plan.count(outcome), outcome))
        .filter(|(count, outcome)| {
            *count > 0 || !matches!(outcome, Outcome::Repeated | Outcome::LeftOut)
        })
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

fn rows(words: &FormWords, policy: &RegistrationPolicy<'_>) -> Vec<Result<Candidate, Refused>> {
    let catalog = policy.catalog().with_words(&words.mapping);
    let reader = words.reader(&catalog, policy);
    let rows = &words.sheet.rows;
    rows.par_iter().map(|row| reader.read(row)).collect()
}

/// Says once what to do with times that cannot be read, and what that costs.
fn say_unread_times(words: &FormWords, rows: &[Result<Candidate, Refused>], context: &mut Context) {
    let Some(column) = words.columns.for_field(Field::Submitted).next() else {
        return;
    };
    let start = format!("column '{}'", column.heading);
    let count = rows
        .iter()
        .filter_map(|row| row.as_ref().err())
        .filter(|refused| refused.why.starts_with(&start))
        .count();
    if count > 0 {
        context.say(&format!(
            "note: {} of {} cannot be read; with --map \"{}=ignore\" people are in line in the order of the rows, from now",
            columns::list(std::iter::once(column.heading.clone())),
            plural(count, "row"),
            column.heading
        ));
    }
}
