use crate::analysis::probe_mismatches::differences;
use crate::check::prelude::*;

rule! {
    /// A probe found something else than a registration says of its system.
    /// ## Why
    /// Partners choose each other by what the registrations say. A server of another FHIR version, or one that
    /// does not answer, costs both sides the hour that was set aside for it.
    ///
    /// Only what `cxn systems probe` recorded is looked at; the check itself asks no server. A system that is `planned`,
    /// `not-yet` or `broken` need not answer.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// systems:
    ///   - name: Probe Server
    ///     base-url: https://fhir.example.org/r4
    ///     fhir-versions: [R4]
    ///     status: ready
    ///     probe:
    ///       at: 2026-09-01T12:00:00Z
    ///       outcome: answered
    ///       fhir-version: 3.0.2
    /// ```
    /// Good:
    /// ```yaml
    /// systems:
    ///   - name: Probe Server
    ///     base-url: https://fhir.example.org/r4
    ///     fhir-versions: [R4]
    ///     status: ready
    ///     probe:
    ///       at: 2026-09-01T12:00:00Z
    ///       outcome: answered
    ///       fhir-version: 4.0.1
    /// ```
    /// ## Source
    /// Registration: hundreds register on the last day, unprepared, some with a server that no one can reach.
    pub static RULE: Rule {
        name: "system-differs-from-claim",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    // What was not as said at an event that is over cannot be fixed.
    if facts.has_ended() {
        return;
    }
    for (at, system) in person.value.systems.iter().enumerate() {
        let Some(probe) = &system.probe else { continue };
        for difference in differences(system, probe) {
            let name = system.name.trim();
            let day = facts.local(probe.at).format("%Y-%m-%d");
            found
                .add(
                    format!("systems[{at}].{}", difference.key),
                    format!("system '{name}' {}", difference.message),
                )
                .related(
                    &person.file,
                    format!("systems[{at}].probe"),
                    format!("probed on {day}"),
                )
                .help("correct the registration or the server, then run 'cxn systems probe' again");
        }
    }
}
