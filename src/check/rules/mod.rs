//! The rules, one a file. A rule's documentation is its comment; `cxn explain` prints it.

use crate::check::Rule;
use crate::model::former_names;

mod ambiguous_scalar;
mod capacity_exceeded;
mod carried_in_a_circle;
mod carried_unchanged;
mod carried_without_lessons;
mod change_requested_open;
mod changed_after_approval;
mod control_character;
mod date_not_canonical;
mod decision_without_quorum;
mod due_soon;
mod duplicate_id;
mod duplicate_key;
mod duplicate_title;
mod event_dates_out_of_order;
mod event_not_approved;
mod event_not_before_meeting;
mod event_number_reused;
mod event_unreadable;
mod few_organizations;
mod fhir_version_differs;
mod file_name_not_a_slug;
mod guidance_left;
mod ignore_unknown_rule;
mod ignore_without_reason;
mod invalid_date;
mod kick_off_misplaced;
mod lead_bad_address;
mod lead_not_registered;
mod lead_without_address;
mod leads_two_kick_offs;
mod main_event_with_out_of_cycle_fields;
mod mapping_unknown_target;
mod milestones_out_of_order;
mod missing_field;
mod missing_key;
mod misspelt_milestone;
mod no_chat_stream;
mod no_kick_off;
mod no_lead;
mod no_newcomer_track;
mod no_participants_expected;
mod no_scenario;
mod not_approved_at_start;
mod not_utf8;
mod out_of_cycle_comments_not_stu;
mod out_of_cycle_frozen_version_not_stated;
mod out_of_cycle_no_coordinator;
mod out_of_cycle_no_fhir_experience;
mod out_of_cycle_no_prior_experience;
mod out_of_cycle_no_scenarios;
mod out_of_cycle_no_sponsor;
mod out_of_cycle_no_technical_lead;
mod out_of_cycle_no_version;
mod outdated_name;
mod participant_not_an_organization;
mod placeholder_left;
mod preparatory_test_missing;
mod promoted_over_an_earlier_one;
mod registered_early;
mod registered_late;
mod registered_twice;
mod registration_bad_address;
mod registration_bad_base_url;
mod registration_track_not_approved;
mod registration_unknown_role;
mod registration_unknown_track;
mod registration_without_experience;
mod registration_without_objectives;
mod registration_without_track;
mod registrations_in_public;
mod responsibilities_broken;
mod result_conflict;
mod result_evidence_missing;
mod result_failed_without_note;
mod result_not_checked_in;
mod result_outside_event;
mod result_role_not_registered;
mod result_same_organization;
mod result_track_not_approved;
mod result_unknown_role;
mod result_unknown_scenario;
mod result_unknown_system;
mod results_in_public;
mod role_nobody_plays;
mod scenario_not_testable;
mod scenario_without_action;
mod scenario_without_precondition;
mod scenario_without_success_criteria;
mod seat_free_while_waiting;
mod settings_off_without_reason;
mod settings_unknown_event;
mod settings_unknown_rule;
mod settings_unused_ignore;
mod single_lead;
mod status_without_history;
mod still_draft;
mod stray_file;
mod submitted_early;
mod submitted_late;
mod syntax;
mod system_differs_from_claim;
mod template_broken;
mod text_too_long;
mod text_too_short;
mod too_deep;
mod too_large;
mod too_many_main_events;
mod trailing_blanks;
mod unknown_carried_from;
mod unknown_custom_field;
mod unknown_fhir_version;
mod unknown_key;
mod unknown_related_track;
mod unknown_responsibility;
mod unknown_responsibility_list;
mod unknown_role;
mod unknown_template;
mod unknown_timezone;
mod unknown_value;
mod unreadable_file;
mod unused_ignore;
mod value_is_a_comment;
mod votes_do_not_match;
mod wrong_type;

pub use ambiguous_scalar::AMBIGUOUS_SCALAR;
pub use capacity_exceeded::CAPACITY_EXCEEDED;
pub use carried_in_a_circle::CARRIED_IN_A_CIRCLE;
pub use carried_unchanged::CARRIED_UNCHANGED;
pub use carried_without_lessons::CARRIED_WITHOUT_LESSONS;
pub use change_requested_open::CHANGE_REQUESTED_OPEN;
pub use changed_after_approval::CHANGED_AFTER_APPROVAL;
pub use control_character::CONTROL_CHARACTER;
pub use date_not_canonical::DATE_NOT_CANONICAL;
pub use decision_without_quorum::DECISION_WITHOUT_QUORUM;
pub use due_soon::DUE_SOON;
pub use duplicate_id::DUPLICATE_ID;
pub use duplicate_key::DUPLICATE_KEY;
pub use duplicate_title::DUPLICATE_TITLE;
pub use event_dates_out_of_order::EVENT_DATES_OUT_OF_ORDER;
pub use event_not_approved::EVENT_NOT_APPROVED;
pub use event_not_before_meeting::EVENT_NOT_BEFORE_MEETING;
pub use event_number_reused::EVENT_NUMBER_REUSED;
pub use event_unreadable::EVENT_UNREADABLE;
pub use few_organizations::FEW_ORGANIZATIONS;
pub use fhir_version_differs::FHIR_VERSION_DIFFERS;
pub use file_name_not_a_slug::FILE_NAME_NOT_A_SLUG;
pub use guidance_left::GUIDANCE_LEFT;
pub use ignore_unknown_rule::IGNORE_UNKNOWN_RULE;
pub use ignore_without_reason::IGNORE_WITHOUT_REASON;
pub use invalid_date::INVALID_DATE;
pub use kick_off_misplaced::KICK_OFF_MISPLACED;
pub use lead_bad_address::LEAD_BAD_ADDRESS;
pub use lead_not_registered::LEAD_NOT_REGISTERED;
pub use lead_without_address::LEAD_WITHOUT_ADDRESS;
pub use leads_two_kick_offs::LEADS_TWO_KICK_OFFS;
pub use main_event_with_out_of_cycle_fields::MAIN_EVENT_WITH_OUT_OF_CYCLE_FIELDS;
pub use mapping_unknown_target::MAPPING_UNKNOWN_TARGET;
pub use milestones_out_of_order::MILESTONES_OUT_OF_ORDER;
pub use missing_field::MISSING_FIELD;
pub use missing_key::MISSING_KEY;
pub use misspelt_milestone::MISSPELT_MILESTONE;
pub use no_chat_stream::NO_CHAT_STREAM;
pub use no_kick_off::NO_KICK_OFF;
pub use no_lead::NO_LEAD;
pub use no_newcomer_track::NO_NEWCOMER_TRACK;
pub use no_participants_expected::NO_PARTICIPANTS_EXPECTED;
pub use no_scenario::NO_SCENARIO;
pub use not_approved_at_start::NOT_APPROVED_AT_START;
pub use not_utf8::NOT_UTF8;
pub use out_of_cycle_comments_not_stu::OUT_OF_CYCLE_COMMENTS_NOT_STU;
pub use out_of_cycle_frozen_version_not_stated::OUT_OF_CYCLE_FROZEN_VERSION_NOT_STATED;
pub use out_of_cycle_no_coordinator::OUT_OF_CYCLE_NO_COORDINATOR;
pub use out_of_cycle_no_fhir_experience::OUT_OF_CYCLE_NO_FHIR_EXPERIENCE;
pub use out_of_cycle_no_prior_experience::OUT_OF_CYCLE_NO_PRIOR_EXPERIENCE;
pub use out_of_cycle_no_scenarios::OUT_OF_CYCLE_NO_SCENARIOS;
pub use out_of_cycle_no_sponsor::OUT_OF_CYCLE_NO_SPONSOR;
pub use out_of_cycle_no_technical_lead::OUT_OF_CYCLE_NO_TECHNICAL_LEAD;
pub use out_of_cycle_no_version::OUT_OF_CYCLE_NO_VERSION;
pub use outdated_name::OUTDATED_NAME;
pub use participant_not_an_organization::PARTICIPANT_NOT_AN_ORGANIZATION;
pub use placeholder_left::PLACEHOLDER_LEFT;
pub use preparatory_test_missing::PREPARATORY_TEST_MISSING;
pub use promoted_over_an_earlier_one::PROMOTED_OVER_AN_EARLIER_ONE;
pub use registered_early::REGISTERED_EARLY;
pub use registered_late::REGISTERED_LATE;
pub use registered_twice::REGISTERED_TWICE;
pub use registration_bad_address::REGISTRATION_BAD_ADDRESS;
pub use registration_bad_base_url::REGISTRATION_BAD_BASE_URL;
pub use registration_track_not_approved::REGISTRATION_TRACK_NOT_APPROVED;
pub use registration_unknown_role::REGISTRATION_UNKNOWN_ROLE;
pub use registration_unknown_track::REGISTRATION_UNKNOWN_TRACK;
pub use registration_without_experience::REGISTRATION_WITHOUT_EXPERIENCE;
pub use registration_without_objectives::REGISTRATION_WITHOUT_OBJECTIVES;
pub use registration_without_track::REGISTRATION_WITHOUT_TRACK;
pub use registrations_in_public::REGISTRATIONS_IN_PUBLIC;
pub use responsibilities_broken::RESPONSIBILITIES_BROKEN;
pub use result_conflict::RESULT_CONFLICT;
pub use result_evidence_missing::RESULT_EVIDENCE_MISSING;
pub use result_failed_without_note::RESULT_FAILED_WITHOUT_NOTE;
pub use result_not_checked_in::RESULT_NOT_CHECKED_IN;
pub use result_outside_event::RESULT_OUTSIDE_EVENT;
pub use result_role_not_registered::RESULT_ROLE_NOT_REGISTERED;
pub use result_same_organization::RESULT_SAME_ORGANIZATION;
pub use result_track_not_approved::RESULT_TRACK_NOT_APPROVED;
pub use result_unknown_role::RESULT_UNKNOWN_ROLE;
pub use result_unknown_scenario::RESULT_UNKNOWN_SCENARIO;
pub use result_unknown_system::RESULT_UNKNOWN_SYSTEM;
pub use results_in_public::RESULTS_IN_PUBLIC;
pub use role_nobody_plays::ROLE_NOBODY_PLAYS;
pub use scenario_not_testable::SCENARIO_NOT_TESTABLE;
pub use scenario_without_action::SCENARIO_WITHOUT_ACTION;
pub use scenario_without_precondition::SCENARIO_WITHOUT_PRECONDITION;
pub use scenario_without_success_criteria::SCENARIO_WITHOUT_SUCCESS_CRITERIA;
pub use seat_free_while_waiting::SEAT_FREE_WHILE_WAITING;
pub use settings_off_without_reason::SETTINGS_OFF_WITHOUT_REASON;
pub use settings_unknown_event::SETTINGS_UNKNOWN_EVENT;
pub use settings_unknown_rule::SETTINGS_UNKNOWN_RULE;
pub use settings_unused_ignore::SETTINGS_UNUSED_IGNORE;
pub use single_lead::SINGLE_LEAD;
pub use status_without_history::STATUS_WITHOUT_HISTORY;
pub use still_draft::STILL_DRAFT;
pub use stray_file::STRAY_FILE;
pub use submitted_early::SUBMITTED_EARLY;
pub use submitted_late::SUBMITTED_LATE;
pub use syntax::SYNTAX;
pub use system_differs_from_claim::SYSTEM_DIFFERS_FROM_CLAIM;
pub use template_broken::TEMPLATE_BROKEN;
pub use text_too_long::TEXT_TOO_LONG;
pub use text_too_short::TEXT_TOO_SHORT;
pub use too_deep::TOO_DEEP;
pub use too_large::TOO_LARGE;
pub use too_many_main_events::TOO_MANY_MAIN_EVENTS;
pub use trailing_blanks::TRAILING_BLANKS;
pub use unknown_carried_from::UNKNOWN_CARRIED_FROM;
pub use unknown_custom_field::UNKNOWN_CUSTOM_FIELD;
pub use unknown_fhir_version::UNKNOWN_FHIR_VERSION;
pub use unknown_key::UNKNOWN_KEY;
pub use unknown_related_track::UNKNOWN_RELATED_TRACK;
pub use unknown_responsibility::UNKNOWN_RESPONSIBILITY;
pub use unknown_responsibility_list::UNKNOWN_RESPONSIBILITY_LIST;
pub use unknown_role::UNKNOWN_ROLE;
pub use unknown_template::UNKNOWN_TEMPLATE;
pub use unknown_timezone::UNKNOWN_TIMEZONE;
pub use unknown_value::UNKNOWN_VALUE;
pub use unreadable_file::UNREADABLE_FILE;
pub use unused_ignore::UNUSED_IGNORE;
pub use value_is_a_comment::VALUE_IS_A_COMMENT;
pub use votes_do_not_match::VOTES_DO_NOT_MATCH;
pub use wrong_type::WRONG_TYPE;

pub static ALL: &[&Rule] = &[
    &AMBIGUOUS_SCALAR,
    &CAPACITY_EXCEEDED,
    &CARRIED_IN_A_CIRCLE,
    &CARRIED_UNCHANGED,
    &CARRIED_WITHOUT_LESSONS,
    &CHANGE_REQUESTED_OPEN,
    &CHANGED_AFTER_APPROVAL,
    &CONTROL_CHARACTER,
    &DATE_NOT_CANONICAL,
    &DECISION_WITHOUT_QUORUM,
    &DUE_SOON,
    &DUPLICATE_ID,
    &DUPLICATE_KEY,
    &DUPLICATE_TITLE,
    &EVENT_DATES_OUT_OF_ORDER,
    &EVENT_NOT_APPROVED,
    &EVENT_NOT_BEFORE_MEETING,
    &EVENT_NUMBER_REUSED,
    &EVENT_UNREADABLE,
    &FEW_ORGANIZATIONS,
    &FHIR_VERSION_DIFFERS,
    &FILE_NAME_NOT_A_SLUG,
    &GUIDANCE_LEFT,
    &IGNORE_UNKNOWN_RULE,
    &IGNORE_WITHOUT_REASON,
    &INVALID_DATE,
    &KICK_OFF_MISPLACED,
    &LEAD_BAD_ADDRESS,
    &LEAD_NOT_REGISTERED,
    &LEAD_WITHOUT_ADDRESS,
    &LEADS_TWO_KICK_OFFS,
    &MAIN_EVENT_WITH_OUT_OF_CYCLE_FIELDS,
    &MAPPING_UNKNOWN_TARGET,
    &MILESTONES_OUT_OF_ORDER,
    &MISSING_FIELD,
    &MISSING_KEY,
    &MISSPELT_MILESTONE,
    &NO_CHAT_STREAM,
    &NO_KICK_OFF,
    &NO_LEAD,
    &NO_NEWCOMER_TRACK,
    &NO_PARTICIPANTS_EXPECTED,
    &NO_SCENARIO,
    &NOT_APPROVED_AT_START,
    &NOT_UTF8,
    &OUT_OF_CYCLE_COMMENTS_NOT_STU,
    &OUT_OF_CYCLE_FROZEN_VERSION_NOT_STATED,
    &OUT_OF_CYCLE_NO_COORDINATOR,
    &OUT_OF_CYCLE_NO_FHIR_EXPERIENCE,
    &OUT_OF_CYCLE_NO_PRIOR_EXPERIENCE,
    &OUT_OF_CYCLE_NO_SCENARIOS,
    &OUT_OF_CYCLE_NO_SPONSOR,
    &OUT_OF_CYCLE_NO_TECHNICAL_LEAD,
    &OUT_OF_CYCLE_NO_VERSION,
    &OUTDATED_NAME,
    &PARTICIPANT_NOT_AN_ORGANIZATION,
    &PLACEHOLDER_LEFT,
    &PREPARATORY_TEST_MISSING,
    &PROMOTED_OVER_AN_EARLIER_ONE,
    &REGISTERED_EARLY,
    &REGISTERED_LATE,
    &REGISTERED_TWICE,
    &REGISTRATION_BAD_ADDRESS,
    &REGISTRATION_BAD_BASE_URL,
    &REGISTRATION_TRACK_NOT_APPROVED,
    &REGISTRATION_UNKNOWN_ROLE,
    &REGISTRATION_UNKNOWN_TRACK,
    &REGISTRATION_WITHOUT_EXPERIENCE,
    &REGISTRATION_WITHOUT_OBJECTIVES,
    &REGISTRATION_WITHOUT_TRACK,
    &REGISTRATIONS_IN_PUBLIC,
    &RESPONSIBILITIES_BROKEN,
    &RESULT_CONFLICT,
    &RESULT_EVIDENCE_MISSING,
    &RESULT_FAILED_WITHOUT_NOTE,
    &RESULT_NOT_CHECKED_IN,
    &RESULT_OUTSIDE_EVENT,
    &RESULT_ROLE_NOT_REGISTERED,
    &RESULT_SAME_ORGANIZATION,
    &RESULT_TRACK_NOT_APPROVED,
    &RESULT_UNKNOWN_ROLE,
    &RESULT_UNKNOWN_SCENARIO,
    &RESULT_UNKNOWN_SYSTEM,
    &RESULTS_IN_PUBLIC,
    &ROLE_NOBODY_PLAYS,
    &SCENARIO_NOT_TESTABLE,
    &SCENARIO_WITHOUT_ACTION,
    &SCENARIO_WITHOUT_PRECONDITION,
    &SCENARIO_WITHOUT_SUCCESS_CRITERIA,
    &SEAT_FREE_WHILE_WAITING,
    &SETTINGS_OFF_WITHOUT_REASON,
    &SETTINGS_UNKNOWN_EVENT,
    &SETTINGS_UNKNOWN_RULE,
    &SETTINGS_UNUSED_IGNORE,
    &SINGLE_LEAD,
    &STATUS_WITHOUT_HISTORY,
    &STILL_DRAFT,
    &STRAY_FILE,
    &SUBMITTED_EARLY,
    &SUBMITTED_LATE,
    &SYNTAX,
    &SYSTEM_DIFFERS_FROM_CLAIM,
    &TEMPLATE_BROKEN,
    &TEXT_TOO_LONG,
    &TEXT_TOO_SHORT,
    &TOO_DEEP,
    &TOO_LARGE,
    &TOO_MANY_MAIN_EVENTS,
    &TRAILING_BLANKS,
    &UNKNOWN_CARRIED_FROM,
    &UNKNOWN_CUSTOM_FIELD,
    &UNKNOWN_FHIR_VERSION,
    &UNKNOWN_KEY,
    &UNKNOWN_RELATED_TRACK,
    &UNKNOWN_RESPONSIBILITY,
    &UNKNOWN_RESPONSIBILITY_LIST,
    &UNKNOWN_ROLE,
    &UNKNOWN_TEMPLATE,
    &UNKNOWN_TIMEZONE,
    &UNKNOWN_VALUE,
    &UNREADABLE_FILE,
    &UNUSED_IGNORE,
    &VALUE_IS_A_COMMENT,
    &VOTES_DO_NOT_MATCH,
    &WRONG_TYPE,
];

/// A rule by its name, or by one it had in an earlier version.
pub fn find(name: &str) -> Option<&'static Rule> {
    let name = former_names::current_rule(name);
    ALL.binary_search_by(|rule| rule.name.cmp(name))
        .ok()
        .map(|at| ALL[at])
}

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
