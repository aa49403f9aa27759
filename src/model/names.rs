//! Which names mean the same: of organizations, artifacts, specifications and tracks, in one workspace or in several that are read together.

use std::collections::{BTreeMap, HashMap};

use crate::model::Settings;
use crate::model::fhir_version;
use crate::model::one_or_many::{Table, Texts};
use crate::model::person::fold;

/// The names that the settings of workspaces know. What an earlier workspace says of a name counts before what a later one says.
#[derive(Debug, Clone, Default)]
pub struct Names {
    organizations: BTreeMap<String, String>,
    /// Organizations by the one at the top of those that they belong to.
    parents: BTreeMap<String, String>,
    /// What organizations are called, as the settings write it.
    titles: BTreeMap<String, String>,
    artifacts: BTreeMap<String, String>,
    specifications: BTreeMap<String, String>,
    tracks: BTreeMap<String, String>,
}

impl Names {
    pub fn new<'s>(settings: impl IntoIterator<Item = &'s Settings>) -> Self {
        let mut names = Self::default();
        for settings in settings {
            for organization in settings.organizations.iter() {
                let key = fold(&organization.name);
                let title = || organization.name.trim().to_owned();
                names.titles.entry(key.clone()).or_insert_with(title);
                for alias in organization.aliases.iter() {
                    add(&mut names.organizations, fold(alias), &key);
                }
                if let Some(parent) = organization.parent.as_deref() {
                    let title = || parent.trim().to_owned();
                    names.titles.entry(fold(parent)).or_insert_with(title);
                    names.parents.entry(key).or_insert_with(|| fold(parent));
                }
            }
            let Some(aliases) = &settings.aliases else {
                continue;
            };
            add_all(&mut names.artifacts, &aliases.artifacts, artifact_key);
            add_all(
                &mut names.specifications,
                &aliases.specifications,
                specification_key,
            );
            add_all(&mut names.tracks, &aliases.tracks, fold);
        }
        for chains in [
            &mut names.organizations,
            &mut names.artifacts,
            &mut names.specifications,
            &mut names.tracks,
        ] {
            resolve(chains);
        }
        // Whichever of its names says what an organization belongs to.
        for (one, parent) in std::mem::take(&mut names.parents) {
            let (key, parent) = (names.organization(&one), names.organization(&parent));
            names.parents.entry(key).or_insert(parent);
        }
        resolve(&mut names.parents);
        names
    }

    /// What an organization is compared by.
    pub fn organization(&self, name: &str) -> String {
        end(&self.organizations, fold(name))
    }

    /// What organizations are compared by that are independent of each other: the one at the top of those that it belongs to.
    pub fn independent(&self, name: &str) -> String {
        end(&self.parents, self.organization(name))
    }

    /// What an organization is called in the settings, by its key.
    pub fn title(&self, key: &str) -> Option<&str> {
        self.titles.get(key).map(String::as_str)
    }

    /// What an artifact is compared by.
    pub fn artifact(&self, name: &str) -> String {
        end(&self.artifacts, artifact_key(name))
    }

    /// What a specification is compared by, whatever version of it is meant.
    pub fn specification(&self, name: &str) -> String {
        end(&self.specifications, specification_key(name))
    }

    /// What a track is compared by over the years.
    pub fn track(&self, slug: &str) -> String {
        end(&self.tracks, fold(slug))
    }
}

fn add(names: &mut BTreeMap<String, String>, alias: String, key: &str) {
    if alias != key && !alias.is_empty() {
        names.entry(alias).or_insert_with(|| key.to_owned());
    }
}

fn add_all(names: &mut BTreeMap<String, String>, table: &Table<Texts>, key: fn(&str) -> String) {
    for (name, aliases) in table.iter() {
        for alias in aliases.iter() {
            add(names, key(alias), &key(name));
        }
    }
}

/// The name at the end of the chain that a name begins.
fn end(ends: &BTreeMap<String, String>, key: String) -> String {
    ends.get(&key).cloned().unwrap_or(key)
}

/// Leads each name of a chain to its end at once, so that no chain is gone along again for each record; of one that runs in a circle,
/// to the least name of the circle.
fn resolve(chains: &mut BTreeMap<String, String>) {
    let mut ends: HashMap<&str, &str> = HashMap::with_capacity(chains.len());
    for start in chains.keys() {
        let (mut way, mut places) = (Vec::new(), HashMap::new());
        let mut at = start.as_str();
        let end = loop {
            if let Some(end) = ends.get(at) {
                break *end;
            }
            if let Some(again) = places.insert(at, way.len()) {
                break way[again..].iter().copied().min().unwrap_or(at);
            }
            way.push(at);
            let Some(next) = chains.get(at) else {
                break at;
            };
            at = next;
        };
        ends.extend(way.into_iter().map(|one| (one, end)));
    }
    let ends: Vec<(String, String)> = ends
        .into_iter()
        .map(|(one, end)| (one.to_owned(), end.to_owned()))
        .collect();
    chains.extend(ends);
}

/// An artifact as it is compared: what is in parentheses behind it says more of it, and is no part of the name.
fn artifact_key(name: &str) -> String {
    let plain = name.split('(').next().unwrap_or(name);
    fold(if plain.trim().is_empty() { name } else { plain })
}

/// A specification as it is compared: without addresses and versions, as long as anything is left.
fn specification_key(name: &str) -> String {
    let folded = fold(name);
    let is_name = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let number = word.strip_prefix('v').unwrap_or(word);
        let is_version = number.starts_with(|c: char| c.is_ascii_digit())
            || word == "stu"
            || (word != "fhir" && !fhir_version::releases(word).is_empty());
        !word.is_empty() && !word.contains("://") && !is_version
    };
    let words: Vec<&str> = folded.split_whitespace().collect();
    let named: Vec<&str> = words.iter().copied().filter(|word| is_name(word)).collect();
    let named = if named.is_empty() { words } else { named };
    let text = named.join(" ");
    text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(settings: &[&str]) -> Names {
        let settings: Vec<Settings> = settings
            .iter()
            .map(|text| crate::yaml::read(text).unwrap_or_else(|error| unreachable!("{error}")))
            .collect();
        Names::new(&settings)
    }

    #[test]
    fn an_organization_is_known_by_each_of_its_names_and_by_the_one_it_belongs_to() {
        let names = names(&[
            "organizations:\n  - {name: Sample Systems, aliases: [SaSy, Sample Systems Inc.]}\n  - {name: Sample Labs, parent: SASY}\n",
            // A later workspace adds, and contradicts nothing.
            "organizations:\n  - {name: Other, aliases: [SaSy, Otto]}\n  - {name: Sample Labs, parent: Other}\n",
        ]);
        assert_eq!(names.organization("sasy"), "sample systems");
        assert_eq!(names.organization("Otto"), "other");
        assert_eq!(names.organization("Sample Labs"), "sample labs");
        assert_eq!(names.independent("Sample Labs"), "sample systems");
        assert_eq!(names.independent("Nobody Knows"), "nobody knows");
        assert_eq!(names.title("sample systems"), Some("Sample Systems"));
    }

    #[test]
    fn a_circle_of_names_has_one_end() {
        let names = names(&[
            "organizations:\n  - {name: A, aliases: [B], parent: C}\n  - {name: B, aliases: [A]}\n  - {name: C, parent: A}\n",
        ]);
        assert_eq!(names.organization("A"), names.organization("B"));
        assert_eq!(names.independent("A"), names.independent("C"));
    }

    #[test]
    fn a_chain_of_names_has_one_end_wherever_it_is_entered() {
        let names = names(&[
            "organizations:\n  - {name: A, aliases: [B]}\n  - {name: B, aliases: [C]}\n  - {name: D, aliases: [E], parent: C}\n  - {name: A, parent: F}\n  - {name: F, aliases: [G]}\n",
        ]);
        for name in ["A", "B", "C"] {
            assert_eq!(names.organization(name), "a");
            assert_eq!(names.independent(name), "f");
        }
        assert_eq!(names.organization("E"), "d");
        assert_eq!(names.independent("E"), "f");
        assert_eq!(names.independent("G"), "f");
        assert_eq!(names.organization("X"), "x");
    }

    #[test]
    fn a_specification_is_one_in_all_its_versions() {
        let names = names(&[
            "aliases:\n  specifications: {US Core: [hl7.fhir.us.core]}\n  artifacts: {Patient: US Core Patient}\n  tracks: {patient: [patients]}\n",
        ]);
        for text in [
            "US Core",
            "US Core 6.1.0",
            "us core v7.0.0-ballot, https://hl7.org/fhir/us/core",
            "hl7.fhir.us.core",
        ] {
            assert_eq!(names.specification(text), "us core", "{text}");
        }
        assert_eq!(names.specification("FHIR R4 Patient"), "fhir patient");
        assert_eq!(names.specification("FHIR R4"), "fhir");
        assert_eq!(names.specification("R4"), "r4");
        assert_eq!(names.artifact("Patient (read, search)"), "patient");
        assert_eq!(names.artifact("us core patient"), "patient");
        assert_eq!(names.track("patients"), "patient");
    }
}
