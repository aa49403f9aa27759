//! The flags for milestones: one for each that every event knows, made from the model's own list.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};

use crate::commands::event::values;
use crate::error::Failure;
use crate::model::milestone::{At, KNOWN, Milestone, known};

/// Milestones given on the command line, in the order of a usual event's life, own ones last.
#[derive(Debug, Default)]
pub struct Milestones {
    dates: Vec<(String, At)>,
    soft: Vec<String>,
}

const OWN: &str = "milestone";
const SOFT: &str = "soft";
const HEADING: &str = "Milestones (WHEN is a date, a local date-time, or an offset: -6w, +2w)";

impl Milestones {
    /// The milestones, each hard unless `--soft` names it.
    pub fn resolve(self) -> Result<Vec<(String, Milestone)>, Failure> {
        for name in &self.soft {
            if !self.dates.iter().any(|(given, _)| given == name) {
                return Err(Failure::usage(format!(
                    "--soft names '{name}', and no date was given for it"
                ))
                .hint(if known(name).is_some() {
                    format!("pass --{name} WHEN as well")
                } else {
                    format!("pass --milestone {name}=WHEN as well")
                }));
            }
        }
        let twice = self
            .dates
            .iter()
            .enumerate()
            .find(|(at, (name, _))| self.dates[..*at].iter().any(|(other, _)| other == name));
        if let Some((_, (name, _))) = twice {
            return Err(Failure::usage(format!(
                "the milestone '{name}' was given twice"
            )));
        }
        let soft = self.soft;
        let milestones = self.dates.into_iter().map(|(name, at)| {
            let hard = !soft.contains(&name);
            (name, Milestone { at, hard })
        });
        Ok(milestones.collect())
    }
}

impl Args for Milestones {
    fn augment_args(command: Command) -> Command {
        let command = KNOWN.iter().fold(command, |command, known| {
            let help = match known.default {
                Some(default) => format!("When {} [default: {default}]", clause(known.label)),
                None => format!("When {} [default: none]", clause(known.label)),
            };
            command.arg(
                Arg::new(known.name)
                    .long(known.name)
                    .value_name("WHEN")
                    .value_parser(values::at)
                    // Offsets begin with a hyphen.
                    .allow_hyphen_values(true)
                    .help_heading(HEADING)
                    .help(help),
            )
        });
        command
            .arg(
                Arg::new(OWN)
                    .long(OWN)
                    .value_name("NAME=WHEN")
                    .value_parser(values::milestone)
                    .action(ArgAction::Append)
                    .help_heading(HEADING)
                    .help("A milestone of the event's own (repeatable)"),
            )
            .arg(
                Arg::new(SOFT)
                    .long(SOFT)
                    .value_name("NAME")
                    .value_parser(value_parser!(String))
                    .action(ArgAction::Append)
                    .help_heading(HEADING)
                    .help("Missing this milestone is a warning, not an error (repeatable)"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Milestones {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut milestones = Self::default();
        milestones.update_from_arg_matches(matches)?;
        Ok(milestones)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for known in &KNOWN {
            let at = matches.get_one::<At>(known.name);
            self.dates.extend(at.map(|at| (known.name.to_owned(), *at)));
        }
        let own = matches.get_many::<(String, At)>(OWN);
        self.dates.extend(own.into_iter().flatten().cloned());
        let soft = matches.get_many::<String>(SOFT);
        self.soft.extend(soft.into_iter().flatten().cloned());
        Ok(())
    }
}

/// A label as it reads after "When": those without a verb get one.
fn clause(label: &str) -> String {
    match label.split_whitespace().last() {
        Some("ready" | "due" | "held") => {
            let (subject, state) = label.rsplit_once(' ').unwrap_or((label, ""));
            format!("{subject} are {state}")
        }
        Some("orientation" | "freeze") => format!("the {label} is"),
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_flag_for_every_known_milestone() {
        let command = Milestones::augment_args(Command::new("t"));
        for known in &KNOWN {
            assert!(
                command
                    .get_arguments()
                    .any(|arg| arg.get_long() == Some(known.name)),
                "{}",
                known.name
            );
        }
    }
}
