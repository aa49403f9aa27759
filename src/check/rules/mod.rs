//! The rules, one a file. A rule's documentation is its comment; `cxn explain` prints it.

use super::Rule;

mod control_character;
mod date_not_canonical;
mod duplicate_key;
mod event_dates_out_of_order;
mod event_not_before_meeting;
mod event_number_reused;
mod event_unreadable;
mod file_name_not_a_slug;
mod ignore_unknown_rule;
mod ignore_without_reason;
mod invalid_date;
mod milestones_out_of_order;
mod missing_key;
mod misspelt_milestone;
mod no_newcomer_track;
mod not_utf8;
mod scenario_without_success_criteria;
mod settings_unknown_event;
mod stray_file;
mod syntax;
mod template_broken;
mod too_deep;
mod too_large;
mod too_many_main_events;
mod unknown_key;
mod unknown_template;
mod unknown_timezone;
mod unknown_value;
mod unreadable_file;
mod unused_ignore;
mod wrong_type;

pub use control_character::CONTROL_CHARACTER;
pub use date_not_canonical::DATE_NOT_CANONICAL;
pub use duplicate_key::DUPLICATE_KEY;
pub use event_dates_out_of_order::EVENT_DATES_OUT_OF_ORDER;
pub use event_not_before_meeting::EVENT_NOT_BEFORE_MEETING;
pub use event_number_reused::EVENT_NUMBER_REUSED;
pub use event_unreadable::EVENT_UNREADABLE;
pub use file_name_not_a_slug::FILE_NAME_NOT_A_SLUG;
pub use ignore_unknown_rule::IGNORE_UNKNOWN_RULE;
pub use ignore_without_reason::IGNORE_WITHOUT_REASON;
pub use invalid_date::INVALID_DATE;
pub use milestones_out_of_order::MILESTONES_OUT_OF_ORDER;
pub use missing_key::MISSING_KEY;
pub use misspelt_milestone::MISSPELT_MILESTONE;
pub use no_newcomer_track::NO_NEWCOMER_TRACK;
pub use not_utf8::NOT_UTF8;
pub use scenario_without_success_criteria::SCENARIO_WITHOUT_SUCCESS_CRITERIA;
pub use settings_unknown_event::SETTINGS_UNKNOWN_EVENT;
pub use stray_file::STRAY_FILE;
pub use syntax::SYNTAX;
pub use template_broken::TEMPLATE_BROKEN;
pub use too_deep::TOO_DEEP;
pub use too_large::TOO_LARGE;
pub use too_many_main_events::TOO_MANY_MAIN_EVENTS;
pub use unknown_key::UNKNOWN_KEY;
pub use unknown_template::UNKNOWN_TEMPLATE;
pub use unknown_timezone::UNKNOWN_TIMEZONE;
pub use unknown_value::UNKNOWN_VALUE;
pub use unreadable_file::UNREADABLE_FILE;
pub use unused_ignore::UNUSED_IGNORE;
pub use wrong_type::WRONG_TYPE;

/// Every rule, by name.
pub static ALL: &[&Rule] = &[
    &CONTROL_CHARACTER,
    &DATE_NOT_CANONICAL,
    &DUPLICATE_KEY,
    &EVENT_DATES_OUT_OF_ORDER,
    &EVENT_NOT_BEFORE_MEETING,
    &EVENT_NUMBER_REUSED,
    &EVENT_UNREADABLE,
    &FILE_NAME_NOT_A_SLUG,
    &IGNORE_UNKNOWN_RULE,
    &IGNORE_WITHOUT_REASON,
    &INVALID_DATE,
    &MILESTONES_OUT_OF_ORDER,
    &MISSING_KEY,
    &MISSPELT_MILESTONE,
    &NO_NEWCOMER_TRACK,
    &NOT_UTF8,
    &SCENARIO_WITHOUT_SUCCESS_CRITERIA,
    &SETTINGS_UNKNOWN_EVENT,
    &STRAY_FILE,
    &SYNTAX,
    &TEMPLATE_BROKEN,
    &TOO_DEEP,
    &TOO_LARGE,
    &TOO_MANY_MAIN_EVENTS,
    &UNKNOWN_KEY,
    &UNKNOWN_TEMPLATE,
    &UNKNOWN_TIMEZONE,
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
