//! What may happen to records, and doing it: submit, decide, register. Nothing here parses a command line or prints.

pub mod decision;
pub mod event;
pub mod hidden;
pub mod issue;
pub mod proposal;
pub mod recorded;
pub mod registration;
pub mod report;
pub mod reschedule;
pub mod result;
pub mod retry;
pub mod sync;
