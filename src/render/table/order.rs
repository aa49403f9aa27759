//! Rows in the order of the columns that were asked for.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::str::FromStr;

use chrono::DateTime;
use serde_json::Value;

use crate::model::person::fold;
use crate::render::table::Table;

/// A column to sort by, as `days` or, from the last to the first, as `-days`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    column: String,
    is_descending: bool,
}

impl FromStr for SortKey {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let reversed = text.strip_prefix('-');
        Ok(Self {
            column: as_key(reversed.unwrap_or(text)),
            is_descending: reversed.is_some(),
        })
    }
}

/// A table has no column of this name.
#[derive(Debug)]
pub struct UnknownColumn {
    pub name: String,
    /// The keys of the columns that there are.
    pub known: Vec<&'static str>,
}

impl Table {
    /// Sorts the rows by columns, the first one first. A column is named by its key or by its heading. Rows that are the same in
    /// all of them stay in their order, and rows without a value come last either way.
    pub fn sort(&mut self, keys: &[SortKey]) -> Result<(), UnknownColumn> {
        let places = keys
            .iter()
            .map(|key| Ok((self.place_of(&key.column)?, key.is_descending)))
            .collect::<Result<Vec<_>, _>>()?;
        if places.is_empty() {
            return Ok(());
        }
        let values = |row: &Vec<super::Cell>| -> Vec<Value> {
            let cells = places.iter().map(|(place, _)| &row[*place]);
            cells
                .map(|cell| {
                    if cell.is_empty() {
                        Value::Null
                    } else {
                        cell.json()
                    }
                })
                .collect()
        };
        let mut rows: Vec<(Vec<Value>, Vec<super::Cell>)> = std::mem::take(&mut self.rows)
            .into_iter()
            .map(|row| (values(&row), row))
            .collect();
        rows.sort_by(|(a, _), (b, _)| {
            let columns = a.iter().zip(b).zip(&places);
            columns.fold(Ordering::Equal, |so_far, ((a, b), (_, is_descending))| {
                so_far.then_with(|| ordered(a, b, *is_descending))
            })
        });
        self.rows = rows.into_iter().map(|(_, row)| row).collect();
        Ok(())
    }

    fn place_of(&self, name: &str) -> Result<usize, UnknownColumn> {
        let columns = || self.columns.iter();
        let by_key = columns().position(|column| column.key == name);
        by_key
            .or_else(|| columns().position(|column| as_key(column.title) == name))
            .ok_or_else(|| UnknownColumn {
                name: name.to_owned(),
                known: columns().map(|column| column.key).collect(),
            })
    }
}

/// A name as keys are written: `Days to go` as `days-to-go`.
fn as_key(name: &str) -> String {
    name.trim().to_lowercase().replace(' ', "-")
}

fn ordered(a: &Value, b: &Value, is_descending: bool) -> Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        _ if is_descending => compare(b, a),
        _ => compare(a, b),
    }
}

/// Numbers by size, instants by time, texts as people sort them.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => {
            let size = |number: &serde_json::Number| number.as_f64().unwrap_or(f64::MAX);
            size(a).total_cmp(&size(b))
        }
        (Value::String(a), Value::String(b)) => {
            let instants = DateTime::parse_from_rfc3339(a)
                .ok()
                .zip(DateTime::parse_from_rfc3339(b).ok());
            match instants {
                Some((a, b)) => a.cmp(&b),
                None => fold(a).cmp(&fold(b)).then_with(|| a.cmp(b)),
            }
        }
        (Value::Array(a), Value::Array(b)) => a
            .iter()
            .zip(b)
            .map(|(a, b)| compare(a, b))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| a.len().cmp(&b.len())),
        // Of two kinds, or objects: some order that is always the same.
        _ => a.to_string().cmp(&b.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::table::{Cell, number, text};

    fn table() -> Table {
        let mut table = Table::new([
            text("name", "Name"),
            number("days", "Days to go"),
            text("when", "When"),
            text("leads", "Leads"),
        ]);
        let when = |text: &str| Cell::Data(String::new(), json!(text));
        let row = |name: &str, days: Cell, at: &str, leads: &[&str]| {
            [
                Cell::from(name),
                days,
                when(at),
                Cell::List(leads.iter().map(ToString::to_string).collect()),
            ]
        };
        table.row(row(
            "beta",
            Cell::Data("in 10 days".into(), json!(10)),
            "2026-09-05T12:00:00-04:00",
            &["Kim"],
        ));
        table.row(row("Alpha", Cell::Empty, "2026-09-05T15:00:00Z", &[]));
        table.row(row(
            "gamma",
            9_usize.into(),
            "2026-09-05T18:30:00+02:00",
            &["kim", "Ada"],
        ));
        table
    }

    fn names(keys: &[&str]) -> Result<Vec<String>, UnknownColumn> {
        let Ok(keys) = keys
            .iter()
            .map(|key| key.parse())
            .collect::<Result<Vec<SortKey>, _>>();
        let mut table = table();
        table.sort(&keys)?;
        Ok(table.rows.iter().map(|row| row[0].plain()).collect())
    }

    #[test]
    fn rows_are_sorted_by_what_programs_see_and_those_without_a_value_come_last()
    -> Result<(), UnknownColumn> {
        assert_eq!(names(&[])?, ["beta", "Alpha", "gamma"]);
        assert_eq!(names(&["name"])?, ["Alpha", "beta", "gamma"]);
        assert_eq!(names(&["-name"])?, ["gamma", "beta", "Alpha"]);
        assert_eq!(names(&["days"])?, ["gamma", "beta", "Alpha"]);
        assert_eq!(names(&["-days"])?, ["beta", "gamma", "Alpha"]);
        assert_eq!(names(&["Days to go"])?, ["gamma", "beta", "Alpha"]);
        // By time, not by text: 15:00Z is before 12:00-04:00 and 18:30+02:00.
        assert_eq!(names(&["when"])?, ["Alpha", "beta", "gamma"]);
        assert_eq!(names(&["leads"])?, ["beta", "gamma", "Alpha"]);
        assert_eq!(names(&["-leads", "name"])?, ["gamma", "beta", "Alpha"]);
        Ok(())
    }

    #[test]
    fn a_column_that_is_not_there_is_named_with_those_that_are() {
        let unknown = names(&["name", "-dayz"]).err();
        let unknown = unknown.map(|unknown| (unknown.name, unknown.known));
        assert_eq!(
            unknown,
            Some(("dayz".to_owned(), vec!["name", "days", "when", "leads"]))
        );
    }
}
