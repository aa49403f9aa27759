//! Results: runs of an event's scenarios between the systems that people bring, on its first day.

use std::fs;

use anyhow::{Result, anyhow};
use chrono::TimeDelta;

use cxn::analysis::systems::{Known, Systems};
use cxn::model::result::Verdict;
use cxn::model::{Moment, Slug, Track};
use cxn::process::result::record::{self, Run};
use cxn::workspace::load::Scope;
use cxn::workspace::{Record, Root, Workspace};

use super::random::Random;

/// Writes that many results into the tracks of an event whose other records are written; how many found systems to be about.
pub fn write(
    dir: &std::path::Path,
    event: &str,
    count: usize,
    again: bool,
    random: &mut Random,
) -> Result<usize> {
    let event = Slug::parse(event)?;
    let workspace = Workspace::load(&Root::whole(dir), &Scope::event(&event))?;
    let folder = &workspace.events[&event];
    let opens = folder.event.as_ref().map(|event| event.value.opens());
    let opens = opens.ok_or_else(|| anyhow!("event '{event}' cannot be read again"))?;
    let systems = Systems::new(folder, workspace.names());
    let tracks: Vec<&Record<Track>> = folder.tracks.values().collect();
    let mut planned = Vec::new();
    for (nth, track) in tracks.iter().enumerate() {
        let wanted = count * (nth + 1) / tracks.len() - count * nth / tracks.len();
        let runs = runs(track, &systems).into_iter().take(wanted);
        planned.extend(runs.enumerate().map(|(at, run)| (at, &track.slug, run)));
    }
    if again {
        let all = planned.iter().cycle().take(count).enumerate();
        planned = all
            .map(|(at, (_, track, run))| (at, *track, run.clone()))
            .collect();
    }
    let mut written = 0;
    for (at, track, (scenario, pair)) in planned {
        let minutes = i64::try_from(at % 480)?;
        let when = (opens + TimeDelta::minutes(minutes)).fixed_offset();
        let run = Run {
            scenario,
            by: pair
                .first()
                .and_then(|(_, one)| Some(one.people.first()?.value.name.clone())),
            systems: pair
                .iter()
                .map(|(role, one)| (role.clone(), one.reference()))
                .collect(),
            verdict: Some(verdict(random)),
            note: random
                .chance(0.3)
                .then(|| "Run again after lunch, with the patch.".to_owned()),
            ..Run::default()
        };
        let result = record::result(run, Moment(when))?;
        if let Some(new) = record::new(&workspace, &event, track, result)? {
            let path = new.file.below(dir);
            fs::create_dir_all(path.parent().unwrap_or(dir))?;
            fs::write(&path, new.text)?;
            written += 1;
        }
    }
    Ok(written)
}

/// The roles of a run, each with the system that plays it.
type Pair<'s, 'a> = Vec<(String, &'s Known<'a>)>;

/// Every run of a track's scenarios of two roles between systems of different organizations.
fn runs<'s, 'a>(track: &Record<Track>, systems: &'s Systems<'a>) -> Vec<(String, Pair<'s, 'a>)> {
    let mut runs = Vec::new();
    for scenario in track.value.scenarios.iter() {
        let [one, other] = &scenario.roles[..] else {
            continue;
        };
        let playing = |role: &str| {
            let all = systems.all.iter();
            let playing = all.filter(|system| system.plays(track.slug.as_str(), role));
            playing.collect::<Vec<_>>()
        };
        let others = playing(other);
        for first in playing(one) {
            for second in others.iter().copied() {
                if first.organization_key != second.organization_key {
                    let pair = vec![(one.clone(), first), (other.clone(), second)];
                    runs.push((scenario.id.clone(), pair));
                }
            }
        }
    }
    runs
}

/// Most runs pass, as at real events.
fn verdict(random: &mut Random) -> Verdict {
    match random.below(10) {
        0 => Verdict::PartlyPassed,
        1 => Verdict::TestDefect,
        _ => Verdict::Passed,
    }
}
