//! `cxn register change`: whatever is wrong in a registration, corrected.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::register::{describe_promotion, lock, sanitized, terms};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::placeholder::filled;
use crate::model::registration::{
    Attendance, Experience, FhirFormat, Kind, RegistrationChange, RegistrationStatus, SystemStatus,
};
use crate::process::registration::admit::moment_after;
use crate::process::registration::change;
use crate::process::registration::change::{Correction, Place, SystemCorrection};
use crate::process::registration::locked_event::Promotion;
use crate::render::sanitize;
use crate::workspace::save;

/// Change a person's registration
///
/// Whatever is wrong in it can be corrected; an empty text takes an answer away. What is not named stays.
/// Check-ins are taken back with 'cxn register check-in --undo'.
///
/// The person keeps the place in line, unless the kind changes: then the person goes to the end of the line, as if they registered now.
/// A change for which there is no seat is refused to a person who has one.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address
    #[arg(value_name = "PERSON")]
    person: String,
    /// The full name, as the person writes it; the record keeps its file
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Email address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Name in the chat, or of an account there or in git
    #[arg(long, value_name = "NAME")]
    chat: Option<String>,
    /// The person's organization
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// Experience with Connectathons
    #[arg(long, value_parser = word::<Experience>(), value_name = "HOW-MUCH")]
    experience: Option<Experience>,
    /// What the person wants to achieve
    #[arg(long, value_name = "TEXT")]
    objectives: Option<String>,
    /// The team the person belongs to
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// Dietary needs on site
    #[arg(long, value_name = "TEXT")]
    dietary: Option<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// The system to change, by its name or id; one that the person does not bring yet is added
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// What the system is called now; results that name it by its old name still mean it
    #[arg(long, value_name = "NAME", requires = "system")]
    rename_system: Option<String>,
    /// Where the system's server answers
    #[arg(long, value_name = "URL", requires = "system")]
    base_url: Option<String>,
    /// A FHIR version the system speaks, instead of those before; repeatable
    #[arg(long = "fhir-version", value_name = "VERSION", requires = "system")]
    fhir_versions: Vec<String>,
    /// A format the system speaks, instead of those before; repeatable
    #[arg(long = "wire-format", value_name = "FORMAT", value_parser = word::<FhirFormat>(), requires = "system")]
    formats: Vec<FhirFormat>,
    /// A role the system plays, instead of those before; needed only next to a role of the person
    #[arg(long = "system-role", value_name = "TRACK/ROLE", requires = "system", add = ArgValueCompleter::new(complete::roles))]
    system_roles: Vec<String>,
    /// How far the system is
    #[arg(long, value_name = "STATUS", value_parser = word::<SystemStatus>(), requires = "system")]
    system_status: Option<SystemStatus>,
    /// The person does not bring the system
    #[arg(long, requires = "system")]
    remove_system: bool,
    /// The tracks to take part in, instead of those before; repeat it in order of preference
    #[arg(long = "track", value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    tracks: Vec<String>,
    /// A role to play, by the system where one is given, instead of those before; repeatable
    #[arg(long = "role", value_name = "TRACK/ROLE", add = ArgValueCompleter::new(complete::roles))]
    roles: Vec<String>,
    /// Registration type
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    kind: Option<Kind>,
    /// In person or online
    #[arg(long, value_parser = word::<Attendance>(), value_name = "WHERE")]
    attendance: Option<Attendance>,
    /// Why
    #[arg(long = "note", alias = "why", value_name = "TEXT")]
    why: Option<String>,
    /// Wait in line where there is no seat for the change, and give the seat back
    #[arg(long)]
    give_up_seat: bool,
    /// Hold a seat that becomes free instead of giving it to the next in line
    #[arg(long)]
    no_promote: bool,
    /// Change the kind after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    late: Option<String>,
    /// Who changes it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Judges the change, finds a seat for it, and writes it.
    pub fn run(mut self, context: &mut Context) -> Result<Exit> {
        let Some(correction) = self.correction() else {
            return Err(Failure::usage("nothing to change was given")
                .hint("pass what is to be another, such as --email, --track, --role, --kind or --system")
                .into());
        };
        let terms = terms(context, self.by.clone(), self.late.clone())?;
        let locked = lock(context, terms, None)?;
        let record = locked.person(&self.person)?;
        let old = &record.value;
        if old.status == RegistrationStatus::Cancelled {
            return Err(Failure::refused(format!("'{}' cancelled", old.name))
                .hint("register them again: cxn register NAME --email ADDRESS")
                .into());
        }
        let policy = locked.policy()?;
        let mut new = correction.apply(old)?;
        for warning in policy.judge_change(old, &mut new)? {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        let what = change::differences(old, &new);
        if what.is_empty() {
            context.print(&format!(
                "nothing to change: {} already says so\n",
                record.file
            ))?;
            return Ok(Exit::Clean);
        }
        change::ensure_own(&policy, record, &new)?;
        let before = policy.queue();
        let others = before.without(&record.slug);
        let mut moment = policy.moment();
        let mut keys = what.iter().map(|one| one.key).collect::<Vec<_>>();
        if new.kind != old.kind {
            // Another kind is another line: whoever changes stands at its end, and inside its window.
            let is_late = policy.window(self.late.as_deref())?;
            if let Some(exception) = locked.terms.late_exception(moment).filter(|_| is_late) {
                new.late_exception = Some(exception);
                keys.push("late-exception");
            }
            moment = moment_after(moment, others.last_moment());
            new.registered = Some(moment);
            keys.push("registered");
        }
        let mut place = change::place(record, &new, &before, &others, self.give_up_seat)?;
        if place == Place::Seat && policy.is_over() {
            // Once the event is over no one needs a seat any more.
            place = Place::Kept;
        }
        let note: Vec<&str> = what.iter().map(|one| one.words.as_str()).collect();
        let mut note = note.join(", ");
        if let Some(why) = filled(self.why.as_deref()) {
            note = format!("{note}: {why}");
        }
        let mut entries = vec![(moment, RegistrationChange::Changed, Some(note.as_str()))];
        let mut said = format!(
            "changed {}: {note}: {}\n",
            sanitized(&old.name),
            record.file
        );
        match &place {
            Place::Kept => {}
            Place::Seat => {
                new.status = RegistrationStatus::Confirmed;
                entries.push((moment, RegistrationChange::Promoted, None));
                said += "there is a seat for that: the person no longer waits\n";
            }
            Place::Queue(reason, place) => {
                new.status = RegistrationStatus::Waitlisted;
                entries.push((moment, RegistrationChange::Waitlisted, Some(reason)));
                let _ = writeln!(said, "the person waits for a seat, place {place}: {reason}");
            }
        }
        if new.status != old.status {
            keys.push("status");
        }
        let own = locked.prepare(&record.file, &change::values(&new, &keys)?, &entries)?;
        let mut promotion = Promotion::default();
        let freed = change::freed(&before, record, &new);
        if !freed.is_empty() {
            let now = policy.queue_with(Some((&record.slug, &new)));
            promotion = locked.promote_next(&before, &now, &freed, self.no_promote)?;
        }
        said += &describe_promotion(&locked.root, &promotion);
        promotion.writes.push(own);
        save::write_together(&promotion.writes)?;
        context.print(&said)?;
        Ok(Exit::Clean)
    }

    /// What is to be changed, or nothing.
    fn correction(&mut self) -> Option<Correction> {
        // As in `cxn register`: a role next to a system is the system's.
        if self.system.is_some() && self.system_roles.is_empty() {
            self.system_roles = std::mem::take(&mut self.roles);
        }
        let system = self.system.take().map(|system| SystemCorrection {
            system,
            name: self.rename_system.take(),
            base_url: self.base_url.take(),
            fhir_versions: std::mem::take(&mut self.fhir_versions),
            formats: std::mem::take(&mut self.formats),
            roles: std::mem::take(&mut self.system_roles),
            status: self.system_status,
            remove: self.remove_system,
        });
        let correction = Correction {
            name: self.name.take(),
            email: self.email.take(),
            chat: self.chat.take(),
            organization: self.organization.take(),
            experience: self.experience,
            objectives: self.objectives.take(),
            team: self.team.take(),
            dietary: self.dietary.take(),
            notes: self.notes.take(),
            tracks: std::mem::take(&mut self.tracks),
            roles: std::mem::take(&mut self.roles),
            kind: self.kind,
            attendance: self.attendance,
            system,
        };
        let texts = [
            &correction.name,
            &correction.email,
            &correction.chat,
            &correction.organization,
            &correction.objectives,
            &correction.team,
            &correction.dietary,
            &correction.notes,
        ];
        let is_given = texts.iter().any(|text| text.is_some())
            || correction.experience.is_some()
            || !correction.tracks.is_empty()
            || !correction.roles.is_empty()
            || correction.kind.is_some()
            || correction.attendance.is_some()
            || correction.system.is_some();
        is_given.then_some(correction)
    }
}
