//! Which tracks of several events are one.

use std::collections::HashMap;

use crate::model::person::fold;

/// Which appearances are of one track: one was carried from the other, or both have the same slug or, at different events, the same
/// title.
#[derive(Debug, Default)]
pub struct SameTracks {
    /// An appearance that each is of one track with; itself where it is the first.
    parents: Vec<usize>,
    known: HashMap<Key, usize>,
    /// The last appearance of each title, with the place of its event.
    titles: HashMap<String, (usize, usize)>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Slug(String),
    /// A record of a workspace, as `event/track`.
    Record(Option<String>, String),
}

/// What a track at an event is known by.
#[derive(Debug, Clone, Copy)]
pub struct Appearance<'t> {
    pub workspace: Option<&'t str>,
    pub event: &'t str,
    /// The place of the event among those that are added.
    pub place: usize,
    pub slug: &'t str,
    /// What its slug is compared by.
    pub key: &'t str,
    pub title: &'t str,
    /// The record of its workspace that it was carried from.
    pub carried_from: Option<&'t str>,
}

impl SameTracks {
    /// Adds the next appearance. Those of one event come after each other.
    pub fn add(&mut self, appearance: Appearance<'_>) {
        let at = self.parents.len();
        self.parents.push(at);
        let workspace = appearance.workspace.map(str::to_owned);
        let own = format!("{}/{}", appearance.event, appearance.slug);
        let records = std::iter::once(own).chain(appearance.carried_from.map(str::to_owned));
        let records = records.map(|name| Key::Record(workspace.clone(), name));
        for key in records.chain([Key::Slug(appearance.key.to_owned())]) {
            let known = *self.known.entry(key).or_insert(at);
            self.unite(known, at);
        }
        let title = fold(appearance.title);
        match self.titles.get(&title) {
            // Two tracks of one event are not one because they are called the same.
            Some((_, place)) if *place == appearance.place => {}
            known => {
                let known = known.map_or(at, |(known, _)| *known);
                self.unite(known, at);
                self.titles.insert(title, (at, appearance.place));
            }
        }
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other)] = one.min(other);
    }

    /// The first appearance of the same track.
    pub fn first(&mut self, at: usize) -> usize {
        let mut first = at;
        while self.parents[first] != first {
            self.parents[first] = self.parents[self.parents[first]];
            first = self.parents[first];
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_with_one_title_are_one_at_different_events_and_two_at_one() {
        let mut same = SameTracks::default();
        let mut add = |place: usize, slug: &str, title: &str, from: Option<&str>| {
            same.add(Appearance {
                workspace: None,
                event: ["a", "b", "c"][place],
                place,
                slug,
                key: slug,
                title,
                carried_from: from,
            });
        };
        add(0, "search", "Patient", None);
        add(1, "patient", "patient", None);
        add(1, "patient-read", "Patient", None);
        add(2, "people", "Patient", None);
        add(2, "reading", "Reading", Some("b/patient-read"));
        let firsts: Vec<usize> = (0..5).map(|at| same.first(at)).collect();
        assert_eq!(firsts, [0, 0, 2, 0, 2]);
    }
}
