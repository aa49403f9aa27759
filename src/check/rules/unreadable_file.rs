use crate::check::prelude::*;

rule! {
    /// A file could not be read from the disk, or leads out of the workspace.
    /// ## Why
    /// What cannot be read was not checked, and that must not look like success. A link out of the
    /// workspace could show what is not meant to be shown.
    /// ## Example
    /// Bad:
    /// ```text
    /// tracks/bulk-data.yaml -> /etc/passwd
    /// ```
    /// Good:
    /// ```text
    /// tracks/bulk-data.yaml as a file of its own
    /// ```
    /// ## Source
    /// Design choice: nothing is skipped in silence, nothing outside the workspace is read.
    pub static RULE: Rule {
        name: "unreadable-file",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
