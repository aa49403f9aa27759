//! Numbers with their nouns.

/// `1 track`, `2 tracks`; several of a person are `people`.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {}", noun_for(count, noun))
}

/// A count as it is written where there may be more of it: `2 or more`.
pub fn counted(count: usize, is_partial: bool) -> String {
    let more = if is_partial { " or more" } else { "" };
    format!("{count}{more}")
}

/// The same with its noun: `2 or more systems`. Where there may be more, there may be several.
pub fn counted_noun(count: usize, noun: &str, is_partial: bool) -> String {
    if is_partial {
        format!("{} {}", counted(count, true), noun_for(2, noun))
    } else {
        plural(count, noun)
    }
}

/// The noun alone, as it follows a number.
pub fn noun_for(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, _) => noun.to_owned(),
        (_, "person") => "people".to_owned(),
        _ => format!("{noun}s"),
    }
}

/// One of two words, by number: `is` or `are`, `it` or `them`.
pub fn one_or<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_decides_its_noun() {
        let of = |count| plural(count, "person");
        assert_eq!([of(0), of(1), of(2)], ["0 people", "1 person", "2 people"]);
        assert_eq!(plural(2, "track"), "2 tracks");
    }
}
