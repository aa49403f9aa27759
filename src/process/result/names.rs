//! The names of results' files: what was tested, with a mark of the content.
//!
//! Two clones that record different runs write different files; two that import the same file write the same ones. Both merge.

use crate::model::digest::mark;
use crate::model::{Slug, TestResult, slug};
use crate::workspace::{File, Root, disk};

/// 32^8 marks: of a million results in one folder no two are one by chance.
const MARK: usize = 8;

/// The name of a result's file: `register-alpha-gamma-7k2m9q4x`.
pub fn file_name(result: &TestResult, text: &str) -> Option<Slug> {
    let systems = result.systems.values().map(|text| {
        let name = text.rsplit('/').next().unwrap_or(text);
        Slug::from_title(name).map(|slug| slug.to_string())
    });
    let scenario = Slug::from_title(&result.scenario).map(|slug| slug.to_string());
    let parts: Vec<String> = std::iter::once(scenario).chain(systems).flatten().collect();
    let stem = parts.join("-");
    let room = slug::MAX_LENGTH - MARK - 1;
    let stem = stem[..room.min(stem.len())].trim_end_matches('-');
    let mark = mark(text, MARK);
    let name = if stem.is_empty() {
        format!("result-{mark}")
    } else {
        format!("{stem}-{mark}")
    };
    Slug::parse(&name).ok()
}

/// The file of a new result; `None` where the very same is recorded already.
pub fn free_file(root: &Root, event: &Slug, track: &Slug, name: &Slug) -> Option<File> {
    let file = File::result(event, track, name);
    (!disk::exists(&file.on_disk(root))).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(text: &str) -> TestResult {
        crate::yaml::read(text).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn a_file_is_named_after_what_was_tested_and_its_content() {
        let text = "{scenario: register, systems: {client: Example Health/Alpha, server: gamma}, verdict: passed, when: '2026-09-19T10:00:00Z'}";
        let name = |content: &str| file_name(&result(text), content).map(|slug| slug.to_string());
        let one = name("one").unwrap_or_default();
        assert!(one.starts_with("register-alpha-gamma-"), "{one}");
        assert_eq!(one.len(), "register-alpha-gamma-".len() + MARK);
        assert_eq!(name("one"), Some(one.clone()));
        assert_ne!(name("two"), Some(one));
        let long = text.replace("gamma", &"g".repeat(200));
        let long = file_name(&result(&long), "x").map(|slug| slug.to_string());
        assert_eq!(long.map(|name| name.len()), Some(slug::MAX_LENGTH));
    }
}
