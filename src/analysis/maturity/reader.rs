//! Reads what an event shows of subjects from its records: which exchanges count, and what may be told of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::disclosure::{self, Group, Level, are_few};
use crate::analysis::maturity::comments::{Comments, Part};
use crate::analysis::maturity::evidence::{
    EventEvidence, LeftOut, Party, Product, ScenarioEvidence, TrackEvidence, Why,
};
use crate::analysis::maturity::subject::{Subject, subjects};
use crate::analysis::readiness::needed_roles;
use crate::analysis::standings::{Partner, Standing, standings};
use crate::analysis::systems::Systems;
use crate::model::names::Names;
use crate::model::placeholder::{filled, is_unanswered, says_none};
use crate::model::result::Verdict;
use crate::model::track::{Role, RoleKind};
use crate::model::{Event, Now, Slug, Track, TrackStatus};
use crate::workspace::{EventFolder, Record};

/// Reads the evidence of events.
pub struct Reader<'a> {
    /// What all workspaces that are read together know.
    pub names: &'a Names,
    /// What the workspace of the events knows: who asks changes no count.
    pub own: &'a Names,
    pub now: Now,
    /// Whether everything may be told, whatever the event says.
    pub is_full: bool,
    /// The name of the workspace, where it is not the one that was asked.
    pub workspace: Option<&'a str>,
}

impl Reader<'_> {
    /// What an event shows of subjects.
    pub fn read(
        &self,
        folder: &EventFolder,
        subjects: &BTreeSet<Subject>,
    ) -> BTreeMap<Subject, EventEvidence> {
        let mut found = BTreeMap::new();
        let Some(event) = folder.event.as_ref().map(|record| &*record.value) else {
            return found;
        };
        // Nothing was tested yet, and so nothing is kept back either.
        if self.now.at(event.zone_or_utc()) < event.opens() {
            return found;
        }
        let level = Level::new(event, self.is_full);
        let systems = Systems::new(folder, self.own);
        let mut by_track = HashMap::<&Slug, Vec<Standing>>::new();
        for (track, results) in &folder.results {
            by_track.insert(track, standings(results.values(), &systems));
        }
        let finders = self.names_at(level, Level::Full);
        let comments = Comments::new(folder, level, self.own, finders);
        let mut tracks = BTreeMap::<Subject, Vec<&Record<Track>>>::new();
        for track in folder.tracks.values() {
            for subject in self::subjects(&track.value, self.names).into_keys() {
                tracks.entry(subject).or_default().push(track);
            }
        }
        for subject in subjects {
            let of_subject = OfSubject {
                reader: self,
                subject,
                folder,
                systems: &systems,
                level,
                names: self.names_at(level, Level::Passed),
            };
            let tracks = tracks.get(subject).map_or(&[][..], Vec::as_slice);
            let evidence = of_subject.evidence(event, tracks, &by_track, &comments);
            found.extend(evidence.map(|evidence| (subject.clone(), evidence)));
        }
        found
    }

    /// What organizations are compared by: where they are not named, which is below a level, it is what their own workspace knows.
    fn names_at(&self, level: Level, named: Level) -> &Names {
        if level >= named { self.names } else { self.own }
    }
}

/// One event and one subject.
struct OfSubject<'a> {
    reader: &'a Reader<'a>,
    subject: &'a Subject,
    folder: &'a EventFolder,
    systems: &'a Systems<'a>,
    level: Level,
    /// What organizations are compared by.
    names: &'a Names,
}

/// What each side of an exchange is compared by; `None` where no one knows whose it is.
type Sides = Vec<Option<String>>;

/// Who exchanged in a scenario, before it is asked what may be told.
#[derive(Debug, Default)]
struct Exchanged {
    all: BTreeSet<String>,
    clients: BTreeSet<String>,
    servers: BTreeSet<String>,
}

impl Exchanged {
    fn all(&self, level: Level) -> Group {
        Group::new(level, self.all.clone())
    }

    fn clients(&self, level: Level) -> Group {
        Group::of_whole(level, &self.all, &self.clients)
    }

    /// Where they may only be counted, none if few have both: how many would follow from the three counts.
    fn servers(&self, level: Level) -> Group {
        let both = self.clients.intersection(&self.servers).count();
        if !level.names_systems() && are_few(both) {
            return Group::Counted(0);
        }
        Group::of_whole(level, &self.all, &self.servers)
    }
}

impl OfSubject<'_> {
    fn evidence(
        &self,
        event: &Event,
        about: &[&Record<Track>],
        by_track: &HashMap<&Slug, Vec<Standing>>,
        comments: &Comments,
    ) -> Option<EventEvidence> {
        let mut exchanged = Vec::new();
        let mut parties = BTreeMap::new();
        let mut tracks = Vec::new();
        for record in about {
            let standings = by_track.get(&record.slug).map_or(&[][..], Vec::as_slice);
            let track = self.track(record, standings, &mut exchanged, &mut parties);
            tracks.extend(track);
        }
        let comments: Vec<&Part> = comments.about(self.subject, self.reader.names).collect();
        if tracks.is_empty() && comments.is_empty() {
            return None;
        }
        let group = |of: fn(&Exchanged, Level) -> Group| {
            let parts = exchanged.iter().map(|one| of(one, self.level));
            Group::of_parts(self.level, parts)
        };
        let whose = if self.level == Level::Full {
            Level::Full
        } else {
            Level::Aggregates
        };
        Some(EventEvidence {
            workspace: self.reader.workspace.map(str::to_owned),
            event: self.folder.slug.clone(),
            name: event.name.clone(),
            starts: event.first_day(),
            ends: event.last_day(),
            level: self.level,
            tracks,
            organizations: group(Exchanged::all),
            clients: group(Exchanged::clients),
            servers: group(Exchanged::servers),
            parties: if self.level.names_systems() {
                parties
            } else {
                BTreeMap::new()
            },
            comments: comments
                .iter()
                .flat_map(|part| &part.keys)
                .cloned()
                .collect(),
            // Who found an issue is the workspace's own.
            commenting: Group::of_parts(
                whose,
                comments
                    .iter()
                    .map(|part| Group::new(whose, part.organizations.clone())),
            ),
        })
    }

    /// What a track shows; `None` for one that is not part of the event and holds nothing back.
    fn track(
        &self,
        record: &Record<Track>,
        standings: &[Standing],
        exchanged: &mut Vec<Exchanged>,
        parties: &mut BTreeMap<String, Party>,
    ) -> Option<TrackEvidence> {
        let track = &record.value;
        let mut evidence = TrackEvidence {
            track: record.slug.clone(),
            key: self.reader.names.track(record.slug.as_str()),
            title: track.title.trim().to_owned(),
            carried_from: filled(track.carried_from.as_deref()).map(str::to_owned),
            test_data: named_data(track),
            scenarios: Vec::new(),
            left_out: Vec::new(),
        };
        let is_approved = track.status == TrackStatus::Approved;
        for scenario in track.scenarios.iter() {
            let is_asked = self.subject.is_in(track, scenario, self.reader.names)
                && !scenario.preparatory
                && needed_roles(track, scenario).is_ok_and(|roles| roles.len() > 1);
            if !is_asked {
                continue;
            }
            let own = of_scenario(standings, &scenario.id);
            let mut counting = Vec::new();
            for standing in own {
                match self.judge(track, standing) {
                    Ok(Some(organizations)) => counting.push((standing, organizations)),
                    Err(why) if self.may_tell(track, why) => evidence.left_out.push(LeftOut {
                        why,
                        scenario: scenario.id.clone(),
                        systems: standing
                            .systems
                            .iter()
                            .map(|(_, one)| told(one, self.level))
                            .collect(),
                    }),
                    Ok(None) | Err(_) => {}
                }
            }
            let mut here = Exchanged::default();
            for (standing, organizations) in &counting {
                for ((role, partner), key) in standing.systems.iter().zip(organizations) {
                    let Some(key) = key else { continue };
                    here.all.insert(key.clone());
                    let kind = played(track, role).and_then(|role| role.kind);
                    if matches!(kind, Some(RoleKind::Client | RoleKind::Both)) {
                        here.clients.insert(key.clone());
                    }
                    if matches!(kind, Some(RoleKind::Server | RoleKind::Both)) {
                        here.servers.insert(key.clone());
                    }
                    self.remember(parties.entry(key.clone()).or_default(), partner);
                }
            }
            let organizations = here.all(self.level);
            exchanged.push(here);
            let counted: Vec<&Standing> = counting.iter().map(|(one, _)| *one).collect();
            evidence.scenarios.push(ScenarioEvidence {
                scenario: scenario.id.clone(),
                title: scenario.title.clone(),
                covers: scenario.covers.clone(),
                exchanges: if organizations.count() > 0 {
                    counted.len()
                } else {
                    0
                },
                organizations,
                verified: self
                    .level
                    .shows_failures()
                    .then(|| counted.iter().filter(|one| one.is_verified).count()),
                verified_by: self.verified_by(record, &counted),
                last: self
                    .level
                    .names_systems()
                    .then(|| counted.iter().map(|one| one.when).max())
                    .flatten(),
            });
        }
        (is_approved || !evidence.left_out.is_empty()).then(|| {
            if !is_approved {
                evidence.scenarios.clear();
            }
            evidence
        })
    }

    /// Whether a standing is an exchange that counts: then the independent organizations of its sides.
    fn judge(&self, track: &Track, standing: &Standing) -> Result<Option<Sides>, Why> {
        let passed = |verdict: &Verdict| *verdict == Verdict::Passed;
        let has_passed = passed(&standing.verdict) || standing.conflict.iter().any(passed);
        if standing.systems.len() < 2 || !has_passed {
            return Ok(None);
        }
        // First, for that a report passed is not the whole of it.
        if !standing.conflict.is_empty() {
            return Err(Why::Conflict);
        }
        if track.status != TrackStatus::Approved {
            return Err(Why::TrackNotApproved);
        }
        // A person or a test tool next to systems is no implementer.
        let kinds = standing.systems.iter();
        let kinds: Vec<bool> = kinds.map(|(role, _)| is_other(track, role)).collect();
        let has_systems = kinds.contains(&false);
        let sides = standing.systems.iter().zip(&kinds);
        let sides = sides.map(|((_, one), is_other)| {
            self.organization(one)
                .filter(|_| !(has_systems && *is_other))
        });
        let sides: Sides = sides.collect();
        let different: BTreeSet<&String> = sides.iter().flatten().collect();
        if different.len() > 1 {
            Ok(Some(sides))
        } else if sides.contains(&None) {
            Err(Why::UnknownOrganization)
        } else {
            Err(Why::OneOrganization)
        }
    }

    /// What is told of an exchange that does not count: what passed where that may be named, the rest where failures may be, and of
    /// tracks that are not shown to everyone nothing.
    fn may_tell(&self, track: &Track, why: Why) -> bool {
        if self.level == Level::Full {
            return true;
        }
        match why {
            Why::TrackNotApproved => false,
            Why::Conflict => self.level.shows_failures() && disclosure::is_published(track.status),
            _ => self.level.names_systems(),
        }
    }

    /// What a side is compared by; `None` where no one knows whose it is.
    fn organization(&self, partner: &Partner) -> Option<String> {
        let is_bare = partner.place.is_none() && partner.organization_key == partner.system_key;
        let name = partner.organization.as_str();
        if is_bare || is_unanswered(Some(name)) || says_none(name) {
            return None;
        }
        let key = &partner.organization_key;
        // A person who speaks for no organization is compared by the registration, which is of one event only.
        Some(if partner.is_of_person() {
            format!("/{}", self.names.organization(name))
        } else {
            self.names.independent(key)
        })
    }

    fn remember(&self, party: &mut Party, partner: &Partner) {
        let name = disclosure::told(self.level, partner.clone()).organization;
        party.names.insert(name.trim().to_owned());
        party.is_person |= partner.is_of_person();
        let event = match self.reader.workspace {
            Some(workspace) => format!("{workspace}: {}", self.folder.slug),
            None => self.folder.slug.to_string(),
        };
        party.events.insert(event);
        let known = partner.place.map(|place| &self.systems.all[place]);
        let software = known.and_then(|known| {
            let mut systems = known.people.iter().flat_map(|one| one.value.systems.iter());
            let own = systems.find(|one| one.name.trim() == known.name)?;
            own.probe.as_ref()?.software.clone()
        });
        party.systems.insert(Product {
            name: partner.system.clone(),
            base_url: known.and_then(|known| known.base_url.map(str::to_owned)),
            software,
        });
    }

    fn verified_by(&self, record: &Record<Track>, counted: &[&Standing]) -> BTreeSet<String> {
        if self.level != Level::Full {
            return BTreeSet::new();
        }
        let Some(results) = self.folder.results.get(&record.slug) else {
            return BTreeSet::new();
        };
        let records = counted.iter().filter(|one| one.is_verified);
        let records = records.flat_map(|one| &one.records);
        let who = records.filter_map(|slug| {
            let result = &results.get(slug)?.value;
            let verified = result.verified.as_ref();
            let by = verified.and_then(|verified| verified.by.as_ref());
            by.or(result
                .reported_by
                .as_ref()
                .filter(|_| result.decides().is_some()))
        });
        who.map(|name| name.trim().to_owned()).collect()
    }
}

/// The standings of a scenario, of those of its track, which are in the order of scenarios.
fn of_scenario<'s>(standings: &'s [Standing], scenario: &str) -> &'s [Standing] {
    let start = standings.partition_point(|one| one.scenario.as_str() < scenario);
    let end = standings.partition_point(|one| one.scenario.as_str() <= scenario);
    &standings[start..end]
}

fn is_other(track: &Track, key: &str) -> bool {
    played(track, key).is_some_and(|role| role.kind == Some(RoleKind::Other))
}

/// The test data that a track names; "None" names none.
fn named_data(track: &Track) -> Vec<String> {
    let answers = track.test_data.answered().filter(|text| !says_none(text));
    answers.map(|text| text.trim().to_owned()).collect()
}

/// The role behind the key of a side, which has a `-2` where two sides play one role.
fn played<'t>(track: &'t Track, key: &str) -> Option<&'t Role> {
    let base = || track.role(key.strip_suffix("-2")?);
    track.role(key).or_else(base)
}

/// A system with whose it is, as far as a level tells.
fn told(partner: &Partner, level: Level) -> String {
    if disclosure::withholds_owner(level, partner) || partner.organization_key == partner.system_key
    {
        return partner.system.clone();
    }
    format!("{} ({})", partner.system, partner.organization)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_and_servers_are_told_where_no_few_are_left_to_be_subtracted() {
        let set = |names: &str| names.split_whitespace().map(str::to_owned).collect();
        for (clients, servers, told) in [
            ("a b c", "d e f", (6, 3, 3)),
            ("a b c", "d e", (5, 0, 0)),
            ("a b c d", "d e f g", (7, 4, 0)),
            ("a b c d e f", "d e f g h i", (9, 6, 6)),
            ("a b c", "a b c", (3, 3, 3)),
        ] {
            let (clients, servers): (BTreeSet<String>, BTreeSet<String>) =
                (set(clients), set(servers));
            let here = Exchanged {
                all: clients.union(&servers).cloned().collect(),
                clients,
                servers,
            };
            let counts = |level| {
                let groups = [here.all(level), here.clients(level), here.servers(level)];
                let [all, clients, servers] = groups.map(|group| group.count());
                (all, clients, servers)
            };
            assert_eq!(counts(Level::Aggregates), told);
            let all = (here.all.len(), here.clients.len(), here.servers.len());
            assert_eq!(counts(Level::Passed), all);
        }
    }
}
