//! The language server, asked by a client that speaks the protocol over pipes.

mod client;
mod findings;
mod fixes;
mod names;
mod protocol;
#[path = "../support/mod.rs"]
mod support;
