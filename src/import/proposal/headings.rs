//! Which field of a proposal a heading is: by the titles and aliases of the templates, which are data.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::event_facts::sentences;
use crate::import::proposal::{inline, translations};
use crate::model::Template;
use crate::model::field::FIELDS;
use crate::model::person::fold;
use crate::model::template::{Field, FieldKind};
use crate::workspace::built_in;

/// What the headings of pages are compared with.
pub struct Headings<'t> {
    /// Fields by every heading they have, in the form that is compared.
    exact: BTreeMap<String, &'t Field>,
    /// The same without words that say nothing; none where two fields share it.
    loose: BTreeMap<String, Option<&'t Field>>,
    /// Sentences of the templates' guidance.
    guidance: BTreeSet<String>,
}

/// The field that a heading is.
#[derive(Debug, Clone, Copy)]
pub struct Found<'t> {
    pub field: &'t Field,
    /// Whether it is one of the field's headings, and not only near one.
    pub is_certain: bool,
}

impl<'t> Headings<'t> {
    /// Those of an event's template first; of the other templates what that one does not know; then those in other languages.
    pub fn new(template: &'t Template) -> Self {
        let mut headings = Self {
            exact: BTreeMap::new(),
            loose: BTreeMap::new(),
            guidance: BTreeSet::new(),
        };
        let others = built_in::template_names()
            .filter_map(|name| -> Option<&'t Template> { built_in::template(name) });
        let templates = std::iter::once(template).chain(others);
        let fields = templates.flat_map(|template| template.fields.iter());
        let fields: Vec<&'t Field> = fields
            .filter(|field| is_answered_by_a_page(field))
            .collect();
        for field in &fields {
            let key = field.key.strip_prefix("custom.").unwrap_or(&field.key);
            let aliases = field.aliases.iter().map(String::as_str);
            headings.add(
                field,
                [field.title.as_str(), key].into_iter().chain(aliases),
            );
            let guidance = field.guidance.as_deref();
            headings
                .guidance
                .extend(guidance.into_iter().flat_map(sentences));
        }
        // A template may have such a word for a field of its own.
        for field in &fields {
            headings.add(field, translations::headings(&field.key).iter().copied());
        }
        headings
    }

    fn add<'n>(&mut self, field: &'t Field, names: impl Iterator<Item = &'n str>) {
        for name in names {
            let words = words(name);
            let exact = words.concat();
            if exact.is_empty() {
                continue;
            }
            self.exact.entry(exact).or_insert(field);
            let loose = telling(&words).concat();
            if !loose.is_empty() {
                self.loose
                    .entry(loose)
                    .and_modify(|known| {
                        if known.is_some_and(|known| known.key != field.key) {
                            *known = None;
                        }
                    })
                    .or_insert(Some(field));
            }
        }
    }

    /// The field that a heading is, exactly or nearly.
    pub fn find(&self, heading: &str) -> Option<Found<'t>> {
        let words = words(heading);
        if let Some(field) = self.exactly(&words) {
            return Some(Found {
                field,
                is_certain: true,
            });
        }
        let telling = telling(&words);
        let loose = telling.concat();
        if loose.is_empty() || words.len() > 8 {
            return None;
        }
        if let Some(known) = self.loose.get(&loose) {
            return known.map(|field| Found {
                field,
                is_certain: false,
            });
        }
        self.near(&words.concat()).map(|field| Found {
            field,
            is_certain: false,
        })
    }

    /// The field that has this very heading.
    pub fn certain(&self, heading: &str) -> Option<&'t Field> {
        self.exactly(&words(heading))
    }

    fn exactly(&self, words: &[String]) -> Option<&'t Field> {
        self.exact.get(&words.concat()).copied()
    }

    /// The one field with a heading that a slip of the fingers makes this one.
    fn near(&self, heading: &str) -> Option<&'t Field> {
        let slips = match heading.chars().count() {
            0..=5 => return None,
            6..=10 => 1,
            _ => 2,
        };
        let mut near = self.exact.iter().filter(|(known, _)| {
            known.len().abs_diff(heading.len()) <= slips
                && strsim::osa_distance(known, heading) <= slips
        });
        let (_, field) = near.next()?;
        near.all(|(_, other)| other.key == field.key)
            .then_some(*field)
    }

    /// Whether a paragraph is nothing but what a template says about a field.
    pub fn is_guidance(&self, text: &str) -> bool {
        let folded = fold(&inline::plain(text));
        let mut parts = folded
            .split(". ")
            .map(|part| part.trim_end_matches('.').trim())
            .peekable();
        let mut known = 0;
        let all = parts.all(|part| {
            let is = self.guidance.contains(part);
            known += usize::from(is);
            // Sentences too short to be told apart go with those that are not.
            is || part.len() < 24
        });
        all && known > 0
    }
}

/// Whether what a page has below a heading can be the answer of a field.
fn is_answered_by_a_page(field: &Field) -> bool {
    let is_known = FIELDS
        .iter()
        .any(|(key, kind)| *key == field.key && *kind == field.kind);
    let is_custom = field.custom_name().is_some()
        && matches!(
            field.kind,
            FieldKind::Line | FieldKind::Text | FieldKind::List | FieldKind::Url
        );
    is_known || is_custom
}

/// A heading's words in the form that is compared: without numbers before it, what is in brackets, marks, case and plural.
pub fn words(heading: &str) -> Vec<String> {
    let plain = inline::plain(heading);
    let plain = strip_number(&plain)
        .replace("(s)", "s")
        .replace("(ies)", "ies");
    let plain = plain.trim();
    // A heading that is in brackets as a whole is what is in them.
    let inner = plain
        .strip_prefix('(')
        .and_then(|plain| plain.strip_suffix(')'));
    let plain = inner.filter(|inner| !inner.contains('(')).unwrap_or(plain);
    let mut outside = String::with_capacity(plain.len());
    let mut depth = 0_usize;
    for c in plain.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '&' if depth == 0 => outside.push_str(" and "),
            // The mark of a registered name is no letter of it; the apostrophe is within a word.
            '®' | '™' | '\'' | '’' => {}
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    fold(&outside)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

fn singular(word: &str) -> String {
    if word.len() > 4
        && let Some(stem) = word.strip_suffix("ies")
    {
        return format!("{stem}y");
    }
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}

/// The words without those that any heading of a proposal may have.
fn telling(words: &[String]) -> Vec<String> {
    const FILLERS: [&str; 39] = [
        "track",
        "proposed",
        "connectathon",
        "fhir",
        "hl7",
        "our",
        "the",
        "this",
        "a",
        "an",
        "of",
        "for",
        "to",
        "in",
        "if",
        "any",
        "your",
        "section",
        "information",
        "info",
        "detail",
        "please",
        "and",
        "current",
        "planned",
        "main",
        "key",
        "general",
        "specific",
        "additional",
        "requested",
        "event",
        "during",
        "available",
        "testing",
        "provided",
        "local",
        "sample",
        "wg",
    ];
    words
        .iter()
        .filter(|word| {
            !FILLERS.contains(&word.as_str()) && !word.bytes().all(|b| b.is_ascii_digit())
        })
        .cloned()
        .collect()
}

/// A heading without the number before it: `1.`, `2.3`, `4)`, `B.`, `IV.`.
pub fn strip_number(text: &str) -> &str {
    let text = text
        .trim()
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !"([\"'“#".contains(c));
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let body = first.trim_end_matches(['.', ')', ':']);
    let is_marked = body.len() < first.len();
    let is_number = !body.is_empty()
        && body.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (is_marked || body.contains('.') || body.len() < 3);
    let is_letter = is_marked
        && body.len() < 5
        && !body.is_empty()
        && (body.len() == 1 && body.chars().all(char::is_alphabetic)
            || body.chars().all(|c| "IVX".contains(c)));
    if (is_number || is_letter) && !rest.trim().is_empty() {
        rest.trim_start()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_numbers_marks_and_plural() {
        for (heading, compared) in [
            ("1. Track Lead(s):", "tracklead"),
            (
                "2.3 **Clinical input** requested (if any)?",
                "clinicalinputrequested",
            ),
            ("Sign-up Sheet", "signupsheet"),
            ("Kick‑off call", "kickoffcall"),
            ("B. Goals & Objectives", "goalandobjective"),
            ("🚀 Success criteria", "succescriteria"),
            ("HL7® FHIR® Versions", "hl7fhirversion"),
            ("[Test Scripts](https://example.org)", "testscript"),
        ] {
            let compared = compared.replace("succes", "success");
            assert_eq!(words(heading).concat(), compared, "{heading}");
        }
        assert_eq!(
            strip_number("2026 - 01 Example Track"),
            "2026 - 01 Example Track"
        );
    }

    #[test]
    fn a_heading_of_the_events_template_comes_before_the_same_word_of_another_language()
    -> Result<(), Box<dyn std::error::Error>> {
        let template: Template = crate::yaml::read(
            "title: Propuesta\nfields:\n- {key: justification, title: Justification, kind: text}\n- {key: background, title: Background, kind: text}\n- {key: custom.goals, title: Objetivos, kind: text}\n- {key: custom.setting, title: Setting, kind: text, aliases: Contexto}\n",
        )?;
        let headings = Headings::new(&template);
        for (heading, key) in [
            ("Objetivos", "custom.goals"),
            ("Contexto", "custom.setting"),
            ("Justificación", "justification"),
            ("Antecedentes", "background"),
        ] {
            let found = headings.certain(heading).map(|field| field.key.as_str());
            assert_eq!(found, Some(key), "{heading}");
        }
        Ok(())
    }

    #[test]
    fn a_heading_is_a_field_exactly_nearly_or_not() -> Result<(), &'static str> {
        let template = built_in::template("wiki-2016").ok_or("built in")?;
        let headings = Headings::new(template);
        let find = |heading: &str| {
            headings
                .find(heading)
                .map(|found| (found.field.key.as_str(), found.is_certain))
        };
        for (heading, found) in [
            ("Proposed Track Lead", Some(("leads", true))),
            ("TestScript(s)", Some(("test-scripts", true))),
            // Another template asks for it.
            ("Zulip stream", Some(("chat-stream", true))),
            ("3. Testing Scenarios", Some(("scenarios", true))),
            ("The planned roles", Some(("roles", false))),
            (
                "Expected particpants",
                Some(("expected-participants", false)),
            ),
            ("Registration", None),
            ("", None),
        ] {
            assert_eq!(find(heading), found, "{heading}");
        }
        Ok(())
    }
}
