//! The text of a proposal that was kept when it was submitted or decided on, next to what is there now, as findings.

use crate::analysis::event_facts::EventFacts;
use crate::check::finding::Findings;
use crate::check::track_texts::field_place;
use crate::model::decision::Snapshot;
use crate::model::track::Track;
use crate::workspace::Record;
use crate::yaml::Path;

/// A kept text, where the record has it and what is said of it.
pub struct KeptText<'t> {
    pub snapshot: &'t Snapshot,
    /// The entry of the history that keeps it.
    pub entry: usize,
    /// The place of the text below the entry.
    pub place: &'static str,
    /// What happened then, as in "it was approved".
    pub what: &'static str,
    pub help_on_tampering: &'static str,
    pub help_on_change: String,
}

impl KeptText<'_> {
    /// Reports each field that reads differently now, and a text that is no longer the one that was kept.
    pub fn report(&self, track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
        let what = self.what;
        let place = format!("history[{}].{}", self.entry, self.place);
        let kept = Path::from(place.as_str());
        if !self.snapshot.is_whole() {
            let message =
                format!("the {what} text was changed in the record: its digest is another");
            found
                .add(kept.clone().key("digest"), message)
                .help(self.help_on_tampering);
        }
        let when = track.value.history[self.entry].when;
        let day = facts.local(when).date_naive();
        for (key, ..) in self.snapshot.differences(&track.value) {
            let message = format!("'{key}' reads differently than when it was {what} on {day}");
            let field = kept.clone().key("fields").key(key);
            found
                .add(field_place(key), message)
                .related(&track.file, field, format!("this was {what}"))
                .help(self.help_on_change.as_str());
        }
    }
}
