//! How large and how deep a YAML text may be.

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting of brackets or dashes.
pub const MAX_DEPTH: usize = 64;
/// The most that a text may be once each alias in it (`*name`) is written out, in bytes and values.
pub const MAX_EXPANDED: usize = 4 << 20;
/// The most opening brackets in a file: bounds the parser's quadratic share to some milliseconds.
pub const MAX_BRACKETS: usize = 4096;
