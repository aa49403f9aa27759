//! What happened to a record, entry by entry.

use std::fmt::Display;

use crate::model::history::Entry;
use crate::render::table::{Cell, Table, text};

/// The entries of a history, with people and notes as far as they may be shown.
pub fn table<W: Display>(entries: &[Entry<W>], with_people: bool, with_notes: bool) -> Table {
    let mut table = Table::new([
        text("when", "When"),
        text("what", "What"),
        text("by", "By"),
        text("note", "Note").prose(),
    ]);
    for entry in entries {
        table.row([
            Cell::from(entry.when.to_string()),
            entry.what.to_string().into(),
            entry.by.clone().filter(|_| with_people).into(),
            entry.note.clone().filter(|_| with_notes).into(),
        ]);
    }
    table
}
