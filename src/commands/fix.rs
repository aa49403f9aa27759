//! What `cxn check --fix` does: makes the fixes of the findings, round by round, and saves what came of them.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::check;
use crate::check::{Fix, Located, fix};
use crate::context::Context;
use crate::model::plural::plural;
use crate::render::{diff, sanitize};
use crate::workspace::Selection;
use crate::workspace::disk::read_bounded;
use crate::workspace::load::Scope;
use crate::workspace::{DiskError, File, Root, Workspace, edit, save};

/// A fix can bring the next finding to light, but not forever.
const ROUNDS: usize = 10;

/// What to fix, and whether to do it.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// Also fixes that a person has to look at.
    pub all: bool,
    pub dry_run: bool,
    /// Show addresses and other personal values in what would change.
    pub with_contacts: bool,
}

#[derive(Debug, Default)]
pub struct Outcome {
    /// The texts of changed files, when they were not written: they stand in for the files in what is judged next.
    pub overlay: BTreeMap<File, String>,
    /// What was selected, by the names it has now.
    pub selection: Selection,
    /// Whether a file could not be fixed because of the disk, or because another process changed it meanwhile.
    pub failed: bool,
}

struct Work {
    before: String,
    after: String,
    mended: usize,
}

/// Fixes the selected files, and says on the error stream what was done.
pub fn run(
    context: &mut Context,
    root: &Root,
    selection: Selection,
    order: Order,
) -> Result<Outcome> {
    let prefix = context.prefix(root.public());
    let mut outcome = Outcome {
        selection,
        ..Outcome::default()
    };
    // A file that got its name back may have findings of its own.
    for _ in 0..ROUNDS {
        let (works, names) = rounds(context, root, &outcome.selection, order)?;
        for (file, work) in works {
            let shown = root.display_path(&prefix, &file);
            let findings = counted(work.mended);
            if order.dry_run {
                context.print(&diff::unified(
                    &shown,
                    &work.before,
                    &work.after,
                    order.with_contacts,
                ))?;
                context.say(&format!("would be fixed: {} {findings}", line(&shown)));
                outcome.overlay.insert(file, work.after);
                continue;
            }
            match save(root, &file, &work) {
                Ok(()) => context.say(&format!("fixed: {} {findings}", line(&shown))),
                Err(error) => {
                    outcome.failed = true;
                    context.say(&format!("error: {}", line(&error.to_string())));
                }
            }
        }
        let mut renamed = false;
        for (from, to) in names {
            let (old, new) = (format!("{prefix}{from}"), format!("{prefix}{to}"));
            if order.dry_run {
                context.print(&diff::renamed(&line(&old), &line(&new)))?;
                continue;
            }
            let done = edit::lock(root, &from)
                .and_then(|_lock| save::rename(&from.on_disk(root), &to.on_disk(root)));
            match done {
                Ok(()) => {
                    renamed = true;
                    context.say(&format!("renamed: {} to {}", line(&old), line(&new)));
                    if let Selection::Paths(paths) = &mut outcome.selection
                        && paths.remove(from.as_str())
                    {
                        paths.insert(to.as_str().to_owned());
                    }
                }
                Err(error) => {
                    outcome.failed = true;
                    context.say(&format!("error: {}", line(&error.to_string())));
                }
            }
        }
        if !renamed || outcome.failed {
            break;
        }
    }
    Ok(outcome)
}

/// Fixes until nothing is left, without writing anything: the files that change, and the names that do.
fn rounds(
    context: &Context,
    root: &Root,
    selection: &Selection,
    order: Order,
) -> Result<(BTreeMap<File, Work>, BTreeMap<File, File>)> {
    let mut works = BTreeMap::<File, Work>::new();
    let mut names = BTreeMap::new();
    for _ in 0..ROUNDS {
        let overlay = works
            .iter()
            .map(|(file, work)| (file.clone(), work.after.clone()));
        let workspace = Workspace::load_with(root, &Scope::default(), overlay.collect())?;
        let report = check::run(&workspace, context.now, selection);
        let mut by_file = BTreeMap::<&File, Vec<&Fix>>::new();
        for Located { finding, .. } in &report.findings {
            if let Some(fix) = finding.fix.as_ref().filter(|fix| order.all || fix.safe) {
                by_file.entry(&finding.place.file).or_default().push(fix);
            }
        }
        names.clear();
        let mut changed = false;
        for (file, fixes) in by_file {
            if let Some(to) = fixes.iter().find_map(|fix| fix.renames()) {
                if !names.values().any(|taken| taken == to) {
                    names.insert(file.clone(), to.clone());
                }
                continue;
            }
            let before = match works.get(file) {
                Some(work) => work.after.clone(),
                None => match text(&workspace, file) {
                    Some(text) => text,
                    None => continue,
                },
            };
            let (after, made) = fix::apply_all(file, &before, &fixes);
            if after != before {
                changed = true;
                let work = works.entry(file.clone()).or_insert_with(|| Work {
                    before,
                    after: String::new(),
                    mended: 0,
                });
                work.after = after;
                work.mended += made.len();
            }
        }
        if !changed {
            break;
        }
    }
    works.retain(|_, work| work.before != work.after);
    Ok((works, names))
}

/// The text of a file as it is on disk, byte for byte.
fn text(workspace: &Workspace, file: &File) -> Option<String> {
    let path = workspace.inside(file).ok()?;
    String::from_utf8(read_bounded(&path).ok()?).ok()
}

fn save(root: &Root, file: &File, work: &Work) -> Result<(), DiskError> {
    let _lock = edit::lock(root, file)?;
    save::replace(&file.on_disk(root), &work.before, &work.after)
}

fn counted(findings: usize) -> String {
    plural(findings, "finding")
}

fn line(text: &str) -> String {
    sanitize::line(text, sanitize::MESSAGE_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_changed_meanwhile_is_left_alone() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let file = File::new("events/e/tracks/t.yaml");
        let path = file.below(folder.path());
        save::create(&path, "title: theirs\n")?;
        let work = Work {
            before: "title: ours \n".to_owned(),
            after: "title: ours\n".to_owned(),
            mended: 1,
        };
        let result = save(&crate::workspace::Root::whole(folder.path()), &file, &work);
        assert!(matches!(result, Err(DiskError::Conflict(_))), "{result:?}");
        assert_eq!(std::fs::read_to_string(&path)?, "title: theirs\n");
        Ok(())
    }
}
