//! Bringing the records of a workspace together with those of others: commit, take over, push. Each half is a repository of its own.

pub mod conflict;
pub mod pull;
pub mod push;

use crate::analysis::record_change;
use crate::analysis::record_change::Versions;
use crate::error::Failure;
use crate::workspace::git::ask::{GitEnvironment, Repository};
use crate::workspace::git::own::OwnGit;
use crate::workspace::git::printed::Unsaved;
use crate::workspace::git::standing::{self, Busy, Standing};
use crate::workspace::git::{GitError, repository_of};
use crate::workspace::parse::{Readability, readability};
use crate::workspace::{File, Root, disk};

/// A repository that holds records of the workspace.
pub struct Shared<'a> {
    git: OwnGit,
    reader: Repository<'a>,
    /// Every link on the way to it followed, as git names files.
    root: Root,
}

/// What a repository holds that no one else has yet.
pub struct Work {
    pub standing: Standing,
    pub records: Vec<Versions>,
    /// Other files that differ; they are left alone.
    pub others: Vec<String>,
    /// The paths of the records from the top of the repository.
    paths: Vec<String>,
}

impl Work {
    /// What was done, a line for what was done alike.
    pub fn lines(&self) -> Vec<String> {
        record_change::lines(&self.records)
    }
}

/// The repositories of a workspace: one, or one for each half; and the halves that are in none.
pub fn repositories<'a>(
    root: &Root,
    environment: &'a GitEnvironment,
) -> Result<(Vec<Shared<'a>>, Vec<String>), Failure> {
    let real = root.canonical().unwrap_or_else(|| root.clone());
    let mut found: Vec<Shared<'_>> = Vec::new();
    let mut outside = Vec::new();
    let private = real.private().into_iter();
    for folder in [real.public()].into_iter().chain(private) {
        let Some((top, _)) = repository_of(folder) else {
            outside.push(folder.display().to_string());
            continue;
        };
        if found.iter().any(|one| one.git.top == top) {
            continue;
        }
        found.push(Shared {
            git: OwnGit::find(folder, environment).map_err(failure)?,
            reader: Repository::find(folder, environment).map_err(failure)?,
            root: real.clone(),
        });
    }
    Ok((found, outside))
}

/// What git did not do, in one line.
pub fn failure(error: GitError) -> Failure {
    match error {
        GitError::NoGit(error) => Failure::other(format!(
            "git cannot be run: {}",
            crate::workspace::reason(&error)
        ))
        .hint("install git, or add its folder to PATH"),
        other => Failure::other(other.to_string()),
    }
}

impl Shared<'_> {
    /// The folder of the repository.
    pub fn name(&self) -> String {
        self.git.top.display().to_string()
    }

    /// The record that a path of the repository is, in the half where it belongs.
    fn record(&self, path: &str) -> Option<File> {
        let file = self.root.file(&self.git.top.join(path))?;
        let is_record = std::path::Path::new(path).extension() == Some("yaml".as_ref())
            && file.kind().is_some();
        is_record.then_some(file)
    }

    fn run(&self, what: &str, arguments: &[&str], input: &str) -> Result<(), Failure> {
        let answer = self.git.run(arguments, input).map_err(failure)?;
        if answer.succeeded {
            return Ok(());
        }
        Err(Failure::other(format!(
            "could not {what}: {}",
            answer.reason()
        )))
    }

    /// What differs from the last commit, and where the repository stands.
    pub fn work(&self) -> Result<Work, Failure> {
        let standing = Standing::read(&self.git).map_err(failure)?;
        let unsaved = standing::unsaved(&self.git).map_err(failure)?;
        let (mut records, mut others, mut paths) = (Vec::new(), Vec::new(), Vec::new());
        let mut blobs: Vec<(usize, &str)> = Vec::new();
        for one in &unsaved {
            let Some(file) = self.record(&one.path) else {
                if !is_our_own(one) {
                    others.push(one.path.clone());
                }
                continue;
            };
            if let Some(blob) = &one.before {
                blobs.push((records.len(), blob));
            }
            records.push(Versions {
                after: disk::read_bounded(&self.git.top.join(&one.path)).ok(),
                before: None,
                file,
            });
            paths.push(one.path.clone());
        }
        let names: Vec<&str> = blobs.iter().map(|(_, blob)| *blob).collect();
        let contents = self.reader.contents(&names).map_err(failure)?;
        for ((at, _), bytes) in blobs.iter().zip(contents) {
            // One that is too large to be read was there all the same.
            records[*at].before = Some(bytes.unwrap_or_default());
        }
        Ok(Work {
            standing,
            records,
            others,
            paths,
        })
    }

    /// Refuses what sync does not know how to go on from.
    pub fn is_ready(&self, standing: &Standing) -> Result<(), Failure> {
        match (standing.busy, &standing.branch) {
            (Some(Busy::Rebase), _) | (None, Some(_)) => Ok(()),
            (Some(busy), _) => Err(Failure::refused(format!(
                "a {} is in progress in {}; nothing was changed",
                busy.words(),
                self.name()
            ))
            .hint(format!(
                "finish it with git, or take it back with 'git {} --abort'",
                busy.words()
            ))),
            (None, None) => Err(Failure::refused(format!(
                "no branch is checked out in {}; nothing was changed",
                self.name()
            ))
            .hint("check one out with 'git switch BRANCH'")),
        }
    }

    /// Commits the records, and nothing else: what is staged of other files stays staged.
    pub fn commit(&self, work: &Work, message: &str) -> Result<(), Failure> {
        refuse_unparsed(work.records.iter())?;
        let paths = OwnGit::paths(work.paths.iter().map(String::as_str));
        let from_input = ["--pathspec-from-file=-", "--pathspec-file-nul"];
        let new: Vec<&str> = work
            .records
            .iter()
            .zip(&work.paths)
            .filter(|(record, _)| record.before.is_none())
            .map(|(_, path)| path.as_str())
            .collect();
        if !new.is_empty() {
            let add = [&["add", "--intent-to-add"], &from_input[..]].concat();
            self.run("add the records", &add, &OwnGit::paths(new))?;
        }
        let commit = [
            &["commit", "--quiet", "--message", message],
            &from_input[..],
        ]
        .concat();
        let answer = self.git.run(&commit, &paths).map_err(failure)?;
        if answer.succeeded {
            return Ok(());
        }
        Err(
            Failure::refused(format!("git did not commit: {}", answer.reason())).hint(format!(
                "run 'git commit' in {} to see all that it says",
                self.name()
            )),
        )
    }
}

/// What the tool keeps beside records: locks, and files that a killed process left.
fn is_our_own(one: &Unsaved) -> bool {
    let name = one.path.rsplit('/').next().unwrap_or(&one.path);
    one.is_new && name.starts_with(".cxn")
}

/// A text that is no record is not given to others.
fn refuse_unparsed<'v>(records: impl Iterator<Item = &'v Versions>) -> Result<(), Failure> {
    let is_record = |bytes: &[u8], file: &File| {
        let text = std::str::from_utf8(bytes);
        text.is_ok_and(|text| readability(file, text) == Readability::Record)
    };
    let broken: Vec<String> = records
        .filter(|record| {
            let after = record.after.as_deref();
            after.is_some_and(|bytes| !is_record(bytes, &record.file))
        })
        .map(|record| record.file.to_string())
        .collect();
    let Some(first) = broken.first() else {
        return Ok(());
    };
    let more = match broken.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    Err(Failure::refused(format!(
        "{first}{more} cannot be parsed; nothing was committed or pushed"
    ))
    .hint("run 'cxn check' to see what is wrong, then 'cxn sync' again"))
}
