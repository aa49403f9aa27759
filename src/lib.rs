//! `cxn`: HL7 FHIR Connectathons in plain YAML files.
pub mod check;
pub mod cli;
pub mod commands;
pub mod complete;
pub mod context;
pub mod error;
pub mod import;
pub mod lsp;
pub mod model;
pub mod progress;
pub mod render;
pub mod workspace;
pub mod yaml;
