//! Outside files in: bytes become rows, rows become candidates for records. Nothing here touches the disk.
//!
//! - [`issue`]: issues of GitHub and GitLab, by which forms come back: bodies, and the answers in them.
//! - [`table`]: CSV, JSON and YAML as rows under headings.
//! - [`proposal`]: pages become documents, and documents sections under headings.
//! - [`registration`]: headings become columns, and a row becomes a person.
//! - [`result`]: files of test tools, forms and sheets become runs.

pub mod issue;
mod lenient;
pub mod proposal;
pub mod registration;
pub mod result;
pub mod table;

/// What GitHub writes in the place of an answer that a form was left without.
pub const NO_RESPONSE: &str = "_No response_";
