//! `cxn match`: who tests what with whom, in rounds.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::Level;
use crate::analysis::double_booked::double_booked;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::meetings::{Meeting, Plan, Wanted, plan};
use crate::analysis::systems::Systems;
use crate::commands::ListFormat;
use crate::commands::result::{Disclosure, ensure_told};
use crate::commands::run_filter::RunFilter;
use crate::commands::unread::note_unread;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::person::fold;
use crate::model::plural::plural;
use crate::model::{Slug, TrackStatus};
use crate::render::meeting_sheet::Sheet;
use crate::render::table::Format;
use crate::workspace::{EventFolder, RecordKind};

/// Propose pairs of systems for each scenario, in rounds
///
/// Every two systems of different organizations that play the two sides of a scenario, and share a FHIR version of the track
/// and a format, meet once for it; no system has two partners in one round, and rounds are of even size. Pairs that tested
/// already are left out. The rounds are spread over what is left of the track's sessions (`schedule:` in event.yaml), or of the
/// days of the event.
///
/// --format markdown prints a sheet for each track, with room for the verdicts. --format csv is the same for a spreadsheet: fill
/// in `verdict`, and 'cxn result import' reads it.
///
/// The plan is an edge coloring of the graph of systems and pairings, a round for each color. Where clients meet servers only, it
/// takes as many rounds as the busiest system has pairings, which is the fewest there can be (König's theorem, by alternating
/// paths). Where systems are on both sides, the circle method of round-robin tournaments is tried as well, and the shorter plan
/// taken. The same records always give the same plan.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn match patient --rounds 6\n  cxn match --format markdown --with-contacts --with-results > sheets.md\n  cxn match patient --format csv --with-results > sheet.csv"
)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all approved tracks
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    #[command(flatten)]
    filter: RunFilter,
    /// How many rounds there is time for: a longer plan is cut, a shorter one spread out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    /// Let pairs that tested and did not pass meet again
    #[arg(long)]
    retests: bool,
    /// Name the person to look for at each system
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let folder = &workspace.events[&event];
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let records = folder.tracks.values().filter(|record| match &track {
            Some(named) => *named == record.slug,
            None => record.value.status == TrackStatus::Approved,
        });
        let format = self.list.format();
        // Who tested is a result as well.
        let level = if has_results(folder, track.as_ref()) {
            let is_text = format == Format::Table;
            self.disclosure.level(context, facts.event(), is_text)
        } else {
            Level::Full
        };
        ensure_told(context, level, folder, track.as_ref())?;
        let wanted = Wanted {
            rounds: self.rounds.map(usize::from),
            level,
            retests: self.retests,
        };
        let mut plans: Vec<Plan<'_>> = records.map(|one| plan(&facts, one, wanted)).collect();
        note_unread(
            context,
            &workspace.events[&event],
            &[RecordKind::Registration],
        );
        match &plans[..] {
            [only] if track.is_some() => context.say(&about_one(&event, only)),
            _ => about_all(context, &event, &plans),
        }
        // The plan is that of everyone: what is shown of it changes no one's round.
        let meetings = |plans: &[Plan<'_>]| plans.iter().any(|plan| !plan.meetings.is_empty());
        let had_meetings = meetings(&plans);
        for plan in &mut plans {
            plan.meetings
                .retain(|meeting| self.shows(meeting, facts.systems()));
        }
        if had_meetings && !meetings(&plans) {
            context.say("note: no meeting matches");
        }
        let sheet = Sheet {
            event: &event,
            systems: facts.systems(),
            zone: facts.zone,
            format,
            with_contacts: self.with_contacts,
        };
        if format == Format::Markdown {
            self.list.print_document(context, sheet.document(&plans))?;
        } else {
            self.list
                .print(context, sheet.table(&plans).named("pairs"))?;
        }
        Ok(Exit::Clean)
    }
}

impl Arguments {
    fn shows(&self, meeting: &Meeting<'_>, systems: &Systems<'_>) -> bool {
        let players = [meeting.client, meeting.server];
        let names = players.map(|one| one.system.as_deref().map(fold));
        let keys = players.iter().zip(&names);
        let keys: Vec<_> = keys
            .map(|(one, name)| (one.organization_key.as_str(), name.as_deref()))
            .collect();
        self.filter.takes(&meeting.scenario.id, &keys, systems)
    }
}

fn has_results(folder: &EventFolder, track: Option<&Slug>) -> bool {
    let mut tracks = folder.results.iter();
    tracks.any(|(slug, results)| track.is_none_or(|named| named == slug) && !results.is_empty())
}

/// What a plan of one track comes to.
fn about_one(event: &Slug, plan: &Plan<'_>) -> String {
    let tested = if plan.tested > 0 {
        format!("; {} tested already", plan.tested)
    } else {
        String::new()
    };
    if plan.pairings == 0 && plan.tested > 0 {
        return format!(
            "note: all pairings ({}) are tested; 'cxn matrix {event}/{}' shows them",
            plan.tested, plan.track.slug
        );
    }
    if plan.pairings == 0 {
        return format!(
            "note: no two systems of different organizations fit together yet; 'cxn readiness {event}/{}' says why",
            plan.track.slug
        );
    }
    let left = plan.pairings - plan.meetings.len();
    if left > 0 {
        return format!(
            "warning: {left} of {} pairings are left out; all of them take {} rounds{tested}",
            plan.pairings, plan.rounds
        );
    }
    format!(
        "note: {} pairings in {} rounds; the busiest system has {}{tested}",
        plan.pairings, plan.rounds, plan.busiest
    )
}

/// What the plans of an event's tracks come to.
fn about_all(context: &mut Context, event: &Slug, plans: &[Plan<'_>]) {
    if plans.is_empty() {
        context.say(&format!("note: event '{event}' has no approved track yet"));
        return;
    }
    let sum = |of: fn(&Plan<'_>) -> usize| plans.iter().map(of).sum::<usize>();
    let (pairings, tested) = (sum(|plan| plan.pairings), sum(|plan| plan.tested));
    let left = pairings - sum(|plan| plan.meetings.len());
    let mut parts = vec![format!(
        "note: {} in {}",
        plural(pairings, "pairing"),
        plural(plans.len(), "track")
    )];
    if tested > 0 {
        parts.push(format!("{tested} tested already"));
    }
    if left > 0 {
        parts.push(format!("{left} are left out for want of rounds"));
    }
    let idle = plans.iter().filter(|plan| plan.pairings + plan.tested == 0);
    let idle: Vec<&str> = idle.map(|plan| plan.track.slug.as_str()).collect();
    if !idle.is_empty() {
        parts.push(format!("no pair fits together yet in {}", idle.join(", ")));
    }
    context.say(&parts.join("; "));
    let booked = double_booked(plans);
    let named = booked.iter().take(BOOKED).map(|one| {
        let tracks: Vec<&str> = one.tracks.iter().map(|slug| slug.as_str()).collect();
        format!("{} ({})", one.system, tracks.join(", "))
    });
    let mut named: Vec<String> = named.collect();
    if booked.len() > BOOKED {
        named.push(format!("and {} more", booked.len() - BOOKED));
    }
    if !named.is_empty() {
        let systems = plural(booked.len(), "system");
        context.say(&format!(
            "warning: {systems} in two tracks at one time: {}",
            named.join(", ")
        ));
    }
}

/// The most systems in two tracks at one time that are named.
const BOOKED: usize = 5;
