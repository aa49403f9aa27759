//! The page over the years: events side by side, as far as each lets leave what it counts.

use serde::Serialize;

use super::EventOf;
use super::trend::{Column, columns};
use crate::analysis::disclosure::Level;
use crate::analysis::series::{Builder, EventPart, Series};
use crate::model::names::Names;
use crate::publish::html::{Html, line};
use crate::render::series::{MEASURES, told};

/// The page of all events together.
#[derive(Debug, Serialize)]
pub struct SeriesPage {
    /// What the columns of numbers are called.
    pub measures: Vec<&'static str>,
    pub events: Vec<EventNumbers>,
    pub charts: Vec<Chart>,
    /// Tracks that were there more than once.
    pub tracks: Vec<TrackYears>,
    /// Whether numbers may be withheld.
    pub has_withheld: bool,
}

/// An event's row in the table of numbers.
#[derive(Debug, Serialize)]
pub struct EventNumbers {
    pub slug: String,
    pub name: String,
    pub month: String,
    pub tracks: usize,
    pub recurring: usize,
    /// As they are told, such as `2 or more`, and as they are drawn.
    pub numbers: Vec<Option<(String, usize)>>,
    #[serde(skip)]
    pub level: Level,
    /// Whether it has begun, and so has a place in the pictures.
    #[serde(skip)]
    pub has_begun: bool,
}

#[derive(Debug, Serialize)]
pub struct Chart {
    pub title: &'static str,
    pub svg: Html,
}

/// A track, and the events it was at.
#[derive(Debug, Serialize)]
pub struct TrackYears {
    pub title: String,
    pub events: Vec<Seen>,
}

/// A track at an event, with its page there where it has one.
#[derive(Debug, Serialize)]
pub struct Seen {
    pub month: String,
    pub event: String,
    pub file: Option<String>,
}

impl SeriesPage {
    /// The page; `has_page` says which tracks have one, by event and slug. None for fewer than two events.
    pub fn new(events: &[EventOf<'_>], has_page: impl Fn(&str, &str) -> bool) -> Option<Self> {
        if events.len() < 2 {
            return None;
        }
        let mut builder = Builder::default();
        let settings = events
            .iter()
            .filter_map(|one| one.facts.workspace.settings.as_ref());
        let names = Names::new(settings.map(|record| &*record.value));
        for one in events {
            builder.add(EventPart::new(None, one.facts, one.level, &names));
        }
        let series = builder.finish();
        let rows: Vec<EventNumbers> = series
            .events
            .iter()
            .map(|event| EventNumbers {
                numbers: MEASURES
                    .iter()
                    .map(|(_, number, of)| {
                        told(of(&event.counts)?, number.is_partial(event.level, None))
                    })
                    .collect(),
                slug: event.event.to_string(),
                name: line(&event.name),
                month: event.starts.format("%b %Y").to_string(),
                tracks: event.tracks,
                recurring: event.recurring,
                level: event.level,
                has_begun: event.has_begun,
            })
            .collect();
        Some(Self {
            measures: MEASURES.iter().map(|(name, ..)| *name).collect(),
            charts: charts(&rows),
            tracks: tracks(&series, has_page),
            has_withheld: events.iter().any(|one| one.level != Level::Full),
            events: rows,
        })
    }
}

/// A picture of each number that is not nothing at all events that have begun.
fn charts(rows: &[EventNumbers]) -> Vec<Chart> {
    let measures = MEASURES.iter().enumerate();
    let charts = measures.filter_map(|(at, (title, number, _))| {
        let all: Vec<Column> = rows
            .iter()
            .filter(|row| row.has_begun)
            .map(|row| Column {
                label: row.month.clone(),
                value: row.numbers[at].as_ref().map(|(_, count)| *count),
                is_partial: number.is_partial(row.level, None),
            })
            .collect();
        let is_empty = all.len() < 2 || all.iter().all(|column| column.value.unwrap_or(0) == 0);
        (!is_empty).then(|| Chart {
            title,
            svg: columns(at, title, &all),
        })
    });
    charts.collect()
}

fn tracks(series: &Series, has_page: impl Fn(&str, &str) -> bool) -> Vec<TrackYears> {
    let recurring = series.tracks.iter().filter(|track| {
        let mut events = track.appearances.iter().map(|one| one.event);
        let first = events.next();
        events.any(|event| Some(event) != first)
    });
    let tracks = recurring.filter_map(|track| {
        let events = track.appearances.iter().map(|one| {
            let event = &series.events[one.event];
            let (slug, track) = (event.event.as_str(), one.slug.as_str());
            Seen {
                month: event.starts.format("%b %Y").to_string(),
                event: slug.to_owned(),
                file: has_page(slug, track).then(|| super::track::file_name(track)),
            }
        });
        Some(TrackYears {
            title: line(&track.latest()?.title),
            events: events.collect(),
        })
    });
    tracks.collect()
}
