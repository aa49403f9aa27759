//! Decision files: any text is a list of decisions or refused in one line, under any name.

use cxn::commands::review::decision_table;

/// Reads the bytes as the decisions of a meeting.
pub fn target(data: &[u8]) {
    for name in ["fmg.csv", "fmg.yaml", "fmg"] {
        match decision_table::read(name, data) {
            Err(error) => assert!(!error.to_string().is_empty()),
            Ok(rows) => {
                assert!(!rows.is_empty());
                for row in rows {
                    let _ = row.track();
                    if let Err(failure) = row.wanted() {
                        assert!(!failure.message.is_empty());
                    }
                }
            }
        }
    }
}
