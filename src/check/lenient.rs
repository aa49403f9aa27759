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
                    let is_there = |name: &String| {
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
mod tests {
    use std::fs;

    use std::collections::BTreeSet;

    use super::*;
    use crate::check::engine;
    use crate::model::{Now, When};
    use crate::workspace::load::Scope;

    const EVENT: &str = "name: Connectathon 43\nkind: main\nmode: virtual\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline:\n  proposals-close: 2026-07-08\ncapacity: {participants: 2}\n";
    const TRACK: &str = "title: Patient\nstatus: submitted\nroles:\n  - id: client\n    kind: client\nscenarios:\n  - id: register\n    roles: [client, server]\n    success-criteria: TBD\n";
    const PERSON: &str = "name: Ada Attendee\nemail: ada@example.org\norganization: Example Health\nkind: participant\nstatus: confirmed\nattendance: virtual\ntracks: [patient]\nregistered: 2026-07-11T09:00:00-04:00\n";

    /// The findings of a workspace with these texts: `file:line:column rule`.
    fn found(event: &str, track: &str, selection: &Selection) -> Vec<String> {
        let root = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
        for (name, text) in [
            ("event.yaml", event),
            ("tracks/patient.yaml", track),
            ("registrations/ada-attendee.yaml", PERSON),
        ] {
            let path = root.path().join("events/e").join(name);
            let folder = path.parent().unwrap_or(root.path());
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
            assert!(written.is_ok(), "{written:?}");
        }
        let written = fs::write(root.path().join("cxn.yaml"), "");
        assert!(written.is_ok(), "{written:?}");
        let workspace = Workspace::load(
            &crate::workspace::Root::whole(root.path()),
            &Scope::default(),
        )
        .unwrap_or_else(|error| unreachable!("{error}"));
        let Some(When::Instant(now)) = When::parse("2026-08-01T12:00:00Z") else {
            unreachable!()
        };
        let report = engine::run(&workspace, Now::Instant(now.to_utc()), selection);
        let mut files = report.checked.clone();
        files.sort();
        files.dedup();
        assert_eq!(files.len(), report.checked.len(), "{files:?}");
        let shown = |located: &crate::check::report::Located| {
            let (line, column) = located.start;
            let finding = &located.finding;
            let file = finding.place.file.stem().to_owned();
            format!("{file}:{line}:{column} {}", finding.rule.name)
        };
        report.findings.iter().map(shown).collect()
    }

    fn all(event: &str, track: &str) -> Vec<String> {
        found(event, track, &Selection::All)
    }

    /// What is found of files without slips, where one of them is replaced.
    fn with(clean: &[String], more: &[&str], gone: &[&str]) -> Vec<String> {
        let mut lines: Vec<String> = clean
            .iter()
            .filter(|line| !gone.contains(&line.as_str()))
            .cloned()
            .chain(more.iter().map(|line| (*line).to_owned()))
            .collect();
        lines.sort();
        lines
    }

    fn sorted(mut lines: Vec<String>) -> Vec<String> {
        lines.sort();
        lines
    }

    #[test]
    fn keys_are_taken_out_as_an_edit_would() {
        use crate::yaml::Value;
        for (text, paths) in [
            ("a: 1\nb: 2\n", &["b"][..]),
            ("a: 1\nb: 2 # why\nc: 3", &["b"]),
            ("b:\na: 1\nc: 3\n", &["b"]),
            ("a: 1\nb:\n  c: 2\n  d: |\n    x\n\n    y\ne: 3\n", &["b"]),
            ("a: 1\nb: |\n  x\n\n# e\ne: 3\n", &["b"]),
            ("a: 1\nb:\n  - x\n  - y: z\n    w: 1\n", &["b"]),
            ("a:\n  - x: 1\n    b: 2\n  - x: 3\n", &["a[0].b"]),
            ("a: 1\nb: x\n  y\nc: 2\nd: z\n", &["b", "d"]),
            ("a:\n  x: 1\n  b: 2\n  y: 3\nc: 4\nd: 5\n", &["a.b", "d"]),
        ] {
            let paths: Vec<Path> = paths.iter().map(Path::from).collect();
            let paths: Vec<&Path> = paths.iter().collect();
            let mut edited = Editor::open(text).unwrap_or_else(|error| unreachable!("{error}"));
            for path in &paths {
                assert!(edited.remove(path).is_ok(), "{text:?}");
            }
            let edited = edited
                .finish()
                .unwrap_or_else(|error| unreachable!("{error}"));
            let read = |text: &str| crate::yaml::read::<Value>(text).ok();
            let left = without(text, &paths);
            assert_eq!(left.and_then(|left| read(&left)), read(&edited), "{text:?}");
        }
        for (text, path) in [
            ("a: 1\nb:\n  c: 2\n", "b.c"),
            ("a:\n  - b: 2\n    x: 1\n    y: 1\n", "a[0].b"),
            ("{a: 1, b: 2, c: 3}\n", "b"),
            ("a: 1\nb: [x,\n    y]\ne: {f: 1}\n", "b"),
            ("a: 1\nb: 'x\n  y'\nc: 2\n", "b"),
        ] {
            let path = Path::from(path);
            assert_eq!(without(text, &[&path]), None, "{text:?}");
        }
    }

    #[test]
    fn a_misspelled_key_hides_no_finding_and_causes_none() {
        let clean = all(EVENT, TRACK);
        assert!(
            clean.contains(&"patient:9:23 scenario-without-success-criteria".to_owned()),
            "{clean:?}"
        );
        assert!(
            clean.contains(&"patient:8:21 unknown-role".to_owned()),
            "{clean:?}"
        );
        for end in ["\n", "\r\n"] {
            for bom in ["", "\u{feff}"] {
                let slip = format!(
                    "{bom}{}",
                    TRACK.replace("title:", "titel:").replace('\n', end)
                );
                assert_eq!(
                    sorted(all(EVENT, &slip)),
                    with(&clean, &["patient:1:1 unknown-key"], &[])
                );
            }
        }
        // What was read for another key is shown where that is, and other files are judged by it.
        let slip = TRACK
            .replace("scenarios:", "scenario:")
            .replace("roles:\n  -", "role:\n  -");
        assert_eq!(
            sorted(all(EVENT, &slip)),
            with(
                &clean,
                &["patient:3:1 unknown-key", "patient:6:1 unknown-key"],
                &[]
            )
        );
        let slip = TRACK.replace("status: submitted", "status: Submitted");
        assert_eq!(
            sorted(all(EVENT, &slip)),
            with(&clean, &["patient:2:9 unknown-value"], &[])
        );
    }

    #[test]
    fn an_event_with_a_slip_is_one_that_its_tracks_are_judged_by() {
        let clean = all(EVENT, TRACK);
        let slip = EVENT
            .replace("timeline:", "timelin:")
            .replace("2026-07-08", "2026-7-8");
        let expected = with(&clean, &["event:7:1 unknown-key"], &[]);
        // What is below a key that is not known is looked at once that is.
        assert_eq!(
            sorted(all(&EVENT.replace("timeline:", "timelin:"), TRACK)),
            expected
        );
        assert!(all(&slip, TRACK).contains(&"event:1:1 event-unreadable".to_owned()));
        let only = Selection::Paths(["events/e/tracks/patient.yaml".to_owned()].into());
        assert_eq!(
            found(&EVENT.replace("timeline:", "timelin:"), TRACK, &only),
            found(EVENT, TRACK, &only)
        );
    }

    #[test]
    fn a_track_that_cannot_be_judged_for_want_of_its_event_is_not_clean() {
        let slip = format!("{EVENT}colour: red\n");
        for what in [
            "events/e/tracks/patient.yaml",
            "events/e/tracks",
            "events/e/registrations/ada-attendee.yaml",
        ] {
            let only = Selection::Paths([what.to_owned()].into());
            assert_eq!(
                found(&slip, TRACK, &only),
                ["event:1:1 event-unreadable"],
                "{what}"
            );
            let other = Selection::Paths(["events/f/tracks/patient.yaml".to_owned()].into());
            assert_eq!(found(&slip, TRACK, &other), Vec::<String>::new());
        }
    }

    #[test]
    fn what_a_key_without_a_near_one_leaves_counts_for_its_file_alone() {
        let clean = all(EVENT, TRACK);
        let slip = format!("{TRACK}colour: red\n");
        assert_eq!(
            sorted(all(EVENT, &slip)),
            with(
                &clean,
                &["patient:10:1 unknown-key"],
                &["ada-attendee:7:10 registration-track-not-approved"]
            )
        );
        // The event itself is judged; who registered is not told of seats by half of it.
        let slip = format!("{EVENT}colour: red\n");
        let found = all(&slip, TRACK);
        let of_event: Vec<_> = clean
            .iter()
            .filter(|line| line.starts_with("event"))
            .collect();
        for line in of_event {
            assert!(found.contains(line), "{line}: {found:?}");
        }
        assert!(
            found.contains(&"event:1:1 event-unreadable".to_owned()),
            "{found:?}"
        );
        assert!(
            !found.iter().any(|line| line.starts_with("patient")),
            "{found:?}"
        );
    }

    #[test]
    fn a_text_that_breaks_the_file_hides_no_other_finding() {
        let clean = all(EVENT, TRACK);
        let slip = format!("{TRACK}agenda: Goals: test it\n");
        assert_eq!(
            sorted(all(EVENT, &slip)),
            with(&clean, &["patient:10:14 syntax"], &[])
        );
        // What no one can tell is left out, and is not said to be missing.
        let slip = format!("{TRACK}kick-off: {{starts: [\n");
        let broken = all(EVENT, &slip);
        for line in clean.iter().filter(|line| line.starts_with("patient")) {
            let is_left = broken.contains(line) || line.ends_with("no-kick-off");
            assert!(is_left, "{line}: {broken:?}");
        }
        assert!(
            !broken.iter().any(|line| line.ends_with("no-kick-off")),
            "{broken:?}"
        );
        let slip = TRACK.replace(
            "roles:\n  - id: client\n    kind: client\n",
            "roles: client\n",
        );
        let broken = all(EVENT, &slip);
        assert!(
            broken.contains(&"patient:3:8 wrong-type".to_owned()),
            "{broken:?}"
        );
        assert!(
            broken.contains(&"patient:7:23 scenario-without-success-criteria".to_owned()),
            "{broken:?}"
        );
        assert!(
            !broken.iter().any(|line| line.contains("role")),
            "{broken:?}"
        );
    }

    #[test]
    fn a_file_with_another_kind_of_error_has_structural_findings_only() {
        for (from, to) in [
            // A key that is there twice.
            ("status: submitted", "colour: red\ntitle: x"),
            // Each of two could be the missing one.
            ("title: Patient", "titel: Patient\ntitl: Patient"),
        ] {
            let found = all(EVENT, &TRACK.replace(from, to));
            let rules: BTreeSet<_> = found
                .iter()
                .filter(|line| line.starts_with("patient"))
                .filter_map(|line| line.split(' ').next_back())
                .collect();
            let structural = ["unknown-key", "wrong-type", "duplicate-key", "missing-key"];
            assert!(
                rules.iter().all(|rule| structural.contains(rule)),
                "{found:?}"
            );
        }
    }
}
