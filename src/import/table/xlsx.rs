//! The first sheet of a workbook in XLSX, as rows under headings.
//!
//! Cells are read one by one: a range would make room for every cell up to the last, and the last may be the sheet's corner.

use std::io::{BufRead, BufReader, Cursor, Read};

use calamine::{DataRef, Reader as _, Xlsx};
use quick_xml::events::Event;
use serde_json::Value;

use crate::import::table::{
    MAX_BYTES, MAX_ROWS, Row, Sheet, Unusable, ensure_bounded, too_many_rows,
};

/// The most bytes that the parts of a workbook may have: a few kilobytes can pack gigabytes.
const MAX_UNPACKED: u64 = 256 << 20;
/// The most sheets that are looked at for the first with a cell: several of them may be one part, which is read for each.
const MAX_SHEETS: usize = 10;
/// The most bytes of text in all cells: a text is stored once in a workbook, and many cells may have it.
const MAX_TEXT: usize = MAX_BYTES;

/// Reads the first sheet that has a cell.
///
/// # Errors
/// It is no workbook, has no cell, or is larger than the bounds.
pub fn read(bytes: &[u8]) -> Result<Sheet, Unusable> {
    ensure_unpackable(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let names = workbook.sheet_names();
    for name in names.iter().take(MAX_SHEETS) {
        let grid = grid(&mut workbook, name)?;
        if let Some(sheet) = under_headings(grid)? {
            return Ok(sheet);
        }
    }
    Err(if names.len() > MAX_SHEETS {
        Unusable::new(format!("is empty in its first {MAX_SHEETS} sheets"))
            .hint("put the sheet with the rows first, or save that sheet alone, as CSV")
    } else {
        Unusable::new("is empty: expected a row of headings, and rows below it")
    })
}

type Grid = Vec<(usize, Vec<(usize, Value)>)>;

/// The cells that hold something, row by row, each with its place.
fn grid(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Grid, Unusable> {
    let mut reader = workbook
        .worksheet_cells_reader(name)
        .map_err(|_| broken())?;
    let mut rows: Grid = Vec::new();
    let (mut count, mut room) = (0_usize, MAX_TEXT);
    while let Some(cell) = reader.next_cell().map_err(|_| broken())? {
        let value = match value(cell.get_value(), &mut room)? {
            Value::Null => continue,
            value => value,
        };
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        count += 1;
        ensure_bounded(column + 1, 1)?;
        ensure_bounded(1, count)?;
        let full = rows.len() > MAX_ROWS;
        match rows.last_mut() {
            Some((number, cells)) if *number == row => cells.push((column, value)),
            _ if full => return Err(too_many_rows()),
            _ => rows.push((row, vec![(column, value)])),
        }
    }
    Ok(rows)
}

fn under_headings(grid: Grid) -> Result<Option<Sheet>, Unusable> {
    let count = grid.len();
    let mut rows = grid.into_iter();
    let Some((_, head)) = rows.next() else {
        return Ok(None);
    };
    // A cell says its column by itself: the last one of a row in the file need not be the last one of the sheet.
    let width = head
        .iter()
        .map(|(column, _)| column + 1)
        .max()
        .unwrap_or_default();
    ensure_bounded(width, count)?;
    let mut header = vec![String::new(); width];
    for (column, value) in head {
        header[column] = match value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
    }
    let rows = rows.map(|(number, cells)| {
        let mut row = vec![Value::Null; width];
        let mut beyond = false;
        for (column, value) in cells {
            match row.get_mut(column) {
                Some(cell) => *cell = value,
                None => beyond = true,
            }
        }
        let cells = if beyond {
            Err(format!("has a cell beyond the {width} headings"))
        } else {
            Ok(row)
        };
        Row {
            number: number + 1,
            cells,
        }
    });
    Ok(Some(Sheet {
        header,
        rows: rows.collect(),
    }))
}

/// A cell's value as a person sees it: whole numbers without a point, dates as dates and not as days since 1900. `room` is how many
/// bytes of text the cells may still have.
fn value(data: &DataRef<'_>, room: &mut usize) -> Result<Value, Unusable> {
    let mut copied = |text: &str| {
        let text = text.trim();
        *room = room.checked_sub(text.len()).ok_or_else(|| {
            Unusable::new(format!("holds more than {} MiB of text", MAX_TEXT >> 20))
                .hint("expected the rows of one event; leave out columns that do not belong to a registration or a result")
        })?;
        Ok(text.to_owned())
    };
    let text = match data {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            copied(text)?
        }
        DataRef::SharedString(text) => copied(text)?,
        DataRef::Bool(flag) => return Ok((*flag).into()),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    Ok(if text.is_empty() {
        Value::Null
    } else {
        text.into()
    })
}

/// Refuses a workbook that the reader would need too much memory for: by what its parts really unpack to, counted until it is too much,
/// and by what they say of themselves.
fn ensure_unpackable(bytes: &[u8]) -> Result<(), Unusable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 64 * 1024];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| broken())?;
        let before = total;
        loop {
            let read = part.read(&mut buffer).map_err(|_| broken())?;
            total += read as u64;
            if read == 0 {
                break;
            }
            if total > MAX_UNPACKED {
                return Err(Unusable::new(format!(
                    "unpacks to more than {} MiB",
                    MAX_UNPACKED >> 20
                ))
                .hint("expected the rows of one event; save the sheet alone, as CSV"));
            }
        }
        let name = part.name().map_err(|_| broken())?.to_ascii_lowercase();
        drop(part);
        if name.ends_with("sharedstrings.xml") {
            let part = archive.by_index(at).map_err(|_| broken())?;
            ensure_counted(BufReader::new(part), total - before)?;
        } else if name.ends_with("styles.xml") {
            let part = archive.by_index(at).map_err(|_| broken())?;
            ensure_styled(BufReader::new(part))?;
        }
    }
    Ok(())
}

/// A part as the library takes it apart that reads the workbook.
fn elements<R: BufRead>(part: R) -> quick_xml::Reader<R> {
    let mut reader = quick_xml::Reader::from_reader(part);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    reader
}

/// Refuses a part of shared texts that says there are more of them than the part has bytes: room is made for as many as it says.
fn ensure_counted(part: impl BufRead, bytes: u64) -> Result<(), Unusable> {
    let mut reader = elements(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| broken())? {
            Event::Start(start) if start.local_name().as_ref() == "sst" => {
                let mut counts = start.attributes_raw().split("uniqueCount").skip(1);
                let is_more = |text: &str| {
                    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
                    let end = digits.find(|c: char| !c.is_ascii_digit());
                    let digits = &digits[..end.unwrap_or(digits.len())];
                    !digits.is_empty() && digits.parse().map_or(true, |count: u64| count > bytes)
                };
                return if counts.any(is_more) {
                    Err(
                        Unusable::new("says that it has more texts than there is room for in it")
                            .hint("open it in a spreadsheet program and save it again, as XLSX or CSV"),
                    )
                } else {
                    Ok(())
                };
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Refuses a part of styles that would be too large once every style of a cell has the names of its font and its format: there they
/// are copied.
fn ensure_styled(part: impl BufRead) -> Result<(), Unusable> {
    let mut reader = elements(part);
    let mut buffer = Vec::new();
    let (mut styles, mut longest) = (0_u64, 0_u64);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| broken())? {
            Event::Start(start) => {
                styles += u64::from(start.local_name().as_ref() == "xf");
                longest = longest.max(start.attributes_raw().len() as u64);
                if styles.saturating_mul(longest) > MAX_UNPACKED {
                    return Err(Unusable::new(format!(
                        "has styles that unpack to more than {} MiB",
                        MAX_UNPACKED >> 20
                    ))
                    .hint("save the sheet alone, as CSV"));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn broken() -> Unusable {
    Unusable::new("is not a workbook that can be read").hint("save it as XLSX or CSV")
}

/// Whether bytes begin as a workbook's do: it is a ZIP.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::{MAX_CELLS, MAX_COLUMNS};
    use serde_json::json;

    fn row(number: usize, columns: &[usize]) -> (usize, Vec<(usize, Value)>) {
        let cells = columns.iter().map(|column| (*column, json!("x")));
        (number, cells.collect())
    }

    fn said(result: Result<(), Unusable>) -> Option<String> {
        result.err().map(|error| error.message)
    }

    #[test]
    fn cells_are_read_in_any_order() -> Result<(), Unusable> {
        let sheet = under_headings(vec![row(0, &[2, 0]), row(1, &[1, 2]), row(2, &[3])])?;
        let sheet = sheet.unwrap_or_default();
        assert_eq!(sheet.header, ["x", "", "x"]);
        assert_eq!(
            sheet.rows[0].cells,
            Ok(vec![Value::Null, json!("x"), json!("x")])
        );
        let beyond = "has a cell beyond the 3 headings".to_owned();
        assert_eq!(sheet.rows[1].cells, Err(beyond));
        Ok(())
    }

    #[test]
    fn a_row_is_as_wide_as_the_headings_and_counts_so() {
        let width = MAX_COLUMNS - 1;
        let mut grid = vec![row(0, &[width])];
        grid.extend((1..=MAX_CELLS / MAX_COLUMNS).map(|number| row(number, &[0])));
        let error = said(under_headings(grid).map(|_| ()));
        assert_eq!(error.as_deref(), Some("holds more than 2000000 cells"));
    }

    #[test]
    fn a_part_has_room_for_the_texts_that_it_counts() {
        let counted = |attributes: &str| {
            let part = format!("<?xml version=\"1.0\"?><sst {attributes}><si/></sst>");
            said(ensure_counted(part.as_bytes(), 60))
        };
        for fine in ["", "count='61'", "uniqueCount=\"60\"", "uniqueCount=''"] {
            assert_eq!(counted(fine), None, "{fine}");
        }
        let message = "says that it has more texts than there is room for in it";
        for more in [
            "uniqueCount='61'",
            "count='1' x:uniqueCount = \"061\"",
            "uniqueCount='1' uniqueCount='61'",
            "uniqueCount='99999999999999999999'",
        ] {
            assert_eq!(counted(more).as_deref(), Some(message), "{more}");
        }
    }

    #[test]
    fn styles_have_names_of_a_bounded_length() {
        let styles = |length: usize| {
            let name = "x".repeat(length);
            let format = format!("<numFmt formatCode='{name}'/>");
            let part = format!("<styleSheet>{format}{}</styleSheet>", "<xf/>".repeat(4096));
            said(ensure_styled(part.as_bytes()))
        };
        assert_eq!(styles(60_000), None);
        let error = styles(70_000);
        assert_eq!(
            error.as_deref(),
            Some("has styles that unpack to more than 256 MiB")
        );
    }

    #[test]
    fn a_text_counts_in_each_cell_that_has_it() {
        let mut room = 5;
        let cell = DataRef::SharedString(" abc ");
        assert_eq!(value(&cell, &mut room), Ok(json!("abc")));
        assert_eq!(room, 2);
        let error = value(&cell, &mut room).err().map(|error| error.message);
        assert_eq!(error.as_deref(), Some("holds more than 64 MiB of text"));
    }

    #[test]
    fn so_many_sheets_are_looked_at() -> Result<(), rust_xlsxwriter::XlsxError> {
        let book = |empty: usize| {
            let mut book = rust_xlsxwriter::Workbook::new();
            for _ in 0..empty {
                book.add_worksheet();
            }
            book.add_worksheet().write_string(0, 0, "Name")?;
            book.save_to_buffer()
        };
        let read = |empty: usize| {
            let sheet = read(&book(empty)?);
            Ok::<_, rust_xlsxwriter::XlsxError>(said(sheet.map(|_| ())))
        };
        assert_eq!(read(MAX_SHEETS - 1)?, None);
        assert_eq!(
            read(MAX_SHEETS)?.as_deref(),
            Some("is empty in its first 10 sheets")
        );
        Ok(())
    }
}
