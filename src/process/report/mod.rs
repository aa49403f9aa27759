//! Drafting the report of a track from its records, and closing it.

pub mod close;
pub mod draft;
pub mod paragraphs;
pub mod record;
