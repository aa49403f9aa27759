//! The checks: a loaded workspace and a moment in, findings out. Nothing here writes, prints or asks for the time.
//!
//! - [`finding`]: what is wrong, where, and what was expected.
//! - [`rule`] and [`rules`]: one rule a file, which is its own documentation.
//! - [`structure`]: the slow way for files that do not read, which lists everything that is wrong with them.
//! - [`facts`]: what rules may ask of an event.
//! - [`engine`]: runs the rules over a workspace.
//! - [`overview`] and [`steps`]: where an event stands, counted, and what to do next.
//! - [`locate`]: turns symbolic places into lines and columns, and honors ignore comments.

pub mod engine;
pub mod facts;
pub mod finding;
pub mod ignore;
pub mod locate;
pub mod near;
pub mod overview;
pub mod rule;
pub mod rules;
pub mod steps;
pub mod structure;

pub use engine::{Selection, run};
pub use finding::{Finding, Part, Place, Severity};
pub use locate::{Located, Report, report};
pub use rule::{Check, Policy, Rule};
