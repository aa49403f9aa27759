//! The nearest of a set of names, for "did you mean".

use crate::model::person::fold;
use crate::model::zone;

/// How much less near than the nearest a name may be to be offered beside it.
const CLOSE_TO_BEST: f64 = 0.08;

/// How near a name has to be at the least.
const LEAST: f64 = 0.75;

/// Of how many names the nearest is sought for each of many words, as rules do for every record and imports for every row: the
/// cost of a word is bounded then, whatever the names are. Of more names none is offered.
pub const MOST: usize = 1000;

/// The longest text that is compared letter by letter, in bytes: what that takes, time and memory, grows with the product of two
/// lengths.
pub const LONGEST: usize = 512;

/// Names that are near enough to a word to be what was meant, nearest first, at most three; none where there are more than
/// [`MOST`] to choose from.
pub fn nearest<S: AsRef<str>>(word: &str, names: impl IntoIterator<Item = S>) -> Vec<String> {
    let names: Vec<S> = names.into_iter().take(MOST + 1).collect();
    if names.len() > MOST {
        return Vec::new();
    }
    nearest_of_many(word, names)
}

/// As [`nearest`], of any number of names: for the one word of a command.
pub fn nearest_of_many<S: AsRef<str>>(
    word: &str,
    names: impl IntoIterator<Item = S>,
) -> Vec<String> {
    let word = fold(word);
    let mut scored: Vec<(f64, S)> = names
        .into_iter()
        .map(|name| (closeness(&word, name.as_ref()), name))
        .filter(|(score, _)| *score >= LEAST)
        .collect();
    scored.sort_by(|a, b| {
        let by_name = || a.1.as_ref().cmp(b.1.as_ref());
        b.0.total_cmp(&a.0).then_with(by_name)
    });
    scored.dedup_by(|a, b| a.1.as_ref() == b.1.as_ref());
    // One that is much nearer than the others is meant alone: a long shared beginning makes many names look near.
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    scored.retain(|(score, _)| *score >= best - CLOSE_TO_BEST);
    scored
        .into_iter()
        .take(3)
        .map(|(_, name)| name.as_ref().to_owned())
        .collect()
}

fn closeness(word: &str, name: &str) -> f64 {
    // A long stranger's text must not cost more than the names it is compared with.
    if word.len() > 4 * name.len() + 8 || name.len() > 4 * word.len() + 256 {
        return 0.0;
    }
    by_letters(word, &fold(name), |word, name| {
        if word.len() >= 3 && (name.starts_with(word) || word.starts_with(name)) {
            return 0.95;
        }
        let near = strsim::jaro_winkler(word, name);
        // The other measure can only lower it, and takes ten times as long.
        if near < LEAST {
            return near;
        }
        near.min(strsim::normalized_damerau_levenshtein(word, name) + 0.25)
    })
}

/// How alike two texts are by a measure of their letters, from 0 to 1; ones longer than [`LONGEST`] are alike where they are the same.
pub fn by_letters(one: &str, other: &str, measure: impl Fn(&str, &str) -> f64) -> f64 {
    if one.len().max(other.len()) > LONGEST {
        return if one == other { 1.0 } else { 0.0 };
    }
    measure(one, other)
}

/// The zones of an offset such as `UTC-12`, `GMT+2` or `AoE` (anywhere on earth): the one of the same offset, or none at all, for a
/// zone of another offset would move every date. `None` where the text is no offset.
pub fn zones_of_offset(text: &str) -> Option<Vec<String>> {
    let text = text.trim().to_ascii_uppercase();
    if text == "AOE" {
        return Some(vec!["Etc/GMT+12".to_owned()]);
    }
    let rest = ["UTC", "GMT", ""]
        .into_iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .map(str::trim)?;
    let (sign, digits) = match rest.split_at_checked(1)? {
        // The database counts hours to the west.
        ("+", digits) => ('-', digits),
        ("-" | "−", digits) => ('+', digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "00"));
    let hours: u8 = hours.parse().ok()?;
    let name = format!("Etc/GMT{sign}{hours}");
    let is_there = minutes == "00" && zone::names().any(|zone| zone == name);
    Some(if is_there { vec![name] } else { Vec::new() })
}

/// Names of IANA zones that a text could mean: the name in another case, its city alone, or a slip of either.
pub fn nearest_zones(text: &str) -> Vec<String> {
    if let Some(zones) = zones_of_offset(text) {
        return zones;
    }
    let text = text.trim().replace(' ', "_");
    let city = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
    let names = zone::names;
    let same: Vec<String> = names()
        .filter(|name| name.eq_ignore_ascii_case(&text) || city(name).eq_ignore_ascii_case(&text))
        .take(3)
        .map(str::to_owned)
        .collect();
    if !same.is_empty() {
        return same;
    }
    let near = nearest_of_many(&text, names());
    if !near.is_empty() {
        return near;
    }
    let cities = nearest_of_many(&text, names().map(city));
    cities
        .iter()
        .flat_map(|near| names().filter(move |name| near == city(name)))
        .take(3)
        .map(str::to_owned)
        .collect()
}

/// "did you mean 'a'?" or "did you mean one of 'a', 'b'?"; nothing when nothing is near.
pub fn did_you_mean(near: &[String]) -> Option<String> {
    match near {
        [] => None,
        [one] => Some(format!("did you mean '{one}'?")),
        several => Some(format!(
            "did you mean one of {}?",
            several
                .iter()
                .map(|name| format!("'{name}'"))
                .collect::<Vec<_>>()
                .join(", ")
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_not_compared_letter_by_letter() {
        let text = |length: usize, last: &str| "a".repeat(length - 1) + last;
        let offered = |length| nearest(&text(length, "b"), [text(length, "c")]).len();
        assert_eq!((offered(LONGEST), offered(LONGEST + 1)), (1, 0));
        let same = text(LONGEST + 1, "b");
        assert_eq!(nearest(&same, [&same]).len(), 1);
    }

    #[test]
    fn zones_are_found_by_city_and_by_slip() {
        assert_eq!(nearest_zones("new york"), ["America/New_York"]);
        assert_eq!(nearest_zones("america/new_york"), ["America/New_York"]);
        assert_eq!(nearest_zones("EST5EDT-ish"), ["EST", "EST5EDT"]);
        assert_eq!(nearest_zones("Amsterdm")[0], "Europe/Amsterdam");
        assert_eq!(nearest_zones("Nowhere/Land"), Vec::<String>::new());
    }

    #[test]
    fn slips_find_their_names_and_strangers_do_not() {
        let names = [
            "proposals-close",
            "proposals-open",
            "registration-close",
            "leads",
            "title",
        ];
        assert_eq!(nearest("propsals-close", names), ["proposals-close"]);
        assert_eq!(nearest("lead", names), ["leads"]);
        assert_eq!(nearest("Titel", names), ["title"]);
        assert_eq!(nearest("zzz", names), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_compared_with_a_bounded_number_of_names() {
        let names: Vec<String> = (0..=MOST).map(|at| format!("track-{at:05}")).collect();
        let names = |count: usize| names[..count].iter().map(String::as_str);
        assert_eq!(nearest("trak-00007", names(MOST))[0], "track-00007");
        assert_eq!(nearest("trak-00007", names(MOST + 1)), [""; 0]);
        assert_eq!(
            nearest_of_many("trak-00007", names(MOST + 1))[0],
            "track-00007"
        );
    }

    #[test]
    fn an_offset_is_answered_with_the_same_offset_or_with_none() {
        for (text, zones) in [
            ("UTC-12", &["Etc/GMT+12"][..]),
            ("gmt-12", &["Etc/GMT+12"]),
            ("AoE", &["Etc/GMT+12"]),
            ("UTC+2", &["Etc/GMT-2"]),
            ("+02:00", &["Etc/GMT-2"]),
            ("UTC+5:30", &[]),
            ("GMT+15", &[]),
        ] {
            assert_eq!(nearest_zones(text), zones, "{text}");
        }
        assert_eq!(zones_of_offset("UTC"), None);
        assert_eq!(zones_of_offset("America/New_York"), None);
    }
}
