//! Records in the public half though there is a private one: nothing reads them, and two rules name them.

use crate::check::finding::{Finding, Findings};
use crate::check::rule_info::RuleInfo;
use crate::model::plural::plural;
use crate::workspace::{File, Workspace};

/// What moves records to the private half.
pub const MOVE: &str = "run 'cxn init --private PATH' again to move them to the private half, and remember that git keeps the earlier versions";

/// Adds a finding for each event and each of its folders that a rule speaks for.
pub fn add(
    workspace: &Workspace,
    found: &mut Vec<Finding>,
    rule: &'static RuleInfo,
    is_its_own: impl Fn(&str) -> bool,
) {
    for (event, counts) in &workspace.left_in_public().events {
        for (folder, count) in counts.iter().filter(|(folder, _)| is_its_own(folder)) {
            let files = plural(*count, folder.trim_end_matches('s'));
            let file = File::event(event);
            Findings::new(rule, &file, None, found)
                .add(
                    "name",
                    format!("{files} of '{event}' in the public half and not read"),
                )
                .help(MOVE);
        }
    }
}
