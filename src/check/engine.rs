//! A check, stage by stage.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::analysis::event_facts::EventFacts;
use crate::check::finding::{Finding, MAX_OF_FILE};
use crate::check::fix::Fix;
use crate::check::lenient::Recovery;
use crate::check::report::Report;
use crate::check::{judge, locate, overrides, structure, suppress};
use crate::model::{Event, Now, Registration, Slug, Track};
use crate::workspace::{EventFolder, File, Record, Selection, Workspace};

/// Checks the selected files at a moment.
///
/// Loading parsed each file once, straight into its type. Then:
/// 1. structure: everything that is wrong with the files that could not be parsed;
/// 2. recovery: what such a file says apart from its slips, so that one slip hides nothing else;
/// 3. rules: over all records, those recovered with them; and over partial records, for these alone;
/// 4. limits: no fix takes a file's name that another has, and no file has more findings than anyone reads;
/// 5. overrides: severities and ignored paths of the workspace's settings;
/// 6. locations: bytes, lines and columns for symbolic places;
/// 7. suppressions: ignore comments, by the lines they name.
pub fn run(workspace: &Workspace, now: Now, selection: &Selection) -> Report {
    run_knowing(workspace, now, selection, None)
}

/// Checks the files of an event whose facts are worked out already: that is a walk through all its registrations.
pub fn run_event(facts: &EventFacts<'_>, now: Now) -> Report {
    let selection = Selection::Paths([format!("events/{}", facts.folder.slug)].into());
    run_knowing(facts.workspace, now, &selection, Some(facts))
}

fn run_knowing(
    workspace: &Workspace,
    now: Now,
    selection: &Selection,
    known: Option<&EventFacts<'_>>,
) -> Report {
    let mut structural = structure::check_unread(workspace, selection);
    let mut recovery = Recovery::new(workspace, &structural, selection);
    structural.retain(|(unread, _)| structure::is_reported(unread, selection));
    let structural = structural.into_iter().flat_map(|(_, found)| found);

    let complete = recovery.complete.as_ref().unwrap_or(workspace);
    let checked = judge::selected(complete, selection);
    let with_suppressions = checked.filter(|(_, marks)| marks.ignores);
    let with_suppressions = with_suppressions
        .map(|(file, _)| file.clone())
        .collect::<Vec<_>>();
    let unread = complete.unread.iter().map(|unread| &unread.file);
    let unread = unread.filter(|file| selection.includes(file));
    let records = judge::selected(complete, selection).map(|(file, _)| file);
    let checked = unread.chain(records).cloned().collect();
    let mut found = judge::findings(complete, now, selection, known);
    if let Some((partial, own)) = recovery.take_partial(workspace) {
        let mut of_partial = judge::findings(&partial, now, &own, None);
        of_partial
            .retain(|finding| own.includes(&finding.place.file) && !recovery.follows(finding));
        found.append(&mut of_partial);
    }
    for finding in &mut found {
        recovery.map_back(finding);
    }

    let mut findings = limit_per_file(structural.chain(found).collect(), MAX_OF_FILE);
    withdraw_taken_names(workspace, &mut findings);
    let overridden = overrides::apply(workspace, findings, selection);
    let located = locate::locate(workspace, overridden, &with_suppressions);
    let mut report = suppress::apply(located, &with_suppressions);
    overrides::apply_to_late(workspace, &mut report);
    report.checked = checked;
    let off = workspace.policy().map(overrides::switched_off);
    let off = off.into_iter().flatten().map(str::to_owned);
    report.rules_off = off.collect();
    report.replaced_templates = workspace.replaced_templates();
    report.root = workspace.root().clone();
    report
}

/// Withdraws fixes that give a file a name which another file has: a person has to sort that out.
fn withdraw_taken_names(workspace: &Workspace, findings: &mut [Finding]) {
    let target = |finding: &Finding| finding.fix.as_deref().and_then(Fix::renames).cloned();
    if !findings.iter().any(|finding| target(finding).is_some()) {
        return;
    }
    let files = workspace.files();
    for finding in findings {
        if let Some(target) = target(finding).filter(|target| files.contains(target)) {
            finding.fix = None;
            finding.help(format!(
                "{target} exists as well: move what is missing there into it, and delete this file"
            ));
        }
    }
}

/// The findings without those of a file beyond a limit, the worst kept; the last that is kept says how many more there are.
fn limit_per_file(mut findings: Vec<Finding>, limit: usize) -> Vec<Finding> {
    let mut counts = HashMap::<File, usize>::new();
    for finding in &findings {
        *counts.entry(finding.place.file.clone()).or_default() += 1;
    }
    counts.retain(|_, count| *count > limit);
    if counts.is_empty() {
        return findings;
    }
    findings.sort_by_key(|finding| Reverse(finding.severity));
    let mut seen = HashMap::<File, usize>::new();
    findings.retain_mut(|finding| {
        let file = &finding.place.file;
        let Some(count) = counts.get(file) else {
            return true;
        };
        let seen = seen.entry(file.clone()).or_default();
        *seen += 1;
        if *seen == limit {
            finding.stand_for(count - limit);
        }
        *seen <= limit
    });
    findings
}

/// Checks one registration as it would be, in an event as it is, by the settings: what registering asks before it writes.
pub fn run_with_registration(
    workspace: &Workspace,
    folder: &EventFolder,
    now: Now,
    person: &Record<Registration>,
) -> Vec<Finding> {
    let facts = EventFacts::new(workspace, folder, now);
    let found = facts.map_or_else(Vec::new, |facts| judge::registration(person, &facts));
    let only = Selection::file(&person.file);
    overrides::apply(workspace, found, &only).findings
}

/// Checks an event's record as it would be, without touching the files.
pub fn run_with_event(workspace: &Workspace, now: Now, changed: Record<Event>) -> Vec<Finding> {
    let mut workspace = workspace.clone();
    let (slug, only) = (changed.slug.clone(), Selection::file(&changed.file));
    let folder = workspace.events.entry(slug.clone());
    folder.or_insert_with(|| EventFolder::new(slug)).event = Some(changed);
    let found = judge::findings(&workspace, now, &only, None);
    overrides::apply(&workspace, found, &only).findings
}

/// Checks one track as it would be after a change, without touching the files: what `submit` asks before it writes.
pub fn run_with_track(
    workspace: &Workspace,
    now: Now,
    event: &Slug,
    changed: Record<Track>,
) -> Report {
    let mut workspace = workspace.clone();
    let file = changed.file.clone();
    if let Some(folder) = workspace.events.get_mut(event) {
        folder.tracks.insert(changed.slug.clone(), changed);
    }
    run(&workspace, now, &Selection::file(&file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Findings;
    use crate::check::rules;
    use crate::yaml::Path;

    #[test]
    fn a_file_has_as_many_findings_as_the_bound_and_the_worst_are_kept() {
        let (many, few) = (File::new("a.yaml"), File::new("b.yaml"));
        let mut findings = Vec::new();
        for (file, rule, message) in [
            (&many, &rules::trailing_blanks::RULE, "note"),
            (&many, &rules::syntax::RULE, "one"),
            (&many, &rules::syntax::RULE, "two"),
            (&few, &rules::trailing_blanks::RULE, "other"),
        ] {
            Findings::new(rule, file, None, &mut findings).add(Path::root(), message.to_owned());
        }
        let messages = |limit| -> Vec<String> {
            let kept = limit_per_file(findings.clone(), limit);
            let kept = kept.iter();
            kept.map(|finding| finding.message.to_string()).collect()
        };
        assert_eq!(messages(3), ["note", "one", "two", "other"]);
        assert_eq!(
            messages(2),
            ["one", "two (and 1 more finding in this file)", "other"]
        );
    }
}
