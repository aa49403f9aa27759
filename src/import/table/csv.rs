//! Cells between commas, semicolons or tabs, as RFC 4180 and the spreadsheets write them.
//!
//! Read here and not with a library, because a message needs two things that none gives: the number of the row as the
//! spreadsheet shows it, blank rows and cells of several lines counted, and the row in which a quotation mark is left open.

use serde_json::Value;

use crate::import::table::{
    MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Sheet, Unusable, ensure_bounded, too_many_cells,
    too_many_rows,
};

const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Reads a table whose first row that is not blank has the headings.
///
/// # Errors
/// A quotation mark is left open, there is nothing in it, or it is beyond a bound.
pub fn read(text: &str) -> Result<Sheet, Unusable> {
    let (separator, skipped, body) = match declared(text) {
        Some((separator, rest)) => (separator, 1, rest),
        None => (detect(text), 0, text),
    };
    let mut records = split(body, separator)?
        .into_iter()
        .map(|(number, cells)| (number + skipped, cells))
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let Some((_, mut header)) = records.next() else {
        return Err(Unusable::new(
            "is empty: expected a row of headings, and a row for each person",
        ));
    };
    for heading in &mut header {
        *heading = heading.trim().to_owned();
    }
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let width = header.len();
    ensure_bounded(width, 1)?;
    let rows = records
        .map(|(number, cells)| Row {
            number,
            cells: fit(cells, width),
        })
        .collect();
    Ok(Sheet { header, rows })
}

/// Cells for exactly as many headings; empty ones behind the last are what a spreadsheet leaves there.
fn fit(mut cells: Vec<String>, width: usize) -> Result<Vec<Value>, String> {
    while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    match cells.len() {
        length if length == width => Ok(cells.into_iter().map(Value::from).collect()),
        length => {
            let word = if length == 1 { "cell" } else { "cells" };
            Err(format!(
                "has {length} {word} where the headings are {width}"
            ))
        }
    }
}

/// The separator that the first line declares, as Excel does it: `sep=;`.
fn declared(text: &str) -> Option<(char, &str)> {
    let rest = text
        .strip_prefix("sep=")
        .or_else(|| text.strip_prefix("SEP="))?;
    let separator = rest.chars().next().filter(|c| SEPARATORS.contains(c))?;
    let rest = &rest[separator.len_utf8()..];
    let rest = rest.strip_prefix('\r').unwrap_or(rest);
    Some((separator, rest.strip_prefix('\n')?))
}

/// The separator that stands most often in the first line with something in it, outside quotation marks.
fn detect(text: &str) -> char {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut quoted = false;
    let mut filled = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted && filled => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|one| *one == c) {
                    counts[at] += 1;
                }
            }
        }
        filled |= !c.is_whitespace();
    }
    // Of two that stand equally often, the one that stands less often in a heading.
    let best = (0..SEPARATORS.len()).max_by_key(|at| (counts[*at], *at));
    SEPARATORS[best.unwrap_or(0)]
}

/// Takes a text apart into records, each with its number; lines end in any of the three ways.
///
/// # Errors
/// As for [`read`].
pub fn split(text: &str, separator: char) -> Result<Vec<(usize, Vec<String>)>, Unusable> {
    let mut records = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut number = 1;
    // The cells of the rows that are over: each is larger than the separator that it takes in the file.
    let mut total = 0_usize;
    // Whether the cell began with a quotation mark, and whether that is still open.
    let (mut was_quoted, mut open) = (false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if open && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if open => open = false,
            c if open => cell.push(c),
            // Only where a cell begins is it more than a character of it: 5" stays what it is.
            '"' if cell.is_empty() && !was_quoted => (was_quoted, open) = (true, true),
            c if c == separator => {
                cells.push(std::mem::take(&mut cell));
                was_quoted = false;
                if cells.len() > 2 * MAX_COLUMNS {
                    return Err(Unusable::new(format!(
                        "holds more than {MAX_COLUMNS} cells in row {number}"
                    )));
                }
            }
            '\n' | '\r' => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                cells.push(std::mem::take(&mut cell));
                was_quoted = false;
                total += cells.len();
                if total > MAX_CELLS {
                    return Err(too_many_cells());
                }
                records.push((number, std::mem::take(&mut cells)));
                number += 1;
                if number > MAX_ROWS + 2 {
                    return Err(too_many_rows());
                }
            }
            c => cell.push(c),
        }
    }
    if open {
        return Err(Unusable::new(format!(
            "has a quotation mark in row {number} that is never closed"
        ))
        .hint("close it, or double it where it is meant as a character: \"\""));
    }
    if !cell.is_empty() || was_quoted || !cells.is_empty() {
        cells.push(cell);
        records.push((number, cells));
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(row: &Row) -> Result<Vec<&str>, &str> {
        match &row.cells {
            Ok(cells) => Ok(cells.iter().filter_map(Value::as_str).collect()),
            Err(why) => Err(why),
        }
    }

    #[test]
    fn separators_are_told_apart() -> Result<(), Unusable> {
        for text in [
            "Name,\"Tracks; in order\"\nA,b\n",
            "Name;Tracks\r\nA;b\r\n",
            "\n \nName\tTracks, by name\nA\tb",
            "sep=;\nName;a,b,c\nA;b\n",
            "Name;Tracks\rA;b\r",
        ] {
            let sheet = read(text)?;
            assert_eq!(sheet.header.len(), 2, "{text}");
            assert_eq!(texts(&sheet.rows[0]), Ok(vec!["A", "b"]), "{text}");
        }
        assert_eq!(read("Name\nA\n")?.header, ["Name"]);
        Ok(())
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them() -> Result<(), Unusable> {
        let sheet = read("Name,Notes\nA,\"one\ntwo\"\n\n,\nB,5\"\nC\nD,1,2\nE,1,,\n")?;
        let rows: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| (row.number, texts(row)))
            .collect();
        assert_eq!(
            rows,
            [
                (2, Ok(vec!["A", "one\ntwo"])),
                (5, Ok(vec!["B", "5\""])),
                (6, Err("has 1 cell where the headings are 2")),
                (7, Err("has 3 cells where the headings are 2")),
                (8, Ok(vec!["E", "1"])),
            ]
        );
        Ok(())
    }

    #[test]
    fn a_quotation_mark_left_open_is_found_where_it_opens() {
        let error = read("Name,Notes\nA,b\nB,\"never\nC,d\n").err();
        assert_eq!(
            error.map(|error| error.message).as_deref(),
            Some("has a quotation mark in row 3 that is never closed")
        );
        let error = read(" \n\n").err().map(|error| error.message);
        assert_eq!(
            error.as_deref(),
            Some("is empty: expected a row of headings, and a row for each person")
        );
    }

    #[test]
    fn cells_are_counted_with_the_empty_ones() {
        let row = ",".repeat(2 * MAX_COLUMNS - 1) + "\n";
        let most = row.repeat(MAX_CELLS / (2 * MAX_COLUMNS));
        assert!(split(&most, ',').is_ok());
        let error = split(&(most + "\n"), ',').err().map(|error| error.message);
        assert_eq!(error.as_deref(), Some("holds more than 2000000 cells"));
    }

    proptest! {
        #[test]
        fn what_the_csv_library_writes_reads_back(
            rows in prop::collection::vec(prop::collection::vec("[a-z,;\t\"\r\n=+@ ñ患]{0,8}", 3), 1..8),
            at in 0_usize..3,
        ) {
            let separator = SEPARATORS[at];
            let mut writer = csv::WriterBuilder::new()
                .delimiter(u8::try_from(separator).unwrap_or(b','))
                .quote_style(csv::QuoteStyle::Always)
                .from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).map_err(|error| TestCaseError::fail(error.to_string()))?;
            }
            let bytes = writer.into_inner().map_err(|error| TestCaseError::fail(error.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let back = split(&text, separator).map_err(|error| TestCaseError::fail(error.message))?;
            let back: Vec<Vec<String>> = back.into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(back, rows);
        }

        #[test]
        fn no_text_makes_it_fail(text in "[a\",;\t\r\n]{0,40}") {
            let _ = read(&text);
        }
    }
}
