//! People who are named in several places, each once: looked up by what they are known by, however many there are.

use std::collections::HashMap;

use crate::model::person::{Person, fold};
use crate::model::placeholder::is_unanswered;

/// People by their places in a list, which the caller keeps.
#[derive(Debug, Default)]
pub struct People {
    addresses: HashMap<String, usize>,
    names: HashMap<String, usize>,
    /// The names of those who have no address.
    open: HashMap<String, usize>,
}

impl People {
    /// The first of the people who is a person: by the address where both have one, else by the name. Placeholders are neither.
    pub fn find(&self, person: &Person) -> Option<usize> {
        let name = answer(person.name.as_deref());
        let Some(address) = answer(person.email.as_deref()) else {
            return self.names.get(&name?).copied();
        };
        let by_address = self.addresses.get(&address).copied();
        let by_name = name.and_then(|name| self.open.get(&name).copied());
        by_address.into_iter().chain(by_name).min()
    }

    /// Adds what the person at a place is named as; one who had no address may get one.
    pub fn add(&mut self, at: usize, person: &Person) {
        let name = answer(person.name.as_deref());
        let address = answer(person.email.as_deref());
        if let Some(name) = name {
            if address.is_none() {
                self.open.entry(name.clone()).or_insert(at);
            } else if self.open.get(&name) == Some(&at) {
                self.open.remove(&name);
            }
            self.names.entry(name).or_insert(at);
        }
        if let Some(address) = address {
            self.addresses.entry(address).or_insert(at);
        }
    }
}

fn answer(text: Option<&str>) -> Option<String> {
    text.filter(|text| !is_unanswered(Some(text))).map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_by_the_address_else_by_the_name() {
        let mut people = People::default();
        let person = Person::parse;
        people.add(0, &person("Robin Example <robin@example.org>"));
        people.add(1, &person("Robin Example <r@example.net>"));
        people.add(2, &person("Sam Sample"));
        let find = |people: &People, text: &str| people.find(&person(text));
        assert_eq!(find(&people, "R. E. <ROBIN@example.org>"), Some(0));
        assert_eq!(find(&people, "robin  example"), Some(0));
        assert_eq!(find(&people, "Robin Example <r@example.net>"), Some(1));
        assert_eq!(find(&people, "Robin Example <new@example.org>"), None);
        assert_eq!(find(&people, "Sam Sample <sam@example.org>"), Some(2));
        // Once an address is known, another one is somebody else's.
        people.add(2, &person("Sam Sample <sam@example.org>"));
        assert_eq!(find(&people, "Sam Sample <s@example.net>"), None);
        assert_eq!(find(&people, "sam sample"), Some(2));
        let open = Person {
            name: Some("TBD".to_owned()),
            email: Some("TBD".to_owned()),
            ..Person::default()
        };
        people.add(3, &open);
        assert_eq!(people.find(&open), None);
    }
}
