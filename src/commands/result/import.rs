//! `cxn result import`: results of other tools' files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;

use crate::analysis::systems::Systems;
use crate::commands::judged;
use crate::commands::mapping_file::{self, Line};
use crate::commands::result::{Disclosure, add, parse_pair};
use crate::context::{Context, input_name};
use crate::error::{Exit, Failure};
use crate::import::result as reader;
use crate::import::table::MAX_BYTES;
use crate::model::digest::sha256;
use crate::model::mapping::Mapping;
use crate::model::{Moment, Slug};
use crate::process::result::import::{Change, plan};
use crate::process::result::placement::{Ground, Missing, Placement, place};
use crate::process::result::{change, record};
use crate::render::sanitize::{CELL_LENGTH, MESSAGE_LENGTH, line};
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace, edit, save};

/// Import results of other tools
///
/// A file is known by its content: bodies of issue forms and lists of issues (gh issue list --json number,body,state,createdAt), Inferno
/// results, FHIR TestReports of every version, JUnit XML, an interop runner's matrix, and sheets in CSV or XLSX with a row for each
/// run, or with systems as rows and columns.
///
/// imports/NAME.yaml says which suite, group or test is which scenario, and whose system was tested; the first run adds the names
/// that it does not know, for you to complete. What has no place is listed and not imported. The same file again changes nothing; a newer
/// file of the same session updates what it brought.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn result import us-core.json --system server='Open Server'\n  gh issue list --state all --json number,body,state,createdAt | cxn result import - --track patient\n  cxn result import matrix.csv --track patient/create --dry-run"
)]
pub struct Arguments {
    /// Files; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// The mapping imports/NAME.yaml; default the name of the kind of file, such as inferno
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// The track of scenarios that the file names alone, or the scenario of a matrix
    #[arg(long, value_name = "TRACK[/SCENARIO]")]
    track: Option<String>,
    /// The system that was tested, where the file does not say
    #[arg(long = "system", value_name = "ROLE=SYSTEM", value_parser = parse_pair)]
    systems: Vec<(String, String)>,
    /// Who imports; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// How many reasons of a file are listed.
const REASONS: usize = 40;

#[derive(Default)]
struct Tally {
    new: usize,
    changed: usize,
    unchanged: usize,
    older: usize,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let light = Scope::without_registrations();
        let workspace = Workspace::load(&root, &light)?;
        let event = context.event(&workspace, None)?;
        let by = self.by.clone().or(context.me()?.identity.name);
        let mut reports = Vec::new();
        for file in &self.files {
            let bytes = context.bytes(file, MAX_BYTES)?;
            let shown = input_name(file);
            let report = reader::read(&bytes).map_err(|unusable| {
                Failure::other(format!("{shown} {}", unusable.message)).maybe_hint(unusable.hint)
            })?;
            reports.push((shown, report, sha256(&bytes)));
        }
        let _lock = if self.dry_run {
            None
        } else {
            Some(edit::lock(&root, &File::results(&event))?)
        };
        let mut clean = true;
        for (shown, report, digest) in reports {
            let scope = Scope::whole_event(&event);
            let mut workspace = Workspace::load(&root, &scope)?;
            let name = mapping_file::name(self.mapping.as_deref().unwrap_or(report.tool))?;
            let mapping = mapping_file::load(&workspace, &name)?;
            let folder = &workspace.events[&event];
            let zone = folder
                .event
                .as_ref()
                .ok_or_else(|| Failure::event_unreadable(&event))?
                .value
                .zone_or_utc();
            let now = context.clock()().moment(zone);
            let systems = Systems::new(folder, workspace.names());
            let ground = Ground {
                folder,
                systems: &systems,
                mapping: &mapping,
                track: self
                    .track
                    .as_deref()
                    .map(|track| track.split('/').next().unwrap_or(track)),
                scenario: self.track.as_deref().filter(|track| track.contains('/')),
                tested: self.systems.clone(),
                zone,
                digest,
            };
            let mut placement = place(&report, &ground);
            let placed = std::mem::take(&mut placement.placed);
            let changes = plan(folder, placed, now, by.as_deref());
            let tally = self.write(context, &mut workspace, &event, changes, now)?;
            clean &= placement.unplaced.all.is_empty();
            let mut text = summary(shown, report.tool, &tally, self.dry_run);
            listed(&mut text, &placement, &report.skipped);
            context.print(&text)?;
            self.complete(context, &workspace, &name, &mapping, &placement.missing)?;
        }
        Ok(if clean { Exit::Clean } else { Exit::Findings })
    }

    fn write(
        &self,
        context: &mut Context,
        workspace: &mut Workspace,
        event: &Slug,
        changes: Vec<Change>,
        now: Moment,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut new = BTreeMap::new();
        let mut updates = Vec::new();
        for one in changes {
            match one {
                Change::New(placed) => {
                    let track = placed.track.clone();
                    match record::new(workspace, event, &track, record::result(placed.run, now)?)? {
                        Some(one) => {
                            new.insert(one.file.clone(), one);
                        }
                        None => tally.unchanged += 1,
                    }
                }
                Change::Update(update) => updates.push(update),
                Change::Unchanged => tally.unchanged += 1,
                Change::Older => tally.older += 1,
            }
        }
        let new: Vec<record::New> = new.into_values().collect();
        (tally.new, tally.changed) = (new.len(), updates.len());
        let report = record::judge(workspace, context.now, event, &new);
        judged::refuse(context, &report)?;
        judged::warn(context, &report, &add::names(&new));
        if self.dry_run {
            let level =
                Disclosure::default().level_of_folder(context, &workspace.events[event], true);
            let lines = add::recorded_lines(workspace.root(), &new, level);
            context.print(&lines.replace("recorded ", "would record "))?;
            return Ok(tally);
        }
        let writes = record::writes(workspace, &new)?;
        let progress = context.progress("writing", writes.len());
        save::write_all(&writes, &|| progress.step())?;
        drop(progress);
        for one in updates {
            change::apply(
                workspace,
                workspace.root(),
                &one.record,
                &one.values,
                &one.entry,
            )?;
        }
        Ok(tally)
    }

    /// Adds the names that the mapping lacks, and says so.
    fn complete(
        &self,
        context: &mut Context,
        workspace: &Workspace,
        name: &Slug,
        mapping: &Mapping,
        missing: &Missing,
    ) -> Result<()> {
        let lines = |table, names: &BTreeSet<String>, known: &dyn Fn(&str) -> bool| -> Vec<Line> {
            let names = names.iter().filter(|name| !known(name));
            names.map(|name| Line::open(table, name)).collect()
        };
        let lines = [
            lines("tests", &missing.tests, &|name| {
                mapping.tests.contains_key(name)
            }),
            lines("systems", &missing.systems, &|name| {
                mapping.systems.contains_key(name)
            }),
            lines("verdicts", &missing.verdicts, &|name| {
                mapping.verdicts.contains_key(name)
            }),
        ];
        let lines = lines.concat();
        if lines.is_empty() {
            return Ok(());
        }
        if !self.dry_run {
            let comment = "Write TRACK/SCENARIO after a test, or ORGANIZATION/SYSTEM after a system, or 'ignore' after either; a verdict after a word.";
            mapping_file::write(workspace, name, comment, &lines)?;
        }
        mapping_file::say_incomplete(context, workspace, name, self.dry_run);
        Ok(())
    }
}

fn summary(shown: &str, tool: &str, tally: &Tally, dry: bool) -> String {
    let would = if dry { " (nothing was written)" } else { "" };
    let mut text = format!(
        "{}: {tool}: {} new, {} changed, {} unchanged",
        line(shown, CELL_LENGTH),
        tally.new,
        tally.changed,
        tally.unchanged
    );
    if tally.older > 0 {
        let _ = write!(text, ", {} older than what is recorded", tally.older);
    }
    text + would + "\n"
}

/// What has no place, and what was left out, with how often.
fn listed(text: &mut String, placement: &Placement, skipped: &[(String, usize)]) {
    let mut list = |title: &str, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(text, "{title}:");
        for one in lines.iter().take(REASONS) {
            let _ = writeln!(text, "  {}", line(one, MESSAGE_LENGTH));
        }
        if lines.len() > REASONS {
            let _ = writeln!(text, "  and {} more", lines.len() - REASONS);
        }
    };
    let with_count = |(place, reason, count): &(String, String, usize)| match count {
        1 => format!("{place}: {reason}"),
        count => format!("{place} and {} more: {reason}", count - 1),
    };
    list(
        "without a place, not imported",
        placement.unplaced.all.iter().map(with_count).collect(),
    );
    let left = placement.left_out.all.iter().map(with_count);
    let skipped = skipped.iter().map(|(what, count)| match count {
        1 => what.clone(),
        count => format!("{what} (× {count})"),
    });
    list("left out", left.chain(skipped).collect());
}
