//! A language server: the findings of `cxn check` while a person types, and what the schema, the template and the workspace know.
//!
//! It speaks over standard input and output. Every answer is made from the workspace as it is on disk with the open texts in the
//! place of their files, so what an editor shows is what the command line says.

mod actions;
mod complete;
mod cursor;
mod definition;
mod diagnostics;
mod document;
mod hover;
mod position;
mod server;
mod transport;

pub use server::{ServeError, serve};
pub use transport::{MAX_HEADER, MAX_MESSAGE, Threads, message, stdio};
