//! Words that people try for a command, and the command that does it.

use clap::Command;

/// What is typed, and what answers it.
const GUESSED: &[(&str, &str)] = &[
    (
        "add",
        "run 'cxn register' for a person, 'cxn propose' for a track, 'cxn result add' for a result",
    ),
    ("anonymize", "run 'cxn register anonymize'"),
    (
        "approve",
        "run 'cxn review approve' for a track, 'cxn event approve' for an event",
    ),
    ("cancel", "run 'cxn register cancel'"),
    ("check-in", "run 'cxn register check-in'"),
    ("checkin", "run 'cxn register check-in'"),
    ("commit", "run 'cxn sync'"),
    (
        "conflicts",
        "run 'cxn track conflicts' for leads, 'cxn result list --conflicts' for results",
    ),
    (
        "dates",
        "run 'cxn event show' for an event's dates, 'cxn help dates' for how they are written",
    ),
    ("deadlines", "run 'cxn due'"),
    (
        "decline",
        "run 'cxn review decline' for a track, 'cxn event decline' for an event",
    ),
    ("defer", "run 'cxn review defer'"),
    ("draft", "run 'cxn propose'"),
    (
        "edit",
        "run 'cxn track set' for a track, 'cxn event set' for an event, 'cxn register change' for a person",
    ),
    ("event add", "run 'cxn event new'"),
    ("event create", "run 'cxn event new'"),
    ("event edit", "run 'cxn event set'"),
    ("events", "run 'cxn event list'"),
    ("evidence", "run 'cxn maturity'"),
    ("fix", "run 'cxn check --fix'"),
    ("fmm", "run 'cxn maturity'"),
    (
        "history",
        "run 'cxn log RECORD' for what happened to a track, an event or a person",
    ),
    (
        "import",
        "run 'cxn register import' for people, 'cxn result import' for results, 'cxn propose --from' for a track",
    ),
    ("lint", "run 'cxn check'"),
    (
        "list",
        "run 'cxn track list', 'cxn registrations' or 'cxn event list'",
    ),
    ("minutes", "run 'cxn review minutes'"),
    (
        "new",
        "run 'cxn event new' for an event, 'cxn propose' for a track",
    ),
    ("participants", "run 'cxn registrations'"),
    ("people", "run 'cxn registrations'"),
    ("probe", "run 'cxn systems probe'"),
    ("promote", "run 'cxn register promote'"),
    (
        "proposals",
        "run 'cxn track list' for all of them, 'cxn review list' for those that wait",
    ),
    ("pull", "run 'cxn sync'"),
    ("push", "run 'cxn sync'"),
    ("save", "run 'cxn sync'"),
    (
        "schedule",
        "run 'cxn match' for pairs in rounds, 'cxn event show' for an event's dates",
    ),
    ("servers", "run 'cxn systems'"),
    ("share", "run 'cxn sync'"),
    (
        "show",
        "run 'cxn track show', 'cxn event show' or 'cxn registrations show'",
    ),
    (
        "test",
        "run 'cxn result add' to record a test, 'cxn check' to check files",
    ),
    ("timeline", "run 'cxn event show'"),
    ("track add", "run 'cxn propose'"),
    ("track create", "run 'cxn propose'"),
    ("track history", "run 'cxn log TRACK'"),
    ("track log", "run 'cxn log TRACK'"),
    ("track new", "run 'cxn propose'"),
    ("track propose", "run 'cxn propose'"),
    ("track submit", "run 'cxn submit'"),
    ("track withdraw", "run 'cxn withdraw'"),
    ("validate", "run 'cxn check'"),
    ("waitlist", "run 'cxn register waitlist'"),
    ("walk-in", "run 'cxn register NAME --walk-in'"),
];

/// The words of a command line down to the one that is no command, and what to run instead.
pub fn answer(root: &Command, arguments: &[String], word: &str) -> Option<(String, &'static str)> {
    let mut at = root;
    let mut typed = Vec::new();
    for argument in arguments {
        if let Some(below) = at.find_subcommand(argument) {
            typed.push(below.get_name());
            at = below;
        } else if argument == word {
            break;
        }
    }
    typed.push(word);
    let typed = typed.join(" ");
    let found = GUESSED.iter().find(|(guess, _)| *guess == typed)?;
    Some((typed, found.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Command as Ours;
    use clap::Subcommand as _;

    #[test]
    fn what_is_guessed_is_no_command_and_leads_to_one() {
        let root = Ours::augment_subcommands(Command::new("cxn"));
        let find = |words: &str| {
            let mut at = Some(&root);
            for word in words.split_whitespace() {
                at = at.and_then(|at| at.find_subcommand(word));
            }
            at.is_some()
        };
        for (guess, answer) in GUESSED {
            assert!(!find(guess), "{guess} is a command");
            let named = answer.split('\'').skip(1).step_by(2);
            for command in named {
                let words = command.strip_prefix("cxn ").unwrap_or_default();
                let words: Vec<&str> = words
                    .split_whitespace()
                    .take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
                    .collect();
                // A topic is one of help's own words.
                let words = if words.first() == Some(&"help") {
                    &words[..1]
                } else {
                    &words
                };
                assert!(find(&words.join(" ")), "{guess}: {command}");
            }
        }
        assert!(GUESSED.is_sorted_by_key(|(guess, _)| *guess));
    }
}
