//! How alike two proposals are: a candidate for a talk between two leads, never a mistake.

use std::collections::BTreeSet;

use crate::model::Track;
use crate::model::nearest::by_letters;
use crate::model::person::fold;
use crate::model::placeholder::{is_unanswered, says_none};

/// How alike two proposals are at the least to be told, from 0 to 1.
///
/// A design choice: half of what the two say in the fields that both fill in, weighted as in [`similarity`]. What is told is a
/// candidate for a talk between two leads, never a mistake.
pub const MIN_SIMILARITY: f64 = 0.5;
/// What two proposals are compared by, with how much each counts where both say something.
fn fields(track: &Track) -> [(&'static str, f64, BTreeSet<String>); 4] {
    let scenarios = track.scenarios.iter();
    let scenarios = scenarios.filter_map(|scenario| scenario.title.as_deref());
    [
        ("title", 0.35, distinctive_words([track.title.as_str()])),
        (
            "artifacts",
            0.25,
            distinctive_words(texts(&track.artifacts)),
        ),
        (
            "specifications",
            0.2,
            distinctive_words(texts(&track.specifications)),
        ),
        ("scenarios", 0.2, distinctive_words(scenarios)),
    ]
}

fn texts(texts: &[String]) -> impl Iterator<Item = &str> {
    let answers = texts.iter().map(String::as_str);
    answers.filter(|text| !is_unanswered(Some(text)) && !says_none(text))
}

const COMMON: [&str; 22] = [
    "a", "an", "and", "the", "of", "for", "in", "on", "to", "with", "by", "from", "or", "at", "is",
    "hl7", "fhir", "track", "http", "https", "html", "org",
];

/// The words of some texts, folded, without those that tell nothing apart.
fn distinctive_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let texts = texts.into_iter().map(fold);
    let split = |text: String| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    texts
        .flat_map(split)
        .filter(|word| !COMMON.contains(&word.as_str()))
        .collect()
}

/// Shared words as a part of all words (Jaccard).
fn jaccard(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let (shared, all) = (one.intersection(other).count(), one.union(other).count());
    if all == 0 {
        return 0.0;
    }
    // Words in a proposal are far fewer than a float can count.
    f64::from(u32::try_from(shared).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(all).unwrap_or(1))
}

/// How alike two proposals are, from 0 to 1, and why: titles by their words or letters, the rest by their words, each counted
/// only where both say something.
pub fn similarity(one: &Track, other: &Track) -> (f64, Vec<String>) {
    let (mut score, mut weights, mut why) = (0.0, 0.0, Vec::new());
    for ((name, weight, ours), (.., theirs)) in fields(one).into_iter().zip(fields(other)) {
        if ours.is_empty() || theirs.is_empty() {
            continue;
        }
        let mut alike = jaccard(&ours, &theirs);
        if name == "title" {
            let (one, other) = (fold(&one.title), fold(&other.title));
            let letters = by_letters(&one, &other, strsim::normalized_damerau_levenshtein);
            // Short words share letters by chance.
            alike = alike.max(if letters >= 0.8 { letters } else { 0.0 });
        }
        score += weight * alike;
        weights += weight;
        let shared: Vec<&str> = ours
            .intersection(&theirs)
            .take(4)
            .map(String::as_str)
            .collect();
        if !shared.is_empty() {
            why.push(format!("{name}: {}", shared.join(" ")));
        } else if alike > 0.0 {
            why.push(format!("{name}: nearly the same"));
        }
    }
    (if weights > 0.0 { score / weights } else { 0.0 }, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_a_title_is_alike_and_a_stranger_is_not() {
        let alike = |one: &str, other: &str| {
            let track = |title: &str| {
                crate::yaml::read(&format!("title: {title}\n"))
                    .unwrap_or_else(|error| unreachable!("{error}"))
            };
            similarity(&track(one), &track(other)).0 >= MIN_SIMILARITY
        };
        assert!(alike("Questionnaires", "Questionnaire"));
        assert!(alike("The Patient Track", "Patient"));
        assert!(!alike("Patient", "Payer"));
        assert!(!alike("US Core", "CDS Hooks"));
        assert!(!alike("FHIR Track", "HL7"));
    }
}
