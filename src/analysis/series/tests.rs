use super::*;
use crate::analysis::event_facts::tests::with_facts;

fn event(starts: &str) -> String {
    format!("name: E {starts}\ntimezone: UTC\nstarts: {starts}\nends: {starts}\n")
}

/// A series of events, each of a first day and its tracks by their slugs.
fn series(level: Level, events: &[(&str, &[(&str, &str)])]) -> Series {
    let mut builder = Builder::default();
    for (starts, files) in events {
        let text = event(starts);
        let mut all = vec![("event.yaml", text.as_str())];
        all.extend_from_slice(files);
        with_facts("2026-12-01T12:00:00Z", &all, |facts| {
            builder.add(EventPart::new(None, facts, level, &Names::default()));
        });
    }
    builder.finish()
}

#[test]
fn a_track_is_known_again_by_its_slug_its_title_and_what_it_was_carried_from() {
    let series = series(
        Level::Full,
        &[
            (
                "2026-09-19",
                &[
                    ("tracks/patient.yaml", "title: Patients\nstatus: approved\n"),
                    ("tracks/bulk.yaml", "title: Bulk Data\nstatus: approved\n"),
                    (
                        "tracks/ips.yaml",
                        "title: Summaries\nstatus: approved\ncarried-from: e/patient-summary\n",
                    ),
                    ("tracks/draft.yaml", "title: Draft\n"),
                ],
            ),
            (
                "2026-01-12",
                &[
                    ("tracks/patient.yaml", "title: Patient\nstatus: approved\n"),
                    (
                        "tracks/bulk-data.yaml",
                        "title: bulk  data\nstatus: approved\n",
                    ),
                    (
                        "tracks/patient-summary.yaml",
                        "title: IPS\nstatus: approved\n",
                    ),
                    ("tracks/once.yaml", "title: Once\nstatus: approved\n"),
                ],
            ),
        ],
    );
    let events: Vec<_> = series
        .events
        .iter()
        .map(|one| (one.tracks, one.recurring))
        .collect();
    assert_eq!(events, [(4, 0), (3, 3)]);
    let times: Vec<_> = series
        .tracks
        .iter()
        .map(|line| {
            (
                line.latest().map(|one| one.slug.as_str()),
                line.appearances.len(),
            )
        })
        .collect();
    assert_eq!(
        times,
        [
            (Some("bulk"), 2),
            (Some("patient"), 2),
            (Some("ips"), 2),
            (Some("once"), 1)
        ]
    );
    for name in ["ips", "patient-summary", "e/ips", "summaries"] {
        assert_eq!(
            series.track(name).map(|line| line.appearances.len()),
            Some(2),
            "{name}"
        );
    }
    assert_eq!(series.track("draft"), None);
}

const PEOPLE: &[(&str, &str)] = &[
    ("tracks/patient.yaml", "title: Patient\nstatus: approved\n"),
    (
        "registrations/a.yaml",
        "{name: A, organization: Probe Labs, tracks: [patient], experience: first-time}",
    ),
    (
        "registrations/b.yaml",
        "{name: B, organization: probe labs, tracks: [patient]}",
    ),
    (
        "registrations/c.yaml",
        "{name: C, organization: Other Labs}",
    ),
    (
        "registrations/d.yaml",
        "{name: D, organization: Gone Labs, status: cancelled}",
    ),
    (
        "issues/one.yaml",
        "{title: One, against: specification, tracks: [patient], tracker: {key: FHIR-1, status: Published, resolution: Persuasive}}",
    ),
    (
        "issues/two.yaml",
        "{title: Two, against: server, tracks: [patient]}",
    ),
];

#[test]
fn people_and_issues_are_counted_as_far_as_they_may_be_told() {
    let full = series(Level::Full, &[("2026-09-19", PEOPLE)]);
    let counts = &full.events[0].counts;
    assert_eq!(
        (counts.registered, counts.first_time, counts.organizations),
        (Some(3), Some(1), Some(2))
    );
    assert_eq!((counts.issues, counts.issues_done), (2, 1));
    let track = &full.tracks[0].appearances[0].counts;
    assert_eq!((track.registered, track.organizations), (Some(2), Some(1)));
    let tracked = Outcome::Tracked(Some("Published".into()), Some("Persuasive".into()));
    assert_eq!(
        full.events[0].outcomes,
        [(tracked, 1), (Outcome::Open, 1)].into()
    );

    let told = series(Level::Aggregates, &[("2026-09-19", PEOPLE)]);
    let counts = &told.events[0].counts;
    assert_eq!(
        (counts.registered, counts.first_time, counts.organizations),
        (None, None, None)
    );
    assert_eq!(counts.issues, 1);
    assert_eq!((counts.passed, counts.scenarios_tested), (None, None));
    // Of the two in the track it could be told who they are.
    assert_eq!(told.tracks[0].appearances[0].counts.registered, None);
}

const UNPUBLISHED: &[(&str, &str)] = &[
    ("tracks/patient.yaml", "title: Patient\nstatus: approved\n"),
    ("tracks/asked.yaml", "title: Asked\nstatus: submitted\n"),
    ("tracks/own.yaml", "title: Own\nstatus: draft\n"),
    ("tracks/gone.yaml", "title: Gone\nstatus: withdrawn\n"),
    ("results/asked/one.yaml", RESULT),
    ("results/own/one.yaml", RESULT),
    ("results/gone/one.yaml", RESULT),
];

const RESULT: &str =
    "{scenario: s, systems: {client: A, server: B}, verdict: passed, when: 2026-09-19T10:00:00Z}";

#[test]
fn what_is_not_shown_to_everyone_does_not_leave_because_it_was_tested() {
    let slugs = |level| {
        let series = series(level, &[("2026-09-19", UNPUBLISHED)]);
        assert_eq!(series.events[0].tracks, series.tracks.len());
        let names = series.track_names().map(str::to_owned);
        names.collect::<BTreeSet<String>>()
    };
    let names = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    let all: BTreeSet<String> = names(&["asked", "gone", "own", "patient"]);
    assert_eq!(slugs(Level::Full), all);
    assert_eq!(slugs(Level::All), names(&["asked", "patient"]));
    // That a proposal was tested is a result as well.
    for level in [Level::Aggregates, Level::Passed] {
        assert_eq!(slugs(level), names(&["patient"]), "{level:?}");
    }
}

#[test]
fn an_event_has_begun_on_its_first_day() {
    let series = series(Level::Full, &[("2026-09-19", &[]), ("2027-01-12", &[])]);
    let begun: Vec<bool> = series.events.iter().map(|one| one.has_begun).collect();
    assert_eq!(begun, [true, false]);
}
