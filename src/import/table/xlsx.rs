//! The first sheet of a workbook in XLSX, as rows under headings.
//!
//! Cells are read one by one: a range would make room for every cell up to the last, and the last may be the sheet's corner.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};
use serde_json::Value;

use crate::import::table::{MAX_COLUMNS, MAX_ROWS, Row, Sheet, Unusable, too_many_rows};

/// The most cells that are read.
const MAX_CELLS: usize = 2_000_000;
/// The most bytes that the parts of a workbook may have: a few kilobytes can pack gigabytes.
const MAX_UNPACKED: u64 = 256 << 20;

/// Reads the first sheet that has a cell.
///
/// # Errors
/// It is no workbook, has no cell, or is larger than the bounds.
pub fn read(bytes: &[u8]) -> Result<Sheet, Unusable> {
    let unpacked = unpacked(bytes).ok_or_else(broken)?;
    if unpacked > MAX_UNPACKED {
        return Err(
            Unusable::new(format!("unpacks to more than {} MiB", MAX_UNPACKED >> 20))
                .hint("expected the rows of one event; save the sheet alone, as CSV"),
        );
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    for name in workbook.sheet_names() {
        let grid = grid(&mut workbook, &name)?;
        if let Some(sheet) = under_headings(grid) {
            return Ok(sheet);
        }
    }
    Err(Unusable::new(
        "is empty: expected a row of headings, and rows below it",
    ))
}

type Grid = Vec<(usize, Vec<(usize, Value)>)>;

/// The cells that hold something, row by row, each with its place.
fn grid(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Grid, Unusable> {
    let mut reader = workbook
        .worksheet_cells_reader(name)
        .map_err(|_| broken())?;
    let mut rows: Grid = Vec::new();
    let mut count = 0_usize;
    while let Some(cell) = reader.next_cell().map_err(|_| broken())? {
        let value = match value(cell.get_value()) {
            Value::Null => continue,
            value => value,
        };
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        count += 1;
        if count > MAX_CELLS || column >= MAX_COLUMNS {
            return Err(Unusable::new(format!(
                "holds more than {MAX_COLUMNS} columns or {MAX_CELLS} cells"
            )));
        }
        let full = rows.len() > MAX_ROWS;
        match rows.last_mut() {
            Some((number, cells)) if *number == row => cells.push((column, value)),
            _ if full => return Err(too_many_rows()),
            _ => rows.push((row, vec![(column, value)])),
        }
    }
    Ok(rows)
}

fn under_headings(grid: Grid) -> Option<Sheet> {
    let mut rows = grid.into_iter();
    let (_, head) = rows.next()?;
    let width = head.last()?.0 + 1;
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
    Some(Sheet {
        header,
        rows: rows.collect(),
    })
}

/// A cell's value as a person sees it: whole numbers without a point, dates as dates and not as days since 1900.
fn value(data: &DataRef<'_>) -> Value {
    let text = match data {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(flag) => return (*flag).into(),
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
    if text.is_empty() {
        Value::Null
    } else {
        text.into()
    }
}

/// What the parts of a ZIP really unpack to, counted until it is too much.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 64 * 1024];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        loop {
            let read = part.read(&mut buffer).ok()?;
            total += read as u64;
            if read == 0 {
                break;
            }
            if total > MAX_UNPACKED {
                return Some(total);
            }
        }
    }
    Some(total)
}

fn broken() -> Unusable {
    Unusable::new("is not a workbook that can be read").hint("save it as XLSX or CSV")
}

/// Whether bytes begin as a workbook's do: it is a ZIP.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
