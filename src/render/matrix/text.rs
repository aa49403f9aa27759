//! The matrix as text: a grid that fits the terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::cells::{TrackMatrices, counts, describe, heading, name, standing, systems};
use crate::analysis::disclosure::Level;
use crate::analysis::matrix::Matrix;
use crate::render::sanitize::{CELL_LENGTH, line};

pub fn text(tracks: &[TrackMatrices<'_>], level: Level, width: Option<u16>) -> String {
    let mut blocks = Vec::new();
    for track in tracks {
        for matrix in &track.matrices {
            let mut block = line(&heading(track.track, matrix), 2 * CELL_LENGTH) + "\n";
            if level.names_systems() {
                grid(&mut block, matrix, width.map_or(100, usize::from).max(40));
                for one in &matrix.others {
                    let _ = writeln!(
                        block,
                        "  {}: {}",
                        line(&systems(one), CELL_LENGTH),
                        line(&standing(one), CELL_LENGTH)
                    );
                }
                if matrix.cells.is_empty() && matrix.others.is_empty() {
                    block.push_str("  no systems and no results yet\n");
                }
            } else {
                let _ = writeln!(block, "  {}", counts(matrix.count));
            }
            blocks.push(block);
        }
    }
    blocks.join("\n")
}

/// How wide the name of a system may be in a grid.
const LONGEST: usize = 34;

/// The grid: as many columns beside each other as fit, and the rest below.
fn grid(text: &mut String, matrix: &Matrix<'_>, width: usize) {
    let Some((down, across)) = &matrix.roles else {
        return;
    };
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        for (role, side) in [(down, &matrix.rows), (across, &matrix.columns)] {
            if side.is_empty() {
                let role = line(role, CELL_LENGTH);
                let _ = writeln!(text, "  no system plays the role '{role}'");
            }
        }
        return;
    }
    let corner = format!("{down} \\ {across}");
    let first: Vec<String> = std::iter::once(corner)
        .chain(matrix.rows.iter().map(name))
        .map(|label| line(&label, LONGEST))
        .collect();
    let first_width = first.iter().map(|label| label.width()).max().unwrap_or(0);
    let columns: Vec<Vec<String>> = matrix
        .columns
        .iter()
        .enumerate()
        .map(|(column, partner)| {
            let cells = (0..matrix.rows.len()).map(|row| match matrix.cells.get(&(row, column)) {
                Some(cell) => line(&describe(cell), CELL_LENGTH),
                // The half of a matrix of peers that the other half says.
                None => String::new(),
            });
            std::iter::once(line(&name(partner), LONGEST))
                .chain(cells)
                .collect()
        })
        .collect();
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| column.iter().map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let mut from = 0;
    while from < columns.len() {
        let mut to = from;
        let mut used = 2 + first_width;
        while to < columns.len() && (to == from || used + 2 + widths[to] <= width) {
            used += 2 + widths[to];
            to += 1;
        }
        for row in 0..first.len() {
            let mut shown = format!("  {}", padded(&first[row], first_width));
            for column in from..to {
                let _ = write!(shown, "  {}", padded(&columns[column][row], widths[column]));
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        }
        from = to;
        if from < columns.len() {
            text.push('\n');
        }
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
