//! Only what a change touches: what it can touch is loaded and judged, and findings elsewhere in it become notes.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::reference;
use crate::check::report::{Located, Report};
use crate::check::rule_info::Scope as RuleScope;
use crate::check::structure;
use crate::model::{Severity, Slug};
use crate::workspace::git::{Changes, Touched};
use crate::workspace::load::Scope;
use crate::workspace::{DiskError, File, RecordKind, Root, Selection, Workspace};

/// A change, and what it can touch.
pub struct Change {
    changes: Changes,
    gone: Gone,
    /// The events that the change is in, or everything.
    reach: Selection,
    /// Records of other events that are looked at as well: see [`others`].
    others: BTreeSet<String>,
}

impl Change {
    /// Loads what a change can touch, and what the rules ask for by name.
    pub fn load(
        root: &Root,
        changes: Changes,
        overlay: BTreeMap<File, String>,
    ) -> Result<(Workspace, Self), DiskError> {
        if changes.iter().any(|(file, how)| concerns_all(file, how)) {
            let workspace = Workspace::load_with(root, &Scope::default(), overlay)?;
            let change = Self {
                gone: Gone::new(&changes),
                changes,
                reach: Selection::All,
                others: BTreeSet::new(),
            };
            return Ok((workspace, change));
        }
        let (mut events, mut paths) = (BTreeSet::new(), BTreeSet::new());
        for file in changes.keys() {
            paths.insert(file.as_str().to_owned());
            if let Some(event) = file.event_slug() {
                events.insert(event.to_owned());
                paths.insert(format!("events/{event}"));
            }
        }
        let mut workspace = Workspace::load_events(root, &events, overlay)?;
        load_origins(&mut workspace, &events, &changes);
        let change = Self {
            others: others(&workspace, &changes),
            gone: Gone::new(&changes),
            changes,
            reach: Selection::Paths(paths),
        };
        Ok((workspace, change))
    }

    /// What the rules have to look at, of what was asked for.
    pub fn to_judge(&self, asked: &Selection) -> Selection {
        let mut paths = match &self.reach {
            Selection::All => return asked.clone(),
            Selection::Paths(paths) => paths.clone(),
        };
        paths.extend(self.others.iter().cloned());
        Selection::Paths(paths).and(asked)
    }

    /// What is judged in the end, of what was asked for.
    pub fn judged(&self, asked: &Selection) -> Selection {
        self.reach.and(asked)
    }

    /// Turns every finding that the change does not touch into a note, and leaves out those on what is not judged.
    pub fn apply(&self, report: &mut Report, judged: &Selection) {
        let is_told = |located: &Located| {
            let (file, rule) = (&located.finding.place.file, located.finding.rule);
            // Settings that cannot be parsed are told with everything, and so is an event that keeps its records from being judged.
            let is_everywhere = *file == File::settings()
                && matches!(rule.scope, RuleScope::Structure)
                || judged.is_within(file);
            judged.includes(file) || is_everywhere || touches(located, &self.changes, &self.gone)
        };
        report.findings.retain(is_told);
        report.ignored.retain(|(located, _)| is_told(located));
        report.checked.retain(|file| judged.includes(file));
        for located in &mut report.findings {
            if !touches(located, &self.changes, &self.gone) {
                located.finding.severity = Severity::Note;
                report.untouched += 1;
            }
        }
    }
}

/// Whether what differs there may touch a finding on any record: the settings, templates and responsibility lists are for all
/// events, and a record that is gone may be named anywhere.
fn concerns_all(file: &File, touched: &Touched) -> bool {
    match file.kind() {
        Some(
            RecordKind::Settings
            | RecordKind::Template
            | RecordKind::Responsibilities
            | RecordKind::Criteria
            | RecordKind::Mapping,
        ) => true,
        Some(RecordKind::Event | RecordKind::Track) => *touched == Touched::Gone,
        Some(
            RecordKind::Registration | RecordKind::Result | RecordKind::Issue | RecordKind::Report,
        )
        | None => false,
    }
}

/// Records of other events that rules have to look at: they may have the number or the year of an event that changed. Those with
/// slips see each other as they are meant.
fn others(workspace: &Workspace, changes: &Changes) -> BTreeSet<String> {
    let mut files = changes.keys();
    let has_event = files.any(|file| file.kind() == Some(RecordKind::Event));
    let events = workspace.events.keys().filter(|_| has_event);
    let unread = workspace.unread.iter();
    let with_slips = unread.filter(|unread| structure::is_recoverable(unread));
    events
        .map(File::event)
        .chain(with_slips.map(|unread| unread.file.clone()))
        .map(|file| file.as_str().to_owned())
        .collect()
}

/// Loads the tracks that those of some events were carried on from: of a changed one all the way back, for it may close a circle;
/// of the others the last.
fn load_origins(workspace: &mut Workspace, events: &BTreeSet<String>, changes: &Changes) {
    let folders = workspace.events.iter();
    let whole = folders.filter(|(event, _)| events.contains(event.as_str()));
    let tracks = whole.flat_map(|(_, folder)| folder.tracks.values().map(|track| &track.file));
    let unread = workspace.unread.iter().map(|unread| &unread.file);
    let tracks: Vec<File> = tracks
        .chain(unread.filter(|file| file.kind() == Some(RecordKind::Track)))
        .cloned()
        .collect();
    let mut seen = BTreeSet::new();
    for track in tracks {
        let is_changed = changes.contains_key(&track);
        let mut way = origins(workspace, &track);
        while let Some((event, name)) = way.pop() {
            workspace.load_track(&event, &name);
            let slugs = Slug::parse(&event).ok().zip(Slug::parse(&name).ok());
            if let (true, Some((event, name))) = (is_changed, slugs) {
                let file = File::track(&event, &name);
                if seen.insert(file.clone()) {
                    way.extend(origins(workspace, &file));
                }
            }
        }
    }
}

/// The tracks, by event and name, that a track was carried on from. Of one that cannot be parsed, and may be judged all the same as
/// it is meant, every reference counts.
fn origins(workspace: &Workspace, file: &File) -> Vec<(String, String)> {
    let reference = |text: &str| {
        let (event, track) = reference::parts(text)?;
        Some((event.to_owned(), track.to_owned()))
    };
    let folder = file
        .event_slug()
        .and_then(|event| workspace.events.get(event));
    if let Some(track) = folder.and_then(|folder| folder.tracks.get(file.stem())) {
        let from = track.value.carried_from.as_deref();
        return from.and_then(reference).into_iter().collect();
    }
    if !workspace.unread.iter().any(|unread| unread.file == *file) {
        return Vec::new();
    }
    let text = workspace.text(file).unwrap_or_default();
    let values = text.lines().filter_map(|line| line.split_once(':'));
    values
        .filter_map(|(_, value)| {
            let value = value.split(" #").next().unwrap_or_default();
            reference(value.trim().trim_matches(['"', '\'']))
        })
        .collect()
}

/// A finding is touched when any line of what it refers to differs (all of a scenario, where a part of it is missing), or one of
/// a place it points at (the event's date that made a track late), or when it is on the record as a whole and anything in the
/// record differs, or when it names a record that is gone.
fn touches(located: &Located, changes: &Changes, gone: &Gone) -> bool {
    let place = &located.finding.place;
    let whole = place.path.0.is_empty() && changes.contains_key(&place.file);
    whole
        || on_lines(
            changes,
            &place.file,
            located.spot.extent().0,
            located.spot.extent().1,
        )
        || located.related.iter().any(|spot| {
            is_about(&place.file, &spot.file)
                && on_lines(
                    changes,
                    &spot.file,
                    spot.spot.start().0,
                    spot.spot.start().0,
                )
        })
        || gone.is_named(located)
}

/// Whether a change of the second file may be what is wrong with the first. A proposal that repeats one of another event, or is part
/// of a circle, is for its own leads to fix, whatever becomes of the other one.
fn is_about(file: &File, other: &File) -> bool {
    other.kind() != Some(RecordKind::Track) || other.event_slug() == file.event_slug()
}

/// The names of records that are gone.
#[derive(Default)]
struct Gone {
    /// Of events, and of what is for all events.
    anywhere: BTreeSet<String>,
    /// Of what belongs to an event, by event; and whether it is a track, which other events may name.
    of_events: BTreeMap<String, BTreeMap<String, bool>>,
}

impl Gone {
    fn new(changes: &Changes) -> Self {
        let mut gone = Self::default();
        let files = changes.iter();
        for (file, _) in files.filter(|(_, touched)| **touched == Touched::Gone) {
            let event = file.event_slug().unwrap_or_default().to_owned();
            let (name, kind) = (file.stem().to_owned(), file.kind());
            match kind {
                None | Some(RecordKind::Settings) => {}
                Some(RecordKind::Event) => {
                    gone.anywhere.insert(event);
                }
                Some(
                    RecordKind::Template
                    | RecordKind::Responsibilities
                    | RecordKind::Criteria
                    | RecordKind::Mapping,
                ) => {
                    gone.anywhere.insert(name);
                }
                Some(
                    RecordKind::Track
                    | RecordKind::Registration
                    | RecordKind::Result
                    | RecordKind::Issue
                    | RecordKind::Report,
                ) => {
                    let of_event = gone.of_events.entry(event).or_default();
                    *of_event.entry(name).or_default() |= kind == Some(RecordKind::Track);
                }
            }
        }
        gone
    }

    /// Whether a finding names one: what belongs to an event by its name there, a track also elsewhere, as `EVENT/TRACK`.
    fn is_named(&self, located: &Located) -> bool {
        if self.anywhere.is_empty() && self.of_events.is_empty() {
            return false;
        }
        let finding = &located.finding;
        let event = finding.place.file.event_slug().unwrap_or_default();
        let here = self.of_events.get(event);
        // Names are between quotes in a message, those of other events' tracks with the event before them.
        let mut quoted = finding.message.split('\'').skip(1).step_by(2);
        quoted.any(|text| {
            let mut parts = text.split('/');
            let is_here = |part: &str| {
                self.anywhere.contains(part) || here.is_some_and(|here| here.contains_key(part))
            };
            let elsewhere = parts
                .clone()
                .next()
                .and_then(|event| self.of_events.get(event));
            let track = parts.clone().nth(1).unwrap_or_default();
            elsewhere.is_some_and(|gone| gone.get(track) == Some(&true)) || parts.any(is_here)
        })
    }
}

fn on_lines(changes: &Changes, file: &File, first: usize, last: usize) -> bool {
    match changes.get(file) {
        None => false,
        Some(Touched::All | Touched::Gone) => true,
        Some(Touched::Lines(lines)) => lines
            .iter()
            .any(|range| *range.start() <= last && first <= *range.end()),
    }
}
