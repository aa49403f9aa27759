//! What became of each heading of a page that a draft was made from.

use std::fmt::Write as _;

use crate::model::contact::redact;
use crate::model::plural::plural;
use crate::process::proposal::page::{Outcome, Placement};
use crate::render::Style;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::{Cell, Table, number, text};

/// What became of the headings of a page, for each draft that was made of it: a row a heading.
pub fn table(drafts: &[(String, Vec<Placement>)]) -> Table {
    let mut table = Table::new([
        text("track", "Track"),
        number("line", "Line"),
        text("heading", "Heading"),
        text("outcome", "Outcome"),
        text("field", "Field"),
        text("why", "Why").prose(),
    ]);
    for (track, placements) in drafts {
        for placement in placements {
            let (outcome, field, why) = match &placement.outcome {
                Outcome::Placed(key) => ("placed", Some(key), None),
                Outcome::Empty(key) => ("empty", Some(key), None),
                Outcome::Guidance => ("guidance", None, None),
                Outcome::Unsure(key, why) => ("unsure", Some(key), Some(why)),
                Outcome::Unplaced => ("unplaced", None, None),
            };
            let line = (placement.line > 0).then_some(placement.line);
            table.row([
                Cell::from(track.as_str()),
                line.map_or(Cell::Empty, Cell::from),
                placement.heading.as_str().into(),
                Cell::word(outcome),
                field.cloned().into(),
                why.cloned().into(),
            ]);
        }
    }
    table
}

/// A line for each heading, those that a person has to look at last, and their counts.
pub fn render(placements: &[Placement], page: &str, style: Style) -> String {
    let mut lines = String::new();
    let is_open = |placement: &&Placement| {
        matches!(placement.outcome, Outcome::Unsure(..) | Outcome::Unplaced)
    };
    let settled = placements.iter().filter(|placement| !is_open(placement));
    for placement in settled.chain(placements.iter().filter(is_open)) {
        let heading = line(&redact(&placement.heading), MESSAGE_LENGTH);
        let at = match placement.line {
            0 => page.to_owned(),
            number => format!("{page}:{number}"),
        };
        let (word, says) = match &placement.outcome {
            Outcome::Placed(key) => ("placed", format!("'{heading}' is in {key}")),
            Outcome::Empty(key) => (
                "empty",
                format!("'{heading}' is {key}, and nothing is below it"),
            ),
            Outcome::Guidance => (
                "guidance",
                format!("'{heading}' is the template's own text, and was left out"),
            ),
            Outcome::Unsure(key, why) => {
                let why = line(&redact(why), MESSAGE_LENGTH);
                ("unsure", format!("'{heading}' is in {key}: {why}"))
            }
            Outcome::Unplaced => (
                "unplaced",
                format!("'{heading}' has no field; it is kept in 'unplaced'"),
            ),
        };
        let word = if is_open(&placement) {
            style.bold(word)
        } else {
            word.to_owned()
        };
        let _ = writeln!(lines, "{word}: {says}\n  --> {}", line(&at, MESSAGE_LENGTH));
    }
    let count = |is: fn(&Outcome) -> bool| placements.iter().filter(|one| is(&one.outcome)).count();
    let _ = writeln!(
        lines,
        "{}: {} placed, {} unsure, {} unplaced",
        plural(placements.len(), "heading"),
        count(|one| matches!(
            one,
            Outcome::Placed(_) | Outcome::Empty(_) | Outcome::Guidance
        )),
        count(|one| matches!(one, Outcome::Unsure(..))),
        count(|one| matches!(one, Outcome::Unplaced)),
    );
    lines
}

/// Whether a person has to look at any of them.
pub fn has_open(placements: &[Placement]) -> bool {
    placements
        .iter()
        .any(|one| matches!(one.outcome, Outcome::Unsure(..) | Outcome::Unplaced))
}
