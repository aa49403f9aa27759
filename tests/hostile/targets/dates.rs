//! Dates, moments and offsets: what is read is printed, and what is printed reads as the same.

use cxn::import::registration::moment;
use cxn::model::date::{Moment, canonical};
use cxn::model::decision::Votes;
use cxn::model::mapping::DateOrder;
use cxn::model::milestone::At;
use cxn::model::timeline::day_argument;
use cxn::model::zone::UTC;
use cxn::model::{Date, When};

/// Reads the bytes as everything that speaks of time.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    if let Some(date) = Date::parse(text) {
        assert_eq!(date.to_string(), text, "only the canonical form is read");
        assert_eq!(canonical(text), Some(date));
    }
    if let Some(date) = canonical(text) {
        assert_eq!(Date::parse(&date.to_string()), Some(date), "{text}");
    }
    if let Some(at) = At::parse(text) {
        let printed = at.to_string();
        assert_eq!(At::parse(&printed), Some(at), "{text} printed as {printed}");
    }
    if let Some(when) = When::parse(text) {
        let printed = when.to_string();
        let back = When::parse(&printed);
        let same = match (when, back) {
            (When::Instant(a), Some(When::Instant(b))) => a == b && a.offset() == b.offset(),
            (a, Some(b)) => a == b,
            (_, None) => false,
        };
        assert!(same, "{text} printed as {printed}");
        for zone in [
            UTC,
            "America/New_York".parse().expect("a zone"),
            "Pacific/Apia".parse().expect("a zone"),
            "Asia/Beirut".parse().expect("a zone"),
        ] {
            assert!(when.start(zone) < when.end(zone), "{text} in {zone}");
            let _ = when.day(zone);
        }
    }
    if let Some(moment) = Moment::parse(text) {
        let back = Moment::parse(&moment.to_string()).expect("what is printed reads");
        // Recorded to the microsecond.
        assert!((back.0 - moment.0).num_microseconds() == Some(0), "{text}");
    }
    let _ = day_argument(text);
    let _ = Votes::parse(text);
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
        for zone in [UTC, "Australia/Lord_Howe".parse().expect("a zone")] {
            let _ = moment::moment(text, zone, order);
        }
    }
    let _ = (
        moment::date_order([text].into_iter()),
        moment::is_ambiguous(text),
    );
}
