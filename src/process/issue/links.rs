//! Where an issue came up: a track, one of its scenarios, or a result.

use crate::error::Failure;
use crate::model::Issue;
use crate::model::nearest::{did_you_mean, nearest};
use crate::process::result::change;
use crate::workspace::EventFolder;

/// Where an issue came up, as its record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    Track(String),
    /// `TRACK/SCENARIO`.
    Scenario(String),
    /// `TRACK/RESULT`.
    Result(String),
}

impl Link {
    /// Reads `TRACK`, `TRACK/SCENARIO` or `TRACK/RESULT`, each with the event before it or without, where a result may be named by its
    /// beginning or its mark.
    pub fn parse(folder: &EventFolder, text: &str) -> Result<Self, Failure> {
        let event = format!("{}/", folder.slug);
        let text = text.strip_prefix(&event).unwrap_or(text).trim();
        let (track, rest) = text.split_once('/').unwrap_or((text, ""));
        if !folder.has_track(track) {
            let near = nearest(track, folder.track_names());
            let hint = did_you_mean(&near).unwrap_or_else(|| {
                "expected TRACK, TRACK/SCENARIO or TRACK/RESULT of the event".to_owned()
            });
            return Err(Failure::not_found(format!(
                "no track '{track}' in event '{}'",
                folder.slug
            ))
            .hint(hint));
        }
        if rest.is_empty() {
            return Ok(Self::Track(track.to_owned()));
        }
        let scenarios = folder.tracks.get(track).map(|record| &record.value);
        let ids = scenarios
            .iter()
            .flat_map(|track| track.scenarios.iter())
            .map(|scenario| scenario.id.as_str());
        if ids.clone().any(|id| id == rest) {
            return Ok(Self::Scenario(format!("{track}/{rest}")));
        }
        if let Ok((track, result)) = change::find(folder, Some(track), rest) {
            return Ok(Self::Result(format!("{track}/{}", result.slug)));
        }
        let near = nearest(rest, ids);
        let hint = did_you_mean(&near).unwrap_or_else(|| {
            format!("'cxn track show {track}' shows its scenarios, 'cxn result list {track}' its results")
        });
        Err(Failure::not_found(format!(
            "'{rest}' is neither a scenario nor a result of track '{track}'"
        ))
        .hint(hint))
    }

    /// Adds it to an issue, with the track that it is of; whether anything is new.
    pub fn add_to(&self, issue: &mut Issue) -> bool {
        let add = |list: &mut Vec<String>, text: &str| {
            let is_new = !list.iter().any(|one| one.trim() == text);
            if is_new {
                list.push(text.to_owned());
            }
            is_new
        };
        let track = match self {
            Self::Track(text) | Self::Scenario(text) | Self::Result(text) => {
                text.split('/').next().unwrap_or(text)
            }
        };
        let is_new = add(&mut issue.tracks.0, track);
        match self {
            Self::Track(_) => is_new,
            Self::Scenario(text) => add(&mut issue.scenarios.0, text),
            Self::Result(text) => add(&mut issue.results.0, text),
        }
    }
}
