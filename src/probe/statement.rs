//! What a capability statement says, as far as a probe asks.

use serde_json::Value;

/// The longest text that is taken over from a server, in characters.
const LENGTH: usize = 100;

/// The FHIR version and the software of a capability statement, as far as it names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// `fhirVersion`.
    pub fhir_version: Option<String>,
    /// `software.name` and `software.version`.
    pub software: Option<String>,
}

/// Reads what a server sent; else says what it is instead.
pub fn read(bytes: &[u8]) -> Result<Statement, String> {
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let body: Value = serde_json::from_slice(bytes).map_err(|_| match start {
        None => "an empty answer".to_owned(),
        Some(b'<') => "HTML or XML instead of JSON".to_owned(),
        Some(_) => "invalid JSON".to_owned(),
    })?;
    // `Conformance` is its name in DSTU2.
    match body["resourceType"].as_str() {
        Some("CapabilityStatement" | "Conformance") => {}
        Some("Bundle") => {
            return Err(
                "a Bundle, not a CapabilityStatement: the base URL may lack its last part"
                    .to_owned(),
            );
        }
        Some(other) => {
            let other = clean(other).unwrap_or_else(|| "…".to_owned());
            return Err(format!(
                "a resource of type '{other}', not a CapabilityStatement"
            ));
        }
        None => return Err("JSON that is not a FHIR resource".to_owned()),
    }
    let text = |value: &Value| value.as_str().and_then(clean);
    let software = &body["software"];
    Ok(Statement {
        fhir_version: text(&body["fhirVersion"]),
        software: match (text(&software["name"]), text(&software["version"])) {
            (Some(name), Some(version)) => Some(format!("{name} {version}")),
            (name, _) => name,
        },
    })
}

/// A stranger's text as it may stand in a record: letters, digits and what names and versions are made of, on one line, not long.
pub fn clean(text: &str) -> Option<String> {
    let kept = text.chars().map(|c| {
        if c.is_alphanumeric() || ".,-_+/()&:'".contains(c) {
            c
        } else {
            ' '
        }
    });
    let words: String = kept.take(LENGTH).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_its_version_and_software() {
        let read = |text: &str| read(text.as_bytes());
        let full = r#"{"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "software": {"name": "Example Server", "version": "7.1"}}"#;
        assert_eq!(
            read(full),
            Ok(Statement {
                fhir_version: Some("4.0.1".to_owned()),
                software: Some("Example Server 7.1".to_owned()),
            })
        );
        assert_eq!(
            read(r#"{"resourceType": "Conformance"}"#),
            Ok(Statement::default())
        );
        assert_eq!(
            read(r#"{"resourceType": "CapabilityStatement", "fhirVersion": 4, "software": []}"#),
            Ok(Statement::default())
        );
    }

    #[test]
    fn anything_else_is_told_apart() {
        let why = |text: &str| read(text.as_bytes()).err();
        for (text, expected) in [
            (" ", "an empty answer"),
            (
                "\n<!doctype html><title>Welcome</title>",
                "HTML or XML instead of JSON",
            ),
            ("{\"resourceType\": ", "invalid JSON"),
            ("[]", "JSON that is not a FHIR resource"),
            ("\"hi\"", "JSON that is not a FHIR resource"),
            (
                r#"{"resourceType": "Bundle", "type": "searchset", "total": 0}"#,
                "a Bundle, not a CapabilityStatement: the base URL may lack its last part",
            ),
            (
                r#"{"resourceType": "OperationOutcome"}"#,
                "a resource of type 'OperationOutcome', not a CapabilityStatement",
            ),
        ] {
            assert_eq!(why(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(why(&"[".repeat(500_000)).as_deref(), Some("invalid JSON"));
    }

    #[test]
    fn what_a_server_writes_cannot_disturb_a_record() {
        let hostile = format!("  A\u{1b}[31m \u{202e}B\n# x: {}", "[".repeat(200));
        assert_eq!(clean(&hostile).as_deref(), Some("A 31m B x:"));
        assert_eq!(clean(" \u{0} "), None);
        assert_eq!(
            clean(&"é".repeat(300)).map(|text| text.chars().count()),
            Some(LENGTH)
        );
    }
}
