//! A finding: what is wrong, what was found, what was expected, where, and by which rule.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::check::fix::{Change, Fix};
use crate::check::place::{Part, Place};
use crate::check::rule_info::RuleInfo;
use crate::check::shared_text::shared;
use crate::model::plural::noun_for;
use crate::model::timeline::Due;
use crate::model::{Severity, TrackStatus};
use crate::workspace::File;
use crate::yaml::{Path, Value, write};

/// The most findings of one file, and as many of its ignore comments: each is located in its text.
pub const MAX_OF_FILE: usize = 1000;
/// The most related places that a finding carries. One that named each of its twins would make a report of many twins as large as
/// the square of their number.
pub const MAX_RELATED: usize = 10;
/// The most candidates of which one was expected.
pub const MAX_EXPECTED: usize = 40;
/// The longest text of a finding, in characters: what a record repeats in each of its findings is not carried whole with each.
pub const MAX_TEXT: usize = 1000;

/// The first of some things, and how many more there are. Most findings have none, and nearly no room for them.
#[derive(Debug, Clone)]
pub struct Few<T, const MOST: usize>(Option<Box<Counted<T>>>);

#[derive(Debug, Clone)]
struct Counted<T> {
    first: Vec<T>,
    more: usize,
}

impl<T, const MOST: usize> Default for Few<T, MOST> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T, const MOST: usize> Few<T, MOST> {
    /// Takes as many as there is room for, and counts the others without making them.
    fn extend<I: IntoIterator<Item = S>, S: Into<T>>(&mut self, things: I) {
        let mut things = things.into_iter().peekable();
        if things.peek().is_none() {
            return;
        }
        let few = self.0.get_or_insert_with(|| {
            Box::new(Counted {
                first: Vec::new(),
                more: 0,
            })
        });
        let room = MOST - few.first.len();
        few.first.extend(things.by_ref().take(room).map(Into::into));
        few.first.shrink_to_fit();
        few.more += match things.size_hint() {
            (least, Some(most)) if least == most => least,
            _ => things.count(),
        };
    }

    /// Moves the first of them out; how many more there are stays.
    pub fn take(&mut self) -> Vec<T> {
        let few = self.0.as_mut();
        let first = few.map_or_else(Vec::new, |few| std::mem::take(&mut few.first));
        self.0.take_if(|few| few.more == 0);
        first
    }

    /// How many more there are than are named.
    pub fn more(&self) -> usize {
        self.0.as_ref().map_or(0, |few| few.more)
    }

    /// " and 3 more", where there are more.
    pub fn and_more(&self) -> String {
        match self.more() {
            0 => String::new(),
            more => format!(" and {more} more"),
        }
    }
}

impl<const MOST: usize> Few<Arc<str>, MOST> {
    /// `a, b, c and 3 more`.
    pub fn listed(&self) -> String {
        self.join(", ") + &self.and_more()
    }
}

impl<T, const MOST: usize> Deref for Few<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |few| &few.first)
    }
}

impl<T, const MOST: usize> DerefMut for Few<T, MOST> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.0.as_mut().map_or(&mut [], |few| &mut few.first)
    }
}

/// A text cut to what a finding carries, and shared with other findings that say the same.
pub fn bounded(text: impl Into<String>) -> Arc<str> {
    let mut text = text.into();
    if let Some((end, _)) = text.char_indices().nth(MAX_TEXT) {
        text.truncate(end);
        text.push('…');
    }
    shared(&text)
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static RuleInfo,
    /// How bad it is here and now.
    pub severity: Severity,
    /// What is wrong and what was found, in one sentence without a full stop.
    pub message: Arc<str>,
    pub place: Place,
    /// What was expected: the list of allowed values, or the nearest match.
    pub expected: Few<Arc<str>, MAX_EXPECTED>,
    /// Other places that matter, each with what it is; once they are located, no more than how many were left out.
    pub related: Few<(Place, Arc<str>), MAX_RELATED>,
    pub help: Option<Arc<str>>,
    /// The change that fixes it, where there is one right answer.
    pub fix: Option<Box<Fix>>,
}

impl Finding {
    /// Points at the key instead of the value.
    pub fn on_key(&mut self) -> &mut Self {
        self.place.part = Part::Key;
        self
    }

    /// Points at a part of the place.
    pub fn on(&mut self, part: Part) -> &mut Self {
        self.place.part = part;
        self
    }

    pub fn expected<I: IntoIterator<Item = S>, S: Into<String>>(
        &mut self,
        expected: I,
    ) -> &mut Self {
        let expected = expected.into_iter();
        self.expected.extend(expected.map(|one| bounded(one)));
        self
    }

    pub fn related(
        &mut self,
        file: &File,
        path: impl Into<Path>,
        label: impl Into<String>,
    ) -> &mut Self {
        self.related_all([(Place::new(file, path), label.into())])
    }

    /// Other places that matter: the first of them, and how many more. They are made one by one as they are taken.
    pub fn related_all(&mut self, places: impl IntoIterator<Item = (Place, String)>) -> &mut Self {
        let places = places.into_iter();
        self.related
            .extend(places.map(|(place, label)| (place, bounded(label))));
        self
    }

    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(bounded(help));
        self
    }

    /// The help where it says more than what was expected: for one line without the list of that.
    pub fn hint(&self) -> Option<String> {
        let says_it = |help: &&str| {
            self.expected.is_empty()
                || help.contains("did you mean")
                || help.contains("write it as")
        };
        self.help.as_deref().filter(says_it).map(str::to_owned)
    }

    /// Says how many more findings its file has than are told.
    pub fn stand_for(&mut self, more: usize) {
        let noun = noun_for(more, "finding");
        self.message = format!("{} (and {more} more {noun} in this file)", self.message).into();
    }

    /// Whether another finding says the same of the same place.
    pub fn is_same(&self, other: &Self) -> bool {
        self.rule.name == other.rule.name
            && self.place == other.place
            && self.message == other.message
    }

    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Offers to write the one name that is near in the place of the key or the value, when there is only one. A person has to look.
    pub fn offer_nearest(&mut self, near: &[String]) -> &mut Self {
        if let [name] = near {
            let change = match self.place.part {
                Part::Key => Change::Replace(self.place.clone(), write::scalar(name)),
                _ => Change::Set(self.place.path.clone(), Value::from(name.as_str())),
            };
            self.fix(Fix::needs_a_look(format!("write {name}"), change));
        }
        self
    }

    /// Sets the severity, where the rule's own policy does not know enough.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Takes the severity from a milestone (a hard date that is missed is an error, a soft one a warning) and points at the event's line that set it.
    pub fn deadline(&mut self, due: &Due, event: &File) -> &mut Self {
        self.severity = if due.hard {
            Severity::Error
        } else {
            Severity::Warning
        };
        if due.origin == crate::model::timeline::Origin::Event {
            let label = format!("the event sets {} here", due.name);
            // A milestone of the event's own may have a dot in its name.
            self.related(event, Path::from("timeline").key(&due.name), label);
        }
        self
    }
}

/// Collects the findings of one rule on one record.
pub struct Findings<'a> {
    rule: &'static RuleInfo,
    file: &'a File,
    status: Option<TrackStatus>,
    found: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// A collector for a rule on a file; a track's status decides severities that depend on it.
    pub fn new(
        rule: &'static RuleInfo,
        file: &'a File,
        status: Option<TrackStatus>,
        found: &'a mut Vec<Finding>,
    ) -> Self {
        Self {
            rule,
            file,
            status,
            found,
        }
    }

    /// Adds a finding at a path of the record: say what is wrong and what was found; the rest is chained.
    pub fn add(&mut self, path: impl Into<Path>, message: impl Into<String>) -> &mut Finding {
        let finding = Finding {
            rule: self.rule,
            severity: self.rule.severity.severity_at(self.status),
            message: bounded(message),
            place: Place::new(self.file, path),
            expected: Few::default(),
            related: Few::default(),
            help: None,
            fix: None,
        };
        let at = self.found.len();
        self.found.push(finding);
        &mut self.found[at]
    }
}
