//! A language server: the findings of `cxn check` while a person types, and what the schema, the template and the workspace know.
//!
//! It speaks over standard input and output. The workspace stays loaded, with the open texts in the place of their files, and every
//! answer is made from it, so what an editor shows is what the command line says. Files are looked at now and then, whether
//! the client tells of changes or not; between two looks nothing is asked of the disk.

mod actions;
mod complete;
mod cursor;
mod definition;
mod diagnostics;
mod document;
mod frames;
mod hover;
mod open;
mod position;
mod server;
mod session;
mod transport;

pub use frames::{Frame, Frames, MAX_HEADER, MAX_MESSAGE, Malformed};
pub use server::{Clocks, ServeError, serve};
pub use transport::{Connection, Threads, stdio};
