//! The checks: a loaded workspace and a moment in, findings out. Nothing here writes, prints or asks for the time.

pub mod approval;
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
pub mod place;
pub mod policy;
pub mod prelude;
pub mod reference;
pub mod report;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod source_text;
pub mod structure;
pub mod suppressions;
mod tally;
pub mod track_texts;

pub use engine::run;
pub use finding::Finding;
pub use fix::Fix;
pub use place::{Part, Place};
pub use policy::Policy;
pub use report::{Located, Report};
pub use rule::{Check, Rule};
pub use tally::tally;
