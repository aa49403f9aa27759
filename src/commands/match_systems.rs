//! `cxn match`: who tests what with whom, in rounds.

use anyhow::Result;
use chrono::Days;
use clap::Args;

use crate::analysis::event_facts::EventFacts;
use crate::analysis::implementers::Implementation;
use crate::analysis::matching::pairings;
use crate::analysis::schedule::{busiest, rounds};
use crate::commands::TableFormat;
use crate::commands::registrations::note_unread;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::{Event, When};
use crate::render::table::{Cell, Table, number, text};
use crate::render::timeline::date;

/// Propose pairs of systems for each scenario, in rounds
///
/// Every two systems of different organizations that play the two sides of a scenario, and share a FHIR version of the track
/// and a format, meet once for it; no system has two partners in one round, and rounds are of even size. The rounds are spread
/// evenly over the days of the event.
///
/// The plan is an edge coloring of the graph of systems and pairings, a round for each color. Where clients meet servers only, it
/// takes as many rounds as the busiest system has pairings, which is the fewest there can be (König's theorem, by alternating
/// paths). Where systems are on both sides, the circle method of round-robin tournaments is tried as well, and the shorter plan
/// taken. The same registrations always give the same plan.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK")]
    track: String,
    /// How many rounds there is time for: a longer plan is cut, a shorter one spread out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let folder = &workspace.events[&event];
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let record = &folder.tracks[&track];
        let (players, releases) = facts.implementations_of(record);
        let pairings = pairings(&record.value, players, &releases);
        let wanted = self.rounds.map(usize::from);
        let plan = rounds(&pairings, wanted);
        let shown = wanted.unwrap_or(plan.len()).min(plan.len());
        let mut table = Table::new([
            text("day", "Day"),
            number("round", "Round"),
            text("scenario", "Scenario"),
            text("client", "Client"),
            text("client-organization", "Client's organization"),
            text("server", "Server"),
            text("server-organization", "Server's organization"),
        ]);
        for (at, round) in plan[..shown].iter().enumerate() {
            for pairing in round {
                let (client, server) = (&players[pairing.client], &players[pairing.server]);
                table.row([
                    date(day_of(at, shown, facts.event()), facts.zone),
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
        self.format.print(context, &table.named("pairs"))?;
        Ok(Exit::Clean)
    }
}

/// The day of a round, counted from zero, when as many rounds as there are are spread evenly over an event's days.
fn day_of(round: usize, rounds: usize, event: &Event) -> When {
    let days = (event.last_day() - event.first_day()).num_days() + 1;
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let days = u64::try_from(days).unwrap_or(1);
    let ahead = count(round).saturating_mul(days) / count(rounds).max(1);
    let day = event.first_day().checked_add_days(Days::new(ahead));
    When::Day(day.unwrap_or_else(|| event.last_day()))
}

/// A system by its name; a person who has none yet brings one to come.
fn name(player: &Implementation) -> Cell {
    player.system.as_deref().unwrap_or("(to come)").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_spread_evenly_over_the_days() -> Result<(), Box<dyn std::error::Error>> {
        let days = |ends: &str, rounds: usize| -> Result<Vec<String>, Box<dyn std::error::Error>> {
            let text = format!(
                "{{name: E, timezone: America/New_York, starts: 2026-09-19, ends: {ends}}}"
            );
            let event: Event = crate::yaml::read(&text)?;
            let days = (0..rounds).map(|round| day_of(round, rounds, &event).to_string());
            Ok(days.map(|day| day[8..].to_owned()).collect())
        };
        assert_eq!(days("2026-09-20", 1)?, ["19"]);
        assert_eq!(days("2026-09-20", 4)?, ["19", "19", "20", "20"]);
        assert_eq!(days("2026-09-20", 5)?, ["19", "19", "19", "20", "20"]);
        assert_eq!(days("2026-09-19", 3)?, ["19", "19", "19"]);
        assert_eq!(days("2026-09-22", 2)?, ["19", "21"]);
        Ok(())
    }
}
