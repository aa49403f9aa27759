//! What is typed on the command line and goes into records: characters that no one sees are refused before a command begins.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use clap_complete::ArgValueCompleter;

use crate::error::Failure;
use crate::model::invisible;

/// What the value names of arguments say that name what is there already, as a shell completes it or as a file has it.
const NAMING: [&str; 14] = [
    "COLUMN",
    "COLUMN=FIELD",
    "DIR",
    "FILE",
    "FORMAT=FILE",
    "HEADING=FIELD",
    "ISSUE",
    "NAME=RECORD",
    "PATH",
    "PERSON",
    "RECORD",
    "RESULT",
    "ROLE=SYSTEM",
    "SYSTEM",
];

/// Whether an argument can bring a text into a record. The others name what is there, whatever it is called.
fn is_text(argument: &Arg) -> bool {
    let names = argument.get_value_names().unwrap_or_default();
    argument.get_action().takes_values()
        && argument.get::<ArgValueCompleter>().is_none()
        && !names.iter().any(|name| NAMING.contains(&name.as_str()))
}

/// Refuses texts that hold characters no one sees: as typed they would be in the record, on the terminal of each who shows it.
pub fn ensure(command: &Command, matches: &ArgMatches) -> Result<(), Failure> {
    for argument in command.get_arguments().filter(|one| is_text(one)) {
        let id = argument.get_id().as_str();
        if matches.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        let texts = matches.get_raw(id).into_iter().flatten();
        for text in texts.filter_map(|text| text.to_str()) {
            if let Some(complaint) = invisible::complaint(&name(argument, text), text) {
                return Err(Failure::usage(complaint).hint("type it instead of pasting it"));
            }
        }
    }
    match matches.subcommand() {
        Some((name, matches)) => command
            .find_subcommand(name)
            .map_or(Ok(()), |command| ensure(command, matches)),
        None => Ok(()),
    }
}

/// What an argument is called where it is refused: its flag, the key that is assigned to, or its name in the help.
fn name(argument: &Arg, text: &str) -> String {
    if let Some(flag) = argument.get_long() {
        return format!("--{flag}");
    }
    let name = argument.get_value_names().unwrap_or_default().first();
    let name = name.map_or_else(|| argument.get_id().as_str(), |name| name.as_str());
    match text.split_once('=') {
        Some((key, _)) if name.starts_with("KEY=") && invisible::first(key).is_none() => {
            format!("'{key}'")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    /// Every flag and word that takes a text, by `COMMAND --flag`.
    fn each(command: &Command, path: &str, visit: &mut impl FnMut(&str, &Arg)) {
        for argument in command.get_arguments() {
            visit(path, argument);
        }
        for below in command.get_subcommands() {
            each(below, &format!("{path} {}", below.get_name()), visit);
        }
    }

    #[test]
    fn every_note_reason_name_and_key_is_looked_at() {
        let mut left_out = BTreeSet::new();
        let mut looked_at = 0;
        each(&Cli::command(), "cxn", &mut |path, argument| {
            let names = argument.get_value_names().unwrap_or_default();
            if !argument.get_action().takes_values() || names.is_empty() {
                return;
            }
            if is_text(argument) {
                looked_at += 1;
            } else if [
                "TEXT",
                "REASON",
                "KEY=VALUE",
                "TITLE",
                "FIELD=TEXT",
                "MESSAGE",
            ]
            .contains(&names[0].as_str())
            {
                left_out.insert(format!("{path} {}", argument.get_id()));
            }
        });
        assert_eq!(left_out, BTreeSet::new());
        assert!(looked_at > 100, "{looked_at}");
    }

    #[test]
    fn each_name_of_what_is_there_is_one_of_an_argument() {
        let mut names = BTreeSet::new();
        each(&Cli::command(), "cxn", &mut |_, argument| {
            let of_argument = argument.get_value_names().unwrap_or_default();
            names.extend(of_argument.iter().map(ToString::to_string));
        });
        for name in NAMING {
            assert!(names.contains(name), "{name}");
        }
    }
}
