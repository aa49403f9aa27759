//! What became of each heading of a page that a draft was made from.

use std::fmt::Write as _;

use crate::model::contact::redact;
use crate::model::plural::plural;
use crate::process::proposal::page::{Outcome, Placement};
use crate::render::Style;
use crate::render::sanitize::{MESSAGE_LENGTH, line};

/// A line for each heading, those that a person has to look at last, and their counts.
pub fn render(placements: &[Placement], page: &str, style: Style) -> String {
    let mut text = String::new();
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
        let _ = writeln!(text, "{word}: {says}\n  --> {}", line(&at, MESSAGE_LENGTH));
    }
    let count = |is: fn(&Outcome) -> bool| placements.iter().filter(|one| is(&one.outcome)).count();
    let _ = writeln!(
        text,
        "{}: {} placed, {} unsure, {} unplaced",
        plural(placements.len(), "heading"),
        count(|one| matches!(
            one,
            Outcome::Placed(_) | Outcome::Empty(_) | Outcome::Guidance
        )),
        count(|one| matches!(one, Outcome::Unsure(..))),
        count(|one| matches!(one, Outcome::Unplaced)),
    );
    text
}

/// Whether a person has to look at any of them.
pub fn has_open(placements: &[Placement]) -> bool {
    placements
        .iter()
        .any(|one| matches!(one.outcome, Outcome::Unsure(..) | Outcome::Unplaced))
}
