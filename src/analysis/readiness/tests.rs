use crate::analysis::implementers::{implementations, track_releases};
use crate::analysis::readiness::*;
use crate::model::names::Names;
use crate::model::{Event, Registration, Slug};
use crate::workspace::{File, Record};

const EVENT: &str =
    "{name: E, timezone: UTC, starts: 2026-09-19, ends: 2026-09-20, fhir-versions: [R4, R5]}";
const ROLES: &str = "[{id: client, kind: client}, {id: server, kind: server}, {id: registry, kind: server}, \
    {id: peer, kind: both}, {id: author, kind: other}, {id: tool, kind: other}]";
const READY: &str = "status: ready, fhir-versions: [R4], formats: [json]";

/// Judges a scenario with these roles of a track for R4, or for the versions after an `@`. People are between semicolons, each as
/// `ORGANIZATION ROLE` with a ready system, `ORGANIZATION ROLE KEYS` with those keys of the system (`-` for no system at all), or
/// a whole record.
fn judge(roles: &str, people: &str) -> String {
    let (roles, versions) = roles.split_once('@').unwrap_or((roles, "R4"));
    let track = format!(
        "title: T\nfhir-versions: [{versions}]\nroles: {ROLES}\nscenarios: [{{id: s, roles: [{roles}]}}]\n"
    );
    let track: Track = crate::yaml::read(&track).unwrap_or_else(|error| unreachable!("{error}"));
    let event: Event = crate::yaml::read(EVENT).unwrap_or_else(|error| unreachable!("{error}"));
    let slug = |text: &str| Slug::parse(text).unwrap_or_else(|_| unreachable!());
    let people = people.split(';').map(str::trim).enumerate();
    let records: Vec<Record<Registration>> = people
        .filter(|(_, text)| !text.is_empty())
        .map(|(at, text)| {
            let parts: Vec<&str> = text.splitn(3, ' ').collect();
            let text = match parts[..] {
                _ if text.starts_with('{') => text.replace("READY", READY),
                [organization, role, "-"] => {
                    format!("{{name: P{at}, organization: {organization}, roles: [t/{role}]}}")
                }
                [organization, role, ..] => format!(
                    "{{name: P{at}, organization: {organization}, systems: [{{name: S{at}, roles: [t/{role}], {}}}]}}",
                    parts.get(2).unwrap_or(&READY)
                ),
                _ => unreachable!("{text}"),
            };
            let slug = slug(&format!("p{at}"));
            Record {
                file: File::registration(&slug, &slug),
                slug,
                value: crate::yaml::read(&text).map_or_else(|error| unreachable!("{text}: {error}"), std::sync::Arc::new),
                marks: crate::yaml::marks::Marks::default(),
            }
        })
        .collect();
    let names = Names::default();
    let implementations = implementations(&records, &names);
    let implementations = implementations.get("t").map_or(&[][..], Vec::as_slice);
    let releases = track_releases(&track, &event);
    let found = assess(&track, &track.scenarios[0], implementations, &releases);
    format!("{}: {}", found.verdict.label(), found.reason)
}

fn assert_judged(cases: &[(&str, &str, &str)]) {
    for (roles, people, expected) in cases {
        assert_eq!(judge(roles, people), *expected, "{people}");
    }
}

#[rustfmt::skip]
#[test]
fn any_organization_may_stay_away_from_what_is_testable() {
    assert_judged(&[
        ("client, server", "A client; B client; C server; D server", "testable: 2 organizations (2 ready) as 'client', 2 organizations (2 ready) as 'server'"),
        // Three organizations that play both sides may lose one as well; two may not.
        ("client, server", "A client; A server; B client; B server; C client; C server", "testable: 3 organizations (3 ready) as 'client', 3 organizations (3 ready) as 'server'"),
        ("client, server", "A client; A server; B client; B server", "at risk: nothing fits together without 'A' or without 'B'"),
        ("client, server", "A client; B server", "at risk: only 'A' plays 'client'; only 'B' plays 'server'"),
        ("client, server", "A client; B client; C server", "at risk: only 'C' plays 'server'"),
        // The second server belongs to one who would have to play both sides, and is enough: B plays against A's.
        ("client, server", "A client; B client; C server; A server", "testable: 2 organizations (2 ready) as 'client', 2 organizations (2 ready) as 'server'"),
        ("client, server, registry", "A client; B server; A registry; C registry", "at risk: only 'A' plays 'client'; only 'B' plays 'server'; nothing fits together without 'C'"),
        // Who finds no partner is named.
        ("client, server", "A client; B client; X client status: ready, formats: [xml]; C server; D server", "testable: 3 organizations (3 ready) as 'client', 2 organizations (2 ready) as 'server'; 'X' finds no partner as 'client'"),
    ]);
}

#[rustfmt::skip]
#[test]
fn a_side_that_no_one_plays_cannot_be_tested() {
    assert_judged(&[
        ("client, server", "", "not testable: no one plays 'client'; no one plays 'server'"),
        ("client, server", "A client", "not testable: no one plays 'server'"),
        ("client, server", "A server; B server", "not testable: no one plays 'client'"),
        ("client, server", "{name: P, organization: Example Health, systems: [{name: S, roles: [t/client]}]}; {name: Q, organization: example  HEALTH, systems: [{name: T, roles: [t/server]}]}",
            "not testable: only 'Example Health' plays 'client' and 'server', and systems of one organization prove nothing"),
        // Two people who speak for no organization are not of one.
        ("client, server", "{name: Robin Example, systems: [{name: S, roles: [t/client], READY}]}; {name: Sam Sample, systems: [{name: S, roles: [t/server], READY}]}",
            "at risk: only 'Robin Example' plays 'client'; only 'Sam Sample' plays 'server'"),
        ("client, server, registry", "A client; B server; A registry", "not testable: there are only 2 organizations for 3 roles that different ones have to play"),
        ("client, server", "A client; B server status: broken", "not testable: only broken systems play 'server': 'S1'"),
        ("client, server", "A client; D client; B server status: broken; C server", "at risk: only 'C' plays 'server'"),
        // Of two accounts of one system the more careful counts; a person's role is that of their organization's system.
        ("client, server", "A client; {name: Kim, organization: B, systems: [{name: Shared, roles: [t/server], READY}]}; {name: Lou, organization: B, systems: [{name: shared, roles: [t/server], status: broken}]}",
            "not testable: only broken systems play 'server': 'Shared'"),
        ("client, server", "A client; A client -; B server", "at risk: only 'A' plays 'client'; only 'B' plays 'server'"),
    ]);
}

#[rustfmt::skip]
#[test]
fn only_those_with_a_seat_count_and_observers_watch() {
    for (more, expected) in [
        ("status: waitlisted", "not testable: no one plays 'server'"),
        ("status: cancelled", "not testable: no one plays 'server'"),
        ("kind: observer", "not testable: no one plays 'server'"),
        ("status: checked-in", "at risk: only 'A' plays 'client'; only 'B' plays 'server'"),
    ] {
        let people = format!("A client; {{name: P, organization: B, {more}, systems: [{{name: S, roles: [t/server], READY}}]}}");
        assert_eq!(judge("client, server", &people), expected, "{more}");
    }
}

#[rustfmt::skip]
#[test]
fn systems_that_are_still_to_come_are_a_risk() {
    assert_judged(&[
        ("client, server", "A client status: planned; B client status: planned; C server status: planned; D server status: planned", "at risk: no system that plays 'client' or 'server' is ready"),
        ("client, server", "A client status: planned; B client status: planned; C server; D server", "at risk: no system that plays 'client' is ready"),
        // One that does not work yet, one that says nothing and a person without one are still to come as well.
        ("client, server", "A client status: not-yet; C server; D server", "at risk: only 'A' plays 'client'; no system that plays 'client' is ready"),
        ("client, server", "A client formats: [json]; C server; D server", "at risk: only 'A' plays 'client'; no system that plays 'client' is ready"),
        ("client, server", "A client -; C server; D server", "at risk: only 'A' plays 'client'; no system that plays 'client' is ready"),
        ("client, server@R4, R5", "A client status: ready, fhir-versions: [R4]; B client fhir-versions: [R5]; C server status: ready, fhir-versions: [R5]; D server fhir-versions: [R4, R5]; E server fhir-versions: [R4, R5]",
            "at risk: the systems that are ready do not fit together"),
    ]);
}

#[rustfmt::skip]
#[test]
fn a_release_of_the_track_and_a_format_have_to_be_shared() {
    assert_judged(&[
        ("client, server", "A client; B server fhir-versions: [R5, STU3]", "not testable: every system that plays 'server' speaks FHIR R3, R5, and the track tests R4"),
        ("client, server@R4, R5", "A client; B server fhir-versions: [5.0.0]", "not testable: no different organizations share a FHIR version: 'client' R4, 'server' R5"),
        // Without versions of its own, the track has the event's.
        ("client, server@", "A client fhir-versions: [STU3]; B server fhir-versions: [STU3]", "not testable: every system that plays 'client' speaks FHIR R3, and the track tests R4, R5"),
        // 4.0.1, R4 and FHIR R4 are one version; what is not said excludes no one.
        ("client, server", "A client status: ready, fhir-versions: [4.0.1]; B server; C server status: ready", "at risk: only 'A' plays 'client'"),
        ("client, server", "A client status: ready, fhir-versions: [FHIR R4]; B server; C server status: ready", "at risk: only 'A' plays 'client'"),
        ("client, server", "A client formats: [json]; B server formats: [xml]", "not testable: no different organizations share a format: 'client' json, 'server' xml"),
        // Both a version and a format are shared with someone, but never with the same one.
        ("client, server@R4, R5", "A client fhir-versions: [R4], formats: [json]; B server fhir-versions: [R4], formats: [xml]; C server fhir-versions: [R5], formats: [json]",
            "not testable: no different organizations share both a FHIR version and a format"),
    ]);
}

#[rustfmt::skip]
#[test]
fn roles_without_sides_are_played_with_their_like() {
    assert_judged(&[
        ("peer", "A peer; A peer", "not testable: only 'A' plays 'peer', and systems of one organization prove nothing"),
        ("peer", "A peer; B peer", "at risk: nothing fits together without 'A' or without 'B'"),
        ("peer", "A peer; B peer; C peer", "testable: 3 organizations (3 ready) as 'peer'"),
        ("author, tool", "A author; B author; C tool; D tool", "testable: 2 organizations (2 ready) as 'author', 2 organizations (2 ready) as 'tool'"),
        ("tool", "A tool", "not testable: only 'A' plays 'tool', and systems of one organization prove nothing"),
        // A person or a test tool beside systems is not needed for them to meet.
        ("client, server, tool", "A client; B server", "at risk: only 'A' plays 'client'; only 'B' plays 'server'"),
    ]);
}

#[rustfmt::skip]
#[test]
fn without_roles_nothing_is_assessed() {
    assert_judged(&[
        ("", "A client", "not assessed: the scenario names no roles"),
        ("None", "A client", "not assessed: the scenario names no roles"),
        ("TBD", "A client", "not assessed: the scenario names no roles"),
        ("client", "A client", "not assessed: the scenario names the client 'client' alone, and not who is on the other side"),
        ("client, sever", "A client", "not assessed: the scenario names the role 'sever', which the track does not have"),
    ]);
}
