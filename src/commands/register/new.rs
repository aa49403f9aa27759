//! `cxn register NAME`: puts a person on the list of an event, or in line for a seat.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::register::{describe_admission, form, terms};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::registration::{
    Attendance, Experience, FhirFormat, Kind, RegistrationChange, RegistrationStatus,
};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::Admission;
use crate::process::registration::locked_event::LockedEvent;
use crate::render::sanitize;
use crate::workspace::Workspace;
use crate::workspace::load::Scope;

/// What a new registration says.
#[derive(Debug, Args)]
pub struct New {
    /// The person's full name
    #[arg(value_name = "NAME")]
    pub(super) person: Option<String>,
    /// The person's full name, for a person who is called like a subcommand
    #[arg(long, value_name = "NAME", conflicts_with = "person")]
    pub(super) name: Option<String>,
    /// Email address
    #[arg(long, value_name = "ADDRESS")]
    pub(super) email: Option<String>,
    /// The person's organization
    #[arg(long, value_name = "NAME")]
    pub(super) organization: Option<String>,
    /// A track to take part in; repeat it in order of preference
    #[arg(long = "track", value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    pub(super) tracks: Vec<String>,
    /// A role to play in a track, by the system where one is given; repeatable
    #[arg(long = "role", value_name = "TRACK/ROLE", add = ArgValueCompleter::new(complete::roles))]
    pub(super) roles: Vec<String>,
    /// The system the person brings
    #[arg(long, value_name = "NAME")]
    pub(super) system: Option<String>,
    /// Where the system's server answers
    #[arg(long, value_name = "URL", requires = "system")]
    pub(super) base_url: Option<String>,
    /// A FHIR version the system speaks; repeatable
    #[arg(long = "fhir-version", value_name = "VERSION", requires = "system")]
    pub(super) fhir_versions: Vec<String>,
    /// A format the system speaks; repeatable
    #[arg(
        long = "wire-format",
        value_name = "FORMAT",
        value_parser = word::<FhirFormat>(),
        requires = "system"
    )]
    pub(super) formats: Vec<FhirFormat>,
    /// Registration type; default: participant
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    pub(super) kind: Option<Kind>,
    /// In person or online
    #[arg(long, value_parser = word::<Attendance>(), value_name = "WHERE")]
    pub(super) attendance: Option<Attendance>,
    /// Experience with Connectathons
    #[arg(long, value_parser = word::<Experience>(), value_name = "HOW-MUCH")]
    pub(super) experience: Option<Experience>,
    /// What the person wants to achieve
    #[arg(long, value_name = "TEXT")]
    pub(super) objectives: Option<String>,
    /// The team the person belongs to
    #[arg(long, value_name = "NAME")]
    pub(super) team: Option<String>,
    /// Dietary needs on site
    #[arg(long, value_name = "TEXT")]
    pub(super) dietary: Option<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT")]
    pub(super) notes: Option<String>,
    /// Fill from a registration in YAML or JSON, or from standard input with -; flags win
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<String>,
    /// Register after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    pub(super) late: Option<String>,
    /// Register a person who stands at the desk: after the close as well, and checked in at once
    #[arg(long, conflicts_with = "late")]
    pub(super) walk_in: bool,
    /// Who registers the person or allows the delay; default you
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
}

/// Why a person may register who stands at the desk.
const WALK_IN: &str = "walk-in";

impl New {
    pub fn run(mut self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let workspace = Workspace::load(&root, &Scope::without_registrations())?;
        let event = context.event(&workspace, None)?;
        // What no answer can fix is told before any question is asked.
        let policy = RegistrationPolicy::new(&workspace, &event, context.now)?;
        let walk_in = self.walk_in;
        if walk_in {
            self.late = Some(WALK_IN.to_owned());
        }
        policy.window(self.late.as_deref())?;
        let terms = terms(context, self.by.take(), self.late.take())?;
        let me = context.me()?.identity;
        let mut person = form::fill(self, me, &policy, context)?;
        policy.judge(&mut person)?;

        // From here on nobody else writes to the event; it may have changed while a person typed.
        let locked = LockedEvent::open(root, event, None, terms, context.clock())?;
        let policy = locked.policy()?;
        let warnings = policy.judge(&mut person)?.into_iter();
        let mut admission = Admission::new(&locked.workspace, &policy, locked.terms.clone())?;
        let mut admitted = admission.admit_now(person)?;
        if walk_in && admitted.waits.is_none() {
            let moment = policy.moment();
            let came = RegistrationChange::CheckedIn;
            admitted.person.status = RegistrationStatus::CheckedIn;
            let entry = locked.terms.entry(moment, came, Some(WALK_IN));
            admitted.person.history.push(entry);
        }
        let warnings = warnings.chain(policy.window_warning());
        for warning in warnings.chain(admission.seats_warning(&admitted.person)) {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        if !walk_in && locked.terms.late.is_some() && admitted.person.late_exception.is_none() {
            context.say("note: registration is open, so no late exception was recorded");
        }
        admission.write(&admitted)?.apply()?;
        context.print(&describe_admission(&admitted, &policy))?;
        Ok(Exit::Clean)
    }
}
