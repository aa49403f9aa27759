use crate::check::prelude::*;

rule! {
    /// A text of the page that the proposal was made from has no field yet.
    /// ## Why
    /// `cxn propose --from` keeps word for word what it finds no field for. It is not shown with the proposal, and only the lead knows
    /// where it belongs.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// unplaced: Bring a laptop with a Java runtime.
    /// ```
    /// Good:
    /// ```yaml
    /// prerequisites: A laptop with a Java runtime.
    /// ```
    /// ## Source
    /// Design choice, so that no word of a page is lost and none is placed by a guess.
    pub static RULE: Rule {
        name: "unplaced-text",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let texts = &track.value.unplaced;
    for (at, text) in texts.iter().enumerate() {
        if text.trim().is_empty() {
            continue;
        }
        let head = text.trim().lines().next().unwrap_or_default();
        let head = head.trim_start_matches('#').trim();
        let shown: String = head.chars().take(60).collect();
        let more = if shown.len() < head.len() { " …" } else { "" };
        let place = crate::check::track_texts::place(&Path::root(), "unplaced", texts, at);
        found
            .add(
                place,
                format!("'{shown}{more}' is in no field of the proposal"),
            )
            .help("move it to the field it belongs to, or delete it if it belongs to none");
    }
}
