use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::placeholder::{is_unanswered, says_none};

rule! {
    /// A registration names a track that the event does not have.
    /// ## Why
    /// The person counts for no track: no lead expects them, and no numbers are right.
    ///
    /// Tracks are named by their slugs, the names of their files.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// tracks: [patiant]
    /// ```
    /// Good:
    /// ```yaml
    /// tracks: [patient]
    /// ```
    /// ## Source
    /// Registration: tracks in order of preference.
    pub static RULE: Rule {
        name: "registration-unknown-track",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, text) in person.value.tracks.iter().enumerate() {
        let name = text.trim();
        if is_unanswered(Some(name)) || says_none(name) || facts.folder.has_track(name) {
            continue;
        }
        let message = format!(
            "'{}' registered for track '{name}', which the event does not have",
            person.value.name.trim()
        );
        let title_of = facts.titled(name);
        let help = match &title_of {
            Some(slug) => Some(format!("that is its title; write '{slug}'")),
            None => did_you_mean(&nearest(name, facts.track_names())),
        };
        let finding = found.add(format!("tracks[{at}]"), message);
        finding.help(help.unwrap_or_else(|| {
            format!(
                "'cxn track list --event {}' shows the tracks",
                facts.folder.slug
            )
        }));
        // What a person chose is not guessed: only a title says which track it is.
        if let Some(slug) = title_of {
            finding.offer_nearest(&[slug.to_string()]);
        }
    }
}
