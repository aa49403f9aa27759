//! `control-character`: a file holds a control character, such as NUL or an escape.

use crate::check::Check;
use crate::check::policy::ERROR;
use crate::check::rule::rule;

rule! {
    /// A file holds a control character, such as NUL or an escape.
    ///
    /// ## Why
    ///
    /// Control characters do nothing for a reader and can do harm in a terminal.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```text
    /// title: Bulk\x00 Data
    /// ```
    ///
    /// Good:
    ///
    /// ```text
    /// title: Bulk Data
    /// ```
    ///
    /// ## Source
    ///
    /// YAML 1.2 specification, section 5.1: the printable subset of Unicode.
    pub static CONTROL_CHARACTER: Rule {
        name: "control-character",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
