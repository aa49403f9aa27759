//! Which tracks of several events are one.

use std::collections::HashMap;

use crate::model::person::fold;
use crate::model::placeholder::filled;
use crate::model::{Slug, Track};
use crate::workspace::Record;

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
    /// Adds the next appearance: a track of an event of a workspace.
    pub fn add(
        &mut self,
        at: usize,
        workspace: Option<&str>,
        event: &Slug,
        record: &Record<Track>,
    ) {
        self.parents.push(at);
        let workspace = workspace.map(str::to_owned);
        let own = format!("{event}/{}", record.slug);
        let from = filled(record.value.carried_from.as_deref()).map(str::to_owned);
        let records = std::iter::once(own).chain(from);
        let keys = [
            Key::Slug(record.slug.to_string()),
            Key::Title(fold(&record.value.title)),
        ];
        let records = records.map(|name| Key::Record(workspace.clone(), name));
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
