//! Answers of servers: any bytes are a statement of a few short texts, or said in words what they are instead.

use cxn::probe::statement::{clean, read};
use cxn::render::sanitize::is_hazard;

/// The bytes are what a server sent.
pub fn target(data: &[u8]) {
    match read(data) {
        Err(why) => {
            assert!(!why.is_empty() && why.chars().count() < 200, "{why}");
            assert!(!why.contains(is_hazard), "{why:?}");
        }
        Ok(statement) => {
            let texts = [statement.fhir_version, statement.software];
            for text in texts.into_iter().flatten() {
                assert!(!text.is_empty() && text.chars().count() <= 201, "{text}");
                assert!(!text.contains(is_hazard), "{text:?}");
                assert_eq!(text.trim(), text);
            }
        }
    }
    let text = String::from_utf8_lossy(data);
    if let Some(cleaned) = clean(&text) {
        assert_eq!(clean(&cleaned).as_ref(), Some(&cleaned));
        let written = format!("software: {}\n", cxn::yaml::write::scalar(&cleaned));
        let back: serde_yaml::Value =
            serde_yaml::from_str(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        assert_eq!(back["software"].as_str(), Some(cleaned.as_str()));
    }
}
