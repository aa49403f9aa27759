//! The commands in the order of an event, as the root's help shows them.

use std::fmt::Write as _;

use clap::Command;

/// Every command in one group: a test sees to it.
const GROUPS: [(&str, &[&str]); 11] = [
    (
        "Start",
        &["status", "init", "event", "due", "sync", "log", "help"],
    ),
    (
        "Propose",
        &[
            "propose",
            "submit",
            "withdraw",
            "track",
            "template",
            "responsibilities",
        ],
    ),
    ("Review", &["review"]),
    ("Register", &["register", "registrations"]),
    ("Prepare", &["systems", "readiness", "match"]),
    ("On the days", &["result", "matrix", "progress"]),
    ("Outcome", &["issue", "report", "maturity", "series"]),
    ("Publish", &["publish"]),
    (
        "Check and automate",
        &["check", "explain", "rules", "schema", "lsp"],
    ),
    ("Shell", &["completions", "man"]),
    ("Settings", &["config"]),
];

/// The longest line, in characters, where the terminal is not narrower.
const WIDTH: usize = 100;
/// Where the second column begins.
const COLUMN: usize = 20;

const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{before-help}Options:
{options}{after-help}";

/// How much the root's help says of each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Its name: everything fits a screen.
    Names,
    /// What it does.
    Sentences,
}

/// The root with its commands in groups, for a terminal of so many columns.
pub fn command(root: Command, detail: Detail, width: Option<u16>) -> Command {
    let width = width.map_or(WIDTH, usize::from).clamp(40, WIDTH);
    let header = *root.get_styles().get_header();
    let literal = *root.get_styles().get_literal();
    let mut text = String::new();
    let indented =
        |text: &str| filled(text, width - COLUMN).join(&format!("\n{}", " ".repeat(COLUMN)));
    for (group, names) in GROUPS {
        if detail == Detail::Names {
            let pad = " ".repeat(COLUMN.saturating_sub(group.len()));
            // A line that began with a style would be wrapped as if it went on the one before.
            let _ = writeln!(
                text,
                "  {header}{group}{header:#}{pad}{}",
                indented(&names.join(", "))
            );
            continue;
        }
        let _ = writeln!(text, "{header}{group}:{header:#}");
        for name in names {
            let about = root.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let pad = " ".repeat(COLUMN.saturating_sub(2 + name.len()));
            let _ = writeln!(
                text,
                "  {literal}{name}{literal:#}{pad}{}",
                indented(&about)
            );
        }
        text.push('\n');
    }
    text.push_str(match detail {
        Detail::Names => {
            "\nRun 'cxn --help' for what each does, 'cxn help workflow' for how they go together.\n"
        }
        Detail::Sentences => "Topics: cxn help workflow, files, dates, formats, ci\n",
    });
    root.help_template(TEMPLATE).before_help(text)
}

/// The words of a text in lines of at most so many characters.
fn filled(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Command as Ours;
    use clap::Subcommand as _;

    #[test]
    fn every_command_is_in_one_group() {
        let root = Ours::augment_subcommands(Command::new("cxn"));
        let mut all: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        all.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, all);
    }
}
