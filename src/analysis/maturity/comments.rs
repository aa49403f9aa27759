//! Comments of implementers: issues about a subject that went to the tracker.

use std::collections::BTreeSet;

use crate::analysis::maturity::subject::{Kind, Subject};
use crate::analysis::names::Names;
use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::person::fold;
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

/// The organization of a person who is registered, or the one that is named itself.
fn organization(folder: &EventFolder, finder: &str, names: &Names) -> Option<String> {
    let finder = fold(finder);
    let people = || folder.registrations.values().map(|record| &record.value);
    let of_person = people().find(|one| fold(&one.name) == finder);
    if let Some(person) = of_person {
        return person
            .organization
            .as_deref()
            .map(|name| names.independent(name));
    }
    let is_known = |name: &str| fold(name) == finder;
    let mut organizations = people().filter_map(|one| one.organization.as_deref());
    let is_organization =
        organizations.any(is_known) || names.title(&names.organization(&finder)).is_some();
    is_organization.then(|| names.independent(&finder))
}
