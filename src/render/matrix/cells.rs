//! What a cell, a system and a heading say, in every format.

use std::fmt::Write as _;

use crate::analysis::disclosure::{Count, Level};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::matrix::{Cell, Matrix, Question};
use crate::analysis::standings::{Partner, Standing};
use crate::model::result::Verdict;
use crate::model::{Slug, Track};
use crate::workspace::Record;

/// The matrices of a track.
pub struct TrackMatrices<'a> {
    pub track: &'a Slug,
    pub title: &'a str,
    pub matrices: Vec<Matrix<'a>>,
}

impl<'a> TrackMatrices<'a> {
    /// The matrices of a track's scenarios, or of the one that is named.
    pub fn new(
        facts: &'a EventFacts<'_>,
        record: &'a Record<Track>,
        named: Option<&str>,
        level: Level,
    ) -> Self {
        let question = Question::new(facts, record);
        let scenarios = record.value.scenarios.iter();
        let wanted = scenarios.filter(|one| named.is_none_or(|id| one.id == id));
        Self {
            track: &record.slug,
            title: &record.value.title,
            matrices: wanted.map(|one| question.matrix(one, level)).collect(),
        }
    }
}

/// A mark for each verdict: each has another shape.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "✓",
        Verdict::PartlyPassed => "~",
        Verdict::Failed => "✗",
        Verdict::Blocked => "■",
        Verdict::NoPartner => "?",
        Verdict::NotAttempted => "○",
        Verdict::TestDefect => "!",
    }
}

/// What a cell says, in words: `✓ passed ×3 verified FHIR-1`.
pub fn describe(cell: &Cell) -> String {
    let mut parts: Vec<String> = cell.standings.iter().map(standing).collect();
    if cell.is_within_one_organization {
        parts.insert(0, "= same organization".to_owned());
    }
    if parts.is_empty() {
        parts.push(
            if cell.is_possible {
                "· no result"
            } else {
                "- cannot meet"
            }
            .to_owned(),
        );
    }
    parts.join("; ")
}

pub fn standing(one: &Standing) -> String {
    let mut text = if one.conflict.is_empty() {
        format!("{} {}", mark(one.verdict), one.verdict.words())
    } else {
        let words: Vec<String> = one.conflict.iter().map(|verdict| verdict.words()).collect();
        format!("≠ conflict: {}", words.join(" or "))
    };
    if let Some(path) = &one.path {
        let _ = write!(text, " {path}");
    }
    if let Some(runs) = one.runs.filter(|runs| *runs > 1) {
        let _ = write!(text, " ×{runs}");
    }
    if one.is_verified {
        text.push_str(" verified");
    }
    for issue in &one.issues {
        let _ = write!(text, " {issue}");
    }
    text
}

pub fn name(partner: &Partner) -> String {
    format!("{} ({})", partner.system, partner.organization)
}

pub fn systems(one: &Standing) -> String {
    let systems = one
        .systems
        .iter()
        .map(|(role, partner)| format!("{role} {}", name(partner)));
    systems.collect::<Vec<_>>().join(", ")
}

pub fn heading(track: &Slug, matrix: &Matrix<'_>) -> String {
    match &matrix.scenario.title {
        Some(title) => format!("{track}/{}: {title}", matrix.scenario.id),
        None => format!("{track}/{}", matrix.scenario.id),
    }
}

pub fn counts(count: Count) -> String {
    let number = |number: Option<usize>| {
        number.map_or_else(|| "withheld".to_owned(), |number| number.to_string())
    };
    format!(
        "{} passed, {} tested and not passed",
        number(count.passed),
        number(count.not_passed)
    )
}
