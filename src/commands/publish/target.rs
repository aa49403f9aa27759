//! What is published is written anywhere but over records.

use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use crate::error::Failure;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, MARKER, Root, disk};

/// The folders of a workspace that hold records.
const RECORDS: [&str; 8] = [
    "events",
    "templates",
    "responsibilities",
    "criteria",
    "duties",
    "imports",
    "schemas",
    "site",
];

/// Hidden folders of a server that hold forms.
const FORMS: [&str; 3] = [".github", ".gitlab", ".forgejo"];

/// The path without `..`, as the disk goes it: above a link is above what it leads to.
fn settled(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut settled = PathBuf::new();
    for component in absolute.components() {
        if component == Component::ParentDir {
            settled = disk::canonical(&settled).unwrap_or(settled);
            settled.pop();
        } else {
            settled.push(component);
        }
    }
    settled
}

/// The path with its links followed, as far as it is there.
fn real(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(|there| {
        let rest = path.strip_prefix(there).ok()?;
        Some(disk::canonical(there)?.join(rest))
    })
}

/// Refuses to publish to a path that is the workspace's own: its folder of records, its settings, or the workspace itself.
pub fn spare_workspace(root: &Root, target: &Path) -> Result<()> {
    let refused = |what: &str| {
        let shown = line(&target.display().to_string(), MESSAGE_LENGTH);
        let failure = Failure::usage(format!("{shown} {what}; nothing was written"));
        failure.hint("name a folder of its own, such as public")
    };
    if disk::exists(&target.join(MARKER)) {
        return Err(refused("is a workspace").into());
    }
    let absolute = settled(target);
    let halves = [Some(root.public()), root.private()];
    let roots = halves
        .into_iter()
        .flatten()
        .flat_map(|half| [disk::canonical(half), std::path::absolute(half).ok()]);
    for root in roots.flatten() {
        let real = real(&absolute);
        for path in [Some(&absolute), real.as_ref()].into_iter().flatten() {
            let Ok(inside) = path.strip_prefix(&root) else {
                continue;
            };
            let first = inside.components().next();
            let is_of_records = first.is_some_and(|first| {
                let name = first.as_os_str().to_string_lossy();
                let is_hidden = name.starts_with('.') && !FORMS.contains(&name.as_ref());
                is_hidden || name == MARKER || RECORDS.contains(&name.as_ref())
            });
            if is_of_records {
                return Err(refused("is where the workspace keeps its records").into());
            }
            // A folder of the workspace that is a stranger's link must not lead elsewhere.
            if !inside.as_os_str().is_empty() {
                disk::below(&root, &File::new(&inside.to_string_lossy()))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_judged_by_where_it_ends() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let base = std::fs::canonicalize(folder.path())?;
        std::fs::create_dir_all(base.join("workspace/public"))?;
        std::fs::write(base.join("workspace").join(MARKER), "")?;
        let root = Root::whole(&base.join("workspace"));
        let refused =
            |path: &str| spare_workspace(&root, &base.join("workspace").join(path)).is_err();
        for path in [
            "events/x",
            "public/../events/x",
            "public/../.git/hooks",
            "../elsewhere/../workspace/events/x",
            ".",
        ] {
            assert!(refused(path), "{path}");
        }
        for path in [
            "public",
            "../beside",
            "public/../other/x.md",
            ".github/ISSUE_TEMPLATE",
        ] {
            assert!(!refused(path), "{path}");
        }
        Ok(())
    }
}
