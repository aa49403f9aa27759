//! Writing new issues, and finding those that are there.

use crate::check::engine;
use crate::check::report::Report;
use crate::error::Failure;
use crate::model::digest::mark;
use crate::model::person::fold;
use crate::model::{Issue, Now, Slug, slug};
use crate::process::recorded::{self, Named};
use crate::workspace::{EventFolder, File, Record, RecordKind, Selection, Workspace, disk, save};
use crate::yaml;

/// 32^6 marks: no two of the issues of an event have one by chance.
const MARK: usize = 6;

/// A new issue, ready to be written.
#[derive(Debug, Clone)]
pub struct New {
    pub slug: Slug,
    pub file: File,
    pub issue: Issue,
    pub text: String,
}

/// The issue of a name, of the beginning of one, or of its key in the tracker.
pub fn find<'a>(folder: &'a EventFolder, name: &str) -> Result<&'a Record<Issue>, Failure> {
    let has_key = |record: &&Record<Issue>| {
        let key = record.value.key();
        key.is_some_and(|key| fold(key) == fold(name))
    };
    let mut keyed = folder.issues.values().filter(has_key);
    if let (Some(one), None) = (keyed.next(), keyed.next()) {
        return Ok(one);
    }
    let all: Vec<_> = folder
        .issues
        .values()
        .map(|record| Named {
            shown: record.slug.to_string(),
            slug: &record.slug,
            item: record,
        })
        .collect();
    recorded::find(RecordKind::Issue, folder, &all, name)
}

/// How a new issue is written, and where. Two clones that record different issues write different files, and both merge.
pub fn new(workspace: &Workspace, event: &Slug, issue: Issue) -> Result<New, Failure> {
    let fault = |error: yaml::Error| Failure::other(format!("cannot write the issue: {error}"));
    let text = yaml::write::block(&yaml::to_value(&issue).map_err(fault)?, 0);
    let stem = Slug::from_title(&issue.title).map_or("issue".to_owned(), |slug| slug.to_string());
    let room = slug::MAX_LENGTH - MARK - 1;
    let stem = stem[..room.min(stem.len())].trim_end_matches('-');
    let slug = Slug::parse(&format!("{stem}-{}", mark(&text, MARK)))
        .map_err(|_| Failure::other("no file can be named after this issue"))?;
    let file = File::issue(event, &slug);
    if disk::exists(&file.on_disk(workspace.root())) {
        return Err(Failure::refused(format!(
            "this very issue is recorded already: {}",
            workspace.root().shown(&file)
        )));
    }
    let text = workspace.with_modeline(&file, &text);
    Ok(New {
        slug,
        file,
        issue,
        text,
    })
}

/// What the checks say of a new issue.
pub fn judge(workspace: &mut Workspace, now: Now, event: &Slug, new: &New) -> Report {
    workspace.overlay.insert(new.file.clone(), new.text.clone());
    if let Some(folder) = workspace.events.get_mut(event) {
        let record = Record {
            slug: new.slug.clone(),
            file: new.file.clone(),
            value: new.issue.clone().into(),
            marks: yaml::marks(&new.text),
        };
        folder.issues.insert(new.slug.clone(), record);
    }
    let report = engine::run(workspace, now, &Selection::file(&new.file));
    workspace.overlay.remove(&new.file);
    report
}

/// Writes a new issue. The caller holds the lock of the event.
pub fn write(workspace: &Workspace, new: &New) -> anyhow::Result<()> {
    save::write_together(&[recorded::write::<Issue>(workspace, &new.file, &new.text)?])?;
    Ok(())
}
