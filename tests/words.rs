//! The words of everything that a person reads: none of those that have a better one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What is not said, and what is said instead. A phrase is found as whole words, in any case, whatever marks are between them.
const INSTEAD: &[(&str, &str)] = &[
    ("is no key", "unknown key 'x'"),
    ("is no moment", "invalid instant 'x'"),
    ("is no date", "invalid date 'x'"),
    ("is no workspace", "not a workspace: DIR"),
    ("is no baseline", "not a baseline: FILE"),
    ("is no schema", "not a schema: FILE"),
    ("is no zone", "unknown time zone 'x'"),
    ("is no rule", "no rule 'x'"),
    ("is no field", "unknown field 'x'"),
    ("is no visibility", "invalid visibility 'x'"),
    ("is no record", "not a record"),
    ("is no address", "invalid email address"),
    ("that is no text", "that is not a string"),
    ("mend", "fix, and how"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("does not read", "cannot be parsed"),
    ("do not read", "cannot be parsed"),
    ("did not read", "could not be parsed"),
    ("has not read", "cannot be parsed"),
    ("reads again", "can be parsed"),
    ("unreadable", "cannot be parsed"),
    ("hand in", "submit"),
    ("hands in", "submits"),
    ("hand it in", "submit it"),
    ("hands it in", "submits it"),
    ("handed in", "submitted"),
    ("does not look like one for mail", "invalid email address"),
    ("address for mail", "email address"),
    ("addresses for mail", "email addresses"),
    ("somebody", "a person, or the role"),
    ("somebody's", "a person's"),
    ("nobody", "no one, or the role"),
    ("nobody's", "no one's"),
    ("whoever", "the role"),
    ("whom", "who, or the role"),
    ("they who", "those who"),
    ("stands", "is"),
    ("stands beside", "is next to"),
    ("stand beside", "are next to"),
    ("lies in", "is in"),
    ("lie in", "are in"),
    ("speaks of", "refers to"),
    ("speak of", "refer to"),
    ("anew", "again"),
    ("beside", "next to"),
    ("besides", "as well as"),
    ("behind", "after"),
    ("belongs into", "belongs in"),
    ("belong into", "belong in"),
    ("in what capacity", "registration type"),
    ("is decided otherwise", "has another decision"),
    ("event in force", "current event"),
    ("dossier", "approval request"),
    ("duties", "responsibilities"),
    ("duty", "responsibility"),
    ("blanks", "spaces"),
    ("look alike", "are similar"),
    ("look-alike", "similar track"),
    ("look-alikes", "similar tracks"),
    ("likeness", "similarity"),
    ("made a draft", "created a draft"),
    ("made a workspace", "created a workspace"),
    ("made events", "created events"),
    ("it is so", "yes"),
    ("it is not so", "no"),
];

/// Where an old word is meant: what used to have this name. Part of the text, and the word.
const MEANT: &[(&str, &str)] = &[
    ("what with whom", "whom"),
    ("`duties` as a key", "duties"),
    ("cxn event dossier", "dossier"),
    ("duties: track-lead", "duties"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The words of a text between single spaces.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for word in text.split(|c: char| c.is_whitespace() || "/|…—,;:.!?()[]{}<>\"`*_=".contains(c))
    {
        let word = word.trim_matches(['\'', '’', '‘', '“', '”', '-']);
        if !word.is_empty() {
            words.push_str(&word.to_lowercase());
            words.push(' ');
        }
    }
    words
}

/// Notes each phrase of the list in a text of a place.
fn judge(place: &str, text: &str, found: &mut BTreeSet<String>) {
    let words = words(text);
    for (phrase, instead) in INSTEAD {
        let is_there = words
            .match_indices(&format!(" {phrase} "))
            .any(|(at, _)| !(phrase.starts_with("is no ") && words[..at].ends_with(" there")));
        if !is_there {
            continue;
        }
        let is_meant = |(part, word): &(&str, &str)| word == phrase && text.contains(part);
        if !MEANT.iter().any(is_meant) {
            found.insert(format!(
                "{place}: '{phrase}', say '{instead}': {}",
                text.trim()
            ));
        }
    }
}

fn assert_none(found: &BTreeSet<String>) {
    let lines: Vec<&str> = found.iter().map(String::as_str).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

fn files(folder: &Path, endings: &[&str]) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, endings)?);
        } else if let Some(ending) = path.extension()
            && endings.iter().any(|one| ending == *one)
        {
            found.push(path);
        }
    }
    Ok(found)
}

/// The texts in a program, without its tests and without its comments, with their lines.
fn texts(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let mut before: Option<TokenTree> = None;
    let mut is_test = false;
    for token in tokens {
        match &token {
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push((line, text.value()));
                }
            }
            TokenTree::Group(group) => {
                let inner = group.stream().to_string();
                let is_mark = |token: &TokenTree| matches!(token.to_string().as_str(), "#" | "!");
                let is_attribute =
                    group.delimiter() == Delimiter::Bracket && before.as_ref().is_some_and(is_mark);
                if is_attribute {
                    is_test |= inner.starts_with("cfg (test") || inner.starts_with("cfg(test");
                    if !inner.starts_with("doc") {
                        texts(group.stream(), found);
                    }
                } else if is_test && group.delimiter() == Delimiter::Brace {
                    is_test = false;
                } else {
                    texts(group.stream(), found);
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => is_test = false,
            _ => {}
        }
        before = Some(token);
    }
}

#[test]
fn messages_use_the_words_of_the_field() -> Outcome {
    let mut found = BTreeSet::new();
    for path in files(&root().join("src"), &["rs"])? {
        if path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs") {
            continue;
        }
        let place = path.strip_prefix(root())?.display().to_string();
        let tokens: TokenStream = fs::read_to_string(&path)?
            .parse()
            .map_err(|error| format!("{place}: {error}"))?;
        let mut literals = Vec::new();
        texts(tokens, &mut literals);
        // A single word is a name, of a key, a file or a rule.
        for (line, text) in literals
            .iter()
            .filter(|(_, text)| text.trim().contains(' '))
        {
            judge(&format!("{place}:{line}"), text, &mut found);
        }
    }
    assert_none(&found);
    Ok(())
}

#[test]
fn help_explanations_and_schemas_use_the_words_of_the_field() {
    fn each(command: &mut clap::Command, path: &str, found: &mut BTreeSet<String>) {
        let name = format!("{path} {}", command.get_name());
        for line in command.render_long_help().to_string().lines() {
            judge(&name, line, found);
        }
        for below in command.get_subcommands_mut() {
            each(below, &name, found);
        }
    }
    let mut found = BTreeSet::new();
    let mut command = cxn::cli::Cli::command();
    command.build();
    each(&mut command, "help:", &mut found);
    for rule in cxn::check::rules::ALL {
        for line in rule.doc.lines() {
            judge(&format!("cxn explain {}", rule.name), line, &mut found);
        }
    }
    assert_none(&found);
}

#[test]
fn pages_and_templates_use_the_words_of_the_field() -> Outcome {
    let mut paths = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    paths.extend(files(&root().join("src"), &["yaml", "md", "txt"])?);
    paths.extend(files(&root().join("examples"), &["md"])?);
    let mut found = BTreeSet::new();
    for path in paths {
        let place = path.strip_prefix(root())?.display().to_string();
        for (number, line) in fs::read_to_string(&path)?.lines().enumerate() {
            judge(&format!("{place}:{}", number + 1), line, &mut found);
        }
    }
    assert_none(&found);
    Ok(())
}

#[test]
fn a_phrase_is_found_as_words_only() {
    let mut found = BTreeSet::new();
    for text in [
        "role-nobody-plays",
        "recommend this",
        "outstands",
        "there is no key here",
    ] {
        judge("x", text, &mut found);
    }
    assert!(found.is_empty(), "{found:?}");
    judge("x", "Mend it: 'a'\n is  no key", &mut found);
    assert_eq!(found.len(), 2, "{found:?}");
}
