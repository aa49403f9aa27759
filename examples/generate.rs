//! Writes a workspace of any size with invented people, to measure and to try things on.
//!
//! ```sh
//! cargo run --release --example generate -- DIR --events 10 --tracks 40 --registrations 1500 --seed 1
//! ```
//!
//! The same numbers and the same seed give the same bytes on every machine and on every day: chance comes from
//! a generator that stands in full in `generate/random.rs`, and the events from a fixed calendar. The newest event is still to come, so
//! check the workspace at the moment it was made for, which its `cxn.yaml` names: `cxn check --now 2026-07-20T12:00:00-04:00`.
#![allow(
    clippy::format_push_string,
    reason = "the texts are easier to read this way"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Parser;
use cxn::model::{Moment, Registration, Slug, TrackStatus};
use cxn::process::registration::file_names::file_name;

#[path = "generate/calendar.rs"]
pub mod calendar;
#[path = "generate/import.rs"]
mod import;
#[path = "generate/people.rs"]
mod people;
#[path = "generate/random.rs"]
mod random;
#[path = "generate/registration.rs"]
mod registration;
#[path = "generate/results.rs"]
mod results;
#[path = "generate/track.rs"]
mod track;
#[path = "generate/words.rs"]
mod words;

use calendar::Plan;
use random::Random;
use track::{Made, Scene};

/// Write a workspace with invented people and tracks, the same bytes for the same seed
#[derive(Debug, Parser)]
pub struct Arguments {
    /// The folder: a new one, or an empty one
    pub dir: PathBuf,
    /// How many events; from four on, every built-in template is in use
    #[arg(long, default_value_t = 10)]
    pub events: usize,
    /// How many tracks each has
    #[arg(long, default_value_t = 40)]
    pub tracks: usize,
    /// How many registrations each has; none, or two at least
    #[arg(long, default_value_t = 1500)]
    pub registrations: usize,
    /// How many rows the sheet to import has
    #[arg(long, default_value_t = 1500)]
    pub import_rows: usize,
    /// How many results there are, as far as people bring systems to run them with
    #[arg(long, default_value_t = 0)]
    pub results: usize,
    /// In how many events the results are, from the newest on, the same number in each
    #[arg(long, default_value_t = 1, value_name = "EVENTS")]
    pub results_in: usize,
    /// Run again what was run already, until there are as many results as wanted
    #[arg(long)]
    pub again: bool,
    /// The share of tracks and registrations with a finding, from 0 to 1
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    pub findings: f64,
    /// What chance begins with
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let counted = match write(&arguments) {
        Ok(counted) => counted,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let (tracks, registrations) = (counted.tracks, counted.registrations);
    let dir = arguments.dir.display();
    let _ = writeln!(
        std::io::stdout(),
        "wrote {} events, {} tracks ({} bytes on average) and {} registrations ({} bytes) to {dir}\ncheck them with: cxn -C {dir} --now {} check",
        arguments.events,
        tracks.0,
        tracks.1 / tracks.0.max(1),
        registrations.0,
        registrations.1 / registrations.0.max(1),
        calendar::NOW,
    );
    ExitCode::SUCCESS
}

/// Writes the workspace.
pub fn write(arguments: &Arguments) -> Result<Counted> {
    if !(0.0..=1.0).contains(&arguments.findings) {
        bail!(
            "--findings is {}: expected a share from 0 to 1",
            arguments.findings
        );
    }
    if arguments.registrations == 1 {
        bail!(
            "--registrations is 1: expected none, or two at least, because two people lead every track"
        );
    }
    let dir = &arguments.dir;
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                bail!(
                    "{} is not empty: expected a folder that is new or empty",
                    dir.display()
                );
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", dir.display())),
    }
    Workspace::new(arguments).write()
}

/// How many files were written, and how many bytes they have together.
#[derive(Debug, Default)]
pub struct Counted {
    pub tracks: (usize, usize),
    pub registrations: (usize, usize),
    pub results: usize,
}

struct Workspace<'a> {
    arguments: &'a Arguments,
    /// The number of the first person there is.
    first: usize,
    counted: Counted,
}

impl<'a> Workspace<'a> {
    fn new(arguments: &'a Arguments) -> Self {
        let first = Random::new(arguments.seed, "people").below(5000);
        Self {
            arguments,
            first,
            counted: Counted::default(),
        }
    }

    fn write(mut self) -> Result<Counted> {
        let plans = calendar::events(self.arguments.events);
        self.settings(plans.last())?;
        // Names of the event before and of its approved tracks: what a proposal can be carried on from.
        let mut before: Option<(String, BTreeSet<Slug>)> = None;
        for plan in &plans {
            let tracks = self.event(plan, before.as_ref())?;
            let approved = tracks
                .into_iter()
                .filter(|track| track.status == TrackStatus::Approved);
            before = Some((
                plan.slug.clone(),
                approved.map(|track| track.slug).collect(),
            ));
        }
        let Arguments {
            dir,
            seed,
            results,
            results_in,
            again,
            ..
        } = self.arguments;
        let mut random = Random::new(*seed, "results");
        let wanted = if *results > 0 { *results_in } else { 0 };
        for plan in plans.iter().rev().take(wanted) {
            let share = results / wanted.min(plans.len());
            self.counted.results += results::write(dir, &plan.slug, share, *again, &mut random)?;
        }
        Ok(self.counted)
    }

    fn settings(&self, newest: Option<&Plan>) -> Result<()> {
        let mut text = format!(
            "# Invented from one end to the other, to measure and to try things on.\n# The texts were written for one moment, so pin the clock:\n#   cxn --now {} check\n",
            calendar::NOW
        );
        match newest {
            Some(plan) => text += &format!("default-event: {}\n", plan.slug),
            None => text += "{}\n",
        }
        self.save("cxn.yaml", text.as_bytes())
    }

    /// Writes an event with all it has, and the sheets to import when it is still to come.
    fn event(
        &mut self,
        plan: &Plan,
        before: Option<&(String, BTreeSet<Slug>)>,
    ) -> Result<Vec<Made>> {
        let Arguments {
            seed,
            findings,
            registrations,
            import_rows,
            ..
        } = *self.arguments;
        let mut random = Random::new(seed, &plan.slug);
        let tracks = track::plan(plan, self.arguments.tracks, &mut random);
        let approved: Vec<Made> = tracks
            .iter()
            .filter(|track| track.status == TrackStatus::Approved)
            .cloned()
            .collect();
        // Half of the people come back to the next event.
        let first = self.first + plan.at * registrations.div_ceil(2);
        let pool = (tracks.len() / 2).clamp(2, registrations.max(2));
        let folder = format!("events/{}", plan.slug);

        let leads = pool.min(registrations).min(tracks.len() * 2);
        let (seats, room) =
            registration::seats(plan, registrations, leads, import_rows, &mut random);
        // While nobody can register yet, no lead is missed.
        let opens_late = plan.is_live && registrations == 0;
        self.save(
            &format!("{folder}/event.yaml"),
            plan.text(&capacity(plan, room), opens_late).as_bytes(),
        )?;

        for nth in 0..tracks.len() {
            let second = (nth + 1 + nth / pool % (pool - 1)) % pool;
            let carried_from = before
                .filter(|(_, tracks_before)| {
                    tracks_before.contains(&tracks[nth].slug) && random.chance(0.7)
                })
                .map(|(event, _)| format!("{event}/{}", tracks[nth].slug));
            let scene = Scene {
                plan,
                tracks: &tracks,
                nth,
                leads: [
                    people::person(first + nth % pool),
                    people::person(first + second),
                ],
                carried_from,
                is_flawed: random.chance(findings),
            };
            let text = track::text(&scene, &mut random);
            self.counted.tracks.0 += 1;
            self.counted.tracks.1 += text.len();
            self.save(
                &format!("{folder}/tracks/{}.yaml", tracks[nth].slug),
                text.as_bytes(),
            )?;
        }
        for (nth, seat) in seats.iter().enumerate() {
            let person = people::person(first + nth);
            let is_flawed = random.chance(findings);
            let text = registration::text(plan, &person, seat, &approved, is_flawed, &mut random);
            let name =
                name_of(&text).with_context(|| format!("{} at {}", person.name, plan.slug))?;
            self.counted.registrations.0 += 1;
            self.counted.registrations.1 += text.len();
            self.save(
                &format!("{folder}/registrations/{name}.yaml"),
                text.as_bytes(),
            )?;
        }
        if plan.is_live {
            let rows = import::rows(
                plan,
                first + registrations,
                import_rows,
                &approved,
                &mut random,
            );
            self.save("sheets/registrations.csv", &import::utf8(&rows))?;
            self.save(
                "sheets/registrations-windows-1252.csv",
                &import::windows(&rows),
            )?;
        }
        Ok(tracks)
    }

    fn save(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.arguments.dir.join(name);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The name of a registration's file: what the tool itself would call it.
fn name_of(text: &str) -> Result<Slug> {
    let person: Registration = cxn::yaml::read(text)?;
    let slug = Slug::from_title(&person.name).ok_or_else(|| anyhow!("a name without letters"))?;
    let moment: Moment = person.registered.ok_or_else(|| anyhow!("no moment"))?;
    Ok(file_name(&slug, &person, moment))
}

/// The lines of an event's record that limit its seats.
fn capacity(plan: &Plan, room: registration::Room) -> String {
    let mut text = String::new();
    let limits = [
        ("participants", room.participants),
        ("observers", room.observers),
    ];
    for (name, seats) in limits {
        if let Some(seats) = seats {
            text += &format!("  {name}: {seats}\n");
        }
    }
    if text.is_empty() {
        return text;
    }
    let remark = if plan.is_live {
        "  # the hall holds more, the fire brigade does not\n"
    } else {
        ""
    };
    format!("capacity:\n{remark}{text}")
}
