use crate::check::prelude::*;

rule! {
    /// A value has another shape than its key takes: a list for a text, a text for a table.
    /// ## Why
    /// What has the wrong shape cannot be read, counted or shown.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads: Robin Example
    /// ```
    /// Good:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    /// ```
    /// ## Source
    /// Design choice: the record types of this tool, as `cxn explain` and the file formats describe them.
    pub static RULE: Rule {
        name: "wrong-type",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Structure,
    }
}
