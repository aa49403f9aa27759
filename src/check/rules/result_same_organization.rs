use crate::analysis::standings::Partner;
use crate::check::prelude::*;
use crate::model::{Slug, TestResult};

rule! {
    /// Both sides of a result are systems of one organization.
    /// ## Why
    /// Two systems of one organization may share their code and their misunderstandings: that they work together
    /// says nothing of others. The run stays on record, is marked in the matrix, and counts for nothing.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// systems:
    ///   client: Example Health/Alpha
    ///   server: Example Health/Beta
    /// ```
    /// Good:
    /// ```yaml
    /// systems:
    ///   client: Example Health/Alpha
    ///   server: Sample Systems/Gamma
    /// ```
    /// ## Source
    /// IHE: tests within one organization do not prove interoperability.
    pub static RULE: Rule {
        name: "result-same-organization",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Result(check),
    }
}

fn check(result: &Record<TestResult>, _: &Slug, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let partners = result.value.systems.values();
    let partners: Vec<Partner> = partners
        .map(|text| Partner::new(text, facts.systems()))
        .collect();
    for (at, one) in partners.iter().enumerate() {
        let Some(other) = partners[..at]
            .iter()
            .find(|other| other.organization_key == one.organization_key)
        else {
            continue;
        };
        let message = if other.system_key == one.system_key {
            format!("system '{}' is on both sides", one.system)
        } else {
            format!(
                "'{}' and '{}' are both of {}",
                other.system, one.system, one.organization
            )
        };
        found
            .add("systems", format!("{message}: the run counts for nothing"))
            .help("record runs with systems of other organizations; withdraw this one if it was a slip");
        return;
    }
}
