//! The slow way for files that do not read: walks the tree and lists everything that is wrong with its structure.
//!
//! What is expected comes from the JSON Schema of the type, which is also the one that editors get:
//! there is one description of every format, and it is made from the types themselves.

use std::sync::OnceLock;

use schemars::schema_for;
use serde_json::Value as Schema;

use super::finding::{Finding, Findings, Part};
use super::near::{did_you_mean, nearest};
use super::rules;
use crate::model::date::{self, Date, Moment, When};
use crate::model::timeline::{AT_FORM, At};
use crate::model::{Event, Registration, Settings, Template, Track};
use crate::workspace::{File, RecordKind, Unread, UnreadCause};
use crate::yaml::Path;
use crate::yaml::guard::{self, RefusalKind};
use crate::yaml::tree::{Node, NodeKind};

/// The schema of a kind of record.
pub fn schema(kind: RecordKind) -> &'static Schema {
    static SCHEMAS: [OnceLock<Schema>; 5] = [const { OnceLock::new() }; 5];
    let (at, make): (usize, fn() -> schemars::Schema) = match kind {
        RecordKind::Settings => (0, || schema_for!(Settings)),
        RecordKind::Template => (1, || schema_for!(Template)),
        RecordKind::Event => (2, || schema_for!(Event)),
        RecordKind::Track => (3, || schema_for!(Track)),
        RecordKind::Registration => (4, || schema_for!(Registration)),
    };
    SCHEMAS[at].get_or_init(|| make().to_value())
}

/// Everything that is wrong with a file that did not become a record. `text` is the file's, where it could be read.
pub fn findings(unread: &Unread, text: Option<&str>) -> Vec<Finding> {
    let mut walk = Walk {
        unread,
        found: Vec::new(),
    };
    match &unread.cause {
        UnreadCause::Refused(refusal) => walk.refused(refusal),
        UnreadCause::Malformed(words, offset) => walk.malformed(words, *offset, text.unwrap_or("")),
        UnreadCause::Name(slug) => walk.name(slug.as_ref().map(ToString::to_string)),
        UnreadCause::Stray(expected) => {
            let message = format!(
                "'{}' is not read: it is in no place for records",
                unread.file
            );
            walk.on(&rules::STRAY_FILE, Part::Bytes(0, 0), message, |finding| {
                finding
                    .expected([*expected])
                    .help("move it, rename it, or give it a name that begins with a dot");
            });
        }
        UnreadCause::Disk(reason) => {
            let help = "mend the file or its permissions, then check again";
            walk.on(
                &rules::UNREADABLE_FILE,
                Part::Bytes(0, 0),
                reason.clone(),
                |finding| {
                    finding.help(help);
                },
            );
        }
    }
    walk.found
}

/// Everything that is wrong with a text that would become a file of the workspace, if it does not read as its type.
pub fn of_text(file: &File, text: &str) -> Vec<Finding> {
    let cause = match guard::admit(text.as_bytes()) {
        Err(refusal) => Some(UnreadCause::Refused(refusal)),
        Ok(body) => {
            let error = match file.kind() {
                Some(RecordKind::Settings) => crate::yaml::read::<Settings>(body).err(),
                Some(RecordKind::Template) => crate::yaml::read::<Template>(body).err(),
                Some(RecordKind::Event) => crate::yaml::read::<Event>(body).err(),
                Some(RecordKind::Track) => crate::yaml::read::<Track>(body).err(),
                Some(RecordKind::Registration) => crate::yaml::read::<Registration>(body).err(),
                None => None,
            };
            let bom = text.len() - body.len();
            error.map(|error| {
                let offset = error.location().map(|location| location.index() + bom);
                UnreadCause::Malformed(error.to_string(), offset)
            })
        }
    };
    cause.map_or_else(Vec::new, |cause| {
        let unread = Unread {
            file: file.clone(),
            kind: file.kind(),
            cause,
        };
        findings(&unread, Some(text))
    })
}

struct Walk<'a> {
    unread: &'a Unread,
    found: Vec<Finding>,
}

impl Walk<'_> {
    fn at(&mut self, rule: &'static super::Rule, path: Path, message: String) -> &mut Finding {
        let before = self.found.len();
        Findings::new(rule, &self.unread.file, None, &mut self.found).add(path, message);
        &mut self.found[before]
    }

    fn on(
        &mut self,
        rule: &'static super::Rule,
        part: Part,
        message: String,
        more: impl FnOnce(&mut Finding),
    ) {
        more(self.at(rule, Path::root(), message).on(part));
    }

    fn refused(&mut self, refusal: &guard::Refusal) {
        let found = &refusal.found;
        let place = Part::Bytes(refusal.offset, refusal.offset + 1);
        match refusal.kind {
            RefusalKind::NotUtf8 => {
                self.on(
                    &rules::NOT_UTF8,
                    place,
                    format!("the file is not UTF-8: found {found}"),
                    |finding| {
                        finding
                            .expected(["text in UTF-8"])
                            .help("save the file as UTF-8 in your editor");
                    },
                );
            }
            RefusalKind::Control => {
                self.on(&rules::CONTROL_CHARACTER, place, format!("{found} does not belong into a text file"), |finding| {
                    finding.help("delete the character; an editor that shows control characters finds it");
                });
            }
            RefusalKind::TooLarge => {
                let limit = guard::MAX_BYTES;
                self.on(
                    &rules::TOO_LARGE,
                    Part::Bytes(0, 0),
                    format!("the file is larger than {limit} bytes and was not read"),
                    |finding| {
                        finding
                            .expected([format!("at most {limit} bytes")])
                            .help("keep slides, data and pictures elsewhere and link to them");
                    },
                );
            }
            RefusalKind::TooDeep => {
                self.on(
                    &rules::TOO_DEEP,
                    place,
                    format!("the file is nested too deep and was not read: found {found}"),
                    |finding| {
                        finding
                            .expected([format!("at most {} levels", guard::MAX_DEPTH)])
                            .help(
                                "close the brackets that were left open, or put the text in quotes",
                            );
                    },
                );
            }
        }
    }

    fn name(&mut self, slug: Option<String>) {
        let stem = self.unread.file.stem().to_owned();
        let message = format!("'{stem}' is no name for a record");
        self.on(
            &rules::FILE_NAME_NOT_A_SLUG,
            Part::Bytes(0, 0),
            message,
            |finding| {
                let help = slug.map_or_else(
                    || "rename it".to_owned(),
                    |slug| format!("rename it to '{slug}'"),
                );
                finding
                    .expected(["lower-case letters, digits and inner hyphens"])
                    .help(help);
            },
        );
    }

    fn malformed(&mut self, words: &str, offset: Option<usize>, text: &str) {
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let body = &text[bom..];
        if let Err(error) = serde_yaml::from_str::<serde::de::IgnoredAny>(body) {
            self.syntax(&error, body, bom);
            return;
        }
        let Some(kind) = self.unread.kind else { return };
        if let Some(tree) = Node::parse(body) {
            if matches!(tree.kind, NodeKind::Map(_)) {
                self.node(&tree, schema(kind), Path::root());
            } else {
                let message = match &tree.kind {
                    NodeKind::Null => format!("the file is empty, not {}", kind.with_article()),
                    other => format!(
                        "the file holds {}, not {}",
                        describe(other),
                        kind.with_article()
                    ),
                };
                self.at(&rules::WRONG_TYPE, Path::root(), message)
                    .expected(["keys with values, such as 'title: …'"]);
            }
        }
        if self.found.is_empty() {
            // The two parsers disagree, or the types know something their schema does not: the parser's own words then.
            let at = offset.unwrap_or(0).min(text.len());
            self.on(
                &rules::WRONG_TYPE,
                Part::Bytes(at, at),
                format!("the {kind} cannot be read: {words}"),
                |_| {},
            );
        }
    }

    fn syntax(&mut self, error: &serde_yaml::Error, body: &str, bom: usize) {
        let words = error.to_string();
        let said = words.split(" at line ").next().unwrap_or(&words).to_owned();
        if words.contains("more than one document") {
            let second = body
                .match_indices("\n---")
                .map(|(at, _)| at + 1)
                .find(|at| {
                    !body[..*at]
                        .lines()
                        .all(|line| line.trim().is_empty() || line.starts_with('#'))
                });
            let at = second.unwrap_or(0) + bom;
            self.on(
                &rules::SYNTAX,
                Part::Bytes(at, at + 3),
                "the file holds more than one YAML document".to_owned(),
                |finding| {
                    finding
                        .expected(["one record in one file"])
                        .help("put what follows '---' into a file of its own");
                },
            );
            return;
        }
        let mut line_start = 0;
        for line in body.split_inclusive('\n') {
            if ["<<<<<<< ", ">>>>>>> ", "||||||| "]
                .iter()
                .any(|mark| line.starts_with(mark))
            {
                let at = line_start + bom;
                self.on(&rules::SYNTAX, Part::Bytes(at, at + line.trim_end().len()), "the file holds the marks of a merge conflict".to_owned(), |finding| {
                    finding.help("settle the conflict: keep the lines that are right and delete the marks");
                });
                return;
            }
            line_start += line.len();
        }
        let location = error.location();
        let (line, column) = location
            .as_ref()
            .map_or((1, 1), |location| (location.line(), location.column()));
        let start: usize = body
            .split_inclusive('\n')
            .take(line - 1)
            .map(str::len)
            .sum();
        let row = body[start.min(body.len())..]
            .split('\n')
            .next()
            .unwrap_or("");
        let within = row
            .char_indices()
            .nth(column - 1)
            .map_or(row.len(), |(at, _)| at);
        let at = (bom + start + within).min(bom + body.len());
        let help = if row.starts_with('\t') || row.trim_start_matches(' ').starts_with('\t') {
            "indent with blanks: YAML allows no tabs there"
        } else if said.contains("mapping values are not allowed") {
            "put a text that holds ': ' in quotes"
        } else {
            "mend this place first: what follows it cannot be judged before"
        };
        self.on(
            &rules::SYNTAX,
            Part::Bytes(at, at + 1),
            format!("the file is not YAML: {said}"),
            |finding| {
                finding.help(help);
            },
        );
    }

    fn node(&mut self, node: &Node, schema: &Schema, path: Path) {
        let schema = self.resolve(schema);
        let branches = self.branches(schema);
        let fits: Vec<&&Schema> = branches
            .iter()
            .filter(|branch| accepts(branch, &node.kind))
            .collect();
        let [first, ..] = fits[..] else {
            if matches!(node.kind, NodeKind::Other) {
                return;
            }
            let expected: Vec<String> = branches
                .iter()
                .flat_map(|branch| type_words(branch))
                .collect();
            let (name, found) = (subject(&path), describe(&node.kind));
            self.at(&rules::WRONG_TYPE, path, format!("{name} is {found}"))
                .expected(dedup(expected));
            return;
        };
        match &node.kind {
            NodeKind::Map(_) => self.map(node, first, &path),
            NodeKind::List(items) => {
                if let Some(item_schema) = first.get("items") {
                    for (at, item) in items.iter().enumerate() {
                        self.node(item, item_schema, path.clone().index(at));
                    }
                }
            }
            NodeKind::Scalar { text, .. } => self.scalar(text, first, path),
            NodeKind::Null | NodeKind::Other => {}
        }
    }

    fn map(&mut self, node: &Node, schema: &Schema, path: &Path) {
        let NodeKind::Map(entries) = &node.kind else {
            return;
        };
        let properties = schema.get("properties").and_then(Schema::as_object);
        let names = || {
            properties
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
        };
        for (at, entry) in entries.iter().enumerate() {
            let place = path.clone().key(&entry.key);
            let before = entries[..at]
                .iter()
                .filter(|other| other.key == entry.key)
                .count();
            if before > 0 {
                let message = format!("the key '{}' stands twice", entry.key);
                self.at(&rules::DUPLICATE_KEY, place.clone(), message)
                    .on(Part::Occurrence(before))
                    .help("keep one of the two and delete the other");
            }
            let known = properties.and_then(|properties| properties.get(&entry.key));
            match (known, schema.get("additionalProperties")) {
                (Some(schema), _) => self.node(&entry.value, schema, place),
                (None, Some(schema)) if schema.is_object() => {
                    self.node(&entry.value, schema, place);
                }
                (None, Some(Schema::Bool(true)) | None) => {}
                (None, Some(_)) => {
                    let near = nearest(&entry.key, names());
                    let help = did_you_mean(&near);
                    let expected = if near.is_empty() {
                        names().map(str::to_owned).collect()
                    } else {
                        near
                    };
                    let of = if path.0.is_empty() {
                        self.unread
                            .kind
                            .map_or("a record".to_owned(), RecordKind::with_article)
                    } else {
                        format!("'{path}'")
                    };
                    let finding = self.at(
                        &rules::UNKNOWN_KEY,
                        place,
                        format!("'{}' is no key of {of}", entry.key),
                    );
                    finding.on_key().expected(expected);
                    finding.help = help;
                }
            }
        }
        let required = schema.get("required").and_then(Schema::as_array);
        for name in required.into_iter().flatten().filter_map(Schema::as_str) {
            if !entries.iter().any(|entry| entry.key == name) {
                let message = if path.0.is_empty() {
                    format!("the key '{name}' is missing")
                } else {
                    format!("{} has no '{name}'", subject(path))
                };
                self.at(&rules::MISSING_KEY, path.clone(), message)
                    .help(format!("add a line '{name}: …'"));
            }
        }
    }

    fn scalar(&mut self, text: &str, schema: &Schema, path: Path) {
        let format = schema.get("format").and_then(Schema::as_str);
        let form = match format {
            Some("date") if Date::parse(text).is_none() => Some(date::DATE_FORM),
            Some("when") if When::parse(text).is_none() => Some(date::WHEN_FORM),
            Some("moment") if Moment::parse(text).is_none() => Some(date::MOMENT_FORM),
            Some("milestone-date") if At::parse(text).is_none() => Some(AT_FORM),
            _ => None,
        };
        if let Some(form) = form {
            let name = subject(&path);
            match date::canonical(text) {
                Some(canonical) if format != Some("moment") => {
                    self.at(
                        &rules::DATE_NOT_CANONICAL,
                        path,
                        format!("{name} is written '{text}'"),
                    )
                    .expected([canonical.to_string()])
                    .help(format!("write it as {canonical}"));
                }
                _ => {
                    self.at(
                        &rules::INVALID_DATE,
                        path,
                        format!("{name} is '{text}', which is no date"),
                    )
                    .expected([form]);
                }
            }
            return;
        }
        if let Some(words) = words(schema).filter(|words| !words.contains(&text)) {
            let near = nearest(text, words.iter().copied());
            let help = did_you_mean(&near);
            let name = subject(&path);
            let finding = self.at(&rules::UNKNOWN_VALUE, path, format!("{name} is '{text}'"));
            finding.expected(words.iter().copied());
            finding.help = help;
        }
    }

    fn resolve<'s>(&self, schema: &'s Schema) -> &'s Schema {
        let name = schema
            .get("$ref")
            .and_then(Schema::as_str)
            .and_then(|name| name.strip_prefix("#/$defs/"));
        name.and_then(|name| definition(self.unread.kind, name))
            .unwrap_or(schema)
    }

    fn branches<'s>(&self, schema: &'s Schema) -> Vec<&'s Schema> {
        match schema.get("anyOf").and_then(Schema::as_array) {
            Some(branches) => branches
                .iter()
                .flat_map(|branch| self.branches(self.resolve(branch)))
                .collect(),
            None => vec![schema],
        }
    }
}

fn definition(kind: Option<RecordKind>, name: &str) -> Option<&'static Schema> {
    schema(kind?).get("$defs")?.get(name)
}

/// The words an enum allows.
fn words(schema: &Schema) -> Option<Vec<&str>> {
    if let Some(list) = schema.get("enum").and_then(Schema::as_array) {
        return Some(list.iter().filter_map(Schema::as_str).collect());
    }
    let variants = schema.get("oneOf").and_then(Schema::as_array)?;
    let word = |variant| -> Option<Vec<&str>> {
        let variant: &Schema = variant;
        variant
            .get("const")
            .and_then(Schema::as_str)
            .map(|word| vec![word])
            .or_else(|| words(variant))
    };
    Some(variants.iter().filter_map(word).flatten().collect())
}

fn types(schema: &Schema) -> Vec<&str> {
    match schema.get("type") {
        Some(Schema::String(one)) => vec![one],
        Some(Schema::Array(several)) => several.iter().filter_map(Schema::as_str).collect(),
        _ if words(schema).is_some() => vec!["string"],
        _ => Vec::new(),
    }
}

fn accepts(schema: &Schema, kind: &NodeKind) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|name| match (*name, kind) {
            ("null", NodeKind::Null)
            | ("array", NodeKind::List(_))
            | ("object", NodeKind::Map(_))
            | ("string", NodeKind::Scalar { .. }) => true,
            ("integer", NodeKind::Scalar { text, plain: true }) => {
                let least = schema
                    .get("minimum")
                    .and_then(Schema::as_i64)
                    .unwrap_or(i64::MIN);
                text.parse::<i64>()
                    .is_ok_and(|number| number >= least && number <= i64::from(u32::MAX))
            }
            ("boolean", NodeKind::Scalar { text, plain: true }) => {
                text == "true" || text == "false"
            }
            _ => false,
        })
}

fn type_words(schema: &Schema) -> Vec<String> {
    let word = |name: &str| match name {
        "array" => "a list",
        "object" => "keys with values",
        "string" => "a text",
        "integer" => "a whole number from 0",
        "boolean" => "true or false",
        _ => "nothing",
    };
    types(schema)
        .into_iter()
        .filter(|name| *name != "null")
        .map(|name| word(name).to_owned())
        .collect()
}

fn describe(kind: &NodeKind) -> String {
    match kind {
        NodeKind::Null => "empty".to_owned(),
        NodeKind::Scalar { text, .. } => format!("the text '{text}'"),
        NodeKind::List(_) => "a list".to_owned(),
        NodeKind::Map(_) => "a mapping of keys".to_owned(),
        NodeKind::Other => "an alias or a tagged value".to_owned(),
    }
}

fn subject(path: &Path) -> String {
    if path.0.is_empty() {
        "the record".to_owned()
    } else {
        format!("'{path}'")
    }
}

fn dedup(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}
