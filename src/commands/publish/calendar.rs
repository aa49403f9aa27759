//! `cxn publish calendar`: an event's dates for the calendars of those who take part.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::{facts_of, is_person, subject, track_of};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Track;
use crate::model::person::Person;
use crate::publish::calendar;
use crate::workspace::Record;

/// Write the dates of an event, of a track or of a lead as a calendar (ICS)
///
/// The calendar of an event has its days, its milestones, sessions and kick-off calls; that of a track or a lead has what track leads
/// have to do. An entry stays the same one when its date moves. No people are in it, and no ways into a call.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish calendar -o public/event.ics\n  cxn publish calendar patient\n  cxn publish calendar --lead 'Robin Example' -o robin.ics"
)]
pub struct Arguments {
    /// The event, or a track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "WHAT", add = ArgValueCompleter::new(complete::events_and_tracks))]
    what: Option<String>,
    /// The tracks that this person leads, by name or email address
    #[arg(long, value_name = "NAME")]
    lead: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = subject(context, &workspace, self.what.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let made = match (&track, &self.lead) {
            (Some(_), Some(_)) => {
                let failure = Failure::usage("a track and --lead cannot be used together");
                return Err(failure.hint("name the event, or nothing").into());
            }
            (Some(track), None) => {
                let track = track_of(&facts, track)?;
                calendar::of_tracks(&facts, &[track], &track.value.title)
            }
            (None, Some(lead)) => {
                let tracks = facts.folder.tracks.values();
                let tracks: Vec<&Record<Track>> = tracks
                    .filter(|track| is_led_by(&track.value, lead))
                    .collect();
                if tracks.is_empty() {
                    return Err(
                        Failure::not_found(format!("no track of '{event}' has this lead"))
                            .hint("run 'cxn track list' to see the leads")
                            .into(),
                    );
                }
                let named = tracks[0]
                    .value
                    .leads
                    .iter()
                    .find(|one| is_person(one, lead));
                let name = named.and_then(Person::display_name);
                calendar::of_tracks(&facts, &tracks, name.as_deref().unwrap_or("track lead"))
            }
            (None, None) => calendar::of_event(&facts),
        };
        let text = calendar::render(&made);
        self.output.write(context, workspace.root(), &text)
    }
}

fn is_led_by(track: &Track, lead: &str) -> bool {
    track.leads.iter().any(|one| is_person(one, lead))
}
