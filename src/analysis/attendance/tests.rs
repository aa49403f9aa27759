use super::*;
use crate::analysis::event_facts::tests::with_facts;

const EVENT: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-19\n";

/// Who came, at each level that counts differently: of the event, and of the track `few`. People are between semicolons, each an
/// organization, the tracks they are in, and `new` for a first-timer; organizations `Sub` and `Twin` are not independent of `Main`.
fn heads(people: &str) -> [[Heads; 2]; 3] {
    let people = people.split(';').enumerate().map(|(at, text)| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_new = words.contains(&"new");
        let tracks: Vec<&str> = words[1..]
            .iter()
            .copied()
            .filter(|one| *one != "new")
            .collect();
        let text = format!(
            "{{name: P{at}, organization: {}, tracks: [{}]{}}}",
            words[0],
            tracks.join(", "),
            if is_new {
                ", experience: first-time"
            } else {
                ""
            }
        );
        (format!("registrations/p{at}.yaml"), text)
    });
    let people: Vec<(String, String)> = people.collect();
    let mut files: Vec<(&str, &str)> = people
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    files.extend([
        ("event.yaml", EVENT),
        (
            "cxn.yaml",
            "organizations:\n  - {name: Main, aliases: [Twin]}\n  - {name: Sub, parent: Main}\n",
        ),
        ("tracks/all.yaml", "{title: All, status: approved}"),
        ("tracks/few.yaml", "{title: Few, status: approved}"),
        ("tracks/draft.yaml", "{title: Draft}"),
    ]);
    with_facts("2026-12-01T12:00:00Z", &files, |facts| {
        [Level::Aggregates, Level::All, Level::Full].map(|level| {
            let attendance = facts.attendance(level);
            [attendance.of_event, attendance.of_track("few")]
        })
    })
}

fn told(heads: Heads) -> [Option<usize>; 3] {
    [heads.people, heads.first_time, heads.organizations]
}

#[test]
fn an_event_has_the_people_of_the_groups_that_are_told() {
    let all = "A all; B all; C all; D all";
    for (few, told, full, of_few) in [
        ("", Some(4), 4, None),
        ("; X few", Some(4), 5, None),
        ("; X few; Y few", Some(4), 6, None),
        ("; X few; Y few; Z few", Some(4), 7, Some(3)),
        ("; V few; W few; X few; Y few; Z few", Some(5), 9, Some(5)),
        // Of people in no track, and of those in one that not everyone can see, the same.
        ("; V; W; X; Y; Z draft", Some(5), 9, None),
        ("; S; T; U; V; W; X; Y; Z draft", Some(8), 12, None),
        // One who is in a group that is told is counted, whatever else they are in.
        (
            "; V all few; W all; X all; Y all; Z all few",
            Some(9),
            9,
            None,
        ),
    ] {
        let found = heads(&format!("{all}{few}"));
        let people = found.map(|[event, _]| event.people);
        assert_eq!(people, [told, told, Some(full)], "{few}");
        assert_eq!(found[0][1].people, of_few, "{few}");
    }
}

#[test]
fn who_is_in_two_tracks_cannot_be_told_from_the_numbers_of_both() {
    // So many in one and in the other, of whom each possible number is in both: whatever is told goes with several.
    for (one, other) in [(4, 3), (4, 4), (7, 4), (9, 3), (9, 9), (12, 5)] {
        let mut told = BTreeMap::<Option<usize>, Vec<usize>>::new();
        for both in 0..=other {
            let people = (0..one + other - both).map(|at| match at {
                at if at < both => format!("O{at} all few"),
                at if at < one => format!("O{at} all"),
                at => format!("O{at} few"),
            });
            let [aggregates, ..] = heads(&people.collect::<Vec<_>>().join("; "));
            told.entry(aggregates[0].people).or_default().push(both);
        }
        assert!(told.contains_key(&Some(one)), "{told:?}");
        // All of the lesser one, or all but a few of them, is not told either.
        let of_most = &told[&Some(one)];
        assert!(of_most.len() > 3, "{one} {other}: {told:?}");
    }
}

#[test]
fn first_timers_are_told_where_neither_they_nor_the_others_are_few() {
    for (people, of_event, of_few) in [
        ("A few new; B few new; C few", None, None),
        ("A few new; B few new; C few new; D few; E few", None, None),
        (
            "A few new; B few new; C few new; D few; E few; F few",
            Some(3),
            Some(3),
        ),
        (
            "A few new; B few new; C few new; D few new; E few new; F few; G few; H few",
            Some(5),
            Some(5),
        ),
        (
            "A few new; B few new; C few; D few; E few; F few",
            None,
            None,
        ),
    ] {
        let [aggregates, all, full] = heads(people);
        let first_time = |heads: [Heads; 2]| heads.map(|one| one.first_time);
        assert_eq!(first_time(aggregates), [of_event, of_few], "{people}");
        assert_eq!(first_time(all), [of_event, of_few], "{people}");
        let whole = Some(people.matches("new").count());
        assert_eq!(first_time(full), [whole, whole], "{people}");
    }
}

#[test]
fn organizations_are_counted_by_their_names_and_told_where_enough_are_independent() {
    for (people, aggregates, full) in [
        ("Main few; Twin few; Other few", [Some(3), None, None], 2),
        ("Main few; Sub few; Other few", [Some(3), None, None], 3),
        (
            "Main few; Sub few; Other few; Third few",
            [Some(4), None, Some(4)],
            4,
        ),
    ] {
        let found = heads(people);
        assert_eq!(told(found[0][1]), aggregates, "{people}");
        assert_eq!(found[2][1].organizations, Some(full), "{people}");
    }
}
