use super::*;
use crate::model::date::When;
use crate::model::zone::named;

fn calendar(zone: &str, span: impl Fn(Tz) -> Span) -> String {
    let zone = named(zone);
    render(&Calendar {
        name: "E".to_owned(),
        zone,
        entries: vec![Entry {
            key: "e".to_owned(),
            span: span(zone),
            summary: "S".to_owned(),
            description: String::new(),
            location: None,
            url: None,
            is_busy: true,
            moves: Moves::default(),
        }],
    })
}

fn at(zone: Tz, text: &str) -> DateTime<Tz> {
    When::parse(text).map_or_else(|| unreachable!("{text}"), |when| when.start(zone))
}

/// The observances of a calendar's zone: when each begins, from what to what, and its name.
fn observances(text: &str) -> Vec<String> {
    let zone = text.split("END:VTIMEZONE").next().unwrap_or_default();
    let value = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().to_owned()
    };
    let blocks = zone
        .split("BEGIN:")
        .filter(|block| block.contains("TZOFFSETTO"));
    blocks
        .map(|block| {
            let parts = ["DTSTART:", "TZOFFSETFROM:", "TZOFFSETTO:", "TZNAME:"];
            parts.map(|name| value(block, name)).join(" ")
        })
        .collect()
}

#[test]
fn the_rules_of_a_zone_are_those_that_hold_around_the_time() {
    let autumn = |zone: &str, text: &'static str| {
        let text = calendar(zone, |zone| {
            let starts = at(zone, text);
            Span::Time(starts, starts + chrono::TimeDelta::hours(1))
        });
        observances(&text)
    };
    let new_york = autumn("America/New_York", "2026-09-19T09:00");
    assert!(
        new_york.contains(&"20261101T020000 -0400 -0500 EST".to_owned()),
        "{new_york:?}"
    );
    assert!(
        new_york.contains(&"20260308T020000 -0500 -0400 EDT".to_owned()),
        "{new_york:?}"
    );
    // From November 2026 on some zones of Canada change their clocks no more, and Morocco has no summer time.
    for (zone, last) in [
        ("America/Vancouver", "20260308T020000 -0800 -0700"),
        ("America/Edmonton", "20260308T020000 -0700 -0600"),
        ("America/Winnipeg", "20260308T020000 -0600 -0500"),
        ("Africa/Casablanca", "20260920T020000 +0100 +0000"),
    ] {
        let found = autumn(zone, "2026-12-01T09:00");
        let latest = found.last().cloned().unwrap_or_default();
        assert!(latest.starts_with(last), "{zone}: {found:?}");
    }
    assert_eq!(autumn("Asia/Kolkata", "2026-12-01T09:00").len(), 1);
}

#[test]
fn a_time_that_comes_twice_is_an_instant_and_a_day_ends_on_the_next() {
    let text = calendar("America/New_York", |zone| {
        let starts = at(zone, "2026-11-01T05:30Z");
        Span::Time(starts, starts + chrono::TimeDelta::minutes(45))
    });
    assert!(
        text.contains("\r\nDTSTART:20261101T053000Z\r\nDTEND:20261101T061500Z\r\n"),
        "{text}"
    );
    assert!(!text.contains("VTIMEZONE"), "{text}");
    let text = calendar("UTC", |_| {
        let day = |day| NaiveDate::from_ymd_opt(2026, 9, day).unwrap_or_default();
        Span::Days(day(19), day(20))
    });
    assert!(
        text.contains("\r\nDTSTART;VALUE=DATE:20260919\r\nDTEND;VALUE=DATE:20260921\r\n"),
        "{text}"
    );
    let text = calendar("UTC", |zone| {
        let starts = at(zone, "2026-09-19T09:00");
        Span::Time(starts, starts + chrono::TimeDelta::hours(1))
    });
    assert!(
        text.contains("\r\nDTSTART:20260919T090000Z\r\n") && !text.contains("VTIMEZONE"),
        "{text}"
    );
}
