//! `cxn match`: who tests what with whom, in rounds.

use anyhow::Result;
use clap::Args;

use super::TableFormat;
use super::registrations::note_unread;
use crate::check::facts::EventFacts;
use crate::check::matching::{busiest, pairings, rounds};
use crate::check::players::{self, Player};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::render::table::{Cell, Table, number, text};

/// Propose who tests what with whom, in rounds
///
/// Every two systems of different organizations that play the two sides of a scenario, and share a FHIR version of the track
/// and a format, meet once for it; no system has two partners in one round, and rounds are of even size.
///
/// The plan is an edge coloring of the graph of systems and pairings, a round for each color. Where clients meet servers only, it
/// takes as many rounds as the busiest system has pairings, which is the fewest there can be (König's theorem, by alternating
/// paths). Where systems are on both sides, the circle method of round-robin tournaments is tried as well, and the shorter plan
/// taken. The same registrations always give the same plan.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the event in force
    #[arg(value_name = "TRACK")]
    track: String,
    /// How many rounds there is time for: a longer plan is cut, a shorter one spread out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    /// Plans and prints.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let folder = &workspace.events[&event];
        let facts = EventFacts::of(&workspace, folder, context.now).ok_or_else(|| {
            Failure::other(format!("event '{event}' does not read")).hint(format!(
                "run 'cxn check {event}' to see what is wrong with it"
            ))
        })?;
        let record = &folder.tracks[&track];
        let (players, releases) = players::of(&facts, record);
        let pairings = pairings(&record.value, &players, &releases);
        let wanted = self.rounds.map(usize::from);
        let plan = rounds(&pairings, wanted);
        let shown = wanted.unwrap_or(plan.len()).min(plan.len());
        let mut table = Table::new([
            number("round", "Round"),
            text("scenario", "Scenario"),
            text("client", "Client"),
            text("client-organization", "of"),
            text("server", "Server"),
            text("server-organization", "of"),
        ]);
        for (at, round) in plan[..shown].iter().enumerate() {
            for pairing in round {
                let (client, server) = (&players[pairing.client], &players[pairing.server]);
                table.row([
                    Cell::from(at + 1),
                    record.value.scenarios[pairing.scenario].id.as_str().into(),
                    name(client),
                    client.organization.as_str().into(),
                    name(server),
                    server.organization.as_str().into(),
                ]);
            }
        }
        note_unread(context, &workspace, &event);
        let left: usize = plan[shown..].iter().map(Vec::len).sum();
        if pairings.is_empty() {
            context.say(&format!(
                "note: no two systems of different organizations fit together yet; 'cxn readiness {event}/{track}' says why"
            ));
        } else if left > 0 {
            context.say(&format!(
                "warning: {left} of {} pairings are left out; all of them take {} rounds",
                pairings.len(),
                plan.len()
            ));
        } else {
            context.say(&format!(
                "note: {} pairings in {} rounds; the busiest system has {}",
                pairings.len(),
                plan.len(),
                busiest(&pairings)
            ));
        }
        self.format.print(context, &table)?;
        Ok(Exit::Clean)
    }
}

/// A system by its name; a person who has none yet brings one to come.
fn name(player: &Player) -> Cell {
    player.system.as_deref().unwrap_or("(to come)").into()
}
