//! What a probe of a system found, held against what its registration says.

use std::collections::BTreeSet;

use crate::model::fhir_version::{Release, releases};
use crate::model::registration::{Probe, ProbeOutcome, System, SystemStatus};

/// Something a probe found that the registration says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key of the system that is in doubt.
    pub key: &'static str,
    /// What differs, in a sentence without a full stop and without the system's name.
    pub message: String,
}

impl ProbeOutcome {
    /// The outcome in a sentence: `sent no capability statement`.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Unreachable => "did not answer",
            Self::TimedOut => "did not answer in time",
            Self::HttpError => "answered with an error",
            Self::Redirected => "redirected the probe",
            Self::TooLarge => "sent too much",
            Self::NotFhir => "sent no capability statement",
        }
    }
}

/// What a probe found that the system's own record says otherwise.
pub fn differences(system: &System, probe: &Probe) -> Vec<Difference> {
    let mut differences = Vec::new();
    let claimed: BTreeSet<Release> = system
        .fhir_versions
        .iter()
        .flat_map(|text| releases(text))
        .collect();
    if let Some(found) = probe.fhir_version.as_deref() {
        let answered = releases(found);
        if !claimed.is_empty() && !answered.is_empty() && claimed.is_disjoint(&answered) {
            let list = |set: &BTreeSet<Release>| {
                let names: Vec<String> = set.iter().map(ToString::to_string).collect();
                names.join(", ")
            };
            differences.push(Difference {
                key: "fhir-versions",
                message: format!(
                    "answers with FHIR {found} ({}), and its registration says {}",
                    list(&answered),
                    list(&claimed)
                ),
            });
        }
    }
    if system.status == Some(SystemStatus::Ready) && probe.outcome != ProbeOutcome::Answered {
        differences.push(Difference {
            key: "status",
            message: format!(
                "is registered as ready, and {} when it was probed",
                probe.outcome.describe()
            ),
        });
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(system: &str, probe: &str) -> Vec<String> {
        let system: System = crate::yaml::read(&format!("{{name: S, {system}}}"))
            .unwrap_or_else(|error| unreachable!("{error}"));
        let probe = format!("{{at: '2026-08-01T12:00:00Z', {probe}}}");
        let probe: Probe =
            crate::yaml::read(&probe).unwrap_or_else(|error| unreachable!("{error}"));
        differences(&system, &probe)
            .into_iter()
            .map(|one| format!("{}: {}", one.key, one.message))
            .collect()
    }

    #[test]
    fn versions_differ_when_they_share_no_release() {
        let answered = |version: &str| format!("outcome: answered, fhir-version: {version}");
        assert_eq!(
            found("fhir-versions: [R4]", &answered("3.0.2")),
            ["fhir-versions: answers with FHIR 3.0.2 (R3), and its registration says R4"]
        );
        for (claim, version) in [
            ("[R4]", "4.0.1"),
            ("[R4, R5]", "4.0.1"),
            ("[]", "3.0.2"),
            ("[R4]", "'9.9'"),
            ("[latest]", "4.0.1"),
        ] {
            let claim = format!("fhir-versions: {claim}");
            assert_eq!(
                found(&claim, &answered(version)),
                Vec::<String>::new(),
                "{claim} {version}"
            );
        }
    }

    #[test]
    fn only_what_is_registered_as_ready_has_to_answer() {
        let keys = |status: &str, outcome: &str| {
            found(&format!("status: {status}"), &format!("outcome: {outcome}")).len()
        };
        assert_eq!(
            (keys("ready", "unreachable"), keys("ready", "answered")),
            (1, 0)
        );
        for status in ["planned", "not-yet", "broken"] {
            assert_eq!(keys(status, "unreachable"), 0, "{status}");
        }
    }
}
