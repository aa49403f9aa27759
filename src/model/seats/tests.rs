//! Tests of seats: cases, and properties that hold for any line.

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use crate::model::seats::*;

impl Queue {
    /// Who would hold a seat if all were decided anew, in order.
    fn entitled(&self) -> Vec<&Slug> {
        let mut used = vec![0; self.used.len()];
        let mut entitled = Vec::new();
        for claim in &self.claims {
            if self.fits(&claim.needs, &used) {
                take(&mut used, claim);
                entitled.push(&claim.slug);
            }
        }
        entitled
    }
}

fn room(limits: &[(Quota, u32)]) -> SeatLimits {
    SeatLimits::with(limits.to_vec(), Some(Attendance::InPerson))
}

fn at(minute: i64) -> Moment {
    let start: DateTime<chrono::FixedOffset> = DateTime::UNIX_EPOCH.fixed_offset();
    Moment(start + TimeDelta::minutes(minute))
}

fn claim(name: &str, minute: i64, needs: &[usize], seated: bool) -> Claim {
    Claim {
        slug: Slug::from_title(name).unwrap_or_else(|| unreachable!()),
        registered: Some(at(minute)),
        kind: Kind::Participant,
        needs: needs.to_vec(),
        seated,
        on_hold: false,
        since: Some(at(minute)),
    }
}

fn names(claims: &[&Claim]) -> Vec<String> {
    claims.iter().map(|claim| claim.slug.to_string()).collect()
}

fn participants(seats: u32) -> SeatLimits {
    room(&[(Quota::Kind(Kind::Participant), seats)])
}

#[test]
fn who_is_on_hold_gets_no_seat_in_turn_and_keeps_none_from_others() {
    let held = Claim {
        on_hold: true,
        ..claim("a", 0, &[0], false)
    };
    let line = Queue::new(
        participants(2),
        vec![
            held.clone(),
            claim("b", 1, &[0], false),
            claim("s", 2, &[0], true),
        ],
    );
    assert_eq!(names(&line.next()), ["b"]);
    assert_eq!(names(&line.waiting().collect::<Vec<_>>()), ["b"]);
    assert_eq!(names(&line.on_hold().collect::<Vec<_>>()), ["a"]);
    assert!(line.passed_over().is_empty());
    let alone = Queue::new(participants(1), vec![held]);
    assert!(alone.next().is_empty());
    assert_eq!(alone.obstacles(&claim("new", 9, &[0], false)), []);
}

#[test]
fn the_order_is_by_the_moment_then_by_name_and_without_a_moment_last() {
    let mut unknown = claim("a", 0, &[0], false);
    unknown.registered = None;
    let line = Queue::new(
        participants(0),
        vec![
            unknown,
            claim("c", 1, &[0], false),
            claim("b", 1, &[0], false),
            claim("z", 0, &[0], false),
        ],
    );
    let order: Vec<&Claim> = line.waiting().collect();
    assert_eq!(names(&order), ["z", "b", "c", "a"]);
    let places: Vec<usize> = order.iter().map(|claim| line.place(claim)).collect();
    assert_eq!(places, [1, 2, 3, 4]);
}

#[test]
fn the_same_instant_in_two_zones_is_a_tie() {
    let mut east = claim("b", 0, &[0], false);
    east.registered = Moment::parse("1970-01-01T05:30:00+05:30");
    let mut west = claim("a", 0, &[0], false);
    west.registered = Moment::parse("1969-12-31T19:00:00-05:00");
    let line = Queue::new(participants(0), vec![east, west]);
    assert_eq!(names(&line.waiting().collect::<Vec<_>>()), ["a", "b"]);
}

#[test]
fn the_last_seat_is_taken_and_the_next_one_waits() {
    let one = Queue::new(participants(2), vec![claim("a", 1, &[0], true)]);
    assert!(one.obstacles(&claim("b", 2, &[0], false)).is_empty());
    let two = Queue::new(
        participants(2),
        vec![claim("a", 1, &[0], true), claim("b", 2, &[0], true)],
    );
    let obstacles = two.obstacles(&claim("c", 3, &[0], false));
    let said: Vec<String> = obstacles.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["participants full (2 of 2)"]);
    assert!(two.obstacles(&claim("lead", 3, &[], false)).is_empty());
}

#[test]
fn a_seat_that_is_held_is_not_free_for_a_newcomer() {
    let claims = vec![claim("a", 1, &[0], true), claim("b", 2, &[0], false)];
    let line = Queue::new(participants(2), claims.clone());
    assert_eq!(names(&line.next()), ["b"]);
    assert_eq!(line.obstacles(&claim("c", 3, &[0], false)).len(), 1);
    let said = |line: &Queue| {
        let obstacles = line.obstacles(&claim("c", 3, &[0], false));
        let words: Vec<String> = obstacles.iter().map(ToString::to_string).collect();
        words.join(", ")
    };
    assert_eq!(said(&line), "participants: others wait for the free seats");
    // Where there is one more, it is free: no one who came earlier waits for it.
    let line = Queue::new(participants(3), claims);
    assert_eq!(said(&line), "");
    let mut promoted = line.claims.clone();
    promoted[1].seated = true;
    assert_eq!(said(&Queue::new(participants(3), promoted)), "");
}

#[test]
fn who_waits_for_a_track_holds_nobody_up_who_needs_another() {
    let room = room(&[
        (Quota::Kind(Kind::Participant), 3),
        (Quota::Track("patient".into()), 1),
    ]);
    let line = Queue::new(
        room,
        vec![
            claim("a", 1, &[0, 1], true),
            claim("b", 2, &[0, 1], false),
            claim("c", 3, &[0], false),
        ],
    );
    assert_eq!(names(&line.next()), ["c"]);
    // One of the two free seats is for 'c', the other for 'd': 'b' is in nobody's way.
    assert!(line.obstacles(&claim("d", 4, &[0], false)).is_empty());
    let mut given = line.claims.clone();
    given[2].seated = true;
    let given = Queue::new(line.seat_limits.clone(), given);
    assert!(given.obstacles(&claim("d", 4, &[0], false)).is_empty());
    assert_eq!(
        line.lacks(&line.claims[1])
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["track 'patient' full (1 of 1)"]
    );
}

#[test]
fn those_beyond_are_the_last_in_order() {
    let line = Queue::new(
        participants(1),
        vec![
            claim("a", 3, &[0], true),
            claim("b", 1, &[0], true),
            claim("c", 2, &[0], true),
            claim("lead", 0, &[], true),
        ],
    );
    let beyond = line.beyond();
    assert_eq!(beyond.len(), 1);
    assert_eq!((beyond[0].0.taken, beyond[0].0.seats), (3, 1));
    assert_eq!(names(&beyond[0].1), ["c", "a"]);
    assert_eq!(
        line.entitled()
            .iter()
            .map(|slug| slug.as_str())
            .collect::<Vec<_>>(),
        ["lead", "b"]
    );
}

#[test]
fn who_waited_first_was_passed_over_unless_the_seat_would_not_do() {
    let limits = [
        (Quota::Kind(Kind::Participant), 2),
        (Quota::Track("patient".into()), 0),
    ];
    let passed = |waiting: Claim, holder: Claim| {
        let line = Queue::new(
            room(&limits),
            vec![waiting, holder, claim("other", 0, &[0], true)],
        );
        !line.passed_over().is_empty()
    };
    assert!(passed(
        claim("a", 1, &[0], false),
        claim("b", 2, &[0], true)
    ));
    assert!(!passed(
        claim("a", 3, &[0], false),
        claim("b", 2, &[0], true)
    ));
    // The track that is full would have kept the first one waiting all the same.
    assert!(!passed(
        claim("a", 1, &[0, 1], false),
        claim("b", 2, &[0], true)
    ));
    // Who came back to the line after the seat was given was not passed over.
    let mut back = claim("a", 1, &[0], false);
    back.since = Some(at(3));
    assert!(!passed(back, claim("b", 2, &[0], true)));
    let mut observer = claim("a", 1, &[0], false);
    observer.kind = Kind::Observer;
    assert!(!passed(observer, claim("b", 2, &[0], true)));
}

#[test]
fn more_seats_make_nobody_passed_over_who_only_has_to_be_promoted() {
    // 'a' and 'b' waited for the track while 'c' came, who needs none of its seats. Now it has more.
    let claims = vec![
        claim("a", 1, &[0, 1], false),
        claim("b", 2, &[0, 1], false),
        claim("c", 3, &[0], true),
    ];
    for seats in [0, 1, 2, 3] {
        let limits = [
            (Quota::Kind(Kind::Participant), 9),
            (Quota::Track("patient".into()), seats),
        ];
        let line = Queue::new(room(&limits), claims.clone());
        assert!(line.passed_over().is_empty(), "{seats}");
        assert_eq!(line.next().len(), 2.min(seats as usize));
    }
}

#[test]
fn the_pools_of_a_person_follow_kind_place_and_tracks() {
    let event = "{name: E, timezone: UTC, starts: 2026-09-19, ends: 2026-09-20, mode: hybrid, capacity: {participants: 9, observers: 8, in-person: 7, virtual: 6}}";
    let event: Event = crate::yaml::read(event).unwrap_or_else(|_| unreachable!());
    let room = SeatLimits::new(
        &event,
        [("patient", Some(5)), ("imaging", None)].into_iter(),
    );
    let pools = |text: &str| {
        let person: Registration = crate::yaml::read(text).unwrap_or_else(|_| unreachable!());
        let slug = Slug::from_title("p").unwrap_or_else(|| unreachable!());
        let claim = room.claim(&slug, &person)?;
        let names = claim
            .needs
            .iter()
            .map(|index| room.limits[*index].0.to_string());
        Some(names.collect::<Vec<_>>().join(", "))
    };
    for (text, expected) in [
        ("{name: P}", "participants, in person"),
        (
            "{name: P, attendance: virtual, tracks: [imaging, patient]}",
            "participants, online, track 'patient'",
        ),
        (
            "{name: P, kind: observer, roles: [patient/client]}",
            "observers, in person, track 'patient'",
        ),
        ("{name: P, kind: track-lead, tracks: [patient]}", ""),
        ("{name: P, kind: organizer}", ""),
    ] {
        assert_eq!(pools(text).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(pools("{name: P, status: cancelled}"), None);
}

/// A line of up to 40 claims on three pools, all waiting.
fn lines() -> impl Strategy<Value = (SeatLimits, Vec<Claim>)> {
    let limits = proptest::collection::vec(0_u32..8, 3);
    let claims = proptest::collection::vec((0_i64..10, proptest::bits::u8::between(0, 3)), 0..40);
    (limits, claims).prop_map(|(limits, claims)| {
        let pools = limits
            .iter()
            .enumerate()
            .map(|(index, seats)| (Quota::Track(format!("t{index}")), *seats));
        let claims = claims.iter().enumerate().map(|(index, (minute, bits))| {
            let needs: Vec<usize> = (0..3).filter(|pool| bits & (1 << pool) != 0).collect();
            claim(&format!("p{index}"), *minute, &needs, false)
        });
        (room(&pools.collect::<Vec<_>>()), claims.collect())
    })
}

proptest! {
    #[test]
    fn nobody_sits_where_there_is_no_seat_and_the_order_of_reading_does_not_matter(
        (room, mut claims) in lines(), seed in 0_usize..40,
    ) {
        let line = Queue::new(room.clone(), claims.clone());
        let entitled: Vec<Slug> = line.entitled().into_iter().cloned().collect();
        let turn = seed.min(claims.len());
        claims.rotate_left(turn);
        claims.reverse();
        let again = Queue::new(room.clone(), claims.clone());
        let anew: Vec<Slug> = again.entitled().into_iter().cloned().collect();
        prop_assert_eq!(&entitled, &anew);
        for claim in &mut claims {
            claim.seated = entitled.contains(&claim.slug);
        }
        let seated = Queue::new(room, claims);
        prop_assert!(seated.beyond().is_empty());
        prop_assert!(seated.next().is_empty());
        prop_assert!(seated.passed_over().is_empty());
    }

    /// Who waits is looked at in groups; one by one gives the same.
    #[test]
    fn who_was_passed_over_is_the_first_of_those_who_waited(
        (room, mut claims) in lines(), since in prop::collection::vec(0_i64..20, 40), seated in prop::collection::vec(any::<bool>(), 40),
    ) {
        for (claim, (since, seated)) in claims.iter_mut().zip(since.into_iter().zip(seated)) {
            (claim.since, claim.seated) = (Some(at(since)), seated);
        }
        let line = Queue::new(room, claims);
        let mut used = line.used.clone();
        let offered: Vec<&Slug> = line.offered(&mut used).into_iter().map(|one| &one.slug).collect();
        let waiting = || line.waiting().filter(|one| !offered.contains(&&one.slug));
        let mut passed = BTreeMap::new();
        for holder in line.claims.iter().filter(|one| one.seated) {
            let first = waiting().find(|one| {
                let lacked = line.full(one, &used);
                one.order() < holder.order()
                    && one.kind == holder.kind
                    && one.since <= holder.since
                    && !lacked.is_empty()
                    && lacked.iter().all(|index| holder.needs.contains(index))
            });
            passed.extend(first.map(|first| (&holder.slug, &first.slug)));
        }
        prop_assert_eq!(line.passed_over(), passed);
        for claim in line.waiting() {
            prop_assert_eq!(line.places()[&claim.slug], line.place(claim));
        }
    }

    #[test]
    fn deciding_one_by_one_as_they_come_agrees_with_deciding_all_at_once((room, claims) in lines()) {
        let whole = Queue::new(room.clone(), claims);
        let mut so_far: Vec<Claim> = Vec::new();
        for claim in &whole.claims {
            let line = Queue::new(room.clone(), so_far.clone());
            let seated = line.obstacles(claim).is_empty();
            so_far.push(Claim { seated, ..claim.clone() });
        }
        let seated: Vec<&Slug> = so_far.iter().filter(|one| one.seated).map(|one| &one.slug).collect();
        prop_assert_eq!(seated, whole.entitled());
    }

    #[test]
    fn who_needs_all_that_somebody_needs_who_waits_has_to_wait_as_well(
        (room, mut claims) in lines(), seats in proptest::bits::u64::ANY, needs in proptest::bits::u8::between(0, 3),
    ) {
        for (index, claim) in claims.iter_mut().enumerate() {
            claim.seated = seats & (1 << index) != 0;
        }
        let needs: Vec<usize> = (0..3).filter(|pool| needs & (1 << pool) != 0).collect();
        let line = Queue::new(room, claims);
        let newcomer = claim("last", 99, &needs, false);
        let next = line.next();
        let known = line.waiting().any(|one| {
            !next.contains(&one) && !one.needs.is_empty() && one.needs.iter().all(|pool| needs.contains(pool))
        });
        if known {
            prop_assert!(!line.obstacles(&newcomer).is_empty());
        }
    }

    #[test]
    fn asking_each_need_once_says_the_same_as_asking_everybody(
        (room, mut claims) in lines(), seats in proptest::bits::u64::ANY, needs in proptest::bits::u8::between(0, 3),
    ) {
        for (index, claim) in claims.iter_mut().enumerate() {
            claim.seated = seats & (1 << index) != 0;
        }
        let mut line = Queue::new(room.clone(), Vec::new());
        for claim in &claims {
            line.push(claim.clone());
        }
        prop_assert_eq!(&line, &Queue::new(room, claims));
        let mut used = line.used.clone();
        let mut offered = Vec::new();
        for claim in line.waiting() {
            if line.full(claim, &used).is_empty() {
                take(&mut used, claim);
                offered.push(claim);
            }
        }
        prop_assert_eq!(&line.next(), &offered);
        let needs: Vec<usize> = (0..3).filter(|pool| needs & (1 << pool) != 0).collect();
        let newcomer = claim("last", 99, &needs, false);
        let full = line.full(&newcomer, &used).into_iter();
        let expected: Vec<Quota> = full
            .map(|index| line.seat_limits.limits[index].0.clone())
            .collect();
        let said = line.obstacles(&newcomer).into_iter().map(|obstacle| match obstacle {
            Obstacle::Full(taken) => taken.quota,
            Obstacle::Awaited(pool) => pool,
        });
        prop_assert_eq!(said.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_newcomer_changes_nothing_for_those_before((room, mut claims) in lines()) {
        let before: Vec<Slug> = Queue::new(room.clone(), claims.clone()).entitled().into_iter().cloned().collect();
        claims.push(claim("last", 99, &[0, 1, 2], false));
        let line = Queue::new(room, claims);
        let after: Vec<&Slug> = line.entitled();
        prop_assert_eq!(&after[..before.len()], &before.iter().collect::<Vec<_>>()[..]);
    }
}
