//! `cxn maturity`: what events show of artifacts and specifications.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::maturity::Evidence;
use crate::analysis::maturity::gather::{Reading, gather, meanings, titles};
use crate::analysis::maturity::subject::Kind;
use crate::commands::ListFormat;
use crate::commands::result::Disclosure;
use crate::commands::with::{With, note_unread};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::criteria::{CriteriaSet, DEFAULT_CRITERIA};
use crate::model::names::Names;
use crate::model::nearest;
use crate::render::maturity::{Measure, document, list};
use crate::render::table::Format;
use crate::workspace::Workspace;
use crate::workspace::others::Source;

/// Show what the events prove of an artifact or a specification, and what the next maturity level lacks
///
/// An exchange counts when a scenario of an approved track passed between systems of independent organizations. Two names of one
/// organization, and organizations that belong to another, are told by 'organizations' in cxn.yaml; what looks like one product under
/// two names is asked about, and never guessed. The evidence is held against criteria with a source: cxn says what is there, what is
/// missing and who would have to accept it, and awards no level.
///
/// Text outside CI is whole. Every other format has what each event's results-visibility allows; --with-results makes the sheet with
/// names for the work group.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn maturity\n  cxn maturity Patient\n  cxn maturity 'US Core' --criteria fmm-guide --with ../au-connectathons\n  cxn maturity Patient --with-results --format markdown"
)]
pub struct Arguments {
    /// An artifact, such as Patient, or a specification, such as 'US Core'; default a list of all that tracks are about
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::subjects))]
    name: Option<String>,
    /// Only artifacts, or only specifications: artifact, specification
    #[arg(long, value_name = "KIND", value_parser = word::<Kind>())]
    kind: Option<Kind>,
    /// The criteria: fmm-core, fmm-guide, fmm-au, cds-hooks, or a file of criteria/; default 'criteria' of cxn.yaml, else fmm-core
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::criteria))]
    criteria: Option<String>,
    #[command(flatten)]
    with: With,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let sources = self.with.sources(context)?;
        let names = Names::new(sources.iter().filter_map(Source::settings));
        let own = &sources[0];
        let in_settings = own.settings().and_then(|it| it.criteria.as_deref());
        let name = self.criteria.as_deref().or(in_settings);
        let name = name.unwrap_or(DEFAULT_CRITERIA).trim();
        let measure = Measure {
            name,
            criteria: criteria(&own.frame, name)?,
            names: &names,
        };
        let is_text = self.list.format() == Format::Table;
        let reading = Reading {
            names: &names,
            now: context.now,
            is_full: self.disclosure.is_full(context, is_text),
        };
        let meant = self.name.as_deref().map(|name| meanings(name, &names));
        let gathered = gather(&sources, reading, meant.as_ref().map(<[_; 2]>::as_slice))?;
        for (source, unread) in sources.iter().zip(&gathered.unread) {
            note_unread(context, source, *unread);
        }
        let mut evidence = gathered.evidence();
        evidence.retain(|one| self.kind.is_none_or(|kind| one.subject.kind == kind));
        if !reading.is_full {
            note_limits(context, &evidence);
        }
        let Some(name) = &self.name else {
            if evidence.is_empty() {
                context.say("note: no track names artifacts or specifications");
            }
            self.list.print(context, list(&evidence, &measure))?;
            return Ok(Exit::Clean);
        };
        // Artifacts come first: a resource and its guide may have one name.
        let for_people = matches!(self.list.format(), Format::Table | Format::Markdown);
        let Some(one) = evidence.first() else {
            return Err(unknown(name, &sources, reading)?.into());
        };
        let document = document(one, &measure, for_people);
        self.list.print_document(context, document)?;
        Ok(Exit::Clean)
    }
}

/// The criteria of a name.
fn criteria<'w>(workspace: &'w Workspace, name: &str) -> Result<&'w CriteriaSet, Failure> {
    if workspace.unread_criteria.contains(name) {
        let failure = Failure::other(format!("criteria '{name}' cannot be parsed"));
        return Err(failure.hint(format!(
            "run 'cxn check criteria/{name}.yaml' to see what is wrong with them"
        )));
    }
    workspace.criteria_set(name).ok_or_else(|| {
        let known = workspace.criteria_names();
        let near = nearest::nearest(name, &known);
        let hint = nearest::did_you_mean(&near)
            .unwrap_or_else(|| format!("expected one of: {}", known.join(", ")));
        Failure::not_found(format!("no criteria '{name}'")).hint(hint)
    })
}

/// Says once that not everything may be told.
fn note_limits(context: &mut Context, evidence: &[Evidence]) {
    let mut events = evidence.iter().flat_map(|one| &one.events);
    if events.next().is_some() {
        Disclosure::note_limits(context);
    }
}

/// No track is about it; what is near.
fn unknown(name: &str, sources: &[Source], reading: Reading<'_>) -> Result<Failure> {
    let known = titles(sources, reading)?;
    let near = nearest::nearest_of_many(name, known.iter());
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| "run 'cxn maturity' to see what tracks are about".to_owned());
    Ok(Failure::not_found(format!("no track is about '{name}'")).hint(hint))
}
