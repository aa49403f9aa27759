//! What rules may ask: an event with its records, its dates worked out, and the moment it is judged at.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate};

use crate::analysis::attendance::Attendance;
use crate::analysis::disclosure::Level;
use crate::analysis::identities::{Identities, person_keys};
use crate::analysis::implementers;
use crate::analysis::implementers::Implementation;
use crate::analysis::standings::{Standing, standings};
use crate::analysis::systems::Systems;
use crate::model::fhir_version::Release;
use crate::model::names::Names;
use crate::model::person::{Person, fold};
use crate::model::seats::{Queue, SeatLimits};
use crate::model::template::Field;
use crate::model::zone::Tz;
use crate::model::{Event, Issue, Moment, Now, Registration, Slug, Template, Timeline, Track};
use crate::workspace::{EventFolder, Record, Selection, Workspace, proposal_form};

pub struct WorkspaceFacts<'a> {
    pub workspace: &'a Workspace,
    pub now: Now,
    /// The files whose findings are told: a rule that costs much looks at no others.
    pub selection: &'a Selection,
}

impl<'a> WorkspaceFacts<'a> {
    /// The events whose records can be parsed.
    pub fn events(&self) -> impl Iterator<Item = &'a Record<Event>> {
        let folders = self.workspace.events.values();
        folders.filter_map(|folder| folder.event.as_ref())
    }
}

pub struct EventFacts<'a> {
    /// Everything that was loaded: other events, templates, settings.
    pub workspace: &'a Workspace,
    /// The event's folder with its tracks and registrations.
    pub folder: &'a EventFolder,
    pub record: &'a Record<Event>,
    pub timeline: Timeline,
    /// The template its proposals follow, when there is one of that name.
    pub template: Option<&'a Template>,
    pub zone: Tz,
    pub now: DateTime<Tz>,
    /// Tracks by their folded title, for finding twins.
    titles: BTreeMap<String, Vec<&'a Slug>>,
    /// Who is registered.
    identities: Identities<'a>,
    /// All tracks, whatever their status, by their folded title; of twins the first.
    named: BTreeMap<String, &'a Slug>,
    /// Sentences of the template's guidance by the field's key: see [`sentences`].
    guidance: BTreeMap<&'a str, Vec<String>>,
    /// Kick-off calls of open tracks by the folded addresses and names of their leads.
    calls: BTreeMap<String, Vec<Call<'a>>>,
    /// The systems that people brought, once they are asked for.
    systems: OnceLock<Systems<'a>>,
    /// Who plays the roles of each track, once they are asked for.
    implementations: OnceLock<HashMap<&'a str, Vec<Implementation>>>,
    /// What the results of each track come to, once they are asked for.
    standings: OnceLock<BTreeMap<&'a Slug, Vec<Standing>>>,
    /// Open issues by their folded keys in the tracker, once they are asked for; of twins the first.
    issue_keys: OnceLock<HashMap<String, &'a Record<Issue>>>,
    /// Who came, by level, once it is asked for.
    attendance: [OnceLock<Attendance<'a>>; 4],
    /// Issues by their tracks, once they are asked for.
    issues_by_track: OnceLock<HashMap<&'a str, Vec<&'a Record<Issue>>>>,
    /// The lines that add each field of the template, once they are asked for.
    added_fields: OnceLock<HashMap<&'a str, Arc<str>>>,
    /// Conflicts by the latest of their reports: the track's place in the standings and the conflict's in it.
    conflicts: OnceLock<HashMap<(Slug, Slug), usize>>,
    /// Who holds a seat and who waits, in order.
    pub queue: Queue,
    /// Who has a seat that somebody waited for who came earlier: the names of both.
    pub passed_over: BTreeMap<Slug, Slug>,
    /// Who waits although a seat is free for them.
    pub offered: BTreeSet<Slug>,
}

/// The lines that add a field to the end of a track's file, without an answer.
pub fn added_field(field: &Field) -> Arc<str> {
    format!("\n{}", proposal_form::open_field(field, 0)).into()
}

/// How many calls of one person are looked at for one that overlaps.
pub const MAX_CALLS: usize = 100;

/// A kick-off call as one of its track's leads has it in the diary.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub track: &'a Record<Track>,
    /// Which of the track's calls it is, from 0.
    pub number: usize,
    pub lead: &'a Person,
    pub starts: DateTime<Tz>,
    pub ends: DateTime<Tz>,
}

impl<'a> EventFacts<'a> {
    /// Works the facts of an event out; `None` when its record does not read.
    pub fn new(workspace: &'a Workspace, folder: &'a EventFolder, now: Now) -> Option<Self> {
        let record = folder.event.as_ref()?;
        let event = &record.value;
        let zone = event.zone_or_utc();
        let mut titles = BTreeMap::<String, Vec<&Slug>>::new();
        for track in folder
            .tracks
            .values()
            .filter(|track| track.value.status.is_open())
        {
            titles
                .entry(fold(&track.value.title))
                .or_default()
                .push(&track.slug);
        }
        let mut named = BTreeMap::<String, &Slug>::new();
        for track in folder.tracks.values() {
            named.entry(fold(&track.value.title)).or_insert(&track.slug);
        }
        let template = workspace.template(event.template_name());
        let fields = template.iter().flat_map(|template| &template.fields.0);
        let guidance = fields.filter_map(|field| {
            let guidance = field.guidance.as_deref()?;
            Some((field.key.as_str(), sentences(guidance)))
        });
        let queue = queue(folder, event, None);
        let passed = queue.passed_over().into_iter();
        let passed_over = passed.map(|(one, first)| (one.clone(), first.clone()));
        let offered = queue.next().into_iter().map(|claim| claim.slug.clone());
        Some(Self {
            workspace,
            folder,
            record,
            passed_over: passed_over.collect(),
            offered: offered.collect(),
            queue,
            timeline: Timeline::with_tests_before(event, has_preparatory_tests(folder)),
            template,
            guidance: guidance.collect(),
            zone,
            now: now.at(zone),
            titles,
            identities: Identities::new(folder),
            named,
            calls: calls(folder, zone),
            systems: OnceLock::new(),
            implementations: OnceLock::new(),
            standings: OnceLock::new(),
            issue_keys: OnceLock::new(),
            attendance: Default::default(),
            issues_by_track: OnceLock::new(),
            added_fields: OnceLock::new(),
            conflicts: OnceLock::new(),
        })
    }

    pub fn event(&self) -> &'a Event {
        &self.record.value
    }

    /// Which names mean the same, as the event's own workspace says.
    pub fn names(&self) -> &'a Names {
        self.workspace.names()
    }

    /// The systems that people brought.
    pub fn systems(&self) -> &Systems<'a> {
        self.systems
            .get_or_init(|| Systems::new(self.folder, self.names()))
    }

    /// Who plays the roles of a track.
    pub fn implementations(&self, track: &Slug) -> &[Implementation] {
        let all = self.implementations.get_or_init(|| {
            let people = self.folder.registrations.values();
            implementers::implementations(people, self.names())
        });
        all.get(track.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The implementations of a track, and the FHIR releases that it is about.
    pub fn implementations_of(
        &self,
        track: &Record<Track>,
    ) -> (&[Implementation], BTreeSet<Release>) {
        (
            self.implementations(&track.slug),
            implementers::track_releases(&track.value, self.event()),
        )
    }

    /// What the results of a track come to.
    pub fn standings(&self, track: &Slug) -> &[Standing] {
        let all = self.standings.get_or_init(|| {
            use rayon::prelude::*;
            let systems = self.systems();
            let tracks: Vec<_> = self.folder.results.iter().collect();
            let tracks = tracks.into_par_iter();
            tracks
                .map(|(track, results)| (track, standings(results.values(), systems)))
                .collect()
        });
        all.get(track).map_or(&[], Vec::as_slice)
    }

    /// The conflict whose latest report a result is.
    pub fn conflict(&self, track: &Slug, result: &Slug) -> Option<&Standing> {
        let conflicts = self.conflicts.get_or_init(|| {
            let mut conflicts = HashMap::new();
            for track in self.folder.results.keys() {
                for (at, standing) in self.standings(track).iter().enumerate() {
                    let latest = standing
                        .records
                        .last()
                        .filter(|_| !standing.conflict.is_empty());
                    conflicts.extend(latest.map(|latest| ((track.clone(), latest.clone()), at)));
                }
            }
            conflicts
        });
        let at = conflicts.get(&(track.clone(), result.clone()))?;
        self.standings(track).get(*at)
    }

    /// The day it is, in the event's zone.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// Calendar days until the event's first day; negative once it is past.
    pub fn days_to_start(&self) -> i64 {
        (self.event().first_day() - self.today()).num_days()
    }

    /// A recorded moment, in the event's zone.
    pub fn local(&self, moment: Moment) -> DateTime<Tz> {
        moment.0.with_timezone(&self.zone)
    }

    pub fn has_started(&self) -> bool {
        self.now >= self.event().opens()
    }

    pub fn has_ended(&self) -> bool {
        self.now >= self.event().closes()
    }

    pub fn track(&self, name: &str) -> Option<&'a Record<Track>> {
        self.folder.tracks.get(name)
    }

    /// Names of all tracks of this event, readable or not.
    pub fn track_names(&self) -> impl Iterator<Item = &'a str> {
        self.folder.track_names()
    }

    /// Whole sentences of what the template says about a field, folded.
    pub fn guidance(&self, key: &str) -> &[String] {
        self.guidance.get(key).map_or(&[], Vec::as_slice)
    }

    /// Open tracks with the same title, the track itself among them.
    pub fn same_title(&self, track: &Track) -> &[&'a Slug] {
        self.titles
            .get(&fold(&track.title))
            .map_or(&[], Vec::as_slice)
    }

    /// The lines that add a field of the template to the end of a track's file: made once, for tracks without it come by the thousand.
    pub fn added_field(&self, field: &Field) -> Arc<str> {
        let added = self.added_fields.get_or_init(|| {
            let fields = self.template.iter().flat_map(|template| &template.fields.0);
            fields
                .map(|field| (field.key.as_str(), added_field(field)))
                .collect()
        });
        let known = added.get(field.key.as_str());
        known.map_or_else(|| added_field(field), Arc::clone)
    }

    /// The track of a title, whatever its status.
    pub fn titled(&self, title: &str) -> Option<&'a Slug> {
        self.named.get(&fold(title)).copied()
    }

    /// Whether somebody with this person's address or name is registered and has not cancelled.
    pub fn is_registered(&self, person: &Person) -> bool {
        self.identities.knows(person)
    }

    /// Timed kick-off calls of open tracks that a person leads and that begin before a moment, each once: the last
    /// [`MAX_CALLS`] of them, for no one leads more.
    pub fn calls_before(&self, person: &Person, end: DateTime<Tz>) -> Vec<Call<'a>> {
        let mut calls: Vec<Call<'_>> = person_keys(person)
            .filter_map(|key| self.calls.get(&key))
            .flat_map(|calls| {
                let before = calls.partition_point(|call| call.starts < end);
                calls[before.saturating_sub(MAX_CALLS)..before].iter()
            })
            .filter(|call| call.lead.is(person))
            .copied()
            .collect();
        let place = |call: &Call<'a>| (&call.track.slug, call.number);
        calls.sort_by(|a, b| place(a).cmp(&place(b)));
        calls.dedup_by(|a, b| place(a) == place(b));
        calls
    }

    /// Who came, as far as a level lets it be told.
    pub fn attendance(&self, level: Level) -> &Attendance<'a> {
        self.attendance[level as usize]
            .get_or_init(|| Attendance::new(self.folder, self.names(), level))
    }

    /// The people with a seat who take part in a track.
    pub fn seated(&self, track: &str) -> impl Iterator<Item = &'a Record<Registration>> {
        let people = self.folder.registrations.values();
        people.filter(move |person| person.value.is_seated() && person.value.is_in(track))
    }

    /// The issues of a track, in the order of their names.
    pub fn issues_of(&self, track: &str) -> &[&'a Record<Issue>] {
        let all = self.issues_by_track.get_or_init(|| {
            let mut all = HashMap::<&str, Vec<&Record<Issue>>>::new();
            for record in self.folder.issues.values() {
                let tracks: BTreeSet<&str> =
                    record.value.tracks.iter().map(|name| name.trim()).collect();
                for track in tracks {
                    all.entry(track).or_default().push(record);
                }
            }
            all
        });
        all.get(track).map_or(&[], Vec::as_slice)
    }

    /// Whether a track took place, or is going to.
    pub fn takes_place(&self, track: &Record<Track>) -> bool {
        self.folder.takes_place(track)
    }

    /// The first open issue that has a key of the tracker, folded.
    pub fn first_issue(&self, key: &str) -> Option<&'a Record<Issue>> {
        let keys = self.issue_keys.get_or_init(|| {
            let mut keys = HashMap::new();
            for record in self.folder.issues.values() {
                let key = record.value.key().filter(|_| !record.value.is_closed());
                if let Some(key) = key {
                    keys.entry(fold(key)).or_insert(record);
                }
            }
            keys
        });
        keys.get(key).copied()
    }

    /// The first registration of the same person that stands.
    pub fn first_registration(&self, person: &Registration) -> Option<&'a Record<Registration>> {
        self.identities.first(person)
    }
}

/// The sentences of a guidance, folded, without those that are too short to prove anything ("Be specific.").
pub fn sentences(guidance: &str) -> Vec<String> {
    const LEAST: usize = 24;
    let folded = fold(guidance);
    let sentences = folded.split(". ");
    sentences
        .map(|sentence| sentence.trim_end_matches('.'))
        .filter(|sentence| sentence.len() >= LEAST)
        .map(str::to_owned)
        .collect()
}

/// All who hold a seat or wait for one; with one registration as it is going to be, where that is asked.
pub fn queue(
    folder: &EventFolder,
    event: &Event,
    changed: Option<(&Slug, &Registration)>,
) -> Queue {
    let tracks = folder.tracks.values();
    let tracks = tracks.map(|track| (track.slug.as_str(), track.value.capacity));
    let limits = SeatLimits::new(event, tracks);
    let people = folder.registrations.values();
    let claims = people.filter_map(|record| match changed {
        Some((slug, value)) if *slug == record.slug => limits.claim(slug, value),
        _ => limits.claim(&record.slug, &record.value),
    });
    let claims = claims.collect();
    Queue::new(limits, claims)
}

/// Whether a track that can still take place has a test to be done before the event.
fn has_preparatory_tests(folder: &EventFolder) -> bool {
    let tracks = folder.tracks.values();
    let mut open = tracks.filter(|track| track.value.status.is_open());
    open.any(|track| track.value.scenarios.iter().any(|one| one.preparatory))
}

fn calls(folder: &EventFolder, zone: Tz) -> BTreeMap<String, Vec<Call<'_>>> {
    let mut calls = BTreeMap::<String, Vec<Call<'_>>>::new();
    for track in folder.tracks.values() {
        if !track.value.status.is_open() {
            continue;
        }
        for (number, call, _) in track.value.kick_offs.dated() {
            let Some((starts, ends)) = call.span(zone) else {
                continue;
            };
            for lead in track.value.leads.iter() {
                for key in person_keys(lead) {
                    calls.entry(key).or_default().push(Call {
                        track,
                        number,
                        lead,
                        starts,
                        ends,
                    });
                }
            }
        }
    }
    for calls in calls.values_mut() {
        calls.sort_by_key(|call| call.starts);
    }
    calls
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::workspace::File;
    use crate::workspace::load::Scope;

    /// Hands the facts of an event, made of texts by their paths in its folder, to a closure; the settings are `cxn.yaml`.
    pub(crate) fn with_facts<T>(
        now: &str,
        files: &[(&str, &str)],
        look: impl FnOnce(&EventFacts<'_>) -> T,
    ) -> T {
        let file = |path: &str| match path {
            "cxn.yaml" => File::settings(),
            _ => File::new(&format!("events/e/{path}")),
        };
        let overlay = files
            .iter()
            .map(|(path, text)| (file(path), (*text).to_owned()));
        let root = std::path::Path::new("/nonexistent/workspace");
        let workspace = Workspace::load_with(
            &crate::workspace::Root::whole(root),
            &Scope::default(),
            overlay.collect(),
        )
        .unwrap_or_else(|error| unreachable!("{error}"));
        let now = Moment::parse(now).map(|now| Now::Instant(now.0.to_utc()));
        let facts = now.and_then(|now| EventFacts::new(&workspace, &workspace.events["e"], now));
        look(&facts.unwrap_or_else(|| unreachable!("{files:?}")))
    }
}
