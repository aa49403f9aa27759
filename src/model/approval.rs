//! Where the approval of an out-of-cycle event stands.

use crate::model::event::{Event, EventKind};
use crate::model::history::Entry;
use crate::model::out_of_cycle::EventChange;
use crate::model::words::words;

words! {
    /// Where the approval of an event stands: what its history says last.
    pub enum Approval {
        NotNeeded = "not-needed",
        NotAsked = "not-asked",
        /// It was asked for, and nobody has decided.
        Submitted = "submitted",
        Approved = "approved",
        Declined = "declined",
    }
}

impl Approval {
    pub fn describe(self) -> &'static str {
        match self {
            Self::NotNeeded => "not needed",
            Self::NotAsked => "not requested",
            Self::Submitted => "requested",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }
}

impl Event {
    pub fn approval(&self) -> Approval {
        if self.kind == EventKind::Main {
            return Approval::NotNeeded;
        }
        match self.last_of_approval().map(|entry| entry.what) {
            None | Some(EventChange::Rescheduled) => Approval::NotAsked,
            Some(EventChange::Submitted) => Approval::Submitted,
            Some(EventChange::Approved) => Approval::Approved,
            Some(EventChange::Declined) => Approval::Declined,
        }
    }

    /// The last entry that is about its approval.
    fn last_of_approval(&self) -> Option<&Entry<EventChange>> {
        let mut entries = self.history.iter().rev();
        entries.find(|entry| entry.what.is_of_approval())
    }

    /// The last decision on it, when there is one that stands.
    pub fn decided(&self) -> Option<&Entry<EventChange>> {
        let last = self.last_of_approval()?;
        (last.what != EventChange::Submitted).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::out_of_cycle::YesNo;

    fn event(more: &str) -> Event {
        let text = format!(
            "name: E\nkind: out-of-cycle\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n{more}"
        );
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}\n{text}"))
    }

    #[test]
    fn the_last_entry_says_where_the_approval_stands() {
        let of = |whats: &[&str]| {
            let entries: Vec<String> = whats
                .iter()
                .map(|what| format!("  - {{when: '2026-07-01T10:00:00Z', what: {what}}}\n"))
                .collect();
            let event = event(&format!("history:\n{}", entries.concat()));
            event.approval()
        };
        assert_eq!(of(&[]), Approval::NotAsked);
        assert_eq!(of(&["submitted"]), Approval::Submitted);
        assert_eq!(of(&["submitted", "approved"]), Approval::Approved);
        assert_eq!(of(&["submitted", "declined"]), Approval::Declined);
        assert_eq!(
            of(&["submitted", "declined", "submitted"]),
            Approval::Submitted
        );
        assert_eq!(of(&["approved"]), Approval::Approved);
        assert_eq!(of(&["rescheduled"]), Approval::NotAsked);
        assert_eq!(of(&["approved", "rescheduled"]), Approval::Approved);
    }

    #[test]
    fn yes_and_no_read_however_a_person_writes_them() {
        for (text, answer) in [
            ("yes", YesNo::Yes),
            ("no", YesNo::No),
            ("true", YesNo::Yes),
            ("false", YesNo::No),
            ("'no'", YesNo::No),
        ] {
            let event = event(&format!("comments-as-stu: {text}\n"));
            assert_eq!(event.comments_as_stu, Some(answer), "{text}");
        }
    }
}
