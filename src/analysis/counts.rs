//! What is counted of an event: its tracks one by one, its people, and what the checks found.

use crate::model::{Moment, Slug, TrackStatus};

/// One track in the overview of its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackSummary {
    pub slug: Slug,
    /// Its title; the slug, when the record does not read.
    pub title: String,
    /// Names of its leads, the primary one first.
    pub leads: Vec<String>,
    /// Status of the proposal; `None` when the record does not read.
    pub status: Option<TrackStatus>,
    /// When the reviewers last decided about it.
    pub decided: Option<Moment>,
    pub scenarios: usize,
    /// How many participants it expects; `None` when the answer is in words.
    pub expected: Option<usize>,
    /// How many people with a seat take part.
    pub registered: usize,
    /// Systems that play a client and are not broken: see [`implementations`](super::implementers::implementations).
    pub clients: usize,
    /// Systems that play a server and are not broken.
    pub servers: usize,
    pub findings: FindingCounts,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FindingCounts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleCounts {
    pub participants: usize,
    pub observers: usize,
    pub track_leads: usize,
    pub organizers: usize,
    pub waitlisted: usize,
    pub cancelled: usize,
    /// People with a seat who come for the first time; `None` where it must not be told.
    pub first_time: Option<usize>,
    /// Whether there may be more of them than is told.
    pub may_be_more: bool,
    /// Participants with a seat who named no track.
    pub without_track: usize,
}
