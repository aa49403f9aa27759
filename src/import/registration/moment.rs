//! Moments in the forms that form tools and spreadsheets write.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

use crate::model::mapping::DateOrder;
use crate::model::zone::Tz;
use crate::model::{Moment, When};
use clock::Clock;

mod clock;

/// The order that the dates of a column show; nothing when all of them can be read both ways, or they contradict each other.
pub fn date_order<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let (mut day_first, mut month_first) = (false, false);
    for [a, b, _] in cells.filter_map(numbers) {
        if a <= 31 {
            day_first |= a > 12;
            month_first |= b > 12;
        }
    }
    match (day_first, month_first) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Whether a moment's date can be read in two ways.
pub fn is_ambiguous(text: &str) -> bool {
    numbers(text).is_some_and(|[a, b, _]| a <= 12 && b <= 12 && a != b)
}

/// A moment: any form that a record has, or a date and a time as form tools write them
/// (`2026/07/01 2:03:22 PM GMT+2`, `Jul 3, 2026 10:00 AM EDT`, `11/16/26 8:10`), or the number a spreadsheet has for it. Without an
/// offset it is a wall-clock time in the event's zone.
pub fn moment(text: &str, zone: Tz, order: DateOrder) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    if let Some(when) = When::parse(text) {
        return Some(match when {
            When::Instant(instant) => instant,
            other => other.start(zone).fixed_offset(),
        });
    }
    if let Some(local) = serial(text) {
        return Some(When::Local(local).start(zone).fixed_offset());
    }
    let (date, rest) = date(text, order)?;
    let (plain, aside) = rest.split_once('(').unwrap_or((&rest, ""));
    let mut clock = Clock::default();
    for word in plain.split_whitespace() {
        clock.read(word)?;
    }
    // What stands in brackets explains an offset, or is the only one: `GMT-0400 (Eastern Daylight Time)`, `(EDT)`.
    if clock.zone.is_none() {
        for word in aside.trim_end_matches(')').split_whitespace() {
            clock.read(word)?;
        }
    }
    let local = date.and_time(clock.time_of_day()?);
    let moment = match &clock.zone {
        Some(named) => named
            .offset(zone, local)?
            .from_local_datetime(&local)
            .single()?,
        None => When::Local(local).start(zone).fixed_offset(),
    };
    // The bounds of a record are those of its own words, such as those of an offset and of a second.
    Moment::parse(&Moment(moment).to_string()).map(|Moment(moment)| moment)
}

/// A spreadsheet's number for a moment: days since the end of 1899, here between 2009 and 2064.
fn serial(text: &str) -> Option<NaiveDateTime> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !is_digits(days) || !is_digits(fraction) {
        return None;
    }
    let days: i64 = days
        .parse()
        .ok()
        .filter(|days| (40_000..60_000).contains(days))?;
    let fraction: f64 = format!("0.{fraction}").parse().ok()?;
    #[allow(clippy::cast_possible_truncation, reason = "between 0 and 86,400")]
    let seconds = (fraction * 86_400.0).round() as i64;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)? + Duration::days(days);
    Some(day.and_time(NaiveTime::MIN) + Duration::seconds(seconds))
}

/// The date that a text begins with, and what follows it.
fn date(text: &str, order: DateOrder) -> Option<(NaiveDate, String)> {
    if let Some([a, b, c]) = numbers(text) {
        let (year, month, day) = match (a > 31, order) {
            (true, _) => (a, b, c),
            (false, DateOrder::DayFirst) => (c, b, a),
            (false, DateOrder::MonthFirst) => (c, a, b),
        };
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        return Some((date, text[date_end(text)..].to_owned()));
    }
    named_date(text)
}

/// A date with the name of its month: `Jul 3, 2026`, `Friday, 3 July 2026`, `3-Jul-2026`, `sexta-feira, 3 de julho de 2026`.
fn named_date(text: &str) -> Option<(NaiveDate, String)> {
    let (head, aside) = text.split_once('(').unwrap_or((text, ""));
    let is_gap = |c: char| c.is_whitespace() || c == ',';
    let mut words: Vec<String> = Vec::new();
    for word in head.split(is_gap).filter(|word| !word.is_empty()) {
        // `3-Jul-2026` is one word; a clock with an offset is one as well.
        let is_joined = word.contains(|c: char| c.is_alphabetic()) && !word.contains(':');
        if is_joined && words.len() < 3 {
            let parts = word.split(['-', '.', '/']).filter(|part| !part.is_empty());
            words.extend(parts.map(str::to_owned));
        } else {
            words.push(word.to_owned());
        }
    }
    // `Thu Jul 02 2026 10:00` has the year third, `Jul 2 10:00 2026` has not, and is no date here.
    let is_year = |word: &String| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let year_at = words.iter().position(is_year)?;
    let mut rest = words.split_off(year_at + 1).join(" ");
    words.retain(|word| !is_filler(word));
    // What begins a weekday in one language may be a month in another: `Mar 3, 2026`, `mar. 3 mars 2026`.
    let date = month_date(&words).or_else(|| {
        let (first, words) = words.split_first()?;
        is_weekday(first).then(|| month_date(words)).flatten()
    })?;
    if !aside.is_empty() {
        rest = format!("{rest} ({aside}");
    }
    Some((date, rest))
}

/// The date of a month's name, a day and a year; the month or the day comes first.
fn month_date(words: &[String]) -> Option<NaiveDate> {
    let [one, two, year] = words else { return None };
    let day = |word: &str| -> Option<u32> {
        let ends = ["st", "nd", "rd", "th", "er", "º", "°", "."];
        let bare = ends.iter().find_map(|end| word.strip_suffix(end));
        bare.unwrap_or(word).parse().ok()
    };
    let (month, day) = match (month(one), month(two)) {
        (Some(month), _) => (month, day(two)?),
        (None, Some(month)) => (month, day(one)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, day)
}

/// Whether a word of a date says nothing of it: `3 de julho de 2026`, `Freitag, den 3. Juli`, `le 3 juillet`, `sexta-feira`.
fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 9] = ["de", "del", "den", "do", "el", "feira", "le", "of", "the"];
    FILLERS.contains(&word.to_lowercase().as_str())
}

/// Whether a word is a weekday or the beginning of one, in six languages.
fn is_weekday(word: &str) -> bool {
    #[rustfmt::skip]
    const DAYS: [&[&str]; 7] = [
        &["monday", "montag", "lundi", "lunes", "segunda", "mandag"],
        &["tuesday", "dienstag", "mardi", "martes", "terca", "tirsdag"],
        &["wednesday", "mittwoch", "mercredi", "miercoles", "quarta", "onsdag"],
        &["thursday", "donnerstag", "jeudi", "jueves", "quinta", "torsdag"],
        &["friday", "freitag", "vendredi", "viernes", "sexta", "fredag"],
        &["saturday", "samstag", "sonnabend", "samedi", "sabado", "lordag"],
        &["sunday", "sonntag", "dimanche", "domingo", "sondag"],
    ];
    // German shortens them to two letters.
    const SHORT: [&str; 7] = ["mo", "di", "mi", "do", "fr", "sa", "so"];
    let word = deunicode::deunicode(word).to_lowercase();
    let word = word.trim_end_matches('.');
    let mut days = DAYS.iter().flat_map(|names| names.iter());
    SHORT.contains(&word) || (word.len() >= 3 && days.any(|day| day.starts_with(word)))
}

/// The number of a month by its name or the beginning of it, in six languages.
fn month(word: &str) -> Option<u32> {
    #[rustfmt::skip]
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "enero", "janvier", "janeiro"],
        &["february", "februar", "febrero", "fevrier", "fevereiro"],
        &["march", "mars", "marz", "maerz", "marzo", "mrz", "marco"],
        &["april", "abril", "avril"], &["may", "mai", "mayo", "maio"], &["june", "juni", "junio", "juin", "junho"],
        &["july", "juli", "julio", "juillet", "julho"], &["august", "agosto", "aout"],
        &["september", "septiembre", "sept", "septembre", "setembro"], &["october", "oktober", "octubre", "octobre", "outubro"],
        &["november", "noviembre", "novembre", "novembro"],
        &["december", "dezember", "desember", "diciembre", "decembre", "dezembro"],
    ];
    let word = deunicode::deunicode(word).to_lowercase();
    let word = word.trim_end_matches('.');
    if word.len() < 3 {
        return None;
    }
    let mut found = (1..)
        .zip(MONTHS)
        .filter(|(_, names)| names.iter().any(|name| name.starts_with(word)));
    let (number, _) = found.next()?;
    found.next().is_none().then_some(number)
}

/// Where the date ends that a text begins with.
fn date_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || c == 'T' || c == ',')
        .unwrap_or(text.len())
}

/// The three numbers of the date that a text begins with: the year first, or last with four digits, or with two behind slashes or
/// dots, where they cannot be a day.
fn numbers(text: &str) -> Option<[u32; 3]> {
    let text = text.trim();
    let date = &text[..date_end(text)];
    let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let is_number =
        |part: &str| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit());
    if ![a, b, c].into_iter().all(is_number) {
        return None;
    }
    let numbers = [a.parse().ok()?, b.parse().ok()?, c.parse().ok()?];
    if (a.len() == 4) != (c.len() == 4) && b.len() <= 2 {
        return Some(numbers);
    }
    let is_short = !date.contains('-') && [a, b, c].iter().all(|part| part.len() <= 2);
    // 26/11/16 may as well begin with the year.
    let is_year_last = numbers[2] >= 20 && !(20..=31).contains(&numbers[0]);
    (is_short && is_year_last).then_some([numbers[0], numbers[1], 2000 + numbers[2]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_that_is_none_is_refused() {
        for text in [
            "2026-07-01 14:03 GMT\u{e9}",
            "2026-07-01 14:03 UTC\u{2013}5",
            "2026-07-01 14:03 GMT05",
            // Nowhere is as far from UTC, and no record has such a second.
            "2026-07-01 14:03 GMT+14:01",
            "2026-07-01 14:03 UTC-12:01",
            "2026/07/01 23:59:60",
        ] {
            assert_eq!(
                moment(text, crate::model::zone::UTC, DateOrder::DayFirst),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn moments_are_read_in_the_forms_of_form_tools() {
        let zone = crate::model::zone::named("America/New_York");
        let read = |text: &str, order| moment(text, zone, order).map(|moment| moment.to_rfc3339());
        for (text, expected) in [
            ("2026-07-01T14:03:22Z", "2026-07-01T14:03:22+00:00"),
            ("2026-07-01 14:03:22", "2026-07-01T14:03:22-04:00"),
            ("2026-07-01", "2026-07-01T00:00:00-04:00"),
            ("2026/07/01 2:03:22 PM GMT+2", "2026-07-01T14:03:22+02:00"),
            ("2026/07/01 12:03 AM GMT-03:30", "2026-07-01T00:03:00-03:30"),
            (
                "2026/07/01 2:03 PM GMT\u{2212}5",
                "2026-07-01T14:03:00-05:00",
            ),
            ("2026-07-01 14:03:22 UTC", "2026-07-01T14:03:22+00:00"),
            ("2026-01-01 14:03:22 +0530", "2026-01-01T14:03:22+05:30"),
            ("7/1/2026 14:03", "2026-07-01T14:03:00-04:00"),
            ("7/1/2026, 14:03", "2026-07-01T14:03:00-04:00"),
            ("7/1/2026 2:03 PM EDT", "2026-07-01T14:03:00-04:00"),
            ("2026-07-03 10:00:00-04:00", "2026-07-03T10:00:00-04:00"),
            ("2026-07-03T10:00:00.000+02:00", "2026-07-03T10:00:00+02:00"),
            ("Jul 3, 2026 10:00 AM", "2026-07-03T10:00:00-04:00"),
            (
                "July 3rd, 2026 at 10:00\u{202f}AM PDT",
                "2026-07-03T10:00:00-07:00",
            ),
            ("3. Juli 2026 um 10:00 Uhr", "2026-07-03T10:00:00-04:00"),
            ("3 juillet 2026 10:00", "2026-07-03T10:00:00-04:00"),
            ("3 Juin 2026 10:00", "2026-06-03T10:00:00-04:00"),
            ("3 março 2026 10:00", "2026-03-03T10:00:00-05:00"),
            ("3-Jul-2026 10:00", "2026-07-03T10:00:00-04:00"),
            ("Friday, 3 July 2026 10:00", "2026-07-03T10:00:00-04:00"),
            ("Mar 3, 2026 10:00", "2026-03-03T10:00:00-05:00"),
            ("1\u{ba} de julho de 2026", "2026-07-01T00:00:00-04:00"),
            ("1er juillet 2026 à 10:00", "2026-07-01T10:00:00-04:00"),
            ("3 de julho de 2026 às 10:00", "2026-07-03T10:00:00-04:00"),
            ("3 de julio de 2026 10:00", "2026-07-03T10:00:00-04:00"),
            (
                "3 de julio del 2026, 10:00 GMT-3",
                "2026-07-03T10:00:00-03:00",
            ),
            (
                "Fri Jul 03 2026 10:00:00 GMT+0200 (Central European Summer Time)",
                "2026-07-03T10:00:00+02:00",
            ),
            ("2026-07-03 10:00 (CEST)", "2026-07-03T10:00:00+02:00"),
            ("11/16/26 8:10", "2026-11-16T08:10:00-05:00"),
            ("46206.4166666667", "2026-07-03T10:00:00-04:00"),
            ("46206", "2026-07-03T00:00:00-04:00"),
        ] {
            assert_eq!(
                read(text, DateOrder::MonthFirst).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(
            read("1.7.2026 9:05", DateOrder::DayFirst).as_deref(),
            Some("2026-07-01T09:05:00-04:00")
        );
        for text in [
            "",
            "yesterday",
            "31/31/2026",
            "2026-07-01 25:00",
            "2026-07-01 13:00 PM",
            "26/11/16",
            "1/2/16",
            "1-2-26",
            "2026-07-03 10:00 CST",
            "2026-07-03 10:00 soon",
            "2026-07-03 10:00 11:00",
            "Smarch 3, 2026",
            "123456",
            "2026",
            "2026-07-01 10:00 GMT+x",
        ] {
            assert_eq!(read(text, DateOrder::MonthFirst), None, "{text}");
        }
    }

    #[test]
    fn a_weekday_in_front_of_a_date_is_read_in_six_languages() {
        #[rustfmt::skip]
        let dates = [
            "Tue, 3 March 2026", "Tuesday, March 3rd, 2026",
            "Dienstag, 3. März 2026", "Dienstag, den 3. März 2026", "Di., 3. März 2026", "Die 3. Mrz 2026",
            "mardi 3 mars 2026", "le mardi 3 mars 2026", "mar. 3 mars 2026",
            "martes, 3 de marzo de 2026", "mar, 3 de marzo de 2026", "el martes 3 de marzo de 2026",
            "terça-feira, 3 de março de 2026", "ter., 3 de mar. de 2026", "Terça, 3 de Março de 2026",
            "tirsdag 3. mars 2026", "tirs. 3. mars 2026",
        ];
        for text in dates {
            let read = moment(text, crate::model::zone::UTC, DateOrder::DayFirst);
            let read = read.map(|moment| moment.to_rfc3339());
            assert_eq!(read.as_deref(), Some("2026-03-03T00:00:00+00:00"), "{text}");
        }
        #[rustfmt::skip]
        let weeks = [
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
            ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
            ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
            ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
            ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
        ];
        for day in weeks.as_flattened() {
            for text in [
                format!("{day}, 3 July 2026"),
                format!("{day} 3 July 2026 10:00"),
            ] {
                let read = moment(&text, crate::model::zone::UTC, DateOrder::DayFirst);
                assert!(read.is_some(), "{text}");
            }
        }
        for text in [
            "Someday, 3 July 2026",
            "3 July Friday 2026",
            "de 2026",
            "Fri 2026",
        ] {
            assert_eq!(
                moment(text, crate::model::zone::UTC, DateOrder::DayFirst),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn letters_that_mean_two_zones_are_read_only_in_the_events_own() {
        let chicago = crate::model::zone::named("America/Chicago");
        let read =
            |text: &str| moment(text, chicago, DateOrder::MonthFirst).map(|it| it.to_rfc3339());
        assert_eq!(
            read("2026-01-03 10:00 CST").as_deref(),
            Some("2026-01-03T10:00:00-06:00")
        );
        assert_eq!(read("2026-07-03 10:00 CST"), None);
        assert_eq!(read("2026-01-03 10:00 IST"), None);
    }

    #[test]
    fn a_column_of_dates_shows_its_order() {
        assert_eq!(
            date_order(["3/4/2026 1:00", "13/4/2026"].into_iter()),
            Some(DateOrder::DayFirst)
        );
        assert_eq!(
            date_order(["3/4/2026", "4/13/2026"].into_iter()),
            Some(DateOrder::MonthFirst)
        );
        assert_eq!(date_order(["3/4/2026", "2026-04-13"].into_iter()), None);
        assert!(
            is_ambiguous("3/4/2026 10:00")
                && is_ambiguous("3/4/26 10:00")
                && !is_ambiguous("4/4/2026")
                && !is_ambiguous("2026/03/04")
        );
    }
}
