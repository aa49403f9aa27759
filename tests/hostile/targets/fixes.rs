//! Fixes: a file that reads still reads after them, their comments stay, and mending comes to an end.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::check::fix::{apply_all, difference};
use cxn::check::{Fix, run};
use cxn::model::Now;
use cxn::workspace::Selection;
use cxn::workspace::load::Scope;
use cxn::workspace::parse::readability;
use cxn::workspace::{File, Workspace};

const FILES: [&str; 4] = [
    "cxn.yaml",
    "events/e/event.yaml",
    "events/e/tracks/t.yaml",
    "events/e/registrations/p.yaml",
];

/// The first byte chooses a kind of record, the others are its text.
pub fn target(data: &[u8]) {
    let Some((which, text)) = data.split_first() else {
        return;
    };
    let file = File::new(FILES[usize::from(*which) % FILES.len()]);
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let mut text = text.to_owned();
    for round in 0.. {
        let fixes = fixes(&file, &text);
        let fixes: Vec<&Fix> = fixes.iter().collect();
        let before = readability(&file, &text);
        for fix in &fixes {
            if let Some(fixed) = fix.apply(&text) {
                let _ = difference(&text, &fixed);
            }
        }
        let (fixed, made) = apply_all(&file, &text, &fixes);
        assert!(
            readability(&file, &fixed) >= before,
            "{text:?} became {fixed:?}"
        );
        if made.is_empty() {
            assert_eq!(fixed, text);
            break;
        }
        if fixed == text {
            break;
        }
        assert!(
            round < 50,
            "no end of fixing {file}: {text:?} became {fixed:?}"
        );
        text = fixed;
    }
}

/// The fixes that findings on a text offer.
fn fixes(file: &File, text: &str) -> Vec<Fix> {
    let own = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n";
    let mut overlay = BTreeMap::from([
        (File::settings(), String::new()),
        (File::new(FILES[1]), own.to_owned()),
    ]);
    overlay.insert(file.clone(), text.to_owned());
    let nowhere = Path::new("/nonexistent/cxn/workspace");
    let workspace = Workspace::load_with(
        &cxn::workspace::Root::whole(nowhere),
        &Scope::default(),
        overlay,
    )
    .expect("nothing to fail on");
    let now = Now::Instant(Utc.with_ymd_and_hms(2026, 8, 1, 12, 0, 0).unwrap());
    let report = run(
        &workspace,
        now,
        &Selection::Paths([file.to_string()].into()),
    );
    report
        .findings
        .into_iter()
        .filter_map(|located| located.finding.fix)
        .map(|fix| *fix)
        .filter(|fix| fix.renames().is_none())
        .collect()
}
