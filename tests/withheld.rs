//! What leaves below `full` is worked out as if what is withheld did not exist: random small events, told with all of their records, and
//! without those that are only in groups that are withheld, give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use cxn::analysis::disclosure::{Level, tells_that_it_took_place};
use cxn::analysis::event_facts::EventFacts;
use cxn::analysis::maturity::Evidence;
use cxn::analysis::maturity::reader::Reader;
use cxn::analysis::maturity::subject::{Subject, subjects};
use cxn::analysis::progress::{Filter, progress};
use cxn::analysis::report_event::{Which, event_report};
use cxn::analysis::series::{Builder, EventPart};
use cxn::model::names::Names;
use cxn::model::{Moment, Now, Settings, Slug};
use cxn::render::document::Document;
use cxn::render::matrix::{self, TrackMatrices};
use cxn::render::maturity::{self, Measure};
use cxn::render::table::Format;
use cxn::render::{Style, progress_report, report, series};
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Workspace};
use proptest::prelude::*;

/// Names of organizations; the second is an alias of the first, and the third belongs to it.
const ORGANIZATIONS: [&str; 8] = [
    "Alpha",
    "Alpha Two",
    "Alpha Labs",
    "Beta",
    "Gamma",
    "Delta",
    "Epsilon",
    A_PERSON,
];
/// Someone who may speak for no organization.
const A_PERSON: &str = "Person 0";
/// How many names are of organizations.
const COMPANIES: usize = ORGANIZATIONS.len() - 1;
const SETTINGS: &str = "organizations:\n  - {name: Alpha, aliases: [Alpha Two]}\n  - {name: Alpha Labs, parent: Alpha}\n  \
    - {name: Beta}\n  - {name: Gamma}\n  - {name: Delta}\n  - {name: Epsilon}\n";
/// What another workspace believes: fewer organizations, and artifacts that are one.
const ASKER: &str = "organizations:\n  - {name: Beta, aliases: [Gamma, Delta]}\n  - {name: Epsilon, parent: Alpha}\n";

/// The organization that one is not independent of.
fn independent(organization: usize) -> usize {
    if organization < 3 { 0 } else { organization }
}

/// The organization that a name is one of.
fn alias(organization: usize) -> usize {
    if organization == 1 { 0 } else { organization }
}

const TRACKS: [(&str, &str); 4] = [
    ("one", "approved"),
    ("two", "approved"),
    ("offered", "submitted"),
    ("draft", "draft"),
];
/// The tracks that take place.
const APPROVED: usize = 2;
/// The tracks that everyone can see.
const PUBLISHED: usize = 3;
const SCENARIOS: [(&str, &str); 2] = [("read", "Patient"), ("search", "Observation")];
const VERDICTS: [&str; 5] = ["passed", "passed", "failed", "blocked", "no-partner"];
const FEWEST: usize = 3;

#[derive(Debug, Clone)]
struct Person {
    organization: Option<usize>,
    tracks: BTreeSet<usize>,
    is_new: bool,
    /// A track and whether the person's system is its client.
    system: Option<(usize, bool)>,
}

impl Person {
    /// The groups that the person is counted in; people in no track that everyone can see are one.
    fn groups(&self) -> BTreeSet<usize> {
        let own = self.system.map(|(track, _)| track);
        let all = self.tracks.iter().copied().chain(own);
        let mut groups: BTreeSet<usize> = all.filter(|track| *track < PUBLISHED).collect();
        if groups.is_empty() {
            groups.insert(PUBLISHED);
        }
        groups
    }
}

#[derive(Debug, Clone)]
struct Run {
    track: usize,
    scenario: usize,
    client: usize,
    server: usize,
    verdict: &'static str,
}

impl Run {
    fn is_between_organizations(&self) -> bool {
        alias(self.client) != alias(self.server)
    }
}

#[derive(Debug, Clone)]
struct Problem {
    against: &'static str,
    specification: Option<&'static str>,
    artifacts: BTreeSet<usize>,
    tracks: BTreeSet<usize>,
    found_by: Option<usize>,
}

impl Problem {
    /// What it is about: each artifact of its specification, or none of them.
    fn parts(&self) -> BTreeSet<(Option<&'static str>, Option<usize>)> {
        let artifacts = self.artifacts.iter().copied().map(Some);
        let mut parts: BTreeSet<_> = artifacts.map(|one| (self.specification, one)).collect();
        if parts.is_empty() {
            parts.insert((self.specification, None));
        }
        parts
    }

    /// Whether everyone can see a track in which it came up, or it came up in none.
    fn is_of_published(&self) -> bool {
        self.tracks.is_empty() || self.tracks.iter().any(|track| *track < PUBLISHED)
    }
}

/// An event, by the names of its records.
#[derive(Debug, Clone)]
struct World {
    people: BTreeMap<usize, Person>,
    runs: BTreeMap<usize, Run>,
    problems: BTreeMap<usize, Problem>,
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let organization = prop::option::weighted(0.9, 0..COMPANIES);
    let tracks = prop::collection::btree_set(0..TRACKS.len(), 0..3);
    let system = prop::option::weighted(0.4, (0..TRACKS.len(), any::<bool>()));
    let person = (organization, tracks, any::<bool>(), system).prop_map(
        |(organization, tracks, is_new, system)| Person {
            organization,
            tracks,
            is_new,
            system,
        },
    );
    prop::collection::vec(person, 0..16)
}

fn worlds() -> impl Strategy<Value = World> {
    let organization = || 0..COMPANIES;
    let verdict = prop::sample::select(VERDICTS.to_vec());
    let run = (
        0..TRACKS.len(),
        0..SCENARIOS.len(),
        organization(),
        organization(),
        verdict,
    )
        .prop_map(|(track, scenario, client, server, verdict)| Run {
            track,
            scenario,
            client,
            server,
            verdict,
        });
    let against = prop::sample::select(vec!["specification", "specification", "server", "tool"]);
    let specification = prop::option::of(prop::sample::select(vec!["US Core", "IPS"]));
    let artifacts = prop::collection::btree_set(0..SCENARIOS.len(), 0..3);
    let found_by = prop::option::weighted(0.9, organization());
    let tracks = prop::collection::btree_set(0..TRACKS.len(), 0..3);
    let problem = (against, specification, artifacts, tracks, found_by).prop_map(
        |(against, specification, artifacts, tracks, found_by)| Problem {
            against,
            specification,
            artifacts,
            tracks,
            found_by,
        },
    );
    (
        people(),
        prop::collection::vec(run, 0..24),
        prop::collection::vec(problem, 0..10),
    )
        .prop_map(|(people, runs, problems)| {
            // One result for two systems in a scenario: what several come to is tested elsewhere.
            let mut seen = BTreeSet::new();
            let runs = runs.into_iter().filter(|run| {
                let systems = (alias(run.client), alias(run.server));
                seen.insert((run.track, run.scenario, systems))
            });
            World {
                people: people.into_iter().enumerate().collect(),
                runs: runs.enumerate().collect(),
                problems: problems.into_iter().enumerate().collect(),
            }
        })
}

/// How many organizations that are independent of each other are among some.
fn count_independent(organizations: impl IntoIterator<Item = usize>) -> usize {
    let all: BTreeSet<usize> = organizations.into_iter().map(independent).collect();
    all.len()
}

impl World {
    fn files(&self, visibility: &str) -> BTreeMap<File, String> {
        let mut files = BTreeMap::from([
            (File::settings(), SETTINGS.to_owned()),
            (
                File::new("events/e/event.yaml"),
                format!(
                    "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\nresults-visibility: {visibility}\n"
                ),
            ),
        ]);
        for (slug, status) in TRACKS {
            let mut text = format!(
                "title: Track {slug}\nstatus: {status}\nspecifications: US Core\n\
                 roles: [{{id: client, kind: client}}, {{id: server, kind: server}}]\nscenarios:\n"
            );
            for (scenario, artifact) in SCENARIOS {
                let _ = writeln!(
                    text,
                    "  - {{id: {scenario}, roles: [client, server], artifacts: {artifact}}}"
                );
            }
            files.insert(File::new(&format!("events/e/tracks/{slug}.yaml")), text);
        }
        for (at, person) in &self.people {
            let mut text = format!("name: Person {at}\n");
            if let Some(organization) = person.organization {
                let _ = writeln!(text, "organization: {}", ORGANIZATIONS[organization]);
            }
            let tracks: Vec<&str> = person.tracks.iter().map(|one| TRACKS[*one].0).collect();
            let _ = writeln!(text, "tracks: [{}]", tracks.join(", "));
            if person.is_new {
                text.push_str("experience: first-time\n");
            }
            if let Some((track, is_client)) = person.system {
                let role = if is_client { "client" } else { "server" };
                let _ = writeln!(
                    text,
                    "systems: [{{name: System, roles: [{}/{role}]}}]",
                    TRACKS[track].0
                );
            }
            files.insert(
                File::new(&format!("events/e/registrations/p{at:02}.yaml")),
                text,
            );
        }
        for (at, run) in &self.runs {
            let text = format!(
                "scenario: {}\nsystems: {{client: {}/System, server: {}/System}}\nverdict: {}\nwhen: 2026-09-19T10:00:00Z\n",
                SCENARIOS[run.scenario].0,
                ORGANIZATIONS[run.client],
                ORGANIZATIONS[run.server],
                run.verdict
            );
            let track = TRACKS[run.track].0;
            files.insert(
                File::new(&format!("events/e/results/{track}/r{at:02}.yaml")),
                text,
            );
        }
        for (at, problem) in &self.problems {
            let artifacts: Vec<&str> = problem
                .artifacts
                .iter()
                .map(|one| SCENARIOS[*one].1)
                .collect();
            let tracks: Vec<&str> = problem.tracks.iter().map(|one| TRACKS[*one].0).collect();
            let mut text = format!(
                "title: Issue {at}\nagainst: {}\nartifacts: [{}]\ntracks: [{}]\ntracker: {{key: FHIR-{at}}}\n",
                problem.against,
                artifacts.join(", "),
                tracks.join(", ")
            );
            if let Some(specification) = problem.specification {
                let _ = writeln!(text, "specification: {specification}");
            }
            if let Some(organization) = problem.found_by {
                let _ = writeln!(text, "found-by: {}", ORGANIZATIONS[organization]);
            }
            files.insert(File::new(&format!("events/e/issues/i{at:02}.yaml")), text);
        }
        files
    }

    /// The same event without what is withheld at a level.
    fn without_withheld(&self, level: Level) -> Self {
        let mut left = self.clone();
        let group = |group: usize| {
            let all = self.people.values();
            all.filter(move |person| person.groups().contains(&group))
        };
        let is_few = |one: usize| group(one).count() < FEWEST;
        // Where it is the others who are few, some first-timers could be told in another group.
        let are_first_timers_few =
            |one: usize| group(one).filter(|person| person.is_new).count() < FEWEST;
        // A system that may be named is its people's part in what is told.
        let is_told = |person: &Person| {
            // Or that a result means, which has its names from there.
            let is_meant = || {
                let own = person.organization.map(alias);
                let systems = self.runs.values().flat_map(|run| [run.client, run.server]);
                systems.into_iter().any(|one| Some(alias(one)) == own)
            };
            let is_shown = |(track, _)| track < PUBLISHED || is_meant();
            level.names_systems() && person.system.is_some_and(is_shown)
        };
        left.people
            .retain(|_, person| is_told(person) || !person.groups().into_iter().all(is_few));
        for person in left.people.values_mut() {
            if person.groups().into_iter().all(are_first_timers_few) {
                person.is_new = false;
            }
        }
        let told_runs = |scenario: (usize, usize), has_passed: bool| {
            let own = self.runs.values().filter(move |run| {
                run.is_between_organizations()
                    && (run.track, run.scenario) == scenario
                    && (run.verdict == "passed") == has_passed
                    && run.verdict != "no-partner"
            });
            count_independent(own.flat_map(|run| [run.client, run.server])) >= FEWEST
        };
        left.runs.retain(|_, run| {
            let has_passed = run.verdict == "passed";
            let is_counted = run.is_between_organizations()
                && run.verdict != "no-partner"
                && told_runs((run.track, run.scenario), has_passed);
            let is_told =
                level.shows_failures() || level.names_systems() && has_passed || is_counted;
            // That something of a proposal was tested is a result as well.
            let tracks = if level.shows_failures() {
                PUBLISHED
            } else {
                APPROVED
            };
            is_told && run.track < tracks
        });
        left.problems.retain(|_, problem| problem.is_of_published());
        if !level.shows_failures() {
            left.problems
                .retain(|_, problem| problem.against == "specification");
        }
        let is_part_few = |part| {
            let all = self.problems.values();
            let own = all.filter(|one| {
                one.against == "specification"
                    && one.is_of_published()
                    && one.parts().contains(&part)
            });
            count_independent(own.filter_map(|one| one.found_by)) < FEWEST
        };
        for problem in left.problems.values_mut() {
            if problem.parts().into_iter().all(is_part_few) {
                problem.found_by = None;
            }
        }
        left
    }

    /// Everything that leaves of it, when one asks who knows these names as well.
    fn told(&self, level: Level, asker: &str) -> String {
        let told = self.try_told(level, asker);
        let told = told.unwrap_or_else(|error| unreachable!("{error}"));
        // Some speak for no organization.
        assert!(!told.contains("Person "), "{level:?} names a person");
        told
    }

    fn try_told(&self, level: Level, asker: &str) -> Result<String, Box<dyn Error>> {
        let root = Root::whole(Path::new("/nonexistent/cxn/workspace"));
        let files = self.files(level.name());
        let count = files.len();
        let workspace = Workspace::load_with(&root, &Scope::default(), files)?;
        assert!(workspace.unread.is_empty(), "{:?}", workspace.unread);
        let now = Now::Instant(
            Moment::parse("2026-12-01T12:00:00Z")
                .ok_or("no moment")?
                .0
                .to_utc(),
        );
        let folder = &workspace.events[&Slug::parse("e")?];
        let read = folder.registrations.len() + folder.issues.len() + folder.tracks.len();
        let results: usize = folder.results.values().map(BTreeMap::len).sum();
        assert_eq!(read + results + 2, count, "every file is a record");
        let facts = EventFacts::new(&workspace, folder, now).ok_or("no event")?;
        assert_eq!(Level::new(facts.event(), false), level);
        let asker: Settings = cxn::yaml::read(asker)?;
        let own = workspace.settings.as_ref().ok_or("no settings")?;
        let names = Names::new([&asker, &*own.value]);

        let mut all = String::new();
        let style = Style {
            color: false,
            width: None,
        };
        let json = |document: Document| document.render(Format::Json, Some("e"), style);
        let mut builder = Builder::default();
        builder.add(EventPart::new(None, &facts, level, &names));
        let events = builder.finish();
        all += &json(series::document(&events, None, false));
        for track in &events.tracks {
            all += &json(series::document(&events, Some(track), false));
        }
        let tracks = progress(&facts, level, &Filter::default());
        all += &json(progress_report::document(&tracks, None, level, false));
        let measure = Measure {
            name: "fmm-core",
            criteria: workspace.criteria_set("fmm-core").ok_or("no criteria")?,
            names: &names,
        };
        let reader = Reader {
            names: &names,
            own: facts.names(),
            now,
            is_full: false,
            workspace: Some("own"),
        };
        let tracks = folder.tracks.values();
        let all_subjects: BTreeMap<Subject, String> = tracks
            .flat_map(|track| subjects(&track.value, &names))
            .collect();
        let about: BTreeSet<Subject> = all_subjects.keys().cloned().collect();
        for (subject, event) in reader.read(folder, &about) {
            let evidence = Evidence::new(subject, "Subject".to_owned(), vec![event]);
            all += &json(maturity::document(&evidence, &measure, false));
            // What no criteria ask for.
            let _ = writeln!(
                all,
                "{:?} {:?} {:?}",
                evidence.clients(),
                evidence.servers(),
                evidence.commenting_organizations()
            );
        }
        all += &report::event(&event_report(&facts, Which::All, level), "e");
        let matrices: Vec<TrackMatrices<'_>> = folder
            .tracks
            .values()
            .filter(|track| tells_that_it_took_place(level, folder, track))
            .map(|track| TrackMatrices::new(&facts, track, None, level))
            .collect();
        let event = &folder.slug;
        all += &matrix::render(event, &matrices, level, matrix::Format::Json, None);
        Ok(all)
    }
}

const LEVELS: [Level; 3] = [Level::Aggregates, Level::Passed, Level::All];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_withheld_changes_nothing_that_leaves(world in worlds()) {
        for level in LEVELS {
            let left = world.without_withheld(level);
            prop_assert_eq!(world.told(level, ""), left.told(level, ""), "{:?}", level);
        }
    }

    #[test]
    fn who_asks_changes_no_count(world in worlds()) {
        let level = Level::Aggregates;
        prop_assert_eq!(world.told(level, ASKER), world.told(level, ""));
    }
}

#[test]
fn no_one_who_speaks_for_no_organization_is_named_with_a_result() {
    let someone = |at: usize| Person {
        organization: None,
        tracks: [0].into(),
        is_new: false,
        system: (at == 1).then_some((0, true)),
    };
    for people in [vec![someone(0)], vec![someone(0), someone(1)]] {
        let run = Run {
            track: 0,
            scenario: 0,
            client: COMPANIES,
            server: 3,
            verdict: "passed",
        };
        let world = World {
            people: people.into_iter().enumerate().collect(),
            runs: [(0, run)].into(),
            problems: BTreeMap::new(),
        };
        for level in LEVELS {
            let told = world.told(level, "");
            let is_named = told.contains("Beta");
            assert_eq!(is_named, level.names_systems(), "{told}");
            assert_eq!(told.contains("a person"), is_named, "{told}");
        }
    }
}

#[test]
fn something_is_told_and_something_withheld() -> Result<(), Box<dyn Error>> {
    // Else the tests above would hold for outputs that are empty.
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut differ, mut outputs) = (0, BTreeSet::new());
    for _ in 0..40 {
        let world = worlds()
            .new_tree(&mut runner)
            .map_err(|reason| reason.to_string())?
            .current();
        let left = world.without_withheld(Level::Aggregates);
        differ += usize::from(
            left.people.len() < world.people.len() && left.runs.len() < world.runs.len(),
        );
        outputs.insert(world.told(Level::Aggregates, ""));
    }
    assert!(differ > 5, "{differ} of 40 withhold people and results");
    assert!(
        outputs.len() > 30,
        "{} of 40 tell something else",
        outputs.len()
    );
    Ok(())
}
