//! Live completion for shells: names of events, tracks, roles, templates and rules as they are now.
//!
//! A shell asks by running the tool with `COMPLETE` set; whatever goes wrong then, there is nothing to complete.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::sync::OnceLock;

use clap_complete::CompletionCandidate;

use crate::analysis::maturity::subject::subjects as subjects_of;
use crate::analysis::systems::{Known, Systems};
use crate::check::rules as registry;
use crate::model::Track;
use crate::model::names::Names;
use crate::model::result::Verdict;
use crate::model::words::Word as _;
use crate::workspace::load::Scope;
use crate::workspace::{Root, Workspace, built_in, select};

pub fn events(current: &OsStr) -> Vec<CompletionCandidate> {
    let names = workspace().into_iter().flat_map(|workspace| {
        let named = |(slug, folder): (&crate::model::Slug, &crate::workspace::EventFolder)| {
            (
                slug.to_string(),
                folder.event.as_ref().map(|event| event.value.name.clone()),
            )
        };
        workspace.events.iter().map(named).collect::<Vec<_>>()
    });
    candidates(current, names)
}

/// Tracks as `EVENT/TRACK`; those of the event that commands use when none is named by their own names, too.
pub fn tracks(current: &OsStr) -> Vec<CompletionCandidate> {
    let names = workspace().into_iter().flat_map(|workspace| {
        let of_event = |folder: &crate::workspace::EventFolder| {
            let event = folder.slug.clone();
            let named =
                move |(slug, track): (
                    &crate::model::Slug,
                    &crate::workspace::Record<crate::model::Track>,
                )| { (format!("{event}/{slug}"), Some(track.value.title.clone())) };
            folder.tracks.iter().map(named).collect::<Vec<_>>()
        };
        let current = select::fixed_event(&workspace).map(|(slug, _)| &workspace.events[slug]);
        let own = current.into_iter().flat_map(|folder| &folder.tracks);
        let own = own.map(|(slug, track)| (slug.to_string(), Some(track.value.title.clone())));
        own.chain(workspace.events.values().flat_map(of_event))
            .collect::<Vec<_>>()
    });
    candidates(current, names)
}

/// What `cxn check` takes: events and tracks.
pub fn events_and_tracks(current: &OsStr) -> Vec<CompletionCandidate> {
    events(current).into_iter().chain(tracks(current)).collect()
}

/// Tracks by their own names, of all events: for what is said within one event.
pub fn track_names(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names = BTreeMap::new();
    for folder in workspace()
        .iter()
        .flat_map(|workspace| workspace.events.values())
    {
        let named = |(slug, track): (&crate::model::Slug, &crate::workspace::Record<Track>)| {
            (slug.to_string(), Some(track.value.title.clone()))
        };
        names.extend(folder.tracks.iter().map(named));
    }
    candidates(current, names.into_iter())
}

/// Roles as `TRACK/ROLE`, of all events.
pub fn roles(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names = BTreeMap::new();
    for folder in workspace()
        .iter()
        .flat_map(|workspace| workspace.events.values())
    {
        for (slug, track) in &folder.tracks {
            for role in track.value.roles.iter() {
                names.insert(format!("{slug}/{}", role.id), None);
            }
        }
    }
    candidates(current, names.into_iter())
}

/// Systems by their names, with their organizations.
pub fn systems(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names = BTreeMap::new();
    for system in with_people().iter().flat_map(all_systems) {
        let organization = Some(system.organization.to_owned());
        names.insert(system.name.to_owned(), organization.clone());
        if let Some(id) = system.id {
            names.insert(id.to_owned(), organization);
        }
    }
    candidates(current, names.into_iter())
}

/// Organizations that bring systems, as the settings call them.
pub fn organizations(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names = BTreeMap::new();
    if let Some(workspace) = with_people() {
        // One of several names is enough: all mean the same.
        for system in all_systems(&workspace) {
            let title = workspace.names().title(&system.organization_key);
            names.insert(title.unwrap_or(system.organization).to_owned(), None);
        }
    }
    candidates(current, names.into_iter())
}

/// Results as TRACK/RESULT, with their verdicts.
pub fn recorded(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names = BTreeMap::new();
    for folder in with_results()
        .iter()
        .flat_map(|workspace| workspace.events.values())
    {
        for (track, results) in &folder.results {
            for (slug, result) in results {
                let verdict = result.value.verdict.as_str().to_owned();
                names.insert(format!("{track}/{slug}"), Some(verdict));
            }
        }
    }
    candidates(current, names.into_iter())
}

/// What 'result add' takes: scenarios as TRACK/SCENARIO, systems, and verdicts.
pub fn results(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names = BTreeMap::new();
    let workspace = with_people();
    let events = workspace.iter().flat_map(|one| one.events.values());
    for (slug, track) in events.flat_map(|folder| &folder.tracks) {
        for scenario in track.value.scenarios.iter() {
            names.insert(format!("{slug}/{}", scenario.id), scenario.title.clone());
        }
    }
    for system in workspace.iter().flat_map(all_systems) {
        let shown = system.organization.to_owned();
        names.insert(system.name.to_owned(), Some(shown));
    }
    for verdict in Verdict::ALL {
        names.insert(verdict.as_str().to_owned(), None);
    }
    candidates(current, names.into_iter())
}

/// Issues by their names, with their titles.
pub fn issues(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(workspace) = with_results() else {
        return Vec::new();
    };
    let records = workspace.events.values().flat_map(|folder| {
        let issues = folder.issues.iter();
        issues.map(|(slug, issue)| (slug.to_string(), Some(issue.value.title.clone())))
    });
    candidates(current, records)
}

/// What tracks are about: artifacts and specifications.
pub fn subjects(current: &OsStr) -> Vec<CompletionCandidate> {
    let names = Names::default();
    let mut all = BTreeMap::new();
    for folder in workspace()
        .iter()
        .flat_map(|workspace| workspace.events.values())
    {
        for track in folder.tracks.values() {
            let subjects = subjects_of(&track.value, &names).into_iter();
            all.extend(subjects.map(|(subject, name)| (name, Some(subject.kind.label()))));
        }
    }
    candidates(current, all.into_iter())
}

/// Maturity criteria: the workspace's own and the built-in ones.
pub fn criteria(current: &OsStr) -> Vec<CompletionCandidate> {
    let titled = |name: &str| built_in::criteria(name).map(|set| set.title.clone());
    let mut names: BTreeMap<String, Option<String>> = built_in::criteria_names()
        .map(|name| (name.to_owned(), titled(name)))
        .collect();
    if let Some(workspace) = workspace() {
        let own = workspace.criteria.iter();
        names
            .extend(own.map(|(slug, record)| (slug.to_string(), Some(record.value.title.clone()))));
    }
    candidates(current, names.into_iter())
}

/// Templates: the workspace's own and the built-in ones.
pub fn templates(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut names: BTreeMap<String, Option<String>> = built_in::template_names()
        .map(|name| {
            let title = built_in::template(name).map(|template| template.title.clone());
            (name.to_owned(), title)
        })
        .collect();
    if let Some(workspace) = workspace() {
        let own = workspace.templates.iter();
        names
            .extend(own.map(|(slug, record)| (slug.to_string(), Some(record.value.title.clone()))));
    }
    candidates(current, names.into_iter())
}

pub fn rules(current: &OsStr) -> Vec<CompletionCandidate> {
    candidates(
        current,
        registry::ALL
            .iter()
            .map(|rule| (rule.name.to_owned(), Some(rule.summary().to_owned()))),
    )
}

/// Where the workspace is: told once, by the one place that may ask the environment.
static ROOT: OnceLock<fn() -> Option<Root>> = OnceLock::new();

/// Says how the root of the workspace is found when a shell asks for names. The first to say it is heard.
pub fn look_in(root: fn() -> Option<Root>) {
    let _ = ROOT.set(root);
}

fn load(scope: &Scope) -> Option<Workspace> {
    let root = ROOT.get().and_then(|root| root())?;
    Workspace::load(&root, scope).ok()
}

fn workspace() -> Option<Workspace> {
    load(&Scope::without_registrations())
}

/// The workspace with the people in it, and without results.
fn with_people() -> Option<Workspace> {
    load(&Scope {
        without_results: true,
        ..Scope::default()
    })
}

/// The systems of all events.
fn all_systems(workspace: &Workspace) -> impl Iterator<Item = Known<'_>> {
    let events = workspace.events.values();
    events.flat_map(|folder| Systems::new(folder, workspace.names()).all)
}

/// The workspace with the results and issues in it, and without people.
fn with_results() -> Option<Workspace> {
    load(&Scope {
        without_registrations: true,
        ..Scope::default()
    })
}

fn candidates(
    current: &OsStr,
    names: impl Iterator<Item = (String, Option<String>)>,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    names
        .filter(|(name, _)| name.starts_with(current.as_ref()) && is_plain(name))
        .map(|(name, help)| {
            let help = help.map(|help| crate::render::sanitize::line(&help, 60).into());
            CompletionCandidate::new(name).help(help)
        })
        .collect()
}

/// Whether a shell takes a name for what it is: a role is called as a stranger likes, and what is completed is run next.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    !name.starts_with('-') && name.chars().all(plain)
}
