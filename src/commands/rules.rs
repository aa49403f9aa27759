//! `cxn rules`: all rules in a table.

use anyhow::Result;
use clap::Args;

use crate::check::rules;
use crate::commands::ListFormat;
use crate::context::Context;
use crate::error::Exit;
use crate::render::table::{Cell, Table, text};

/// List every rule with its severity and what it finds
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let columns = [
            text("name", "Rule"),
            text("severity", "Severity"),
            text("since", "Since"),
            text("summary", "Finds"),
            text("source", "Source"),
        ];
        let mut table = Table::new(columns);
        for rule in rules::ALL {
            let source = rule.section("Source").map(|text| text.replace('\n', " "));
            table.row([
                Cell::from(rule.name),
                rule.severity.to_string().into(),
                rule.since.into(),
                rule.summary().into(),
                source.into(),
            ]);
        }
        self.list.print(context, table.named("rules"))?;
        Ok(Exit::Clean)
    }
}
