//! `cxn help`: the commands in groups, a command's own help, and short topics.

use anyhow::Result;
use clap::{Args, Command};

use crate::commands::grouped::{self, Detail};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest::{did_you_mean, nearest};

/// What is not about one command.
const TOPICS: [(&str, &str); 5] = [
    ("workflow", include_str!("workflow.txt")),
    ("files", include_str!("files.txt")),
    ("dates", include_str!("dates.txt")),
    ("formats", include_str!("formats.txt")),
    ("ci", include_str!("ci.txt")),
];

/// Show the help of a command, or a topic: workflow, files, dates, formats, ci
#[derive(Debug, Args)]
pub struct Arguments {
    /// A command, such as 'register import', or a topic
    #[arg(value_name = "COMMAND|TOPIC")]
    words: Vec<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if let [word] = &self.words[..]
            && let Some((_, text)) = TOPICS.iter().find(|(topic, _)| topic == word)
        {
            context.print(text)?;
            return Ok(Exit::Clean);
        }
        let mut root = grouped::command(
            (context.command_line)(),
            Detail::Sentences,
            context.style.width,
        );
        root.build();
        let at = find(&mut root, &self.words)?;
        let help = if self.words.is_empty() {
            at.render_help()
        } else {
            at.render_long_help()
        };
        let text = if context.style.color {
            help.ansi().to_string()
        } else {
            help.to_string()
        };
        context.print(&text)?;
        Ok(Exit::Clean)
    }
}

/// The command that words lead to.
fn find<'c>(at: &'c mut Command, words: &[String]) -> Result<&'c mut Command, Failure> {
    let Some((word, rest)) = words.split_first() else {
        return Ok(at);
    };
    let name = at.get_display_name().unwrap_or("cxn").replace('-', " ");
    let is_root = name == "cxn";
    let topics = TOPICS.iter().map(|(topic, _)| *topic).filter(|_| is_root);
    let commands = at.get_subcommands().map(Command::get_name);
    let near = nearest(word, commands.chain(topics));
    let said = if is_root {
        format!("no command or topic '{word}'")
    } else {
        format!("'{name}' has no command '{word}'")
    };
    let hint = did_you_mean(&near)
        .unwrap_or_else(|| "run 'cxn help' to see the commands and topics".to_owned());
    let unknown = Failure::usage(said).hint(hint);
    at.find_subcommand_mut(word)
        .map_or(Err(unknown), |below| find(below, rest))
}
