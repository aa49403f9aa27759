//! Drafts: whatever a template asks for and whatever is known, the text of a draft reads as a track.

use cxn::model::{Template, Track};
use cxn::workspace::{built_in, proposal_form};
use cxn::yaml::guard::RefusalKind;
use cxn::yaml::{self, guard};
use serde_yaml::{Mapping, Value};

/// The bytes are a template, or the values of a draft from a built-in one, between two bytes that no text has.
pub fn target(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0xff);
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or(b"title: T\n");
    let template = guard::admit(first)
        .ok()
        .and_then(|text| yaml::read::<Template>(text).ok());
    let values = guard::admit(second)
        .ok()
        .and_then(|text| yaml::read::<Mapping>(text).ok())
        .filter(|values| {
            let track: Result<Track, _> = yaml::from_value(Value::Mapping(values.clone()));
            track.is_ok()
        })
        .unwrap_or_default();
    let mut values = values;
    // `propose` always has a title, and status is its own.
    values.entry("title".into()).or_insert("T".into());
    values.shift_remove("status");
    let head = String::from_utf8_lossy(second).into_owned();
    let built_in = built_in::template("confluence-2023").expect("built in");
    for template in template.iter().chain([built_in]) {
        let mut values = values.clone();
        proposal_form::sketch(template, &mut values);
        let text = proposal_form::render(template, &values, std::slice::from_ref(&head));
        let body = match guard::admit(text.as_bytes()) {
            Ok(body) => body,
            // Brackets of several texts come together, also those in comments: `propose` says so and writes nothing.
            Err(refusal) if refusal.kind == RefusalKind::TooDeep => return,
            Err(refusal) => panic!("{refusal:?}\n{text}"),
        };
        let track: Track = yaml::read(body).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(
            Some(track.title.as_str()),
            values["title"].as_str(),
            "{text}"
        );
        for field in template.fields.iter() {
            let open = proposal_form::open_field(field, 2);
            assert!(open.ends_with('\n'), "{open}");
        }
    }
}
