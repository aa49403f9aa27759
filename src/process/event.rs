//! What an event's record has to be before it is written.

use crate::check::engine;
use crate::check::rules::{event_dates_out_of_order, event_without_name, unknown_timezone};
use crate::error::Failure;
use crate::model::{Event, Now, Severity, Slug};
use crate::workspace::{File, Record, Workspace};
use crate::yaml::marks::Marks;

/// The rules whose errors keep a record from being written; what others find is for later.
const REFUSING: [&str; 3] = [
    event_without_name::RULE.info.name,
    unknown_timezone::RULE.info.name,
    event_dates_out_of_order::RULE.info.name,
];

/// Asks the rules about an event as it would be, and refuses what no event can be.
pub fn ensure_possible(
    workspace: &Workspace,
    now: Now,
    slug: &Slug,
    event: &Event,
) -> Result<(), Failure> {
    let record = Record {
        slug: slug.clone(),
        file: File::event(slug),
        value: event.clone().into(),
        marks: Marks::default(),
    };
    let findings = engine::run_with_event(workspace, now, record);
    let refusing = REFUSING.iter().find_map(|rule| {
        let mut findings = findings.iter();
        findings.find(|one| one.rule.name == *rule && one.severity == Severity::Error)
    });
    match refusing {
        None => Ok(()),
        Some(finding) => {
            let help = finding.help.as_deref().map(str::to_owned);
            Err(Failure::usage(&*finding.message).maybe_hint(help))
        }
    }
}
