use crate::check::prelude::*;
use crate::workspace::File;

rule! {
    /// An event, a track or another public record is in the private half of the workspace.
    /// ## Why
    /// Events, tracks, templates and lists of responsibilities are read from the public half. One that was written or moved
    /// to the wrong folder is missed by everyone, and changes to it change nothing.
    /// ## Example
    /// Bad:
    /// ```text
    /// private/events/2026-09-rockville/tracks/patient.yaml
    /// ```
    /// Good:
    /// ```text
    /// public/events/2026-09-rockville/tracks/patient.yaml
    /// ```
    /// ## Source
    /// Design choice: nothing is skipped in silence.
    pub static RULE: Rule {
        name: "misplaced-in-private",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Workspace(check),
    }
}

/// The most files that are named one by one.
const NAMED: usize = 20;

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let settings = File::settings();
    // All that it finds is told of the settings; to look walks through the folders of the private half.
    if !facts.selection.includes(&settings) {
        return;
    }
    let root = facts.workspace.root();
    let left = facts.workspace.left_in_private();
    let mut findings = Findings::new(rule, &settings, None, found);
    for file in left.iter().take(NAMED) {
        let message = format!(
            "'{}{file}' is not read: it belongs in the public half",
            root.private_prefix()
        );
        findings.add("private", message).help(format!(
            "move it to '{file}' of the public half, or remove it"
        ));
    }
    if left.len() > NAMED {
        let more = left.len() - NAMED;
        findings.add(
            "private",
            format!("{more} more files of the private half belong in the public one"),
        );
    }
}
