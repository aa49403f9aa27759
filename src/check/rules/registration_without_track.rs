use crate::check::prelude::*;
use crate::model::placeholder::{is_unanswered, says_none};
use crate::model::registration::Kind;

rule! {
    /// A participant or a track lead names no track.
    /// ## Why
    /// No lead expects the person, and no room is counted for them.
    ///
    /// "None" is no track either. Observers and organizers need none.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// kind: participant
    /// tracks:
    /// ```
    /// Good:
    /// ```yaml
    /// kind: participant
    /// tracks: [patient]
    /// ```
    /// ## Source
    /// Organizers wish that track, experience and objectives were mandatory: hundreds register on the last
    /// day without.
    pub static RULE: Rule {
        name: "registration-without-track",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &person.value;
    let names_one = |text: &String| !is_unanswered(Some(text)) && !says_none(text);
    if matches!(value.kind, Kind::Participant | Kind::TrackLead)
        && !value.tracks.iter().any(names_one)
    {
        let message = format!("'{}' is registered without a track", value.name.trim());
        found
            .add("tracks", message)
            .help("add 'tracks' in order of preference; newcomers begin with the track for them");
    }
}
