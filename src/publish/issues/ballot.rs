//! A sheet of comments for a ballot, in XLSX: what a work group's reconciliation works through, row by row.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use crate::model::Issue;
use crate::publish::issues::{Field, Source};

/// The columns, with their widths in characters. What the commenter or the work group fills in has none of our fields.
const COLUMNS: [(&str, Option<Field>, f64); 11] = [
    ("Comment Number", None, 10.0),
    ("Work Group", Some(Field::WorkGroup), 14.0),
    ("Specification", Some(Field::Specification), 16.0),
    ("Version", Some(Field::Version), 10.0),
    ("Artifact", Some(Field::Artifacts), 24.0),
    ("Page", Some(Field::Pages), 20.0),
    ("Type", Some(Field::Kind), 16.0),
    ("Summary", Some(Field::Title), 40.0),
    ("Comment", Some(Field::Text), 60.0),
    ("Proposed Wording", Some(Field::ProposedChange), 40.0),
    ("Tracker Key", Some(Field::Key), 14.0),
];

/// The most characters of a cell, as Excel has them.
const MAX_CELL: usize = 32_767;

/// The workbook. `made` is the day it says it was made on, as year, month and day: the same records make the same bytes.
pub fn render(
    issues: &[&Issue],
    source: Source<'_>,
    made: (u16, u8, u8),
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = made;
    let properties = DocProperties::new()
        .set_title(format!("Comments from {}", source.event))
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    workbook.set_properties(&properties);
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let sheet = workbook.add_worksheet();
    sheet.set_name(if source.are_stu_comments {
        "STU comments"
    } else {
        "Comments"
    })?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, (heading, _, width)) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, heading, &bold)?;
    }
    for (row, issue) in (1_u32..).zip(issues) {
        for (at, (_, field, _)) in (0_u16..).zip(COLUMNS) {
            let Some(field) = field else {
                sheet.write_number_with_format(row, at, row, &wrapped)?;
                continue;
            };
            let text = field.values(issue, source).join(", ");
            let text: String = text.chars().take(MAX_CELL).collect();
            // A text is a text: no cell becomes a formula or a link.
            sheet.write_string_with_format(row, at, text, &wrapped)?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Reader as _, Xlsx};
    use std::io::Cursor;

    /// The cells of the first sheet, as another library reads them.
    fn cells(bytes: Vec<u8>) -> Vec<Vec<String>> {
        let mut workbook: Xlsx<_> =
            Xlsx::new(Cursor::new(bytes)).unwrap_or_else(|error| unreachable!("{error}"));
        let range = workbook.worksheet_range_at(0);
        let range = range.and_then(Result::ok).unwrap_or_default();
        let text = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
        range.rows().map(text).collect()
    }

    #[test]
    fn another_library_reads_the_comments_and_the_same_records_make_the_same_bytes() {
        let text = "{title: '=1+1', against: specification, specification: core, artifacts: [Patient, Bundle], \
            proposed-change: 'Say it.', tracker: {key: FHIR-1}, found-by: Ann Example}";
        let issue: Issue = crate::yaml::read(text).unwrap_or_else(|error| unreachable!("{error}"));
        let source = Source {
            event: "Connectathon 43",
            slug: "2026-09-rockville",
            are_stu_comments: true,
        };
        let bytes = || render(&[&issue], source, (2026, 9, 20)).unwrap_or_default();
        assert_eq!(bytes(), bytes());
        let rows = cells(bytes());
        let headings: Vec<&str> = COLUMNS.iter().map(|(heading, ..)| *heading).collect();
        assert_eq!(rows[0], headings);
        assert_eq!(
            rows[1],
            [
                "1",
                "",
                "core",
                "",
                "Patient, Bundle",
                "",
                "Change Request",
                "=1+1",
                "Proposed change: Say it.\n\nFound at Connectathon 43.\n\nThis is an STU comment.",
                "Say it.",
                "FHIR-1"
            ]
        );
    }
}
