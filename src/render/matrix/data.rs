//! The matrix as data: CSV with a row a pair, and JSON.

use serde_json::{Map, Value, json};

use super::cells::TrackMatrices;
use crate::analysis::disclosure::Level;
use crate::analysis::matrix::Matrix;
use crate::analysis::standings::{Partner, Standing};
use crate::model::Slug;
use crate::render::contract;
use crate::render::table::formula_free;

/// The word for a pair without a standing: a value of its own.
const NO_RESULT: &str = "no-result";

pub fn csv(event: &Slug, tracks: &[TrackMatrices<'_>], level: Level) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if level.names_systems() {
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
                        format!("{event}/{}", track.track),
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
    } else {
        let _ = writer.write_record(["track", "scenario", "passed", "not-passed"]);
        for track in tracks {
            for matrix in &track.matrices {
                let number = |number: Option<usize>| {
                    number.map(|number| number.to_string()).unwrap_or_default()
                };
                let _ = writer.write_record([
                    format!("{event}/{}", track.track),
                    formula_free(&matrix.scenario.id),
                    number(matrix.count.passed),
                    number(matrix.count.not_passed),
                ]);
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

pub fn document(event: &Slug, tracks: &[TrackMatrices<'_>], level: Level) -> Value {
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
    contract::envelope(
        Some(event.as_str()),
        [
            ("results-visibility".to_owned(), level.name().into()),
            ("scenarios".to_owned(), scenarios.into()),
        ],
    )
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
