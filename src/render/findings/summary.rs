//! Counts for each rule, most frequent first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::check::Report;
use crate::model::Severity;
use crate::render::Style;
use crate::render::findings::text;
use crate::render::table;
use crate::render::table::{Cell, Format, Table};

/// A table of rules with how often each found something, and the counts of all.
pub fn render(report: &Report, style: Style) -> String {
    let mut counts = BTreeMap::<&str, [usize; 3]>::new();
    for located in &report.findings {
        let column = match located.finding.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        };
        counts.entry(located.finding.rule.name).or_default()[column] += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(name, counts)| (Reverse(counts.iter().sum::<usize>()), *name));
    let columns = [
        table::number("findings", "Findings"),
        table::text("rule", "Rule"),
        table::number("errors", "Errors"),
        table::number("warnings", "Warnings"),
        table::number("notes", "Notes"),
    ];
    let mut table = Table::new(columns);
    for (name, counts) in rows {
        let [errors, warnings, notes] = counts.map(Cell::from);
        table.row([
            Cell::from(counts.iter().sum::<usize>()),
            Cell::from(name),
            errors,
            warnings,
            notes,
        ]);
    }
    let body = if table.is_empty() {
        String::new()
    } else {
        format!("{}\n", table.render(Format::Table, None, style))
    };
    format!("{body}{}\n", text::summary(report))
}
