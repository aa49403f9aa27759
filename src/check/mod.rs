//! The checks: a loaded workspace and a moment in, findings out. Nothing here writes, prints or asks for the time.
//!
//! - [`finding`]: what is wrong, where, and what was expected.
//! - [`rule`] and [`rules`]: one rule a file, which is its own documentation.
//! - [`structure`]: the slow way for files that do not read, which lists everything that is wrong with them.
//! - [`meant`]: files with slips as they are meant, so that one slip hides nothing else.
//! - [`facts`]: what rules may ask of an event.
//! - [`texts`], [`people`] and [`required`]: what rules about a track's answers share.
//! - [`deadline`]: how findings speak of dates and exceptions.
//! - [`mod@reference`]: references from record to record.
//! - [`claims`]: what a probe of a system found and its registration says otherwise.
//! - [`players`], [`readiness`], [`matching`] and [`rounds`]: who could play a track's roles, whether that is enough, who can meet
//!   whom, and when.
//! - [`agenda`]: what somebody still has to do for an event, and by when.
//! - [`criteria`]: what an out-of-cycle event is asked before it is approved.
//! - [`conflicts`] and [`likeness`]: what gets in each other's way, and proposals that could be one.
//! - [`responsibilities`]: what track leads have to do.
//! - [`engine`]: runs the rules over a workspace.
//! - [`tailor`]: other severities and ignored paths, as the workspace's settings want them.
//! - [`baseline`] and [`changed`]: findings that were there before, and those that a change does not touch.
//! - [`overview`] and [`steps`]: where an event stands, counted, and what to do next.
//! - [`writing`]: the text of a file for rules about how it is written.
//! - [`fix`]: changes that mend findings.
//! - [`locate`]: turns symbolic places into lines and columns, and honors ignore comments.

pub mod baseline;
pub mod changed;
pub mod deadline;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod lenient;
pub mod locate;
pub mod missing_answers;
pub mod overrides;
pub mod reference;
pub mod rule;
pub mod rules;
pub mod source_text;
pub mod structure;
pub mod suppressions;
pub mod track_texts;

pub use engine::{Selection, run};
pub use finding::{Finding, Part, Severity};
pub use fix::Fix;
pub use locate::{Located, Report};
pub use rule::{Check, Policy, Rule};
