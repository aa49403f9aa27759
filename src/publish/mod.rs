//! What others read, from the same records: a file a format. Answers in, bytes out; never the disk, the clock or the terminal.

pub mod calendar;
pub mod html;
mod identifier;
pub mod issues;
mod sessions;
pub mod site;
pub mod wiki;
