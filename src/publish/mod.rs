//! What others read, from the same records: a file a format. Answers in, bytes out; never the disk, the clock or the terminal.

pub mod calendar;
pub mod feed;
pub mod fhir;
pub mod forms;
pub mod html;
mod identifier;
mod instant;
pub mod issues;
pub mod lists;
pub mod reminders;
pub mod schedule;
mod sessions;
pub mod site;
pub mod wiki;
