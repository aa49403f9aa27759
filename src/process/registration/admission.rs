//! Who may register for an event, and when: every reason to refuse, with its dates.

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::analysis::event_facts;
use crate::check::rules::{
    registration_bad_address, registration_bad_base_url, registration_track_not_approved,
    registration_unknown_role, registration_unknown_track,
};
use crate::check::{Finding, engine};
use crate::error::{Exit, Failure};
use crate::import::registration::tracks::Catalog;
use crate::model::contact::redact;
use crate::model::event::PeopleKnownBy;
use crate::model::seats::Queue;
use crate::model::timeline::{Due, WindowState, day_text, distance, when_text};
use crate::model::zone::Tz;
use crate::model::{Event, Moment, Now, Registration, Severity, Slug, Timeline, TrackStatus};
use crate::process::hidden;
use crate::workspace::{EventFolder, File, Record, Workspace};
use crate::yaml::{self, Value, edit};

/// The rules whose findings refuse a registration, in the order they are told, each with the exit code it has.
const REFUSING: [(&str, Exit); 4] = [
    (registration_bad_address::RULE.info.name, Exit::Findings),
    (registration_bad_base_url::RULE.info.name, Exit::Findings),
    (registration_unknown_track::RULE.info.name, Exit::NotFound),
    (registration_unknown_role::RULE.info.name, Exit::NotFound),
];

/// What an event asks of a person who wants to register.
pub struct RegistrationPolicy<'a> {
    workspace: &'a Workspace,
    folder: &'a EventFolder,
    event: &'a Event,
    timeline: Timeline,
    now: Now,
}

impl<'a> RegistrationPolicy<'a> {
    pub fn workspace(&self) -> &'a Workspace {
        self.workspace
    }

    /// The event of a loaded workspace, whose record has to be parsed.
    pub fn new(workspace: &'a Workspace, slug: &Slug, now: Now) -> Result<Self, Failure> {
        let folder = workspace.events.get(slug);
        let record = folder.and_then(|folder| Some((folder, folder.event.as_ref()?)));
        let (folder, record) = record.ok_or_else(|| Failure::event_unreadable(slug))?;
        Ok(Self {
            workspace,
            folder,
            event: &record.value,
            timeline: Timeline::new(&record.value),
            now,
        })
    }

    pub fn zone(&self) -> Tz {
        self.event.zone_or_utc()
    }

    pub fn event(&self) -> &'a Slug {
        &self.folder.slug
    }

    pub fn event_name(&self) -> &'a str {
        &self.event.name
    }

    /// Whether a name in the chat is enough to be registered.
    pub fn is_by_chat(&self) -> bool {
        self.event.people_known_by == Some(PeopleKnownBy::Chat)
    }

    pub fn registrations(&self) -> &'a BTreeMap<Slug, Record<Registration>> {
        &self.folder.registrations
    }

    /// Whether the event is over: then no one gets a seat any more.
    pub fn is_over(&self) -> bool {
        self.now.at(self.zone()) >= self.event.closes()
    }

    /// Refuses to give seats once the event is over.
    pub fn ensure_seats_matter(&self) -> Result<(), Failure> {
        if !self.is_over() {
            return Ok(());
        }
        Err(Failure::refused(format!(
            "'{}' ended on {}: no one needs a seat any more",
            self.event.name,
            day_text(self.event.last_day())
        )))
    }

    /// The moment, as it is written into a record.
    pub fn moment(&self) -> Moment {
        self.now.moment(self.zone())
    }

    /// Names of the event's tracks, also of those that cannot be parsed.
    pub fn track_names(&self) -> impl Iterator<Item = &str> {
        self.folder.track_names()
    }

    /// The tracks, as words in a file are looked up in them.
    pub fn catalog(&self) -> Catalog {
        let tracks = self.folder.tracks.iter();
        Catalog::new(
            tracks.map(|(slug, record)| (slug, &*record.value)),
            self.folder.unread_tracks.iter(),
        )
    }

    /// Refuses when the event is over, or outside a window whose edge is hard. Says whether it is after the close.
    pub fn window(&self, late: Option<&str>) -> Result<bool, Failure> {
        // To the microsecond: what is written has whole seconds, but a window does not end with the second after it.
        self.window_at(Moment(self.now.at(self.zone()).fixed_offset()), late)
    }

    /// As [`window`](Self::window), for a moment that a row names.
    pub fn window_at(&self, moment: Moment, late: Option<&str>) -> Result<bool, Failure> {
        let moment = moment.0.with_timezone(&self.zone());
        if moment >= self.event.closes() {
            let last = self.event.last_day();
            return Err(Failure::refused(format!(
                "'{}' ended on {}, {}",
                self.event.name,
                day_text(last),
                distance(moment.date_naive(), last)
            ))
            .hint("registration is not possible once an event is over"));
        }
        match self.window_state(moment) {
            WindowState::Early(open) if open.hard => {
                Err(Failure::refused(self.describe("opens", open, moment))
                    .hint("register from that day on"))
            }
            WindowState::Late(close) if close.hard && late.is_none() => {
                Err(Failure::refused(self.describe("closed", close, moment))
                    .hint("when the organizers allow it anyway, pass --late \"reason\""))
            }
            WindowState::Late(_) => Ok(true),
            _ => Ok(false),
        }
    }

    /// What to warn of when it is outside a window whose edge is soft.
    pub fn window_warning(&self) -> Option<String> {
        let now = self.now.at(self.zone());
        match self.window_state(now) {
            WindowState::Early(open) if !open.hard => Some(self.describe("opens", open, now)),
            WindowState::Late(close) if !close.hard => Some(self.describe("closed", close, now)),
            _ => None,
        }
    }

    fn window_state(&self, moment: DateTime<Tz>) -> WindowState<'_> {
        self.timeline
            .window_state("registration-open", "registration-close", moment)
    }

    fn describe(&self, verb: &str, due: &Due, moment: DateTime<Tz>) -> String {
        format!(
            "registration for '{}' {verb} on {} ({}), {}",
            self.event.name,
            when_text(due.when, self.zone()),
            due.origin_text(),
            distance(moment.date_naive(), due.day())
        )
    }

    /// What to say at the check-in desk before the event has begun.
    pub fn not_begun(&self) -> Option<String> {
        let (first, now) = (self.event.first_day(), self.now.at(self.zone()));
        (now < self.event.opens()).then(|| {
            format!(
                "'{}' begins on {}, {}",
                self.event.name,
                day_text(first),
                distance(now.date_naive(), first)
            )
        })
    }

    /// Puts the tracks of a person's roles among their tracks, and asks the rules about the record as it would be.
    /// Returns what is worth a warning.
    pub fn judge(&self, person: &mut Registration) -> Result<Vec<String>, Failure> {
        add_tracks_of_roles(person);
        ensure_visible(person)?;
        judge_findings(self.findings(person))
    }

    /// As [`judge`](Self::judge), of a record that changes: what was wrong with it before is no reason to refuse.
    pub fn judge_change(
        &self,
        old: &Registration,
        person: &mut Registration,
    ) -> Result<Vec<String>, Failure> {
        let mut before = old.clone();
        add_tracks_of_roles(&mut before);
        if (&person.tracks, &person.roles, &person.systems)
            != (&old.tracks, &old.roles, &old.systems)
        {
            add_tracks_of_roles(person);
        }
        let (was, is) = (to_value(&before)?, to_value(person)?);
        let value = |of, finding: &Finding| edit::lookup(of, &finding.place.path).cloned();
        let before = self.findings(&before);
        let is_old = |finding: &Finding| {
            let found = value(&is, finding);
            // A message may name the person, who may be called differently now.
            before.iter().any(|one| {
                one.rule.name == finding.rule.name
                    && value(&was, one) == found
                    && (found.is_some() || one.message == finding.message)
            })
        };
        let mut findings = self.findings(person);
        findings.retain(|finding| !is_old(finding));
        judge_findings(findings)
    }

    fn findings(&self, person: &Registration) -> Vec<Finding> {
        // None of the rules that matter here looks at the others, who may be thousands.
        let folder = EventFolder {
            event: self.folder.event.clone(),
            tracks: self.folder.tracks.clone(),
            unread_tracks: self.folder.unread_tracks.clone(),
            ..EventFolder::new(self.folder.slug.clone())
        };
        let record = Record {
            slug: folder.slug.clone(),
            file: File::registration(&folder.slug, &folder.slug),
            value: person.clone().into(),
            marks: crate::yaml::marks::Marks::default(),
        };
        engine::run_with_registration(self.workspace, &folder, self.now, &record)
    }

    pub fn has_track(&self, track: &str) -> bool {
        self.folder.has_track(track)
    }

    /// Whether a track of the event has a role of this name; a track that cannot be parsed may have it.
    pub fn has_role(&self, track: &str, role: &str) -> bool {
        match self.folder.tracks.get(track) {
            Some(record) => record.value.role(role).is_some(),
            None => self.folder.unread_tracks.contains(track),
        }
    }

    /// The status of a track that does not take place.
    pub fn closed(&self, track: &str) -> Option<TrackStatus> {
        let status = self.folder.tracks.get(track)?.value.status;
        (!status.is_open()).then_some(status)
    }

    /// Everybody who holds a seat or waits for one.
    pub fn queue(&self) -> Queue {
        self.queue_with(None)
    }

    /// As [`queue`](Self::queue), with one registration as it is going to be.
    pub fn queue_with(&self, changed: Option<(&Slug, &Registration)>) -> Queue {
        event_facts::queue(self.folder, self.event, changed)
    }
}

/// Puts the tracks of a person's roles among their tracks.
fn add_tracks_of_roles(person: &mut Registration) {
    let roles = person.played_roles().map(|(track, _)| track.to_owned());
    let roles: Vec<String> = roles.collect();
    for track in roles {
        if !person.tracks.contains(&track) {
            person.tracks.0.push(track);
        }
    }
}

/// Refuses for the first finding that does so, and returns those that are worth a warning.
fn judge_findings(findings: Vec<Finding>) -> Result<Vec<String>, Failure> {
    let refusing = REFUSING.iter().find_map(|(rule, exit)| {
        let mut found = findings.iter().filter(|finding| finding.rule.name == *rule);
        Some((found.find(|one| one.severity >= Severity::Warning)?, *exit))
    });
    if let Some((finding, exit)) = refusing {
        // A role without a track is a slip of the command line; one that the track does not have is not found.
        let is_malformed = finding
            .expected
            .first()
            .is_some_and(|one| &**one == "track/role");
        let expected = || format!("expected {}", finding.expected.listed());
        let hint = finding.help.as_deref().map(str::to_owned);
        let hint = hint.or_else(|| Some(expected()));
        return Err(Failure {
            exit: if is_malformed { Exit::Usage } else { exit },
            message: redact(&finding.message),
            hint,
        });
    }
    let is_warning = |finding: &Finding| {
        finding.rule.name == registration_track_not_approved::RULE.name
            && finding.severity >= Severity::Warning
    };
    let warnings = findings.into_iter().filter(is_warning);
    Ok(warnings
        .map(|finding| finding.message.to_string())
        .collect())
}

fn to_value(person: &Registration) -> Result<Value, Failure> {
    yaml::to_value(person)
        .map_err(|error| Failure::other(format!("cannot write the registration: {error}")))
}

/// Refuses texts with characters that no one sees: to every other tool a name with one is another person's.
pub fn ensure_visible(person: &Registration) -> Result<(), Failure> {
    let value = to_value(person)?;
    hidden::complaint(&value).map_or(Ok(()), |complaint| {
        Err(Failure::refused(complaint).hint("type it instead of pasting it"))
    })
}
