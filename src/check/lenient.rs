//! Error recovery: the records of files that cannot be parsed, without their slips.
//!
//! One unknown key keeps a file from being parsed, and would hide all else that is wrong with it until it is fixed. So where every
//! slip of a file has one right answer, such as a misspelled key, the file is checked as if that had been written. A key that is near
//! to none is taken out: then the file itself is checked, but no other by what is left of it, so that no one is told of an error that
//! is not theirs. Anything else, such as a text where a list is expected, leaves the file unchecked: what follows from it cannot be
//! told from what is wrong.
//!
//! Reading unknown keys past the type (`serde_ignored`) cannot do this: a misspelled `timeline` would count as none, and every track
//! would be checked, and every command would go on, with the wrong dates.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::finding::Finding;
use crate::check::fix::{self, Fix};
use crate::check::place::Place;
use crate::check::rule_info::Scope;
use crate::check::rules;
use crate::check::structure::{Salvage, is_recoverable};
use crate::workspace::{File, RecordKind, Selection, Unread, Workspace};
use crate::yaml;
use crate::yaml::edit::Editor;
use crate::yaml::tree::NodeKind;
use crate::yaml::{Path, Step, plain};

/// Workspaces with the records of files that could not be parsed.
#[derive(Debug, Default)]
pub struct Recovery {
    /// With the files whose every slip has one right answer: they count for others, too. `None` where there are none.
    pub complete: Option<Workspace>,
    /// Files from which a key was taken out.
    partial: Vec<(File, Recovered)>,
    /// For each recovered file its renamed keys: as they were read, and as they are written.
    renamed: BTreeMap<File, Vec<(Path, Path)>>,
    /// For each partial file the keys that no one can read.
    dropped: BTreeMap<File, Vec<Path>>,
}

/// A text that can be parsed.
#[derive(Debug)]
struct Recovered {
    text: String,
    renamed: Vec<(Path, Path)>,
    is_partial: bool,
    /// What was left out although the record has it.
    dropped: Vec<Path>,
}

impl Recovery {
    /// Recovers what can be recovered, from the findings on the structure of the files; of partial ones, those selected.
    pub fn new(
        workspace: &Workspace,
        structural: &[(&Unread, Vec<Finding>)],
        selection: &Selection,
    ) -> Self {
        let candidates = structural.par_iter();
        let candidates = candidates.filter(|(unread, _)| is_recoverable(unread));
        let recovered = candidates.filter_map(|(unread, findings)| {
            let text = workspace.text(&unread.file)?;
            let kind = unread.kind?;
            Some((unread.file.clone(), Recovered::new(kind, &text, findings)?))
        });
        let recovered: Vec<(File, Recovered)> = recovered.collect();
        let (mut partial, complete): (Vec<_>, Vec<_>) =
            recovered.into_iter().partition(|(_, one)| one.is_partial);
        partial.retain(|(file, _)| selection.includes(file));
        let mut recovery = Self {
            partial,
            ..Self::default()
        };
        if !complete.is_empty() {
            let mut workspace = workspace.clone();
            recovery.insert(&mut workspace, complete);
            recovery.complete = Some(workspace);
        }
        recovery
    }

    /// The workspace with partial records as well, and which files these are; `None` where there are none.
    /// Takes the complete one with it: a copy of a large workspace is dear.
    pub fn take_partial(&mut self, workspace: &Workspace) -> Option<(Workspace, Selection)> {
        let partial = std::mem::take(&mut self.partial);
        if partial.is_empty() {
            return None;
        }
        let complete = self.complete.take();
        let mut all = complete.unwrap_or_else(|| workspace.clone());
        let names = self.insert(&mut all, partial);
        (!names.is_empty()).then(|| (all, Selection::Paths(names.into_iter().collect())))
    }

    /// Adds records to a workspace; the names of the files whose texts could be parsed.
    fn insert(
        &mut self,
        workspace: &mut Workspace,
        recovered: Vec<(File, Recovered)>,
    ) -> Vec<String> {
        let texts = recovered.iter().map(|(file, one)| (file, &*one.text));
        let parsed = workspace.replace_unread(&texts.collect::<Vec<_>>());
        let kept = recovered
            .into_iter()
            .filter(|(file, _)| parsed.contains(file));
        for (file, one) in kept {
            self.dropped.insert(file.clone(), one.dropped);
            self.renamed.insert(file, one.renamed);
        }
        parsed.iter().map(ToString::to_string).collect()
    }

    /// Whether a finding may only follow from what was left out of a partial record.
    pub fn follows(&self, finding: &Finding) -> bool {
        let dropped = self.dropped.get(&finding.place.file);
        dropped.into_iter().flatten().any(|gone| {
            let (gone_way, way) = (&gone.0, &finding.place.path.0);
            let touches = way.starts_with(gone_way) || !way.is_empty() && gone_way.starts_with(way);
            // A role that is not read is one that a scenario seems to make up, and so on.
            let stem = gone.first_key().unwrap_or_default().trim_end_matches('s');
            touches || stem.len() > 3 && finding.rule.name.contains(stem)
        })
    }

    /// Points a finding at what is written, where keys were read by other names. Until the slips are fixed it has no fix of its own:
    /// that would be made in the file as it is.
    pub fn map_back(&self, finding: &mut Finding) {
        if self.renamed.is_empty() {
            return;
        }
        let is_recovered = self.renamed.contains_key(&finding.place.file);
        if is_recovered && finding.rule.scope != Scope::SourceText {
            finding.fix = None;
        }
        let related = finding.related.iter_mut().map(|(place, _)| place);
        for place in related.chain([&mut finding.place]) {
            self.map_place_back(place);
        }
    }

    fn map_place_back(&self, place: &mut Place) {
        let renamed = self.renamed.get(&place.file);
        for (read, written) in renamed.into_iter().flatten() {
            if place.path.0.starts_with(&read.0) {
                place.path.0.splice(..read.0.len(), written.0.clone());
            }
        }
    }
}

impl Recovered {
    fn new(kind: RecordKind, text: &str, findings: &[Finding]) -> Option<Self> {
        // Only a guess asks for the tree, which costs more than all else.
        let tree = LazyCell::new(|| yaml::places(text.strip_prefix('\u{feff}').unwrap_or(text)));
        let (mut fixes, mut renamed) = (Vec::<&Fix>::new(), Vec::new());
        let (mut unknown, mut dropped, mut is_broken) = (Vec::new(), Vec::new(), false);
        for finding in findings {
            let path = &finding.place.path;
            let is_unknown_key = finding.rule.name == rules::unknown_key::RULE.name;
            match &finding.fix {
                Some(fix) => {
                    // Several items of one list may be fixed at once.
                    if !fixes.iter().any(|one| one.changes == fix.changes) {
                        fixes.push(fix);
                    }
                    if let (true, [name]) = (is_unknown_key, &finding.expected[..]) {
                        renamed.push((sibling(path, name)?, path.clone()));
                    }
                }
                None if is_unknown_key => {
                    // Where it may be one of several that are not there, it is not known what is missing.
                    let is_guess = finding.help.as_deref().is_some_and(is_question);
                    let is_there = |name: &Arc<str>| {
                        let tree = tree.as_ref();
                        let sibling = sibling(path, name).zip(tree);
                        sibling.is_some_and(|(path, tree)| tree.at(&path).is_some())
                    };
                    if is_guess && !finding.expected.iter().all(is_there) {
                        return None;
                    }
                    unknown.push(path.clone());
                }
                None if is_vital(path) => return None,
                None if finding.rule.name == rules::syntax::RULE.name => {
                    dropped.push(path.clone());
                    is_broken = true;
                }
                None if VALUES.contains(&finding.rule.name) => {
                    let way = path
                        .0
                        .iter()
                        .rposition(|step| matches!(step, Step::Key(_)))?;
                    let key = Path(path.0[..=way].to_vec());
                    if !dropped.contains(&key) {
                        dropped.push(key.clone());
                        unknown.push(key);
                    }
                }
                None => return None,
            }
        }
        let mut text = fix::apply_together(text, &fixes)?;
        if is_broken {
            let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
            text = Salvage::new(kind, body)?.text;
        }
        let unknown: Vec<&Path> = unknown.iter().collect();
        if !unknown.is_empty() {
            text = without(&text, &unknown).or_else(|| {
                let mut editor = Editor::open(&text).ok()?;
                for path in &unknown {
                    editor.remove(path).ok()?;
                }
                editor.finish().ok()
            })?;
        }
        Some(Self {
            text,
            renamed,
            is_partial: !unknown.is_empty() || is_broken,
            dropped,
        })
    }
}

/// Rules on a value that is none its key can have.
const VALUES: [&str; 3] = [
    rules::wrong_type::RULE.info.name,
    rules::unknown_value::RULE.info.name,
    rules::invalid_date::RULE.info.name,
];

/// Whether a record without the key at a place is another one: what it is called, and where it stands.
fn is_vital(path: &Path) -> bool {
    let first = path.first_key();
    first.is_none_or(|key| matches!(key, "title" | "name" | "status" | "history"))
}

/// A text without some keys, each taken out with its lines: a tenth of what an edit costs, and enough for what is only read. Nothing
/// where a line says more than that, or where a mapping would be left empty.
fn without(text: &str, paths: &[&Path]) -> Option<String> {
    let tree = plain::tree(text)?;
    let mut ranges = Vec::new();
    for path in paths {
        let (_, way) = path.0.split_last()?;
        let NodeKind::Map(entries) = &tree.at(&Path(way.to_vec()))?.kind else {
            return None;
        };
        if entries.len() <= paths.len() {
            return None;
        }
        let found = tree.find(path);
        let key = found.key.filter(|_| found.whole)?;
        let start = text[..key.start].rfind('\n').map_or(0, |end| end + 1);
        let last = found.value.end.max(key.end);
        let last = last - usize::from(text[..last].ends_with('\n'));
        let end = text[last..].find('\n').map_or(text.len(), |end| last + end);
        // A colon follows a key without a value.
        let rest = text[last..end].trim_start_matches([':', ' ']);
        if !text[start..key.start].trim_matches(' ').is_empty()
            || !(rest.is_empty() || rest.starts_with('#'))
        {
            return None;
        }
        ranges.push(start..end);
    }
    ranges.sort_by_key(|range| range.start);
    let (mut left, mut at) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        left.push_str(text.get(at..range.start)?);
        at = range.end;
    }
    left.push_str(&text[at..]);
    Some(left)
}

fn is_question(help: &str) -> bool {
    help.starts_with("did you mean")
}

/// The path of a key with another name.
fn sibling(path: &Path, name: &str) -> Option<Path> {
    let (Step::Key(_), way) = path.0.split_last()? else {
        return None;
    };
    Some(Path(way.to_vec()).key(name))
}

#[cfg(test)]
mod tests;
