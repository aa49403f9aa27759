//! `cxn review minutes`: the decisions of a day, as Markdown.

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Date;
use crate::model::date::DATE_FORM;
use crate::model::timeline::day_text;
use crate::process::proposal;
use crate::render::minutes;
use crate::render::minutes::Item;

/// Print the minutes of a day: every decision with its movers, votes, conditions and notes, as Markdown
#[derive(Debug, Args)]
pub struct Arguments {
    /// The day, in the event's zone; default today
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<NaiveDate>,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    Date::parse(text)
        .map(|date| date.0)
        .ok_or_else(|| format!("expected {DATE_FORM}"))
}

impl Arguments {
    /// Collects the decisions of the day, in the order they were recorded.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let event = context.event(&workspace, None)?;
        let record = proposal::event_record(&workspace, &event)?;
        let zone = record.value.zone_or_utc();
        let date = self.date.unwrap_or_else(|| context.now.today(zone));
        let tracks = workspace.events[&event].tracks.values();
        let all = tracks.flat_map(|track| {
            let decided = track.value.decided().map(|(made, entry)| (entry, made));
            let excused = track
                .value
                .history
                .iter()
                .filter(|entry| entry.what == crate::model::track::TrackChange::LateException)
                .map(|entry| (entry, entry.when));
            decided.chain(excused).map(move |(entry, decided)| Item {
                track: &track.slug,
                title: &track.value.title,
                entry,
                day: decided.0.with_timezone(&zone).date_naive(),
            })
        });
        let all: Vec<Item<'_>> = all.collect();
        let mut items: Vec<&Item<'_>> = all.iter().filter(|item| item.day == date).collect();
        if items.is_empty() {
            let last = all.iter().map(|item| item.day).max();
            let hint = last
                .map(|day| format!("the last decisions are of {}: --date {day}", day_text(day)));
            return Err(Failure::not_found(format!(
                "nothing was decided about the tracks of '{event}' on {}",
                day_text(date)
            ))
            .maybe_hint(hint)
            .into());
        }
        items.sort_by_key(|item| (item.entry.when, item.track));
        context.print(&minutes::render(&record.value, &event, date, &items))?;
        Ok(Exit::Clean)
    }
}
