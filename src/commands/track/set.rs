//! `cxn track set`: changes a track in place.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::assign;
use crate::commands::assign::Assignment;
use crate::commands::register::promote;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Slug;
use crate::model::Track;
use crate::model::kick_off::KickOffs;
use crate::process::{proposal, reschedule};
use crate::workspace::File;
use crate::yaml;
use crate::yaml::{Path, Step, Value};

/// Change a track in place, with its comments kept
///
/// Keys are dotted, such as short-description, leads[0].email or kick-off.starts; an empty value removes the key. Lists count
/// from 0, and the number after the last item adds one; a new role or scenario gets its id from its name or title. A kick-off call that moves
/// is noted in the history, so that calendars and feeds follow.
#[derive(Debug, Args)]
#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "the comment is the help, where brackets are brackets"
)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// What to change, such as prerequisites=None
    #[arg(value_name = "KEY=VALUE", required = true)]
    assignments: Vec<Assignment>,
}

impl Arguments {
    /// Changes the record and says what was changed.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        assign::ensure_by_hand(&self.assignments, |key| {
            let hint = "use 'cxn submit', 'cxn withdraw' or 'cxn review', which record who did it and when";
            matches!(key, "status" | "history").then_some(hint)
        })?;
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let file = File::track(&event, &track);
        workspace.inside(&file)?;
        let old = assign::values(&workspace, &file);
        let mut assignments: Vec<Assignment> =
            listed_call(&old, &self.assignments).into_iter().collect();
        assignments.extend(new_ids(&old, &self.assignments));
        assignments.extend(self.assignments.iter().cloned());
        let now = context.now;
        let zone =
            proposal::event_record(&workspace, &event).map(|event| event.value.zone_or_utc());
        let by = context.me()?.identity.name;
        let moved = |before: &Track, after: &Track| {
            let when = now.moment(*zone.as_ref().ok()?);
            let entry = reschedule::of_track(before, after, when, by.clone())?;
            yaml::to_value(&entry).ok()
        };
        assign::assign(workspace.root(), &file, &assignments, |_| Ok(()), moved)?;
        let new = assign::values(&workspace, &file);
        if old == new {
            context.print("nothing to change\n")?;
            return Ok(Exit::Clean);
        }
        let differs =
            |one: &&Assignment| assign::lookup(&old, &one.path) != assign::lookup(&new, &one.path);
        let mut changed: Vec<&Assignment> = assignments.iter().filter(differs).collect();
        if changed.is_empty() {
            // The item that stood behind one that was removed is the same.
            changed.extend(&self.assignments);
        }
        assign::print_changed(context, changed.into_iter(), file.as_str())?;
        let of_seats = |one: &Assignment| one.path.first_key() == Some("capacity");
        if self.assignments.iter().any(of_seats) {
            promote::print_waitlist(context, &context.workspace()?, &event)?;
        }
        Ok(Exit::Clean)
    }
}

/// The only kick-off call as the first of a list, where another one is to come after it.
fn listed_call(old: &Value, assignments: &[Assignment]) -> Option<Assignment> {
    let path = Path::root().key(KickOffs::KEY);
    let call = assign::lookup(old, &path).filter(|call| call.is_mapping())?;
    let is_item = |one: &Assignment| {
        let is_list = one.path.first_key() == Some(KickOffs::KEY);
        is_list && matches!(one.path.0.get(1), Some(Step::Index(_)))
    };
    if !assignments.iter().any(is_item) {
        return None;
    }
    let value = serde_json::to_string(&[call]).ok()?;
    Some(Assignment { path, value })
}

/// The ids of roles and scenarios that assignments make and give none: from the name or title, else from their place.
fn new_ids(old: &Value, assignments: &[Assignment]) -> Vec<Assignment> {
    let mut ids: Vec<Assignment> = Vec::new();
    for one in assignments {
        let [Step::Key(list), Step::Index(at), Step::Key(_), ..] = &one.path.0[..] else {
            continue;
        };
        let title = match list.as_str() {
            "roles" => "name",
            "scenarios" => "title",
            _ => continue,
        };
        let item = Path::root().key(list.as_str()).index(*at);
        let id = item.clone().key("id");
        let is_there = assign::lookup(old, &item).is_some_and(|item| !item.is_null());
        let is_given = |all: &[Assignment]| all.iter().any(|one| one.path == id);
        if one.value.is_empty() || is_there || is_given(assignments) || is_given(&ids) {
            continue;
        }
        let named = item.key(title);
        let words = assignments.iter().find(|one| one.path == named);
        let slug = words.and_then(|words| Slug::from_title(&words.value));
        let kind = list.trim_end_matches('s');
        let stem = slug.map_or_else(|| format!("{kind}-{}", at + 1), |slug| slug.to_string());
        let known = assign::lookup(old, &Path::from(list.as_str())).and_then(Value::as_sequence);
        let is_taken = |id: &str| {
            let mut known = known.into_iter().flatten();
            known.any(|item| item.get("id").and_then(Value::as_str) == Some(id))
                || ids
                    .iter()
                    .any(|one| one.path.first_key() == Some(list.as_str()) && one.value == id)
        };
        let mut value = stem.clone();
        let mut number = 2;
        while is_taken(&value) {
            value = format!("{stem}-{number}");
            number += 1;
        }
        ids.push(Assignment { path: id, value });
    }
    ids
}
