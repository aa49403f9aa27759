//! What an out-of-cycle event is asked before it is approved: nine criteria, what the record answers, and what it leaves open.
//!
//! The rules `out-of-cycle-…` and the approval request both ask here, so they cannot disagree.

use crate::analysis::lead_names::is_open;
use crate::model::Event;
use crate::model::out_of_cycle::YesNo;
use crate::model::person::Person;
use crate::model::placeholder::is_unanswered;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// The sponsor is HL7 International or one of its affiliates.
    Sponsor,
    Coordinator,
    TechnicalLead,
    /// At least one person is familiar with FHIR.
    FhirExperience,
    /// People have taken part before, have an implementation, and so on.
    PriorExperience,
    /// The version of the specification is named.
    Version,
    /// Whether a frozen version is needed, and other requirements, are stated.
    Requirements,
    Scenarios,
    /// Comments from the event are handled as STU comments.
    Comments,
}

/// All of them, in the order they are asked.
pub static CRITERIA: [Criterion; 9] = [
    Criterion::Sponsor,
    Criterion::Coordinator,
    Criterion::TechnicalLead,
    Criterion::FhirExperience,
    Criterion::PriorExperience,
    Criterion::Version,
    Criterion::Requirements,
    Criterion::Scenarios,
    Criterion::Comments,
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub path: &'static str,
    /// What is missing, in a sentence without a full stop.
    pub what: &'static str,
    pub help: &'static str,
}

impl Criterion {
    pub fn key(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Coordinator => "coordinator",
            Self::TechnicalLead => "technical-lead",
            Self::FhirExperience => "fhir-experience",
            Self::PriorExperience => "prior-experience",
            Self::Version => "version",
            Self::Requirements => "requirements",
            Self::Scenarios => "scenarios",
            Self::Comments => "comments-as-stu",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Sponsor => "Sponsored by HL7 International or an affiliate",
            Self::Coordinator => "Coordinator named",
            Self::TechnicalLead => "Technical lead named",
            Self::FhirExperience => "At least one person familiar with FHIR",
            Self::PriorExperience => "Prior Connectathons or implementations",
            Self::Version => "Version of the specification named",
            Self::Requirements => "Frozen version and other requirements stated",
            Self::Scenarios => "Scenarios described",
            Self::Comments => "Comments handled as STU comments",
        }
    }

    /// What the record answers, without anybody's address; empty when it answers nothing.
    pub fn answers(self, event: &Event) -> Vec<String> {
        match self {
            Self::Sponsor => {
                let sponsor = event.sponsor.as_ref();
                let name = sponsor.and_then(|sponsor| given(sponsor.name.as_deref()));
                let kind = sponsor.and_then(|sponsor| sponsor.kind);
                match (name, kind) {
                    (Some(name), Some(kind)) => vec![format!("{name}, {}", kind.phrase())],
                    (Some(name), None) => vec![name],
                    (None, Some(kind)) => vec![kind.phrase().to_owned()],
                    (None, None) => Vec::new(),
                }
            }
            Self::Coordinator => event
                .coordinator
                .as_ref()
                .and_then(display)
                .into_iter()
                .collect(),
            Self::TechnicalLead => event
                .technical_lead
                .as_ref()
                .and_then(display)
                .into_iter()
                .collect(),
            Self::FhirExperience => event.fhir_experienced.iter().filter_map(display).collect(),
            Self::PriorExperience => given(event.prior_experience.as_deref())
                .into_iter()
                .collect(),
            Self::Version => filled(&event.fhir_versions),
            Self::Requirements => {
                let other = filled(&event.other_requirements);
                let other = (!other.is_empty()).then(|| format!("other: {}", other.join("; ")));
                frozen(event).into_iter().chain(other).collect()
            }
            Self::Scenarios => filled(&event.scenarios),
            Self::Comments => match event.comments_as_stu {
                Some(YesNo::Yes) => vec!["yes".to_owned()],
                Some(YesNo::No) => vec!["no".to_owned()],
                None => Vec::new(),
            },
        }
    }

    /// What is missing; nothing when the criterion is met.
    pub fn gaps(self, event: &Event) -> Vec<Gap> {
        let gap = |path, what, help| vec![Gap { path, what, help }];
        let person = |person: Option<&Person>| person.and_then(display).is_some();
        match self {
            Self::Sponsor => {
                let sponsor = event.sponsor.as_ref();
                if sponsor.is_none_or(|sponsor| is_unanswered(sponsor.name.as_deref())) {
                    gap(
                        "sponsor.name",
                        "no sponsor is named",
                        "add 'sponsor' with a name, and a kind: hl7-international or affiliate",
                    )
                } else if sponsor.is_some_and(|sponsor| sponsor.kind.is_none()) {
                    gap(
                        "sponsor.kind",
                        "the record does not say what the sponsor is to HL7",
                        "add 'kind' to the sponsor: hl7-international or affiliate",
                    )
                } else {
                    Vec::new()
                }
            }
            Self::Coordinator if !person(event.coordinator.as_ref()) => gap(
                "coordinator",
                "no coordinator is named",
                "add 'coordinator' with a name: who runs the event",
            ),
            Self::TechnicalLead if !person(event.technical_lead.as_ref()) => gap(
                "technical-lead",
                "no technical lead is named",
                "add 'technical-lead' with a name: who answers technical questions",
            ),
            Self::FhirExperience
                if !event
                    .fhir_experienced
                    .iter()
                    .any(|one| display(one).is_some()) =>
            {
                gap(
                    "fhir-experienced",
                    "no one who is familiar with FHIR is named",
                    "add one person at least to 'fhir-experienced'",
                )
            }
            Self::PriorExperience if is_unanswered(event.prior_experience.as_deref()) => gap(
                "prior-experience",
                "the record does not say who took part in a Connectathon before or has an implementation",
                "add 'prior-experience': earlier Connectathons, implementations, pilots",
            ),
            Self::Version if event.fhir_versions.is_unanswered() => gap(
                "fhir-versions",
                "no version of the specification is named",
                "add 'fhir-versions', such as [R4]",
            ),
            Self::Requirements => requirements(event),
            Self::Scenarios if event.scenarios.is_unanswered() => gap(
                "scenarios",
                "no scenario is described",
                "add 'scenarios': a sentence for each thing that is to be tested",
            ),
            Self::Comments => match event.comments_as_stu {
                Some(YesNo::Yes) => Vec::new(),
                Some(YesNo::No) => gap(
                    "comments-as-stu",
                    "comments from the event are not to be handled as STU comments",
                    "agree on it and say 'comments-as-stu: yes'; approval depends on it",
                ),
                None => gap(
                    "comments-as-stu",
                    "the record does not say that comments from the event are handled as STU comments",
                    "add 'comments-as-stu: yes'",
                ),
            },
            _ => Vec::new(),
        }
    }
}

/// An explicit no counts, silence does not.
fn requirements(event: &Event) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let frozen = event.frozen_version.as_ref();
    match frozen.and_then(|frozen| frozen.required) {
        None => gaps.push(Gap {
            path: "frozen-version.required",
            what: "the record does not say whether a frozen version of the specification is needed",
            help: "add 'frozen-version' with 'required: yes' or 'required: no'",
        }),
        Some(YesNo::Yes) if is_unanswered(frozen.and_then(|frozen| frozen.version.as_deref())) => {
            gaps.push(Gap {
                path: "frozen-version.version",
                what: "a frozen version is needed, and the record does not say which",
                help: "add 'version' to 'frozen-version'",
            });
        }
        Some(_) => {}
    }
    if event.other_requirements.is_unanswered() {
        gaps.push(Gap {
            path: "other-requirements",
            what: "the record does not say whether there are other requirements",
            help: "add 'other-requirements'; None is a valid answer",
        });
    }
    gaps
}

fn frozen(event: &Event) -> Option<String> {
    let frozen = event.frozen_version.as_ref()?;
    let reason = given(frozen.reason.as_deref()).map_or(String::new(), |why| format!(" ({why})"));
    match frozen.required? {
        YesNo::No => Some(format!("no frozen version needed{reason}")),
        YesNo::Yes => {
            let which = given(frozen.version.as_deref());
            let which = which.unwrap_or_else(|| "which one is not said".to_owned());
            Some(format!("frozen version needed: {which}{reason}"))
        }
    }
}

/// A person by name and organization, never by address; `None` for no one and for a placeholder.
fn display(person: &Person) -> Option<String> {
    let name = person.display_name().filter(|_| !is_open(person))?;
    let organization = given(person.organization.as_deref()).filter(|text| !text.contains('@'));
    Some(organization.map_or_else(|| name.clone(), |at| format!("{name}, {at}")))
}

fn given(text: Option<&str>) -> Option<String> {
    let text = text.filter(|text| !is_unanswered(Some(text)))?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn filled(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| given(Some(text))).collect()
}

/// The criteria that a record leaves open.
pub fn open_criteria(event: &Event) -> Vec<Criterion> {
    let open = |criterion: &Criterion| !criterion.gaps(event).is_empty();
    CRITERIA.into_iter().filter(open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(more: &str) -> Event {
        let text = format!(
            "name: E\nkind: out-of-cycle\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n{more}"
        );
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}\n{text}"))
    }

    #[test]
    fn silence_leaves_all_nine_open() {
        assert_eq!(open_criteria(&event("")), CRITERIA);
    }

    #[test]
    fn an_explicit_no_counts_and_a_placeholder_does_not() {
        let gaps = |more: &str| -> Vec<&'static str> {
            let gaps = Criterion::Requirements.gaps(&event(more));
            gaps.iter().map(|gap| gap.path).collect()
        };
        assert_eq!(gaps(""), ["frozen-version.required", "other-requirements"]);
        assert!(gaps("frozen-version: {required: no}\nother-requirements: None\n").is_empty());
        assert_eq!(
            gaps("frozen-version: {required: yes}\nother-requirements: TBD\n"),
            ["frozen-version.version", "other-requirements"]
        );
        assert!(
            gaps("frozen-version: {required: yes, version: 4.0.1}\nother-requirements: [power]\n")
                .is_empty()
        );
    }

    #[test]
    fn an_address_names_no_one() {
        for (more, met) in [
            ("coordinator: {name: Olu Organizer}", true),
            ("coordinator: {name: olu@example.org}", false),
            ("coordinator: {email: olu@example.org}", false),
            ("coordinator: {name: TBD}", false),
            ("coordinator:", false),
        ] {
            let gaps = Criterion::Coordinator.gaps(&event(&format!("{more}\n")));
            assert_eq!(gaps.is_empty(), met, "{more}");
        }
        let told = event(
            "coordinator: {name: Olu Organizer <olu@example.org>, organization: Example Health}\n",
        );
        assert_eq!(
            Criterion::Coordinator.answers(&told),
            ["Olu Organizer, Example Health"]
        );
    }
}
