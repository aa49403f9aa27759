use crate::check::prelude::*;
use crate::check::track_texts;
use crate::model::placeholder::is_placeholder;
use crate::yaml::Step;

rule! {
    /// A placeholder such as TBD is left where an answer is needed.
    /// ## Why
    /// While a proposal is written, TBD is an honest answer. Reviewers cannot judge it and participants cannot prepare for it, so it has to be
    /// replaced by the status that needs the answer.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: submitted
    /// submitting-group: TBD
    /// ```
    /// Good:
    /// ```yaml
    /// status: submitted
    /// submitting-group: Patient Administration
    /// ```
    /// ## Source
    /// Design choice, after real proposals with "TBD" as their lead. A note in a draft, and until approval in fields that only an approval
    /// needs.
    pub static RULE: Rule {
        name: "placeholder-left",
        since: "0.1.0",
        severity: Policy::ByStatus {
            draft: Severity::Note,
            submitted: Severity::Error,
        },
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    let status = track.value.status;
    for (spot, text) in track_texts::texts(&track.value) {
        if !is_placeholder(text) || text.contains("<!--") {
            continue;
        }
        let path = spot.path();
        if has_own_rule(&track.value, &path) {
            continue;
        }
        let key = spot.field_key();
        let from = event
            .template
            .and_then(|template| template.field(&key)?.required_from);
        let name = path.to_string();
        let finding = found.add(
            path,
            format!("'{name}' still holds the placeholder '{}'", text.trim()),
        );
        match from {
            Some(from) if from.stage() > status.stage() && from.stage() > 1 => {
                finding.severity(Severity::Note).help(format!(
                    "replace it with the answer; it is needed from '{from}' on"
                ));
            }
            _ if status.stage() == 0 => {
                finding.help("replace it with the answer before you submit");
            }
            _ => {
                finding.help(
                    "replace it with the answer; a field that is not required may be left empty",
                );
            }
        }
    }
}

/// Whether a more specific rule refers to a placeholder at this place.
fn has_own_rule(track: &Track, path: &Path) -> bool {
    match &path.0[..] {
        // A scenario with nothing but placeholders is one without an action, a precondition or success criteria.
        [Step::Key(top), Step::Index(at), Step::Key(key), ..] if top == "scenarios" => track
            .scenarios
            .get(*at)
            .is_some_and(|scenario| match key.as_str() {
                "action" => scenario.action.is_unanswered(),
                "precondition" => scenario.precondition.is_unanswered(),
                "success-criteria" => scenario.success_criteria.is_unanswered(),
                _ => false,
            }),
        [Step::Key(top), ..] if top == "expected-participants" => {
            track.expected_participants.is_bare()
        }
        _ => false,
    }
}
