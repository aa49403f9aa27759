//! What a command is given: built once from the environment, so that nothing below reads the clock, a variable or the terminal.

mod ask;
mod named;
mod progress;

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use anyhow::Result;
use chrono::{NaiveDate, Utc};
use clap::{Args, ColorChoice};
use clap_complete::ArgValueCompleter;

use crate::complete;
use crate::error::Failure;
use crate::model::settings::{Identity, Visibility};
use crate::model::timeline::day_argument;
use crate::model::{Now, Slug, When};
use crate::render::{Style, sanitize};
use crate::workspace::git::GitEnvironment;
use crate::workspace::load::Scope;
use crate::workspace::{DiskError, Root, Workspace, disk, find, reason};
use crate::yaml;
pub use named::is_event_alone;
pub use progress::Progress;

/// How many bytes are printed at once.
const BLOCK: usize = 64 * 1024;

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Globals {
    /// Work on the workspace at or above DIR [env: CXN_WORKSPACE]
    #[arg(
        short = 'C',
        long = "workspace",
        value_name = "DIR",
        global = true,
        help_heading = "Global options"
    )]
    pub workspace: Option<PathBuf>,
    /// Work on this event
    #[arg(
        long,
        value_name = "EVENT",
        add = ArgValueCompleter::new(complete::events),
        global = true,
        help_heading = "Global options"
    )]
    pub event: Option<String>,
    /// Act as if it were this day (the time of day keeps running)
    #[arg(long, value_name = "DATE", value_parser = day_argument, global = true, conflicts_with = "now", help_heading = "Global options")]
    pub today: Option<NaiveDate>,
    /// Act as if it were this instant [env: CXN_NOW]
    #[arg(
        long,
        value_name = "INSTANT",
        global = true,
        help_heading = "Global options"
    )]
    pub now: Option<String>,
    /// When to use color
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Global options"
    )]
    pub color: ColorChoice,
}

/// Who I am, and which file says so.
#[derive(Debug, Clone, Default)]
pub struct Me {
    pub identity: Identity,
    /// Where the file is, or would be.
    pub file: Option<PathBuf>,
    pub exists: bool,
    /// What named the file: `CXN_CONFIG` or the platform's configuration folder.
    pub origin: &'static str,
}

#[derive(Debug, Clone)]
pub struct GithubActions {
    /// The file that a step's summary is appended to.
    pub step_summary: Option<PathBuf>,
}

/// Everything from outside that a command may use.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the environment"
)]
pub struct Context {
    pub now: Now,
    pub style: Style,
    /// Whether a person sits at both ends: then a command may ask.
    pub interactive: bool,
    /// The command of the editor, from `VISUAL` or `EDITOR`.
    pub editor: Option<String>,
    /// GitHub Actions, when the command runs in one of its steps.
    pub github_actions: Option<GithubActions>,
    /// Whether the command runs in CI, where nothing is asked of the network unless a flag insists.
    pub ci: bool,
    /// Who can read the repository, as the server says that runs the command.
    pub visibility: Option<Visibility>,
    /// What the environment says about git.
    pub git: GitEnvironment,
    /// The whole command line, as the parser knows it.
    pub command_line: fn() -> clap::Command,
    frozen: bool,
    event: Option<String>,
    folder: Option<PathBuf>,
    out: Box<dyn Write>,
    /// Whether standard output is a file, and no terminal and no log.
    to_file: bool,
    err: RefCell<Box<dyn Write>>,
    /// The event that the command is about, once that is known.
    meant: Option<Slug>,
    /// Whether it was said that the private half is not here.
    told_missing: Cell<bool>,
}

impl Context {
    /// Reads the environment, the clock and the terminal: the only place that does.
    pub fn new(globals: &Globals, command_line: fn() -> clap::Command) -> Result<Self, Failure> {
        let (now, frozen) = now(globals)?;
        let is_terminal = io::stdout().is_terminal();
        let color = match globals.color {
            clap::ColorChoice::Always => true,
            clap::ColorChoice::Never => false,
            clap::ColorChoice::Auto => {
                AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        };
        let width = if is_terminal {
            terminal_size::terminal_size().map(|(width, _)| width.0)
        } else {
            None
        };
        let columns = variable("COLUMNS")
            .and_then(|columns| columns.parse().ok())
            .filter(|_| is_terminal);
        #[cfg(debug_assertions)]
        if let Some(plan) = variable("CXN_FAULT") {
            crate::workspace::failpoint::install(&plan).map_err(Failure::usage)?;
        }
        Ok(Self {
            now,
            style: Style {
                color,
                width: columns.or(width),
            },
            interactive: io::stdin().is_terminal() && is_terminal,
            editor: variable("VISUAL").or_else(|| variable("EDITOR")),
            github_actions: variable("GITHUB_ACTIONS").map(|_| GithubActions {
                step_summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            }),
            ci: variable("CI").is_some_and(|value| !matches!(value.as_str(), "false" | "0")),
            visibility: visibility()?,
            git: git_environment(),
            command_line,
            frozen,
            event: globals.event.clone(),
            folder: globals.workspace.clone().or_else(named_folder),
            out: if color {
                // Asks a console of Windows to understand colors.
                Box::new(AutoStream::always(io::stdout()))
            } else {
                Box::new(io::stdout())
            },
            to_file: disk::is_file(&io::stdout()),
            err: RefCell::new(Box::new(io::stderr())),
            meant: None,
            told_missing: Cell::new(false),
        })
    }

    /// A clock for a command that runs for long: it goes on from the moment the command began, unless that was frozen.
    pub fn clock(&self) -> impl Fn() -> Now + use<> {
        let (now, frozen) = (self.now, self.frozen);
        move || match now {
            Now::Day(day, _) => Now::Day(day, Utc::now()),
            Now::Instant(_) if !frozen => Now::Instant(Utc::now()),
            Now::Instant(_) => now,
        }
    }

    /// Prints to standard output: the one door to a terminal and to a log, where no line may be a command to who reads it. A
    /// file gets the text as it is. A reader that has gone away ends the program as if it had read everything.
    pub fn print(&mut self, text: &str) -> Result<()> {
        if self.to_file {
            self.print_commands(text)
        } else {
            self.print_commands(&sanitize::for_log(text))
        }
    }

    /// As [`Self::print`], for a text in pieces of whole lines that would be large as a whole.
    pub fn print_pieces(&mut self, pieces: impl Iterator<Item = String>) -> Result<()> {
        let mut block = String::new();
        for piece in pieces {
            block = if block.is_empty() {
                piece
            } else {
                block + &piece
            };
            if block.len() >= BLOCK {
                self.print(&block)?;
                block.clear();
            }
        }
        self.print(&block)
    }

    /// Prints what is meant to be a command to who reads a log.
    pub fn print_commands(&mut self, text: &str) -> Result<()> {
        match self
            .out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
        {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(ClosedPipe.into()),
            result => Ok(result.map_err(|error| {
                Failure::other(format!(
                    "cannot write to standard output: {}",
                    reason(&error)
                ))
            })?),
        }
    }

    /// Prints a message to standard error: one line, in which nothing acts.
    pub fn say(&mut self, text: &str) {
        self.tell(text);
    }

    fn tell(&self, text: &str) {
        // Nobody to tell that nobody listens.
        let _ = writeln!(self.err.borrow_mut(), "{}", sanitize::message(text));
    }

    /// The folder given with `-C` or `CXN_WORKSPACE`, else the current one.
    pub fn folder(&self) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| PathBuf::from("."))
    }

    /// The root of the current workspace. Says once what is not there when its private half is not.
    pub fn root(&self) -> Result<Root> {
        let root = root_of(self.folder.as_deref())?;
        if let Some(missing) = root.missing().filter(|_| !self.told_missing.replace(true)) {
            self.tell(&format!(
                "note: the private half {missing} is not here: registrations, results, issues, reports and mappings are left out"
            ));
        }
        Ok(root)
    }

    /// What to put before a path from the workspace's root so that it can be opened from the current folder:
    /// the way down to a workspace below it, and nothing from within the workspace.
    pub fn prefix(&self, root: &Path) -> String {
        let here = std::env::current_dir().ok();
        let way = here
            .and_then(|here| disk::canonical(&here))
            .zip(disk::canonical(root))
            .and_then(|(here, root)| root.strip_prefix(&here).ok().map(Path::to_path_buf));
        let parts: Vec<String> = way
            .iter()
            .flat_map(|way| way.components())
            .map(|part| format!("{}/", part.as_os_str().to_string_lossy()))
            .collect();
        parts.concat()
    }

    pub fn workspace(&self) -> Result<Workspace> {
        Ok(Workspace::load(&self.root()?, &Scope::default())?)
    }

    /// The workspace without its registrations and results, which are most of its files: for whoever asks neither about people nor
    /// for findings.
    pub fn proposals(&self) -> Result<Workspace> {
        let scope = Scope::without_registrations();
        Ok(Workspace::load(&self.root()?, &scope)?)
    }

    /// Who I am, from the configuration file, when there is one.
    pub fn me(&self) -> Result<Me> {
        let (file, origin) = match std::env::var_os("CXN_CONFIG").filter(|path| !path.is_empty()) {
            Some(path) => (Some(PathBuf::from(path)), "CXN_CONFIG"),
            None => (
                dirs::config_dir().map(|folder| folder.join("cxn").join("config.yaml")),
                "the configuration folder",
            ),
        };
        let Some(path) = file else {
            return Ok(Me {
                origin,
                ..Me::default()
            });
        };
        // The null device says that there is none.
        let is_null = disk::canonical(&path).is_some_and(|path| path == Path::new("/dev/null"));
        if disk::exists(&path) && !is_null {
            disk::ensure_regular(&path)?;
        }
        let Some(bytes) = disk::read_if_there(&path, yaml::guard::MAX_BYTES)? else {
            return Ok(Me {
                file: Some(path),
                origin,
                ..Me::default()
            });
        };
        let broken = |reason: String| {
            Failure::other(format!("{}: {reason}", path.display()))
                .hint("expected keys name, email and organization")
        };
        let text = yaml::guard::admit(&bytes).map_err(|refusal| broken(refusal.found))?;
        let identity: Option<Identity> =
            yaml::read(text).map_err(|error| broken(error.to_string()))?;
        Ok(Me {
            identity: identity.unwrap_or_default(),
            file: Some(path),
            exists: true,
            origin,
        })
    }

    /// A file named on the command line, or standard input for `-`, as text that a parser may see.
    pub fn input(&self, name: &str) -> Result<String> {
        let bytes = self.bytes(name, yaml::guard::MAX_BYTES)?;
        Ok(admitted(name, &bytes)?)
    }

    /// The bytes of a file named on the command line, or of standard input for `-`, but no more than show that there are
    /// more than `limit`.
    pub fn bytes(&self, name: &str, limit: usize) -> Result<Vec<u8>> {
        let most = limit as u64 + 1;
        let mut bytes = Vec::new();
        if name == "-" {
            let read = io::stdin().take(most).read_to_end(&mut bytes);
            read.map_err(|error| Failure::other(format!("cannot read standard input: {error}")))?;
            return Ok(bytes);
        }
        Ok(disk::read_at_most(Path::new(name), limit)?)
    }

    /// Shows how far something is that takes longer than half a second, on standard error when that is a terminal.
    pub fn progress(&self, what: &'static str, total: usize) -> Progress {
        Progress::new(what, total, io::stderr().is_terminal())
    }
}

/// A file named on the command line, as it may be shown: `-` is standard input.
pub fn input_name(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}

/// The text of bytes from a file named on the command line, when a parser may see it.
pub fn admitted(name: &str, bytes: &[u8]) -> Result<String, Failure> {
    let shown = input_name(name);
    let text = yaml::guard::admit(bytes).map_err(|refusal| {
        let reason = match refusal.kind {
            yaml::guard::RefusalKind::NotUtf8 => "is not UTF-8",
            yaml::guard::RefusalKind::Control => "holds a control character",
            yaml::guard::RefusalKind::TooLarge => "is larger than 1 MiB",
            yaml::guard::RefusalKind::TooDeep => "is nested too deep",
            yaml::guard::RefusalKind::Expanded => "is too large",
        };
        Failure::other(format!("{shown} {reason}: found {}", refusal.found))
    })?;
    Ok(text.to_owned())
}

/// Standard output was closed by its reader: no error, but no reason to go on either.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub struct ClosedPipe;

/// A variable of the environment; an empty one is as good as none.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(|value| value.to_string_lossy().into_owned())
}

/// The folder that `CXN_WORKSPACE` names.
fn named_folder() -> Option<PathBuf> {
    std::env::var_os("CXN_WORKSPACE")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

/// The root of the workspace: of the folder that was named, else of the one that holds the current folder.
fn root_of(folder: Option<&Path>) -> Result<Root, DiskError> {
    let public = if let Some(folder) = folder {
        find::named(folder)?
    } else {
        let here = std::env::current_dir().map_err(DiskError::io("find", Path::new(".")))?;
        find::upwards(&here)?
    };
    Root::open(public, private_half().as_deref())
}

/// What tells this program from every other build of it: its version, how large its file is and when it was written.
pub fn program() -> String {
    let file = std::env::current_exe().ok();
    let stamp = file.and_then(|file| disk::stamp(&file));
    format!(
        "{} {}",
        env!("CARGO_PKG_VERSION"),
        stamp.unwrap_or_default()
    )
}

/// The moment by the clock of the system, whatever moment a command acts at: for what happens to files meanwhile.
pub fn real_time() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// The folder that `CXN_PRIVATE` names.
pub fn private_half() -> Option<PathBuf> {
    std::env::var_os("CXN_PRIVATE")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

/// The root of the workspace for a shell that asks for completions: there is no command line yet.
pub fn root_for_completion() -> Option<Root> {
    root_of(named_folder().as_deref()).ok()
}

/// What the environment says about git: where the program is, and the names of the variables that it reads.
fn git_environment() -> GitEnvironment {
    let names = std::env::vars_os().map(|(name, _)| name);
    GitEnvironment {
        path: std::env::var_os("PATH"),
        variables: names
            .filter(|name| name.to_string_lossy().starts_with("GIT_"))
            .collect(),
    }
}

/// Who can read the repository: as GitLab says, or any other server with a variable of our own.
fn visibility() -> Result<Option<Visibility>, Failure> {
    match variable("CXN_VISIBILITY") {
        Some(word) => match Visibility::parse(&word) {
            Some(visibility) => Ok(Some(visibility)),
            None => Err(
                Failure::usage(format!("invalid visibility '{word}' for CXN_VISIBILITY"))
                    .hint("expected public, internal or private"),
            ),
        },
        None => Ok(variable("CI_PROJECT_VISIBILITY").and_then(|word| Visibility::parse(&word))),
    }
}

/// The moment to work at, and whether it is fixed. A flag comes before a variable.
fn now(globals: &Globals) -> Result<(Now, bool), Failure> {
    let named = match (&globals.now, globals.today) {
        (Some(text), _) => Some(text.clone()),
        (None, Some(day)) => return Ok((Now::Day(day, Utc::now()), false)),
        (None, None) => variable("CXN_NOW"),
    };
    match named {
        None => Ok((Now::Instant(Utc::now()), false)),
        Some(text) => match When::parse(&text) {
            Some(When::Instant(instant)) => Ok((Now::Instant(instant.with_timezone(&Utc)), true)),
            day => {
                let expected = format!("expected {}", crate::model::date::MOMENT_FORM);
                let hint = match day {
                    Some(When::Day(day)) => format!("{expected}; a day is '--today {day}'"),
                    _ => expected,
                };
                let failure = format!("invalid instant '{text}' for --now or CXN_NOW");
                Err(Failure::usage(failure).hint(hint))
            }
        },
    }
}
