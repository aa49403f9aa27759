//! The only place that speaks to the network: asks a server for its capability statement, once, carefully.
//!
//! - [`address`]: which addresses a probe may go to.
//! - [`statement`]: what a capability statement says.
//! - [`mod@ask`]: the question itself, bounded in time, size and reach.

pub mod address;
pub mod ask;
pub mod statement;

pub use ask::{Answer, Limits, Refusal, ask};
