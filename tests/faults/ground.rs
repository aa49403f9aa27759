//! The ground that all stand on: a workspace in a folder of its own, the tool in it, and every file with its bytes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What a test gives back.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Every file by its path from the root, with its bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The moment of every command.
pub const NOW: &str = "2026-08-06T12:00:00Z";

/// Whether the tool has fault points in this build: both are built alike.
pub const HAS_FAULTS: bool = cfg!(debug_assertions);

/// Whether this is the long form.
pub fn is_long() -> bool {
    std::env::var_os("CXN_LONG").is_some()
}

/// Does something for each number below a count, four at a time, and stops at the first that fails.
pub fn for_each(count: usize, work: impl Fn(usize) -> Outcome + Sync) -> Outcome {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let work = &work;
        let run = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(());
                }
                if let Err(error) = work(number) {
                    next.store(count, Ordering::Relaxed);
                    return Err(error);
                }
            }
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        let mut results = threads.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.find(Result::is_err).unwrap_or(Ok(()))
    })
}

/// Every one of these in the long form; in the short one they take turns.
pub fn turns<T: Copy>(all: &[T], turn: usize, at_once: usize) -> Vec<T> {
    let count = if is_long() { all.len() } else { at_once };
    (0..count)
        .map(|n| all[(turn * at_once + n) % all.len()])
        .collect()
}

/// Whether a file is nobody's record: a lock, or what a killed process left.
pub fn is_leftover(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last == ".cxn.lock" || is_temporary(name)
}

/// Whether a file is what a killed process left, or in a folder that one left.
pub fn is_temporary(name: &str) -> bool {
    name.split('/').any(|part| {
        let mark = part.strip_prefix(".cxn-");
        mark.is_some_and(|mark| mark.rsplit_once('.').is_some_and(|(_, end)| end == "tmp"))
    })
}

/// All files of a folder, without leftovers.
pub fn files(root: &Path) -> Outcome<Files> {
    let mut found = all(root)?;
    found.retain(|name, _| !is_leftover(name));
    Ok(found)
}

/// All files of a folder.
pub fn all(root: &Path) -> Outcome<Files> {
    let (mut found, mut todo) = (Files::new(), vec![root.to_path_buf()]);
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                todo.push(path);
            } else {
                let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
                found.insert(name, fs::read(path).unwrap_or_default());
            }
        }
    }
    Ok(found)
}

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Ran {
    /// The lines of errors, from the workspace's root.
    pub fn errors(&self, root: &Path) -> Vec<String> {
        let root = format!("{}/", root.display());
        let lines = self.err.lines();
        lines
            .filter(|line| line.starts_with("error:"))
            .map(|line| line.replace(&root, ""))
            .collect()
    }
}

/// A workspace in a folder that goes with the test.
pub struct Ground {
    folder: TempDir,
    /// The root of the workspace.
    pub root: PathBuf,
}

impl Ground {
    /// An empty folder.
    pub fn empty() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let root = folder.path().canonicalize()?.join("ws");
        fs::create_dir(&root)?;
        Ok(Self { folder, root })
    }

    /// These files.
    pub fn of(files: &Files) -> Outcome<Self> {
        let this = Self::empty()?;
        this.lay(files)?;
        Ok(this)
    }

    /// The workspace of the suite.
    pub fn workspace() -> Outcome<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/workspace");
        let mut files = all(&source)?;
        // Under its own name it would hide files from this repository.
        if let Some(ignored) = files.remove("gitignore") {
            files.insert(".gitignore".to_owned(), ignored);
        }
        Self::of(&files)
    }

    /// Writes files.
    pub fn lay(&self, files: &Files) -> Outcome {
        for (name, bytes) in files {
            let path = self.path(name);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// A path of the workspace.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A path beside the workspace, in no git and no check.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file's text.
    pub fn text(&self, name: &str) -> Outcome<String> {
        Ok(fs::read_to_string(self.path(name))?)
    }

    /// Changes a file's text, as an editor does that knows nothing of locks.
    pub fn edit(&self, name: &str, change: impl FnOnce(String) -> String) -> Outcome {
        let text = change(self.text(name)?);
        Ok(fs::write(self.path(name), text)?)
    }

    /// The tool, without what the environment of the tests may hold.
    pub fn cxn(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cxn"));
        self.settle(&mut command);
        command.args(arguments);
        command
    }

    /// Gives a command the environment of the tool.
    pub fn settle(&self, command: &mut Command) {
        command
            .current_dir(&self.root)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("CXN_NOW", NOW)
            .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
            // An editor that writes the same text each time.
            .env("EDITOR", "cp typed.txt")
            // Two cores are shared with all the other tests.
            .env("RAYON_NUM_THREADS", "2")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    /// Runs the tool.
    pub fn run(&self, arguments: &[&str]) -> Outcome<Ran> {
        Ok(self.cxn(arguments).output()?.into())
    }

    /// Runs the tool, which has to do it.
    pub fn done(&self, arguments: &[&str]) -> Outcome<Ran> {
        let ran = self.run(arguments)?;
        if ran.code == Some(0) {
            return Ok(ran);
        }
        Err(format!("{arguments:?}: {ran:?}").into())
    }

    /// Runs the tool with a fault.
    pub fn run_with(&self, fault: &str, arguments: &[&str]) -> Outcome<Ran> {
        let mut command = self.cxn(arguments);
        Ok(command.env("CXN_FAULT", fault).output()?.into())
    }

    /// Runs the tool until it comes to a step; `None` when it never does, with what it gave.
    pub fn pause(&self, step: &str, arguments: &[&str]) -> Outcome<Result<Paused, Ran>> {
        let mark = self.beside("paused");
        let mut command = self.cxn(arguments);
        command.env("CXN_FAULT", format!("{step}=pause:{}", mark.display()));
        let mut child = command.spawn()?;
        let start = Instant::now();
        while !mark.exists() {
            if child.try_wait()?.is_some() {
                return Ok(Err(child.wait_with_output()?.into()));
            }
            if start.elapsed() > Duration::from_secs(120) {
                child.kill()?;
                return Err(format!("{arguments:?} never ends").into());
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(Ok(Paused { child, mark }))
    }

    /// What the checks find that keeps records from being read, and whether they run at all.
    pub fn unreadable(&self) -> Outcome<Vec<String>> {
        let ran = self.run(&["check", "--format", "json"])?;
        if !matches!(ran.code, Some(0 | 1)) {
            return Err(format!("cxn check: {ran:?}").into());
        }
        let report: serde_json::Value = serde_json::from_str(&ran.out)?;
        let findings = report["findings"].as_array().ok_or("no findings")?;
        let bad = [
            "syntax",
            "unreadable-file",
            "event-unreadable",
            "not-utf8",
            "stray-file",
            "wrong-type",
            "missing-key",
            "duplicate-key",
            "control-character",
            "file-name-not-a-slug",
        ];
        let bad = findings
            .iter()
            .filter(|finding| bad.iter().any(|rule| finding["rule"] == *rule));
        Ok(bad.map(ToString::to_string).collect())
    }
}

/// A process that stands still at a step on the disk.
pub struct Paused {
    child: Child,
    mark: PathBuf,
}

impl Paused {
    /// Kills it.
    pub fn kill(mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(fs::remove_file(self.mark)?)
    }

    /// Lets it go on.
    pub fn go_on(self) -> Outcome<Ran> {
        fs::remove_file(&self.mark)?;
        Ok(self.child.wait_with_output()?.into())
    }
}
