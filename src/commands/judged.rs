//! What the rules say of records before they are written: errors stop, warnings are said.

use anyhow::Result;

use crate::check::report::Report;
use crate::context::Context;
use crate::error::Failure;
use crate::model::Severity;
use crate::model::plural::plural;
use crate::render::findings_text;

/// Errors of the rules stop everything.
pub fn refuse(context: &mut Context, report: &Report) -> Result<()> {
    let errors = report.count(Severity::Error);
    if errors == 0 {
        return Ok(());
    }
    context.print(&findings_text::render(report, context.style))?;
    let errors = plural(errors, "error");
    Err(Failure::refused(format!("nothing was written because of {errors}")).into())
}

/// Warnings are said, and stop nothing.
pub fn warn(context: &mut Context, report: &Report) {
    for located in &report.findings {
        let finding = &located.finding;
        if finding.severity == Severity::Warning {
            context.say(&format!("warning: {}", finding.message));
        }
    }
}
