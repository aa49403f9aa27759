//! The picture of coverage: a bar a track, of the pairs that could test. The table next to it says the same in numbers.

use std::fmt::Write as _;

use serde::Serialize;

use crate::publish::html::{Html, escape};

const WIDTH: usize = 720;
const LABEL: usize = 240;
const ROW: usize = 28;
const BAR: usize = 16;
/// The longest title that fits next to its bar, in characters.
const TITLE: usize = 32;

/// What the results of a track come to.
#[derive(Debug, Serialize)]
pub struct TrackLine {
    pub title: String,
    pub file: String,
    pub passed: Option<usize>,
    pub not_passed: Option<usize>,
    pub possible: Option<usize>,
}

/// A bar for each track: passed, tested and not passed, and the rest of the pairs that could test.
pub fn coverage(tracks: &[TrackLine]) -> Html {
    let height = ROW * tracks.len() + 8;
    let room = WIDTH - LABEL - 70;
    let most = tracks.iter().map(total).max().unwrap_or(0).max(1);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"chart-title chart-text\">\
         <title id=\"chart-title\">Pairs that passed, by track</title>\
         <desc id=\"chart-text\">{}</desc>",
        escape(&description(tracks))
    );
    for (at, track) in tracks.iter().enumerate() {
        let top = ROW * at + 4;
        let middle = top + BAR / 2 + 5;
        let width = |count: usize| count * room / most;
        let (whole, passed, rest) = (
            width(total(track)),
            width(track.passed.unwrap_or(0)),
            width(track.not_passed.unwrap_or(0)),
        );
        let said = in_words(track, "");
        let _ = writeln!(
            svg,
            "<text class=\"label\" x=\"0\" y=\"{middle}\">{}</text>\
             <rect class=\"possible\" x=\"{LABEL}\" y=\"{top}\" width=\"{whole}\" height=\"{BAR}\"/>\
             <rect class=\"passed\" x=\"{LABEL}\" y=\"{top}\" width=\"{passed}\" height=\"{BAR}\"/>\
             <rect class=\"not-passed\" x=\"{}\" y=\"{top}\" width=\"{rest}\" height=\"{BAR}\"/>\
             <text class=\"number\" x=\"{}\" y=\"{middle}\">{said}</text>",
            escape(&short(&track.title)),
            LABEL + passed,
            LABEL + whole + 8,
        );
    }
    svg.push_str("</svg>");
    Html(svg)
}

/// Pairs that could test, or that did although no registration says that they could.
fn total(track: &TrackLine) -> usize {
    let tested = track.passed.unwrap_or(0) + track.not_passed.unwrap_or(0);
    track.possible.unwrap_or(0).max(tested)
}

/// How many passed, of how many that could test where that is told.
fn in_words(track: &TrackLine, what: &str) -> String {
    match (track.passed, track.possible) {
        (Some(passed), Some(1..)) => format!("{passed} of {}{what}", total(track)),
        (Some(passed), _) => format!("{passed}{what}"),
        (None, _) => "not shown".to_owned(),
    }
}

fn short(title: &str) -> String {
    if title.chars().count() <= TITLE {
        return title.to_owned();
    }
    let cut: String = title.chars().take(TITLE - 1).collect();
    format!("{}…", cut.trim_end())
}

fn description(tracks: &[TrackLine]) -> String {
    let parts = tracks
        .iter()
        .map(|track| format!("{}: {}", track.title, in_words(track, " pairs passed")));
    parts.collect::<Vec<_>>().join("; ")
}
