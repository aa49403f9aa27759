//! `cxn issue list`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::told_issue;
use crate::commands::ListFormat;
use crate::commands::issue::{facts, note_hidden, parse_target};
use crate::commands::result::Disclosure;
use crate::commands::unread::note_unread;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::person::fold;
use crate::render::table::{Cell, Format, Table, text};
use crate::workspace::RecordKind;

/// List issues
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// The track in which they came up: EVENT/TRACK, or TRACK of the current event; default all issues of the event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Only issues against one of these: specification, server, test-data, tool, open-question
    #[arg(long, value_name = "WHAT", value_parser = parse_target, value_delimiter = ',')]
    against: Vec<Target>,
    /// Only issues of this specification
    #[arg(long, value_name = "NAME")]
    specification: Option<String>,
    /// Only issues about this artifact
    #[arg(long, value_name = "NAME")]
    artifact: Option<String>,
    /// Only issues for this work group
    #[arg(long, value_name = "NAME")]
    work_group: Option<String>,
    /// Only issues without a key in the tracker
    #[arg(long)]
    without_key: bool,
    /// Closed issues as well
    #[arg(long)]
    closed: bool,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let facts = facts(&workspace, &event, context)?;
        let is_text = self.list.format() == Format::Table;
        let level = self.disclosure.level_of(context, facts.event(), is_text);
        let columns = [
            text("issue", "Issue"),
            text("title", "Title").prose(),
            text("against", "Against"),
            text("specification", "Specification"),
            text("version", "Version").for_programs(),
            text("artifacts", "Artifacts"),
            text("pages", "Pages").for_programs(),
            text("work-group", "Work group"),
            text("tracks", "Tracks"),
            text("key", "Key"),
            text("tracker-status", "Tracker"),
            text("resolution", "Resolution").for_programs(),
            text("closed", "Closed"),
        ];
        let mut table = Table::new(columns).named("issues");
        let mut hidden = 0;
        for record in facts.folder.issues.values() {
            let issue = &record.value;
            let in_track = track
                .as_ref()
                .is_none_or(|track| issue.is_in(track.as_str()));
            if !in_track || !self.wants(issue) {
                continue;
            }
            let Some(issue) = told_issue(level, facts.folder, issue) else {
                hidden += 1;
                continue;
            };
            let ticket = issue.tracker.as_ref();
            table.row([
                record.slug.as_str().into(),
                issue.title.as_str().into(),
                issue.against.as_str().into(),
                issue.specification.clone().into(),
                issue.version.clone().into(),
                Cell::List(issue.artifacts.0.clone()),
                Cell::List(issue.pages.0.clone()),
                issue.work_group.clone().into(),
                Cell::List(issue.tracks.0.clone()),
                issue.key().into(),
                ticket.and_then(|ticket| ticket.status.clone()).into(),
                ticket.and_then(|ticket| ticket.resolution.clone()).into(),
                Cell::Flag(issue.is_closed()),
            ]);
        }
        note_unread(context, facts.folder, &[RecordKind::Issue]);
        if hidden > 0 {
            note_hidden(context);
        } else if table.is_empty() {
            context.say("note: no issue matches; record one with 'cxn issue add'");
        }
        self.list.print(context, table)?;
        Ok(Exit::Clean)
    }

    fn wants(&self, issue: &Issue) -> bool {
        let is = |wanted: &Option<String>, value: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| {
                value
                    .as_ref()
                    .is_some_and(|value| fold(value) == fold(wanted))
            })
        };
        (self.closed || !issue.is_closed())
            && (self.against.is_empty() || self.against.contains(&issue.against))
            && is(&self.specification, &issue.specification)
            && is(&self.work_group, &issue.work_group)
            && self
                .artifact
                .as_ref()
                .is_none_or(|wanted| issue.artifacts.iter().any(|one| fold(one) == fold(wanted)))
            && (!self.without_key || issue.key().is_none())
    }
}
