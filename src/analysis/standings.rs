//! Where tests stand: what the reports of one scenario, systems and path come to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::systems::{Found, Systems, is_of_person};
use crate::model::person::fold;
use crate::model::result::{Capacity, Verdict};
use crate::model::{Moment, Slug, TestResult};
use crate::workspace::Record;

/// A system as a result means it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partner {
    /// What the organization is compared by.
    pub organization_key: String,
    /// What the system is compared by, within its organization.
    pub system_key: String,
    /// What the organization is called.
    pub organization: String,
    /// What the system is called.
    pub system: String,
    /// Its place among the event's systems; `None` when none of them is meant.
    pub place: Option<usize>,
}

impl Partner {
    /// The system that a text means.
    pub fn new(text: &str, systems: &Systems<'_>) -> Self {
        if let Found::One(place) = systems.find(text) {
            return Self::known(place, systems);
        }
        let (organization, system) = text.split_once('/').unwrap_or((text, text));
        Self {
            organization_key: systems.organization(organization),
            system_key: fold(system),
            organization: organization.trim().to_owned(),
            system: system.trim().to_owned(),
            place: None,
        }
    }

    /// One of the event's systems.
    pub fn known(place: usize, systems: &Systems<'_>) -> Self {
        let known = &systems.all[place];
        Self {
            organization_key: known.organization_key.clone(),
            system_key: fold(known.name),
            organization: known.organization.to_owned(),
            system: known.name.to_owned(),
            place: Some(place),
        }
    }

    /// Whether it is of a person who speaks for no organization, whose key is that of the registration.
    pub fn is_of_person(&self) -> bool {
        is_of_person(&self.organization_key)
    }

    /// What both are compared by.
    pub fn key(&self) -> (&str, &str) {
        (&self.organization_key, &self.system_key)
    }
}

/// What is known of one scenario between certain systems on one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The scenario's id.
    pub scenario: String,
    /// The systems by role, in the order of the roles' ids.
    pub systems: Vec<(String, Partner)>,
    /// The path, as the latest report writes it.
    pub path: Option<String>,
    /// The verdict that counts; in a conflict the latest.
    pub verdict: Verdict,
    /// The different verdicts of a conflict, the earliest first; empty where there is none.
    pub conflict: Vec<Verdict>,
    /// Whether the lead or a monitor checked the report that counts.
    pub is_verified: bool,
    /// How many runs there were, as far as one reporter tells; `None` when it must not be told.
    pub runs: Option<usize>,
    /// How many of the runs passed, in the same sense.
    pub passed_runs: usize,
    /// Issues that the reports name.
    pub issues: BTreeSet<String>,
    /// When the latest report that counts is from.
    pub when: Moment,
    /// What the reports that count say, each with the person who says it.
    pub notes: Vec<(Option<String>, String)>,
    /// The people or tools whose reports count.
    pub reporters: Vec<String>,
    /// The records that count, by name, the latest last.
    pub records: Vec<Slug>,
}

impl Standing {
    /// Whether it passed, and no other report that counts says otherwise.
    pub fn has_passed(&self) -> bool {
        self.verdict == Verdict::Passed && self.conflict.is_empty()
    }

    /// Whether something was exchanged that proves something, whatever came of it: with a system of another organization, or by one
    /// system alone where the scenario asks for no more.
    pub fn is_exchange(&self) -> bool {
        let exchanged = matches!(
            self.verdict,
            Verdict::Passed | Verdict::PartlyPassed | Verdict::Failed
        );
        exchanged && !self.is_within_one_organization()
    }

    /// Whether two systems of one organization met: that proves nothing.
    pub fn is_within_one_organization(&self) -> bool {
        let mut organizations = self.systems.iter().map(|(_, one)| &one.organization_key);
        let first = organizations.next();
        self.systems.len() > 1 && organizations.any(|one| Some(one) == first)
    }

    /// The system in a role.
    pub fn in_role(&self, role: &str) -> Option<&Partner> {
        let mut systems = self.systems.iter();
        systems.find(|(id, _)| id == role).map(|(_, one)| one)
    }

    /// The different organizations that took part.
    pub fn organizations(&self) -> BTreeSet<&str> {
        let systems = self.systems.iter();
        systems
            .map(|(_, one)| one.organization_key.as_str())
            .collect()
    }
}

/// What the results of a track come to, in the order of scenarios, systems and paths. Withdrawn results count for nothing.
///
/// Of each reporter the latest report counts. What the lead or a monitor reports or verifies decides over everything up to then;
/// where reports that count disagree, that is a conflict, and stays one until they decide.
pub fn standings<'a>(
    results: impl IntoIterator<Item = &'a Record<TestResult>>,
    systems: &Systems<'_>,
) -> Vec<Standing> {
    type Key = (String, Vec<(String, Partner)>, String);
    let mut partners = HashMap::<&str, Partner>::new();
    let mut groups = BTreeMap::<Key, Vec<&'a Record<TestResult>>>::new();
    for record in results {
        if record.value.is_withdrawn() {
            continue;
        }
        let mut players = Vec::with_capacity(record.value.systems.len());
        for (role, text) in record.value.systems.iter() {
            let partner = partners
                .entry(text)
                .or_insert_with(|| Partner::new(text, systems));
            players.push((role.clone(), partner.clone()));
        }
        let path = fold(record.value.path.as_deref().unwrap_or_default());
        let key = (record.value.scenario.clone(), players, path);
        groups.entry(key).or_default().push(record);
    }
    let standings = groups.into_iter();
    standings
        .filter_map(|((scenario, systems, _), reports)| standing(scenario, systems, reports))
        .collect()
}

fn standing<'a>(
    scenario: String,
    systems: Vec<(String, Partner)>,
    mut reports: Vec<&'a Record<TestResult>>,
) -> Option<Standing> {
    reports.sort_by_key(|record| (record.value.when, &record.slug));
    let mut by_reporter = BTreeMap::<(Capacity, String), Vec<&'a Record<TestResult>>>::new();
    for record in &reports {
        let reporter = reporter_key(&record.value);
        by_reporter.entry(reporter).or_default().push(record);
    }
    let most = |count: &dyn Fn(&[&Record<TestResult>]) -> usize| {
        let counts = by_reporter.values().map(|own| count(own));
        counts.max().unwrap_or(0)
    };
    let runs = most(&|own| own.len());
    let has_passed = |one: &&&Record<TestResult>| one.value.verdict == Verdict::Passed;
    let passed_runs = most(&|own| own.iter().filter(has_passed).count());
    // Reports of people who are not named may be those of both sides: none of them replaces another.
    let counts = |(key, own): (&(Capacity, String), &Vec<&'a Record<TestResult>>)| {
        let skipped = if key.1.is_empty() { 0 } else { own.len() - 1 };
        own[skipped..].to_vec()
    };
    let mut counting: Vec<&Record<TestResult>> = by_reporter.iter().flat_map(counts).collect();
    let decision = counting
        .iter()
        .filter_map(|record| Some((record.value.decides()?, *record)))
        .max_by_key(|(when, record)| (*when, &record.slug));
    if let Some((since, deciding)) = decision {
        counting.retain(|one| one.slug == deciding.slug || one.value.when > since);
    }
    counting.sort_by_key(|record| (record.value.when, &record.slug));
    let latest = counting.last()?;
    let mut verdicts: Vec<Verdict> = Vec::new();
    for record in &counting {
        if !verdicts.contains(&record.value.verdict) {
            verdicts.push(record.value.verdict);
        }
    }
    let conflict = if verdicts.len() > 1 {
        verdicts
    } else {
        Vec::new()
    };
    let own = |record: &&Record<TestResult>| {
        let note = record.value.note.clone()?;
        Some((record.value.reported_by.clone(), note))
    };
    let is_checked = |record: &&Record<TestResult>| record.value.decides().is_some();
    let issues = counting.iter().flat_map(|one| one.value.issues.iter());
    Some(Standing {
        scenario,
        systems,
        path: latest.value.path.clone(),
        verdict: latest.value.verdict,
        is_verified: conflict.is_empty() && counting.iter().any(is_checked),
        conflict,
        runs: Some(runs),
        passed_runs,
        issues: issues.map(|issue| issue.trim().to_owned()).collect(),
        when: latest.value.when,
        notes: counting.iter().filter_map(own).collect(),
        reporters: counting.iter().map(|one| reporter(&one.value)).collect(),
        records: counting.iter().map(|one| one.slug.clone()).collect(),
    })
}

/// What makes two reports one reporter's: the person, or the tool.
fn reporter_key(result: &TestResult) -> (Capacity, String) {
    let by = result.reported_by.as_deref();
    let name = match (&result.source, result.reported_as) {
        (Some(source), Capacity::Import) => by.unwrap_or(&source.tool),
        _ => by.unwrap_or_default(),
    };
    (result.reported_as, fold(name))
}

/// Who reports, in a few words: `Robin Example (lead)`, `inferno`.
pub fn reporter(result: &TestResult) -> String {
    let tool = result.source.as_ref().map(|source| source.tool.as_str());
    match (result.reported_by.as_deref(), result.reported_as) {
        (None, Capacity::Import) => tool.unwrap_or("import").to_owned(),
        (Some(name), Capacity::Party | Capacity::Import) => name.to_owned(),
        (Some(name), capacity) => format!("{name} ({capacity})"),
        (None, capacity) => format!("a {capacity}"),
    }
}
