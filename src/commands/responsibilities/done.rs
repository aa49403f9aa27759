//! `cxn responsibilities done`: ticks a responsibility that the record cannot tell by itself.

use anyhow::Result;
use clap::Args;

use crate::analysis::event_facts::EventFacts;
use crate::commands::actor::actor;
use crate::commands::responsibilities::list::list_of;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest;
use crate::model::responsibility::Tick;
use crate::model::timeline::moment_text;
use crate::process::proposal;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, edit};
use crate::yaml::{self, Value};

/// Tick a responsibility of a track's leads
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK")]
    track: String,
    /// The responsibility, as 'cxn responsibilities' lists it under Item
    #[arg(value_name = "ITEM")]
    item: String,
    /// Who did it; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Appends the tick to the track's record.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (event, track) = context.track(&context.proposals()?, &self.track)?;
        let by = actor(context, self.by.as_deref(), "Who did it?")?;
        let file = File::track(&event, &track);
        let _lock = edit::lock(&context.root()?, &file)?;
        // What was read before the lock was held may have changed meanwhile.
        let workspace = context.workspace()?;
        let record = proposal::track_record(&workspace, &event, &track)?;
        let facts = EventFacts::new(&workspace, &workspace.events[&event], context.now);
        let facts = facts.ok_or_else(|| Failure::event_unreadable(&event))?;
        let list = list_of(&facts)?;
        let Some(responsibility) = list.responsibility(&self.item) else {
            let ids: Vec<&str> = list
                .responsibilities
                .iter()
                .map(|responsibility| responsibility.id.as_str())
                .collect();
            let near = nearest::nearest(&self.item, ids.iter().copied());
            let hint = nearest::did_you_mean(&near)
                .unwrap_or_else(|| format!("expected one of: {}", ids.join(", ")));
            let message = format!("no responsibility '{}' in '{}'", self.item, list.title);
            return Err(Failure::not_found(message).hint(hint).into());
        };
        if let Some(tick) = record
            .value
            .responsibilities
            .iter()
            .find(|tick| tick.item == responsibility.id)
        {
            context.print(&format!(
                "'{}' of {event}/{track} is already ticked, since {}\n",
                responsibility.id,
                moment_text(tick.done, facts.zone)
            ))?;
            return Ok(Exit::Clean);
        }
        let tick = Tick {
            item: responsibility.id.clone(),
            done: context.now.moment(facts.zone),
            by: Some(proposal::require_name(by)?),
        };
        workspace.inside(&file)?;
        let written: Value = yaml::to_value(&tick)?;
        edit::change::<crate::model::Track, _>(workspace.root(), &file, |editor| {
            editor.append(&yaml::Path::from("responsibilities"), &written)
        })?;
        let by = tick.by.as_deref();
        let by = by.map_or_else(String::new, |by| format!(" by {by}"));
        let said = format!(
            "ticked '{}' of {event}/{track} on {}{by}",
            responsibility.id,
            moment_text(tick.done, facts.zone)
        );
        context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
        Ok(Exit::Clean)
    }
}
