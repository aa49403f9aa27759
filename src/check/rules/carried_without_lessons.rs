use crate::check::prelude::*;
use crate::model::placeholder::is_unanswered;

rule! {
    /// A proposal was carried on from an earlier event without what was learned there.
    /// ## Why
    /// A track that comes again is expected to be better for the last time; reviewers ask for it.
    ///
    /// "None, because …" is an answer.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// lessons-learned:
    /// ```
    /// Good:
    /// ```yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// lessons-learned: Newcomers need a running server on the first morning.
    /// ```
    /// ## Source
    /// HL7's process: a new proposal for every event, with last time's lessons folded in.
    pub static RULE: Rule {
        name: "carried-without-lessons",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let Some(from) = value.carried_from.as_deref() else {
        return;
    };
    if is_unanswered(value.lessons_learned.as_deref()) {
        let message = format!(
            "the proposal was carried on from '{}' without what was learned there",
            from.trim()
        );
        let file = &track.file;
        found
            .add("lessons-learned", message)
            .related(file, "carried-from", "it was carried on from here")
            .help("add 'lessons-learned': what went well, what did not, what changes this time");
    }
}
