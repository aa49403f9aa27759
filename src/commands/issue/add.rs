//! `cxn issue add`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check::rules::issue_near_duplicate;
use crate::commands::actor::configured;
use crate::commands::held::Held;
use crate::commands::issue::parse_target;
use crate::commands::judged;
use crate::complete;
use crate::context::{Context, is_event_alone};
use crate::error::{Exit, Failure};
use crate::model::Issue;
use crate::model::history::Entry;
use crate::model::issue::{IssueChange, Target, Ticket};
use crate::model::one_or_many::{List, Texts};
use crate::process::issue::links::Link;
use crate::process::issue::record;
use crate::process::issue::terms::{self, Completed};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::Workspace;

/// Record an issue that was found
///
/// Where the settings name a checkout of the tracker's vocabulary (tracker-vocabulary), the specification, version, artifacts, pages and
/// work group are checked against it, names become keys, and the work group is taken from the artifact.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn issue add 'Search by name does not say how to fold case' --specification core --artifact Patient --in patient/search\n  cxn issue add 'Server answers 500 to a search without a name' --against server --in patient"
)]
pub struct Arguments {
    /// What is wrong, in one line
    #[arg(value_name = "TITLE")]
    title: String,
    /// What it is against: specification, server, test-data, tool or open-question; specification where an artifact, a page or a specification is named
    #[arg(long, value_name = "WHAT", value_parser = parse_target)]
    against: Option<Target>,
    /// The specification, by its key in the tracker or its name
    #[arg(long, value_name = "NAME")]
    specification: Option<String>,
    /// The version of the specification
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// An artifact that it is about
    #[arg(long = "artifact", value_name = "NAME")]
    artifacts: Vec<String>,
    /// A page that it is about
    #[arg(long = "page", value_name = "NAME")]
    pages: Vec<String>,
    /// The work group that decides about it
    #[arg(long, value_name = "NAME")]
    work_group: Option<String>,
    /// Where it came up: a track, one of its scenarios or results
    #[arg(long = "in", value_name = "[EVENT/]TRACK[/SCENARIO|/RESULT]", add = ArgValueCompleter::new(complete::results))]
    links: Vec<String>,
    /// What was seen, and why it is wrong
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// What should be changed, and how
    #[arg(long, value_name = "TEXT")]
    proposed_change: Option<String>,
    /// Its key in the tracker, such as FHIR-12345
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The person or organization that found it; never leaves the workspace unless asked for
    #[arg(long, value_name = "NAME")]
    found_by: Option<String>,
    /// Who records it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let is_of_specification =
            self.specification.is_some() || !self.artifacts.is_empty() || !self.pages.is_empty();
        let against = self
            .against
            .or(is_of_specification.then_some(Target::Specification));
        let Some(against) = against else {
            return Err(Failure::usage("what the issue is against is not given")
                .hint("pass --against specification, server, test-data, tool or open-question")
                .into());
        };
        if self.title.trim().is_empty() {
            return Err(Failure::usage("the title is empty")
                .hint("say in one line what is wrong")
                .into());
        }
        let workspace = context.proposals()?;
        let event = match event_of(&workspace, &self.links)? {
            Some(event) => context.event_named(&workspace, event)?,
            None => context.event(&workspace, None)?,
        };
        let by = configured(context, self.by.as_deref())?;
        let mut held = Held::open(context, event)?;
        let folder = &held.workspace.events[&held.event];
        let mut links = Vec::new();
        for text in &self.links {
            links.push(Link::parse(folder, text)?);
        }
        let mut issue = self.into_issue(against);
        for link in &links {
            link.add_to(&mut issue);
        }
        for said in terms::complete(&held.workspace, &mut issue) {
            let Completed { key, value, from } = said;
            context.say(&line(
                &format!("note: {key} is {value}, {from}"),
                MESSAGE_LENGTH,
            ));
        }
        issue.history = List(vec![Entry::new(held.now, IssueChange::Recorded, by, None)]);
        let new = record::new(&held.workspace, &held.event, issue)?;
        let report = record::judge(&mut held.workspace, context.now, &held.event, &new);
        judged::refuse(context, &report)?;
        judged::warn(context, &report, &[]);
        judged::note(context, &report, issue_near_duplicate::RULE.info.name);
        record::write(&held.workspace, &new)?;
        context.print(&format!(
            "recorded {}\n  {}\n",
            line(new.issue.title.trim(), MESSAGE_LENGTH),
            held.root.shown(&new.file)
        ))?;
        Ok(Exit::Clean)
    }

    fn into_issue(self, against: Target) -> Issue {
        let some = |text: Option<String>| {
            let text = text.map(|text| text.trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        Issue {
            title: self.title.trim().to_owned(),
            against,
            specification: some(self.specification),
            version: some(self.version),
            artifacts: Texts(self.artifacts),
            pages: Texts(self.pages),
            work_group: some(self.work_group),
            tracks: Texts::default(),
            scenarios: Texts::default(),
            results: Texts::default(),
            description: some(self.description),
            proposed_change: some(self.proposed_change),
            tracker: some(self.key).map(|key| Ticket {
                key,
                status: None,
                resolution: None,
                as_of: None,
            }),
            found_by: some(self.found_by),
            history: List::default(),
        }
    }
}

/// The event that places name before their tracks, if any does. An issue is of one event.
fn event_of<'t>(workspace: &Workspace, places: &'t [String]) -> Result<Option<&'t str>, Failure> {
    let mut named = places.iter().filter_map(|text| {
        let (event, rest) = text.trim().split_once('/')?;
        let is_event = is_event_alone(workspace, event)
            || (rest.contains('/') && workspace.events.contains_key(event));
        is_event.then_some(event)
    });
    let Some(first) = named.next() else {
        return Ok(None);
    };
    match named.find(|event| *event != first) {
        None => Ok(Some(first)),
        Some(other) => Err(Failure::usage(format!(
            "an issue is of one event, and --in names '{first}' and '{other}'"
        ))
        .hint("record it once in each event")),
    }
}
