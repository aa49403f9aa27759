//! Comments of implementers: issues about a subject that went to the tracker.

use std::collections::BTreeSet;

use crate::analysis::maturity::subject::{Kind, Subject};
use crate::analysis::names::Names;
use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::person::fold;
use crate::model::placeholder::{is_unanswered, says_none};
use crate::workspace::EventFolder;

/// The issues of an event about a subject.
#[derive(Debug, Default)]
pub struct Comments {
    /// Their keys in the tracker.
    pub keys: BTreeSet<String>,
    /// The organizations that found them, as far as that is written down.
    pub organizations: BTreeSet<String>,
}

/// The issues against the specification about a subject that are in the tracker. What the tracker closed as a duplicate is no
/// distinct comment.
pub fn of(folder: &EventFolder, subject: &Subject, names: &Names) -> Comments {
    let mut comments = Comments::default();
    for record in folder.issues.values() {
        let issue = &record.value;
        let is_duplicate = issue.tracker.as_ref().is_some_and(|ticket| {
            let said = [&ticket.status, &ticket.resolution];
            said.into_iter()
                .flatten()
                .any(|text| fold(text) == "duplicate")
        });
        let Some(key) = issue.key().filter(|_| !is_duplicate) else {
            continue;
        };
        if issue.against != Target::Specification || !is_about(issue, subject, names) {
            continue;
        }
        comments.keys.insert(key.to_uppercase());
        let finder = issue.found_by.as_deref();
        let organization = finder.and_then(|finder| organization(folder, finder, names));
        comments.organizations.extend(organization);
    }
    comments
}

fn is_about(issue: &Issue, subject: &Subject, names: &Names) -> bool {
    match subject.kind {
        Kind::Artifact => subject.is_among(&issue.artifacts, names),
        Kind::Specification => issue
            .specification
            .as_deref()
            .is_some_and(|name| names.specification(name) == subject.key),
    }
}

/// The organization of a person who is registered, or the one that is named itself. "None" and "TBD" name none.
fn organization(folder: &EventFolder, finder: &str, names: &Names) -> Option<String> {
    let is_name = |name: &&str| !is_unanswered(Some(name)) && !says_none(name);
    let finder = fold(finder);
    let people = || folder.registrations.values().map(|record| &record.value);
    let of_person = people().find(|one| fold(&one.name) == finder);
    if let Some(person) = of_person {
        return person
            .organization
            .as_deref()
            .filter(is_name)
            .map(|name| names.independent(name));
    }
    let is_known = |name: &str| fold(name) == finder;
    let mut organizations = people()
        .filter_map(|one| one.organization.as_deref())
        .filter(is_name);
    let is_organization =
        organizations.any(is_known) || names.title(&names.organization(&finder)).is_some();
    is_organization.then(|| names.independent(&finder))
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
            let found = of(facts.folder, &subject, &names);
            assert_eq!(found.keys.len(), organizations.len());
            assert_eq!(
                found.organizations,
                [names.independent("Probe Labs")].into()
            );
        });
    }
}
