//! Pages: whatever they hold, what is made of them is a track, and no word of them is lost.

use cxn::import::proposal::{self, headings::Headings, outline, words::Words};
use cxn::model::Track;
use cxn::process::proposal::page;
use cxn::workspace::built_in;
use cxn::yaml;
use serde_yaml::Value;

/// The bytes are a page.
pub fn target(data: &[u8]) {
    let Ok(document) = proposal::read(data) else {
        return;
    };
    let template = built_in::template("confluence-2023").expect("built in");
    let headings = Headings::new(template);
    let tracks = page::split(outline::outline(&document, &headings), &headings);
    assert!(!tracks.is_empty());
    let mut there = Words::default();
    for track in &tracks {
        let draft = page::fill(track, &headings);
        page::add_value(&mut there, &Value::Mapping(draft.values.clone()));
        draft
            .placements
            .iter()
            .for_each(|one| there.add(&one.heading));
        let mut values = draft.values;
        values.entry("title".into()).or_insert("T".into());
        let text = yaml::write::block(&Value::Mapping(values.clone()), 0);
        let track: Result<Track, _> = yaml::from_value(Value::Mapping(values));
        assert!(track.is_ok(), "{track:?}\n{text}");
    }
}
