//! The matrix of a scenario in every format: a mark and a word in each cell, never color alone.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use crate::analysis::disclosure::{Count, Level};
use crate::analysis::matrix::{Cell, Matrix};
use crate::analysis::standings::{Partner, Standing};
use crate::model::Slug;
use crate::model::result::Verdict;
use crate::model::words::words;
use crate::render::markup::markdown;
use crate::render::sanitize::{self, CELL_LENGTH, line};
use crate::render::table::{formula_free, pretty};

words! {
    /// The formats of a matrix.
    #[derive(Default)]
    pub enum Format {
        /// A grid for people
        #[default]
        Text = "table",
        /// A table for wikis
        Markdown = "markdown",
        /// A fragment for a web page
        Html = "html",
        /// A row for each pair
        Csv = "csv",
        /// JSON for programs
        Json = "json",
    }
}

/// The matrices of a track.
pub struct TrackMatrices<'a> {
    pub track: &'a Slug,
    pub title: &'a str,
    pub matrices: Vec<Matrix<'a>>,
}

pub fn render(
    event: &Slug,
    tracks: &[TrackMatrices<'_>],
    level: Level,
    format: Format,
    width: Option<u16>,
) -> String {
    match format {
        Format::Text => text(tracks, level, width),
        Format::Markdown => markdown_page(tracks, level),
        Format::Html => html(tracks, level),
        Format::Csv => csv(tracks, level),
        Format::Json => pretty(&document(event, tracks, level)),
    }
}

/// A mark for each verdict: each has another shape.
fn mark(verdict: Verdict) -> &'static str {
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
fn said(cell: &Cell) -> String {
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

fn standing(one: &Standing) -> String {
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

fn name(partner: &Partner) -> String {
    format!("{} ({})", partner.system, partner.organization)
}

fn systems(one: &Standing) -> String {
    let systems = one
        .systems
        .iter()
        .map(|(role, partner)| format!("{role} {}", name(partner)));
    systems.collect::<Vec<_>>().join(", ")
}

fn heading(track: &Slug, matrix: &Matrix<'_>) -> String {
    match &matrix.scenario.title {
        Some(title) => format!("{track}/{}: {title}", matrix.scenario.id),
        None => format!("{track}/{}", matrix.scenario.id),
    }
}

fn counts(count: Count) -> String {
    let number = |number: Option<usize>| {
        number.map_or_else(|| "withheld".to_owned(), |number| number.to_string())
    };
    format!(
        "{} passed, {} tested and not passed",
        number(count.passed),
        number(count.not_passed)
    )
}

fn text(tracks: &[TrackMatrices<'_>], level: Level, width: Option<u16>) -> String {
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

/// The grid: as many columns beside each other as fit, and the rest below.
fn grid(text: &mut String, matrix: &Matrix<'_>, width: usize) {
    let Some((down, across)) = &matrix.roles else {
        return;
    };
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        for (role, side) in [(down, &matrix.rows), (across, &matrix.columns)] {
            if side.is_empty() {
                let _ = writeln!(text, "  no system plays the role '{role}'");
            }
        }
        return;
    }
    const LONGEST: usize = 34;
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
                Some(cell) => line(&said(cell), CELL_LENGTH),
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

fn markdown_page(tracks: &[TrackMatrices<'_>], level: Level) -> String {
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
                let _ = write!(text, "| {} \\\\ {} |", markdown(down), markdown(across));
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
                            .map(said)
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

fn html(tracks: &[TrackMatrices<'_>], level: Level) -> String {
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
                                    escaped(&said(cell))
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

fn class(cell: &Cell) -> &'static str {
    let conflict = cell.standings.iter().any(|one| !one.conflict.is_empty());
    match cell.standings.last() {
        _ if cell.is_within_one_organization => "same-organization",
        _ if conflict => "conflict",
        Some(one) => one.verdict.as_str(),
        None if cell.is_possible => "no-result",
        None => "cannot-meet",
    }
}

/// The word for a pair without a standing: a value of its own.
pub const NO_RESULT: &str = "no-result";

fn csv(tracks: &[TrackMatrices<'_>], level: Level) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if !level.names_systems() {
        let _ = writer.write_record(["track", "scenario", "passed", "not-passed"]);
        for track in tracks {
            for matrix in &track.matrices {
                let number = |number: Option<usize>| {
                    number.map(|number| number.to_string()).unwrap_or_default()
                };
                let _ = writer.write_record([
                    track.track.to_string(),
                    formula_free(&matrix.scenario.id),
                    number(matrix.count.passed),
                    number(matrix.count.not_passed),
                ]);
            }
        }
    } else {
        let _ = writer.write_record([
            "track",
            "scenario",
            "roles",
            "organizations",
            "systems",
            "path",
            "verdict",
            "conflict",
            "verified",
            "runs",
            "same-organization",
            "possible",
            "issues",
        ]);
        for track in tracks {
            for matrix in &track.matrices {
                for row in rows(matrix) {
                    let join = |parts: Vec<&str>| formula_free(&parts.join("; "));
                    let flag = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
                    let one = row.standing;
                    let _ = writer.write_record([
                        track.track.to_string(),
                        formula_free(&matrix.scenario.id),
                        join(row.systems.iter().map(|(role, _)| role.as_str()).collect()),
                        join(
                            row.systems
                                .iter()
                                .map(|(_, one)| one.organization.as_str())
                                .collect(),
                        ),
                        join(
                            row.systems
                                .iter()
                                .map(|(_, one)| one.system.as_str())
                                .collect(),
                        ),
                        formula_free(one.and_then(|one| one.path.as_deref()).unwrap_or_default()),
                        one.map_or(NO_RESULT, |one| one.verdict.as_str()).to_owned(),
                        flag(one.is_some_and(|one| !one.conflict.is_empty())),
                        flag(one.is_some_and(|one| one.is_verified)),
                        one.and_then(|one| one.runs)
                            .map(|runs| runs.to_string())
                            .unwrap_or_default(),
                        flag(row.same_organization),
                        flag(row.possible),
                        join(
                            one.map(|one| one.issues.iter().map(String::as_str).collect())
                                .unwrap_or_default(),
                        ),
                    ]);
                }
            }
        }
    }
    let bytes = writer.into_inner().ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// One line of a matrix that is read by programs.
struct Row<'m> {
    systems: Vec<(String, &'m Partner)>,
    standing: Option<&'m Standing>,
    same_organization: bool,
    possible: bool,
}

/// Every pair with each of its standings, or without one; and what has no place in rows and columns.
fn rows<'m>(matrix: &'m Matrix<'_>) -> Vec<Row<'m>> {
    let mut rows = Vec::new();
    if let Some((down, across)) = &matrix.roles {
        for ((row, column), cell) in &matrix.cells {
            let pair = || {
                vec![
                    (down.clone(), &matrix.rows[*row]),
                    (across.clone(), &matrix.columns[*column]),
                ]
            };
            let one = |standing| Row {
                systems: pair(),
                standing,
                same_organization: cell.is_within_one_organization,
                possible: cell.is_possible,
            };
            if cell.standings.is_empty() {
                rows.push(one(None));
            }
            rows.extend(cell.standings.iter().map(|standing| one(Some(standing))));
        }
    }
    rows.extend(matrix.others.iter().map(|standing| {
        Row {
            systems: standing
                .systems
                .iter()
                .map(|(role, partner)| (role.clone(), partner))
                .collect(),
            standing: Some(standing),
            same_organization: standing.is_within_one_organization(),
            possible: true,
        }
    }));
    rows
}

fn document(event: &Slug, tracks: &[TrackMatrices<'_>], level: Level) -> Value {
    let mut scenarios = Vec::new();
    for track in tracks {
        for matrix in &track.matrices {
            let mut map = Map::new();
            map.insert("track".into(), format!("{event}/{}", track.track).into());
            map.insert("scenario".into(), matrix.scenario.id.as_str().into());
            map.insert("title".into(), json!(matrix.scenario.title));
            map.insert("passed".into(), json!(matrix.count.passed));
            map.insert("not-passed".into(), json!(matrix.count.not_passed));
            let pairs = rows(matrix)
                .iter()
                .map(|row| pair(row, level))
                .collect::<Vec<_>>();
            map.insert(
                "pairs".into(),
                if level.names_systems() {
                    pairs.into()
                } else {
                    Value::Null
                },
            );
            scenarios.push(Value::Object(map));
        }
    }
    json!({
        "schema-version": 1,
        "event": event.as_str(),
        "results-visibility": level.name(),
        "scenarios": scenarios,
    })
}

fn pair(row: &Row<'_>, level: Level) -> Value {
    let one = row.standing;
    let systems: Vec<Value> = row
        .systems
        .iter()
        .map(|(role, partner)| {
            json!({"role": role, "organization": partner.organization, "system": partner.system})
        })
        .collect();
    let notes: Vec<Value> = one
        .filter(|_| level == Level::Full)
        .map(|one| {
            one.notes
                .iter()
                .map(|(by, note)| json!({"by": by, "note": note}))
                .collect()
        })
        .unwrap_or_default();
    let verdicts = |one: &Standing| -> Vec<&'static str> {
        one.conflict
            .iter()
            .map(|verdict| verdict.as_str())
            .collect()
    };
    json!({
        "systems": systems,
        "path": one.and_then(|one| one.path.as_deref()),
        "verdict": one.map_or(NO_RESULT, |one| one.verdict.as_str()),
        "conflict": one.map(verdicts).unwrap_or_default(),
        "verified": one.is_some_and(|one| one.is_verified),
        "runs": one.and_then(|one| one.runs),
        "same-organization": row.same_organization,
        "possible": row.possible,
        "issues": one.map(|one| one.issues.iter().collect::<Vec<_>>()).unwrap_or_default(),
        "notes": notes,
    })
}

/// Below a grid: what the marks mean.
pub fn legend(level: Level) -> String {
    if !level.names_systems() {
        return "withheld: fewer than 3 organizations, or too few to hide in\n".to_owned();
    }
    sanitize::whole(
        "· no result yet   - cannot meet   = same organization, counts for nothing   ≠ conflict to settle   ×N runs\n",
    )
}
