//! One file a target. Each stands alone, so that another driver can include it by its path.

pub mod baselines;
pub mod csv_import;
pub mod dates;
pub mod decisions;
pub mod diffs;
pub mod drafts;
pub mod edits;
pub mod emitter;
pub mod findings;
pub mod fixes;
pub mod frames;
pub mod ignores;
pub mod pages;
pub mod people;
pub mod records;
pub mod sanitizers;
pub mod sessions;
pub mod settings;
pub mod timelines;
