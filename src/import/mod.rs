//! Outside files in: bytes become rows, rows become candidates for records. Nothing here touches the disk.
//!
//! - [`table`]: CSV, JSON and YAML as rows under headings.
//! - [`registration`]: headings become columns, and a row becomes a person.

pub mod registration;
pub mod table;
