//! Recording issues, saying where they came up, and taking over what the tracker says of them.

pub mod links;
pub mod record;
pub mod terms;
pub mod tracker;
