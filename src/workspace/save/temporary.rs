//! The names of files that are not complete yet.

/// How the name of a temporary file begins: no record's name begins with a dot.
pub(super) const PREFIX: &str = ".cxn-";
/// How the name of a temporary file ends: no record's name does.
pub(super) const SUFFIX: &str = ".tmp";
/// How many letters and digits are between.
pub(super) const MARK: usize = 6;

/// Whether a name is one that a file has until it is complete.
pub fn is_temporary(name: &str) -> bool {
    let mark = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX));
    mark.is_some_and(|mark| mark.len() == MARK)
}
