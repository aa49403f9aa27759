//! `cxn propose`: drafts a track proposal after the event's template.

mod answers;
mod carry;
mod carry_all;
mod issues;
mod page;
mod values;

use std::path::Path;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check;
use crate::commands::{TableFormat, editor};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::person::Person;
use crate::model::timeline::day_text;
use crate::model::{Event, Slug, Template, Track};
use crate::process::hidden;
use crate::process::proposal;
use crate::process::proposal::page::Placement;
use crate::process::proposal::{Window, WindowCheck};
use crate::render::table::Format;
use crate::render::{contacts, findings_text, placements};
use crate::workspace::Selection;
use crate::workspace::{DiskError, File, Record, Workspace, edit, proposal_form, save};
use crate::yaml::{self, Mapping, Value, guard};
use answers::{absent, describe_draft, exists};
use values::Source;

/// Draft a track proposal from the event's template
///
/// Writes events/EVENT/tracks/SLUG.yaml with every field of the template in order and what to write above each.
/// What is not given stays empty; 'cxn check' says what is missing, 'cxn submit' submits the proposal.
///
/// --from also reads what a form of 'cxn publish forms proposal' brought: the text of an issue, or a list of issues as 'gh issue list
/// --state all --json number,title,body,state' prints it. Each new issue is a draft then, with the issue as its source; one that is
/// known changes nothing. A closed issue takes its proposal back: that is asked about on a terminal, and elsewhere said with --withdraw.
/// Opened again, it is a draft again.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What the track is called; asked for on a terminal when it is left out
    #[arg(value_name = "TITLE")]
    title: Option<String>,
    /// The name of the record; default: derived from the title
    #[arg(long, value_name = "SLUG")]
    slug: Option<String>,
    /// Carry last time's record forward: its content without its dates, its kick-off call and its decisions
    #[arg(long, value_name = "EVENT/TRACK", add = ArgValueCompleter::new(complete::tracks))]
    carry: Option<String>,
    /// Carry all tracks of the last event forward that took place, except those that are here already: a draft for each, for its leads;
    /// EVENT: of that event instead
    #[arg(long, value_name = "EVENT", num_args = 0..=1, require_equals = true, default_missing_value = "",
          conflicts_with_all = ["title", "slug", "carry", "edit", "Given"], add = ArgValueCompleter::new(complete::events))]
    carry_all: Option<String>,
    /// Say what --carry-all would draft, and write nothing
    #[arg(long, requires = "carry_all")]
    dry_run: bool,
    #[command(flatten)]
    given: values::Given,
    /// Propose after the close anyway, and record why
    #[arg(long, value_name = "REASON")]
    late: Option<String>,
    /// Take back the proposals whose issue was closed, unless they are approved or deferred
    #[arg(long, requires = "from")]
    withdraw: bool,
    /// Open the draft in $VISUAL or $EDITOR before it is written
    #[arg(long)]
    edit: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    /// Drafts the proposal and says what to do next.
    pub fn run(mut self: Box<Self>, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let slug = context.event(&workspace, None)?;
        let event = proposal::event_record(&workspace, &slug)?;
        let template = proposal::event_template(&workspace, event)?;
        if self.is_for_programs() && self.given.file().is_empty() {
            return Err(
                Failure::usage("--format prints what became of the headings of a page")
                    .hint("name the page with --from")
                    .into(),
            );
        }
        self.late = self.late.map(|why| why.trim().to_owned());
        // What clap would demand, it does not where the title or --carry rules it out.
        if self.dry_run && self.carry_all.is_none() {
            return Err(Failure::usage("--dry-run is about --carry-all")
                .hint("leave it out, or name --carry-all")
                .into());
        }
        if self.late.as_deref() == Some("") {
            return Err(Failure::usage("--late needs a reason").into());
        }
        let bytes = self.given.bytes(context)?;
        if let Some(issues) = issues::list(self.given.file(), &bytes)? {
            return self.take_issues(context, &slug, (event, template), &issues);
        }
        if self.withdraw {
            let failure = Failure::usage("--withdraw is about a list of issues");
            return Err(failure.hint("name one with --from").into());
        }
        if let Some(remark) = self.admit(context, event)? {
            context.say(&remark);
        }
        if self.carry_all.is_some() {
            return self.offer_all(context, &workspace, (event, template));
        }
        let mut values = Mapping::new();
        let mut origin = None;
        if let Some(name) = &self.carry {
            let (from, track) = carry::source(context, &workspace, &slug, name)?;
            values = carry::content(context, &workspace, &from, &track)?;
            origin = Some((from, track));
        }
        let sources = self.given.read_from(context, template, values, &bytes)?;
        let mut exit = Exit::Clean;
        let mut drafts = Vec::new();
        let mut made = Ok(());
        for source in sources {
            let from = (&slug, origin.as_ref());
            match self.draft(context, &workspace, (event, template), from, source) {
                Ok((Exit::Clean, draft)) => drafts.push(draft),
                Ok((_, draft)) => {
                    drafts.push(draft);
                    exit = Exit::Findings;
                }
                Err(error) => {
                    made = Err(error);
                    break;
                }
            }
        }
        if self.is_for_programs() {
            self.format
                .print(context, &placements::table(&drafts).named("headings"))?;
        }
        made.map(|()| exit)
    }

    /// Whether a program reads standard output: then what is said to people goes to standard error.
    fn is_for_programs(&self) -> bool {
        self.format.format != Format::Table
    }

    /// Says to people what was done.
    fn tell(&self, context: &mut Context, text: &str) -> Result<()> {
        self.format.tell(context, text)
    }

    /// Writes one draft and says what to do next; returns its name and what became of the headings of its page.
    fn draft(
        &mut self,
        context: &mut Context,
        workspace: &Workspace,
        (event, template): (&Record<Event>, &Template),
        (slug, origin): (&Slug, Option<&(Slug, Slug)>),
        source: values::Source,
    ) -> Result<(Exit, (String, Vec<Placement>))> {
        let Source {
            mut values,
            placements,
        } = source;
        self.title(context, &mut values)?;
        // Who reads the issues of others leads none of their tracks.
        if !values.contains_key("leads") && !values.contains_key("source") {
            values.extend(values::me_as_lead(context)?);
        }
        self.given.apply(&mut values)?;
        let name = self.name(&values, origin, slug)?;
        let file = File::track(slug, &name);
        absent(workspace, slug, &name)?;
        if self.late.is_some() {
            self.record_late(context, event, &mut values)?;
        }
        proposal_form::sketch(template, &mut values);
        let mut text = text(template, event, &name, &values)?;
        let mut typed = None;
        if self.edit {
            let edited = edited(context, &file.on_disk(workspace.root()), &name, &text)?;
            text.clone_from(&edited.text);
            typed = Some(edited);
        }
        let reads = match (self.write(context, workspace, &file, &name, &text), typed) {
            (Err(error), Some(typed)) => {
                typed.keep(context);
                return Err(error);
            }
            (result, _) => result?,
        };
        let described = describe_draft(context, event, &file, origin, &values);
        self.tell(context, &described)?;
        if !placements.is_empty() && !self.is_for_programs() {
            let report = placements::render(&placements, self.given.file(), context.style);
            context.print(&format!("\n{report}"))?;
        }
        let is_open = placements::has_open(&placements);
        let draft = (format!("{slug}/{name}"), placements);
        if reads {
            let exit = if is_open { Exit::Findings } else { Exit::Clean };
            return Ok((exit, draft));
        }
        // What a person typed is never thrown away: the draft is there, and so is what keeps it from being read.
        let workspace = context.workspace()?;
        let selection = Selection::Paths([file.as_str().to_owned()].into());
        let mut report = check::run(&workspace, context.now, &selection);
        contacts::cover_findings(&mut report);
        let findings = findings_text::render(&report, context.style);
        self.tell(context, &format!("\n{findings}"))?;
        Ok((Exit::Findings, draft))
    }

    /// Refuses an event that has ended and a window that is closed; returns what else is to be said.
    fn admit(&self, context: &Context, event: &Record<Event>) -> Result<Option<String>> {
        let window = Window::new(event, context.now);
        if window.now() >= event.value.closes() {
            return Err(Failure::refused(format!(
                "event '{}' ended on {}: no track can be proposed for it",
                event.slug,
                day_text(event.value.last_day())
            ))
            .hint("name another event with --event")
            .into());
        }
        match window.check(self.late.is_some() && window.is_late()) {
            WindowCheck::Open => Ok(None),
            WindowCheck::Proceed(remark) => Ok(Some(remark)),
            WindowCheck::Refused(reason) => {
                let hint = if window.is_late() {
                    "pass --late REASON when the organizers agreed to a late proposal"
                } else {
                    "propose once the window has opened"
                };
                Err(Failure::refused(reason).hint(hint).into())
            }
        }
    }

    /// The title that was given, else the one at hand, else the answer of a person at a terminal.
    fn title(&mut self, context: &mut Context, values: &mut Mapping) -> Result<()> {
        if let Some(title) = &self.title {
            values.insert("title".into(), title.trim().into());
        }
        let known = |values: &Mapping| {
            values
                .get("title")
                .and_then(Value::as_str)
                .is_some_and(|title| !title.trim().is_empty())
        };
        if !known(values) && context.interactive && !self.given.reads_standard_input() {
            self.given.ask(context, values)?;
        }
        if known(values) {
            Ok(())
        } else {
            Err(Failure::usage("a track needs a title: cxn propose \"TITLE\"").into())
        }
    }

    /// The name of the record: chosen, else the carried record's, else made from the title.
    fn name(&self, values: &Mapping, origin: Option<&(Slug, Slug)>, event: &Slug) -> Result<Slug> {
        let title = values
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = match (&self.slug, origin) {
            (Some(slug), _) => {
                Slug::parse(slug).map_err(|error| Failure::usage(error.to_string()))?
            }
            (None, Some((_, track))) if self.title.is_none() => track.clone(),
            _ => Slug::from_title(title).ok_or_else(|| {
                Failure::usage(format!(
                    "no record name can be derived from the title '{title}'"
                ))
                .hint("choose one with --slug")
            })?,
        };
        if origin.is_some_and(|(from, track)| from == event && *track == name) {
            return Err(Failure::usage(format!(
                "track '{event}/{name}' cannot be carried onto itself"
            ))
            .hint("name the event it goes to with --event, or choose another name with --slug")
            .into());
        }
        Ok(name)
    }

    /// Puts the late exception into the record: without who and why it would be a loophole.
    fn record_late(
        &self,
        context: &Context,
        event: &Record<Event>,
        values: &mut Mapping,
    ) -> Result<()> {
        let track = values::track(values)?;
        let me = context.me()?.identity.name;
        let me = me.filter(|name| !name.trim().is_empty());
        let lead = || track.leads.iter().find_map(Person::display_name);
        let by = me.or_else(lead).ok_or_else(|| {
            Failure::usage("--late records who takes responsibility, and no name is given")
                .hint("name a lead with --lead, or yourself in the file that 'cxn config' shows")
        })?;
        let recorded = context.now.moment(event.value.zone_or_utc()).to_string();
        let why = self.late.clone().unwrap_or_default();
        let exception = [("by", by), ("why", why), ("recorded", recorded)];
        let exception = exception.map(|(key, text)| (Value::from(key), Value::from(text)));
        values.insert(
            "late-exception".into(),
            Value::Mapping(exception.into_iter().collect()),
        );
        Ok(())
    }

    /// Writes the record under the event's lock, once it is sure that nothing has changed meanwhile; says whether it reads.
    fn write(
        &self,
        context: &Context,
        workspace: &Workspace,
        file: &File,
        name: &Slug,
        text: &str,
    ) -> Result<bool> {
        let _lock = edit::lock(workspace.root(), file)?;
        let workspace = context.proposals()?;
        let slug = file.event_slug().and_then(|slug| Slug::parse(slug).ok());
        let slug = slug.ok_or_else(|| Failure::other(format!("{file} belongs to no event")))?;
        self.admit(context, proposal::event_record(&workspace, &slug)?)?;
        absent(&workspace, &slug, name)?;
        workspace.inside(&File::new(&format!("events/{slug}/tracks")))?;
        let text = &workspace.with_modeline(file, text);
        match save::create_record(&file.on_disk(workspace.root()), text) {
            Err(DiskError::Exists(_)) => Err(exists(&slug, name)),
            result => {
                result?;
                let body = guard::admit(text.as_bytes()).ok();
                Ok(body.is_some_and(|body| yaml::read::<Track>(body).is_ok()))
            }
        }
    }
}

/// The text of the draft, read again and compared with what was meant.
fn text(
    template: &Template,
    event: &Record<Event>,
    name: &Slug,
    values: &Mapping,
) -> Result<String> {
    let head = [
        format!(
            "A draft for {} ({}), from the template {}.",
            event.value.name,
            event.slug,
            event.value.template_name()
        ),
        format!(
            "Fill in what you know and leave the rest empty: 'cxn check {}/{name}' says what is missing.",
            event.slug
        ),
        "After '|' write or paste on the lines below, indented as the open line is: there, every character is text. 'cxn track edit' \
         opens one text in your editor, and 'cxn check --fix' indents what was pasted at the margin."
            .to_owned(),
    ];
    let meant = values::track(values)?;
    if let Some(complaint) = hidden::control_complaint(&yaml::to_value(&meant)?) {
        return Err(
            Failure::refused(format!("{complaint}; nothing was written"))
                .hint("delete it where the text comes from")
                .into(),
        );
    }
    let text = proposal_form::render(template, values, &head);
    let reads = guard::admit(text.as_bytes())
        .ok()
        .and_then(|text| yaml::read::<Track>(text).ok());
    if reads.as_ref() == Some(&meant) {
        Ok(text)
    } else {
        Err(
            Failure::other("the draft would not hold what was given; nothing was written")
                .hint("keep the text under 1 MiB")
                .into(),
        )
    }
}

/// Lets the person edit the draft; a draft they emptied is one they gave up.
fn edited(context: &Context, record: &Path, name: &Slug, text: &str) -> Result<editor::Edited> {
    let edited = editor::edit(context, record, &format!("{name}.yaml"), text)?;
    if edited.text.trim().is_empty() {
        return Err(Failure::other("the editor left an empty draft; nothing was written").into());
    }
    Ok(edited)
}

/// A lead as a record holds it.
fn lead(person: &Person) -> Value {
    let parts = [
        ("name", &person.name),
        ("email", &person.email),
        ("organization", &person.organization),
    ];
    let filled = parts
        .into_iter()
        .filter_map(|(key, text)| Some((Value::from(key), Value::from(text.as_deref()?))));
    Value::Mapping(filled.collect())
}
