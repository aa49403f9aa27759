//! Tests of conflicts: one event with a few tracks each.

use crate::analysis::conflicts::*;
use crate::model::{Moment, Now};
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace};

/// `kind [tracks] what` of every conflict of an event with these tracks.
fn found(event: &str, tracks: &[(&str, &str)]) -> Vec<String> {
    let record = format!("name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n{event}");
    let mut overlay = BTreeMap::from([(File::new("events/e/event.yaml"), record)]);
    for (slug, text) in tracks {
        let file = File::new(&format!("events/e/tracks/{slug}.yaml"));
        overlay.insert(file, (*text).to_owned());
    }
    let root = std::path::Path::new("/nonexistent/workspace");
    let workspace = Workspace::load_with(root, &Scope::default(), overlay)
        .unwrap_or_else(|error| unreachable!("{error}"));
    let now = Moment::parse("2026-08-01T12:00:00Z")
        .map_or_else(|| unreachable!(), |now| Now::Instant(now.0.to_utc()));
    let facts = EventFacts::new(&workspace, &workspace.events["e"], now);
    let all = conflicts(&facts.unwrap_or_else(|| unreachable!()));
    all.iter()
        .map(|one| {
            let tracks: Vec<&str> = one.tracks.iter().map(Slug::as_str).collect();
            format!("{} [{}] {}", one.kind.as_str(), tracks.join(" "), one.what)
        })
        .collect()
}

#[test]
fn one_person_by_name_or_address_leads_two_tracks() {
    let robin = "leads: [{name: Robin Example, email: robin@example.org}]\n";
    let renamed = "leads: [{name: R. Example, email: ROBIN@example.org}, {name: Sam Sample}]\n";
    let tracks = [
        ("a", format!("title: Alpha\n{robin}")),
        ("b", format!("title: Beta\n{renamed}")),
        ("c", format!("title: Gamma\nstatus: withdrawn\n{robin}")),
        ("d", "title: Delta\nleads: [{name: TBD}]\n".to_owned()),
        ("e", "title: Epsilon\nleads: [{name: TBD}]\n".to_owned()),
    ];
    let tracks: Vec<(&str, &str)> = tracks
        .iter()
        .map(|(slug, text)| (*slug, text.as_str()))
        .collect();
    assert_eq!(
        found("", &tracks),
        ["same-lead [a b] 'Robin Example' leads 2 tracks, and nobody else leads 'a'"]
    );
}

#[test]
fn calls_at_the_same_time_are_told_once_for_each_largest_group() {
    let tracks = [
        (
            "a",
            "title: Alpha\nkick-off: {starts: 2026-09-01T11:00, minutes: 60}\n",
        ),
        (
            "b",
            "title: Beta\nkick-off: {starts: 2026-09-01T11:30, minutes: 60}\n",
        ),
        (
            "c",
            "title: Gamma\nkick-off: {starts: '2026-09-01T13:59+02:00', minutes: 10}\n",
        ),
        (
            "d",
            "title: Delta\nkick-off: {starts: 2026-09-01T12:30, minutes: 60}\n",
        ),
        ("e", "title: Epsilon\nkick-off: {starts: 2026-09-01}\n"),
    ];
    assert_eq!(
        found("", &tracks),
        ["same-time [a b c] 3 kick-off calls run at the same time, 2026-09-01T11:59+00:00"]
    );
}

#[test]
fn working_hours_matter_when_nobody_travels() {
    let leads = |one: &str, other: &str| {
        format!(
            "title: T\nleads:\n  - {{name: One Lead, timezone: {one}}}\n  - {{name: Other Lead, timezone: {other}}}\n"
        )
    };
    let far = leads("America/Los_Angeles", "Europe/Warsaw");
    let touching = leads("Asia/Kolkata", "America/Sao_Paulo");
    let near = leads("America/New_York", "Europe/Warsaw");
    let over_midnight = leads("Pacific/Auckland", "America/Los_Angeles");
    assert_eq!(
        found("mode: virtual\n", &[("t", &far)]),
        [
            "working-hours [t] 'One Lead' (America/Los_Angeles) and 'Other Lead' (Europe/Warsaw) share no hour between 9:00 and 17:00"
        ]
    );
    assert_eq!(found("mode: virtual\n", &[("t", &touching)]).len(), 1);
    assert_eq!(
        found("mode: virtual\n", &[("t", &near)]),
        Vec::<String>::new()
    );
    assert_eq!(
        found("mode: virtual\n", &[("t", &over_midnight)]),
        Vec::<String>::new()
    );
    assert_eq!(
        found("mode: in-person\n", &[("t", &far)]),
        Vec::<String>::new()
    );
}

#[test]
fn proposals_that_could_be_one_say_why() {
    let bulk = "title: Bulk Data Export\nartifacts: [Group, Patient]\nspecifications: [Bulk Data Access]\nscenarios: [{id: a, title: Export a group}]\n";
    let again = "title: Export of Bulk Data\nartifacts: [Group, Patient]\nspecifications: [Bulk Data Access IG]\nscenarios: [{id: a, title: Export all patients}]\n";
    let other = "title: Subscriptions\nartifacts: [Subscription, Patient]\nspecifications: [Backport IG]\nscenarios: [{id: a, title: Be told of an admission}]\n";
    assert_eq!(
        found("", &[("bulk", bulk), ("export", again), ("subs", other)]),
        [
            "look-alike [bulk export] could be one track; shared title: bulk data export; artifacts: group patient; specifications: access bulk data; scenarios: export"
        ]
    );
}

#[test]
fn four_tracks_are_many_and_three_are_not() {
    let text = |title: &str| {
        format!("title: {title}\nexpected-participants: [Example Health, TBD, Sample Systems]\n")
    };
    let texts = ["Alpha", "Beta", "Gamma", "Delta"].map(text);
    let tracks: Vec<(&str, &str)> = ["a", "b", "c", "d"]
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    assert_eq!(found("", &tracks[..3]), Vec::<String>::new());
    assert_eq!(
        found("", &tracks),
        [
            "many-tracks [a b c d] 'Example Health' is expected in 4 tracks",
            "many-tracks [a b c d] 'Sample Systems' is expected in 4 tracks"
        ]
    );
}

#[test]
fn more_approved_tracks_than_tables() {
    let tracks = [
        ("a", "title: Alpha\nstatus: approved\n"),
        ("b", "title: Beta\nstatus: approved\n"),
        ("c", "title: Gamma\nstatus: submitted\n"),
    ];
    assert_eq!(
        found("capacity: {tracks: 2}\n", &tracks),
        Vec::<String>::new()
    );
    assert_eq!(
        found("capacity: {tracks: 1}\n", &tracks),
        ["too-many-tracks [a b] 2 tracks are approved, and there is room for 1"]
    );
}
