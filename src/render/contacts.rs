//! Records without personal data: what is left may be shown to anybody.

use serde_json::Value;

use crate::check::Report;
use crate::model::contact::{cover, covered};

/// Keys whose values are personal, or lead into a closed room, wherever they are in a record.
const PERSONAL: [&str; 9] = [
    "email",
    "chat",
    "dietary",
    "notes",
    "join",
    "orientation",
    "phone",
    "preparation-calls",
    "unplaced",
];

/// Whether a field's value is personal as a whole.
pub fn is_personal(key: &str) -> bool {
    PERSONAL.contains(&key)
}

/// Takes the personal keys out of a record, and email addresses and phone numbers out of every text in it.
pub fn hide(record: &mut Value) {
    match record {
        Value::Object(map) => {
            map.retain(|key, _| !PERSONAL.contains(&key.as_str()));
            map.values_mut().for_each(hide);
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::String(text) => cover(text),
        _ => {}
    }
}

/// Takes addresses out of what findings say: a message may repeat what a person wrote in a wrong place.
pub fn cover_findings(report: &mut Report) {
    let ignored = report.ignored.iter_mut().map(|(located, _)| located);
    for located in report.findings.iter_mut().chain(ignored) {
        let finding = &mut located.finding;
        let related = located.related.iter_mut().map(|spot| &mut spot.label);
        let texts = [&mut finding.message].into_iter().chain(related);
        let texts = texts.chain(finding.expected.iter_mut());
        let texts = texts.chain(&mut finding.help);
        for text in texts.chain(finding.fix.as_mut().map(|fix| &mut fix.title)) {
            if let Some(covered) = covered(text) {
                *text = covered.into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_keys_and_addresses_are_taken_out_at_every_depth() {
        let mut record = serde_json::json!({
            "title": "Ask robin@example.org, or <sam@example.org>.",
            "leads": [{"name": "Robin Example", "email": "robin@example.org", "chat": "robin"}],
            "kick-off": {"starts": "2026-09-01", "join": "https://meet.example.org/x", "notes": "pin 1"},
            "orientation": "https://meet.example.org/y",
        });
        hide(&mut record);
        assert_eq!(
            record,
            serde_json::json!({
                "title": "Ask (address), or <(address)>.",
                "leads": [{"name": "Robin Example"}],
                "kick-off": {"starts": "2026-09-01"},
            })
        );
    }
}
