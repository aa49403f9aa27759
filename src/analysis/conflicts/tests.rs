//! What the transcript of `cxn track conflicts` does not show: bounds, groups, and what is no conflict.

use crate::analysis::conflicts::*;
use crate::analysis::event_facts::tests::with_facts;

/// `kind [tracks] what` of every conflict of an event with these tracks.
fn found(event: &str, tracks: &[(&str, &str)]) -> Vec<String> {
    let event = format!("name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n{event}");
    let paths = tracks
        .iter()
        .map(|(slug, text)| (format!("tracks/{slug}.yaml"), *text));
    let paths: Vec<(String, &str)> = paths.collect();
    let mut files = vec![("event.yaml", event.as_str())];
    files.extend(paths.iter().map(|(path, text)| (path.as_str(), *text)));
    let all = with_facts("2026-08-01T12:00:00Z", &files, conflicts).into_iter();
    all.map(|one| {
        let tracks: Vec<&str> = one.tracks.iter().map(Slug::as_str).collect();
        format!("{} [{}] {}", one.kind.as_str(), tracks.join(" "), one.what)
    })
    .collect()
}

#[test]
fn one_person_by_name_or_email_leads_two_tracks() {
    let robin = "leads: [{name: Robin Example, email: robin@example.org}]";
    let renamed = "leads: [{name: R. Example, email: ROBIN@example.org}, {name: Sam Sample}]";
    let tracks = [
        ("a", &*format!("title: Alpha\n{robin}\n")),
        ("b", &format!("title: Beta\n{renamed}\n")),
        ("c", &format!("title: Gamma\nstatus: withdrawn\n{robin}\n")),
        ("d", "title: Delta\nleads: [{name: TBD}]\n"),
        ("e", "title: Epsilon\nleads: [{name: TBD}]\n"),
    ];
    let expected = "same-lead [a b] 'Robin Example' leads 2 tracks, and no one else leads 'a'";
    assert_eq!(found("", &tracks), [expected]);
}

#[test]
fn calls_at_the_same_time_are_told_once_for_each_largest_group() {
    let call = |title: &str, starts: &str| format!("title: {title}\nkick-off: {{{starts}}}\n");
    let tracks = [
        (
            "a",
            &*call("Alpha", "starts: 2026-09-01T11:00, minutes: 60"),
        ),
        ("b", &call("Beta", "starts: 2026-09-01T11:30, minutes: 60")),
        (
            "c",
            &call("Gamma", "starts: '2026-09-01T13:59+02:00', minutes: 10"),
        ),
        ("d", &call("Delta", "starts: 2026-09-01T12:30, minutes: 60")),
        ("e", &call("Epsilon", "starts: 2026-09-01")),
    ];
    assert_eq!(
        found("", &tracks),
        ["same-time [a b c] 3 kick-off calls run at the same time, 2026-09-01T11:59+00:00"]
    );
}

#[test]
fn working_hours_matter_when_no_one_travels() {
    for (mode, one, other, conflicts) in [
        ("virtual", "America/Los_Angeles", "Europe/Warsaw", 1),
        // They touch and share no time; the next two share some, one of them over midnight.
        ("virtual", "Asia/Kolkata", "America/Sao_Paulo", 1),
        ("virtual", "America/New_York", "Europe/Warsaw", 0),
        ("virtual", "Pacific/Auckland", "America/Los_Angeles", 0),
        ("in-person", "America/Los_Angeles", "Europe/Warsaw", 0),
    ] {
        let track = format!(
            "title: T\nleads: [{{name: A, timezone: {one}}}, {{name: B, timezone: {other}}}]\n"
        );
        let found = found(&format!("mode: {mode}\n"), &[("t", &track)]);
        assert_eq!(found.len(), conflicts, "{one} {other}: {found:?}");
    }
}

#[test]
fn four_tracks_are_many_and_what_fits_is_no_conflict() {
    let text = |title: &str| {
        format!("title: {title}\nstatus: approved\nexpected-participants: [Example Health, TBD]\n")
    };
    let texts = ["Alpha", "Beta", "Gamma", "Delta"].map(text);
    let tracks = ["a", "b", "c", "d"]
        .into_iter()
        .zip(texts.iter().map(String::as_str));
    let tracks: Vec<(&str, &str)> = tracks.collect();
    assert!(found("capacity: {tracks: 3}\n", &tracks[..3]).is_empty());
    assert_eq!(
        found("capacity: {tracks: 3}\n", &tracks),
        [
            "many-tracks [a b c d] 'Example Health' is expected in 4 tracks",
            "too-many-tracks [a b c d] 4 tracks are approved, and there is room for 3",
        ]
    );
}
