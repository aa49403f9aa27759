//! CSV for a tracker's importer: a row for each issue. A list has its heading as often as the longest one has items, as Jira's importer takes several values.

use crate::model::Issue;
use crate::publish::issues::{Field, Source};
use crate::render::table::formula_free;

/// The fields of HL7's "FHIR" project, by their names there.
pub const HL7: [(&str, Field); 9] = [
    ("Summary", Field::Title),
    ("Issue Type", Field::Kind),
    ("Specification", Field::Specification),
    ("Raised in Version", Field::Version),
    ("Related Artifact(s)", Field::Artifacts),
    ("Related Page(s)", Field::Pages),
    ("Work Group", Field::WorkGroup),
    ("Description", Field::Text),
    ("Labels", Field::Labels),
];

/// The sheet with the given columns.
pub fn render(issues: &[&Issue], columns: &[(String, Field)], source: Source<'_>) -> String {
    let values: Vec<Vec<Vec<String>>> = issues
        .iter()
        .map(|issue| {
            columns
                .iter()
                .map(|(_, field)| field.values(issue, source))
                .collect()
        })
        .collect();
    let width = |at: usize| {
        let longest = values.iter().map(|row| row[at].len()).max();
        longest.unwrap_or(0).max(1)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings = columns.iter().zip(&widths);
    // Writing to memory cannot fail.
    let _ = writer.write_record(
        headings
            .flat_map(|((heading, _), width)| std::iter::repeat_n(formula_free(heading), *width)),
    );
    for row in &values {
        let cells = row.iter().zip(&widths).flat_map(|(values, width)| {
            let empty = std::iter::repeat_n(String::new(), width - values.len());
            values.iter().map(|text| formula_free(text)).chain(empty)
        });
        let _ = writer.write_record(cells);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
