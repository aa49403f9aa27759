//! What is published is written anywhere but over records.

use std::path::Path;

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
    let absolute = std::path::absolute(target).unwrap_or_else(|_| target.to_path_buf());
    let halves = [Some(root.public()), root.private()];
    let roots = halves
        .into_iter()
        .flatten()
        .flat_map(|half| [disk::canonical(half), std::path::absolute(half).ok()]);
    for root in roots.flatten() {
        let real = disk::canonical(&absolute);
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
