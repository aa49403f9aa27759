//! Which tracks of several events are one.

use std::collections::HashMap;

use crate::model::person::fold;

/// Which appearances are of one track: one was carried from the other, or both have the same slug or the same title.
#[derive(Debug, Default)]
pub struct SameTracks {
    /// An appearance that each is of one track with; itself where it is the first.
    parents: Vec<usize>,
    known: HashMap<Key, usize>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Slug(String),
    Title(String),
    /// A record of a workspace, as `event/track`.
    Record(Option<String>, String),
}

impl SameTracks {
    /// Adds the next appearance: the key of its slug, its title, and the records of its workspace that it is and was carried from.
    pub fn add(
        &mut self,
        workspace: Option<&str>,
        slug: String,
        title: &str,
        records: impl IntoIterator<Item = String>,
    ) {
        let at = self.parents.len();
        self.parents.push(at);
        let workspace = workspace.map(str::to_owned);
        let records = records.into_iter();
        let records = records.map(|name| Key::Record(workspace.clone(), name));
        let keys = [Key::Slug(slug), Key::Title(fold(title))];
        for key in keys.into_iter().chain(records) {
            let known = *self.known.entry(key).or_insert(at);
            let (one, other) = (self.first(known), self.first(at));
            self.parents[one.max(other)] = one.min(other);
        }
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
