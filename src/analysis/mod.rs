//! Questions about an event, each answered in one place, for every command, rule and format that asks it.

pub mod agenda;
pub mod approval_criteria;
pub mod conflicts;
pub mod counts;
pub mod disclosure;
pub mod double_booked;
pub mod event_facts;
pub mod identities;
pub mod implementers;
pub mod lead_names;
pub mod matching;
pub mod matrix;
pub mod meetings;
pub mod next_steps;
pub mod overview;
pub mod probe_mismatches;
pub mod progress;
pub mod readiness;
pub mod record_change;
pub mod record_log;
pub mod responsibilities;
pub mod schedule;
pub mod similarity;
pub mod standings;
pub mod systems;
pub mod votes;
