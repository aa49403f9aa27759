//! The tracker's own terms in the place of names, where its vocabulary is at hand.

use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::tracker_vocabulary::{Match, Term, find};
use crate::workspace::Workspace;

/// A value that was completed, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    pub key: &'static str,
    pub value: String,
    pub from: String,
}

/// Writes the keys of names in an issue against the specification, and takes the work group from the artifact, the page or the
/// specification where none is given. What the vocabulary does not know stays as it is: a rule says so.
pub fn complete(workspace: &Workspace, issue: &mut Issue) -> Vec<Completed> {
    let mut said = Vec::new();
    let Some(vocabulary) = workspace
        .tracker_vocabulary()
        .filter(|_| issue.against == Target::Specification)
    else {
        return said;
    };
    let mut keyed = |key: &'static str, text: &mut String, terms: &[Term]| -> Option<Term> {
        let Match::One(term) = find(terms, text) else {
            return None;
        };
        if *text != term.key {
            said.push(Completed {
                key,
                value: term.key.clone(),
                from: format!("the tracker's key of '{text}'"),
            });
            text.clone_from(&term.key);
        }
        Some(term.clone())
    };
    if let Some(group) = &mut issue.work_group {
        keyed("work-group", group, &vocabulary.work_groups);
    }
    let Some(name) = &mut issue.specification else {
        return said;
    };
    let term = keyed("specification", name, &vocabulary.specifications);
    let Some(known) = term.and_then(|term| vocabulary.specification(&term.key)) else {
        return said;
    };
    if let Some(version) = &mut issue.version {
        keyed("version", version, &known.versions);
    }
    let mut group = None;
    for (key, texts, terms) in [
        ("artifact", &mut issue.artifacts, &known.artifacts),
        ("page", &mut issue.pages, &known.pages),
    ] {
        for text in &mut texts.0 {
            let term = keyed(key, text, terms);
            let own = term.and_then(|term| {
                Some((
                    term.work_group?,
                    format!("the work group of {key} '{text}'"),
                ))
            });
            group = group.or(own);
        }
    }
    if issue.work_group.is_none() {
        let of_specification = || {
            let group = known.default_work_group.clone()?;
            Some((group, "the work group of the specification".to_owned()))
        };
        if let Some((value, from)) = group.or_else(of_specification) {
            issue.work_group = Some(value.clone());
            said.push(Completed {
                key: "work-group",
                value,
                from,
            });
        }
    }
    said
}
