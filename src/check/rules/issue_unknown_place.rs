use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::{Issue, Slug};
use crate::workspace::File;

rule! {
    /// An issue names a track, scenario or result that is not there.
    /// ## Why
    /// Who reads the issue wants to see the run that shows it, and the report of the track counts it. A slip leads nowhere.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// tracks: [pateint]
    /// ```
    /// Good:
    /// ```yaml
    /// tracks: [patient]
    /// scenarios: [patient/search]
    /// ```
    /// ## Source
    /// Design choice: every reference leads to a record.
    pub static RULE: Rule {
        name: "issue-unknown-place",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (value, folder) = (&issue.value, facts.folder);
    for (at, text) in value.tracks.iter().enumerate() {
        let name = text.trim();
        if !folder.has_track(name) {
            let near = nearest(name, facts.track_names());
            add(
                found,
                "tracks",
                at,
                &format!("the event has no track '{name}'"),
                &near,
            );
        }
    }
    for (at, text) in value.scenarios.iter().enumerate() {
        let (track, id) = text.trim().split_once('/').unwrap_or((text.trim(), ""));
        if folder.unread_tracks.contains(track) {
            continue;
        }
        let scenarios = folder
            .tracks
            .get(track)
            .map(|record| &record.value.scenarios);
        let mut ids = scenarios.iter().flat_map(|list| list.iter());
        if ids.any(|scenario| scenario.id == id) {
            continue;
        }
        let near = nearest(text.trim(), folder.scenario_names());
        let message = format!("'{}' is not a scenario of any track", text.trim());
        add(found, "scenarios", at, &message, &near);
    }
    for (at, text) in value.results.iter().enumerate() {
        let (track, name) = text.trim().split_once('/').unwrap_or((text.trim(), ""));
        let results = folder.results.get(track);
        let file = Slug::parse(track).ok().zip(Slug::parse(name).ok());
        let file = file.map(|(track, name)| File::result(&folder.slug, &track, &name));
        if results.is_some_and(|results| results.contains_key(name))
            || file.is_some_and(|file| folder.unread.contains(&file))
        {
            continue;
        }
        let names = results.iter().flat_map(|results| results.keys());
        let near = nearest(name, names.map(Slug::as_str));
        let near: Vec<String> = near.iter().map(|name| format!("{track}/{name}")).collect();
        let message = format!("the event has no result '{}'", text.trim());
        add(found, "results", at, &message, &near);
    }
}

fn add(found: &mut Findings<'_>, key: &str, at: usize, message: &str, near: &[String]) {
    let help = did_you_mean(near).unwrap_or_else(|| {
        "name it with 'cxn issue link ISSUE TRACK[/SCENARIO|/RESULT]'".to_owned()
    });
    found
        .add(format!("{key}[{at}]"), message)
        .help(help)
        .offer_nearest(near);
}
