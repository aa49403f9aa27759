//! `cxn review list`: what waits for the reviewers, and since when.

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::event_facts::EventFacts;
use crate::analysis::overview::Overview;
use crate::check;
use crate::commands::ListFormat;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::track::TrackChange;
use crate::model::{Date, Track, TrackStatus};
use crate::process::proposal;
use crate::render::status::findings;
use crate::render::table::{Cell, Table, number, text};

/// List the proposals that were submitted: what waits, since when, and what changed
///
/// "Changed since" are the fields that read differently since the last decision, "Changed while waiting" those that read differently
/// since the proposal was submitted.
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    /// Only tracks with one of these statuses
    #[arg(long, value_parser = word::<TrackStatus>(), value_name = "STATUS", value_delimiter = ',')]
    status: Vec<TrackStatus>,
    /// Only what waits for the reviewers: submitted, or changed after its approval
    #[arg(long)]
    pending: bool,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let slug = context.event(&workspace, self.named.as_deref())?;
        proposal::event_record(&workspace, &slug)?;
        let folder = &workspace.events[&slug];
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::other(format!("event '{slug}' cannot be parsed")))?;
        let report = check::run_event(&facts, context.now);
        let overview = Overview::new(&facts, &check::tally(&report));
        let mut table = Table::new([
            text("track", "Track"),
            text("title", "Title").for_programs(),
            text("status", "Status"),
            text("waits-since", "Waits since"),
            number("days", "Days"),
            text("findings", "Findings"),
            number("expected", "Expected"),
            text("decided", "Decided"),
            text("changed", "Changed since"),
            text("changed-while-waiting", "Changed while waiting"),
        ]);
        for shown in &overview.tracks {
            let Some(record) = folder.tracks.get(&shown.slug) else {
                continue;
            };
            let track = &record.value;
            let changed = track.changed_since_review();
            let revised = track.status == TrackStatus::Approved && !changed.is_empty();
            let waits = track.status == TrackStatus::Submitted || revised;
            let known = !matches!(track.status, TrackStatus::Draft | TrackStatus::Withdrawn);
            let is_other = !self.status.is_empty() && !self.status.contains(&track.status);
            if !known || is_other || self.pending && !waits {
                continue;
            }
            let day = |moment: crate::model::Moment| facts.local(moment).date_naive();
            let since = waiting(track).map(day);
            table.row([
                Cell::track(&slug, &shown.slug),
                track.title.as_str().into(),
                Cell::word(track.status.as_str()),
                date(since),
                since.map_or(Cell::Empty, |since| {
                    (facts.today() - since).num_days().into()
                }),
                findings(shown.findings).into(),
                shown.expected.map_or(Cell::Empty, Cell::from),
                date(shown.decided.map(day)),
                Cell::List(changed.into_iter().collect()),
                Cell::List(track.changed_while_waiting().into_iter().collect()),
            ]);
        }
        if table.is_empty() {
            context.say(&format!(
                "note: nothing waits for the reviewers of '{slug}'"
            ));
        }
        self.list.print(context, table.named("tracks"))?;
        Ok(Exit::Clean)
    }
}

fn date(day: Option<NaiveDate>) -> Cell {
    day.map(|day| Date(day).to_string()).into()
}

/// Since when the reviewers wait (for a decision) or the lead (for the changes).
fn waiting(track: &Track) -> Option<crate::model::Moment> {
    let what = match track.status {
        TrackStatus::Submitted => TrackChange::Submitted,
        TrackStatus::ChangesRequested => TrackChange::ChangesRequested,
        _ => return None,
    };
    let entries = track.history.iter().rev();
    entries
        .into_iter()
        .find(|entry| entry.what == what)
        .map(|entry| entry.when)
}
