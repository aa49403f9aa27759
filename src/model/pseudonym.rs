//! Stable pseudonyms for the people of an event.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::model::person::{Person, fold};

const PREFIX: &str = "person-";
/// The numbers of pseudonyms; a name with another one is a name.
const NUMBERS: RangeInclusive<usize> = 1..=999_999_999;

/// The people of an event, each with a number: those who registered first, in their order, then everybody else.
#[derive(Debug, Clone, Default)]
pub struct Pseudonyms {
    addresses: HashMap<String, usize>,
    at_organizations: HashMap<(String, String), usize>,
    names: HashMap<String, usize>,
    taken: HashSet<usize>,
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
    let is_number = digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| is_number);
    number.filter(|number| NUMBERS.contains(number))
}

impl Pseudonyms {
    /// Keeps the numbers that are given already: new people come after them.
    pub fn reserve(&mut self, name: &str) {
        if let Some(number) = number(name) {
            self.take(number);
        }
    }

    /// Everybody who was named so far, each time otherwise than before: what it takes to go on with the same pseudonyms.
    pub fn known(&self) -> &BTreeSet<KnownPerson> {
        &self.known
    }

    /// Goes on with pseudonyms that were given before.
    pub fn resume(&mut self, known: &[KnownPerson]) {
        for one in known.iter().filter(|one| NUMBERS.contains(&one.number)) {
            self.take(one.number);
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

    fn take(&mut self, number: usize) {
        self.taken.insert(number);
        self.last = self.last.max(number);
    }

    /// Takes the number after the last one; where there is none, the first that no one has.
    fn free(&mut self) -> usize {
        let mut free = NUMBERS.skip_while(|number| self.taken.contains(number));
        let next = self.last + 1;
        let next = if NUMBERS.contains(&next) {
            next
        } else {
            free.next().unwrap_or(next)
        };
        self.take(next);
        next
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
            self.count += 1;
            self.free()
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
        if !name.trim().is_empty() {
            self.names.entry(fold(name)).or_insert(number);
        }
        format!("{PREFIX}{number}")
    }

    /// The words of names, in lower case, by which a text may be about a person: not those that organizations share.
    pub fn telling_words(&self) -> BTreeSet<String> {
        let organizations = self
            .known
            .iter()
            .filter_map(|one| one.organization.as_deref());
        let shared: BTreeSet<String> = organizations.flat_map(words).collect();
        let names = self.known.iter().flat_map(|one| words(&one.name));
        let telling = names.filter(|word| word.chars().count() > 2 || !word.is_ascii());
        telling.filter(|word| !shared.contains(word)).collect()
    }
}

/// The words of a text, in lower case.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
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
    fn no_number_of_a_stranger_leaves_none_to_give() {
        let mut people = Pseudonyms::default();
        let largest = format!("person-{}", usize::MAX);
        people.reserve(&largest);
        assert!(!is_pseudonym(&largest) && !is_pseudonym("person-") && !is_pseudonym("person-0"));
        let known = |number| KnownPerson {
            number,
            name: format!("Robin {number}"),
            email: None,
            organization: None,
        };
        people.resume(&[known(usize::MAX), known(0), known(7)]);
        assert_eq!(people.named("Robin 7", None, None), "person-7");
        assert_eq!(people.registered(&largest, None, None), "person-8");
        people.reserve("person-999999999");
        people.reserve("person-1");
        let given = people.registered("Sam Sample", None, Some("Sample Labs"));
        assert_eq!(given, "person-2");
        let mut again = Pseudonyms::default();
        again.resume(&people.known().iter().cloned().collect::<Vec<_>>());
        assert_eq!(
            again.registered("Sam Sample", None, Some("Sample Labs")),
            given
        );
    }

    #[test]
    fn words_of_organizations_tell_nothing() {
        let mut people = Pseudonyms::default();
        people.registered("Kim O'Sample", None, Some("Sample Labs"));
        people.registered("山田太郎", None, None);
        let words: Vec<String> = people.telling_words().into_iter().collect();
        assert_eq!(words, ["kim", "山田太郎"]);
    }
}
