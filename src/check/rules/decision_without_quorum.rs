use crate::analysis::votes;
use crate::check::prelude::*;
use crate::model::settings::ReviewSettings;

rule! {
    /// The votes of a decision show fewer people than its body needs.
    /// ## Why
    /// A decision without a quorum can be challenged, and is better repeated before the programme is out.
    ///
    /// FMG decides with its chair and four others; other bodies say their number as `review.quorum` in
    /// `cxn.yaml`. The chair is there and does not vote, unless `review.chair-votes` says so.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// decision:
    ///   body: FMG
    ///   votes: '3-0-0'
    /// ```
    /// Good:
    /// ```yaml
    /// decision:
    ///   body: FMG
    ///   votes: '4-0-0'
    /// ```
    /// ## Source
    /// Review: minutes count votes as 4-0-0, and the quorum is the chair and four others.
    pub static RULE: Rule {
        name: "decision-without-quorum",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Workspace(check),
    }
}

// Decisions that declined or deferred a track count as well, so this looks at every track, whatever its status.
fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let none = ReviewSettings::default();
    let policy = facts.workspace.policy();
    let settings = policy.map_or(&none, |settings| &settings.review);
    let events = facts.workspace.events.values();
    for track in events.flat_map(|folder| folder.tracks.values()) {
        for (at, entry) in track.value.standing() {
            let decision = entry.decision.as_ref();
            let gap = decision.and_then(|decision| votes::without_quorum(settings, decision));
            if let Some(gap) = gap {
                Findings::new(rule, &track.file, Some(track.value.status), found)
                    .add(format!("history[{at}].decision.votes"), gap)
                    .help("repeat the decision with enough people, or correct the votes");
            }
        }
    }
}
