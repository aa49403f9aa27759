//! What the benches share: generated workspaces, and the tool as a process with nothing of this machine around it.
//!
//! Without `--bench`, which `cargo bench` gives, criterion runs everything once to see that it works. Workspaces are small then.
#![allow(dead_code, reason = "each bench uses its own part")]
#![allow(clippy::panic, reason = "a bench is a program")]

#[path = "../../examples/generate.rs"]
mod generate;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use clap::Parser as _;
pub use generate::calendar::NOW;
use tempfile::TempDir;

/// Whether times are taken, rather than everything run once.
pub fn is_measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// A size: the real one when times are taken, else a small one.
pub fn size(measured: usize, once: usize) -> usize {
    if is_measuring() { measured } else { once }
}

/// How large a workspace is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    pub events: usize,
    pub tracks: usize,
    pub registrations: usize,
    pub import_rows: usize,
    /// The share of records with a finding.
    pub findings: f64,
}

/// A generated workspace, gone with the bench.
pub fn workspace(size: Size) -> TempDir {
    let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder to write to: {error}"));
    let mut arguments = generate::Arguments::parse_from([Path::new("generate"), dir.path()]);
    arguments.events = size.events;
    arguments.tracks = size.tracks;
    arguments.registrations = size.registrations;
    arguments.import_rows = size.import_rows;
    arguments.findings = size.findings;
    generate::write(&arguments).unwrap_or_else(|error| panic!("nothing generated: {error:#}"));
    dir
}

/// The tool in a workspace, at the moment that the workspace was made for.
pub fn cxn(workspace: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cxn"));
    command.current_dir(workspace).args(arguments);
    command
        .env("CXN_NOW", NOW)
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml");
    for name in [
        "CXN_WORKSPACE",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "COMPLETE",
    ] {
        command.env_remove(name);
    }
    command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// Runs a command that has to end with a code; says what it wrote when it does not.
pub fn run(mut command: Command, code: i32) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not run: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{command:?}: {said}");
    output
}

/// The wall time of a run, from the start of the process to its end.
pub fn wall(command: Command) -> (Duration, Output) {
    let start = Instant::now();
    let output = run(command, 0);
    (start.elapsed(), output)
}
