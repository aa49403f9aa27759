//! Events side by side: a row an event, a line of bars for each number, and a row for each track that came again.

use serde_json::json;

use crate::analysis::report_numbers::Number;
use crate::analysis::series::{Appearance, Counts, EventLine, Outcome, Series, TrackLine};
use crate::model::plural::{counted, plural};
use crate::model::{Date, Slug};
use crate::render::document::{Document, Section};
use crate::render::table::{Cell, Column, Table, number, text};

/// A number of each event, by what it is called.
type Measure = (&'static str, Number, fn(&Counts) -> Option<usize>);

/// What is drawn over the events, in the order of the columns.
pub const MEASURES: [Measure; 6] = [
    ("People", Number::People, |counts| counts.registered),
    ("First-timers", Number::FirstTime, |counts| {
        counts.first_time
    }),
    ("Organizations", Number::Organizations, |counts| {
        counts.organizations
    }),
    ("Scenarios tested", Number::ScenariosReached, |counts| {
        counts.scenarios_tested
    }),
    ("Pairs that passed", Number::PairsPassed, |counts| {
        counts.passed
    }),
    ("Issues", Number::Issues, |counts| Some(counts.issues)),
];

/// The series as a document; of one track, where it is about one.
pub fn document(series: &Series, track: Option<&TrackLine>, for_people: bool) -> Document {
    let mut events = events_table(track.is_some());
    // Of events to come nothing can be told yet: they are no end of a trend.
    let mut counts = Vec::new();
    match track {
        Some(line) => {
            for one in &line.appearances {
                let event = &series.events[one.event];
                events.row(event_row(event, Some(one), for_people));
                counts.extend(event.has_begun.then_some((event, &one.counts)));
            }
        }
        None => {
            for event in &series.events {
                events.row(event_row(event, None, for_people));
                counts.extend(event.has_begun.then_some((event, &event.counts)));
            }
        }
    }
    let title = track.and_then(TrackLine::latest);
    let name = title.map_or("Events", |one| one.title.as_str());
    let mut sections = vec![Section::new("events", name, events)];
    if for_people && counts.len() > 1 {
        let of_track = title.map(|one| &one.slug);
        sections.push(Section::new("trends", "Trends", trends(&counts, of_track)));
    }
    if track.is_none() {
        sections.push(tracks(series, for_people));
        let outcomes = outcomes(&series.events, for_people);
        if !(for_people && outcomes.is_empty()) {
            sections.push(Section::new(
                "issues",
                "What became of the issues",
                outcomes,
            ));
        }
    }
    Document { sections }
}

/// A row an event; of one track, without what only an event has.
fn events_table(is_of_track: bool) -> Table {
    let of_event = |column: Column| {
        if is_of_track {
            column.for_programs()
        } else {
            column
        }
    };
    Table::new([
        text("event", "Event"),
        text("workspace", "Workspace").for_programs(),
        text("name", "Name").for_programs(),
        text("starts", "Starts"),
        text("track", "Track").for_programs(),
        text("title", "Title").for_programs(),
        of_event(number("tracks", "Tracks")),
        of_event(number("recurring", "Again")),
        number("registered", "People"),
        number("first-time", "New"),
        number("organizations", "Orgs"),
        number("scenarios", "Scenarios").for_programs(),
        number("scenarios-tested", "Tested"),
        number("passed", "Passed"),
        number("not-passed", "Not passed"),
        number("issues", "Issues"),
        number("issues-done", "Done"),
        text("exact", "Exact").for_programs(),
    ])
}

/// A number as it is told, with what programs get; `None` for one that is nothing or more, which says nothing.
pub fn told(count: usize, is_partial: bool) -> Option<(String, usize)> {
    (count > 0 || !is_partial).then(|| (counted(count, is_partial), count))
}

/// An event, or a track at it.
fn event_row(event: &EventLine, track: Option<&Appearance>, for_people: bool) -> [Cell; 18] {
    let counts = track.map_or(&event.counts, |one| &one.counts);
    let slug = track.map(|one| &one.slug);
    let told = |number: Number, count: Option<usize>| {
        let count = count.and_then(|count| told(count, number.is_partial(event.level, slug)));
        count.map_or_else(
            || said("–", for_people),
            |(text, count)| Cell::Data(text, json!(count)),
        )
    };
    let mut measures = MEASURES.iter();
    let is_exact = !measures.any(|(_, number, _)| number.is_partial(event.level, slug));
    let of_event = |count: usize| {
        if track.is_none() {
            Cell::from(count)
        } else {
            Cell::Empty
        }
    };
    let shown = match &event.workspace {
        Some(workspace) => Cell::Data(
            format!("{workspace}: {}", event.event),
            json!(event.event.as_str()),
        ),
        None => Cell::from(event.event.as_str()),
    };
    [
        shown,
        event.workspace.clone().into(),
        event.name.as_str().into(),
        Cell::Data(
            event.starts.format("%-d %b %Y").to_string(),
            json!(Date(event.starts).to_string()),
        ),
        slug.map(|slug| format!("{}/{slug}", event.event)).into(),
        track.map(|one| one.title.as_str()).into(),
        of_event(event.tracks),
        of_event(event.recurring),
        told(Number::People, counts.registered),
        told(Number::FirstTime, counts.first_time),
        told(Number::Organizations, counts.organizations),
        told(Number::Scenarios, Some(counts.scenarios)),
        told(Number::ScenariosReached, counts.scenarios_tested),
        told(Number::PairsPassed, counts.passed),
        told(Number::PairsTested, counts.not_passed),
        told(Number::Issues, Some(counts.issues)),
        told(Number::Issues, Some(counts.issues_done)),
        Cell::Flag(is_exact),
    ]
}

/// What people are told where programs get nothing.
fn said(words: &str, for_people: bool) -> Cell {
    if for_people {
        Cell::from(words)
    } else {
        Cell::Empty
    }
}

/// Numbers of events, or of a track at them.
fn trends(counts: &[(&EventLine, &Counts)], track: Option<&Slug>) -> Table {
    let mut table = Table::new([
        text("measure", "Number"),
        text("trend", "Over the events"),
        text("range", "From the first to the last"),
    ])
    .without_heading();
    for (name, number, of) in MEASURES {
        let of_event = |(event, counts): &(&EventLine, &Counts)| {
            told(of(counts)?, number.is_partial(event.level, track))
        };
        let all: Vec<Option<(String, usize)>> = counts.iter().map(of_event).collect();
        let values: Vec<Option<usize>> = all.iter().map(|one| Some(one.as_ref()?.1)).collect();
        let mut ends = all.iter().flatten().map(|(text, _)| text);
        let Some(first) = ends.next() else {
            continue;
        };
        let range = match ends.next_back() {
            Some(last) => format!("{first} to {last}"),
            None => first.clone(),
        };
        table.row([Cell::from(name), sparkline(&values).into(), range.into()]);
    }
    table
}

/// A bar for each number, as high as it is among them; a dot where it is not told.
pub fn sparkline(values: &[Option<usize>]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = values.iter().flatten().max().copied().unwrap_or(0).max(1);
    let bar = |value: &Option<usize>| match value {
        Some(value) => BARS[(value * (BARS.len() - 1)).div_ceil(most)],
        None => '·',
    };
    values.iter().map(bar).collect()
}

fn tracks(series: &Series, for_people: bool) -> Section {
    let mut table = Table::new([
        text("track", "Track"),
        text("title", "Title"),
        number("times", "Seen"),
        text("events", "Events").for_programs(),
        text("titles", "Titles").for_programs(),
        text("slugs", "Tracks").for_programs(),
    ]);
    let mut once = 0;
    for line in &series.tracks {
        let Some(latest) = line.latest() else {
            continue;
        };
        let mut places: Vec<usize> = line.appearances.iter().map(|one| one.event).collect();
        places.dedup();
        if for_people && places.len() < 2 {
            once += 1;
            continue;
        }
        let marks = (0..series.events.len())
            .map(|place| if places.contains(&place) { '■' } else { '·' })
            .collect();
        let names = |of: fn(&Appearance) -> String| {
            let mut names: Vec<String> = Vec::new();
            for name in line.appearances.iter().map(of) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            Cell::List(names)
        };
        let events = places
            .iter()
            .map(|place| series.events[*place].event.to_string());
        table.row([
            Cell::from(latest.slug.as_str()),
            latest.title.as_str().into(),
            Cell::Data(marks, json!(places.len())),
            Cell::List(events.collect()),
            names(|one| one.title.clone()),
            names(|one| one.slug.to_string()),
        ]);
    }
    let footer = match (once, table.is_empty()) {
        (0, true) => Some("no track yet".to_owned()),
        (0, false) => None,
        (once, true) => Some(format!("none; {} took place once", plural(once, "track"))),
        (once, false) => Some(format!(
            "and {} that took place once",
            plural(once, "track")
        )),
    };
    Section::new("tracks", "Tracks that came again", table).footer(footer)
}

fn outcomes(events: &[EventLine], for_people: bool) -> Table {
    let mut table = Table::new([
        text("event", "Event"),
        text("workspace", "Workspace").for_programs(),
        text("tracker-status", "Status"),
        text("resolution", "Resolution"),
        number("issues", "Issues"),
    ]);
    for event in events {
        for (outcome, count) in &event.outcomes {
            let (status, resolution) = match outcome {
                Outcome::Open => (said("not in the tracker", for_people), Cell::Empty),
                Outcome::Closed => (said("closed without the tracker", for_people), Cell::Empty),
                Outcome::Tracked(status, resolution) => (
                    status
                        .clone()
                        .map_or_else(|| said("in the tracker", for_people), Cell::from),
                    resolution.clone().into(),
                ),
            };
            table.row([
                Cell::from(event.event.as_str()),
                event.workspace.clone().into(),
                status,
                resolution,
                (*count).into(),
            ]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_numbers() {
        assert_eq!(sparkline(&[Some(0), Some(1), Some(7), Some(14)]), "▁▂▅█");
        assert_eq!(sparkline(&[Some(0), None, Some(0)]), "▁·▁");
        assert_eq!(sparkline(&[]), "");
    }
}
