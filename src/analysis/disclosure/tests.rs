//! No organization's failure can be told from what leaves: proved over every world of small events, and tried with random ones.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::analysis::standings::Partner;
use crate::model::Moment;
use crate::model::result::Verdict;
use crate::model::words::Word as _;

fn partner(number: usize) -> Partner {
    Partner {
        organization_key: format!("organization {number}"),
        system_key: "system".to_owned(),
        organization: format!("Organization {number}"),
        system: "System".to_owned(),
        place: Some(number),
    }
}

fn standing(client: usize, server: usize, verdict: Verdict, conflict: &[Verdict]) -> Standing {
    Standing {
        scenario: "s".to_owned(),
        systems: vec![
            ("client".to_owned(), partner(client)),
            ("server".to_owned(), partner(server)),
        ],
        path: None,
        verdict,
        conflict: conflict.to_vec(),
        is_verified: true,
        runs: Some(3),
        passed_runs: 1,
        issues: ["FHIR-1".to_owned()].into(),
        when: Moment::parse("2026-09-19T10:00:00Z").unwrap_or_else(|| unreachable!()),
        notes: vec![(Some("Robin Example".to_owned()), "note".to_owned())],
        reporters: vec!["Robin Example".to_owned()],
        records: Vec::new(),
    }
}

fn pair(one: usize, other: usize) -> Pair {
    let (one, other) = (
        partner(one).organization_key,
        partner(other).organization_key,
    );
    if one < other {
        (one, other)
    } else {
        (other, one)
    }
}

/// In every world of an event with these clients and servers, each a different organization: whoever sees the counts finds, for
/// each organization, a world with the same counts in which it did not fail.
fn no_failure_can_be_told(clients: usize, servers: usize) {
    let pairs: Vec<(usize, usize)> = (0..clients)
        .flat_map(|client| (clients..clients + servers).map(move |server| (client, server)))
        .collect();
    let possible: BTreeSet<Pair> = pairs
        .iter()
        .map(|(one, other)| pair(*one, *other))
        .collect();
    let members = clients + servers;
    // For each output: which organizations did not fail in at least one world that gives it.
    let mut innocent = BTreeMap::<(Option<usize>, Option<usize>), Vec<bool>>::new();
    let worlds = 3_usize.pow(u32::try_from(pairs.len()).unwrap_or(0));
    let mut shown = 0;
    for world in 0..worlds {
        let mut rest = world;
        let mut failed = vec![false; members];
        let mut standings = Vec::new();
        for (client, server) in &pairs {
            match rest % 3 {
                1 => standings.push(standing(*client, *server, Verdict::Passed, &[])),
                2 => {
                    standings.push(standing(*client, *server, Verdict::Failed, &[]));
                    (failed[*client], failed[*server]) = (true, true);
                }
                _ => {}
            }
            rest /= 3;
        }
        let count = count(Level::Aggregates, &standings, &possible, &Names::default());
        shown += usize::from(count.not_passed.is_some());
        let known = innocent
            .entry((count.passed, count.not_passed))
            .or_insert_with(|| vec![false; members]);
        for (member, failed) in failed.iter().enumerate() {
            known[member] |= !failed;
        }
    }
    for (output, innocent) in &innocent {
        assert!(
            innocent.iter().all(|one| *one),
            "{clients} clients, {servers} servers: {output:?} tells a failure: {innocent:?}"
        );
    }
    // Where there are enough pairs the count is worth something.
    assert_eq!(shown > 0, clients > 1 && servers > 1, "{clients} {servers}");
}

#[test]
fn in_no_small_event_can_a_failure_be_told_from_counts() {
    for (clients, servers) in [(1, 2), (1, 5), (2, 2), (2, 3), (2, 4), (3, 3)] {
        no_failure_can_be_told(clients, servers);
    }
}

#[test]
fn a_sum_does_not_give_back_what_a_part_withholds() {
    let shown = Count {
        passed: Some(4),
        not_passed: None,
    };
    let withheld = Count::default();
    assert_eq!(shown.plus(withheld), shown);
    assert_eq!(withheld.plus(withheld), withheld);
    assert_eq!(shown.plus(shown).passed, Some(8));
}

fn verdicts() -> impl Strategy<Value = Verdict> {
    prop::sample::select(Verdict::ALL.to_vec())
}

proptest! {
    /// What is named at `passed` and at `aggregates` is the same when every result that is no pass is taken away.
    #[test]
    fn only_what_passed_is_named(
        worlds in prop::collection::vec((0_usize..4, 4_usize..8, verdicts(), prop::option::of(verdicts())), 0..24)
    ) {
        let all: Vec<Standing> = worlds
            .iter()
            .map(|(client, server, verdict, other)| {
                let conflict = other.filter(|other| other != verdict).map(|other| vec![other, *verdict]);
                standing(*client, *server, *verdict, &conflict.unwrap_or_default())
            })
            .collect();
        let passes: Vec<Standing> = all
            .iter()
            .filter(|one| one.has_passed())
            .cloned()
            .map(|one| Standing { runs: Some(1), issues: BTreeSet::new(), is_verified: false, notes: Vec::new(), ..one })
            .collect();
        prop_assert_eq!(named(Level::Passed, &all), named(Level::Passed, &passes));
        prop_assert!(named(Level::Aggregates, &all).is_empty());
        prop_assert!(named(Level::All, &all).iter().all(|one| one.notes.is_empty() && one.reporters.is_empty()));
        prop_assert_eq!(named(Level::Full, &all), all);
    }
}

fn group(level: Level, names: &[&str]) -> Group {
    Group::new(level, names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn groups_are_added_up_only_where_all_of_them_are_named() {
    let named = group(Level::Passed, &["a", "b", "c"]);
    let other = group(Level::All, &["c", "d"]);
    let counted = group(Level::Aggregates, &["b", "c", "d"]);
    let few = group(Level::Aggregates, &["x", "y"]);
    let sum = |groups: &[&Group]| {
        let least = together(groups.iter().copied());
        (least.count, least.is_exact)
    };
    assert_eq!(few, group(Level::Aggregates, &[]));
    assert_eq!(sum(&[&named, &other]), (4, true));
    assert_eq!(sum(&[&named, &counted]), (3, false));
    assert_eq!(sum(&[&named, &few]), (3, false));
    assert_eq!(sum(&[&few]), (0, false));
    assert_eq!(sum(&[]), (0, true));
}

proptest! {
    /// Whoever sits behind a count may be anyone: with other organizations in its place, as many of them, the number is the same.
    #[test]
    fn a_sum_over_events_does_not_tell_who_is_behind_a_count(
        named in prop::collection::btree_set("[a-f]", 0..6),
        behind in prop::collection::btree_set("[a-f]", 0..6),
    ) {
        let strangers: BTreeSet<String> = behind.iter().map(|name| format!("stranger {name}")).collect();
        let named = Group::new(Level::Passed, named);
        let sum = |others| together([&named, &Group::new(Level::Aggregates, others)]);
        prop_assert_eq!(sum(behind), sum(strangers));
    }
}

#[test]
fn counts_of_parts_tell_neither_who_is_in_two_nor_who_is_in_the_rest() {
    let set =
        |names: &str| -> BTreeSet<String> { names.split_whitespace().map(str::to_owned).collect() };
    let whole = |level, parts: &[&str]| {
        let parts = parts.iter().map(|names| Group::new(level, set(names)));
        Group::of_parts(level, parts).count()
    };
    for (parts, counted, named) in [
        (&["a b c", "d e f g"][..], 4, 7),
        (&["a b c", "c d e f"], 4, 6),
        (&["a b c", "x"], 3, 4),
        (&["a", "b", "c"], 0, 3),
        (&[], 0, 0),
    ] {
        assert_eq!(whole(Level::Aggregates, parts), counted, "{parts:?}");
        assert_eq!(whole(Level::Passed, parts), named, "{parts:?}");
    }
    let part = |level, part| Group::of_whole(level, &set("a b c d e f"), &set(part)).count();
    for (names, counted) in [
        ("a b", 0),
        ("a b c", 3),
        // Of the others there are few: six less these would tell.
        ("a b c d", 0),
        ("a b c d e", 0),
        ("a b c d e f", 6),
    ] {
        assert_eq!(part(Level::Aggregates, names), counted, "{names}");
        assert_eq!(part(Level::All, names), set(names).len(), "{names}");
    }
}
