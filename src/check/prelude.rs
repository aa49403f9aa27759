//! What nearly every rule needs.

pub use crate::analysis::event_facts::{EventFacts, WorkspaceFacts};
pub use crate::check::finding::{Finding, Findings};
pub use crate::check::fix::{Change, Fix};
pub use crate::check::place::Place;
pub use crate::check::policy::*;
pub use crate::check::rule::{Check, Rule};
pub use crate::check::rule_info::RuleInfo;
pub use crate::check::source_text::{Seen, SourceText};
pub use crate::model::{Registration, Severity, Track, TrackStatus};
pub use crate::workspace::Record;
pub use crate::yaml::Path;

pub(crate) use crate::check::rule::rule;
