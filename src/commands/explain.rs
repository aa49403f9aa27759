//! `cxn explain`: what a rule finds and why.

use anyhow::Result;
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use crate::check::rules;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest;
use crate::render::rule;

/// Explain a rule: what it finds, why, an example, where it comes from, and how to switch it off
#[derive(Debug, Args)]
pub struct Arguments {
    /// The rule's name, as findings show it
    #[arg(value_name = "RULE", add = ArgValueCompleter::new(complete::rules))]
    rule: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For pages and comments
    Markdown,
    /// For programs
    Json,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let Some(found) = rules::find(&self.rule) else {
            let near = nearest::nearest(&self.rule, rules::names());
            let hint = nearest::did_you_mean(&near)
                .unwrap_or_else(|| "run 'cxn rules' to see them all".to_owned());
            return Err(Failure::usage(format!("no rule '{}'", self.rule))
                .hint(hint)
                .into());
        };
        context.print(&match self.format {
            Format::Text => rule::text(found, context.style),
            Format::Markdown => rule::markdown(found),
            Format::Json => rule::json(found),
        })?;
        Ok(Exit::Clean)
    }
}
