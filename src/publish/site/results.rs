//! What pages show of results, as far as it may leave: see [`disclosure`](crate::analysis::disclosure).

use serde::Serialize;

use crate::analysis::disclosure::{Count, Level, are_enough, sum};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::matrix::{Matrix, Question};
use crate::model::Track;
use crate::publish::html::line;
use crate::render::matrix::{class, describe, name, standing, systems};
use crate::workspace::Record;

/// The results of a track, scenario by scenario.
#[derive(Debug, Serialize)]
pub struct TrackResults {
    pub level: &'static str,
    pub names_systems: bool,
    pub shows_failures: bool,
    pub scenarios: Vec<ScenarioResults>,
    pub passed: Option<usize>,
    pub not_passed: Option<usize>,
    pub possible: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct ScenarioResults {
    pub id: String,
    pub title: Option<String>,
    /// Pairs that passed; unknown where it must not be told.
    pub passed: Option<usize>,
    pub not_passed: Option<usize>,
    /// Pairs of organizations that could meet; unknown where it must not be told.
    pub possible: Option<usize>,
    pub table: Option<Grid>,
    pub others: Vec<String>,
}

/// Systems against systems.
#[derive(Debug, Serialize)]
pub struct Grid {
    pub down: String,
    pub across: String,
    pub columns: Vec<String>,
    pub rows: Vec<GridRow>,
}

#[derive(Debug, Serialize)]
pub struct GridRow {
    pub name: String,
    pub cells: Vec<GridCell>,
}

#[derive(Debug, Default, Serialize)]
pub struct GridCell {
    pub class: &'static str,
    pub text: String,
}

/// The results of a track; `None` where it has none, and where nothing is told of them: that there are some is one as well.
pub fn of_track(
    facts: &EventFacts<'_>,
    record: &Record<Track>,
    level: Level,
) -> Option<TrackResults> {
    facts
        .folder
        .results
        .get(&record.slug)
        .filter(|results| !results.is_empty())?;
    let question = Question::new(facts, record);
    let mut scenarios = Vec::new();
    for scenario in record.value.scenarios.iter() {
        let matrix = question.matrix(scenario, level);
        // A pair is two systems, as in every other count: of one pair of organizations several may pass.
        let pairings = question.pairings(scenario);
        let organizations = question.possible(&pairings);
        let organizations = organizations.iter().flat_map(|(one, other)| [one, other]);
        let is_told =
            level.names_systems() || are_enough(facts.names(), organizations.map(String::as_str));
        let possible = Some(pairings.len()).filter(|_| is_told);
        scenarios.push(of_scenario(&matrix, level, possible));
    }
    let total = |of: fn(&ScenarioResults) -> Count| {
        scenarios.iter().map(of).fold(Count::default(), Count::plus)
    };
    let total = total(|one| Count {
        passed: one.passed,
        not_passed: one.not_passed,
    });
    let is_told = total.passed.is_some_and(|passed| passed > 0) || total.not_passed.is_some();
    if !level.shows_failures() && !is_told {
        return None;
    }
    let none = level.names_systems().then_some(0);
    Some(TrackResults {
        level: level.name(),
        names_systems: level.names_systems(),
        shows_failures: level.shows_failures(),
        passed: total.passed,
        not_passed: total.not_passed,
        possible: scenarios.iter().map(|one| one.possible).fold(none, sum),
        scenarios,
    })
}

fn of_scenario(matrix: &Matrix<'_>, level: Level, possible: Option<usize>) -> ScenarioResults {
    let standings = || {
        let cells = matrix.cells.values().flat_map(|cell| &cell.standings);
        let all = cells.chain(&matrix.others);
        all.filter(|one| one.systems.len() == 2 && !one.is_within_one_organization())
    };
    let count = if level.names_systems() {
        Count {
            passed: Some(standings().filter(|one| one.has_passed()).count()),
            not_passed: level.shows_failures().then(|| {
                standings()
                    .filter(|one| one.verdict.is_tested() && !one.has_passed())
                    .count()
            }),
        }
    } else {
        matrix.count
    };
    ScenarioResults {
        id: line(&matrix.scenario.id),
        title: matrix.scenario.title.as_deref().map(line),
        passed: count.passed,
        not_passed: count.not_passed,
        possible,
        table: matrix.roles.as_ref().map(|roles| grid(matrix, roles)),
        others: matrix
            .others
            .iter()
            .map(|one| line(&format!("{}: {}", systems(one), standing(one))))
            .collect(),
    }
}

fn grid(matrix: &Matrix<'_>, (down, across): &(String, String)) -> Grid {
    let row = |(at, partner)| GridRow {
        name: line(&name(partner)),
        cells: (0..matrix.columns.len())
            .map(|column| {
                let cell = matrix.cells.get(&(at, column));
                cell.map_or_else(GridCell::default, |cell| GridCell {
                    class: class(cell),
                    text: line(&describe(cell)),
                })
            })
            .collect(),
    };
    Grid {
        down: line(down),
        across: line(across),
        columns: matrix.columns.iter().map(|one| line(&name(one))).collect(),
        rows: matrix.rows.iter().enumerate().map(row).collect(),
    }
}
