//! Where an event stands, counted: its tracks, its people, and what to do next. Pure: records, findings and a moment in, numbers out.

use std::collections::{BTreeMap, HashMap};

use crate::analysis::counts::{FindingCounts, PeopleCounts, TrackSummary};
use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::implementers::count_side;
use crate::analysis::next_steps;
use crate::analysis::next_steps::NextStep;
use crate::model::participants::Expected;
use crate::model::registration::{Experience, Kind, RegistrationStatus};
use crate::model::track::RoleKind;
use crate::model::{Registration, Slug, Track, TrackStatus};
use crate::workspace::{File, Record};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub tracks: Vec<TrackSummary>,
    pub people: PeopleCounts,
    /// What to do next, most urgent first.
    pub next: Vec<NextStep>,
}

impl Overview {
    /// Counts an event, with what the checks found in it by file.
    pub fn new(facts: &EventFacts<'_>, found: &BTreeMap<String, FindingCounts>) -> Self {
        let folder = facts.folder;
        let of_file = |file: &File| found.get(file.as_str()).copied().unwrap_or_default();
        let tally = |slug: &Slug| of_file(&File::track(&folder.slug, slug));
        let taking_part = taking_part(folder.registrations.values().map(|person| &*person.value));
        let registered = |slug: &Slug| taking_part.get(slug.as_str()).copied().unwrap_or_default();
        let mut tracks: Vec<TrackSummary> = folder
            .tracks
            .values()
            .map(|track| summarize(track, facts, registered(&track.slug), tally(&track.slug)))
            .collect();
        tracks.extend(folder.unread_tracks.iter().map(|slug| TrackSummary {
            slug: slug.clone(),
            title: slug.to_string(),
            leads: Vec::new(),
            status: None,
            decided: None,
            scenarios: 0,
            expected: None,
            registered: registered(slug),
            clients: 0,
            servers: 0,
            findings: tally(slug),
        }));
        tracks.sort_by(|a, b| a.slug.cmp(&b.slug));
        let people = count(folder.registrations.values().map(|person| &*person.value));
        // The steps name the command for a track's own record; its report has steps of its own.
        let next = next_steps::next_steps(facts, &tracks, &people, found);
        for track in &mut tracks {
            let report = of_file(&File::report(&folder.slug, &track.slug));
            track.findings.errors += report.errors;
            track.findings.warnings += report.warnings;
            track.findings.notes += report.notes;
        }
        Self {
            tracks,
            people,
            next,
        }
    }

    /// Takes out what a level does not let out: how many come for the first time is told as by every other output.
    pub fn withhold(&mut self, facts: &EventFacts<'_>, level: Level) {
        if level != Level::Full {
            self.people.may_be_more = true;
            self.people.first_time = facts.attendance(level).of_event.first_time;
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

fn summarize(
    track: &Record<Track>,
    facts: &EventFacts<'_>,
    registered: usize,
    findings: FindingCounts,
) -> TrackSummary {
    let value = &track.value;
    let leads = value.leads.iter().filter_map(|lead| {
        // An address in the place of a name is not shown.
        lead.display_name().or_else(|| lead.organization.clone())
    });
    let (implementations, _) = facts.implementations_of(track);
    TrackSummary {
        slug: track.slug.clone(),
        title: value.title.clone(),
        leads: leads.collect(),
        status: Some(value.status),
        decided: value.decisions().next_back().map(|(_, entry)| entry.when),
        scenarios: value.scenarios.len(),
        expected: match &value.expected_participants {
            Expected::List(list) => Some(list.len()),
            Expected::Words(_) => None,
        },
        registered,
        clients: count_side(value, implementations, RoleKind::Client),
        servers: count_side(value, implementations, RoleKind::Server),
        findings,
    }
}

/// How many people with a seat named a track, or a role of it.
fn taking_part<'a>(people: impl Iterator<Item = &'a Registration>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::<&str, usize>::new();
    for person in people.filter(|person| person.is_seated()) {
        for track in person.tracks_named() {
            *counts.entry(track).or_default() += 1;
        }
    }
    counts
}

fn count<'a>(people: impl Iterator<Item = &'a Registration>) -> PeopleCounts {
    let mut counted = PeopleCounts::default();
    let mut first_time = 0;
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
            first_time += 1;
        }
        let brings_a_track = person.tracks.iter().any(|track| !track.trim().is_empty())
            || person.played_roles().next().is_some();
        if person.kind == Kind::Participant && !brings_a_track {
            counted.without_track += 1;
        }
    }
    counted.first_time = Some(first_time);
    counted
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::analysis::event_facts::tests::with_facts;

    const EVENT: &str = "\
name: Connectathon 43
location: Rockville, Maryland, USA
timezone: America/New_York
starts: 2026-09-19
ends: 2026-09-20
fhir-versions: [R4, R5]
timeline: {proposals-close: 2026-08-08}
capacity: {participants: 300, observers: 40}
";
    const PATIENT: &str = "\
title: Patient
status: approved
leads: [{name: Robin Example}, {name: Sam Sample}]
expected-participants: [Example Health, Probe Labs]
roles: [{id: client, kind: client}, {id: server, kind: server}, {id: hub, kind: both}, {id: watcher, kind: other}]
scenarios: [{id: read, action: Read., success-criteria: Read., precondition: None}]
";

    /// Hands a small event, judged at a moment, to a closure.
    pub(crate) fn with_event<T>(
        now: &str,
        look: impl FnOnce(&EventFacts<'_>, &Overview) -> T,
    ) -> T {
        #[rustfmt::skip]
        let files = [
            ("event.yaml", EVENT),
            ("tracks/patient.yaml", PATIENT),
            ("tracks/bulk-data.yaml", "title: Bulk Data\nexpected-participants: unknown, because it is new\n"),
            ("tracks/imaging.yaml", "title: Imaging\nstatus: submitted\n"),
            ("tracks/labs.yaml", "title: Labs\nstatus: withdrawn\n"),
            ("tracks/broken.yaml", "title: [\n"),
            ("registrations/a.yaml", "{name: A, organization: Probe Labs, tracks: [patient], experience: first-time, systems: [{name: Probe, roles: [patient/client]}]}"),
            // The same system, brought by a second person; and one more that plays both sides.
            ("registrations/b.yaml", "{name: B, organization: probe labs, tracks: [patient], systems: [{name: PROBE, roles: [patient/client]}, {name: Hub, roles: [patient/hub]}]}"),
            // The same name of a system at another organization is another system.
            ("registrations/c.yaml", "{name: C, organization: Other Labs, tracks: [patient], systems: [{name: Probe, roles: [patient/client, patient/server]}]}"),
            // A person without a system; and roles that are neither side, unknown or of another track.
            ("registrations/d.yaml", "{name: D, kind: track-lead, roles: [patient/server, patient/watcher, patient/ghost, imaging/client]}"),
            ("registrations/e.yaml", "{name: E, status: cancelled, tracks: [patient], roles: [patient/server]}"),
            ("registrations/f.yaml", "{name: F, status: waitlisted, tracks: [patient]}"),
            ("registrations/g.yaml", "{name: G}"),
            ("registrations/h.yaml", "{name: H, kind: observer, experience: first-time}"),
        ];
        let error = FindingCounts {
            errors: 1,
            ..FindingCounts::default()
        };
        let found = [("events/e/tracks/broken.yaml".to_owned(), error)].into();
        with_facts(now, &files, |facts| {
            look(facts, &Overview::new(facts, &found))
        })
    }

    #[test]
    fn an_event_is_counted_with_its_tracks_people_and_systems() {
        with_event("2026-08-06T12:00:00-04:00", |_, overview| {
            let [broken, bulk_data, .., patient] = &overview.tracks[..] else {
                unreachable!("{:?}", overview.tracks)
            };
            assert_eq!((broken.status, broken.findings.errors), (None, 1));
            assert_eq!((bulk_data.expected, patient.expected), (None, Some(2)));
            // A, B, C, and D by a role; not the cancelled one and not the one who waits.
            assert_eq!(patient.registered, 4);
            // Clients: Probe of Probe Labs, Hub, Probe of Other Labs. Servers: Hub, Probe of Other Labs, D.
            assert_eq!((patient.clients, patient.servers), (3, 3));
            let expected = PeopleCounts {
                participants: 4,
                observers: 1,
                track_leads: 1,
                organizers: 0,
                waitlisted: 1,
                cancelled: 1,
                first_time: Some(2),
                may_be_more: false,
                without_track: 1,
            };
            assert_eq!(overview.people, expected);
        });
    }
}
