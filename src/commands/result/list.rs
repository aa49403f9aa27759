//! `cxn result list`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::{Level, tells_of};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::standings::{Partner, Standing, reporter};
use crate::commands::ListFormat;
use crate::commands::result::{Disclosure, parse_verdict, systems, systems_cell};
use crate::commands::run_filter::RunFilter;
use crate::commands::unread::note_unread;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::result::Verdict;
use crate::model::{Slug, TestResult};
use crate::render::table::{Cell, Format, Table, text};
use crate::workspace::{Record, RecordKind};

/// List results
#[derive(Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all tracks
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    #[command(flatten)]
    filter: RunFilter,
    /// Only results with one of these verdicts
    #[arg(long, value_name = "VERDICT", value_parser = parse_verdict, value_delimiter = ',')]
    verdict: Vec<Verdict>,
    /// Only results that neither the lead nor a monitor checked
    #[arg(long)]
    unverified: bool,
    /// Only results that disagree with another report of the same run
    #[arg(long)]
    conflicts: bool,
    /// Only results that count: of several reports of one run, the one that decides
    #[arg(long, conflicts_with = "withdrawn")]
    counting: bool,
    /// Withdrawn results as well
    #[arg(long)]
    withdrawn: bool,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let folder = &workspace.events[&event];
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let level =
            self.disclosure
                .level(context, facts.event(), self.list.format() == Format::Table);
        let mut table = Table::new([
            text("track", "Track"),
            text("scenario", "Scenario"),
            text("systems", "Systems"),
            text("path", "Path"),
            text("verdict", "Verdict"),
            text("conflict", "Conflict"),
            text("verified", "Verified"),
            text("when", "When"),
            text("reported-by", "Reported by"),
            text("issues", "Issues"),
            text("note", "Note"),
            text("result", "Result"),
            text("withdrawn", "Withdrawn").for_programs(),
        ]);
        for (slug, results) in &folder.results {
            let is_meant = track.as_ref().is_none_or(|track| track == slug);
            if !is_meant || !tells_of(level, folder, slug.as_str()) {
                continue;
            }
            let standings = facts.standings(slug);
            for record in results.values() {
                let standing = standings
                    .iter()
                    .find(|one| one.records.contains(&record.slug));
                let counts =
                    || standing.is_some_and(|one| one.records.last() == Some(&record.slug));
                if self.counting && !counts() {
                    continue;
                }
                if self.wants(&facts, record, standing) && may_show(level, record, standing) {
                    table.row(row(&facts, slug, record, standing, level));
                }
            }
        }
        note_unread(context, folder, &[RecordKind::Result]);
        if table.is_empty() && level == Level::Full {
            context.say("note: no result matches; record one with 'cxn result add'");
        }
        self.list.print(context, table.named("results"))?;
        Ok(Exit::Clean)
    }

    fn wants(
        &self,
        facts: &EventFacts<'_>,
        record: &Record<TestResult>,
        standing: Option<&Standing>,
    ) -> bool {
        let value = &record.value;
        (self.withdrawn || !value.is_withdrawn())
            && (self.verdict.is_empty() || self.verdict.contains(&value.verdict))
            && (!self.unverified || value.verified.is_none() && value.decides().is_none())
            && (!self.conflicts || standing.is_some_and(|one| !one.conflict.is_empty()))
            && {
                let partners = value.systems.values();
                let partners: Vec<Partner> = partners
                    .map(|text| Partner::new(text, facts.systems()))
                    .collect();
                let keys = partners.iter().map(Partner::key);
                let keys: Vec<_> = keys.map(|(one, system)| (one, Some(system))).collect();
                self.filter.takes(&value.scenario, &keys, facts.systems())
            }
    }
}

/// Whether a result may be shown with its systems: at `passed` the one that makes a pair pass, and no trace of the others.
fn may_show(level: Level, record: &Record<TestResult>, standing: Option<&Standing>) -> bool {
    match level {
        Level::Full | Level::All => true,
        Level::Passed => {
            standing.is_some_and(|one| one.has_passed() && one.records.last() == Some(&record.slug))
        }
        Level::Aggregates => false,
    }
}

fn row(
    facts: &EventFacts<'_>,
    track: &Slug,
    record: &Record<TestResult>,
    standing: Option<&Standing>,
    level: Level,
) -> Vec<Cell> {
    let value = &record.value;
    let has_conflict = standing.is_some_and(|one| !one.conflict.is_empty());
    let when = facts.local(value.when).format("%a %H:%M").to_string();
    let full = level == Level::Full;
    let open = level.shows_failures();
    let yes = |flag: bool| {
        if flag {
            Cell::Data("yes".to_owned(), true.into())
        } else {
            Cell::Data(String::new(), false.into())
        }
    };
    vec![
        Cell::track(&facts.folder.slug, track),
        value.scenario.as_str().into(),
        systems_cell(systems(value, facts, level)),
        value.path.clone().into(),
        value.verdict.as_str().into(),
        yes(open && has_conflict),
        if open {
            yes(value.decides().is_some())
        } else {
            Cell::Empty
        },
        if open {
            Cell::Data(when, value.when.to_string().into())
        } else {
            Cell::Empty
        },
        Some(reporter(value)).filter(|_| full).into(),
        Cell::List(if open {
            value.issues.0.clone()
        } else {
            Vec::new()
        }),
        value.note.clone().filter(|_| full).into(),
        Some(record.slug.as_str()).filter(|_| open).into(),
        Cell::Flag(value.is_withdrawn()),
    ]
}
