//! Timelines: in any zone and on any date, windows open before they close, and weeks are weeks of days.

use chrono::{Days, TimeDelta};
use cxn::model::milestone::{At, Edge, Offset};
use cxn::model::timeline::Timeline;
use cxn::model::{Date, Event};

/// The bytes choose a zone, a first day, a length and an offset.
pub fn target(data: &[u8]) {
    let mut bytes = [0; 8];
    for (byte, given) in bytes.iter_mut().zip(data) {
        *byte = *given;
    }
    let [z0, z1, d0, d1, length, o0, o1, unit] = bytes;
    let zones: Vec<_> = cxn::model::zone::names().collect();
    let zone = zones[usize::from(u16::from_le_bytes([z0, z1])) % zones.len()];
    let origin = Date::parse("1950-01-01").expect("a date").0;
    let first = origin + Days::new(u64::from(u16::from_le_bytes([d0, d1])));
    let last = first + Days::new(u64::from(length % 8));
    let number = i64::from(u16::from_le_bytes([o0, o1]) % 1200);
    let sign = if unit & 1 == 0 { '-' } else { '+' };
    let (letter, days) = if unit & 2 == 0 { ('d', 1) } else { ('w', 7) };
    let offset = format!("{sign}{number}{letter}");
    let text = format!(
        "name: E\ntimezone: {zone}\nstarts: {}\nends: {}\ntimeline:\n  proposals-close: {offset}\n",
        Date(first),
        Date(last)
    );
    let event: Event = cxn::yaml::read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let Some(At::Offset(read)) = At::parse(&offset) else {
        panic!("{offset} is an offset");
    };
    assert_eq!(Offset::parse(&offset), Some(read));
    let from = if sign == '-' { first } else { last };
    let distance = TimeDelta::days(number * days);
    let expected = if sign == '-' {
        from - distance
    } else {
        from + distance
    };
    assert_eq!(read.day(first, last), expected, "{text}");
    let timeline = Timeline::new(&event);
    let close = timeline.get("proposals-close").expect("set");
    assert_eq!(close.day(), expected, "{text}");
    let dues: Vec<_> = timeline.iter().collect();
    assert!(dues.windows(2).all(|pair| pair[0].at() <= pair[1].at()));
    for due in dues {
        // The first instant counts for what opens, the last one for what closes; a microsecond later it is over.
        let edge = due.at();
        let tick = TimeDelta::microseconds(1);
        assert!(due.is_past(edge), "{text}");
        assert!(!due.is_past(edge - tick), "{text}");
        let day = match due.edge {
            Edge::Opens => edge,
            Edge::Closes => edge - tick,
        };
        // A zone that skipped the day as a whole has no instant on it.
        let skipped = (day.date_naive() - due.day()).num_days();
        assert!(
            (0..=1).contains(&skipped) || skipped == -1,
            "{text}: {day} for {}",
            due.day()
        );
    }
    assert!(event.opens() < event.closes(), "{text}");
}
