//! Runs the rules over a loaded workspace.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::analysis::event_facts::{EventFacts, WorkspaceFacts};
use crate::check::finding::{Finding, Findings};
use crate::check::fix::Fix;
use crate::check::lenient;
use crate::check::lenient::Recovered;
use crate::check::locate;
use crate::check::report::Report;
use crate::check::rule::Check;
use crate::check::source_text::SourceText;
use crate::check::{overrides, rules, structure};
use crate::model::registration::RegistrationStatus;
use crate::model::{Now, Slug, TestResult};
use crate::workspace::marks::Marks;
use crate::workspace::{EventFolder, File, Record, Selection, Unread, Workspace};

/// Judges the selected files at a moment.
pub fn run(workspace: &Workspace, now: Now, selection: &Selection) -> Report {
    let unread = workspace.unread.par_iter();
    let wanted =
        unread.filter(|unread| is_told(unread, selection) || lenient::may_have_slips(unread));
    let structural = wanted.map(|unread| {
        let text = workspace.text(&unread.file);
        (unread, structure::findings(unread, text.as_deref()))
    });
    let mut structural: Vec<_> = structural.collect();
    let mut meant = Recovered::new(workspace, &structural, selection);
    structural.retain(|(unread, _)| is_told(unread, selection));
    let mut findings: Vec<Finding> = structural
        .into_iter()
        .flat_map(|(_, found)| found)
        .collect();
    let mut looked = Looked::default();
    let judged = meant.known.as_ref().unwrap_or(workspace);
    for unread in &judged.unread {
        if selection.includes(&unread.file) {
            looked.at(&unread.file, Marks::default());
        }
    }
    let mut found = judge(judged, now, selection, &mut looked);
    if let Some((workspace, files)) = meant.take_rest(workspace) {
        let only = Selection::Paths(files);
        let mut rest = judge(&workspace, now, &only, &mut Looked::default());
        let mut told = HashMap::<&File, Vec<&Finding>>::new();
        for finding in &found {
            told.entry(&finding.place.file).or_default().push(finding);
        }
        rest.retain(|one| {
            let told = told.get(&one.place.file).map_or(&[][..], Vec::as_slice);
            only.includes(&one.place.file) && !told.iter().any(|other| other.is_same(one))
        });
        found.append(&mut rest);
    }
    for finding in &mut found {
        meant.map_back(finding);
    }
    findings.append(&mut found);
    let mut findings = bounded(findings, MAX_OF_FILE);
    free_names(workspace, &mut findings);
    let tailored = match &workspace.settings {
        Some(settings) => overrides::apply(settings, findings, selection),
        None => findings.into(),
    };
    let mut report = locate::report(workspace, tailored, looked.checked, &looked.with_ignores);
    if let Some(settings) = &workspace.settings {
        // Findings about the settings and about comments come after the settings were applied to all others.
        report.findings.retain_mut(|located| {
            !matches!(
                located.finding.rule.check,
                Check::Settings | Check::Suppression
            ) || overrides::adjust(&settings.value, &mut located.finding)
        });
    }
    report
}

/// Whether what is wrong with the structure of a file is shown.
fn is_told(unread: &Unread, selection: &Selection) -> bool {
    // Settings that do not read are no settings: everything would be judged otherwise than the workspace wants.
    selection.includes(&unread.file) || unread.file == File::settings()
}

#[derive(Default)]
struct Looked {
    checked: Vec<File>,
    with_ignores: Vec<File>,
    /// Those whose writing itself is to be looked at.
    marked: Vec<File>,
}

impl Looked {
    fn at(&mut self, file: &File, marks: Marks) {
        self.checked.push(file.clone());
        if marks.ignores {
            self.with_ignores.push(file.clone());
        }
        if marks.any_writing() {
            self.marked.push(file.clone());
        }
    }
}

/// What the rules find in the selected files that read.
fn judge(
    workspace: &Workspace,
    now: Now,
    selection: &Selection,
    looked: &mut Looked,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut look = |file: &File, marks: Marks| {
        let included = selection.includes(file);
        if included {
            looked.at(file, marks);
        }
        included
    };
    if let Some(settings) = &workspace.settings {
        look(&settings.file, settings.marks);
    }
    for template in workspace.templates.values() {
        if look(&template.file, template.marks) {
            for rule in rules::ALL {
                if let Check::Template(check) = rule.check {
                    check(
                        template,
                        &mut Findings::new(rule, &template.file, None, &mut findings),
                    );
                }
            }
        }
    }
    for list in workspace.responsibilities.values() {
        let is_in_former_folder = list.file.as_str().starts_with("duties/");
        let marks = Marks {
            outdated: list.marks.outdated || is_in_former_folder,
            ..list.marks
        };
        look(&list.file, marks);
    }
    for mapping in workspace.mappings.values() {
        look(&mapping.file, mapping.marks);
    }
    for folder in workspace.events.values() {
        let records = folder.event.iter().map(|event| (&event.file, event.marks));
        let tracks = folder
            .tracks
            .values()
            .map(|track| (&track.file, track.marks));
        let registrations = folder
            .registrations
            .values()
            .map(|person| (&person.file, person.marks));
        let results = folder.results.values().flat_map(BTreeMap::values);
        let results = results.map(|result| (&result.file, result.marks));
        for (file, marks) in records.chain(tracks).chain(registrations).chain(results) {
            look(file, marks);
        }
    }
    let events = workspace.events.par_iter();
    findings
        .par_extend(events.flat_map_iter(|(_, folder)| event(workspace, folder, now, selection)));
    let facts = WorkspaceFacts { workspace, now };
    for rule in rules::ALL {
        if let Check::Workspace(check) = rule.check {
            let mut found = Vec::new();
            check(&facts, &mut found, rule);
            // Where nothing can be judged for want of the event, a clean result would mean nothing.
            let is_told = |finding: &Finding| {
                let place = &finding.place.file;
                let is_event = finding.rule.name == rules::event_unreadable::RULE.name;
                selection.includes(place) || is_event && selection.is_within(place)
            };
            findings.extend(found.into_iter().filter(is_told));
        }
    }
    let written = looked
        .marked
        .par_iter()
        .flat_map_iter(|file| written(workspace, file));
    findings.par_extend(written);
    findings
}

/// The findings on how a file is written.
fn written(workspace: &Workspace, file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(writing) = SourceText::load(workspace, file) else {
        return found;
    };
    for rule in rules::ALL {
        if let Check::SourceText(check) = rule.check {
            check(
                &writing,
                &mut Findings::new(rule, &writing.file, None, &mut found),
            );
        }
    }
    found
}

/// Takes back fixes that give a file a name which another one has: that is no answer, and for a person to sort out.
fn free_names(workspace: &Workspace, findings: &mut [Finding]) {
    for finding in findings {
        let target = finding.fix.as_ref().and_then(Fix::renames);
        if let Some(target) = target.filter(|target| workspace.has_file(target)).cloned() {
            finding.fix = None;
            finding.help(format!(
                "{target} is there as well: put into it what is missing there, and remove this file"
            ));
        }
    }
}

/// The most findings of one file: each costs a look through its text.
pub const MAX_OF_FILE: usize = 1000;

/// The findings without those of a file beyond a limit, the worst kept; the last that is kept says how many more there are.
fn bounded(mut findings: Vec<Finding>, limit: usize) -> Vec<Finding> {
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
            let more = count - limit;
            let plural = if more == 1 { "" } else { "s" };
            finding.message = format!(
                "{} (and {more} more finding{plural} in this file)",
                finding.message
            );
        }
        *seen <= limit
    });
    findings
}

/// The findings of one event: of its record, its tracks and its registrations.
fn event(
    workspace: &Workspace,
    folder: &EventFolder,
    now: Now,
    selection: &Selection,
) -> Vec<Finding> {
    let records = folder.event.iter().map(|event| &event.file);
    let tracks = folder.tracks.values().map(|track| &track.file);
    let registrations = folder.registrations.values().map(|person| &person.file);
    let results = folder.results.values().flat_map(BTreeMap::values);
    let results = results.map(|result| &result.file);
    let mut files = records.chain(tracks).chain(registrations).chain(results);
    // Where nothing is judged, nobody asks for facts.
    if !files.any(|file| selection.includes(file)) {
        return Vec::new();
    }
    let Some(facts) = EventFacts::new(workspace, folder, now) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    if selection.includes(&facts.record.file) {
        for rule in rules::ALL {
            if let Check::Event(check) = rule.check {
                check(
                    &facts,
                    &mut Findings::new(rule, &facts.record.file, None, &mut findings),
                );
            }
        }
    }
    let tracks = folder.tracks.par_iter().flat_map_iter(|(_, track)| {
        let mut found = Vec::new();
        if track.value.status.is_open() && selection.includes(&track.file) {
            for rule in rules::ALL {
                if let Check::Track(check) = rule.check {
                    check(
                        track,
                        &facts,
                        &mut Findings::new(rule, &track.file, Some(track.value.status), &mut found),
                    );
                }
            }
        }
        found
    });
    let registrations = folder
        .registrations
        .par_iter()
        .flat_map_iter(|(_, person)| {
            let mut found = Vec::new();
            if person.value.status != RegistrationStatus::Cancelled
                && selection.includes(&person.file)
            {
                for rule in rules::ALL {
                    if let Check::Registration(check) = rule.check {
                        check(
                            person,
                            &facts,
                            &mut Findings::new(rule, &person.file, None, &mut found),
                        );
                    }
                }
            }
            found
        });
    let results: Vec<(&Slug, &Record<TestResult>)> = folder
        .results
        .iter()
        .flat_map(|(track, results)| results.values().map(move |result| (track, result)))
        .filter(|(_, result)| selection.includes(&result.file) && !result.value.is_withdrawn())
        .collect();
    let results = results.par_iter().flat_map_iter(|(track, result)| {
        let mut found = Vec::new();
        for rule in rules::ALL {
            if let Check::Result(check) = rule.check {
                check(
                    result,
                    track,
                    &facts,
                    &mut Findings::new(rule, &result.file, None, &mut found),
                );
            }
        }
        found
    });
    findings.par_extend(tracks);
    findings.par_extend(registrations);
    findings.par_extend(results);
    findings
}

/// Judges one track as it would stand after a change, without touching the files: what `submit` asks before it writes.
pub fn run_with_track(
    workspace: &Workspace,
    now: Now,
    event: &Slug,
    changed: crate::workspace::Record<crate::model::Track>,
) -> Report {
    let mut workspace = workspace.clone();
    let file = changed.file.clone();
    if let Some(folder) = workspace.events.get_mut(event) {
        folder.tracks.insert(changed.slug.clone(), changed);
    }
    run(
        &workspace,
        now,
        &Selection::Paths([file.as_str().to_owned()].into()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let said = |limit| -> Vec<String> {
            let kept = bounded(findings.clone(), limit);
            kept.into_iter().map(|finding| finding.message).collect()
        };
        assert_eq!(said(3), ["note", "one", "two", "other"]);
        assert_eq!(
            said(2),
            ["one", "two (and 1 more finding in this file)", "other"]
        );
    }
}
