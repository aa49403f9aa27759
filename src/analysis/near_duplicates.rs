//! Issues that say much the same: candidates for one record, told by the words of their titles and descriptions.
//!
//! How alike two are is measured on texts that people called duplicates and on texts that they did not; the rule that shows them
//! has the figures. Nothing but the words is looked at, so two issues are as alike in a small event as the same two in a large one,
//! nearly: a word that many issues have counts less.

use std::collections::{BTreeSet, HashMap};

use crate::model::Issue;
use crate::model::person::fold;

/// How alike two issues are at the least to be told, from 0 to 1.
pub const MIN_SIMILARITY: f64 = 0.5;
/// The most earlier issues that one is compared with, those that share its rarest words first: a word that every issue has would
/// make the work the square of their number.
const MAX_COMPARED: usize = 200;
/// How much of a title, a description and the name of an artifact is read, in characters.
const MAX_READ: usize = 4000;
/// How many artifacts of an issue are compared, and how many steps down in a name such as `Patient.contact.name`.
const MAX_ARTIFACTS: usize = 100;
const MAX_DOTS: usize = 16;
/// How many issues with other words are thought of besides those at hand: in an event of two, no word is common yet.
const IMAGINED: f64 = 50.0;
/// How much a word tells that all issues have: a hundred that are the same are still the same.
const LEAST_WEIGHT: f64 = 1.0;
/// What short titles lack, as a weight of words: two that share two words and have no others are not alike for that.
const UNSAID: f64 = 4.0;
/// The fewest words of a title that tell something: two that both say "Typo" say nothing.
const FEWEST_WORDS: usize = 2;

/// Words that every sentence has, and those that every issue of a Connectathon has; sorted.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "after", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
    "being", "but", "by", "can", "cannot", "could", "did", "do", "does", "doesn", "don", "during",
    "fhir", "for", "from", "had", "has", "have", "hl7", "how", "if", "in", "into", "is", "isn",
    "issue", "it", "its", "just", "like", "may", "me", "my", "no", "nor", "not", "of", "on", "or",
    "our", "out", "over", "should", "so", "some", "such", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "to", "too", "track", "up", "us", "use", "used",
    "uses", "using", "was", "we", "were", "what", "when", "where", "which", "while", "who", "why",
    "will", "with", "without", "would", "you", "your",
];

/// An earlier issue that says much the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Twin {
    /// Its place among the issues.
    pub place: usize,
    /// How alike the two are, from [`MIN_SIMILARITY`] to 1.
    pub similarity: f64,
}

/// For each issue the earlier one that says most nearly the same, if any does; the earliest of several.
///
/// `is_asked` says of an issue and an earlier one whether that would be told: what is not told hides nothing else.
pub fn near_duplicates(
    issues: &[&Issue],
    is_asked: impl Fn(usize, usize) -> bool,
) -> Vec<Option<Twin>> {
    let mut vocabulary = Vocabulary::default();
    let texts: Vec<Text> = issues.iter().map(|issue| vocabulary.read(issue)).collect();
    let weights = vocabulary.weights(texts.len());
    let mut with_word: Vec<Vec<usize>> = vec![Vec::new(); weights.len()];
    let mut twins = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let earlier = candidates(text, &with_word, &weights);
        let asked = earlier.into_iter().filter(|place| is_asked(at, *place));
        let compared = asked.map(|place| Twin {
            place,
            similarity: similarity(text, &texts[place], &weights),
        });
        twins.push(
            compared
                .filter(|twin| twin.similarity >= MIN_SIMILARITY)
                // Of equals the last that `max_by` sees: the earliest.
                .max_by(|a, b| (a.similarity.total_cmp(&b.similarity)).then(b.place.cmp(&a.place))),
        );
        for word in &text.title {
            let places = &mut with_word[*word];
            if places.len() < MAX_COMPARED {
                places.push(at);
            }
        }
    }
    twins
}

/// How alike two issues are when there are no others, from 0 to 1.
pub fn similarity_of_two(one: &Issue, other: &Issue) -> f64 {
    let mut vocabulary = Vocabulary::default();
    let (one, other) = (vocabulary.read(one), vocabulary.read(other));
    similarity(&one, &other, &vocabulary.weights(2))
}

/// Earlier issues that share a word of the title, rarest words first. Without such a word no two titles are alike enough.
fn candidates(text: &Text, with_word: &[Vec<usize>], weights: &[f64]) -> BTreeSet<usize> {
    let mut words: Vec<usize> = text.title.clone();
    words.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
    let mut places = BTreeSet::new();
    for word in words {
        for place in &with_word[word] {
            if places.len() >= MAX_COMPARED {
                return places;
            }
            places.insert(*place);
        }
    }
    places
}

/// As much of a text as is read of it.
fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_READ);
    &text[..end.map_or(text.len(), |(end, _)| end)]
}

/// An issue as it is compared: the numbers of its words, ascending.
struct Text {
    title: Vec<usize>,
    /// Title and description.
    all: Vec<usize>,
    /// What the title names: elements, profiles, identifiers.
    named: BTreeSet<String>,
    /// What its artifacts and its title name.
    about: BTreeSet<String>,
}

/// The mean of two measures: the words that both titles have, and the words of each title that the other issue has anywhere; as a part
/// of the words of both titles. Two that name different things are about different things, however alike their sentences are.
fn similarity(one: &Text, other: &Text, weights: &[f64]) -> f64 {
    if one.title.len().min(other.title.len()) < FEWEST_WORDS
        || are_apart(&one.named, &other.named)
        || (one.named.is_empty() || other.named.is_empty()) && are_apart(&one.about, &other.about)
    {
        return 0.0;
    }
    let weight = |words: &[usize]| words.iter().map(|word| weights[*word]).sum::<f64>();
    let shared = |ours: &[usize], theirs: &[usize]| {
        let shared = ours
            .iter()
            .filter(|word| theirs.binary_search(word).is_ok());
        shared.map(|word| weights[*word]).sum::<f64>()
    };
    let in_titles = 2.0 * shared(&one.title, &other.title);
    let anywhere = shared(&one.title, &other.all) + shared(&other.title, &one.all);
    let all = weight(&one.title) + weight(&other.title) + UNSAID;
    f64::midpoint(in_titles, anywhere) / all
}

/// Whether both name something, and not one thing in common: `Patient.name` and `Patient.birthDate` are two, `Patient` is in both.
fn are_apart(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let is_within = |inner: &String, outer: &BTreeSet<String>| {
        let ends = inner.match_indices('.').take(MAX_DOTS).map(|(end, _)| end);
        let mut around = ends.chain([inner.len()]).map(|end| &inner[..end]);
        around.any(|around| outer.contains(around))
    };
    let meet = one.iter().any(|ours| is_within(ours, other))
        || other.iter().any(|theirs| is_within(theirs, one));
    !one.is_empty() && !other.is_empty() && !meet
}

/// The words of all issues by number, and in how many issues each is.
#[derive(Default)]
struct Vocabulary {
    numbers: HashMap<String, usize>,
    counts: Vec<u32>,
}

impl Vocabulary {
    fn read(&mut self, issue: &Issue) -> Text {
        let description = start_of(issue.description.as_deref().unwrap_or_default());
        let (called, title) = (start_of(&issue.title), self.words(start_of(&issue.title)));
        let mut all = self.words(description);
        all.extend_from_slice(&title);
        all.sort_unstable();
        all.dedup();
        for word in &all {
            self.counts[*word] += 1;
        }
        let named = names(called);
        let artifacts = issue.artifacts.iter().take(MAX_ARTIFACTS);
        let artifacts = artifacts.map(|artifact| fold(start_of(artifact)));
        let about = artifacts.chain(named.iter().cloned());
        Text {
            title,
            all,
            about: about.filter(|name| !name.is_empty()).collect(),
            named,
        }
    }

    /// The numbers of the words of a text that tell something, ascending.
    fn words(&mut self, text: &str) -> Vec<usize> {
        let text = fold(text);
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words
            .filter(|word| word.chars().nth(1).is_some() && COMMON.binary_search(word).is_err());
        let mut numbers: Vec<usize> = words.map(|word| self.number(stem(word))).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn number(&mut self, word: String) -> usize {
        let next = self.numbers.len();
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.counts.push(0);
        }
        number
    }

    /// How much each word tells among so many issues: the rarer, the more.
    fn weights(&self, issues: usize) -> Vec<f64> {
        let issues = f64::from(u32::try_from(issues).unwrap_or(u32::MAX)) + IMAGINED;
        let counts = self.counts.iter();
        counts
            .map(|count| (issues / (f64::from(*count) + 0.5)).ln().max(LEAST_WEIGHT))
            .collect()
    }
}

/// A word without the endings that English gives it: `searches`, `searching` and `search` are one.
fn stem(word: &str) -> String {
    let mut stem = word;
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return stem.to_owned();
    }
    if !stem.ends_with("ss") {
        stem = stem.strip_suffix('s').unwrap_or(stem);
    }
    let cut = ["ing", "ed"].iter().find_map(|end| stem.strip_suffix(end));
    stem = cut.filter(|rest| rest.len() >= 3).unwrap_or(stem);
    if stem.len() > 3 {
        stem = stem.strip_suffix('e').unwrap_or(stem);
    }
    match stem.strip_suffix('y') {
        Some(rest) if stem.len() > 3 => format!("{rest}i"),
        _ => stem.to_owned(),
    }
}

/// What a title names, folded: words with a capital, a dot or a digit within, such as `MedicationRequest`, `Patient.name` or `us-core-1`.
fn names(title: &str) -> BTreeSet<String> {
    const QUOTES: &str = ".,;:!?()[]{}\"'`*“”‘’<>|";
    let words = title.split_whitespace().map(|word| {
        let word = word.trim_matches(|c: char| QUOTES.contains(c));
        word.split(['(', '[']).next().unwrap_or_default()
    });
    let names = words.filter(|word| {
        let letters: Vec<char> = word.chars().collect();
        let pairs = || letters.windows(2);
        let has_capital = pairs().any(|two| two[0].is_lowercase() && two[1].is_uppercase());
        let has_word = pairs().any(|two| two.iter().all(|c| c.is_alphabetic()));
        let has_dot = letters.windows(3).any(|three| {
            matches!(three[1], '.' | '_')
                && three[0].is_alphanumeric()
                && three[2].is_alphanumeric()
        });
        let has_digit = letters.iter().any(char::is_ascii_digit);
        letters.len() > 2
            && !word.contains('/')
            && (has_capital || has_word && (has_dot || has_digit))
    });
    names.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(title: &str, more: &str) -> Issue {
        let text = format!("{{title: '{title}', against: specification, {more}}}");
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}\n{text}"))
    }

    #[test]
    fn common_words_are_sorted() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn words_are_one_with_their_endings() {
        for (word, stemmed) in [
            ("searches", "search"),
            ("searching", "search"),
            ("resources", "resourc"),
            ("resource", "resourc"),
            ("queries", "queri"),
            ("query", "queri"),
            ("process", "process"),
            ("string", "str"),
            ("r4", "r4"),
            ("größe", "größe"),
        ] {
            assert_eq!(stem(word), stemmed, "{word}");
        }
    }

    #[test]
    fn what_a_title_names_is_told_from_its_words() {
        let named = |title| names(title).into_iter().collect::<Vec<_>>();
        assert_eq!(
            named(
                "Fix (us-core-13) and Observation.effective[x] of MedicationRequest, 0..1 in 2026"
            ),
            ["medicationrequest", "observation.effective", "us-core-13"]
        );
        assert_eq!(named("The Patient and a URL/path of FHIR"), [""; 0]);
    }

    #[test]
    fn two_that_name_different_things_are_apart() {
        let of = |one: &Issue, other: &Issue| similarity_of_two(one, other) >= MIN_SIMILARITY;
        let one =
            "Add must support type choices for Observation.effective[x] of laboratory results";
        let other =
            "Add must support type choices for DiagnosticReport.effective[x] of laboratory results";
        assert!(of(&issue(one, ""), &issue(one, "")));
        assert!(!of(&issue(one, ""), &issue(other, "")));
        let plain = "Search by date does not say what happens to a missing day";
        let about = |artifact| issue(plain, &format!("artifacts: [{artifact}]"));
        assert!(of(&about("Encounter"), &about("encounter")));
        assert!(of(&about("Encounter"), &issue(plain, "")));
        assert!(!of(&about("Encounter"), &about("Procedure")));
    }

    #[test]
    fn a_title_that_says_nothing_makes_no_twins() {
        for (one, other) in [("Typo", "Typos"), ("The issue", "The issue"), ("?", "?")] {
            let alike = similarity_of_two(&issue(one, ""), &issue(other, ""));
            assert!(alike < MIN_SIMILARITY, "{one}: {alike}");
        }
    }

    #[test]
    fn of_many_twins_the_earliest_is_named() {
        let same = issue("Search by name does not fold case", "");
        let issues = vec![&same; 3 * MAX_COMPARED];
        let twins = near_duplicates(&issues, |_, _| true);
        let places: Vec<_> = twins
            .iter()
            .map(|twin| twin.map(|twin| twin.place))
            .collect();
        assert_eq!(places[0], None);
        assert!(places[1..].iter().all(|place| *place == Some(0)));
        let none = near_duplicates(&issues, |_, _| false);
        assert!(none.iter().all(Option::is_none));
    }
}
