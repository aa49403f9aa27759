//! Who meets whom in which round, so that every pairing happens once and no one has two at a time.
//!
//! Systems are the nodes of a graph and pairings its edges; a round is a set of edges without a common node, so rounds are the
//! colors of an edge coloring. Edges are colored one after the other; where no color is free at both ends, two colors change
//! places along the alternating path that begins at one end (Kempe chains). That is the proof of König's theorem: where clients
//! meet servers only, the graph is bipartite and as many rounds are enough as the busiest system has pairings. Where systems are
//! on both sides it may take more; there the circle method of round-robin tournaments is tried as well, and the shorter plan
//! taken. At last rounds are made even (no two differ by more than one pairing) by swapping paths in the same way.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::matching::Pairing;

impl Pairing {
    fn other(self, node: usize) -> usize {
        if node == self.client {
            self.server
        } else {
            self.client
        }
    }
}

/// A plan: the pairings of each round.
pub type Rounds = Vec<Vec<Pairing>>;

/// Spreads pairings over as few rounds as it finds, or over `wanted` where that is more, evenly. Deterministic.
pub fn rounds(pairings: &[Pairing], wanted: Option<usize>) -> Rounds {
    let mut plan = by_chains(pairings);
    if !is_bipartite(pairings) {
        let circle = by_circle(pairings);
        if circle.len() < plan.len() {
            plan = circle;
        }
    }
    if let Some(wanted) = wanted.filter(|wanted| *wanted > plan.len() && !pairings.is_empty()) {
        // A round without a pairing would be a round that no one needs.
        plan.resize(wanted.min(pairings.len()), Vec::new());
    }
    even_out(&mut plan);
    let mut plan = in_fair_order(plan);
    in_order_of_scenarios(&mut plan);
    for round in &mut plan {
        round.sort_unstable();
    }
    plan
}

/// Two systems that meet for several scenarios do so in the order of the track: create before search.
fn in_order_of_scenarios(plan: &mut Rounds) {
    let mut scenarios = BTreeMap::<(usize, usize), Vec<usize>>::new();
    for pairing in plan.iter().flatten() {
        let pair = (pairing.client, pairing.server);
        scenarios.entry(pair).or_default().push(pairing.scenario);
    }
    for waiting in scenarios.values_mut() {
        waiting.sort_unstable_by(|a, b| b.cmp(a));
    }
    for pairing in plan.iter_mut().flatten() {
        let next = scenarios.get_mut(&(pairing.client, pairing.server));
        if let Some(scenario) = next.and_then(Vec::pop) {
            pairing.scenario = scenario;
        }
    }
}

/// The most pairings that one system has: no plan has fewer rounds.
pub fn busiest(pairings: &[Pairing]) -> usize {
    let mut counts = BTreeMap::<usize, usize>::new();
    for pairing in pairings {
        for node in [pairing.client, pairing.server] {
            *counts.entry(node).or_default() += 1;
        }
    }
    counts.into_values().max().unwrap_or(0)
}

/// Whether the systems fall into two sides that meet only across.
fn is_bipartite(pairings: &[Pairing]) -> bool {
    let mut neighbors = BTreeMap::<usize, Vec<usize>>::new();
    for pairing in pairings {
        neighbors
            .entry(pairing.client)
            .or_default()
            .push(pairing.server);
        neighbors
            .entry(pairing.server)
            .or_default()
            .push(pairing.client);
    }
    let mut sides = BTreeMap::<usize, bool>::new();
    for &start in neighbors.keys() {
        if sides.contains_key(&start) {
            continue;
        }
        sides.insert(start, true);
        let mut queue = vec![start];
        while let Some(node) = queue.pop() {
            let side = sides[&node];
            for &next in &neighbors[&node] {
                match sides.get(&next) {
                    Some(&known) if known == side => return false,
                    Some(_) => {}
                    None => {
                        sides.insert(next, !side);
                        queue.push(next);
                    }
                }
            }
        }
    }
    true
}

/// Which pairing each system has in each round.
#[derive(Default)]
struct Assignments {
    rounds: Vec<BTreeMap<usize, Pairing>>,
}

impl Assignments {
    fn is_free(&self, node: usize, round: usize) -> bool {
        !self.rounds[round].contains_key(&node)
    }

    fn assign(&mut self, round: usize, pairing: Pairing) {
        self.rounds[round].insert(pairing.client, pairing);
        self.rounds[round].insert(pairing.server, pairing);
    }

    fn unassign(&mut self, round: usize, pairing: Pairing) {
        self.rounds[round].remove(&pairing.client);
        self.rounds[round].remove(&pairing.server);
    }

    /// The path from a node whose edges are in `first` and `second` by turns, beginning with `first`; and where it ends.
    fn path(&self, start: usize, first: usize, second: usize) -> (Vec<(usize, Pairing)>, usize) {
        let (mut path, mut node, mut round) = (Vec::new(), start, first);
        while let Some(pairing) = self.rounds[round].get(&node) {
            path.push((round, *pairing));
            node = pairing.other(node);
            round = if round == first { second } else { first };
            if node == start {
                break;
            }
        }
        (path, node)
    }

    /// Lets the two rounds change places along a path.
    fn swap(&mut self, path: &[(usize, Pairing)], first: usize, second: usize) {
        for (round, pairing) in path {
            self.unassign(*round, *pairing);
        }
        for (round, pairing) in path {
            self.assign(if *round == first { second } else { first }, *pairing);
        }
    }

    fn into_rounds(self) -> Rounds {
        self.rounds
            .into_iter()
            .map(|round| {
                let unique: BTreeSet<Pairing> = round.into_values().collect();
                unique.into_iter().collect()
            })
            .collect()
    }
}

/// Colors edge after edge; Kempe chains make room, and a new round is the last resort.
fn by_chains(pairings: &[Pairing]) -> Rounds {
    let mut assigned = Assignments::default();
    assigned.rounds.resize(busiest(pairings), BTreeMap::new());
    for &pairing in pairings {
        let (one, two) = (pairing.client, pairing.server);
        let all = assigned.rounds.len();
        let common =
            (0..all).find(|round| assigned.is_free(one, *round) && assigned.is_free(two, *round));
        if let Some(round) = common {
            assigned.assign(round, pairing);
            continue;
        }
        let free = |node: usize| -> Vec<usize> {
            (0..all)
                .filter(|round| assigned.is_free(node, *round))
                .collect()
        };
        let (at_one, at_two) = (free(one), free(two));
        let chain = at_one.iter().find_map(|&a| {
            at_two.iter().find_map(|&b| {
                // Beyond `two`, rounds a and b change places; then a is free at both ends, unless the path leads to `one`.
                let (path, end) = assigned.path(two, a, b);
                (end != one).then_some((a, b, path))
            })
        });
        if let Some((a, b, path)) = chain {
            assigned.swap(&path, a, b);
            assigned.assign(a, pairing);
        } else {
            assigned.rounds.push(BTreeMap::new());
            assigned.assign(all, pairing);
        }
    }
    assigned.into_rounds()
}

/// The circle method: one system stays, the others go round it. A pair that meets more than once does so in later turns of the circle.
fn by_circle(pairings: &[Pairing]) -> Rounds {
    let mut nodes: Vec<usize> = pairings
        .iter()
        .flat_map(|pairing| [pairing.client, pairing.server])
        .collect();
    nodes.sort_unstable();
    nodes.dedup();
    let mut meetings = BTreeMap::<(usize, usize), Vec<Pairing>>::new();
    for pairing in pairings {
        let ends = (
            pairing.client.min(pairing.server),
            pairing.client.max(pairing.server),
        );
        meetings.entry(ends).or_default().push(*pairing);
    }
    let turns = meetings.values().map(Vec::len).max().unwrap_or(0);
    let mut seats: Vec<Option<usize>> = nodes.into_iter().map(Some).collect();
    if seats.len() % 2 == 1 {
        seats.push(None);
    }
    let mut plan = Vec::new();
    for turn in 0..turns {
        for _ in 1..seats.len() {
            let mut round = Vec::new();
            for at in 0..seats.len() / 2 {
                if let (Some(one), Some(two)) = (seats[at], seats[seats.len() - 1 - at])
                    && let Some(pairing) = meetings
                        .get(&(one.min(two), one.max(two)))
                        .and_then(|meetings| meetings.get(turn))
                {
                    round.push(*pairing);
                }
            }
            if !round.is_empty() {
                plan.push(round);
            }
            seats[1..].rotate_right(1);
        }
    }
    plan
}

/// Moves pairings from full rounds to empty ones along alternating paths, until no two rounds differ by more than one.
fn even_out(plan: &mut Rounds) {
    let mut assigned = Assignments::default();
    for round in plan.iter() {
        assigned.rounds.push(BTreeMap::new());
        for pairing in round {
            assigned.assign(assigned.rounds.len() - 1, *pairing);
        }
    }
    let size = |assigned: &Assignments, round: usize| assigned.rounds[round].len() / 2;
    loop {
        let all = 0..assigned.rounds.len();
        let Some(full) = all
            .clone()
            .max_by_key(|round| (size(&assigned, *round), usize::MAX - round))
        else {
            break;
        };
        let Some(slack) = all.min_by_key(|round| (size(&assigned, *round), *round)) else {
            break;
        };
        if size(&assigned, full) <= size(&assigned, slack) + 1 {
            break;
        }
        // The full round has more edges, so one of the paths of both rounds begins and ends in it.
        let path = assigned.rounds[full]
            .keys()
            .filter(|node| assigned.is_free(**node, slack))
            .map(|node| assigned.path(*node, full, slack).0)
            .find(|path| path.len() % 2 == 1);
        let Some(path) = path else { break };
        assigned.swap(&path, full, slack);
    }
    *plan = assigned.into_rounds();
}

/// Rounds in an order that brings those soonest who have met the fewest: whoever stops early has been fair to all.
fn in_fair_order(mut plan: Rounds) -> Rounds {
    let mut met = BTreeMap::<usize, usize>::new();
    let mut ordered = Vec::with_capacity(plan.len());
    while !plan.is_empty() {
        // Integers, so that the order is the same on every machine; a first meeting counts twice a second, thrice a third.
        let gain = |round: &Vec<Pairing>| -> usize {
            let nodes = round
                .iter()
                .flat_map(|pairing| [pairing.client, pairing.server]);
            nodes
                .map(|node| 720_720 / (1 + met.get(&node).copied().unwrap_or(0)))
                .sum()
        };
        let best = (0..plan.len()).max_by_key(|at| (gain(&plan[*at]), plan.len() - at));
        let round = plan.remove(best.unwrap_or(0));
        for pairing in &round {
            for node in [pairing.client, pairing.server] {
                *met.entry(node).or_default() += 1;
            }
        }
        ordered.push(round);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairing(scenario: usize, client: usize, server: usize) -> Pairing {
        Pairing {
            scenario,
            client,
            server,
        }
    }

    /// What every plan has to keep: each pairing once, no one twice in a round, rounds of even size.
    fn assert_holds(pairings: &[Pairing], plan: &Rounds) {
        let mut all: Vec<Pairing> = plan.iter().flatten().copied().collect();
        all.sort_unstable();
        assert_eq!(all, pairings, "each pairing once");
        for round in plan {
            let mut nodes: Vec<usize> = round
                .iter()
                .flat_map(|one| [one.client, one.server])
                .collect();
            nodes.sort_unstable();
            let count = nodes.len();
            nodes.dedup();
            assert_eq!(nodes.len(), count, "no one twice in {round:?}");
        }
        let sizes = || plan.iter().map(Vec::len);
        if let (Some(most), Some(least)) = (sizes().max(), sizes().min()) {
            assert!(most - least <= 1, "even rounds: {most} and {least}");
        }
    }

    proptest! {
        #[test]
        fn clients_and_servers_need_as_many_rounds_as_the_busiest_has_pairings(
            edges in prop::collection::btree_set((0usize..3, 0usize..9, 9usize..16), 0..90),
            extra in 0usize..5,
        ) {
            let pairings: Vec<Pairing> = edges.into_iter().map(|(s, a, b)| pairing(s, a, b)).collect();
            let plan = rounds(&pairings, None);
            assert_holds(&pairings, &plan);
            prop_assert!(is_bipartite(&pairings));
            prop_assert_eq!(plan.len(), busiest(&pairings));
            prop_assert_eq!(&rounds(&pairings, None), &plan);
            let wanted = plan.len() + extra;
            let wider = rounds(&pairings, Some(wanted));
            assert_holds(&pairings, &wider);
            prop_assert_eq!(wider.len(), wanted.min(pairings.len()));
        }

        #[test]
        fn systems_on_both_sides_are_planned_as_well(
            edges in prop::collection::btree_set((0usize..2, 0usize..9, 0usize..9), 0..60),
        ) {
            let edges = edges.into_iter().filter(|(_, a, b)| a != b);
            let pairings: Vec<Pairing> = edges.map(|(s, a, b)| pairing(s, a, b)).collect();
            let plan = rounds(&pairings, None);
            assert_holds(&pairings, &plan);
            let least = busiest(&pairings);
            prop_assert!(plan.len() >= least);
            // Whoever has a pairing blocks at most the rounds of both its ends.
            prop_assert!(plan.len() < 2 * least.max(1));
        }
    }

    #[test]
    fn everybody_against_everybody_takes_a_round_less_than_there_are_or_as_many_as_there_are() {
        for count in 2..=17usize {
            let pairings: Vec<Pairing> = (0..count)
                .flat_map(|a| (a + 1..count).map(move |b| pairing(0, a, b)))
                .collect();
            let plan = rounds(&pairings, None);
            assert_holds(&pairings, &plan);
            let least = if count % 2 == 0 { count - 1 } else { count };
            assert_eq!(plan.len(), least, "{count}");
        }
    }

    #[test]
    fn two_systems_go_through_the_scenarios_in_their_order() {
        let pairings: Vec<Pairing> = (0..3)
            .flat_map(|scenario| {
                (0..3).flat_map(move |a| (3..5).map(move |b| pairing(scenario, a, b)))
            })
            .collect();
        let plan = rounds(&pairings, None);
        assert_holds(&pairings, &plan);
        for (client, server) in [(0, 3), (1, 4), (2, 3)] {
            let all = plan.iter().flatten();
            let met = all.filter(|one| (one.client, one.server) == (client, server));
            assert_eq!(met.map(|one| one.scenario).collect::<Vec<_>>(), [0, 1, 2]);
        }
    }

    #[test]
    fn nothing_to_plan_is_no_round() {
        assert_eq!(rounds(&[], None), Rounds::new());
        assert_eq!(rounds(&[], Some(3)), Rounds::new());
    }

    #[test]
    fn the_first_rounds_bring_those_who_have_met_no_one() {
        // One server and three clients, beside a pair of their own.
        let pairings = [
            pairing(0, 0, 9),
            pairing(0, 1, 9),
            pairing(0, 2, 9),
            pairing(0, 3, 8),
        ];
        let plan = rounds(&pairings, None);
        assert_eq!(plan[0].len(), 2, "{plan:?}");
    }
}
