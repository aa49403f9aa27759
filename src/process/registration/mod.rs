//! Registering: who may come in, under the lock of the event.

pub mod admission;
pub mod admit;
pub mod anonymize;
pub mod change;
pub mod file_names;
pub mod import_plan;
pub mod locked_event;
pub mod lookup;
