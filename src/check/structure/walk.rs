//! The walk itself: a tree against the schema of its kind, every difference a finding with its own place.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value as Schema;

use crate::check::finding::{Finding, Findings};
use crate::check::fix::{Change, Fix};
use crate::check::place::{Part, Place};
use crate::check::rule_info::RuleInfo;
use crate::check::rules;
use crate::check::schema::{allowed_words, record_schema, required};
use crate::check::structure::outline::{Outline, Region, outline};
use crate::check::structure::paste;
use crate::check::structure::paste::Mend;
use crate::check::structure::shape::{accepts, dedup, describe, subject, type_words};
use crate::model::date;
use crate::model::date::{Date, Moment, When};
use crate::model::decision::{VOTES_FORM, Votes};
use crate::model::former_names;
use crate::model::milestone::{AT_FORM, At, Offset};
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::responsibility::DISTANCE_FORM;
use crate::workspace::{File, RecordKind};
use crate::yaml::tree::{Entry, Node, NodeKind};
use crate::yaml::{Path, Step};

/// The most differences that are listed of one file: a file of another kind altogether is not worth a thousand findings.
pub(super) const MAX_FINDINGS: usize = 100;

/// Everything in a tree that its kind's schema does not allow. `bom` is what stands in the file before `text`.
pub(super) fn findings(
    file: &File,
    kind: RecordKind,
    text: &str,
    bom: usize,
    tree: &Node,
) -> Vec<Finding> {
    let mut walk = Walk {
        file,
        kind,
        text,
        bom,
        found: Vec::new(),
        outline: OnceCell::new(),
    };
    match &tree.kind {
        NodeKind::Map(_) => walk.node(tree, record_schema(kind), &Path::root(), None),
        NodeKind::Null => {
            let required = required(record_schema(kind));
            if !required.is_empty() {
                let message = format!("the file is empty: it holds no {kind}");
                walk.add(
                    &rules::wrong_type::RULE,
                    &Path::root(),
                    tree.span.clone(),
                    message,
                )
                .expected(required.iter().map(|key| format!("'{key}: …'")));
            }
        }
        _ => {
            let message = format!(
                "the file holds {}, not {}",
                describe(tree, text),
                kind.with_article()
            );
            let spot = tree.headline();
            walk.add(&rules::wrong_type::RULE, &Path::root(), spot, message)
                .expected(["keys with values, such as 'title: …'"])
                .help(described(kind));
        }
    }
    walk.found
}

struct Walk<'a> {
    file: &'a File,
    kind: RecordKind,
    text: &'a str,
    bom: usize,
    found: Vec<Finding>,
    /// The texts of the file by its lines, once one may not be read as it is written.
    outline: OnceCell<Outline>,
}

impl Walk<'_> {
    /// Adds a finding with the bytes at hand: a symbolic place would mean the first of two equal keys.
    fn add(
        &mut self,
        rule: &'static RuleInfo,
        path: &Path,
        spot: Range<usize>,
        message: String,
    ) -> &mut Finding {
        let before = self.found.len();
        Findings::new(rule, self.file, None, &mut self.found).add("", message);
        let finding = &mut self.found[before];
        finding.place.path = path.clone();
        finding.on(Part::Bytes(spot.start + self.bom, spot.end + self.bom))
    }

    /// The text at a place, or that the place is an item of, as it has to be written to be one.
    fn misread(&self, path: &Path) -> Option<Mend> {
        self.mend(|region| {
            let (one, other) = (&region.path.0, &path.0);
            other.starts_with(one)
                && other[one.len()..]
                    .iter()
                    .all(|step| matches!(step, Step::Index(_)))
        })
    }

    /// The first of some texts that is not read as it is written.
    fn mend(&self, is_asked: impl Fn(&Region) -> bool) -> Option<Mend> {
        let outline = self.outline.get_or_init(|| outline(self.kind, self.text));
        let mut asked = outline.regions.iter().filter(|region| is_asked(region));
        asked.find_map(|region| paste::mend(region, self.text))
    }

    /// What to point at for a value: the value, or its key when it is empty or fills many lines.
    fn spot(&self, node: &Node, key: Option<&Range<usize>>) -> Range<usize> {
        match key {
            Some(key) if node.span.is_empty() || self.text[node.span.clone()].contains('\n') => {
                key.clone()
            }
            Some(_) => node.span.clone(),
            None => node.headline(),
        }
    }

    fn node(&mut self, node: &Node, schema: &Schema, path: &Path, key: Option<&Range<usize>>) {
        if self.found.len() >= MAX_FINDINGS {
            return;
        }
        let branches = self.branches(self.resolve(schema));
        let Some(fitting) = branches
            .iter()
            .find(|branch| accepts(branch, node, self.text))
            .copied()
        else {
            if matches!(node.kind, NodeKind::Other) {
                return;
            }
            let expected: Vec<String> = branches
                .iter()
                .flat_map(|branch| type_words(branch))
                .collect();
            let message = format!("{} is {}", subject(path), describe(node, self.text));
            let spot = self.spot(node, key);
            let mend = self.misread(path);
            let help = mend
                .as_ref()
                .map_or_else(|| described(self.kind), |mend| mend.help.clone());
            let bom = self.bom;
            let finding = self.add(&rules::wrong_type::RULE, path, spot, message);
            finding.expected(dedup(expected)).help(help);
            if let Some(mend) = mend {
                let place = Place {
                    part: Part::Bytes(mend.bytes.start + bom, mend.bytes.end + bom),
                    ..finding.place.clone()
                };
                // Brackets may be meant as what they are.
                let safe = !mend.with.starts_with(" '[") && !mend.with.starts_with(" '{");
                let change = Change::Replace(
                    Place {
                        path: mend.path,
                        ..place
                    },
                    mend.with,
                );
                finding.fix(Fix::new(safe, "write it as text", vec![change]));
            }
            return;
        };
        match &node.kind {
            NodeKind::Map(entries) => {
                let spot = self.spot(node, key);
                self.map(entries, fitting, path, &spot);
            }
            NodeKind::List(items) => {
                if let Some(item_schema) = fitting.get("items") {
                    for (at, item) in items.iter().enumerate() {
                        self.node(item, item_schema, &path.clone().index(at), None);
                    }
                }
            }
            NodeKind::Scalar { .. } => {
                let spot = self.spot(node, key);
                self.scalar(node, fitting, path, spot);
            }
            NodeKind::Null | NodeKind::Other => {}
        }
    }

    fn map(&mut self, entries: &[Entry], schema: &Schema, path: &Path, spot: &Range<usize>) {
        let properties = schema.get("properties").and_then(Schema::as_object);
        let mut seen = HashMap::<&str, &Entry>::new();
        let mut meant = Vec::new();
        for entry in entries {
            if self.found.len() >= MAX_FINDINGS {
                return;
            }
            let place = path.clone().key(&entry.key);
            let key = &entry.key_span;
            let name = former_names::current_key(&entry.key)
                .filter(|name| properties.is_some_and(|known| known.contains_key(*name)))
                .unwrap_or(&entry.key);
            let first = *seen.entry(name).or_insert(entry);
            let again = first.key_span != entry.key_span;
            if again {
                let message = format!("the key '{}' is here again", entry.key);
                let spot = Part::Bytes(
                    first.key_span.start + self.bom,
                    first.key_span.end + self.bom,
                );
                let before = Place {
                    file: self.file.clone(),
                    path: place.clone(),
                    part: spot,
                };
                let finding = self.add(&rules::duplicate_key::RULE, &place, key.clone(), message);
                finding.help("keep one of the two and delete the other");
                finding.related_all([(before, "it is here first".to_owned())]);
            }
            let known = properties.and_then(|properties| properties.get(name));
            match (known, schema.get("additionalProperties")) {
                (Some(schema), _) => self.node(&entry.value, schema, &place, Some(key)),
                (None, Some(schema)) if schema.is_object() => {
                    self.node(&entry.value, schema, &place, Some(key));
                }
                (None, Some(Schema::Bool(true)) | None) => {}
                // One that is there twice was said to be unknown already.
                (None, Some(_)) if again => {}
                (None, Some(_)) => {
                    let names: Vec<&str> = properties
                        .into_iter()
                        .flatten()
                        .map(|(name, _)| name.as_str())
                        .collect();
                    meant.extend(self.unknown_key(&place, entry, entries, &names, path));
                }
            }
        }
        for name in required(schema) {
            // What is only misspelled is not missing as well.
            if !seen.contains_key(name) && !meant.iter().any(|key| key == name) {
                let message = if path.0.is_empty() {
                    format!("the key '{name}' is missing")
                } else {
                    format!("{} has no '{name}'", subject(path))
                };
                self.add(&rules::missing_key::RULE, path, spot.clone(), message)
                    .help(format!("add a line '{name}: …'"));
            }
        }
    }

    /// Says that a key is unknown; the one key that it was meant for, when there is one.
    fn unknown_key(
        &mut self,
        place: &Path,
        entry: &Entry,
        entries: &[Entry],
        names: &[&str],
        path: &Path,
    ) -> Option<String> {
        if entry.key == "<<" {
            let message = format!(
                "'<<' brings the keys of another place into {}",
                self.holder(path)
            );
            self.add(
                &rules::unknown_key::RULE,
                place,
                entry.key_span.clone(),
                message,
            )
            .help("write the keys here themselves: a record has no merge keys");
            return None;
        }
        let start = entry.key_span.start;
        if let Some(mend) = self.mend(|region| region.bytes.contains(&start)) {
            self.pasted(place, entry, mend);
            return None;
        }
        let near = nearest(&entry.key, names.iter().copied());
        let help = did_you_mean(&near).unwrap_or_else(|| {
            let kind = self.kind;
            format!(
                "delete it, or move it to where it belongs: 'cxn schema {kind}' describes every key"
            )
        });
        let fix = match &near[..] {
            [only] if is_free(only, entry, entries, names) => Some(only.clone()),
            _ => None,
        };
        let expected = if near.is_empty() {
            names.iter().map(|name| (*name).to_owned()).collect()
        } else {
            near
        };
        let message = format!("unknown key '{}' in {}", entry.key, self.holder(path));
        let replaced = fix
            .as_ref()
            .and_then(|key| self.replaced(&entry.key_span, &entry.key, key));
        let finding = self.add(
            &rules::unknown_key::RULE,
            place,
            entry.key_span.clone(),
            message,
        );
        finding.expected(expected);
        finding.help(help);
        if let Some(text) = replaced {
            offer(finding, true, text);
        }
        fix
    }

    /// Says that what looks like a key is a line of the text above it.
    fn pasted(&mut self, place: &Path, entry: &Entry, mend: Mend) {
        let change = Place {
            file: self.file.clone(),
            path: mend.path,
            part: Part::Bytes(mend.bytes.start + self.bom, mend.bytes.end + self.bom),
        };
        let finding = self.add(
            &rules::unknown_key::RULE,
            place,
            entry.key_span.clone(),
            mend.message,
        );
        let title = "write the text so that all of it is kept";
        finding.help(mend.help);
        finding.fix(Fix::safe(title, Change::Replace(change, mend.with)));
    }

    /// What has the keys at a place.
    fn holder(&self, path: &Path) -> String {
        if path.0.is_empty() {
            self.kind.with_article()
        } else {
            format!("'{path}'")
        }
    }

    fn scalar(&mut self, node: &Node, schema: &Schema, path: &Path, spot: Range<usize>) {
        let format = schema.get("format").and_then(Schema::as_str);
        let words = allowed_words(schema);
        if format.is_none() && words.is_none() {
            return;
        }
        let source = self.text;
        let text = &*node.text(source);
        let form = match format {
            Some("date") if Date::parse(text).is_none() => Some(date::DATE_FORM),
            Some("when") if When::parse(text).is_none() => Some(date::WHEN_FORM),
            Some("moment") if Moment::parse(text).is_none() => Some(date::MOMENT_FORM),
            Some("milestone-date") if At::parse(text).is_none() => Some(AT_FORM),
            _ => None,
        };
        let name = subject(path);
        if let Some(form) = form {
            match date::canonical(text) {
                Some(canonical) if format != Some("moment") => {
                    let canonical = canonical.to_string();
                    let message = format!("{name} is written '{text}'");
                    let replaced = self.replaced(&spot, text, &canonical);
                    let finding = self.add(&rules::date_not_canonical::RULE, path, spot, message);
                    finding
                        .expected([canonical.as_str()])
                        .help(format!("write it as {canonical}"));
                    if let Some(text) = replaced {
                        offer(finding, true, text);
                    }
                }
                _ => {
                    let message = match (format, When::parse(text)) {
                        (Some("moment"), Some(_)) => {
                            format!("{name} is '{text}', which is not an instant")
                        }
                        (Some("date"), Some(_)) => {
                            format!("{name} is '{text}', which is more than a date")
                        }
                        _ => format!("{name} is '{text}', which is not a date"),
                    };
                    self.add(&rules::invalid_date::RULE, path, spot, message)
                        .expected([form])
                        .help("write it in the form that is expected");
                }
            }
            return;
        }
        if format == Some("votes") && Votes::parse(text).is_none() {
            let message = format!("{name} is '{text}'");
            self.add(&rules::unknown_value::RULE, path, spot, message)
                .expected([VOTES_FORM])
                .help("write it in the form that is expected");
            return;
        }
        if format == Some("distance") && Offset::parse(text).is_none() {
            let message = format!("{name} is '{text}'");
            self.add(&rules::unknown_value::RULE, path, spot, message)
                .expected([DISTANCE_FORM]);
            return;
        }
        if let Some(words) = words.filter(|words| !words.contains(&text)) {
            let near = nearest(text, words.iter().copied());
            let message = format!("{name} is '{text}'");
            let replaced = match &near[..] {
                [only] => self
                    .replaced(&spot, text, only)
                    .map(|with| (is_same_word(text, only), with)),
                _ => None,
            };
            let finding = self.add(&rules::unknown_value::RULE, path, spot, message);
            finding.expected(words.iter().copied());
            let near = did_you_mean(&near);
            finding.help(
                near.unwrap_or_else(|| "write one of the words that are expected".to_owned()),
            );
            if let Some((safe, text)) = replaced {
                offer(finding, safe, text);
            }
        }
    }

    /// A spot's text with one word in place of another, in the same quotes; nothing where the spot is not the text itself.
    fn replaced(&self, spot: &Range<usize>, text: &str, with: &str) -> Option<String> {
        let raw = &self.text[spot.clone()];
        let inner = raw
            .strip_prefix(['\'', '"'])
            .and_then(|rest| rest.strip_suffix(['\'', '"']));
        (inner.unwrap_or(raw) == text).then(|| raw.replacen(text, with, 1))
    }

    fn resolve<'s>(&self, schema: &'s Schema) -> &'s Schema {
        let name = schema
            .get("$ref")
            .and_then(Schema::as_str)
            .and_then(|name| name.strip_prefix("#/$defs/"));
        name.and_then(|name| record_schema(self.kind).get("$defs")?.get(name))
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

/// Where to read what a record may hold.
fn described(kind: RecordKind) -> String {
    format!("'cxn schema {kind}' describes what belongs here")
}

/// Offers to write another text on the bytes that a finding points at.
fn offer(finding: &mut Finding, safe: bool, text: String) {
    let title = format!("write {}", text.trim_matches(['\'', '"']));
    let change = Change::Replace(finding.place.clone(), text);
    finding.fix(Fix::new(safe, title, vec![change]));
}

/// Whether a key can take a name: it does not stand there, and no other unknown key could be meant by it as well.
fn is_free(name: &str, entry: &Entry, entries: &[Entry], names: &[&str]) -> bool {
    const FEW: usize = 100;
    let means_another = |key: &str| names.contains(&key) || nearest(key, [name]).is_empty();
    entries.len() <= FEW
        && entries.iter().all(|other| {
            other.key_span == entry.key_span || (other.key != name && means_another(&other.key))
        })
}

/// Whether two words differ in case, spaces, hyphens and underscores alone.
fn is_same_word(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}
