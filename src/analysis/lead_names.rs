//! How rules speak of a track's leads without repeating an address.

use crate::model::Track;
use crate::model::person::{Person, is_email};
use crate::model::placeholder::is_placeholder;

/// A lead in a sentence: `lead 'Robin Example'`, or `lead 2` when there is no name that may be shown.
pub fn label(at: usize, lead: &Person) -> String {
    match lead.name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() && !name.contains('@') => format!("lead '{name}'"),
        _ => format!("lead {}", at + 1),
    }
}

/// The names of the leads who have one that may be shown.
pub fn named(track: &Track) -> Vec<String> {
    let names = track.leads.iter().filter_map(Person::display_name);
    names.filter(|name| !is_placeholder(name)).collect()
}

/// Who has to act for a track: its leads by name, or the group when no name may be shown.
pub fn who_acts(track: &Track) -> Vec<String> {
    let named = named(track);
    if named.is_empty() {
        vec!["track leads".to_owned()]
    } else {
        named
    }
}

/// Whether an entry says who the lead is or how to reach them.
pub fn is_filled(lead: &Person) -> bool {
    [&lead.name, &lead.email]
        .into_iter()
        .flatten()
        .any(|text| !text.trim().is_empty())
}

/// Whether a lead, or their address, is still to be found: `TBD`.
pub fn is_open(lead: &Person) -> bool {
    [&lead.name, &lead.email]
        .into_iter()
        .flatten()
        .any(|text| is_placeholder(text))
}

/// Whether a text holds an address beside or instead of something else: `Robin Example <robin@example.org>`.
pub fn contains_email(text: Option<&str>) -> bool {
    // Most names and organizations hold no address, and are told so at once.
    text.filter(|text| text.contains('@')).is_some_and(|text| {
        text.split(|c: char| c.is_whitespace() || "<>(),;".contains(c))
            .any(is_email)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_never_repeats_an_address() {
        let named = Person::parse("Robin Example <robin@example.org>");
        assert_eq!(label(0, &named), "lead 'Robin Example'");
        let address = Person {
            name: Some("robin@example.org".to_owned()),
            ..Person::default()
        };
        assert_eq!(label(1, &address), "lead 2");
        assert_eq!(label(2, &Person::default()), "lead 3");
    }

    #[test]
    fn addresses_are_found_within_names() {
        assert!(contains_email(Some("Robin Example <robin@example.org>")));
        assert!(contains_email(Some("robin@example.org")));
        assert!(!contains_email(Some("Robin @ Example")));
        assert!(!contains_email(None));
    }
}
