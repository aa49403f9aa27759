//! The rules, one a file. A rule's documentation is its comment; `cxn explain` prints it.

use crate::check::rule::Rule;
use crate::model::former_names;

pub mod ambiguous_scalar;
pub mod capacity_exceeded;
pub mod carried_in_a_circle;
pub mod carried_unchanged;
pub mod carried_without_lessons;
pub mod change_requested_open;
pub mod changed_after_approval;
pub mod changed_after_submission;
pub mod control_character;
pub mod criteria_broken;
pub mod date_not_canonical;
pub mod decision_without_quorum;
pub mod due_soon;
pub mod duplicate_id;
pub mod duplicate_key;
pub mod duplicate_title;
pub mod event_dates_out_of_order;
pub mod event_not_approved;
pub mod event_not_before_meeting;
pub mod event_number_reused;
pub mod event_unreadable;
pub mod event_without_name;
pub mod few_organizations;
pub mod fhir_version_differs;
pub mod file_name_not_a_slug;
pub mod guidance_left;
pub mod ignore_unknown_rule;
pub mod ignore_without_reason;
pub mod invalid_date;
pub mod invisible_character;
pub mod issue_done_in_tracker;
pub mod issue_key_twice;
pub mod issue_near_duplicate;
pub mod issue_not_in_vocabulary;
pub mod issue_of_withdrawn_result;
pub mod issue_unknown_place;
pub mod issue_without_artifact;
pub mod issue_without_key;
pub mod kick_off_misplaced;
pub mod lead_bad_address;
pub mod lead_not_registered;
pub mod lead_without_address;
pub mod leads_two_kick_offs;
pub mod lines_joined;
pub mod main_event_with_out_of_cycle_fields;
pub mod mapping_unknown_target;
pub mod milestones_out_of_order;
pub mod misplaced_in_private;
pub mod missing_field;
pub mod missing_key;
pub mod misspelt_milestone;
pub mod no_chat_stream;
pub mod no_kick_off;
pub mod no_lead;
pub mod no_newcomer_track;
pub mod no_participants_expected;
pub mod no_scenario;
pub mod not_approved_at_start;
pub mod not_utf8;
pub mod out_of_cycle_comments_not_stu;
pub mod out_of_cycle_frozen_version_not_stated;
pub mod out_of_cycle_no_coordinator;
pub mod out_of_cycle_no_fhir_experience;
pub mod out_of_cycle_no_prior_experience;
pub mod out_of_cycle_no_scenarios;
pub mod out_of_cycle_no_sponsor;
pub mod out_of_cycle_no_technical_lead;
pub mod out_of_cycle_no_version;
pub mod outdated_name;
pub mod participant_not_an_organization;
pub mod placeholder_left;
pub mod policy_changed;
pub mod preparatory_test_missing;
pub mod promoted_over_an_earlier_one;
pub mod registered_early;
pub mod registered_late;
pub mod registered_twice;
pub mod registration_bad_address;
pub mod registration_bad_base_url;
pub mod registration_track_not_approved;
pub mod registration_unknown_role;
pub mod registration_unknown_track;
pub mod registration_without_experience;
pub mod registration_without_objectives;
pub mod registration_without_track;
pub mod registrations_in_public;
pub mod report_issue_not_mentioned;
pub mod report_missing;
pub mod report_not_closed;
pub mod report_number_differs;
pub mod report_section_missing;
pub mod report_unknown_number;
pub mod report_unknown_track;
pub mod report_untouched;
pub mod responsibilities_broken;
pub mod result_conflict;
pub mod result_evidence_missing;
pub mod result_failed_without_note;
pub mod result_not_checked_in;
pub mod result_outside_event;
pub mod result_role_not_registered;
pub mod result_same_organization;
pub mod result_track_not_approved;
pub mod result_unknown_role;
pub mod result_unknown_scenario;
pub mod result_unknown_system;
pub mod results_in_public;
pub mod role_nobody_plays;
pub mod scenario_not_testable;
pub mod scenario_without_action;
pub mod scenario_without_precondition;
pub mod scenario_without_success_criteria;
pub mod seat_free_while_waiting;
pub mod session_misplaced;
pub mod settings_missing_workspace;
pub mod settings_off_without_reason;
pub mod settings_unknown_criteria;
pub mod settings_unknown_event;
pub mod settings_unknown_rule;
pub mod settings_unused_ignore;
pub mod single_lead;
pub mod status_without_history;
pub mod still_draft;
pub mod stray_file;
pub mod submitted_early;
pub mod submitted_late;
pub mod syntax;
pub mod system_differs_from_claim;
pub mod template_broken;
pub mod text_cut;
pub mod text_too_long;
pub mod text_too_short;
pub mod too_deep;
pub mod too_large;
pub mod too_many_main_events;
pub mod tracker_vocabulary_missing;
pub mod trailing_blanks;
pub mod unknown_carried_from;
pub mod unknown_custom_field;
pub mod unknown_fhir_version;
pub mod unknown_key;
pub mod unknown_related_track;
pub mod unknown_responsibility;
pub mod unknown_responsibility_list;
pub mod unknown_role;
pub mod unknown_template;
pub mod unknown_timezone;
pub mod unknown_value;
pub mod unplaced_text;
pub mod unreadable_file;
pub mod unused_ignore;
pub mod value_is_a_comment;
pub mod votes_do_not_match;
pub mod wrong_type;

pub static ALL: &[&Rule] = &[
    &ambiguous_scalar::RULE,
    &capacity_exceeded::RULE,
    &carried_in_a_circle::RULE,
    &carried_unchanged::RULE,
    &carried_without_lessons::RULE,
    &change_requested_open::RULE,
    &changed_after_approval::RULE,
    &changed_after_submission::RULE,
    &control_character::RULE,
    &criteria_broken::RULE,
    &date_not_canonical::RULE,
    &decision_without_quorum::RULE,
    &due_soon::RULE,
    &duplicate_id::RULE,
    &duplicate_key::RULE,
    &duplicate_title::RULE,
    &event_dates_out_of_order::RULE,
    &event_not_approved::RULE,
    &event_not_before_meeting::RULE,
    &event_number_reused::RULE,
    &event_unreadable::RULE,
    &event_without_name::RULE,
    &few_organizations::RULE,
    &fhir_version_differs::RULE,
    &file_name_not_a_slug::RULE,
    &guidance_left::RULE,
    &ignore_unknown_rule::RULE,
    &ignore_without_reason::RULE,
    &invalid_date::RULE,
    &invisible_character::RULE,
    &issue_done_in_tracker::RULE,
    &issue_key_twice::RULE,
    &issue_near_duplicate::RULE,
    &issue_not_in_vocabulary::RULE,
    &issue_of_withdrawn_result::RULE,
    &issue_unknown_place::RULE,
    &issue_without_artifact::RULE,
    &issue_without_key::RULE,
    &kick_off_misplaced::RULE,
    &lead_bad_address::RULE,
    &lead_not_registered::RULE,
    &lead_without_address::RULE,
    &leads_two_kick_offs::RULE,
    &lines_joined::RULE,
    &main_event_with_out_of_cycle_fields::RULE,
    &mapping_unknown_target::RULE,
    &milestones_out_of_order::RULE,
    &misplaced_in_private::RULE,
    &missing_field::RULE,
    &missing_key::RULE,
    &misspelt_milestone::RULE,
    &no_chat_stream::RULE,
    &no_kick_off::RULE,
    &no_lead::RULE,
    &no_newcomer_track::RULE,
    &no_participants_expected::RULE,
    &no_scenario::RULE,
    &not_approved_at_start::RULE,
    &not_utf8::RULE,
    &out_of_cycle_comments_not_stu::RULE,
    &out_of_cycle_frozen_version_not_stated::RULE,
    &out_of_cycle_no_coordinator::RULE,
    &out_of_cycle_no_fhir_experience::RULE,
    &out_of_cycle_no_prior_experience::RULE,
    &out_of_cycle_no_scenarios::RULE,
    &out_of_cycle_no_sponsor::RULE,
    &out_of_cycle_no_technical_lead::RULE,
    &out_of_cycle_no_version::RULE,
    &outdated_name::RULE,
    &participant_not_an_organization::RULE,
    &placeholder_left::RULE,
    &policy_changed::RULE,
    &preparatory_test_missing::RULE,
    &promoted_over_an_earlier_one::RULE,
    &registered_early::RULE,
    &registered_late::RULE,
    &registered_twice::RULE,
    &registration_bad_address::RULE,
    &registration_bad_base_url::RULE,
    &registration_track_not_approved::RULE,
    &registration_unknown_role::RULE,
    &registration_unknown_track::RULE,
    &registration_without_experience::RULE,
    &registration_without_objectives::RULE,
    &registration_without_track::RULE,
    &registrations_in_public::RULE,
    &report_issue_not_mentioned::RULE,
    &report_missing::RULE,
    &report_not_closed::RULE,
    &report_number_differs::RULE,
    &report_section_missing::RULE,
    &report_unknown_number::RULE,
    &report_unknown_track::RULE,
    &report_untouched::RULE,
    &responsibilities_broken::RULE,
    &result_conflict::RULE,
    &result_evidence_missing::RULE,
    &result_failed_without_note::RULE,
    &result_not_checked_in::RULE,
    &result_outside_event::RULE,
    &result_role_not_registered::RULE,
    &result_same_organization::RULE,
    &result_track_not_approved::RULE,
    &result_unknown_role::RULE,
    &result_unknown_scenario::RULE,
    &result_unknown_system::RULE,
    &results_in_public::RULE,
    &role_nobody_plays::RULE,
    &scenario_not_testable::RULE,
    &scenario_without_action::RULE,
    &scenario_without_precondition::RULE,
    &scenario_without_success_criteria::RULE,
    &seat_free_while_waiting::RULE,
    &session_misplaced::RULE,
    &settings_missing_workspace::RULE,
    &settings_off_without_reason::RULE,
    &settings_unknown_criteria::RULE,
    &settings_unknown_event::RULE,
    &settings_unknown_rule::RULE,
    &settings_unused_ignore::RULE,
    &single_lead::RULE,
    &status_without_history::RULE,
    &still_draft::RULE,
    &stray_file::RULE,
    &submitted_early::RULE,
    &submitted_late::RULE,
    &syntax::RULE,
    &system_differs_from_claim::RULE,
    &template_broken::RULE,
    &text_cut::RULE,
    &text_too_long::RULE,
    &text_too_short::RULE,
    &too_deep::RULE,
    &too_large::RULE,
    &too_many_main_events::RULE,
    &tracker_vocabulary_missing::RULE,
    &trailing_blanks::RULE,
    &unknown_carried_from::RULE,
    &unknown_custom_field::RULE,
    &unknown_fhir_version::RULE,
    &unknown_key::RULE,
    &unknown_related_track::RULE,
    &unknown_responsibility::RULE,
    &unknown_responsibility_list::RULE,
    &unknown_role::RULE,
    &unknown_template::RULE,
    &unknown_timezone::RULE,
    &unknown_value::RULE,
    &unplaced_text::RULE,
    &unreadable_file::RULE,
    &unused_ignore::RULE,
    &value_is_a_comment::RULE,
    &votes_do_not_match::RULE,
    &wrong_type::RULE,
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
