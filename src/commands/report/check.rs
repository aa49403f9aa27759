//! `cxn report check`.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check;
use crate::check::rules::report_missing;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Severity;
use crate::process::report::record;
use crate::render::{contacts, findings_text};
use crate::workspace::{File, RecordKind, Selection};

/// Check the report of a track, or all reports of the event
///
/// Numbers that are not what the records say, issues that are not mentioned, sections without an answer, a draft that no one touched, and
/// whether it is still open after reports were due; of an event also the tracks that have none by then. Exit code 1 when there is an
/// error, as 'cxn check' has it, which judges reports as well.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all reports of the event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let folder = &workspace.events[&event];
        let path = match &track {
            Some(track) => {
                let file = File::report(&event, track);
                // One that cannot be parsed is judged as well.
                if !workspace.has_file(&file) {
                    record::find(folder, track)?;
                }
                file.as_str().to_owned()
            }
            None => format!("events/{event}/reports"),
        };
        let mut paths = BTreeSet::from([path]);
        if track.is_none() {
            paths.insert(format!("events/{event}/tracks"));
        }
        let mut report = check::run(&workspace, context.now, &Selection::Paths(paths));
        // Of the tracks only that they have none.
        let is_report = |file: &File| file.kind() == Some(RecordKind::Report);
        report.checked.retain(is_report);
        report.findings.retain(|located| {
            let finding = &located.finding;
            is_report(&finding.place.file) || finding.rule.name == report_missing::RULE.info.name
        });
        if report.checked.is_empty() && report.findings.is_empty() {
            return Err(Failure::not_found(format!("event '{event}' has no report"))
                .hint(format!("run 'cxn report draft --all --event {event}'"))
                .into());
        }
        report.prefix = context.prefix(workspace.root().public());
        contacts::cover_findings(&mut report);
        context.print(&findings_text::render(&report, context.style))?;
        let has_errors = report.count(Severity::Error) > 0;
        Ok(if has_errors {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }
}
