//! Messages and help keep to short, idiomatic American English: phrases that users read as translated are not in them.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What is not to be said, with what is said instead.
const PHRASES: [(&str, &str); 26] = [
    ("is no key", "unknown key"),
    ("is no moment", "invalid instant"),
    ("is no workspace", "not a workspace"),
    ("mend", "fix"),
    ("does not read", "cannot be parsed"),
    ("do not read", "cannot be parsed"),
    ("hand in", "submit"),
    ("hands in", "submits"),
    ("handed in", "submitted"),
    ("address for mail", "email address"),
    ("look like one for mail", "invalid email address"),
    ("somebody", "a person"),
    ("nobody", "no one"),
    ("whoever", "the role: lead, participant"),
    ("whom", "the role: lead, participant"),
    ("stands beside", "is next to"),
    ("speaks of", "refers to"),
    ("anew", "again"),
    ("belongs into", "belongs in"),
    ("belong into", "belong in"),
    ("in what capacity", "registration type"),
    ("in force", "current"),
    ("dossier", "approval request"),
    ("look-alike", "similar tracks"),
    ("made a draft", "created a draft"),
    ("it is so", "yes"),
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// The texts of a line that a user may read: what is in quotes, and comments that are help or a rule's documentation.
fn readable<'a>(line: &'a str, is_help: bool) -> Vec<&'a str> {
    let line = line.trim();
    if let Some(comment) = line.strip_prefix("///") {
        return if is_help { vec![comment] } else { Vec::new() };
    }
    if line.starts_with("//") {
        return Vec::new();
    }
    line.split('"').skip(1).step_by(2).collect()
}

fn has_phrase(text: &str, phrase: &str) -> bool {
    let text = text.to_lowercase();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + phrase.len()..].chars().next());
        !is_letter(before) && !is_letter(after)
    })
}

#[test]
fn no_message_and_no_help_has_a_phrase_of_the_list() -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files)?;
    let mut wrong = String::new();
    for (name, text) in &files {
        // Rules say what they find in their own room; `nobody` is a word of proposals there and in participants.
        if name.contains("tests") || name.contains("/check/") || name.ends_with("participants.rs") {
            continue;
        }
        let is_help = name.contains("/commands/");
        let body = text.split("#[cfg(test)]").next().unwrap_or("");
        for (at, line) in body.lines().enumerate() {
            // A former name of a command still leads on.
            if line.contains("alias = ") || line.contains("(\"dossier\"") {
                continue;
            }
            for text in readable(line, is_help) {
                for (phrase, instead) in PHRASES {
                    if has_phrase(text, phrase) {
                        writeln!(wrong, "{name}:{}: '{phrase}' in \"{text}\"; say '{instead}'", at + 1)?;
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    Ok(())
}
