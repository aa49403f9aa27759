//! A number over the events as columns. The table on the page says the same in numbers.

use std::fmt::Write as _;

use crate::model::plural::counted;
use crate::publish::html::{Html, escape};

/// About as wide as it is shown, so that its letters are as large as they say.
const WIDTH: usize = 360;
const HEIGHT: usize = 150;
/// Where the columns stand, from the top.
const BASE: usize = 120;
/// The highest column.
const HIGHEST: usize = 95;
/// The widest column.
const WIDEST: usize = 36;
/// How much room the name of a month and its year take.
const LABEL: usize = 72;

/// One event in a picture: when it was, and its number where that may be told.
#[derive(Debug, Clone)]
pub struct Column {
    pub label: String,
    pub value: Option<usize>,
    /// Whether there may be more.
    pub is_partial: bool,
}

/// A column for each event; `id` tells the pictures of a page apart.
pub fn columns(id: usize, title: &str, columns: &[Column]) -> Html {
    let most = columns.iter().filter_map(|one| one.value).max();
    let most = most.unwrap_or(0).max(1);
    let count = columns.len().max(1);
    let wide = (WIDTH * 7 / (10 * count)).clamp(1, WIDEST);
    // Where months do not fit next to each other, every second one is there, or every third …
    let step = (LABEL * count).div_ceil(WIDTH).max(1);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg class=\"chart trend\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"trend-{id}-title trend-{id}-text\">\
         <title id=\"trend-{id}-title\">{}</title>\
         <desc id=\"trend-{id}-text\">{}</desc>\
         <line class=\"base\" x1=\"0\" y1=\"{BASE}\" x2=\"{WIDTH}\" y2=\"{BASE}\"/>",
        escape(title),
        escape(&description(columns)),
    );
    for (at, column) in columns.iter().enumerate() {
        let middle = (2 * at + 1) * WIDTH / (2 * count);
        let high = column.value.map_or(0, |value| value * HIGHEST / most);
        let _ = write!(
            svg,
            "<rect class=\"column\" x=\"{}\" y=\"{}\" width=\"{wide}\" height=\"{high}\"/>",
            middle.saturating_sub(wide / 2),
            BASE - high
        );
        let is_told = at.is_multiple_of(step) || at + 1 == columns.len();
        if is_told {
            let more = if column.is_partial { "+" } else { "" };
            let number = column
                .value
                .map_or_else(|| "–".to_owned(), |value| format!("{value}{more}"));
            let _ = write!(
                svg,
                "<text class=\"number\" text-anchor=\"middle\" x=\"{middle}\" y=\"{}\">{number}</text>",
                BASE - high - 7
            );
        }
        if at.is_multiple_of(step) {
            let _ = write!(
                svg,
                "<text class=\"label\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{}</text>",
                middle.clamp(LABEL / 2, WIDTH - LABEL / 2),
                HEIGHT - 8,
                escape(&column.label)
            );
        }
        svg.push('\n');
    }
    svg.push_str("</svg>");
    Html(svg)
}

fn description(columns: &[Column]) -> String {
    let parts = columns.iter().map(|column| match column.value {
        Some(value) => format!("{}: {}", column.label, counted(value, column.is_partial)),
        None => format!("{}: not shown", column.label),
    });
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_events_have_columns_next_to_each_other_and_few_names() {
        let column = |at: usize| Column {
            is_partial: false,
            label: format!("{at} <b>"),
            value: Some(at).filter(|at| *at != 3),
        };
        for count in [1, 2, 12, 300, 1000] {
            let all: Vec<Column> = (0..count).map(column).collect();
            let svg = columns(1, "A & B", &all).0;
            assert_eq!(svg.matches("<rect").count(), count);
            assert!(svg.matches("class=\"label\"").count() <= 12, "{count}");
            assert!(svg.contains("<title id=\"trend-1-title\">A &amp; B</title>"));
            assert!(svg.contains("0 &lt;b&gt;: 0"), "{svg}");
        }
        let svg = columns(1, "A", &(0..5).map(column).collect::<Vec<_>>()).0;
        assert!(svg.contains("3 &lt;b&gt;: not shown"), "{svg}");
    }
}
