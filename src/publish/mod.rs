//! What others read, from the same records: a file a format. Answers in, bytes out; never the disk, the clock or the terminal.

pub mod html;
pub mod issues;
pub mod site;
