//! A registration that a file takes back: cancelled where that was said, or is answered at the terminal.

use anyhow::Result;

use crate::commands::TableFormat;
use crate::commands::register::{describe_promotion, sanitized};
use crate::context::Context;
use crate::import::registration::values;
use crate::model::Slug;
use crate::model::registration::RegistrationStatus;
use crate::process::registration::admit::Terms;
use crate::process::registration::import_plan::Withdrawal;
use crate::process::registration::locked_event::LockedEvent;
use crate::workspace::{Root, save};

/// Cancels one registration; `is_said` when the command line says so of all of them. Who was seen at the event has come.
pub fn one(
    withdrawal: &Withdrawal,
    is_said: bool,
    is_dry: bool,
    (root, event, terms): (&Root, &Slug, &Terms),
    format: TableFormat,
    context: &mut Context,
) -> Result<()> {
    let name = sanitized(&withdrawal.name);
    if withdrawal.status == RegistrationStatus::CheckedIn {
        return Ok(());
    }
    if is_dry {
        if is_said {
            let said = format!("would cancel the registration of {name}\n");
            format.tell(context, &said)?;
        }
        return Ok(());
    }
    if !is_said {
        let question = format!(
            "Row {}: {}, and {name} is {}. Cancel the registration? (yes, no)",
            withdrawal.row,
            sanitized(&withdrawal.why),
            withdrawal.status.label()
        );
        let answer = context.ask_until(&question, |answer| {
            values::yes(answer).ok_or_else(|| "expected yes or no".to_owned())
        })?;
        if answer != Some(true) {
            return Ok(());
        }
    }
    let clock = context.clock();
    let locked = LockedEvent::open(root.clone(), event.clone(), None, terms.clone(), clock)?;
    let record = locked.person(withdrawal.slug.as_str())?;
    // It may have been cancelled meanwhile.
    if record.value.status != withdrawal.status {
        return Ok(());
    }
    let cancellation = locked.cancel(record, &withdrawal.why, false)?;
    save::write_together(&cancellation.writes)?;
    let said = format!(
        "cancelled the registration of {name}: {}\n{}",
        record.file,
        describe_promotion(&locked.root, &cancellation)
    );
    format.tell(context, &said)
}
