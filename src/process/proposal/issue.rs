//! What an issue that holds a proposal comes to, by the tracks that are there.

use crate::import::issue::Issue;
use crate::model::digest::sha256;
use crate::model::result::Source;
use crate::model::track::TrackChange;
use crate::model::{Track, TrackStatus};
use crate::workspace::{EventFolder, Record};

/// What is to be done about an issue.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'w> {
    /// It proposes a track.
    New,
    /// Its track says what it says.
    Unchanged(&'w Record<Track>),
    /// It was edited after its track was drafted.
    Edited(&'w Record<Track>),
    /// It was closed: its track may be taken back, when a person says so.
    Closed(&'w Record<Track>),
    /// It was closed, as the issues of tracks are that were decided: that takes nothing back.
    ClosedAfterDecision(&'w Record<Track>),
    /// It was closed, which took its track back, and is open again.
    Reopened(&'w Record<Track>),
    /// It was closed and never brought a track.
    LeftOut,
}

/// Works it out. `reference` is the number of the issue: `#12`.
pub fn outcome<'w>(folder: &'w EventFolder, issue: &Issue, reference: &str) -> Outcome<'w> {
    let mut tracks = folder.tracks.values();
    let known = tracks.find(|track| issue_of(&track.value) == Some(reference));
    let Some(record) = known else {
        return if issue.is_closed {
            Outcome::LeftOut
        } else {
            Outcome::New
        };
    };
    let track = &record.value;
    let was_closed = track.history.last().is_some_and(|entry| {
        entry.what == TrackChange::Withdrawn && entry.note.as_deref() == Some(&closed(reference))
    });
    match (issue.is_closed, track.status) {
        (true, TrackStatus::Withdrawn | TrackStatus::Declined) => Outcome::Unchanged(record),
        (true, TrackStatus::Approved | TrackStatus::Deferred) => {
            Outcome::ClosedAfterDecision(record)
        }
        (true, _) => Outcome::Closed(record),
        (false, TrackStatus::Withdrawn) if was_closed => Outcome::Reopened(record),
        (false, _) => {
            let read = track
                .source
                .as_deref()
                .and_then(|source| source.digest.as_deref());
            if read == Some(&digest(issue)) {
                Outcome::Unchanged(record)
            } else {
                Outcome::Edited(record)
            }
        }
    }
}

fn issue_of(track: &Track) -> Option<&str> {
    track.source.as_deref()?.as_issue()
}

/// Where a track is from that an issue proposes.
pub fn source(issue: &Issue, reference: &str) -> Source {
    Source {
        digest: Some(digest(issue)),
        ..Source::issue(reference)
    }
}

/// What tells an issue from the same one after it was edited.
pub fn digest(issue: &Issue) -> String {
    sha256(issue.body.as_deref().unwrap_or_default().trim().as_bytes())
}

/// Why a proposal is taken back whose issue was closed.
pub fn closed(reference: &str) -> String {
    format!("issue {reference} is closed")
}

/// Why it is taken up again.
pub fn open_again(reference: &str) -> String {
    format!("issue {reference} is open again")
}
