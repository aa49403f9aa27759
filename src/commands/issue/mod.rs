//! `cxn issue`: what was found, against the specification or what it is tested with.

mod add;
mod change;
mod export;
mod list;
mod show;
mod track;

use anyhow::Result;

use crate::analysis::event_facts::EventFacts;
use crate::commands::group::listing;
use crate::commands::held::Held;
use crate::context::Context;
use crate::error::Failure;
use crate::model::issue::Target;
use crate::model::words::Word as _;
use crate::model::{Issue, Slug};
use crate::process::issue::record;
use crate::workspace::{Record, Workspace};

listing! {
    /// Keep the issues that were found
    ///
    /// One issue is one file in events/EVENT/issues/. What goes to the specification's tracker leaves with 'cxn issue export', and
    /// what the tracker made of it comes back with 'cxn issue track'.
    pub struct Arguments lists list::Arguments {
        Add(Box<add::Arguments>),
        Close(change::Close),
        Export(export::Arguments),
        Link(change::Link),
        List(list::Arguments),
        Set(change::Set),
        Show(show::Arguments),
        Track(track::Arguments),
    }
}

/// The event and the name of `[EVENT/]ISSUE`.
fn issue_name<'n>(
    context: &mut Context,
    workspace: &Workspace,
    name: &'n str,
) -> Result<(Slug, &'n str)> {
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        ["events", event, "issues", issue] | [event, issue] => {
            Ok((context.event_named(workspace, event)?, issue))
        }
        [issue] => Ok((context.event(workspace, None)?, issue)),
        _ => Err(Failure::usage(format!("'{name}' does not name an issue"))
            .hint("expected ISSUE or EVENT/ISSUE, as 'cxn issue list' shows it")
            .into()),
    }
}

impl Held {
    fn issue(&self, name: &str) -> Result<Record<Issue>> {
        Ok(record::find(self.folder(), name)?.clone())
    }
}

/// Says that something was left out, once.
fn note_hidden(context: &mut Context) {
    context.say("note: issues against servers, tools and test data, or of tracks that not everyone can see, are left out; pass --with-results for all");
}

/// The facts of an event.
fn facts<'w>(workspace: &'w Workspace, event: &Slug, context: &Context) -> Result<EventFacts<'w>> {
    EventFacts::new(workspace, &workspace.events[event], context.now)
        .ok_or_else(|| Failure::event_unreadable(event).into())
}

fn parse_target(word: &str) -> Result<Target, String> {
    Target::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Target::ALL.iter().map(|one| one.as_str()).collect();
        format!("expected one of: {}", words.join(", "))
    })
}
