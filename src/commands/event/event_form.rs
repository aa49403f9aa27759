//! The text of a new event: every field in order, with a short comment that says what goes there.

use crate::commands::event::page::{Page, person};
use crate::commands::event::request::Request;
use crate::model::event::{Capacity, DEFAULT_TEMPLATE, EventKind, Mode};
use crate::model::milestone::{At, KNOWN, Milestone, known};
use crate::model::person::Person;
use crate::model::responsibility::DEFAULT_RESPONSIBILITIES;
use crate::model::{Date, When};
use crate::yaml::{Value, write};

/// What is known of an event before it is written.
#[derive(Debug, Default)]
pub struct Draft {
    pub name: Option<String>,
    pub number: Option<String>,
    pub kind: EventKind,
    pub mode: Mode,
    pub location: Option<String>,
    pub timezone: Option<String>,
    pub starts: Option<When>,
    pub ends: Option<When>,
    /// First and last day of the working group meeting.
    pub meeting: Option<(Date, Date)>,
    pub fhir_versions: Vec<String>,
    pub template: Option<String>,
    pub page: Option<String>,
    pub timeline: Vec<(String, Milestone)>,
    pub capacity: Capacity,
    /// The responsibility list of track leads.
    pub responsibilities: Option<String>,
    pub contacts: Vec<Person>,
    /// What an out-of-cycle event says of itself.
    pub request: Request,
    /// What else the last event of the series had, by key.
    pub more: Vec<(&'static str, Value)>,
}

impl Draft {
    /// The text of `event.yaml`. What was not given is a comment.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        let text = |value: &Option<String>| value.as_deref().map(Value::from);
        page.key("name", Some(text(&self.name).unwrap_or_default()), "");
        page.note("Its number in the series: only a label, the folder's name is the key.");
        page.key("number", text(&self.number), "'43'");
        page.note("main | out-of-cycle");
        page.key("kind", Some(self.kind.to_string().into()), "");
        page.note("in-person | virtual | hybrid");
        page.key("mode", Some(self.mode.to_string().into()), "");
        page.note("City, region and country, or how to join a virtual event.");
        page.key("location", text(&self.location), "City, Region, Country");
        page.gap();
        page.note("IANA name of the time zone that all dates of the event are in.");
        page.key(
            "timezone",
            Some(text(&self.timezone).unwrap_or_default()),
            "",
        );
        page.note("First and last day, both inclusive. A round-the-clock event has instants: 2020-05-13T20:00Z.");
        let when =
            |when: Option<When>| Some(when.map_or(Value::Null, |when| when.to_string().into()));
        page.key("starts", when(self.starts), "");
        page.key("ends", when(self.ends), "");
        self.meeting(&mut page);
        page.gap();
        page.note("FHIR versions that every track has unless it sets its own.");
        let versions = Value::from(self.fhir_versions.clone());
        let versions = Some(versions).filter(|_| !self.fhir_versions.is_empty());
        page.key("fhir-versions", versions, "[R4, R5]");
        page.note("The template that proposals follow; 'cxn template list' shows them.");
        page.key("template", text(&self.template), DEFAULT_TEMPLATE);
        page.note("The responsibility list of track leads.");
        page.key(
            "responsibilities",
            text(&self.responsibilities),
            DEFAULT_RESPONSIBILITIES,
        );
        page.note("Web address of the event's page.");
        page.key("page", text(&self.page), "https://…");
        self.timeline(&mut page);
        self.capacity(&mut page);
        self.contacts(&mut page);
        if self.kind == EventKind::OutOfCycle {
            self.request.write(&mut page);
        }
        if !self.more.is_empty() {
            page.gap();
            page.note("As the last event had it: change what no longer holds.");
        }
        for (key, value) in &self.more {
            page.key(key, Some(value.clone()), "");
        }
        page.0
    }

    fn meeting(&self, page: &mut Page) {
        page.gap();
        page.note("The working group meeting it belongs to.");
        match self.meeting {
            Some((starts, ends)) => page.lines(&format!(
                "working-group-meeting:\n  starts: {starts}\n  ends: {ends}\n"
            )),
            None => page.lines("# working-group-meeting:\n#   starts: …\n#   ends: …\n"),
        }
    }

    fn timeline(&self, page: &mut Page) {
        page.gap();
        page.note("Milestones: a date, a local date-time, or an offset (-6w from the first day, +2w from the last).");
        page.note("A date that is set here is hard: missing it is an error. Make it soft with {date: …, hard: false}.");
        page.note("A milestone that is left out has its default, which is soft, or none.");
        let (head, mark) = marks(!self.timeline.is_empty());
        page.lines(&format!("{head}timeline:\n"));
        for known in &KNOWN {
            let given = self.timeline.iter().find(|(name, _)| name == known.name);
            if let Some((name, milestone)) = given {
                page.milestone(name, *milestone);
                continue;
            }
            let default = known.default.map(|default| At::Offset(default).to_string());
            let value = default.map_or("…".to_owned(), |default| {
                format!("{default}  # the default")
            });
            page.lines(&format!("{mark}{}: {value}\n", known.name));
        }
        for (name, milestone) in &self.timeline {
            if known(name).is_none() {
                page.milestone(name, *milestone);
            }
        }
    }

    fn capacity(&self, page: &mut Page) {
        page.gap();
        page.note("Seats, and rooms or tables for tracks; what is left out is without a limit.");
        let capacity = &self.capacity;
        let mut seats = vec![
            ("participants", capacity.participants),
            ("observers", capacity.observers),
            ("tracks", capacity.tracks),
        ];
        let places = [
            ("in-person", capacity.in_person),
            ("virtual", capacity.r#virtual),
        ];
        seats.extend(places.into_iter().filter(|(_, seats)| seats.is_some()));
        let (head, mark) = marks(seats.iter().any(|(_, seats)| seats.is_some()));
        page.lines(&format!("{head}capacity:\n"));
        for (key, seats) in seats {
            page.lines(&match seats {
                Some(seats) => format!("  {key}: {seats}\n"),
                None => format!("{mark}{key}: …\n"),
            });
        }
    }

    fn contacts(&self, page: &mut Page) {
        page.gap();
        page.note("Contacts. Email addresses are shown only with --with-contacts.");
        if self.contacts.is_empty() {
            page.lines("# contacts:\n#   - name: …\n#     email: …\n#     role: coordinator\n");
            return;
        }
        let people = self.contacts.iter().map(person);
        page.lines(&write::entry(
            "contacts",
            &Value::Sequence(people.collect()),
            0,
        ));
    }
}

/// The prefix of a table's key, and of those of its entries that are comments.
fn marks(live: bool) -> (&'static str, &'static str) {
    if live { ("", "  # ") } else { ("# ", "#   ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Event;

    #[test]
    fn a_draft_reads_back_as_what_it_was_made_of() {
        let milestone = |text: &str, hard| Milestone {
            at: At::parse(text).unwrap_or_else(|| unreachable!("{text}")),
            hard,
        };
        let draft = Draft {
            name: Some("No: 'quotes' # forgotten".into()),
            number: Some("43".into()),
            timezone: Some("Europe/Vienna".into()),
            starts: When::parse("2027-01-12T20:00Z"),
            ends: When::parse("2027-01-15"),
            fhir_versions: vec!["4.0".into(), "R5".into()],
            timeline: vec![
                ("report-due".into(), milestone("+2w", false)),
                ("no".into(), milestone("2026-12-01T17:00", true)),
            ],
            capacity: Capacity {
                observers: Some(0),
                ..Capacity::default()
            },
            contacts: vec![Person::parse("Olu Organizer <olu@example.org>")],
            ..Draft::default()
        };
        let event: Event = crate::yaml::read(&draft.text())
            .unwrap_or_else(|error| unreachable!("{error}\n{}", draft.text()));
        assert_eq!(event.name, "No: 'quotes' # forgotten");
        assert_eq!(event.number.as_deref(), Some("43"));
        assert_eq!(Some(event.starts), draft.starts);
        assert_eq!(event.fhir_versions.to_vec(), draft.fhir_versions);
        assert_eq!(event.timeline.len(), 2);
        assert_eq!(event.timeline.get("no"), Some(&draft.timeline[1].1));
        assert_eq!(event.timeline.get("report-due"), Some(&draft.timeline[0].1));
        assert_eq!(event.capacity.observers, Some(0));
        assert_eq!(event.contacts[0].email.as_deref(), Some("olu@example.org"));
    }

    #[test]
    fn every_line_that_is_a_comment_would_be_a_field_without_its_sign() {
        let draft = Draft {
            name: Some("E".into()),
            timezone: Some("UTC".into()),
            starts: When::parse("2026-09-19"),
            ends: When::parse("2026-09-20"),
            ..Draft::default()
        };
        let text = draft.text();
        for known in &KNOWN {
            assert!(
                text.contains(&format!("#   {}: ", known.name)),
                "{}",
                known.name
            );
        }
        let live: String = text
            .lines()
            .filter(|line| !line.contains('…') || line.starts_with("# page"))
            .map(|line| {
                let bare = line.strip_prefix("# ").unwrap_or(line);
                let is_key = |c: char| c.is_ascii_lowercase() || c == '-';
                let key = bare.trim_start().split(':').next().unwrap_or("");
                let is_field = bare.contains(':') && key.chars().all(is_key);
                format!("{}\n", if is_field { bare } else { line })
            })
            .filter(|line| {
                !["contacts", "working", "    role"]
                    .iter()
                    .any(|start| line.starts_with(start))
            })
            .collect();
        let event = crate::yaml::read::<Event>(&live);
        assert!(event.is_ok(), "{:?}\n{live}", event.err());
        assert_eq!(
            event.map(|event| event.timeline.len()).ok(),
            Some(KNOWN.iter().filter(|known| known.default.is_some()).count())
        );
    }
}
