use crate::check::prelude::*;
use crate::model::milestone::{KNOWN, known};

rule! {
    /// A milestone of the event's own looks like a misspelt one that every event knows.
    /// ## Why
    /// An event may add milestones of its own, so a slip does not show: the date is read, and the milestone it was
    /// meant for keeps its default.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// timeline:
    ///   proposal-close: 2026-08-01
    /// ```
    /// Good:
    /// ```yaml
    /// timeline:
    ///   proposals-close: 2026-08-01
    ///   dry-run: 2026-09-01
    /// ```
    /// ## Source
    /// Design choice: an event's own milestones are fine, and an event's own dates always win over defaults.
    pub static RULE: Rule {
        name: "misspelt-milestone",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

/// How many letters may differ. `test-scripts-requested` is a milestone of its own beside `test-scripts-due`.
const SLIPS: usize = 3;

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let timeline = &facts.event().timeline;
    for name in timeline.keys().filter(|name| known(name).is_none()) {
        let written = name.to_lowercase().replace(['_', ' '], "-");
        let near = KNOWN
            .iter()
            // One that is there under its right name as well was meant to be another.
            .filter(|known| !timeline.contains_key(known.name))
            .map(|known| (slips(&written, known.name), known.name))
            .filter(|(slips, _)| *slips <= SLIPS)
            .min();
        if let Some((_, near)) = near {
            let finding = found.add(
                Path::from("timeline").key(name),
                format!("the milestone '{name}' looks like a misspelt '{near}'"),
            );
            finding
                .on_key()
                .expected([near])
                .help(format!(
                    "did you mean '{near}'? A milestone of your own is fine under a name less alike"
                ))
                .offer_nearest(&[near.to_owned()]);
        }
    }
}

fn slips(written: &str, known: &str) -> usize {
    // A name that is far longer is another one; comparing it would only cost time.
    if written.len() > known.len() + SLIPS {
        return usize::MAX;
    }
    strsim::damerau_levenshtein(written, known)
}
