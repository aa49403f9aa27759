//! Stable pseudonyms for the people of an event, and texts in which their names are replaced by them.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::model::person::{Person, fold};

const PREFIX: &str = "person-";

/// The people of an event, each with a number: those who registered first, in their order, then everybody else.
#[derive(Debug, Clone, Default)]
pub struct Pseudonyms {
    addresses: HashMap<String, usize>,
    at_organizations: HashMap<(String, String), usize>,
    names: HashMap<String, usize>,
    /// The words of names by their first, longest first.
    words: HashMap<String, Vec<(Vec<String>, usize)>>,
    last: usize,
    count: usize,
    known: BTreeSet<KnownPerson>,
}

/// Somebody who has got a pseudonym, as they were named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownPerson {
    /// The number of the pseudonym.
    pub number: usize,
    /// The name.
    pub name: String,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
}

/// Whether a name is a pseudonym already.
pub fn is_pseudonym(name: &str) -> bool {
    number(name).is_some()
}

fn number(name: &str) -> Option<usize> {
    let digits = name.trim().strip_prefix(PREFIX)?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

impl Pseudonyms {
    /// Keeps the numbers that are given already: new people come after them.
    pub fn reserve(&mut self, name: &str) {
        self.last = self.last.max(number(name).unwrap_or(0));
    }

    /// Everybody who was named so far, each time otherwise than before: what it takes to go on with the same pseudonyms.
    pub fn known(&self) -> &BTreeSet<KnownPerson> {
        &self.known
    }

    /// Goes on with pseudonyms that were given before.
    pub fn resume(&mut self, known: &[KnownPerson]) {
        for one in known {
            self.last = self.last.max(one.number);
            self.settle(
                Some(one.number),
                &one.name,
                one.email.as_deref(),
                one.organization.as_deref(),
            );
        }
    }

    /// How many people have got a pseudonym that had none.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The pseudonym of somebody who registered: known by the address, else by name and organization.
    pub fn registered(
        &mut self,
        name: &str,
        email: Option<&str>,
        organization: Option<&str>,
    ) -> String {
        if is_pseudonym(name) {
            return name.trim().to_owned();
        }
        let known = self.find(name, email, organization);
        self.settle(known, name, email, organization)
    }

    /// The pseudonym of somebody who is named elsewhere, as `Name`, `Name <address>` or an address: a name alone is enough here.
    pub fn named(&mut self, name: &str, email: Option<&str>, organization: Option<&str>) -> String {
        if is_pseudonym(name) {
            return name.trim().to_owned();
        }
        let parsed = Person::parse(name);
        let name = parsed.name.unwrap_or_default();
        let email = email.or(parsed.email.as_deref());
        let known = self.find(&name, email, organization);
        let known = known.or_else(|| self.names.get(&fold(&name)).copied());
        self.settle(known, &name, email, organization)
    }

    fn find(&self, name: &str, email: Option<&str>, organization: Option<&str>) -> Option<usize> {
        let by_address = email.and_then(|email| self.addresses.get(&fold(email)));
        let by_name = || {
            self.at_organizations
                .get(&(fold(name), fold(organization?)))
        };
        by_address.or_else(by_name).copied()
    }

    fn settle(
        &mut self,
        known: Option<usize>,
        name: &str,
        email: Option<&str>,
        organization: Option<&str>,
    ) -> String {
        let number = known.unwrap_or_else(|| {
            self.last += 1;
            self.count += 1;
            self.last
        });
        self.known.insert(KnownPerson {
            number,
            name: name.to_owned(),
            email: email.map(str::to_owned),
            organization: organization.map(str::to_owned),
        });
        if let Some(email) = email {
            self.addresses.entry(fold(email)).or_insert(number);
        }
        if let Some(organization) = organization {
            let key = (fold(name), fold(organization));
            self.at_organizations.entry(key).or_insert(number);
        }
        if !name.trim().is_empty() && !self.names.contains_key(&fold(name)) {
            self.names.insert(fold(name), number);
            let words: Vec<String> = words(name).map(|(_, word)| word.to_lowercase()).collect();
            // A name of one plain word may be any word of a text.
            let telling = words.len() > 1
                || words
                    .iter()
                    .any(|word| !word.is_ascii() && word.chars().count() > 2);
            if let Some(first) = words.first().filter(|_| telling) {
                let list = self.words.entry(first.clone()).or_default();
                list.push((words.clone(), number));
                list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
            }
        }
        format!("{PREFIX}{number}")
    }

    /// A text in which every full name of these people is replaced by its pseudonym, in any case.
    pub fn cover(&self, text: &str) -> String {
        let found: Vec<(usize, &str)> = words(text).collect();
        let mut covered = String::with_capacity(text.len());
        let (mut copied, mut at) = (0, 0);
        while at < found.len() {
            let Some((end, number)) = self.name_at(text, &found[at..]) else {
                at += 1;
                continue;
            };
            covered.push_str(&text[copied..found[at].0]);
            covered.push_str(PREFIX);
            covered.push_str(&number.to_string());
            copied = end;
            while at < found.len() && found[at].0 < end {
                at += 1;
            }
        }
        covered.push_str(&text[copied..]);
        covered
    }

    /// The name that a text's next words are: where it ends, and whose it is.
    fn name_at(&self, text: &str, found: &[(usize, &str)]) -> Option<(usize, usize)> {
        let names = self.words.get(&found.first()?.1.to_lowercase())?;
        let end = |(at, word): &(usize, &str)| at + word.len();
        names.iter().find_map(|(name, number)| {
            let run = found.get(..name.len())?;
            let same = run
                .iter()
                .zip(name)
                .all(|((_, word), name)| word.to_lowercase() == *name);
            let near = run.windows(2).all(|pair| {
                let gap = &text[end(&pair[0])..pair[1].0];
                gap.len() <= 4 && gap.chars().all(|c| c == ' ' || "'’-.".contains(c))
            });
            (same && near).then(|| (end(&run[run.len() - 1]), *number))
        })
    }
}

/// A text in which every word of a name is replaced: for comments in the person's own record.
pub fn cover_words(text: &str, name: &str, pseudonym: &str) -> String {
    let parts: Vec<String> = words(name)
        .map(|(_, word)| word.to_lowercase())
        .filter(|word| word.chars().count() > 2 || !word.is_ascii())
        .collect();
    let mut covered = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, word) in words(text) {
        if parts.contains(&word.to_lowercase()) {
            covered.push_str(&text[copied..at]);
            covered.push_str(pseudonym);
            copied = at + word.len();
        }
    }
    covered.push_str(&text[copied..]);
    covered
}

/// The words of a text with the bytes they begin at.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let length = text[start..].find(|c: char| !c.is_alphanumeric());
        rest = length.map_or(text.len(), |length| start + length);
        Some((start, &text[start..rest]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_pseudonym_wherever_they_are_named() {
        let mut people = Pseudonyms::default();
        people.reserve("person-3");
        assert_eq!(
            people.registered(
                "Robin Example",
                Some("robin@example.org"),
                Some("Example Health")
            ),
            "person-4"
        );
        assert_eq!(
            people.registered(
                "Robin Example",
                Some("other@example.org"),
                Some("Other Labs")
            ),
            "person-5"
        );
        assert_eq!(people.registered("person-2", None, None), "person-2");
        assert_eq!(
            people.named("R. Example", Some("ROBIN@example.org"), None),
            "person-4"
        );
        assert_eq!(people.named("robin  example", None, None), "person-4");
        assert_eq!(
            people.named("Sam Sample <sam@example.org>", None, None),
            "person-6"
        );
        assert_eq!(people.named("sam@example.org", None, None), "person-6");
        assert_eq!(people.count(), 3);
    }

    #[test]
    fn full_names_are_covered_in_any_case() {
        let mut people = Pseudonyms::default();
        people.registered("Kim O'Sample", None, Some("A"));
        people.registered("山田太郎", None, Some("A"));
        people.registered("Test", None, Some("A"));
        assert_eq!(
            people.cover("KIM O'SAMPLE said, and Kim O''Sample too; Kim and 山田太郎: Test!"),
            "person-1 said, and person-1 too; Kim and person-2: Test!"
        );
        assert_eq!(people.cover("Kim, O Sample"), "Kim, O Sample");
        assert_eq!(
            cover_words("# call Kim, not kimono", "Kim O'Sample", "person-1"),
            "# call person-1, not kimono"
        );
    }
}
