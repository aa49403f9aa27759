//! `cxn explain`: what a rule finds and why.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check::{near, rules};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};

/// Explain a rule: what it finds, why, an example, and where it comes from
#[derive(Debug, Args)]
pub struct Arguments {
    /// The rule's name, as findings show it
    #[arg(value_name = "RULE", add = ArgValueCompleter::new(complete::rules))]
    rule: String,
}

impl Arguments {
    /// Prints the documentation of the rule.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let Some(rule) = rules::find(&self.rule) else {
            let near = near::nearest(&self.rule, rules::names());
            let hint = near::did_you_mean(&near)
                .unwrap_or_else(|| "run 'cxn rules' to see them all".to_owned());
            return Err(Failure::usage(format!("no rule '{}'", self.rule))
                .hint(hint)
                .into());
        };
        let text = format!(
            "{}\n\n{}\n\n## Severity\n\n{}\n\n## Since\n\n{}\n",
            context.style.bold(&format!("# {}", rule.name)),
            rule.text(),
            rule.severity,
            rule.since
        );
        context.print(&text)?;
        Ok(Exit::Clean)
    }
}
