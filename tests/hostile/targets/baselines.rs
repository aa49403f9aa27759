//! Baselines: any text is a baseline or refused in words, and what was read is written and read again the same.

use cxn::check::Report;
use cxn::check::baseline::Baseline;
use cxn::workspace::Selection;

/// Reads the bytes as a baseline and applies it to a report without findings.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Baseline::read(&text) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(baseline) => {
            assert_eq!(Baseline::read(&baseline.text()), Ok(baseline.clone()));
            let mut report = Report::default();
            let gone = baseline.apply(&mut report, &Selection::All);
            assert!(gone.iter().all(|entry| entry.count > 0));
            assert_eq!(report.known, 0);
        }
    }
}
