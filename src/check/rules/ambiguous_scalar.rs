use crate::check::prelude::*;
use crate::check::schema;
use crate::yaml::misread::is_misread;
use crate::yaml::tree::NodeKind;
use crate::yaml::write::quote;

rule! {
    /// A text without quotes is something else to other readers of YAML.
    /// ## Why
    /// Readers of YAML 1.1, such as PyYAML, take `no` for false, `12:30` for 750 and `012` for ten. Those of YAML 1.2, such as js-yaml,
    /// leave `no` and `12:30` as they are, but take `012` for twelve, and both kinds give `4.10` back as 4.1. This tool reads the text
    /// as written; a script that reads the same file may not. In quotes it is the same to all of them. Whole numbers, `true` and days
    /// such as 2026-09-05 are written back as they were, and may stay without quotes.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// custom:
    ///   starts-at: 12:30
    ///   newcomers: no
    /// ```
    /// Good:
    /// ```yaml
    /// custom:
    ///   starts-at: '12:30'
    ///   newcomers: 'no'
    /// ```
    /// ## Source
    /// YAML 1.1, types bool, int and float; YAML 1.2.2, core schema. Design choice: what this tool writes is in quotes as well.
    pub static RULE: Rule {
        name: "ambiguous-scalar",
        since: "0.1.0",
        severity: WARNING,
        check: Check::SourceText(check),
    }
}

/// More of them in one file are a file of numbers, and worth no further finding.
const MOST: usize = 100;

fn check(writing: &SourceText, found: &mut Findings<'_>) {
    if !writing.marks.misread {
        return;
    }
    let mut left = MOST;
    writing.visit(&mut |path, seen| {
        let (text, bytes) = match seen {
            Seen::Key(text, bytes) => (text, bytes.clone()),
            Seen::Value(node) => match &node.kind {
                // A text of several lines is none of those that are misread.
                NodeKind::Scalar { plain: true, .. } => {
                    let bytes = node.span.clone();
                    (writing.text.get(bytes.clone()).unwrap_or(""), bytes)
                }
                _ => return,
            },
        };
        // A key in quotes is one that was thought of.
        if left == 0 || !is_misread(text) || writing.text.get(bytes.clone()) != Some(text) {
            return;
        }
        let is_key = matches!(seen, Seen::Key(..));
        if !is_key && is_meant(writing, path, text) {
            return;
        }
        left -= 1;
        let name = if is_key {
            format!("the key '{text}'")
        } else {
            format!("'{path}' is '{text}', which")
        };
        let quoted = quote(text);
        let finding = found.add(
            path.clone(),
            format!("{name} is {} to other readers of YAML", otherwise(text)),
        );
        finding
            .on(writing.part(&bytes))
            .help(format!("put it in quotes: {quoted}"));
        let place: Place = finding.place.clone();
        finding.fix(Fix::safe(
            format!("write {quoted}"),
            Change::Replace(place, quoted),
        ));
    });
}

/// Whether the format wants a number or a truth value there, or has the very word, such as `severity: off`: then it is meant.
fn is_meant(writing: &SourceText, path: &Path, text: &str) -> bool {
    let schemas = schema::schemas_at(writing.kind, path);
    let mut words = schemas
        .iter()
        .filter_map(|schema| schema::allowed_words(schema))
        .flatten();
    if words.any(|word| word == text) {
        return true;
    }
    schemas
        .iter()
        .filter_map(|schema| schema.get("type"))
        .any(|types| {
            let is = |name| {
                types == name
                    || types
                        .as_array()
                        .is_some_and(|types| types.iter().any(|one| one == name))
            };
            is("integer") || is("boolean") || is("number")
        })
}

/// What other readers take a text for.
fn otherwise(text: &str) -> &'static str {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "on" => "true",
        "n" | "no" | "off" => "false",
        "=" | "<<" => "an instruction",
        word if word.contains(':') => "a number of seconds or minutes",
        _ => "a number",
    }
}
