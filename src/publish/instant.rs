//! Instants as programs read them.

use std::fmt::Display;

use chrono::{DateTime, TimeZone};

/// An instant with its offset, to the second.
pub fn instant<Z: TimeZone<Offset: Display>>(at: &DateTime<Z>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
