//! `cxn register`: puts a person on the list of an event.

mod anonymize;
mod gate;
mod import;
mod intake;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::history::{Entry, LateException};
use crate::model::registration::{
    Attendance, Experience, Format, Kind, RegistrationChange, RegistrationStatus,
};
use crate::model::{Registration, Slug};
use crate::render::sanitize;
use crate::workspace::load::Scope;
use crate::workspace::{DiskError, File, Workspace, edit, save};
use crate::yaml::{self, Value};

/// Register a person for an event
///
/// Writes events/EVENT/registrations/PERSON.yaml. Without NAME you register yourself, with the name, address and organization
/// of your configuration (see 'cxn config'). On a terminal it asks for what is missing.
///
/// It refuses outside the window that the event sets; when the dates are only the defaults it warns and goes on.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The person's full name
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Address for mail
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The organization the person speaks for
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// A track to take part in; repeat it in order of preference
    #[arg(long = "track", value_name = "TRACK")]
    tracks: Vec<String>,
    /// A role to play in a track, by the system where one is given; can be repeated
    #[arg(long = "role", value_name = "TRACK/ROLE")]
    roles: Vec<String>,
    /// The system the person brings
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Where the system's server answers
    #[arg(long, value_name = "URL", requires = "system")]
    base_url: Option<String>,
    /// A FHIR version the system speaks; can be repeated
    #[arg(long = "fhir-version", value_name = "VERSION", requires = "system")]
    fhir_versions: Vec<String>,
    /// A format the system speaks; can be repeated
    #[arg(
        long = "wire-format",
        value_name = "FORMAT",
        value_enum,
        requires = "system"
    )]
    formats: Vec<Format>,
    /// In what capacity the person comes; participant when nothing is said
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// In the room or online
    #[arg(long, value_enum, value_name = "WHERE")]
    attendance: Option<Attendance>,
    /// How much of Connectathons the person has seen
    #[arg(long, value_enum, value_name = "HOW-MUCH")]
    experience: Option<Experience>,
    /// What the person wants to achieve
    #[arg(long, value_name = "TEXT")]
    objectives: Option<String>,
    /// The team the person belongs to
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// Needs for meals on site
    #[arg(long, value_name = "TEXT")]
    dietary: Option<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// Fill from a registration in YAML or JSON, or from standard input with -; flags win
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    /// Register after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    late: Option<String>,
    /// Who registers the person or allows the delay; default you
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// What else can be done with registrations.
#[allow(
    missing_docs,
    reason = "a comment here would replace the command's own help"
)]
#[derive(Debug, Subcommand)]
pub enum Command {
    Import(import::Arguments),
    Anonymize(anonymize::Arguments),
}

impl Arguments {
    /// Registers the person, or does what the subcommand says.
    pub fn run(mut self, context: &mut Context) -> Result<Exit> {
        match self.command.take() {
            Some(Command::Import(arguments)) => return arguments.run(context),
            Some(Command::Anonymize(arguments)) => return arguments.run(context),
            None => {}
        }
        let root = context.root()?;
        let scope = |event| Scope {
            event,
            without_registrations: true,
        };
        let workspace = Workspace::load(&root, &scope(None))?;
        let slug = context.event(&workspace, None)?;
        // What cannot be mended by an answer is said before any question is asked.
        let gate = gate::Gate::of(&workspace, &slug, context.now)?;
        gate.window(self.late.as_deref())?;

        let me = context.me()?.identity;
        let by = self
            .by
            .take()
            .or_else(|| me.name.clone())
            .filter(|by| !by.trim().is_empty());
        let late = self.late.take();
        if late.as_ref().is_some_and(|why| why.trim().is_empty()) {
            return Err(Failure::usage("--late gives no reason")
                .hint("expected one such as --late \"the invitation went out late\"")
                .into());
        }
        if late.is_some() && by.is_none() {
            return Err(Failure::usage("--late needs to know who allows it")
                .hint("pass --by NAME, or set your name in config.yaml (see 'cxn config')")
                .into());
        }
        let mut person = intake::fill(self, me, &gate, context)?;
        gate.judge(&mut person)?;
        let name = Slug::from_title(&person.name).ok_or_else(|| {
            Failure::usage(format!("no file can be named after '{}'", person.name))
                .hint("expected a name with a letter or a digit")
        })?;
        gate.vacant(&root, &person, &name)?;

        // From here on nobody else writes to the event; what was asked above may have changed while somebody typed.
        let _lock = edit::lock(&root, &File::event(&slug))?;
        let workspace = Workspace::load(&root, &scope(Some(slug.clone())))?;
        let gate = gate::Gate::of(&workspace, &slug, context.now)?;
        let is_late = gate.window(late.as_deref())?;
        for warning in gate.judge(&mut person)?.into_iter().chain(gate.warnings()) {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        let file = File::registration(&slug, &gate.vacant(&root, &person, &name)?);
        let moment = context.now.moment(gate.zone());
        person.status = RegistrationStatus::Confirmed;
        person.registered = Some(moment);
        person.late_exception = match late {
            Some(why) if is_late => Some(LateException {
                until: None,
                by: by.clone(),
                why,
                recorded: Some(moment),
            }),
            Some(_) => {
                context.say("note: registration is open, so no late exception was recorded");
                None
            }
            None => None,
        };
        person.history.0 = vec![Entry {
            when: moment,
            what: RegistrationChange::Registered,
            by,
            note: None,
            decision: None,
        }];
        create(&workspace, &file, &person)?;
        context.print(&format!(
            "registered {} for {} as {}: {file}\n",
            shown(&person.name),
            shown(gate.event_name()),
            article(person.kind),
        ))?;
        Ok(Exit::Clean)
    }
}

/// Writes a new record, without the keys that nobody answered.
fn create(workspace: &Workspace, file: &File, person: &Registration) -> Result<()> {
    let folder = file
        .as_str()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    workspace.inside(&File::new(folder))?;
    let value = serde_yaml::to_value(person)
        .map_err(|error| Failure::other(format!("cannot write the registration: {error}")))?;
    let text = yaml::write::block(&answered(value), 0);
    match save::create(&file.on_disk(workspace.root()), &text) {
        Err(DiskError::Exists(_)) => {
            Err(Failure::other(format!("{file} is there already; nothing was written")).into())
        }
        result => Ok(result?),
    }
}

/// A value without what is empty.
pub(super) fn answered(value: Value) -> Value {
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::Sequence(list) => !list.is_empty(),
        _ => true,
    };
    match value {
        Value::Mapping(map) => map
            .into_iter()
            .filter(|(_, value)| filled(value))
            .map(|(key, value)| (key, answered(value)))
            .collect::<serde_yaml::Mapping>()
            .into(),
        Value::Sequence(list) => Value::Sequence(list.into_iter().map(answered).collect()),
        other => other,
    }
}

/// A stranger's text as a message shows it.
fn shown(text: &str) -> String {
    sanitize::line(text, sanitize::CELL_LENGTH)
}

fn article(kind: Kind) -> String {
    let words = kind.to_string().replace('-', " ");
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {words}")
}
