//! The matrix as Markdown, and as a fragment of HTML.

use std::fmt::Write as _;

use super::cells::{TrackMatrices, counts, describe, heading, name, standing, systems};
use crate::analysis::disclosure::Level;
use crate::analysis::matrix::Cell;
use crate::render::markup::markdown;
use crate::render::sanitize::{CELL_LENGTH, line};

pub fn markdown_page(tracks: &[TrackMatrices<'_>], level: Level) -> String {
    let mut text = String::new();
    for track in tracks {
        for matrix in &track.matrices {
            let _ = writeln!(
                text,
                "## {}\n",
                markdown(&line(&heading(track.track, matrix), 2 * CELL_LENGTH))
            );
            if !level.names_systems() {
                let _ = writeln!(text, "{}\n", counts(matrix.count));
                continue;
            }
            if let Some((down, across)) = &matrix.roles {
                let [down, across] = [down, across].map(|role| markdown(&line(role, CELL_LENGTH)));
                let _ = write!(text, "| {down} \\\\ {across} |");
                for column in &matrix.columns {
                    let _ = write!(text, " {} |", markdown(&line(&name(column), CELL_LENGTH)));
                }
                text.push_str("\n| --- |");
                text.push_str(&" --- |".repeat(matrix.columns.len()));
                text.push('\n');
                for (row, partner) in matrix.rows.iter().enumerate() {
                    let _ = write!(text, "| {} |", markdown(&line(&name(partner), CELL_LENGTH)));
                    for column in 0..matrix.columns.len() {
                        let cell = matrix
                            .cells
                            .get(&(row, column))
                            .map(describe)
                            .unwrap_or_default();
                        let _ = write!(text, " {} |", markdown(&line(&cell, CELL_LENGTH)));
                    }
                    text.push('\n');
                }
                text.push('\n');
            }
            for one in &matrix.others {
                let shown = format!("{}: {}", systems(one), standing(one));
                let _ = writeln!(text, "- {}", markdown(&line(&shown, 2 * CELL_LENGTH)));
            }
            if !matrix.others.is_empty() {
                text.push('\n');
            }
        }
    }
    text
}

fn escaped(text: &str) -> String {
    line(text, 2 * CELL_LENGTH)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

pub fn html(tracks: &[TrackMatrices<'_>], level: Level) -> String {
    let mut text = String::new();
    for track in tracks {
        for matrix in &track.matrices {
            let title = escaped(&heading(track.track, matrix));
            if !level.names_systems() {
                let _ = writeln!(
                    text,
                    "<section><h3>{title}</h3><p>{}</p></section>",
                    counts(matrix.count)
                );
                continue;
            }
            if let Some((down, across)) = &matrix.roles {
                // A corner that is no heading is a plain cell: an empty heading is announced as one.
                let _ = write!(
                    text,
                    "<table class=\"matrix\"><caption>{title}</caption>\n<tr><td>{} \\ {}</td>",
                    escaped(down),
                    escaped(across)
                );
                for column in &matrix.columns {
                    let _ = write!(text, "<th scope=\"col\">{}</th>", escaped(&name(column)));
                }
                text.push_str("</tr>\n");
                for (row, partner) in matrix.rows.iter().enumerate() {
                    let _ = write!(
                        text,
                        "<tr><th scope=\"row\">{}</th>",
                        escaped(&name(partner))
                    );
                    for column in 0..matrix.columns.len() {
                        match matrix.cells.get(&(row, column)) {
                            Some(cell) => {
                                let _ = write!(
                                    text,
                                    "<td class=\"{}\">{}</td>",
                                    class(cell),
                                    escaped(&describe(cell))
                                );
                            }
                            None => text.push_str("<td></td>"),
                        }
                    }
                    text.push_str("</tr>\n");
                }
                text.push_str("</table>\n");
            }
            if !matrix.others.is_empty() {
                let _ = writeln!(text, "<ul aria-label=\"{title}\">");
                for one in &matrix.others {
                    let _ = writeln!(
                        text,
                        "<li>{}: {}</li>",
                        escaped(&systems(one)),
                        escaped(&standing(one))
                    );
                }
                text.push_str("</ul>\n");
            }
        }
    }
    text
}

/// What a style sheet knows a cell by.
pub fn class(cell: &Cell) -> &'static str {
    let conflict = cell.standings.iter().any(|one| !one.conflict.is_empty());
    match cell.standings.last() {
        _ if cell.is_within_one_organization => "same-organization",
        _ if conflict => "conflict",
        Some(one) => one.verdict.as_str(),
        None if cell.is_possible => "no-result",
        None => "cannot-meet",
    }
}
