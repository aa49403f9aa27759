//! What the rules say of records before they are written: errors stop, warnings are said.

use anyhow::Result;

use crate::check::report::Report;
use crate::context::Context;
use crate::error::Failure;
use crate::model::Severity;
use crate::model::plural::plural;
use crate::render::findings_text;
use crate::workspace::File;

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

/// The most warnings that are said one by one.
const WARNINGS: usize = 10;

/// Warnings are said, and stop nothing; of several records each says which one it is about.
pub fn warn(context: &mut Context, report: &Report, names: &[(File, String)]) {
    let warnings = report.findings.iter().map(|located| &located.finding);
    let warnings: Vec<_> = warnings
        .filter(|finding| finding.severity == Severity::Warning)
        .collect();
    for finding in warnings.iter().take(WARNINGS) {
        let about = names.iter().find(|(file, _)| *file == finding.place.file);
        let about = about.map_or_else(String::new, |(_, name)| format!("{name}: "));
        context.say(&format!("warning: {about}{}", finding.message));
    }
    if warnings.len() > WARNINGS {
        context.say(&format!(
            "warning: and {}; 'cxn check' lists them",
            plural(warnings.len() - WARNINGS, "more warning")
        ));
    }
}

/// What a rule noted is said: for one whose notes are of use while the record is being written.
pub fn note(context: &mut Context, report: &Report, rule: &str) {
    let notes = report.findings.iter().map(|located| &located.finding);
    for finding in notes.filter(|finding| finding.rule.name == rule) {
        context.say(&format!("note: {}", finding.message));
    }
}
