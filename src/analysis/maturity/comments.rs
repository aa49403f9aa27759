//! Comments of implementers: issues about a subject that went to the tracker.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::disclosure::{Level, shown_issues};
use crate::analysis::maturity::subject::{Kind, Subject, named};
use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::names::Names;
use crate::model::person::fold;
use crate::model::placeholder::{is_unanswered, says_none};
use crate::workspace::EventFolder;

/// The issues of an event against specifications that are in the tracker, in parts: those about one artifact of one specification, or
/// about a specification and none of its artifacts. A subject is made of parts, as an event is of scenarios.
#[derive(Debug, Default)]
pub struct Comments(BTreeMap<About, Part>);

/// What the workspace that issues are in compares a specification and an artifact by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    specification: Option<String>,
    artifact: Option<String>,
}

/// The issues about one thing.
#[derive(Debug, Default)]
pub struct Part {
    /// Their keys in the tracker.
    pub keys: BTreeSet<String>,
    /// The independent organizations that found them, as far as that is written down.
    pub organizations: BTreeSet<String>,
}

impl Comments {
    /// Those that a level tells of: parts by what their own workspace knows, organizations by what is asked. What the tracker closed as a
    /// duplicate is no distinct comment.
    pub fn new(folder: &EventFolder, level: Level, own: &Names, organizations: &Names) -> Self {
        let finders = Finders::new(folder, organizations);
        let mut parts = BTreeMap::<About, Part>::new();
        for record in shown_issues(level, folder) {
            let issue = &record.value;
            let Some(key) = issue.key().filter(|_| !is_duplicate(issue)) else {
                continue;
            };
            if issue.against != Target::Specification {
                continue;
            }
            let finder = issue.found_by.as_deref();
            let organization = finder.and_then(|finder| finders.organization(finder));
            let specification = issue.specification.as_deref();
            let specification = specification.map(|name| own.specification(name));
            let mut artifacts: BTreeSet<Option<String>> = named(&issue.artifacts)
                .map(|name| Some(own.artifact(name)))
                .collect();
            if artifacts.is_empty() {
                artifacts.insert(None);
            }
            for artifact in artifacts {
                let about = About {
                    specification: specification.clone(),
                    artifact,
                };
                let part = parts.entry(about).or_default();
                part.keys.insert(key.to_uppercase());
                part.organizations.extend(organization.clone());
            }
        }
        Self(parts)
    }

    /// The parts that a subject is made of, whose key is what these names compare it by.
    pub fn about<'c>(
        &'c self,
        subject: &'c Subject,
        names: &'c Names,
    ) -> impl Iterator<Item = &'c Part> {
        let is_about = |about: &About| {
            let key = match subject.kind {
                Kind::Artifact => about.artifact.as_deref().map(|name| names.artifact(name)),
                Kind::Specification => {
                    let name = about.specification.as_deref();
                    name.map(|name| names.specification(name))
                }
            };
            key.as_ref() == Some(&subject.key)
        };
        let parts = self.0.iter();
        parts.filter_map(move |(about, part)| is_about(about).then_some(part))
    }
}

fn is_duplicate(issue: &Issue) -> bool {
    issue.tracker.as_ref().is_some_and(|ticket| {
        let said = [&ticket.status, &ticket.resolution];
        said.into_iter()
            .flatten()
            .any(|text| fold(text) == "duplicate")
    })
}

/// Who may have found an issue, by folded names.
struct Finders<'f> {
    /// The organization of each person who is registered; of people of one name the first.
    people: HashMap<String, Option<&'f str>>,
    organizations: BTreeSet<String>,
    names: &'f Names,
}

impl<'f> Finders<'f> {
    fn new(folder: &'f EventFolder, names: &'f Names) -> Self {
        let mut finders = Self {
            people: HashMap::new(),
            organizations: BTreeSet::new(),
            names,
        };
        // "None" and "TBD" name none.
        let is_name = |name: &&str| !is_unanswered(Some(name)) && !says_none(name);
        for person in folder.registrations.values() {
            let organization = person.value.organization.as_deref().filter(is_name);
            let name = fold(&person.value.name);
            finders.people.entry(name).or_insert(organization);
            finders.organizations.extend(organization.map(fold));
        }
        finders
    }

    /// The organization of a person who is registered, or the one that is named itself.
    fn organization(&self, finder: &str) -> Option<String> {
        let finder = fold(finder);
        if let Some(organization) = self.people.get(&finder) {
            return organization.map(|name| self.names.independent(name));
        }
        let in_settings = || {
            self.names
                .title(&self.names.organization(&finder))
                .is_some()
        };
        let is_known = self.organizations.contains(&finder) || in_settings();
        is_known.then(|| self.names.independent(&finder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::event_facts::tests::with_facts;
    use crate::analysis::maturity::subject::Kind;

    #[test]
    fn none_and_tbd_are_no_organizations_that_comment() {
        let organizations = ["Probe Labs", "None", "n/a", "TBD", "unknown"];
        let mut files = vec![(
            "event.yaml".to_owned(),
            "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-19\n".to_owned(),
        )];
        for (at, organization) in organizations.iter().enumerate() {
            files.push((
                format!("registrations/p{at}.yaml"),
                format!("{{name: P{at}, organization: {organization}}}"),
            ));
            for (which, finder) in [("a", format!("P{at}")), ("b", (*organization).to_owned())] {
                files.push((
                    format!("issues/i{at}{which}.yaml"),
                    format!("{{title: I, against: specification, artifacts: [Patient], found-by: {finder}, tracker: {{key: FHIR-{at}}}}}"),
                ));
            }
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let names = Names::default();
        let subject = Subject {
            kind: Kind::Artifact,
            key: names.artifact("Patient"),
        };
        with_facts("2026-12-01T12:00:00Z", &files, |facts| {
            let comments = Comments::new(facts.folder, Level::Full, &names, &names);
            let found: Vec<&Part> = comments.about(&subject, &names).collect();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].keys.len(), organizations.len());
            assert_eq!(
                found[0].organizations,
                [names.independent("Probe Labs")].into()
            );
        });
    }
}
