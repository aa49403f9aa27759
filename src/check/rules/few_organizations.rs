use crate::check::prelude::*;

rule! {
    /// Fewer than three independent organizations are expected.
    /// ## Why
    /// Two systems of one organization do not prove interoperability, and a resource needs three independently developed systems to
    /// reach the next level of maturity.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// expected-participants:
    ///   - Example Health
    ///   - example health
    /// ```
    /// Good:
    /// ```yaml
    /// expected-participants:
    ///   - Example Health
    ///   - Sample Systems
    ///   - Probe Labs
    /// ```
    /// ## Source
    /// HL7's FHIR maturity model: level 2 needs an exchange between at least three independently developed systems. Advice; it never
    /// blocks.
    pub static RULE: Rule {
        name: "few-organizations",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

/// How many independently developed systems level 2 of the maturity model asks for.
const ENOUGH: usize = 3;

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let expected = &track.value.expected_participants;
    if expected.list().is_empty() || expected.is_bare() {
        return;
    }
    let organizations = expected.organizations();
    if organizations.len() >= ENOUGH {
        return;
    }
    let listed = match organizations[..] {
        [] => "no organization".to_owned(),
        [one] => format!("only one organization ('{one}')"),
        _ => format!("only {} independent organizations", organizations.len()),
    };
    found
        .add(
            "expected-participants",
            format!("the proposal expects {listed}"),
        )
        .expected([format!("at least {ENOUGH} independent organizations")])
        .help("invite more: maturity level 2 needs three independently developed systems");
}
