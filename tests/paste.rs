//! Texts as people paste them into a fresh draft: at the place to type, and where they really put them.
//!
//! The file stays readable or can be fixed, and the text is the pasted one, word by word.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use cxn::check::finding::Findings;
use cxn::check::rule::Check;
use cxn::check::source_text::SourceText;
use cxn::check::{Finding, fix, rules, structure};
use cxn::model::Track;
use cxn::workspace::{File, built_in, proposal_form};
use cxn::yaml::{self, Mapping, Value};

/// Texts in the shapes of real pages and mails.
const PASTES: [(&str, &str); 32] = [
    (
        "a colon",
        "Goals: show that two vendors can exchange a bundle.",
    ),
    (
        "a paragraph with colons",
        "We test three things: search, read and write.\nNote: bring a laptop, and read this first: the guide.",
    ),
    ("bullets", "- search by name\n- read by id\n- update"),
    (
        "bullets with colons",
        "- Client: sends the request\n- Server: answers it",
    ),
    (
        "nested bullets",
        "Goals\n- first\n  - a part of it\n  - another: part\n- second",
    ),
    ("stars", "* search\n* read"),
    (
        "a numbered list",
        "1. Register a patient\n2. Search for it\n3) Update it",
    ),
    (
        "a table",
        "| Day | What |\n|-----|------|\n| Sat | search: all |\n| Sun | wrap-up |",
    ),
    (
        "an address with a fragment",
        "See https://example.org/guide/index.html#scope and #intro for more.",
    ),
    ("double quotes", "\"Connectathon\" tracks are open to all"),
    ("single quotes", "'Bulk' data, and 'single' reads"),
    ("an apostrophe", "It's the server's turn, isn't it: yes"),
    (
        "an email address",
        "Ask Ann Example <ann@example.org>: she knows.",
    ),
    ("a mention", "@ann will start the call; @bo takes notes"),
    ("emphasis", "*Important*: bring **two** systems"),
    ("a stream", "#patient is our stream\nand #bulk the other"),
    (
        "a stream in a sentence",
        "Join the stream #patient before Saturday",
    ),
    (
        "a heading",
        "# Goals\nShow exchange.\n## Scope\nOnly search: nothing else.",
    ),
    (
        "a code fence",
        "Send this:\n```json\n{ \"resourceType\": \"Patient\", \"id\": [1] }\n```\nand read it.",
    ),
    ("a tab", "Step\tWhat\tWho\n1\tsearch:\tclient\n\t- nested"),
    (
        "smart quotes",
        "\u{201c}Yes\u{201d}, it\u{2019}s \u{2018}ready\u{2019}: go \u{2013} now\u{2026}",
    ),
    (
        "a space that does not break",
        "Level\u{a0}2: five\u{a0}partners",
    ),
    (
        "empty lines",
        "First paragraph: a.\n\n\nSecond paragraph.\n\nThird.",
    ),
    ("spaces at the end", "one:  \ntwo   \nthree "),
    (
        "lines like keys",
        "Role: client\nSystem: Example Server\nPass: yes",
    ),
    ("dashes", "-- a note --\n- - -\nend \u{2014} of it"),
    ("a line across", "Above\n---\nBelow: more\n..."),
    ("a percent sign", "%complete is 80 % of all: nearly"),
    ("an ampersand", "& more, AT&T style"),
    ("an exclamation mark", "!important: do not miss it"),
    ("backticks", "`GET /Patient?name=x` is sent: 200"),
    (
        "line breaks of a word processor",
        "One\u{2028}Two: two\u{2029}Three",
    ),
];

/// Fields of a fresh draft that take a text of any length, by the line of their key.
const FIELDS: [(&str, &str); 7] = [
    ("short-description", "short-description: |\n"),
    ("long-description", "long-description: |\n"),
    ("justification", "justification: |\n"),
    ("agenda", "agenda: |\n"),
    ("prerequisites", "prerequisites: |\n"),
    ("scenarios[0].action", "    action: |\n"),
    ("scenarios[0].success-criteria", "    success-criteria: |\n"),
];

fn file() -> File {
    File::new("events/e/tracks/t.yaml")
}

fn draft() -> String {
    let template = built_in::template("confluence-2023").expect("a built-in template");
    let mut values = Mapping::new();
    values.insert("title".into(), "Patient".into());
    proposal_form::sketch(template, &mut values);
    proposal_form::render(template, &values, &["A draft.".to_owned()])
}

/// The words of a field, as the record is read.
fn words_of(text: &str, path: &str) -> Result<Vec<String>, String> {
    yaml::read::<Track>(text).map_err(|error| error.to_string())?;
    let value: Value = yaml::read(text).map_err(|error| error.to_string())?;
    let mut at = &value;
    for step in yaml::Path::from(path).0 {
        at = match step {
            yaml::Step::Key(key) => at.get(key.as_str()).ok_or("no key")?,
            yaml::Step::Index(index) => at.get(index).ok_or("no item")?,
        };
    }
    let text = match at {
        Value::Sequence(items) => items
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join("\n"),
        other => other.as_str().ok_or("not a text")?.to_owned(),
    };
    Ok(words(&text))
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The text after every safe fix, and what is said about it.
fn fixed(text: &str) -> (String, Vec<String>) {
    let mut text = text.to_owned();
    let mut said = Vec::new();
    for _ in 0..5 {
        let findings = structure::check_text(&file(), &text);
        said.extend(findings.iter().map(|one| {
            format!(
                "{} (help: {})",
                one.message,
                one.help.as_deref().unwrap_or("none")
            )
        }));
        let fixes: Vec<_> = findings
            .iter()
            .filter_map(|one| one.fix.as_deref())
            .filter(|fix| fix.safe)
            .collect();
        let altered = if findings.is_empty() {
            altered(&text)
        } else {
            Vec::new()
        };
        said.extend(altered.iter().map(|one| one.message.to_string()));
        let fixes = fixes
            .into_iter()
            .chain(altered.iter().filter_map(|one| one.fix.as_deref()));
        let fixes: Vec<_> = fixes.collect();
        let (next, made) = fix::apply_all(&file(), &text, &fixes);
        if made.is_empty() {
            break;
        }
        text = next;
    }
    (text, said)
}

/// What is found about words and lines that a readable file loses; their fixes are offered, and a person looks at them.
fn altered(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(source) = SourceText::from_text(&file(), text) else {
        return found;
    };
    for rule in [&rules::text_cut::RULE, &rules::lines_joined::RULE] {
        if let Check::SourceText(check) = rule.check {
            check(&source, &mut Findings::new(rule, &file(), None, &mut found));
        }
    }
    found
}

fn indented(paste: &str, spaces: usize) -> String {
    let pad = " ".repeat(spaces);
    let lines = paste.split(['\n', '\u{2028}', '\u{2029}']);
    let lines: Vec<String> = lines
        .map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("{pad}{line}")
            }
        })
        .collect();
    lines.join("\n")
}

#[test]
fn a_fresh_draft_is_a_stub() {
    let text = draft();
    let track: Track = yaml::read(&text).expect("a draft can be parsed");
    assert!(yaml::plain::is_plain(&text), "{text}");
    assert_eq!(track.long_description, None);
    assert!(track.scenarios[0].action.is_empty());
    assert_eq!(track.roles[0].description, None);
    for (_, key) in FIELDS {
        let width = key.len() - key.trim_start().len() + 2;
        let place = format!("\n{key}{}\n", " ".repeat(width));
        assert!(text.contains(&place), "{key:?}\n{text}");
    }
}

#[test]
fn a_text_at_the_place_to_type_is_kept_word_by_word() {
    let draft = draft();
    let mut wrong = Vec::new();
    for (field, key) in FIELDS {
        let width = key.len() - key.trim_start().len() + 2;
        let place = format!("\n{key}{}\n", " ".repeat(width));
        for (name, paste) in PASTES {
            for end in ["\n", "\r\n"] {
                let with = format!("\n{key}{}\n", indented(paste, width));
                let text = draft.replacen(&place, &with, 1).replace('\n', end);
                if words_of(&text, field) != Ok(words(paste)) {
                    wrong.push(format!(
                        "{field}: {name} {end:?}: {:?}",
                        words_of(&text, field)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where people put a text, from the lines of its key: at the margin below it, after the key, after the mark, only the first line
/// indented, below a key without a mark.
const PLACES: [&str; 6] = [
    "margin",
    "after key",
    "after mark",
    "first indented",
    "bare below",
    "bare margin",
];

fn put(draft: &str, key: &str, paste: &str, place: &str) -> String {
    let width = key.len() - key.trim_start().len();
    let line = format!("\n{key}{}\n", " ".repeat(width + 2));
    let bare = key.trim_end_matches("|\n").trim_end();
    let with = match place {
        "margin" => format!("\n{key}{paste}\n"),
        "after key" => format!("\n{bare} {paste}\n"),
        "after mark" => format!("\n{} {paste}\n", key.trim_end()),
        "first indented" => format!("\n{key}{}{paste}\n", " ".repeat(width + 2)),
        "bare below" => format!("\n{bare}\n{}\n", indented(paste, width + 2)),
        _ => format!("\n{bare}\n{paste}\n"),
    };
    assert!(draft.contains(&line), "{key:?}");
    draft.replacen(&line, &with, 1)
}

#[test]
fn a_text_elsewhere_is_fixed_or_the_message_says_what_to_do() {
    let draft = draft();
    let (mut wrong, mut fixable, mut all) = (Vec::new(), 0, 0);
    for (field, key) in FIELDS {
        for (name, paste) in PASTES {
            for place in PLACES {
                let ends = if field == "agenda" {
                    &["\n", "\r\n"][..]
                } else {
                    &["\n"]
                };
                for end in ends {
                    all += 1;
                    let text = put(&draft, key, paste, place).replace('\n', end);
                    let meant = words(paste);
                    if words_of(&text, field).as_ref() == Ok(&meant) {
                        fixable += 1;
                        continue;
                    }
                    let (after, said) = fixed(&text);
                    let read = words_of(&after, field);
                    // Where a list may be, its dashes are marks and no words.
                    let is_list = field.starts_with("scenarios") && paste.starts_with("- ");
                    let items: Vec<String> =
                        meant.iter().filter(|word| *word != "-").cloned().collect();
                    let is_kept = is_list && read.as_ref() == Ok(&items);
                    if is_kept || read.as_ref() == Ok(&meant) {
                        fixable += 1;
                    } else {
                        wrong.push(format!(
                            "{field}: {name}, {place} {end:?}: {said:?} {read:?}"
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{fixable} of {all}\n{}", wrong.join("\n"));
}
