//! How far a text can be parsed as a file of a workspace.

use crate::model::criteria::CriteriaSet;
use crate::model::mapping::Mapping;
use crate::model::responsibility::ResponsibilityList;
use crate::model::{
    Event, Issue, Registration, Settings, Template, TestResult, Track, TrackReport,
};
use crate::workspace::{File, RecordKind};
use crate::yaml;
use crate::yaml::guard;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readability {
    /// It is no YAML, or nothing that is handed to a parser.
    NotYaml,
    Yaml,
    /// It is the record that its file should hold.
    Record,
}

/// How far a text reads as a file of the workspace.
pub fn readability(file: &File, text: &str) -> Readability {
    match guard::admit(text.as_bytes()) {
        Ok(body) if parse_error(file, body).is_none() => Readability::Record,
        Ok(body) if yaml::read::<serde::de::IgnoredAny>(body).is_ok() => Readability::Yaml,
        _ => Readability::NotYaml,
    }
}

/// Why a text does not read as the type of its file.
pub fn parse_error(file: &File, body: &str) -> Option<yaml::Error> {
    match file.kind() {
        Some(RecordKind::Settings) => yaml::read::<Settings>(body).err(),
        Some(RecordKind::Responsibilities) => yaml::read::<ResponsibilityList>(body).err(),
        Some(RecordKind::Criteria) => yaml::read::<CriteriaSet>(body).err(),
        Some(RecordKind::Template) => yaml::read::<Template>(body).err(),
        Some(RecordKind::Event) => yaml::read::<Event>(body).err(),
        Some(RecordKind::Track) => yaml::read::<Track>(body).err(),
        Some(RecordKind::Registration) => yaml::read::<Registration>(body).err(),
        Some(RecordKind::Result) => yaml::read::<TestResult>(body).err(),
        Some(RecordKind::Issue) => yaml::read::<Issue>(body).err(),
        Some(RecordKind::Report) => yaml::read::<TrackReport>(body).err(),
        Some(RecordKind::Mapping) => yaml::read::<Mapping>(body).err(),
        None => None,
    }
}
