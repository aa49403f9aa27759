use crate::analysis::votes;
use crate::check::prelude::*;
use crate::model::track::TrackChange;

rule! {
    /// The votes of a decision do not match who abstained, or what was decided.
    /// ## Why
    /// Minutes that contradict themselves settle no argument.
    ///
    /// More people abstain by name than the votes count, one name is there twice, or a track was approved without a
    /// majority.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// decision:
    ///   votes: '4-0-1'
    ///   abstained: [Ana Sample, Bo Sample]
    /// ```
    /// Good:
    /// ```yaml
    /// decision:
    ///   votes: '4-0-2'
    ///   abstained: [Ana Sample, Bo Sample]
    /// ```
    /// ## Source
    /// Review: a decision records its votes for-against-abstain, as minutes do.
    pub static RULE: Rule {
        name: "votes-do-not-match",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Workspace(check),
    }
}

// Decisions that declined or deferred a track count as well, so this looks at every track, whatever its status.
fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let events = facts.workspace.events.values();
    for track in events.flat_map(|folder| folder.tracks.values()) {
        for (at, entry) in track.value.standing() {
            let decision = entry.decision.iter();
            for (key, said) in
                decision.flat_map(|one| votes::mismatches(entry.what == TrackChange::Approved, one))
            {
                Findings::new(rule, &track.file, Some(track.value.status), found)
                    .add(format!("history[{at}].decision.{key}"), said)
                    .help("compare with the minutes of the meeting");
            }
        }
    }
}
