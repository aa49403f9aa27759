//! The page of an event's results: what those of its tracks come to, and a picture of it.

use serde::Serialize;

use super::chart;
use super::chart::TrackLine;
use super::track::TrackPage;
use crate::analysis::disclosure::Level;
use crate::publish::html::Html;

/// The page of an event's results.
#[derive(Debug, Serialize)]
pub struct ResultsPage {
    pub level: &'static str,
    pub shows_failures: bool,
    pub tracks: Vec<TrackLine>,
    pub chart: Html,
}

impl ResultsPage {
    /// The results of all tracks together; `None` where no track has any.
    pub fn new(tracks: &[TrackPage], level: Level) -> Option<Self> {
        let mut lines: Vec<TrackLine> = tracks
            .iter()
            .filter_map(|track| {
                let results = track.results.as_ref()?;
                Some(TrackLine {
                    title: track.row.title.clone(),
                    file: track.file.clone(),
                    passed: results.passed,
                    not_passed: results.not_passed,
                    possible: results.possible,
                })
            })
            .collect();
        lines.sort_by_cached_key(|line| line.title.to_lowercase());
        if lines.is_empty() {
            return None;
        }
        Some(Self {
            level: level.name(),
            shows_failures: level.shows_failures(),
            chart: chart::coverage(&lines),
            tracks: lines,
        })
    }
}
