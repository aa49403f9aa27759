//! Results of other tools: any bytes become rows that have a place or a reason, and whatever is recorded is read back as it was.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::analysis::systems::Systems;
use cxn::import::result;
use cxn::model::mapping::Mapping;
use cxn::model::zone::UTC;
use cxn::model::{Moment, Slug, TestResult};
use cxn::process::result::import::{Change, plan};
use cxn::process::result::placement::{Ground, place};
use cxn::process::result::{record, scribe};
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Workspace};

const EVENT: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n";
const TRACK: &str = "title: Patient\nroles:\n  - {id: client, name: Client, kind: client}\n  - {id: server, name: Server, kind: server}\nscenarios:\n  - {id: create, title: Create a patient, roles: [client, server]}\n  - {id: read, title: Read, roles: [client, server]}\n";
const PEOPLE: [(&str, &str); 2] = [("a", "Alpha"), ("b", "Beta")];

/// The bytes are a file of results, after a mapping and a byte that UTF-8 never has where there is one.
pub fn target(data: &[u8]) {
    let parts = data.iter().position(|byte| *byte == 0xff);
    let (mapping, file) = parts.map_or((&[][..], data), |at| (&data[..at], &data[at + 1..]));
    let mapping = std::str::from_utf8(mapping).ok();
    let mapping = mapping.and_then(|text| cxn::yaml::guard::admit(text.as_bytes()).ok());
    let mapping: Mapping = mapping
        .and_then(|text| cxn::yaml::read(text).ok())
        .unwrap_or_default();
    if let Ok(text) = std::str::from_utf8(file) {
        for (at, entry) in scribe::read(text).into_iter().flatten() {
            assert!(!at.is_empty(), "{entry:?}");
        }
    }
    let report = match result::read(file) {
        Ok(report) => report,
        Err(unusable) => {
            assert!(!unusable.message.is_empty());
            return;
        }
    };
    assert!(!report.tool.is_empty() && report.rows.len() <= result::MAX_ROWS);
    assert!(report.rows.iter().all(|row| !row.place.is_empty()));
    assert_eq!(result::read(file).ok().as_ref(), Some(&report));

    let mut overlay = BTreeMap::from([
        (File::new("cxn.yaml"), String::new()),
        (File::new("events/e/event.yaml"), EVENT.to_owned()),
        (File::new("events/e/tracks/patient.yaml"), TRACK.to_owned()),
    ]);
    for (slug, system) in PEOPLE {
        let text = format!(
            "name: {system} Example\norganization: {system}\ntracks: [patient]\nregistered: 2026-08-01T12:00:00Z\nsystems:\n  - {{name: {system}, id: {slug}, base-url: 'https://{slug}.example.org/fhir', roles: [patient/client, patient/server]}}\n"
        );
        overlay.insert(
            File::new(&format!("events/e/registrations/{slug}.yaml")),
            text,
        );
    }
    let root = Root::whole(Path::new("/nonexistent/cxn/workspace"));
    let workspace = Workspace::load_with(&root, &Scope::default(), overlay).expect("loads");
    let event = Slug::parse("e").expect("a slug");
    let folder = &workspace.events[&event];
    assert_eq!((folder.tracks.len(), folder.registrations.len()), (1, 2));
    let systems = Systems::new(folder, workspace.names());
    let ground = Ground {
        folder,
        systems: &systems,
        mapping: &mapping,
        track: Some("patient"),
        scenario: None,
        tested: Vec::new(),
        zone: UTC,
        digest: "0".repeat(64),
    };
    let now = Utc.with_ymd_and_hms(2026, 9, 19, 15, 0, 0).unwrap();
    let now = Moment(now.fixed_offset());
    let placement = place(&report, &ground);
    let listed = [&placement.unplaced.all, &placement.left_out.all];
    assert!(
        listed
            .into_iter()
            .flatten()
            .all(|(at, why, count)| !at.is_empty() && !why.is_empty() && *count > 0)
    );
    for change in plan(folder, placement.placed, now, None) {
        let Change::New(placed) = change else {
            continue;
        };
        assert!(folder.tracks.contains_key(&placed.track));
        let made = record::result(placed.run, now).expect("a verdict");
        let new = record::new(&workspace, &event, &placed.track, made).expect("can be written");
        let new = new.expect("nothing is there");
        let text = cxn::yaml::guard::admit(new.text.as_bytes()).expect("is admitted");
        let back: TestResult =
            cxn::yaml::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(back, new.result, "{text}");
    }
}
