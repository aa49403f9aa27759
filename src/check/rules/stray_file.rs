//! `stray-file`: a file lies among the records and is not read.

use crate::check::Check;
use crate::check::policy::WARNING;
use crate::check::rule::rule;

rule! {
    /// A file lies among the records and is not read.
    ///
    /// ## Why
    ///
    /// A proposal saved as `.yml` or in the wrong folder would be missed by everyone.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```text
    /// tracks/bulk-data.yml
    /// ```
    ///
    /// Good:
    ///
    /// ```text
    /// tracks/bulk-data.yaml
    /// ```
    ///
    /// ## Source
    ///
    /// Design choice: nothing is skipped in silence.
    pub static STRAY_FILE: Rule {
        name: "stray-file",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Structure,
    }
}
