//! `cxn register NAME`: puts a person on the list of an event, or in line for a seat.

use anyhow::Result;

use crate::commands::register::flags::New;
use crate::commands::register::{describe_admission, form, terms};
use crate::context::Context;
use crate::error::Exit;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::Admission;
use crate::process::registration::locked_event::LockedEvent;
use crate::render::sanitize;
use crate::workspace::Workspace;
use crate::workspace::load::Scope;

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

        // From here on no one else writes to the event; it may have changed while a person typed.
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
