use super::*;
use crate::analysis::event_facts::tests::with_facts;

const EVENT: &str = "name: E\ntimezone: America/New_York\nstarts: 2026-09-19\n";

/// The slots of so many rounds of track `t`, as `19 09:00-10:30 Room 4`.
fn slots(rest: &str, now: &str, rounds: usize) -> Vec<String> {
    let event = format!("{EVENT}{rest}");
    with_facts(now, &[("event.yaml", &event)], |facts| {
        let track = Slug::parse("t").unwrap_or_else(|error| unreachable!("{error}"));
        let slots = spread(&open_slots(facts, &track), rounds);
        let shown = slots.iter().map(|slot| {
            let day = slot.day.format("%d").to_string();
            let time = slot.time.map(|(starts, ends)| {
                format!(" {}-{}", starts.format("%H:%M"), ends.format("%H:%M"))
            });
            let room = slot.room.map(|room| format!(" {room}"));
            format!(
                "{day}{}{}",
                time.unwrap_or_default(),
                room.unwrap_or_default()
            )
        });
        shown.collect()
    })
}

const BEFORE: &str = "2026-08-06T12:00:00-04:00";

#[test]
fn rounds_are_spread_evenly_over_the_days() {
    let days = |ends: &str, rounds| slots(&format!("ends: {ends}\n"), BEFORE, rounds);
    assert_eq!(days("2026-09-20", 1), ["19"]);
    assert_eq!(days("2026-09-20", 4), ["19", "19", "20", "20"]);
    assert_eq!(days("2026-09-20", 5), ["19", "19", "19", "20", "20"]);
    assert_eq!(days("2026-09-19", 3), ["19", "19", "19"]);
    assert_eq!(days("2026-09-22", 2), ["19", "21"]);
}

#[test]
fn what_is_past_is_not_planned_unless_all_of_it_is() {
    let days = |now| slots("ends: 2026-09-20\n", now, 2);
    assert_eq!(days("2026-09-20T09:00:00-04:00"), ["20", "20"]);
    assert_eq!(days("2026-09-21T09:00:00-04:00"), ["19", "20"]);
}

const SESSIONS: &str = "ends: 2026-09-20\nschedule:\n\
    - {starts: 2026-09-19T08:30, ends: 2026-09-19T09:00, title: Welcome}\n\
    - {starts: 2026-09-19T09:00, ends: 2026-09-19T12:00, room: Room 4, track: [s, t]}\n\
    - {starts: 2026-09-20T09:00, ends: 2026-09-20T10:00, room: Room 5, track: t}\n\
    - {starts: 2026-09-20T13:00, ends: 2026-09-20T15:00, room: Hall}\n";

#[test]
fn a_track_meets_in_its_sessions_longer_ones_take_more_rounds() {
    let found = slots(SESSIONS, BEFORE, 4);
    assert_eq!(
        found,
        [
            "19 09:00-10:00 Room 4",
            "19 10:00-11:00 Room 4",
            "19 11:00-12:00 Room 4",
            "20 09:00-10:00 Room 5"
        ]
    );
    let found = slots(SESSIONS, "2026-09-19T10:56:30-04:00", 2);
    assert_eq!(found, ["19 11:00-12:00 Room 4", "20 09:00-10:00 Room 5"]);
    let found = slots(SESSIONS, "2026-09-19T12:00:00-04:00", 2);
    assert_eq!(found, ["20 09:00-09:30 Room 5", "20 09:30-10:00 Room 5"]);
}

#[test]
fn a_room_that_is_still_to_be_named_is_none() {
    for open in ["TBD", "' '", "'?'"] {
        let sessions = SESSIONS.replace("room: Room 4", &format!("room: {open}"));
        assert_eq!(slots(&sessions, BEFORE, 1), ["19 09:00-12:00"], "{open}");
    }
}

#[test]
fn a_track_without_sessions_of_its_own_meets_in_those_of_all() {
    let others = SESSIONS
        .replace("[s, t]", "s")
        .replace("track: t", "track: s");
    assert_eq!(slots(&others, BEFORE, 1), ["20 13:00-15:00 Hall"]);
}

#[test]
fn a_system_that_two_tracks_want_at_one_time_is_named() {
    let person = |name: &str, system: &str, role: &str| {
        format!(
            "name: {name}\nemail: {system}@example.org\norganization: {name}\nstatus: confirmed\nsystems:\n  - {{name: {system}, roles: [s/{role}, t/{role}], status: ready}}\n"
        )
    };
    let track = "title: T\nstatus: approved\nroles:\n  - {id: client, kind: client}\n  - {id: server, kind: server}\nscenarios:\n  - {id: read, roles: [client, server]}\n";
    let booked = |sessions: &str| -> Vec<String> {
        let list = if sessions.is_empty() {
            ""
        } else {
            "schedule:\n"
        };
        let event = format!("{EVENT}ends: 2026-09-20\n{list}{sessions}");
        let (one, other) = (person("A", "one", "client"), person("B", "two", "server"));
        let files = [
            ("event.yaml", event.as_str()),
            ("tracks/s.yaml", track),
            ("tracks/t.yaml", track),
            ("registrations/a.yaml", &one),
            ("registrations/b.yaml", &other),
        ];
        with_facts(BEFORE, &files, |facts| {
            let wanted = Wanted {
                rounds: None,
                level: Level::Full,
                retests: false,
            };
            let tracks = facts.folder.tracks.values();
            let plans: Vec<_> = tracks.map(|track| plan(facts, track, wanted)).collect();
            let booked = crate::analysis::double_booked::double_booked(&plans);
            let shown = booked
                .iter()
                .map(|one| format!("{} {:?}", one.system, one.tracks.len()));
            shown.collect()
        })
    };
    let session = |starts: &str, ends: &str, track: &str| {
        format!("  - {{starts: 2026-09-19T{starts}, ends: 2026-09-19T{ends}, track: {track}}}\n")
    };
    let both = session("09:00", "11:00", "s") + &session("10:59", "12:00", "t");
    assert_eq!(booked(&both), ["one 2", "two 2"]);
    let apart = session("09:00", "11:00", "s") + &session("11:00", "12:00", "t");
    assert_eq!(booked(&apart), Vec::<String>::new());
    assert_eq!(booked(""), Vec::<String>::new());
}

#[test]
fn two_rooms_at_one_time_are_one_time() {
    let both = "ends: 2026-09-20\nschedule:\n\
        - {starts: 2026-09-19T09:00, ends: 2026-09-19T12:00, room: A}\n\
        - {starts: 2026-09-19T10:00, ends: 2026-09-19T12:00, room: B}\n";
    assert_eq!(
        slots(both, BEFORE, 2),
        ["19 09:00-10:30 A", "19 10:30-12:00 A"]
    );
}

/// Who is proposed to whom in `read`, with one result of a verdict between `one` and `two`, at a level.
fn proposed(verdict: Option<&str>, level: Level, retests: bool) -> Vec<String> {
    let person = |name: &str, system: &str, role: &str| {
        format!(
            "name: {name}\nemail: {system}@example.org\norganization: {name}\nstatus: confirmed\nsystems:\n  - {{name: {system}, roles: [t/{role}], status: ready}}\n"
        )
    };
    let event = format!("{EVENT}ends: 2026-09-20\n");
    let track = "title: T\nstatus: approved\nroles:\n  - {id: client, kind: client}\n  - {id: server, kind: server}\nscenarios:\n  - {id: before, preparatory: true, roles: [client, server]}\n  - {id: read, roles: [client, server]}\n";
    let people = [
        person("A", "one", "client"),
        person("B", "two", "server"),
        person("C", "three", "server"),
    ];
    let result = format!(
        "scenario: read\nsystems: {{client: one, server: two}}\nverdict: {}\nwhen: 2026-09-19T10:00:00Z\nreported-by: A\n",
        verdict.unwrap_or_default()
    );
    let mut files = vec![
        ("event.yaml", event.as_str()),
        ("tracks/t.yaml", track),
        ("registrations/a.yaml", &people[0]),
        ("registrations/b.yaml", &people[1]),
        ("registrations/c.yaml", &people[2]),
    ];
    if verdict.is_some() {
        files.push(("results/t/r.yaml", &result));
    }
    with_facts(BEFORE, &files, |facts| {
        let wanted = Wanted {
            rounds: None,
            level,
            retests,
        };
        let plan = plan(facts, &facts.folder.tracks["t"], wanted);
        let pairs = plan.meetings.iter();
        let mut pairs: Vec<String> = pairs
            .map(|one| format!("{} {}", one.client.label(), one.server.label()))
            .collect();
        pairs.sort();
        pairs
    })
}

#[test]
fn pairs_that_tested_are_not_proposed_again_unless_they_are_to_test_again() {
    const BOTH: [&str; 2] = ["one three", "one two"];
    assert_eq!(proposed(None, Level::Full, false), BOTH);
    for verdict in [
        "passed",
        "failed",
        "partly-passed",
        "blocked",
        "test-defect",
    ] {
        assert_eq!(
            proposed(Some(verdict), Level::Full, false),
            ["one three"],
            "{verdict}"
        );
    }
    for verdict in ["no-partner", "not-attempted"] {
        assert_eq!(
            proposed(Some(verdict), Level::Full, false),
            BOTH,
            "{verdict}"
        );
    }
    assert_eq!(proposed(Some("passed"), Level::Full, true), ["one three"]);
    assert_eq!(proposed(Some("failed"), Level::Full, true), BOTH);
}

#[test]
fn a_plan_for_others_tells_no_more_of_results_than_may_leave() {
    let untested = proposed(None, Level::Full, false);
    for verdict in ["failed", "partly-passed", "blocked", "test-defect"] {
        for retests in [false, true] {
            assert_eq!(
                proposed(Some(verdict), Level::Passed, retests),
                untested,
                "{verdict}"
            );
            assert_eq!(
                proposed(Some(verdict), Level::Aggregates, retests),
                untested,
                "{verdict}"
            );
        }
    }
    assert_eq!(
        proposed(Some("passed"), Level::Passed, false),
        ["one three"]
    );
    assert_eq!(proposed(Some("passed"), Level::Aggregates, false), untested);
    assert_eq!(proposed(Some("failed"), Level::All, false), ["one three"]);
}
