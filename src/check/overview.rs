//! Where an event stands, counted: its tracks, its people, and what to do next. Pure: records, findings and a moment in, numbers out.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::EventFacts;
use super::{Report, Severity};
use crate::model::person::fold;
use crate::model::registration::{Experience, Kind, RegistrationStatus, System, role_reference};
use crate::model::timeline::distance;
use crate::model::track::{Expected, RoleKind};
use crate::model::{Registration, Slug, Track, TrackStatus};
use crate::workspace::Record;

/// One track in the overview of its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackLine {
    /// Its name.
    pub slug: Slug,
    /// Its title; the slug, when the record does not read.
    pub title: String,
    /// Names of its leads, the primary one first.
    pub leads: Vec<String>,
    /// Where the proposal stands; `None` when the record does not read.
    pub status: Option<TrackStatus>,
    /// How many scenarios it has.
    pub scenarios: usize,
    /// How many participants it expects; `None` when the answer is in words.
    pub expected: Option<usize>,
    /// How many people with a seat take part.
    pub registered: usize,
    /// Systems that play a client, each once; a person who brings none counts as one.
    pub clients: usize,
    /// Systems that play a server, each once; a person who brings none counts as one.
    pub servers: usize,
    /// What its checks found.
    pub findings: Tally,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Tally {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }
}

/// The people of an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct People {
    /// Participants with a seat.
    pub participants: usize,
    /// Observers with a seat.
    pub observers: usize,
    /// Track leads with a seat.
    pub track_leads: usize,
    /// Organizers with a seat.
    pub organizers: usize,
    /// People who wait for a seat.
    pub waitlisted: usize,
    /// People who gave their seat back.
    pub cancelled: usize,
    /// People with a seat who come for the first time.
    pub first_time: usize,
    /// Participants with a seat who named no track.
    pub without_track: usize,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Days until it has to be done; negative when that day has passed.
    pub days: i64,
    /// What there is to do, in words.
    pub what: String,
    /// The command that does it or shows more.
    pub command: String,
}

/// Where an event stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Its tracks, by name.
    pub tracks: Vec<TrackLine>,
    /// Its people.
    pub people: People,
    /// What to do next, most urgent first.
    pub next: Vec<Step>,
}

impl Overview {
    /// Counts an event. The report holds what the checks found in it.
    pub fn of(facts: &EventFacts<'_>, report: &Report) -> Self {
        let found = tally(report);
        let folder = facts.folder;
        let file = |slug: &Slug| format!("events/{}/tracks/{slug}.yaml", folder.slug);
        let tally = |slug: &Slug| found.get(&file(slug)).copied().unwrap_or_default();
        let seated: Vec<&Record<Registration>> = folder
            .registrations
            .values()
            .filter(|person| person.value.is_seated())
            .collect();
        let mut tracks: Vec<TrackLine> = folder
            .tracks
            .values()
            .map(|track| line(track, &seated, tally(&track.slug)))
            .collect();
        tracks.extend(folder.unread_tracks.iter().map(|slug| {
            TrackLine {
                slug: slug.clone(),
                title: slug.to_string(),
                leads: Vec::new(),
                status: None,
                scenarios: 0,
                expected: None,
                registered: seated
                    .iter()
                    .filter(|one| takes_part(&one.value, slug))
                    .count(),
                clients: 0,
                servers: 0,
                findings: tally(slug),
            }
        }));
        tracks.sort_by(|a, b| a.slug.cmp(&b.slug));
        let people = count(folder.registrations.values().map(|person| &person.value));
        let next = steps(facts, &tracks, &people, &found);
        Self {
            tracks,
            people,
            next,
        }
    }

    /// How many tracks there are in each status, furthest along first; `None` counts records that do not read.
    pub fn by_status(&self) -> Vec<(Option<TrackStatus>, usize)> {
        use TrackStatus as S;
        let order = [
            Some(S::Approved),
            Some(S::Submitted),
            Some(S::ChangesRequested),
            Some(S::Draft),
            Some(S::Deferred),
            Some(S::Declined),
            Some(S::Withdrawn),
            None,
        ];
        order
            .into_iter()
            .map(|status| {
                let count = self.tracks.iter().filter(|track| track.status == status);
                (status, count.count())
            })
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

/// Findings by file.
fn tally(report: &Report) -> BTreeMap<String, Tally> {
    let mut found = BTreeMap::<String, Tally>::new();
    for located in &report.findings {
        let file = located.finding.place.file.as_str().to_owned();
        found.entry(file).or_default().add(located.finding.severity);
    }
    found
}

fn line(track: &Record<Track>, seated: &[&Record<Registration>], findings: Tally) -> TrackLine {
    let value = &track.value;
    let leads = value.leads.iter().filter_map(|lead| {
        let name = lead.name.as_ref().or(lead.organization.as_ref())?;
        Some(name.clone())
    });
    TrackLine {
        slug: track.slug.clone(),
        title: value.title.clone(),
        leads: leads.collect(),
        status: Some(value.status),
        scenarios: value.scenarios.len(),
        expected: match &value.expected_participants {
            Expected::List(list) => Some(list.len()),
            Expected::Words(_) => None,
        },
        registered: seated
            .iter()
            .filter(|one| takes_part(&one.value, &track.slug))
            .count(),
        clients: players(track, seated, RoleKind::Client),
        servers: players(track, seated, RoleKind::Server),
        findings,
    }
}

/// Whether a person named a track, or a role of it.
fn takes_part(person: &Registration, track: &Slug) -> bool {
    person.tracks.iter().any(|name| name == track.as_str())
        || person
            .played_roles()
            .any(|(name, _)| name == track.as_str())
}

/// Distinct systems that play a side of a track. Two people of one organization who bring the same system bring one.
fn players(track: &Record<Track>, seated: &[&Record<Registration>], side: RoleKind) -> usize {
    let plays = |reference: &String| {
        role_reference(reference).is_some_and(|(name, role)| {
            let kind = track.value.role(role).and_then(|role| role.kind);
            name == track.slug.as_str() && (kind == Some(side) || kind == Some(RoleKind::Both))
        })
    };
    let mut players = BTreeSet::new();
    for person in seated {
        let owner = match &person.value.organization {
            Some(organization) => format!("@{}", fold(organization)),
            None => person.slug.to_string(),
        };
        let systems: Vec<&System> = person
            .value
            .systems
            .iter()
            .filter(|system| system.roles.iter().any(plays))
            .collect();
        if systems.is_empty() && person.value.roles.iter().any(plays) {
            players.insert((person.slug.to_string(), String::new()));
        }
        players.extend(
            systems
                .iter()
                .map(|system| (owner.clone(), fold(&system.name))),
        );
    }
    players.len()
}

fn count<'a>(people: impl Iterator<Item = &'a Registration>) -> People {
    let mut counted = People::default();
    for person in people {
        match person.status {
            RegistrationStatus::Waitlisted => counted.waitlisted += 1,
            RegistrationStatus::Cancelled => counted.cancelled += 1,
            RegistrationStatus::Confirmed | RegistrationStatus::CheckedIn => {}
        }
        if !person.is_seated() {
            continue;
        }
        match person.kind {
            Kind::Participant => counted.participants += 1,
            Kind::Observer => counted.observers += 1,
            Kind::TrackLead => counted.track_leads += 1,
            Kind::Organizer => counted.organizers += 1,
        }
        if person.experience == Some(Experience::FirstTime) {
            counted.first_time += 1;
        }
        let brings_a_track = person.tracks.iter().any(|track| !track.trim().is_empty())
            || person.played_roles().next().is_some();
        if person.kind == Kind::Participant && !brings_a_track {
            counted.without_track += 1;
        }
    }
    counted
}

/// What to do next, most urgent first. Nothing is left to do once the event is over.
fn steps(
    facts: &EventFacts<'_>,
    tracks: &[TrackLine],
    people: &People,
    found: &BTreeMap<String, Tally>,
) -> Vec<Step> {
    if facts.has_ended() {
        return Vec::new();
    }
    let slug = &facts.folder.slug;
    let days = |day: chrono::NaiveDate| (day - facts.today()).num_days();
    let start = days(facts.event().first_day());
    let mut steps = Vec::new();
    let mut add = |days: i64, what: String, command: String| {
        steps.push(Step {
            days,
            what,
            command,
        });
    };
    let errors = |file: &str| found.get(file).map_or(0, |tally| tally.errors);
    let broken = errors(facts.record.file.as_str());
    if broken > 0 {
        let what = format!("the event's record has {}", plural(broken, "error"));
        let file = facts.record.file.as_str();
        add(0, what, format!("cxn check {file}"));
    }
    if tracks.is_empty() {
        let close = facts.timeline.get("proposals-close");
        let what = "no track is proposed yet".to_owned();
        let command = format!("cxn propose \"TITLE\" --event {slug}");
        add(
            close.map_or(start, |close| days(close.day())),
            what,
            command,
        );
    }
    for track in tracks {
        if let Some(step) = track_steps(facts, track, start) {
            add(step.days, step.what, step.command);
        }
    }
    let folder = format!("events/{slug}/registrations/");
    let faulty = found
        .iter()
        .filter(|(file, tally)| file.starts_with(&folder) && tally.errors > 0)
        .count();
    if faulty > 0 {
        let verb = if faulty == 1 { "has" } else { "have" };
        let what = format!("{} {verb} errors", plural(faulty, "registration"));
        add(
            start,
            what,
            format!("cxn check events/{slug}/registrations"),
        );
    }
    if people.without_track > 0 {
        let what = format!(
            "{} named no track",
            plural(people.without_track, "participant")
        );
        let command = format!("cxn registrations list --event {slug} --without-track");
        add(start, what, command);
    }
    // Stable: what is equally urgent stays in the order of the tracks.
    steps.sort_by_key(|step| step.days);
    steps
}

/// What one track needs: at most one step, the first that stands in the way of the others.
fn track_steps(facts: &EventFacts<'_>, track: &TrackLine, start: i64) -> Option<Step> {
    let event = &facts.folder.slug;
    let name = format!("{event}/{}", track.slug);
    let title = &track.title;
    let close = facts.timeline.get("proposals-close");
    let until = close.map_or(start, |close| (close.day() - facts.today()).num_days());
    let closing = || match close {
        Some(close) => {
            let verb = if close.is_past(facts.now) {
                "closed"
            } else {
                "close"
            };
            format!("proposals {verb} {}", distance(facts.today(), close.day()))
        }
        None => {
            let first = facts.event().first_day();
            format!("the event starts {}", distance(facts.today(), first))
        }
    };
    // What can no longer be in time for the close has to be right when the event starts.
    let ahead = close.is_some_and(|close| !close.is_past(facts.now));
    let mended_by = if ahead { until } else { start };
    let errors = track.findings.errors;
    let command = |verb: &str| format!("cxn {verb} {name}");
    let check_or_submit = || command(if errors > 0 { "check" } else { "submit" });
    let step = |days, what: String, command| {
        Some(Step {
            days,
            what,
            command,
        })
    };
    match track.status {
        None => step(
            mended_by,
            format!("the record of {title} does not read"),
            command("check"),
        ),
        Some(TrackStatus::Draft) => step(
            until,
            format!("{title} is a draft and {}", closing()),
            check_or_submit(),
        ),
        Some(TrackStatus::ChangesRequested) => step(
            until,
            format!("{title} waits for the changes that the reviewers asked for"),
            check_or_submit(),
        ),
        Some(TrackStatus::Submitted | TrackStatus::Approved) if errors > 0 => {
            let status = if track.status == Some(TrackStatus::Approved) {
                "approved"
            } else {
                "submitted"
            };
            step(
                mended_by,
                format!("{title} is {status} and has {}", plural(errors, "error")),
                command("check"),
            )
        }
        Some(TrackStatus::Submitted) => step(
            start,
            format!("{title} waits for the reviewers"),
            command("track show"),
        ),
        Some(TrackStatus::Approved) if (track.clients == 0) != (track.servers == 0) => {
            let (there, missing) = if track.servers == 0 {
                (plural(track.clients, "client"), "server")
            } else {
                (plural(track.servers, "server"), "client")
            };
            step(
                start,
                format!("{title} has {there} and no {missing}"),
                format!(
                    "cxn registrations list --event {event} --track {}",
                    track.slug
                ),
            )
        }
        _ => None,
    }
}

/// A count with its noun: `1 error`, `2 errors`.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
