//! Words that people try for a command, and the command that does it.

use clap::Command;

/// What is typed, and what answers it.
const GUESSED: &[(&str, &str)] = &[
    (
        "add",
        "run 'cxn register' for a person, 'cxn propose' for a track, 'cxn result add' for a result",
    ),
    (
        "agenda",
        "run 'cxn due' for what comes next, 'cxn event show' for an event's dates",
    ),
    ("anonymize", "run 'cxn register anonymize'"),
    (
        "approve",
        "run 'cxn review approve' for a track, 'cxn event approve' for an event",
    ),
    ("attendees", "run 'cxn registrations'"),
    ("calendar", "run 'cxn publish calendar'"),
    ("cancel", "run 'cxn register cancel'"),
    (
        "carry",
        "run 'cxn propose --carry EVENT/TRACK' for a track, 'cxn propose --carry-all' for all of the last event",
    ),
    (
        "change",
        "run 'cxn register change' for a person, 'cxn track set' for a track, 'cxn event set' for an event",
    ),
    ("check-in", "run 'cxn register check-in'"),
    ("checkin", "run 'cxn register check-in'"),
    ("ci", "run 'cxn help ci'"),
    ("commit", "run 'cxn sync'"),
    (
        "compare",
        "run 'cxn series' for events, 'cxn review diff' for a track since it was approved",
    ),
    ("confirm", "run 'cxn review confirm'"),
    (
        "conflicts",
        "run 'cxn track conflicts' for leads, 'cxn result list --conflicts' for results",
    ),
    (
        "create",
        "run 'cxn event new' for an event, 'cxn propose' for a track, 'cxn init' for a workspace",
    ),
    (
        "csv",
        "run 'cxn publish csv LIST' for a list of an event, or any list with --format csv",
    ),
    (
        "dashboard",
        "run 'cxn status' for an event, 'cxn progress' for its tests",
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
    (
        "delete",
        "run 'cxn withdraw' for a track, 'cxn register cancel' for a person, 'cxn result withdraw' for a result: nothing is ever deleted",
    ),
    (
        "diff",
        "run 'cxn review diff TRACK' for what changed since a decision, 'cxn log RECORD' for a record's history",
    ),
    ("draft", "run 'cxn propose'"),
    (
        "duplicates",
        "run 'cxn check' for issues and registrations, 'cxn track conflicts' for tracks",
    ),
    (
        "edit",
        "run 'cxn track set' for a track, 'cxn event set' for an event, 'cxn register change' for a person",
    ),
    ("event add", "run 'cxn event new'"),
    ("event create", "run 'cxn event new'"),
    ("event edit", "run 'cxn event set'"),
    ("event status", "run 'cxn status'"),
    ("evidence", "run 'cxn maturity'"),
    (
        "export",
        "run 'cxn publish' for pages and lists, 'cxn issue export' for issues",
    ),
    ("fhir", "run 'cxn publish fhir'"),
    ("files", "run 'cxn help files'"),
    ("fix", "run 'cxn check --fix'"),
    ("fmm", "run 'cxn maturity'"),
    ("formats", "run 'cxn help formats'"),
    ("forms", "run 'cxn publish forms'"),
    (
        "history",
        "run 'cxn log RECORD' for what happened to a track, an event or a person, 'cxn series' for events side by side",
    ),
    (
        "import",
        "run 'cxn register import' for people, 'cxn result import' for results, 'cxn propose --from' for a track",
    ),
    (
        "json",
        "run 'cxn publish json' for lists of an event, or any command with --format json",
    ),
    (
        "leads",
        "run 'cxn track list' for the tracks and their leads",
    ),
    ("lint", "run 'cxn check'"),
    (
        "list",
        "run 'cxn track list', 'cxn registrations' or 'cxn event list'",
    ),
    ("minutes", "run 'cxn review minutes'"),
    ("move", "run 'cxn register move'"),
    (
        "new",
        "run 'cxn event new' for an event, 'cxn propose' for a track",
    ),
    (
        "next",
        "run 'cxn status' for what to do next, 'cxn due' for dates, 'cxn event new SLUG --from EVENT' for the next event of a series",
    ),
    (
        "outcome",
        "run 'cxn report show' for what an event came to, 'cxn issue list' for what was found",
    ),
    ("pairs", "run 'cxn match'"),
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
    ("record", "run 'cxn result add'"),
    ("register add", "run 'cxn register NAME'"),
    ("register checkin", "run 'cxn register check-in'"),
    ("register delete", "run 'cxn register cancel'"),
    ("register edit", "run 'cxn register change'"),
    ("register list", "run 'cxn registrations'"),
    ("register new", "run 'cxn register NAME'"),
    ("register remove", "run 'cxn register cancel'"),
    ("register show", "run 'cxn registrations show PERSON'"),
    ("registrations add", "run 'cxn register NAME'"),
    ("registrations cancel", "run 'cxn register cancel'"),
    ("registrations import", "run 'cxn register import'"),
    (
        "remove",
        "run 'cxn withdraw' for a track, 'cxn register cancel' for a person, 'cxn result withdraw' for a result: nothing is ever deleted",
    ),
    (
        "report edit",
        "run 'cxn report set', or edit the file that 'cxn report draft' wrote",
    ),
    ("report new", "run 'cxn report draft'"),
    (
        "report publish",
        "run 'cxn publish markdown --report' or 'cxn publish site'",
    ),
    ("report-out", "run 'cxn report draft'"),
    ("request-changes", "run 'cxn review request-changes'"),
    ("result new", "run 'cxn result add'"),
    (
        "roles",
        "run 'cxn readiness' for who plays each role, 'cxn track show TRACK' for a track's roles",
    ),
    ("save", "run 'cxn sync'"),
    (
        "scenarios",
        "run 'cxn readiness' for the scenarios of an event, 'cxn track show TRACK' for those of a track",
    ),
    (
        "schedule",
        "run 'cxn match' for pairs in rounds, 'cxn event show' for an event's dates",
    ),
    ("seats", "run 'cxn register waitlist'"),
    ("servers", "run 'cxn systems'"),
    (
        "set",
        "run 'cxn track set' for a track, 'cxn event set' for an event",
    ),
    ("share", "run 'cxn sync'"),
    (
        "show",
        "run 'cxn track show', 'cxn event show' or 'cxn registrations show'",
    ),
    ("site", "run 'cxn publish site DIR'"),
    (
        "statistics",
        "run 'cxn series' for events side by side, 'cxn status' for one",
    ),
    (
        "stats",
        "run 'cxn series' for events side by side, 'cxn status' for one",
    ),
    ("tasks", "run 'cxn due'"),
    (
        "test",
        "run 'cxn result add' to record a test, 'cxn check' to check files",
    ),
    ("timeline", "run 'cxn event show'"),
    ("todo", "run 'cxn due'"),
    ("track add", "run 'cxn propose'"),
    ("track approve", "run 'cxn review approve TRACK'"),
    ("track create", "run 'cxn propose'"),
    ("track decline", "run 'cxn review decline TRACK'"),
    ("track history", "run 'cxn log TRACK'"),
    ("track log", "run 'cxn log TRACK'"),
    ("track new", "run 'cxn propose'"),
    ("track propose", "run 'cxn propose'"),
    ("track submit", "run 'cxn submit'"),
    ("track withdraw", "run 'cxn withdraw'"),
    ("trend", "run 'cxn series'"),
    ("trends", "run 'cxn series'"),
    ("unregister", "run 'cxn register cancel'"),
    (
        "update",
        "run 'cxn track set' for a track, 'cxn event set' for an event, 'cxn register change' for a person",
    ),
    ("validate", "run 'cxn check'"),
    (
        "verify",
        "run 'cxn result verify' for a result, 'cxn check' for files",
    ),
    (
        "view",
        "run 'cxn track show', 'cxn event show' or 'cxn registrations show'",
    ),
    ("waitlist", "run 'cxn register waitlist'"),
    ("walk-in", "run 'cxn register NAME --walk-in'"),
    ("website", "run 'cxn publish site DIR'"),
    ("workflow", "run 'cxn help workflow'"),
];

/// What is typed for a flag, and the flag that does it.
const FLAGS: &[(&str, &str, &str)] = &[
    ("--csv", "format", "--format csv"),
    ("--diff", "changed", "--changed=REV"),
    ("--json", "format", "--format json"),
    ("--markdown", "format", "--format markdown"),
    ("--order", "sort", "--sort COLUMN"),
    ("--order-by", "sort", "--sort COLUMN"),
    ("--output-format", "format", "--format"),
    ("--reverse", "sort", "--sort -COLUMN"),
    ("--since", "changed", "--changed=REV"),
    ("--sort-by", "sort", "--sort COLUMN"),
    ("--strict", "fail-on", "--fail-on warning"),
    ("--warnings-as-errors", "fail-on", "--fail-on warning"),
    ("--werror", "fail-on", "--fail-on warning"),
];

/// The command of a command line that has no such flag, and how to write what was meant: as another flag, or without one.
pub fn instead_of_flag(
    root: &Command,
    arguments: &[String],
    flag: &str,
) -> Option<(String, String)> {
    let mut at = root;
    let mut words = vec!["cxn"];
    for argument in arguments {
        if let Some(below) = at.find_subcommand(argument) {
            words.push(below.get_name());
            at = below;
        }
    }
    let words = words.join(" ");
    let has = |name: &str| at.get_arguments().any(|one| one.get_long() == Some(name));
    if let Some((.., meant)) = FLAGS
        .iter()
        .find(|(guess, of, _)| *guess == flag && has(of))
    {
        return Some((words, format!("write '{meant}'")));
    }
    let name = flag.strip_prefix("--")?;
    let list = at.find_subcommand("list");
    if list.is_some_and(|list| list.get_arguments().any(|one| one.get_long() == Some(name))) {
        return Some((words.clone(), format!("write '{words} list {flag}'")));
    }
    let is_named = |value: &&str| {
        let mut parts = value.split(|c: char| !c.is_ascii_uppercase());
        parts.any(|part| part.eq_ignore_ascii_case(name))
    };
    let mut values = at
        .get_positionals()
        .flat_map(|one| one.get_value_names().unwrap_or_default());
    let value = values.find(|value| is_named(&value.as_str()))?;
    let hint = format!("name the {name} without a flag: {words} {value}");
    Some((words, hint))
}

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
    let answer = instead_of_command(&typed)?;
    Some((typed, answer))
}

/// What to run in place of the words of a command that is not there.
pub fn instead_of_command(words: &str) -> Option<&'static str> {
    let found = GUESSED.iter().find(|(guess, _)| *guess == words)?;
    Some(found.1)
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
        assert!(FLAGS.is_sorted_by_key(|(guess, ..)| *guess));
    }

    #[test]
    fn a_flag_that_is_not_there_is_answered_with_what_is() {
        let root = Ours::augment_subcommands(Command::new("cxn"));
        let answer = |line: &str, flag: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            instead_of_flag(&root, &words, flag).map(|(_, hint)| hint)
        };
        for (line, flag, hint) in [
            (
                "result list --track patient",
                "--track",
                Some("name the track without a flag: cxn result list TRACK"),
            ),
            (
                "matrix --track=patient",
                "--track",
                Some("name the track without a flag: cxn matrix TRACK[/SCENARIO]"),
            ),
            (
                "propose --title Allergies",
                "--title",
                Some("name the title without a flag: cxn propose TITLE"),
            ),
            ("track list --json", "--json", Some("write '--format json'")),
            (
                "track list --sort-by title",
                "--sort-by",
                Some("write '--sort COLUMN'"),
            ),
            (
                "tracks --sort title",
                "--sort",
                Some("write 'cxn track list --sort'"),
            ),
            ("submit patient --json", "--json", None),
            ("track list --frobnicate", "--frobnicate", None),
        ] {
            assert_eq!(answer(line, flag).as_deref(), hint, "{line}");
        }
    }
}
