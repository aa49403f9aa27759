//! Where records are: the one place that knows the layout of a workspace.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::Slug;

/// The folder that `cxn schema --install` writes the schemas to.
pub const SCHEMAS: &str = "schemas";

/// How the comment begins that tells editors a file's schema.
pub const MODELINE: &str = "# yaml-language-server: $schema=";

/// A file of a workspace by its path from the root, with `/` on every platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct File(Arc<str>);

impl File {
    /// A file by its path from the root, as given.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    pub fn settings() -> Self {
        Self::new(crate::workspace::MARKER)
    }

    pub fn event(event: &Slug) -> Self {
        Self(format!("events/{event}/event.yaml").into())
    }

    pub fn track(event: &Slug, track: &Slug) -> Self {
        Self(format!("events/{event}/tracks/{track}.yaml").into())
    }

    pub fn registration(event: &Slug, person: &Slug) -> Self {
        Self(format!("events/{event}/registrations/{person}.yaml").into())
    }

    pub fn result(event: &Slug, track: &Slug, name: &Slug) -> Self {
        Self(format!("events/{event}/results/{track}/{name}.yaml").into())
    }

    pub fn issue(event: &Slug, name: &Slug) -> Self {
        Self(format!("events/{event}/issues/{name}.yaml").into())
    }

    pub fn report(event: &Slug, track: &Slug) -> Self {
        Self(format!("events/{event}/reports/{track}.yaml").into())
    }

    /// The folder of an event's issues.
    pub fn issues(event: &Slug) -> Self {
        Self(format!("events/{event}/issues").into())
    }

    /// The folder of an event's registrations.
    pub fn registrations(event: &Slug) -> Self {
        Self(format!("events/{event}/registrations").into())
    }

    /// The folder of an event's results.
    pub fn results(event: &Slug) -> Self {
        Self(format!("events/{event}/results").into())
    }

    pub fn mapping(name: &Slug) -> Self {
        Self(format!("imports/{name}.yaml").into())
    }

    pub fn template(name: &Slug) -> Self {
        Self(format!("templates/{name}.yaml").into())
    }

    /// Its path, and those of the folders above it; the workspace itself is an empty one.
    pub fn and_above(&self) -> impl Iterator<Item = &str> {
        let file = self.as_str();
        let above = file.match_indices('/').map(|(at, _)| &file[..at]);
        above.chain(["", file])
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below a folder.
    pub fn below(&self, folder: &Path) -> PathBuf {
        let mut path = folder.to_path_buf();
        path.extend(self.0.split('/'));
        path
    }

    /// The comment that tells an editor's YAML language server which schema the file has, as its first line.
    pub fn modeline(&self) -> Option<String> {
        let up = "../".repeat(self.0.matches('/').count());
        self.kind()
            .map(|kind| format!("{MODELINE}{up}{SCHEMAS}/{kind}.schema.json\n"))
    }

    /// The name without its folder and ending.
    pub fn stem(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or(&self.0);
        name.strip_suffix(".yaml").unwrap_or(name)
    }

    /// The slug of the event whose folder the file is in.
    pub fn event_slug(&self) -> Option<&str> {
        self.0.strip_prefix("events/")?.split('/').next()
    }

    /// The name of the track whose result the file is.
    pub fn result_track(&self) -> Option<&str> {
        let parts: Vec<&str> = self.0.split('/').collect();
        match parts[..] {
            ["events", _, "results", track, _] => Some(track),
            _ => None,
        }
    }

    /// What kind of record the file holds, by where it is.
    pub fn kind(&self) -> Option<RecordKind> {
        let parts: Vec<&str> = self.0.split('/').collect();
        match parts[..] {
            [crate::workspace::MARKER] => Some(RecordKind::Settings),
            ["templates", _] => Some(RecordKind::Template),
            ["responsibilities" | "duties", _] => Some(RecordKind::Responsibilities),
            ["criteria", _] => Some(RecordKind::Criteria),
            ["events", _, "event.yaml"] => Some(RecordKind::Event),
            ["events", _, "tracks", _] => Some(RecordKind::Track),
            ["events", _, "registrations", _] => Some(RecordKind::Registration),
            ["events", _, "results", _, _] => Some(RecordKind::Result),
            ["events", _, "issues", _] => Some(RecordKind::Issue),
            ["events", _, "reports", _] => Some(RecordKind::Report),
            ["imports", _] => Some(RecordKind::Mapping),
            _ => None,
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The kinds of record a workspace holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// `cxn.yaml`.
    Settings,
    /// `templates/<name>.yaml`.
    Template,
    /// `responsibilities/<name>.yaml`.
    Responsibilities,
    /// `criteria/<name>.yaml`.
    Criteria,
    /// `events/<event>/event.yaml`.
    Event,
    /// `events/<event>/tracks/<track>.yaml`.
    Track,
    /// `events/<event>/registrations/<person>.yaml`.
    Registration,
    /// `events/<event>/results/<track>/<name>.yaml`.
    Result,
    /// `events/<event>/issues/<name>.yaml`.
    Issue,
    /// `events/<event>/reports/<track>.yaml`.
    Report,
    /// `imports/<name>.yaml`.
    Mapping,
}

impl RecordKind {
    /// The kind in a sentence: "an event", "a track", "the settings".
    pub fn with_article(self) -> String {
        match self {
            Self::Settings => "the settings".to_owned(),
            Self::Event => "an event".to_owned(),
            Self::Issue => "an issue".to_owned(),
            Self::Responsibilities => "a responsibility list".to_owned(),
            Self::Criteria => "maturity criteria".to_owned(),
            other => format!("a {other}"),
        }
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Settings => "settings",
            Self::Template => "template",
            Self::Responsibilities => "responsibilities",
            Self::Criteria => "criteria",
            Self::Event => "event",
            Self::Track => "track",
            Self::Registration => "registration",
            Self::Result => "result",
            Self::Issue => "issue",
            Self::Report => "report",
            Self::Mapping => "mapping",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_holds() {
        let slug = |text: &str| Slug::parse(text).unwrap_or_else(|_| unreachable!());
        let track = File::track(&slug("e"), &slug("t"));
        assert_eq!(track.as_str(), "events/e/tracks/t.yaml");
        assert_eq!(
            (track.kind(), track.stem(), track.event_slug()),
            (Some(RecordKind::Track), "t", Some("e"))
        );
        assert_eq!(File::new("events/e/notes.txt").kind(), None);
        assert_eq!(File::settings().kind(), Some(RecordKind::Settings));
    }
}
