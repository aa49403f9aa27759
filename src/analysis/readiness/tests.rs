use crate::analysis::implementers::{implementations, track_releases};
use crate::analysis::readiness::*;
use crate::model::{Event, Registration, Slug};
use crate::workspace::{File, Record};

const EVENT: &str =
    "{name: E, timezone: UTC, starts: 2026-09-19, ends: 2026-09-20, fhir-versions: [R4, R5]}";
const TRACK: &str = "
title: T
roles:
  - {id: client, kind: client}
  - {id: server, kind: server}
  - {id: registry, kind: server}
  - {id: peer, kind: both}
  - {id: watcher, kind: other}
  - {id: writer, kind: other}
";

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap_or_else(|_| unreachable!())
}

/// Judges a scenario with these roles; each registration is `organization | role | what the system says`, or without the last
/// part a person who has no system.
fn judge_on(versions: &str, roles: &str, people: &[&str]) -> String {
    let track =
        format!("{TRACK}fhir-versions: {versions}\nscenarios: [{{id: s, roles: {roles}}}]\n");
    let track: Track = crate::yaml::read(&track).unwrap_or_else(|error| unreachable!("{error}"));
    let event: Event = crate::yaml::read(EVENT).unwrap_or_else(|error| unreachable!("{error}"));
    let records: Vec<Record<Registration>> = people
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let parts: Vec<&str> = text.split('|').map(str::trim).collect();
            let text = match parts[..] {
                [organization, role, system] => format!(
                    "{{name: P{at}, organization: {organization}, systems: [{{name: S{at}, roles: [t/{role}], {system}}}]}}"
                ),
                [organization, role] => {
                    format!("{{name: P{at}, organization: {organization}, roles: [t/{role}]}}")
                }
                _ => (*text).to_owned(),
            };
            let slug = slug(&format!("p{at}"));
            Record {
                file: File::registration(&slug, &slug),
                slug,
                value: crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{text}: {error}")),
                marks: crate::workspace::marks::Marks::default(),
            }
        })
        .collect();
    let implementations = implementations(&slug("t"), &records);
    let found = assess(
        &track,
        &track.scenarios[0],
        &implementations,
        &track_releases(&track, &event),
    );
    format!("{}: {}", found.verdict.label(), found.reason)
}

fn judge(people: &[&str]) -> String {
    judge_on("[R4]", "[client, server]", people)
}

const READY: &str = "status: ready, fhir-versions: [R4], formats: [json]";

fn ready(organization: &str, role: &str) -> String {
    format!("{organization}|{role}|{READY}")
}

fn all(people: &[String]) -> Vec<&str> {
    people.iter().map(String::as_str).collect()
}

#[test]
fn two_on_each_side_may_lose_one() {
    let people = [
        ready("A", "client"),
        ready("B", "client"),
        ready("C", "server"),
        ready("D", "server"),
    ];
    assert_eq!(
        judge(&all(&people)),
        "testable: 2 organizations (2 ready) as 'client', 2 organizations (2 ready) as 'server'"
    );
    // Three organizations that play both sides may lose one as well; two may not.
    let both: Vec<String> = ["A", "B", "C"]
        .iter()
        .flat_map(|name| [ready(name, "client"), ready(name, "server")])
        .collect();
    assert_eq!(
        judge(&all(&both)),
        "testable: 3 organizations (3 ready) as 'client', 3 organizations (3 ready) as 'server'"
    );
    assert_eq!(
        judge(&all(&both[..4])),
        "at risk: nothing fits together without 'A' or without 'B'"
    );
}

#[test]
fn nobody_there_is_said_of_each_side() {
    assert_eq!(
        judge(&[]),
        "not testable: nobody plays 'client'; nobody plays 'server'"
    );
    assert_eq!(
        judge(&[&ready("A", "client")]),
        "not testable: nobody plays 'server'"
    );
    assert_eq!(
        judge(&[&ready("A", "server"), &ready("B", "server")]),
        "not testable: nobody plays 'client'"
    );
}

#[test]
fn one_organization_on_both_sides_proves_nothing() {
    assert_eq!(
        judge(&[
            &ready("Example Health", "client"),
            &ready("example  HEALTH", "server")
        ]),
        "not testable: only 'Example Health' plays 'client' and 'server', and systems of one organization prove nothing"
    );
}

#[test]
fn people_who_speak_for_nobody_are_not_of_one_organization() {
    let lone = |name: &str, role: &str| {
        format!("{{name: {name}, systems: [{{name: S, roles: [t/{role}], {READY}}}]}}")
    };
    assert_eq!(
        judge(&[
            &lone("Robin Example", "client"),
            &lone("Sam Sample", "server")
        ]),
        "at risk: only 'Robin Example' plays 'client'; only 'Sam Sample' plays 'server'"
    );
}

#[test]
fn one_pair_only_is_at_risk() {
    assert_eq!(
        judge(&[&ready("A", "client"), &ready("B", "server")]),
        "at risk: only 'A' plays 'client'; only 'B' plays 'server'"
    );
    let one_server = [
        ready("A", "client"),
        ready("B", "client"),
        ready("C", "server"),
    ];
    assert_eq!(judge(&all(&one_server)), "at risk: only 'C' plays 'server'");
    // The second server belongs to one who would have to play both sides, and is enough: B plays against A's.
    let second = [
        ready("A", "client"),
        ready("B", "client"),
        ready("C", "server"),
        ready("A", "server"),
    ];
    assert_eq!(
        judge(&all(&second)),
        "testable: 2 organizations (2 ready) as 'client', 2 organizations (2 ready) as 'server'"
    );
}

#[test]
fn planned_systems_alone_are_a_risk() {
    let planned =
        |name: &str, role: &str| format!("{name}|{role}|status: planned, fhir-versions: [R4]");
    let people = [
        planned("A", "client"),
        planned("B", "client"),
        planned("C", "server"),
        planned("D", "server"),
    ];
    assert_eq!(
        judge(&all(&people)),
        "at risk: nobody who plays 'client' or 'server' is ready"
    );
    let clients = [
        planned("A", "client"),
        planned("B", "client"),
        ready("C", "server"),
        ready("D", "server"),
    ];
    assert_eq!(
        judge(&all(&clients)),
        "at risk: nobody who plays 'client' is ready"
    );
    // A system that does not work yet, one that says nothing and a person without one are still to come as well.
    for other in [
        "A|client|status: not-yet",
        "A|client|formats: [json]",
        "A|client",
    ] {
        assert_eq!(
            judge(&[other, &ready("C", "server"), &ready("D", "server")]),
            "at risk: only 'A' plays 'client'; nobody who plays 'client' is ready",
            "{other}"
        );
    }
}

#[test]
fn ready_systems_have_to_fit_with_each_other() {
    let people = [
        "A|client|status: ready, fhir-versions: [R4]".to_owned(),
        "B|client|status: planned, fhir-versions: [R5]".to_owned(),
        "C|server|status: ready, fhir-versions: [R5]".to_owned(),
        "D|server|status: planned, fhir-versions: [R4, R5]".to_owned(),
        "E|server|status: planned, fhir-versions: [R4, R5]".to_owned(),
    ];
    assert_eq!(
        judge_on("[R4, R5]", "[client, server]", &all(&people)),
        "at risk: the systems that are ready do not fit together"
    );
}

#[test]
fn broken_systems_play_nothing() {
    let broken = "B|server|status: broken, fhir-versions: [R4]";
    assert_eq!(
        judge(&[&ready("A", "client"), broken]),
        "not testable: only broken systems play 'server': 'S1'"
    );
    assert_eq!(
        judge(&[
            &ready("A", "client"),
            &ready("D", "client"),
            broken,
            &ready("C", "server")
        ]),
        "at risk: only 'C' plays 'server'"
    );
}

#[test]
fn the_wrong_version_does_not_count() {
    assert_eq!(
        judge(&[
            &ready("A", "client"),
            "B|server|status: ready, fhir-versions: [R5, STU3]"
        ]),
        "not testable: everybody who plays 'server' speaks FHIR R3, R5, and the track tests R4"
    );
    assert_eq!(
        judge_on(
            "[R4, R5]",
            "[client, server]",
            &[
                &ready("A", "client"),
                "B|server|status: ready, fhir-versions: [5.0.0]"
            ]
        ),
        "not testable: no different organizations share a FHIR version: 'client' R4, 'server' R5"
    );
    // Without versions of its own, the track has the event's.
    assert_eq!(
        judge_on(
            "[]",
            "[client, server]",
            &[
                "A|client|fhir-versions: [STU3]",
                "B|server|fhir-versions: [STU3]"
            ]
        ),
        "not testable: everybody who plays 'client' speaks FHIR R3, and the track tests R4, R5"
    );
    // 4.0.1, R4 and FHIR R4 are one version; what is not said stands in nobody's way.
    for version in ["4.0.1", "FHIR R4", "R5, R4"] {
        let client = format!("A|client|status: ready, fhir-versions: [{version}]");
        assert_eq!(
            judge(&[&client, &ready("B", "server"), "C|server|status: ready"]),
            "at risk: only 'A' plays 'client'",
            "{version}"
        );
    }
}

#[test]
fn a_format_has_to_be_shared() {
    assert_eq!(
        judge(&[
            "A|client|status: ready, formats: [json]",
            "B|server|status: ready, formats: [xml]"
        ]),
        "not testable: no different organizations share a format: 'client' json, 'server' xml"
    );
    // Both a version and a format are shared with somebody, but never with the same one.
    assert_eq!(
        judge_on(
            "[R4, R5]",
            "[client, server]",
            &[
                "A|client|fhir-versions: [R4], formats: [json]",
                "B|server|fhir-versions: [R4], formats: [xml]",
                "C|server|fhir-versions: [R5], formats: [json]",
            ]
        ),
        "not testable: no different organizations share both a FHIR version and a format"
    );
}

#[test]
fn who_finds_no_partner_is_named() {
    let people = [
        ready("A", "client"),
        ready("B", "client"),
        "X|client|status: ready, formats: [xml]".to_owned(),
        ready("C", "server"),
        ready("D", "server"),
    ];
    assert_eq!(
        judge(&all(&people)),
        "testable: 3 organizations (3 ready) as 'client', 2 organizations (2 ready) as 'server'; 'X' finds no partner as 'client'"
    );
}

#[test]
fn a_role_that_does_both_is_played_with_another_of_its_kind() {
    assert_eq!(
        judge_on("[R4]", "[peer]", &[]),
        "not testable: nobody plays 'peer'"
    );
    assert_eq!(
        judge_on(
            "[R4]",
            "[peer]",
            &[&ready("A", "peer"), &ready("A", "peer")]
        ),
        "not testable: only 'A' plays 'peer', and systems of one organization prove nothing"
    );
    assert_eq!(
        judge_on(
            "[R4]",
            "[peer]",
            &[&ready("A", "peer"), &ready("B", "peer")]
        ),
        "at risk: nothing fits together without 'A' or without 'B'"
    );
    assert_eq!(
        judge_on(
            "[R4]",
            "peer",
            &[
                &ready("A", "peer"),
                &ready("B", "peer"),
                &ready("C", "peer")
            ]
        ),
        "testable: 3 organizations (3 ready) as 'peer'"
    );
}

#[test]
fn three_roles_need_three_organizations() {
    let roles = "[client, server, registry, watcher]";
    let people = [
        ready("A", "client"),
        ready("B", "server"),
        ready("A", "registry"),
    ];
    assert_eq!(
        judge_on("[R4]", roles, &all(&people)),
        "not testable: there are only 2 organizations for 3 roles that different ones have to play"
    );
    let people = [
        ready("A", "client"),
        ready("B", "server"),
        ready("A", "registry"),
        ready("C", "registry"),
    ];
    assert_eq!(
        judge_on("[R4]", roles, &all(&people)),
        "at risk: only 'A' plays 'client'; only 'B' plays 'server'; nothing fits together without 'C'"
    );
}

#[test]
fn without_roles_nobody_can_tell() {
    for (roles, why) in [
        ("", "the scenario names no roles"),
        ("None", "the scenario names no roles"),
        ("[TBD]", "the scenario names no roles"),
        (
            "[client]",
            "the scenario names the client 'client' alone, and not who is on the other side",
        ),
        (
            "[client, sever]",
            "the scenario names the role 'sever', which the track does not have",
        ),
    ] {
        assert_eq!(
            judge_on("[R4]", roles, &[&ready("A", "client")]),
            format!("not assessed: {why}")
        );
    }
}

#[test]
fn roles_of_other_kinds_are_played_like_any_where_there_are_no_sides() {
    let people = [
        ready("A", "watcher"),
        ready("B", "watcher"),
        ready("C", "writer"),
        ready("D", "writer"),
    ];
    assert_eq!(
        judge_on("[R4]", "[watcher, writer]", &all(&people)),
        "testable: 2 organizations (2 ready) as 'watcher', 2 organizations (2 ready) as 'writer'"
    );
    assert_eq!(
        judge_on("[R4]", "[watcher]", &[&ready("A", "watcher")]),
        "not testable: only 'A' plays 'watcher', and systems of one organization prove nothing"
    );
    assert_eq!(
        judge_on(
            "[R4]",
            "[client, server, watcher]",
            &[&ready("A", "client"), &ready("B", "server")]
        ),
        "at risk: only 'A' plays 'client'; only 'B' plays 'server'"
    );
}

#[test]
fn only_those_with_a_seat_count_and_observers_watch() {
    let with = |more: &str| {
        format!(
            "{{name: P, organization: B, {more}, systems: [{{name: S, roles: [t/server], {READY}}}]}}"
        )
    };
    for left_out in ["status: waitlisted", "status: cancelled", "kind: observer"] {
        assert_eq!(
            judge(&[&ready("A", "client"), &with(left_out)]),
            "not testable: nobody plays 'server'",
            "{left_out}"
        );
    }
    assert_eq!(
        judge(&[&ready("A", "client"), &with("status: checked-in")]),
        "at risk: only 'A' plays 'client'; only 'B' plays 'server'"
    );
}

#[test]
fn colleagues_who_name_one_system_bring_one_system() {
    let colleague = |person: &str, status: &str| {
        format!(
            "{{name: {person}, organization: B, systems: [{{name: Shared, roles: [t/server], status: {status}}}]}}"
        )
    };
    // The more careful of two accounts counts.
    assert_eq!(
        judge(&[
            &ready("A", "client"),
            &colleague("Kim", "ready"),
            &colleague("Lou", "broken")
        ]),
        "not testable: only broken systems play 'server': 'Shared'"
    );
    // A person's role is that of their organization's system.
    assert_eq!(
        judge(&[&ready("A", "client"), "A|client", &ready("B", "server")]),
        "at risk: only 'A' plays 'client'; only 'B' plays 'server'"
    );
}
