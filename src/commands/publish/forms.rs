//! `cxn publish forms`: forms for issues, from the choices that the records hold.

use anyhow::Result;
use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::{facts_of, track_of};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::words::words;
use crate::publish::forms;
use crate::publish::forms::Form;

words! {
    /// Where a form is for.
    #[derive(Default)]
    pub enum Server {
        /// A form in YAML, for .github/ISSUE_TEMPLATE/
        #[default]
        Github = "github",
        /// A description template in Markdown, for .gitlab/issue_templates/
        Gitlab = "gitlab",
    }
}

/// Write a form for the issues of GitHub, or a description template for those of GitLab
///
/// What people fill in comes back as the text of an issue: 'cxn propose --from' reads proposals, 'cxn result import' results and
/// 'cxn register import' registrations, also from a list of issues as 'gh issue list --state all --json
/// number,title,body,state,createdAt' prints it. There a closed issue takes back what it brought.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish forms result patient -o .github/ISSUE_TEMPLATE/patient-result.yml\n  cxn publish forms proposal --for gitlab -o .gitlab/issue_templates/proposal.md"
)]
pub struct Arguments {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// A form for a result of one track
    Result {
        /// The track: EVENT/TRACK, or TRACK of the current event
        #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
        track: String,
        /// Offer the registered systems as choices; everyone who sees the form sees them
        #[arg(long)]
        with_systems: bool,
        #[command(flatten)]
        how: How,
    },
    /// A form for a track proposal, by the event's template
    Proposal {
        #[command(flatten)]
        how: How,
    },
    /// A form for a registration: personal, so for a repository that only the organizers can read
    Registration {
        #[command(flatten)]
        how: How,
    },
}

#[derive(Debug, Args)]
struct How {
    /// Where the form is for
    #[arg(long = "for", value_parser = word::<Server>(), default_value_t, value_name = "SERVER")]
    server: Server,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (form, how): (Form, How) = match self.kind {
            Kind::Result {
                track,
                with_systems,
                how,
            } => {
                let (event, track) = context.track(&workspace, &track)?;
                let facts = facts_of(context, &workspace, &event)?;
                let record = track_of(&facts, &track)?;
                if record.value.scenarios.is_empty() {
                    let failure = Failure::not_found(format!("{event}/{track} has no scenario"));
                    return Err(failure.hint("a result is one of a scenario").into());
                }
                (forms::result(&facts, record, with_systems), how)
            }
            Kind::Proposal { how } => {
                let event = context.event(&workspace, None)?;
                let facts = facts_of(context, &workspace, &event)?;
                let Some(form) = forms::proposal(&facts) else {
                    let name = facts.event().template_name();
                    return Err(Failure::not_found(format!("no template '{name}'"))
                        .hint("run 'cxn template list' to see the templates")
                        .into());
                };
                (form, how)
            }
            Kind::Registration { how } => {
                let event = context.event(&workspace, None)?;
                let facts = facts_of(context, &workspace, &event)?;
                (forms::registration(&facts), how)
            }
        };
        let text = match how.server {
            Server::Github => forms::github(&form),
            Server::Gitlab => forms::gitlab(&form),
        };
        how.output.write(context, workspace.root(), &text)
    }
}
