//! The rules, one a file. A rule's documentation is its comment; `cxn explain` prints it.

use super::Rule;

mod control_character;
mod date_not_canonical;
mod duplicate_key;
mod event_unreadable;
mod file_name_not_a_slug;
mod ignore_unknown_rule;
mod ignore_without_reason;
mod invalid_date;
mod missing_key;
mod not_utf8;
mod scenario_without_success_criteria;
mod settings_off_without_reason;
mod settings_unknown_rule;
mod settings_unused_ignore;
mod stray_file;
mod syntax;
mod too_deep;
mod too_large;
mod unknown_key;
mod unknown_value;
mod unreadable_file;
mod unused_ignore;
mod wrong_type;

pub use control_character::CONTROL_CHARACTER;
pub use date_not_canonical::DATE_NOT_CANONICAL;
pub use duplicate_key::DUPLICATE_KEY;
pub use event_unreadable::EVENT_UNREADABLE;
pub use file_name_not_a_slug::FILE_NAME_NOT_A_SLUG;
pub use ignore_unknown_rule::IGNORE_UNKNOWN_RULE;
pub use ignore_without_reason::IGNORE_WITHOUT_REASON;
pub use invalid_date::INVALID_DATE;
pub use missing_key::MISSING_KEY;
pub use not_utf8::NOT_UTF8;
pub use scenario_without_success_criteria::SCENARIO_WITHOUT_SUCCESS_CRITERIA;
pub use settings_off_without_reason::SETTINGS_OFF_WITHOUT_REASON;
pub use settings_unknown_rule::SETTINGS_UNKNOWN_RULE;
pub use settings_unused_ignore::SETTINGS_UNUSED_IGNORE;
pub use stray_file::STRAY_FILE;
pub use syntax::SYNTAX;
pub use too_deep::TOO_DEEP;
pub use too_large::TOO_LARGE;
pub use unknown_key::UNKNOWN_KEY;
pub use unknown_value::UNKNOWN_VALUE;
pub use unreadable_file::UNREADABLE_FILE;
pub use unused_ignore::UNUSED_IGNORE;
pub use wrong_type::WRONG_TYPE;

/// Every rule, by name.
pub static ALL: &[&Rule] = &[
    &CONTROL_CHARACTER,
    &DATE_NOT_CANONICAL,
    &DUPLICATE_KEY,
    &EVENT_UNREADABLE,
    &FILE_NAME_NOT_A_SLUG,
    &IGNORE_UNKNOWN_RULE,
    &IGNORE_WITHOUT_REASON,
    &INVALID_DATE,
    &MISSING_KEY,
    &NOT_UTF8,
    &SCENARIO_WITHOUT_SUCCESS_CRITERIA,
    &SETTINGS_OFF_WITHOUT_REASON,
    &SETTINGS_UNKNOWN_RULE,
    &SETTINGS_UNUSED_IGNORE,
    &STRAY_FILE,
    &SYNTAX,
    &TOO_DEEP,
    &TOO_LARGE,
    &UNKNOWN_KEY,
    &UNKNOWN_VALUE,
    &UNREADABLE_FILE,
    &UNUSED_IGNORE,
    &WRONG_TYPE,
];

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.binary_search_by(|rule| rule.name.cmp(name))
        .ok()
        .map(|at| ALL[at])
}

/// The names of all rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|rule| rule.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        let names: Vec<&str> = names().collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_file_is_a_registered_rule_and_the_reverse() -> std::io::Result<()> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/rules");
        let mut files: Vec<String> = std::fs::read_dir(folder)?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name != "mod.rs")
            .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
            .collect();
        files.sort();
        assert_eq!(files, names().collect::<Vec<_>>());
        Ok(())
    }

    #[test]
    fn every_rule_says_why_shows_both_sides_and_names_its_source() {
        for rule in ALL {
            for heading in ["Why", "Example", "Source"] {
                assert!(
                    rule.section(heading).is_some_and(|text| !text.is_empty()),
                    "{} has no {heading}",
                    rule.name
                );
            }
            let example = rule.section("Example").unwrap_or_default();
            assert!(
                example.contains("Bad:") && example.contains("Good:"),
                "{}",
                rule.name
            );
            assert!(
                rule.summary().ends_with('.'),
                "{}: {}",
                rule.name,
                rule.summary()
            );
        }
    }
}
