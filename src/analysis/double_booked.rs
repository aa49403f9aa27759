//! Systems that are planned in two tracks at one time: each track is planned by itself, as its lead does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use crate::analysis::meetings::Plan;
use crate::model::Slug;
use crate::model::zone::Tz;

/// A system with the tracks that want it at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubleBooked<'f> {
    pub system: &'f str,
    pub tracks: BTreeSet<&'f Slug>,
}

/// One of its meetings: from when to when, and in which track.
type Taken<'f> = (DateTime<Tz>, DateTime<Tz>, &'f Slug);

/// The systems with meetings of two tracks that overlap, in the order of their organizations. Without times nothing overlaps.
pub fn double_booked<'f>(plans: &'f [Plan<'f>]) -> Vec<DoubleBooked<'f>> {
    let mut taken = BTreeMap::<(&str, &str), Vec<Taken<'f>>>::new();
    for plan in plans {
        for meeting in &plan.meetings {
            let Some((starts, ends)) = meeting.slot.time else {
                continue;
            };
            for player in [meeting.client, meeting.server] {
                // Whoever brings one to come may bring two.
                if let Some(system) = player.system.as_deref() {
                    let key = (player.organization_key.as_str(), system);
                    let taken = taken.entry(key).or_default();
                    taken.push((starts, ends, &plan.track.slug));
                }
            }
        }
    }
    let booked = taken.into_iter().filter_map(|((_, system), mut taken)| {
        taken.sort();
        let mut tracks = BTreeSet::new();
        // The meeting that ends last of those before.
        let mut last: Option<Taken<'f>> = None;
        for one in taken {
            if let Some((_, until, track)) = last
                && one.0 < until
                && one.2 != track
            {
                tracks.extend([track, one.2]);
            }
            if last.is_none_or(|(_, until, _)| until < one.1) {
                last = Some(one);
            }
        }
        (!tracks.is_empty()).then_some(DoubleBooked { system, tracks })
    });
    booked.collect()
}
