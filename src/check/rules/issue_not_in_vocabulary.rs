use crate::check::prelude::*;
use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::nearest::did_you_mean;
use crate::model::tracker_vocabulary::{Match, Term, find};

rule! {
    /// An issue names a specification, version, artifact, page or work group that the tracker does not know, or does not offer any more.
    /// ## Why
    /// The tracker's importer refuses what it does not know, for the whole file. What is deprecated can be chosen, and is worth a look.
    /// Names are compared with the keys and names of the checkout that `tracker-vocabulary` in cxn.yaml names; without
    /// one nothing is checked.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// specification: core
    /// artifacts: [Pateint]
    /// ```
    /// Good:
    /// ```yaml
    /// specification: core
    /// artifacts: [Patient]
    /// ```
    /// ## Source
    /// HL7's list of specifications, versions, artifacts, pages and work groups of its tracker.
    pub static RULE: Rule {
        name: "issue-not-in-vocabulary",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &issue.value;
    if value.against != Target::Specification || value.is_closed() {
        return;
    }
    let Some(vocabulary) = facts.workspace.tracker_vocabulary() else {
        return;
    };
    if let Some(group) = &value.work_group {
        judge(
            found,
            Path::from("work-group"),
            "work group",
            group,
            &vocabulary.work_groups,
        );
    }
    let Some(name) = &value.specification else {
        return;
    };
    let path = Path::from("specification");
    let Some(term) = judge(
        found,
        path,
        "specification",
        name,
        &vocabulary.specifications,
    ) else {
        return;
    };
    let Some(known) = vocabulary.specification(&term.key) else {
        return;
    };
    if let Some(version) = &value.version {
        judge(
            found,
            Path::from("version"),
            "version",
            version,
            &known.versions,
        );
    }
    for (key, what, texts, terms) in [
        ("artifacts", "artifact", &value.artifacts, &known.artifacts),
        ("pages", "page", &value.pages, &known.pages),
    ] {
        for (at, text) in texts.iter().enumerate() {
            judge(found, Path::from(key).index(at), what, text, terms);
        }
    }
}

fn judge<'t>(
    found: &mut Findings<'_>,
    path: Path,
    what: &str,
    text: &str,
    terms: &'t [Term],
) -> Option<&'t Term> {
    match find(terms, text) {
        Match::One(term) => {
            if term.deprecated {
                found
                    .add(
                        path,
                        format!(
                            "the tracker does not offer {what} '{}' for new issues",
                            text.trim()
                        ),
                    )
                    .severity(Severity::Note)
                    .help("take one that is in use, if the issue is about that as well");
            }
            Some(term)
        }
        Match::None(near) => {
            let help = did_you_mean(&near).unwrap_or_else(|| {
                format!("take the key or the name of a {what} as the tracker has it")
            });
            found
                .add(
                    path,
                    format!("the tracker knows no {what} '{}'", text.trim()),
                )
                .help(help)
                .offer_nearest(&near);
            None
        }
    }
}
