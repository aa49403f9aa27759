//! The command line: the root parser, the flags every command takes, dispatch, and the one place that turns errors into exit codes.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};

use crate::commands::grouped::Detail;
use crate::commands::{Command, grouped, guessed, visible};
use crate::complete;
use crate::context;
use crate::context::{ClosedPipe, Context, Globals};
use crate::error::{Exit, Failure};
use crate::model::invisible;
use crate::render::sanitize;
use crate::workspace::edit::ChangeError;
use crate::workspace::{DiskError, find};

/// Run HL7 FHIR Connectathons from plain YAML files: draft, check, submit, register and report.
#[derive(Debug, Parser)]
#[command(
    name = "cxn",
    version,
    long_version = long_version(option_env!("CXN_COMMIT")),
    propagate_version = false,
    disable_help_subcommand = true
)]
#[command(
    after_help = "Exit codes: 0 clean · 1 findings, or refused by the process · 2 usage · 3 no workspace, or nothing matched · 4 anything else"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Flags that every command takes.
    #[command(flatten)]
    pub globals: Globals,
}

/// The version, and the commit and its date where the build was told: `0.1.0 (fc84e71 2026-11-23)`.
fn long_version(commit: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match commit {
        None | Some("") => version.to_owned(),
        Some(commit) => format!("{version} ({commit})"),
    }
}

/// Runs the tool on the process's own command line.
pub fn main() -> ExitCode {
    if cfg!(windows) {
        // The main thread of Windows has 1 MiB; a command line with this many commands can need more, unoptimized.
        let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(start);
        return match thread.map(std::thread::JoinHandle::join) {
            Ok(Ok(code)) => code,
            _ => Exit::Other.into(),
        };
    }
    start()
}

fn start() -> ExitCode {
    complete::look_in(context::root_for_completion);
    // A shell that asks for completions sets COMPLETE; this returns at once when it is not set.
    clap_complete::CompleteEnv::with_factory(Cli::command).complete();
    run(std::env::args_os()).into()
}

/// What earlier versions called commands; their names still lead on.
const FORMER_COMMANDS: [(&str, &[&str]); 2] = [
    ("duties", &["responsibilities"]),
    ("dossier", &["event", "approval"]),
];

/// The former name that a command was called by, and the words that lead to it today.
fn former_command(
    matches: &ArgMatches,
    arguments: &[OsString],
) -> Option<(&'static str, &'static [&'static str])> {
    let mut names = Vec::new();
    let mut at = matches;
    while let Some((name, below)) = at.subcommand() {
        names.push(name);
        at = below;
    }
    let typed = |word: &str| arguments.iter().any(|argument| argument == word);
    FORMER_COMMANDS.into_iter().find(|(former, path)| {
        let name = path.last().copied().unwrap_or_default();
        names.starts_with(path) && typed(former) && !typed(name)
    })
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.len() < 2 {
        use std::io::Write;
        let help = grouped::command(Cli::command(), Detail::Sentences, columns()).render_help();
        let _ = write!(anstream::stderr(), "{}", help.ansi());
        return Exit::Usage;
    }
    let mut root = Cli::command();
    let has = |flag: &str| arguments.iter().any(|one| one == flag);
    if has("--help") {
        root = grouped::command(root, Detail::Sentences, columns());
    } else if has("-h") {
        root = grouped::command(root, Detail::Names, columns());
    }
    let parsed = root.try_get_matches_from(&arguments);
    let parsed = parsed.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            if let Some((typed, answer)) = guess(&error, &arguments) {
                return explain(
                    &Failure::usage(format!("no command '{typed}'"))
                        .hint(answer)
                        .into(),
                );
            }
            if let Some(failure) = without_flag(&error, &arguments) {
                return explain(&failure.into());
            }
            complain(&error);
            if let Some(together) = unquoted(&error, &arguments) {
                use std::io::Write;
                let hint = format!("put words that belong together in quotes: \"{together}\"");
                let _ = writeln!(std::io::stderr(), "hint: {}", sanitize::message(&hint));
            }
            let asked = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            return if asked { Exit::Clean } else { Exit::Usage };
        }
    };
    // The description of all commands is built again only where there is something to refuse.
    if words(&arguments)
        .iter()
        .any(|word| invisible::first(word).is_some())
        && let Err(failure) = visible::ensure(&Cli::command(), &matches)
    {
        return explain(&failure.into());
    }
    let mut context = match Context::new(&cli.globals, Cli::command) {
        Ok(context) => context,
        Err(failure) => return explain(&failure.into()),
    };
    if let Some((former, path)) = former_command(&matches, &arguments) {
        context.say(&format!("note: '{former}' is now 'cxn {}'", path.join(" ")));
    }
    match cli.command.run(&mut context) {
        Ok(exit) => exit,
        Err(error) if error.is::<ClosedPipe>() => Exit::Clean,
        Err(error) => explain(&error),
    }
}

fn columns() -> Option<u16> {
    terminal_size::terminal_size().map(|(width, _)| width.0)
}

/// What was typed in place of a command, and the command that does it.
fn guess(error: &clap::Error, arguments: &[OsString]) -> Option<(String, &'static str)> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    guessed::answer(&Cli::command(), &words(arguments), word)
}

/// A flag that the command does not have, where it is known what was meant.
fn without_flag(error: &clap::Error, arguments: &[OsString]) -> Option<Failure> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let (command, hint) = guessed::instead_of_flag(&Cli::command(), &words(arguments), flag)?;
    Some(Failure::usage(format!("'{command}' has no flag '{flag}'")).hint(hint))
}

/// A word that there is no place for, with the one before it, where that is no command and no flag: a name or a title without quotes.
fn unquoted(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let kind = match error.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::ArgumentConflict => ContextKind::InvalidSubcommand,
        _ => return None,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else {
        return None;
    };
    let words = words(arguments);
    let at = words.iter().position(|one| one == word)?;
    let before = words.get(at.checked_sub(1)?)?;
    let root = Cli::command();
    let is_text = |text: &String| !text.starts_with('-') && !is_command(&root, text);
    (is_text(before) && is_text(word)).then(|| format!("{before} {word}"))
}

/// Whether a word is a command, whichever it belongs to.
fn is_command(root: &clap::Command, word: &str) -> bool {
    let mut below = root.get_subcommands();
    below.any(|one| one.get_name() == word || is_command(one, word))
}

/// What was typed after the name of the program.
fn words(arguments: &[OsString]) -> Vec<String> {
    let arguments = arguments.iter().skip(1);
    arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

/// Prints what the parser says. It repeats the arguments, and in a script those may be a stranger's.
fn complain(error: &clap::Error) {
    use std::io::Write;
    let plain = error.render().to_string();
    let safe = sanitize::lines(&plain);
    // A reader that has gone away is no error, here as everywhere.
    let _ = if safe == plain.trim_end() {
        error.print()
    } else {
        writeln!(std::io::stderr(), "{safe}")
    };
}

/// Says what went wrong in one line, what to do next in another, and decides the exit code.
fn explain(error: &anyhow::Error) -> Exit {
    use std::io::Write;
    let disk = match error.downcast_ref::<ChangeError>() {
        Some(ChangeError::Disk(disk)) => Some(disk),
        _ => error.downcast_ref::<DiskError>(),
    };
    let (exit, hint) = match (error.downcast_ref::<Failure>(), disk) {
        (Some(failure), _) => (failure.exit, failure.hint.clone()),
        (None, Some(DiskError::NoFolder(_))) => (
            Exit::NotFound,
            Some("check the folder given with -C or CXN_WORKSPACE".to_owned()),
        ),
        (None, Some(DiskError::BadPrivateHalf { .. })) => (
            Exit::Usage,
            Some("name another folder with 'private' in cxn.yaml, or with CXN_PRIVATE".to_owned()),
        ),
        (None, Some(DiskError::NoPrivateHalf(_))) => (
            Exit::NotFound,
            Some("clone or mount it there, or set CXN_PRIVATE to where it is".to_owned()),
        ),
        (None, Some(DiskError::NoWorkspace(folder) | DiskError::NotAWorkspace(folder))) => (
            Exit::NotFound,
            Some(match find::public_half(folder) {
                Some(public) => format!(
                    "this is the private half of a workspace: run the command in {}, or pass -C",
                    public.display()
                ),
                None => "run 'cxn init' here, or pass -C".to_owned(),
            }),
        ),
        (None, Some(DiskError::Conflict(_) | DiskError::Locked { .. })) => {
            (Exit::Other, Some("run the command again".to_owned()))
        }
        (None, Some(DiskError::Partly { .. })) => (
            Exit::Other,
            Some("run the command again: it completes what is missing".to_owned()),
        ),
        (None, Some(DiskError::Link(_))) => (
            Exit::Other,
            Some("name the file that it leads to".to_owned()),
        ),
        _ => (Exit::Other, None),
    };
    let mut stderr = std::io::stderr().lock();
    let message = sanitize::message(&error.to_string());
    let _ = writeln!(stderr, "error: {message}");
    if let Some(hint) = hint {
        let _ = writeln!(stderr, "hint: {}", sanitize::message(&hint));
    }
    exit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_version_names_the_commit_that_the_build_was_told() {
        let version = env!("CARGO_PKG_VERSION");
        let told = long_version(Some("fc84e71 2026-11-23"));
        assert_eq!(told, format!("{version} (fc84e71 2026-11-23)"));
        assert_eq!(long_version(None), version);
        assert_eq!(long_version(Some("")), version);
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
