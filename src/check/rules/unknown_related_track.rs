use crate::check::prelude::*;
use crate::check::reference;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::placeholder::{is_unanswered, says_none};

rule! {
    /// A related track does not exist.
    /// ## Why
    /// Leads of related tracks talk to each other; a name that leads nowhere was misspelt, or its track was
    /// renamed.
    ///
    /// A related track is named by its slug, by `event/track`, or by its title. "None" is an answer.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// related-tracks: [patiant]
    /// ```
    /// Good:
    /// ```yaml
    /// related-tracks: [patient, 2026-05-rotterdam/patient]
    /// ```
    /// ## Source
    /// Track proposal template since 2019: Related tracks.
    pub static RULE: Rule {
        name: "unknown-related-track",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, text) in track.value.related_tracks.iter().enumerate() {
        let name = text.trim();
        let is_answer = is_unanswered(Some(name)) || says_none(name) || name.contains("://");
        let is_here = facts.folder.has_track(name) || facts.titled(name).is_some();
        if is_answer || is_here || reference::exists(facts.workspace, name) {
            continue;
        }
        let (message, near) = match reference::parts(name) {
            Some((event, _)) if !facts.workspace.events.contains_key(event) => (
                format!("related track '{name}' is of event '{event}', which does not exist"),
                reference::near(facts.workspace, name),
            ),
            Some(_) => (
                format!("related track '{name}' does not exist"),
                reference::near(facts.workspace, name),
            ),
            None => {
                let mut near = near(name, facts);
                if near.is_empty() {
                    near = reference::near(facts.workspace, name);
                }
                (
                    format!("related track '{name}' is not a track of this event"),
                    near,
                )
            }
        };
        let help = did_you_mean(&near).unwrap_or_else(|| {
            "name it by its slug, as 'event/track', or by its title; 'None' if there is none"
                .to_owned()
        });
        found
            .add(format!("related-tracks[{at}]"), message)
            .help(help)
            .offer_nearest(&near);
    }
}

/// Tracks of this event with a slug or a title near to a name, by their slugs.
fn near(name: &str, facts: &EventFacts<'_>) -> Vec<String> {
    let slugs = nearest(name, facts.track_names());
    if !slugs.is_empty() {
        return slugs;
    }
    let tracks = facts.folder.tracks.values();
    let titles = nearest(name, tracks.map(|track| track.value.title.as_str()));
    titles
        .iter()
        .filter_map(|title| facts.titled(title))
        .map(ToString::to_string)
        .collect()
}
