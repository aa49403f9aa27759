//! What several pages say the same way of a track.

use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct TrackLink {
    pub title: String,
    /// The file in `tracks/`, for a track that has a page.
    pub file: Option<String>,
}
