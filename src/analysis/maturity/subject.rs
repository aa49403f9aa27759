//! What evidence is about: an artifact, or a whole specification.

use std::collections::BTreeMap;

use crate::model::Track;
use crate::model::names::Names;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::says_none;
use crate::model::track::Scenario;
use crate::model::words::words;

words! {
    /// What a subject is.
    pub enum Kind {
        /// A resource, a profile, an operation.
        Artifact = "artifact",
        /// A specification, in all its versions.
        Specification = "specification",
    }
}

/// What evidence is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub kind: Kind,
    /// What it is compared by.
    pub key: String,
}

/// The names in a list that name something.
pub(super) fn named(texts: &Texts) -> impl Iterator<Item = &str> {
    let answers = texts.answered().map(|text| text.trim());
    answers.filter(|text| !says_none(text))
}

/// Everything that a track is about, with how it writes it.
pub fn subjects(track: &Track, names: &Names) -> BTreeMap<Subject, String> {
    let of_scenarios = track.scenarios.iter().flat_map(|one| named(&one.artifacts));
    let artifacts = named(&track.artifacts).chain(of_scenarios);
    let artifacts = artifacts.map(|text| (Kind::Artifact, names.artifact(text), text));
    let specifications = named(&track.specifications);
    let specifications =
        specifications.map(|text| (Kind::Specification, names.specification(text), text));
    let mut subjects = BTreeMap::new();
    for (kind, key, text) in artifacts.chain(specifications) {
        subjects
            .entry(Subject { kind, key })
            .or_insert_with(|| text.to_owned());
    }
    subjects
}

impl Subject {
    /// Whether a track is about it.
    pub fn is_of(&self, track: &Track, names: &Names) -> bool {
        match self.kind {
            Kind::Artifact => {
                self.is_among(&track.artifacts, names)
                    || track
                        .scenarios
                        .iter()
                        .any(|one| self.is_among(&one.artifacts, names))
            }
            Kind::Specification => {
                named(&track.specifications).any(|text| names.specification(text) == self.key)
            }
        }
    }

    /// Whether a scenario is about it. One that names no artifacts is about all of its track's.
    pub fn is_in(&self, track: &Track, scenario: &Scenario, names: &Names) -> bool {
        match self.kind {
            Kind::Artifact if named(&scenario.artifacts).next().is_some() => {
                self.is_among(&scenario.artifacts, names)
            }
            Kind::Artifact => self.is_among(&track.artifacts, names),
            Kind::Specification => self.is_of(track, names),
        }
    }

    fn is_among(&self, artifacts: &Texts, names: &Names) -> bool {
        named(artifacts).any(|text| names.artifact(text) == self.key)
    }
}
