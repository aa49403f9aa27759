//! What is asked about the organizations that exchanged, before they are taken for independent ones. Nothing is guessed: a question is
//! answered by a line in the settings, or by the organizations.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::maturity::Evidence;
use crate::analysis::maturity::evidence::Party;
use crate::model::person::fold;
use crate::model::url::parse_base;
use crate::model::words::words;

words! {
    /// Why it is asked whether organizations are independent.
    pub enum Doubt {
        /// Their names differ in what a company is called by law, in marks, or in words behind the name.
        SimilarNames = "similar-names",
        /// Their servers have one address.
        SameAddress = "same-address",
        /// Their servers said that they are the same software.
        SameSoftware = "same-software",
        /// Their systems are called the same.
        SameProduct = "same-product",
        /// It is a person who speaks for no organization.
        NoOrganization = "no-organization",
    }
}

/// What is asked of organizations that count as independent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub doubt: Doubt,
    /// What the organizations are compared by.
    pub organizations: BTreeSet<String>,
    /// What they share: a name, an address, a software. Empty for names alone.
    pub shared: String,
}

/// The questions about the organizations of evidence that may be named.
pub fn questions(evidence: &Evidence) -> Vec<Question> {
    let parties = evidence.parties();
    let mut shared = BTreeMap::<(Doubt, String), (String, BTreeSet<&str>)>::new();
    for (key, party) in &parties {
        for (doubt, value) in signs(party) {
            let same = shared.entry((doubt, fold(&value)));
            let (_, keys) = same.or_insert_with(|| (value, BTreeSet::new()));
            keys.insert(key);
        }
    }
    let mut all: Vec<Question> = similar_names(&parties);
    // Two that share an address are asked about once, whatever else they share.
    let mut asked: BTreeSet<BTreeSet<String>> = all
        .iter()
        .map(|question| question.organizations.clone())
        .collect();
    for ((doubt, _), (value, keys)) in shared {
        let organizations: BTreeSet<String> = keys.into_iter().map(str::to_owned).collect();
        if organizations.len() > 1 && asked.insert(organizations.clone()) {
            all.push(Question {
                doubt,
                organizations,
                shared: value,
            });
        }
    }
    let persons = parties.iter().filter(|(_, party)| party.is_person);
    all.extend(persons.map(|(key, _)| Question {
        doubt: Doubt::NoOrganization,
        organizations: [(*key).to_owned()].into(),
        shared: String::new(),
    }));
    all
}

/// How many independent organizations are left when every doubt about two is right.
pub fn if_all_are_one(count: usize, questions: &[Question]) -> usize {
    let mut groups: Vec<BTreeSet<&str>> = Vec::new();
    for question in questions {
        let mut joined: BTreeSet<&str> =
            question.organizations.iter().map(String::as_str).collect();
        groups.retain(|group| {
            let is_apart = group.is_disjoint(&joined);
            if !is_apart {
                joined.extend(group);
            }
            is_apart
        });
        groups.push(joined);
    }
    let fewer: usize = groups.iter().map(|group| group.len() - 1).sum();
    count.saturating_sub(fewer)
}

/// What two products that are one would share.
fn signs(party: &Party) -> BTreeSet<(Doubt, String)> {
    let mut signs = BTreeSet::new();
    for product in &party.systems {
        let name = fold(&product.name);
        // "Server" is what many call theirs.
        if !is_common(&name) {
            signs.insert((Doubt::SameProduct, product.name.trim().to_owned()));
        }
        let url = product
            .base_url
            .as_deref()
            .and_then(|url| parse_base(url).ok());
        if let Some(url) = url {
            let shown = url.as_str().trim_end_matches('/').to_owned();
            signs.insert((Doubt::SameAddress, shown));
        }
        let software = product.software.as_deref().map(without_version);
        signs.extend(
            software
                .filter(|name| !name.is_empty())
                .map(|name| (Doubt::SameSoftware, name)),
        );
    }
    signs
}

/// Words that say what a system is, and not which.
const COMMON: [&str; 12] = [
    "app",
    "application",
    "client",
    "ehr",
    "fhir",
    "our",
    "reference",
    "sandbox",
    "server",
    "system",
    "test",
    "the",
];

fn is_common(name: &str) -> bool {
    words(name)
        .iter()
        .all(|word| COMMON.contains(&word.as_str()))
}

/// A software without its version: `HAPI FHIR Server 7.2.0` is `HAPI FHIR Server`.
fn without_version(software: &str) -> String {
    let is_name = |word: &&str| {
        let word = word.trim_start_matches(['v', 'V', '(', '/']);
        !word.starts_with(|c: char| c.is_ascii_digit())
    };
    let words: Vec<&str> = software.split_whitespace().filter(is_name).collect();
    words.join(" ")
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What follows a name by law, or because it is a company.
const FORMS: [&str; 23] = [
    "ab",
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "oy",
    "plc",
    "pty",
    "sa",
    "sarl",
    "srl",
];

/// Organizations whose names are the same but for their legal forms, or one of which begins with the whole name of another.
fn similar_names(parties: &BTreeMap<&str, Party>) -> Vec<Question> {
    let mut named: Vec<(Vec<String>, &str)> = Vec::new();
    for (key, party) in parties.iter().filter(|(_, party)| !party.is_person) {
        for name in &party.names {
            let mut bare = words(name);
            while bare.len() > 1
                && bare
                    .last()
                    .is_some_and(|word| FORMS.contains(&word.as_str()))
            {
                bare.pop();
            }
            // A name of marks only would be the beginning of every other.
            if !bare.is_empty() {
                named.push((bare, key));
            }
        }
    }
    named.sort();
    named.dedup();
    let mut found = Vec::<BTreeSet<String>>::new();
    // In this order, what a name is the beginning of follows it.
    let mut head: Option<&(Vec<String>, &str)> = None;
    for one in &named {
        match head {
            Some((begins, key)) if one.0.starts_with(begins) => {
                if one.1 != *key {
                    found.push([(*key).to_owned(), one.1.to_owned()].into());
                }
            }
            _ => head = Some(one),
        }
    }
    found.sort();
    found.dedup();
    let question = |organizations| Question {
        doubt: Doubt::SimilarNames,
        organizations,
        shared: String::new(),
    };
    found.into_iter().map(question).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(names: &[&str]) -> Party {
        Party {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Party::default()
        }
    }

    #[test]
    fn names_that_differ_in_form_or_go_on_are_asked_about() {
        let parties: BTreeMap<&str, Party> = [
            ("a", party(&["Sample Systems"])),
            ("b", party(&["Sample Systems, Inc."])),
            ("c", party(&["Sample Systems Europe GmbH"])),
            ("d", party(&["Sample Forms"])),
            ("e", party(&["Probe", "Sonde AG"])),
            ("f", party(&["Probert"])),
            ("g", party(&["&!"])),
        ]
        .into();
        let asked: Vec<Vec<String>> = similar_names(&parties)
            .into_iter()
            .map(|one| one.organizations.into_iter().collect())
            .collect();
        assert_eq!(asked, [["a", "b"], ["a", "c"]]);
    }

    #[test]
    fn what_is_one_is_counted_once_however_often_it_is_asked_about() {
        let question = |keys: &[&str]| Question {
            doubt: Doubt::SameProduct,
            organizations: keys.iter().map(|key| (*key).to_owned()).collect(),
            shared: String::new(),
        };
        let questions = [
            question(&["a", "b"]),
            question(&["c", "d"]),
            question(&["b", "c"]),
            question(&["e"]),
        ];
        assert_eq!(if_all_are_one(6, &questions), 3);
        assert_eq!(if_all_are_one(1, &questions), 0);
    }

    #[test]
    fn a_software_is_one_in_all_its_versions_and_a_common_word_names_none() {
        assert_eq!(
            without_version("HAPI FHIR Server 7.2.0"),
            "HAPI FHIR Server"
        );
        assert_eq!(without_version("Sample v3 (2026)"), "Sample");
        assert!(is_common("test server") && !is_common("sample server"));
    }
}
