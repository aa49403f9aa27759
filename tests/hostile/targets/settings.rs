//! Settings: whatever they say, a workspace is judged, and what they say wrong is found in them.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::check::run;
use cxn::model::Now;
use cxn::workspace::Selection;
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Workspace, select};

/// The bytes are a workspace's settings.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let overlay = BTreeMap::from([
        (File::settings(), text),
        (
            File::new("events/e/event.yaml"),
            "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n".to_owned(),
        ),
        (
            File::new("events/e/tracks/t.yaml"),
            "title: T # cxn: ignore[no-lead] why\nstatus: draft\n".to_owned(),
        ),
    ]);
    let nowhere = Path::new("/nonexistent/cxn/workspace");
    let workspace = Workspace::load_with(
        &cxn::workspace::Root::whole(nowhere),
        &Scope::default(),
        overlay,
    )
    .expect("nothing to fail on");
    let now = Now::Instant(Utc.with_ymd_and_hms(2026, 8, 1, 12, 0, 0).unwrap());
    let _ = select::current_event(&workspace, now);
    let report = run(&workspace, now, &Selection::All);
    assert_eq!(report.checked.len(), 3);
    for located in &report.findings {
        let text = report
            .texts
            .get(&located.finding.place.file)
            .map_or("", String::as_str);
        assert!(text.get(located.spot.bytes()).is_some(), "{located:?}");
    }
}
