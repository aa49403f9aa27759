use std::collections::HashMap;

use crate::check::prelude::*;
use crate::model::criteria::{CriteriaSet, Needs};

rule! {
    /// Maturity criteria ask for something that no evidence can be held against.
    /// ## Why
    /// `cxn maturity` says what is missing for the next level. A level that is there twice, that asks for nothing, or for more
    /// than all scenarios, makes that wrong for every artifact.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// levels:
    ///   - level: Tested
    ///     needs: {organizations: 3, coverage: 800}
    /// ```
    /// Good:
    /// ```yaml
    /// levels:
    ///   - level: Tested
    ///     needs: {organizations: 3, coverage: 80}
    /// ```
    /// ## Source
    /// Design choice: maturity criteria are data with a source, like templates.
    pub static RULE: Rule {
        name: "criteria-broken",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, all: &mut Vec<Finding>, rule: &'static RuleInfo) {
    for record in facts.workspace.criteria.values() {
        let mut found = Findings::new(rule, &record.file, None, all);
        levels(record, &mut found);
    }
}

fn levels(record: &Record<CriteriaSet>, found: &mut Findings<'_>) {
    let levels = &record.value.levels;
    if levels.is_empty() {
        found
            .add("levels", "the criteria have no levels")
            .help("add one with what it needs, or delete the file");
    }
    let mut first = HashMap::<&str, usize>::new();
    for (at, level) in levels.iter().enumerate() {
        let name = level.level.trim();
        if let Some(before) = first.get(name) {
            let earlier = format!("levels[{before}].level");
            found
                .add(
                    format!("levels[{at}].level"),
                    format!("the level '{name}' is in the criteria twice"),
                )
                .related(&record.file, earlier, "it is here first")
                .help("call one of the two something else");
        } else {
            first.insert(name, at);
        }
        if level.needs == Needs::default() && level.also.is_unanswered() {
            found
                .add(
                    format!("levels[{at}].level"),
                    format!("the level '{name}' asks for nothing"),
                )
                .help("say under 'needs' what records can show, and under 'also' what else it asks for");
        }
        if let Some(percent) = level.needs.coverage.filter(|percent| *percent > 100) {
            found
                .add(
                    format!("levels[{at}].needs.coverage"),
                    format!("the level '{name}' asks for {percent} % of the scenarios"),
                )
                .expected(["a number from 1 to 100"]);
        }
    }
}
