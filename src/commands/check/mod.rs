//! `cxn check`: judges the workspace, or a part of it.

mod named;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use named::{from_root, resolve, standard_input_file};

use crate::check;
use crate::check::Report;
use crate::check::baseline;
use crate::check::baseline::{Baseline, BaselineError};
use crate::check::changed::Change;
use crate::commands::fix;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Severity;
use crate::model::nearest;
use crate::model::plural::plural;
use crate::model::words::Word;
use crate::render::Style;
use crate::render::findings::{Format, github};
use crate::render::{contacts, sanitize};
use crate::workspace::Selection;
use crate::workspace::base::Base;
use crate::workspace::disk;
use crate::workspace::git;
use crate::workspace::git::{GitError, Touched};
use crate::workspace::load::Scope;
use crate::workspace::select;
use crate::workspace::{File, Root, Workspace, save};

/// Check events, tracks and registrations against the template and the timeline
///
/// Everything that is wrong is reported at once, each finding with its place and the rule that found it.
/// Exit code 1 when a finding is at or above --fail-on.
/// In GitHub Actions, without --format, annotations are printed next to the text and a table is added to the step summary.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Arguments {
    /// What to check: EVENT, EVENT/TRACK, TRACK of the current event, the path of a file or folder, or - for standard input; default everything
    #[arg(value_name = "WHAT", add = ArgValueCompleter::new(complete::events_and_tracks))]
    what: Vec<String>,
    /// How to print the findings [default: text]
    #[arg(long, value_parser = word::<Format>(), value_name = "FORMAT")]
    format: Option<Format>,
    /// Also write the findings to a file, in any format; repeatable
    #[arg(long, value_name = "FORMAT=FILE")]
    output: Vec<Output>,
    /// Judge only the events in which something differs from REV: findings on other lines become notes [default REV: the merge base with the default branch]
    #[arg(long, value_name = "REV", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    changed: Option<String>,
    /// Judge by the settings and templates of the change, not by those of REV
    #[arg(long, requires = "changed")]
    trust_settings: bool,
    /// Count the findings that FILE lists instead of showing them
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings to FILE as a baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "changed"])]
    write_baseline: Option<PathBuf>,
    /// Fail when the baseline lists findings that no longer exist
    #[arg(long, requires = "baseline")]
    strict_baseline: bool,
    /// Apply the safe fixes, or all of them, and report what is left
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "safe", conflicts_with_all = ["baseline", "changed", "write_baseline"])]
    fix: Option<FixWhich>,
    /// Only show what --fix would change, as a diff
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Show email addresses and other personal values on the lines of findings
    #[arg(long)]
    with_contacts: bool,
    /// The lowest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
}

/// A format and the file to write it to.
#[derive(Debug, Clone)]
struct Output {
    format: Format,
    file: PathBuf,
}

impl std::str::FromStr for Output {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text
            .split_once('=')
            .filter(|(_, file)| !file.is_empty())
            .ok_or("expected FORMAT=FILE")?;
        let format = Format::from_word(format).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
            let near = nearest::did_you_mean(&nearest::nearest(format, names.iter().copied()));
            format!(
                "no format '{format}': {}",
                near.unwrap_or_else(|| format!("expected one of {}", names.join(", ")))
            )
        })?;
        Ok(Self {
            format,
            file: file.into(),
        })
    }
}

/// Which fixes to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FixWhich {
    /// Fixes that keep the meaning, or where only one is possible
    Safe,
    /// Also fixes that a person has to review
    All,
}

/// When to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    fn fails(self, report: &Report) -> bool {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
            Self::Never => return false,
        };
        report.worst().is_some_and(|worst| worst >= least)
    }
}

/// The most bytes of a step summary: GitHub takes 1 MiB, and something is left for other commands.
const MOST_OF_SUMMARY: u64 = 1000 * 1024;

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let mut overlay = BTreeMap::new();
        if self.what.iter().any(|what| what == "-") {
            if self.fix.is_some() {
                return Err(Failure::usage("--fix cannot write to standard input")
                    .hint("name the files to fix, or leave '-' out")
                    .into());
            }
            let text = context.input("-")?;
            let quick = Workspace::load(&root, &Scope::without_registrations())?;
            overlay.insert(standard_input_file(context, &quick, &text)?, text);
        }
        let inputs: Vec<File> = overlay.keys().cloned().collect();
        let (workspace, change) = if let Some(revision) = &self.changed {
            let revision = (!revision.is_empty()).then_some(revision.as_str());
            let changes = git::changes(&root, revision, &context.git);
            let git::Difference {
                mut changes,
                before,
            } = changes.map_err(|error| git_failure(&error))?;
            // A text from standard input is new, whatever git knows.
            changes.extend(inputs.iter().map(|file| (file.clone(), Touched::All)));
            let (mut workspace, change) = Change::load(&root, changes, overlay)?;
            if !self.trust_settings {
                workspace.base = Base::new(&before);
            }
            (workspace, Some(change))
        } else {
            let workspace = Workspace::load_with(&root, &Scope::default(), overlay)?;
            (workspace, None)
        };
        let private = self.with_contacts && workspace.private_files();
        let selection = self.selection(context, &workspace, &inputs)?;
        let (mut workspace, mut selection, not_fixed) = match self.fix {
            Some(which) => {
                let order = fix::Order {
                    all: which == FixWhich::All,
                    dry_run: self.dry_run,
                    with_contacts: self.with_contacts,
                };
                let outcome = fix::run(context, &root, selection, order)?;
                let fixed = Workspace::load_with(&root, &Scope::default(), outcome.overlay)?;
                (fixed, outcome.selection, outcome.failed)
            }
            None => (workspace, selection, false),
        };
        workspace.served = context.visibility;
        let to_judge = change.as_ref().map(|change| change.to_judge(&selection));
        let to_judge = to_judge.as_ref().unwrap_or(&selection);
        let mut report = check::run(&workspace, context.now, to_judge);
        // Printing many findings takes room as well, and asks no record any more.
        drop(workspace);
        if let Some(change) = &change {
            selection = change.judged(&selection);
            change.apply(&mut report, &selection);
        }
        report.prefix = context.prefix(root.public());
        report.repository_prefix = git::repository_of(root.public()).map(|(_, prefix)| prefix);
        report.with_contacts = self.with_contacts;
        if !self.with_contacts {
            contacts::cover_findings(&mut report);
        }
        if let Some(file) = &self.write_baseline {
            spare_records(&root, file)?;
            write_baseline(file, &Baseline::from_report(&report).text(), private)?;
            self.write_outputs(context, &report, private)?;
            let count = report.findings.len();
            let shown = sanitize::line(&file.display().to_string(), sanitize::MESSAGE_LENGTH);
            context.print(&format!(
                "{} written to {shown}\n",
                plural(count, "finding")
            ))?;
            return Ok(Exit::Clean);
        }
        let gone = match &self.baseline {
            Some(file) => self.known(context, file, &mut report, &selection)?,
            None => false,
        };
        // The files come first, for a reader of standard output may go away; but one that cannot be written hides no finding.
        let written = self.write_outputs(context, &report, private);
        let format = self.format.unwrap_or_default();
        if !self.dry_run {
            if format == Format::Github {
                context.print_commands(&github::render(&report))?;
            } else {
                context.print_pieces(format.pieces(&report, context.style))?;
            }
            if context.github_actions.is_some() && self.format.is_none() {
                context.print_commands(&github::render(&report))?;
            }
        }
        written?;
        if not_fixed {
            return Ok(Exit::Other);
        }
        let failed = self.fail_on.fails(&report) || gone;
        Ok(if failed { Exit::Findings } else { Exit::Clean })
    }

    /// Writes the files that were asked for, and the step's summary where GitHub Actions wants one.
    fn write_outputs(&self, context: &mut Context, report: &Report, private: bool) -> Result<()> {
        // A file is never colored and never wrapped: it is for whoever reads it next.
        let style = Style {
            color: false,
            width: None,
        };
        for output in &self.output {
            spare_records(&context.root()?, &output.file)?;
            let pieces = output.format.pieces(report, style);
            save::overwrite_as(&output.file, pieces, private)?;
        }
        let summary = context
            .github_actions
            .as_ref()
            .and_then(|actions| actions.step_summary.clone());
        if let (Some(file), None) = (&summary, self.format) {
            let page = Format::Markdown.render(report, style) + "\n";
            // GitHub drops the whole summary of a step when it is larger, also when earlier commands wrote most of it.
            let taken = disk::length(file);
            if taken + page.len() as u64 <= MOST_OF_SUMMARY {
                disk::append(file, &page)?;
            } else {
                context.say("note: the step summary is full; the findings are in the log");
            }
        }
        Ok(())
    }

    /// What is judged: what was named, else the event that the environment or a flag names, else everything.
    fn selection(
        &self,
        context: &Context,
        workspace: &Workspace,
        inputs: &[File],
    ) -> Result<Selection> {
        let guessed =
            || select::current_event(workspace, context.now).map(|(slug, _)| slug.to_string());
        let in_force = context.named_event().map(str::to_owned).or_else(guessed);
        let mut paths = BTreeSet::new();
        for what in self.what.iter().filter(|what| *what != "-") {
            let path = resolve(workspace, in_force.as_deref(), what);
            // A revision after a space is one more thing to check.
            let is_revision = self.changed.as_deref() == Some("");
            let path = path.map_err(|error| match error.downcast::<Failure>() {
                Ok(failure) if is_revision => failure
                    .hint(format!(
                        "to compare with a revision, write --changed={what}"
                    ))
                    .into(),
                Ok(failure) => failure.into(),
                Err(error) => error,
            });
            paths.insert(path?);
        }
        paths.extend(inputs.iter().map(|file| file.as_str().to_owned()));
        if let (true, Some(event)) = (self.what.is_empty(), context.named_event()) {
            paths.insert(resolve(workspace, None, event)?);
        }
        Ok(if paths.is_empty() {
            Selection::All
        } else {
            Selection::Paths(paths)
        })
    }

    /// Applies the baseline; whether the run fails because entries are gone.
    fn known(
        &self,
        context: &mut Context,
        file: &Path,
        report: &mut Report,
        selection: &Selection,
    ) -> Result<bool> {
        let text = baseline_text(file)?;
        let baseline = Baseline::read(&text).map_err(|error| {
            Failure::other(format!("{} {error}", file.display()))
                .hint("write it again with 'cxn check --write-baseline'")
        })?;
        let gone = baseline.apply(report, selection);
        let word = if self.strict_baseline {
            "error"
        } else {
            "warning"
        };
        for entry in &gone {
            let times = match entry.count {
                1 => String::new(),
                count => format!(" ({count} times)"),
            };
            let said = sanitize::line(
                &format!("{}: [{}] {}{times}", entry.file, entry.rule, entry.message),
                sanitize::MESSAGE_LENGTH,
            );
            context.say(&format!(
                "{word}: the baseline lists a finding that is gone: {said}"
            ));
        }
        if !gone.is_empty() {
            context.say("hint: write it again with 'cxn check --write-baseline'");
        }
        Ok(self.strict_baseline && !gone.is_empty())
    }
}

/// The text of a baseline, which is read no further than a baseline can be long.
fn baseline_text(file: &Path) -> Result<String> {
    let bytes = disk::read_at_most(file, baseline::MAX_BYTES)?;
    let broken = |what: &str| {
        Failure::other(format!("{} {what}", file.display()))
            .hint("write it again with 'cxn check --write-baseline'")
    };
    if bytes.len() > baseline::MAX_BYTES {
        return Err(broken("is larger than 64 MiB, which is not a baseline").into());
    }
    Ok(String::from_utf8(bytes).map_err(|_| broken("is not UTF-8, which is not a baseline"))?)
}

/// Writes a baseline; only another one is replaced: a file of that name may be a person's work.
fn write_baseline(file: &Path, text: &str, private: bool) -> Result<()> {
    if disk::is_plain_file(file) {
        let old = baseline_text(file)?;
        let is_other = matches!(Baseline::read(&old), Err(BaselineError::NotABaseline(_)));
        if is_other && !old.trim().is_empty() {
            let message = format!(
                "{} exists and is not a baseline; nothing was written",
                file.display()
            );
            return Err(Failure::other(message)
                .hint("give the baseline another name")
                .into());
        }
    }
    Ok(save::overwrite_as(file, [text], private)?)
}

/// Refuses to write a report over a record: a slip of the hand must not cost a proposal. A folder of the workspace that is
/// a stranger's link must not lead it elsewhere either.
fn spare_records(root: &Root, file: &Path) -> Result<()> {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let folder = absolute.parent().and_then(|it| root.file(it));
    if let Some(folder) = folder.filter(|folder| !folder.as_str().is_empty()) {
        root.inside(&folder)?;
    }
    let record = from_root(root, &file.to_string_lossy()).map(|path| File::new(&path));
    match record.filter(|record| record.kind().is_some()) {
        Some(record) => Err(Failure::usage(format!(
            "{} is a record of the workspace; nothing was written to it",
            root.shown(&record)
        ))
        .hint("give the report another name")
        .into()),
        None => Ok(()),
    }
}

fn git_failure(error: &GitError) -> Failure {
    let hint = match error {
        GitError::NoGit(_) | GitError::NoRepository(_) => "leave --changed out to judge everything",
        GitError::NoDefaultBranch { shallow: true }
        | GitError::NoRevision { shallow: true, .. }
        | GitError::NoMergeBase { shallow: true, .. } => {
            "fetch more of the history first: git fetch --unshallow, or fetch-depth: 0 in the checkout step"
        }
        GitError::NoDefaultBranch { .. } | GitError::NoMergeBase { .. } => {
            "name a revision: --changed=REV"
        }
        GitError::NoRevision { .. } => "expected a branch, a tag or a commit",
        GitError::TooMuch => "name a revision that is nearer: --changed=REV",
        GitError::Failed { .. } => "run the git command by hand to see more",
    };
    Failure::usage(error.to_string()).hint(hint)
}
