//! Recording results: by hand, from another tool's file, and what may become of them after.

pub mod change;
pub mod import;
pub mod names;
pub mod placement;
pub mod record;
pub mod resolve;
pub mod scribe;
