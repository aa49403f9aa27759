use crate::model::words::words;

words! {
    /// How bad a finding is.
    pub enum Severity {
        /// Worth knowing.
        Note = "note",
        /// Should be fixed before it counts.
        Warning = "warning",
        /// Must be fixed.
        Error = "error",
    }
}
