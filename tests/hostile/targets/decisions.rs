//! Decision files: any text is a list of decisions or refused in one line, under any name.

use cxn::commands::review::rows;

/// Reads the bytes as the decisions of a meeting.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for name in ["fmg.csv", "fmg.yaml", "fmg"] {
        // `review apply` hands over what passed the guard.
        let Ok(text) = cxn::yaml::guard::admit(text.as_bytes()) else {
            return;
        };
        match rows::read(name, text) {
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
