//! Runs the rules over the records of a workspace.

use rayon::prelude::*;

use crate::analysis::event_facts::{EventFacts, WorkspaceFacts};
use crate::check::finding::{Finding, Findings};
use crate::check::rule::Check;
use crate::check::rule_info::Scope;
use crate::check::rules;
use crate::check::source_text::SourceText;
use crate::model::registration::RegistrationStatus;
use crate::model::{
    Issue, Now, Registration, Slug, Template, TestResult, Track, TrackReport, TrackStatus,
};
use crate::workspace::{EventFolder, File, Record, Selection, Workspace};
use crate::yaml::marks::Marks;

/// What the rules find in the selected records. `known` are facts of an event that were worked out before; they count where they are
/// of this very workspace.
pub fn findings(
    workspace: &Workspace,
    now: Now,
    selection: &Selection,
    known: Option<&EventFacts<'_>>,
) -> Vec<Finding> {
    let known = known.filter(|facts| std::ptr::eq(facts.workspace, workspace));
    let templates = workspace.templates.par_iter();
    let events = workspace.events.par_iter();
    let mut findings: Vec<Finding> = templates
        .flat_map_iter(|(_, template)| of_template(template, selection))
        .collect();
    findings.par_extend(events.flat_map(|(_, folder)| {
        match known.filter(|facts| facts.folder.slug == folder.slug) {
            Some(facts) => of_facts(facts, selection),
            None => of_event(workspace, folder, now, selection),
        }
    }));
    findings.extend(across_events(workspace, now, selection));
    let files: Vec<(&File, Marks)> = selected(workspace, selection).collect();
    let marked = files
        .into_par_iter()
        .filter(|(_, marks)| marks.any_writing());
    findings.par_extend(marked.flat_map_iter(|(file, _)| of_source_text(workspace, file)));
    findings
}

/// The selected files that became records.
pub fn selected<'w>(
    workspace: &'w Workspace,
    selection: &Selection,
) -> impl Iterator<Item = (&'w File, Marks)> {
    let records = workspace.records();
    records.filter(|(file, _)| selection.includes(file))
}

/// The findings of all rules on one file; a track's status decides severities that depend on it.
fn run(
    file: &File,
    status: Option<TrackStatus>,
    check: impl Fn(&Check, &mut Findings<'_>),
) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in rules::ALL {
        check(
            &rule.check,
            &mut Findings::new(rule, file, status, &mut found),
        );
    }
    found
}

fn of_template(template: &Record<Template>, selection: &Selection) -> Vec<Finding> {
    if !selection.includes(&template.file) {
        return Vec::new();
    }
    run(&template.file, None, |check, found| {
        if let Check::Template(check) = check {
            check(template, found);
        }
    })
}

/// The findings on an event's record, its tracks and its registrations.
fn of_event(
    workspace: &Workspace,
    folder: &EventFolder,
    now: Now,
    selection: &Selection,
) -> Vec<Finding> {
    // The facts cost a walk through all registrations: they are worked out only where something is checked.
    if !folder.records().any(|(file, _)| selection.includes(file)) {
        return Vec::new();
    }
    let facts = EventFacts::new(workspace, folder, now);
    facts.map_or_else(Vec::new, |facts| of_facts(&facts, selection))
}

fn of_facts(facts: &EventFacts<'_>, selection: &Selection) -> Vec<Finding> {
    let folder = facts.folder;
    let mut findings = Vec::new();
    let record = &facts.record.file;
    if selection.includes(record) {
        findings.extend(run(record, None, |check, found| {
            if let Check::Event(check) = check {
                check(facts, found);
            }
        }));
    }
    let tracks = folder.tracks.par_iter().map(|(_, track)| track);
    let open =
        tracks.filter(|track| track.value.status.is_open() && selection.includes(&track.file));
    findings.par_extend(open.flat_map_iter(|track| of_track(track, facts)));
    let people = folder.registrations.par_iter().map(|(_, person)| person);
    let selected = people.filter(|person| selection.includes(&person.file));
    findings.par_extend(selected.flat_map_iter(|person| registration(person, facts)));
    let results: Vec<(&Slug, &Record<TestResult>)> = folder
        .results
        .iter()
        .flat_map(|(track, results)| results.values().map(move |result| (track, result)))
        .filter(|(_, result)| selection.includes(&result.file) && !result.value.is_withdrawn())
        .collect();
    let results = results.into_par_iter();
    findings.par_extend(results.flat_map_iter(|(track, result)| of_result(result, track, facts)));
    let issues = folder.issues.par_iter().map(|(_, issue)| issue);
    let selected = issues.filter(|issue| selection.includes(&issue.file));
    findings.par_extend(selected.flat_map_iter(|issue| of_issue(issue, facts)));
    let reports = folder.reports.par_iter().map(|(_, report)| report);
    let selected = reports.filter(|report| selection.includes(&report.file));
    findings.par_extend(selected.flat_map_iter(|report| of_report(report, facts)));
    findings
}

fn of_report(report: &Record<TrackReport>, facts: &EventFacts<'_>) -> Vec<Finding> {
    run(&report.file, None, |check, found| {
        if let Check::Report(check) = check {
            check(report, facts, found);
        }
    })
}

fn of_issue(issue: &Record<Issue>, facts: &EventFacts<'_>) -> Vec<Finding> {
    run(&issue.file, None, |check, found| {
        if let Check::Issue(check) = check {
            check(issue, facts, found);
        }
    })
}

fn of_result(result: &Record<TestResult>, track: &Slug, facts: &EventFacts<'_>) -> Vec<Finding> {
    run(&result.file, None, |check, found| {
        if let Check::Result(check) = check {
            check(result, track, facts, found);
        }
    })
}

fn of_track(track: &Record<Track>, facts: &EventFacts<'_>) -> Vec<Finding> {
    run(&track.file, Some(track.value.status), |check, found| {
        if let Check::Track(check) = check {
            check(track, facts, found);
        }
    })
}

/// The findings on one registration, unless it was given back.
pub fn registration(person: &Record<Registration>, facts: &EventFacts<'_>) -> Vec<Finding> {
    if person.value.status == RegistrationStatus::Cancelled {
        return Vec::new();
    }
    run(&person.file, None, |check, found| {
        if let Check::Registration(check) = check {
            check(person, facts, found);
        }
    })
}

/// What only shows with all events side by side.
fn across_events(workspace: &Workspace, now: Now, selection: &Selection) -> Vec<Finding> {
    let facts = WorkspaceFacts {
        workspace,
        now,
        selection,
    };
    let (mut found, mut of_change) = (Vec::new(), Vec::new());
    for rule in rules::ALL {
        match rule.check {
            Check::Workspace(check) => check(&facts, &mut found, rule),
            Check::Change(check) => check(workspace, &mut of_change, rule),
            _ => {}
        }
    }
    found.retain(|finding| is_told(finding, selection));
    // Whatever was asked for: everything is judged by it.
    found.append(&mut of_change);
    found
}

/// Whether a finding is told where these files are judged: it is about one of them, or about what all of them are judged by.
pub fn is_told(finding: &Finding, selection: &Selection) -> bool {
    let place = &finding.place.file;
    // Without the settings much would be judged otherwise; without the event nothing in its folder was, and a clean result would
    // mean nothing.
    let is_settings = *place == File::settings() && finding.rule.scope == Scope::Structure;
    let is_event = finding.rule.name == rules::event_unreadable::RULE.name;
    selection.includes(place) || is_settings || is_event && selection.is_within(place)
}

/// The findings on how a file is written.
fn of_source_text(workspace: &Workspace, file: &File) -> Vec<Finding> {
    let Some(source) = SourceText::load(workspace, file) else {
        return Vec::new();
    };
    run(file, None, |check, found| {
        if let Check::SourceText(check) = check {
            check(&source, found);
        }
    })
}
