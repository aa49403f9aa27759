//! What stands in a calendar: the days and deadlines of an event, its sessions and kick-off calls; for track leads, what is theirs.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::{Calendar, Entry, Moves, Span};
use crate::analysis::disclosure::published_tracks;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::responsibilities::{self, ItemDate};
use crate::model::date::When;
use crate::model::history;
use crate::model::kick_off::{KickOffs, kick_off_date};
use crate::model::milestone::{At, Edge};
use crate::model::placeholder::filled;
use crate::model::timeline::Due;
use crate::model::zone::Tz;
use crate::model::{Slug, Track};
use crate::publish::html::{line, web_address};
use crate::publish::sessions::sessions;
use crate::render::track_text::capitalized;
use crate::workspace::Record;

/// How long a deadline at a time of day is shown; calendars show no shorter one.
const SHOWN: TimeDelta = TimeDelta::minutes(15);

/// The calendar of an event: its days, every milestone, the sessions, and the kick-off calls of its tracks.
pub fn of_event(facts: &EventFacts<'_>) -> Calendar {
    let tracks: Vec<&Record<Track>> = published_tracks(facts.folder).collect();
    let mut entries = vec![days(facts)];
    entries.extend(facts.timeline.iter().map(|due| milestone(facts, due)));
    entries.extend(session_entries(facts, None));
    entries.extend(tracks.iter().flat_map(|track| kick_offs(facts, track)));
    calendar(facts, line(&facts.event().name), entries)
}

/// The calendar of some tracks: the days of the event, what track leads have to do and by when, and when they meet.
pub fn of_tracks(facts: &EventFacts<'_>, tracks: &[&Record<Track>], name: &str) -> Calendar {
    let mut entries = vec![days(facts)];
    let leads = facts.timeline.iter().filter(|due| due.who == "track leads");
    entries.extend(leads.map(|due| milestone(facts, due)));
    entries.extend(session_entries(facts, Some(tracks)));
    for track in tracks {
        entries.extend(kick_offs(facts, track));
        entries.extend(late_exception(facts, track));
        entries.extend(own_responsibilities(facts, track));
    }
    let name = format!("{}: {}", line(&facts.event().name), line(name));
    calendar(facts, name, entries)
}

fn calendar(facts: &EventFacts<'_>, name: String, mut entries: Vec<Entry>) -> Calendar {
    // A year of five digits is a slip that 'cxn check' finds, and none that a calendar can say.
    let is_sayable = |entry: &Entry| {
        let (first, last) = match entry.span {
            Span::Days(first, last) => (first, last.succ_opt().unwrap_or(last)),
            Span::Time(starts, ends) => (starts.date_naive(), ends.date_naive()),
        };
        first.year() > 0 && last.year() <= 9999 && first <= last
    };
    entries.retain(is_sayable);
    entries.sort_by_cached_key(|entry| {
        let starts = match entry.span {
            Span::Days(first, _) => When::Day(first).start(facts.zone),
            Span::Time(starts, _) => starts,
        };
        (starts, entry.key.clone())
    });
    Calendar {
        name,
        zone: facts.zone,
        entries,
    }
}

/// How often one of some dates moved, by the histories of the event and of a track.
fn moves(facts: &EventFacts<'_>, dates: &[&str], track: Option<&Track>) -> Moves {
    fn moments<'h, W>(
        entries: &'h [history::Entry<W>],
        dates: &'h [&str],
    ) -> impl Iterator<Item = DateTime<Utc>> + 'h {
        let moved = entries.iter().filter(|entry| {
            let mut changes = entry.dates.iter();
            changes.any(|change| dates.contains(&change.date.as_str()))
        });
        moved.map(|entry| entry.when.0.to_utc())
    }
    let of_track = track
        .into_iter()
        .flat_map(|track| moments(&track.history, dates));
    let all: Vec<DateTime<Utc>> = moments(&facts.event().history, dates)
        .chain(of_track)
        .collect();
    Moves {
        count: all.len(),
        last: all.into_iter().max(),
    }
}

/// A part of the event.
struct Part<'a> {
    key: String,
    span: Span,
    summary: String,
    description: String,
    is_busy: bool,
    dates: &'a [&'a str],
    track: Option<&'a Record<Track>>,
}

impl Part<'_> {
    fn entry(self, facts: &EventFacts<'_>) -> Entry {
        let event = facts.event();
        Entry {
            key: format!("{}/{}", facts.folder.slug, self.key),
            span: self.span,
            summary: format!("{}: {}", line(&event.name), self.summary),
            description: self.description,
            location: None,
            url: event
                .page
                .as_deref()
                .and_then(web_address)
                .map(str::to_owned),
            is_busy: self.is_busy,
            moves: moves(facts, self.dates, self.track.map(|track| &*track.value)),
        }
    }
}

fn days(facts: &EventFacts<'_>) -> Entry {
    let event = facts.event();
    let span = if let (When::Day(first), When::Day(last)) = (event.starts, event.ends) {
        Span::Days(first, last)
    } else {
        Span::Time(
            event.opens(),
            event.ends.end(facts.zone)
                - TimeDelta::microseconds(i64::from(!matches!(event.ends, When::Day(_)))),
        )
    };
    let part = Part {
        key: "days".to_owned(),
        span,
        summary: String::new(),
        description: String::new(),
        is_busy: true,
        dates: &["starts", "ends", "timezone"],
        track: None,
    };
    Entry {
        summary: line(&event.name),
        // A place online may be the way into a call.
        location: filled(event.location.as_deref())
            .filter(|place| !place.contains("://"))
            .map(line),
        ..part.entry(facts)
    }
}

fn milestone(facts: &EventFacts<'_>, due: &Due) -> Entry {
    let own = format!("timeline.{}", due.name);
    let written = facts.event().timeline.get(&due.name).map(|one| one.at);
    let follows_event = !matches!(written, Some(At::When(_)));
    let mut dates = vec![own.as_str(), "timezone"];
    if follows_event {
        dates.extend(["starts", "ends"]);
    }
    let part = Part {
        key: format!("milestone/{}", due.name),
        span: deadline(due.when, due.edge, facts.zone),
        summary: line(&due.label),
        description: format!("For {} ({}).", due.who, due.origin_text()),
        is_busy: false,
        dates: &dates,
        track: None,
    };
    part.entry(facts)
}

/// A whole day, or the minutes from a time on.
fn deadline(when: When, edge: Edge, zone: Tz) -> Span {
    let at = match (when, edge) {
        (When::Day(day), _) => return Span::Days(day, day),
        (timed, Edge::Opens) => timed.start(zone),
        (timed, Edge::Closes) => timed.end(zone) - TimeDelta::microseconds(1),
    };
    Span::Time(at, at + SHOWN)
}

/// The sessions of some tracks and those for everyone; of all tracks, where none are named.
fn session_entries(facts: &EventFacts<'_>, tracks: Option<&[&Record<Track>]>) -> Vec<Entry> {
    let slugs: Option<Vec<&Slug>> =
        tracks.map(|tracks| tracks.iter().map(|track| &track.slug).collect());
    let shown = sessions(facts).into_iter();
    let shown = shown.filter(|session| slugs.as_ref().is_none_or(|slugs| session.is_for(slugs)));
    let entries = shown.map(|session| {
        let part = Part {
            key: session.key,
            span: Span::Time(session.starts, session.ends),
            summary: session.name,
            description: String::new(),
            is_busy: true,
            dates: &["schedule", "timezone"],
            track: None,
        };
        Entry {
            location: session.room,
            ..part.entry(facts)
        }
    });
    entries.collect()
}

/// When the calls of a track are. How to join them is for those who take part: links and notes hold codes.
fn kick_offs(facts: &EventFacts<'_>, track: &Record<Track>) -> Vec<Entry> {
    let open = track
        .value
        .status
        .is_open()
        .then_some(&track.value.kick_offs);
    let dated = open.into_iter().flat_map(KickOffs::dated);
    let entries = dated.filter_map(|(at, call, starts)| {
        let span = match starts {
            When::Day(day) => Span::Days(day, day),
            _ => call
                .span(facts.zone)
                .map(|(starts, ends)| Span::Time(starts, ends))?,
        };
        // The first one keeps its identity when others come to it.
        let number = match at {
            0 => String::new(),
            at => format!("/{}", at + 1),
        };
        let date = kick_off_date(at);
        let part = Part {
            key: format!("kick-off/{}{number}", track.slug),
            span,
            summary: format!("kick-off call of {}", line(&track.value.title)),
            description: String::new(),
            is_busy: true,
            dates: &[date.as_str(), "timezone"],
            track: Some(track),
        };
        Some(part.entry(facts))
    });
    entries.collect()
}

/// By when a proposal has to be there that may be late.
fn late_exception(facts: &EventFacts<'_>, track: &Record<Track>) -> Option<Entry> {
    let is_owed = track.value.status.needs_submission();
    let until = track
        .value
        .late_exception
        .as_ref()
        .filter(|_| is_owed)?
        .until?;
    let part = Part {
        key: format!("late-exception/{}", track.slug),
        span: deadline(until, Edge::Closes, facts.zone),
        summary: format!(
            "proposal of {} due (late exception)",
            line(&track.value.title)
        ),
        description: String::new(),
        is_busy: false,
        dates: &["timezone"],
        track: None,
    };
    Some(part.entry(facts))
}

/// What the responsibility list asks of the leads at its own dates; the others are milestones.
fn own_responsibilities(facts: &EventFacts<'_>, track: &Record<Track>) -> Vec<Entry> {
    let list = responsibilities::list(facts).filter(|_| track.value.status.is_open());
    let items = list.map(|list| responsibilities::items_of_track(list, track, facts));
    let of_list = items.into_iter().flatten().filter_map(|item| {
        let Some(ItemDate::List(offset, when)) = item.date else {
            return None;
        };
        let title = line(&item.responsibility.title);
        let part = Part {
            key: format!("responsibility/{}/{}", track.slug, item.responsibility.id),
            span: deadline(when, Edge::Closes, facts.zone),
            summary: format!("{}: {}", line(&track.value.title), capitalized(&title)),
            description: format!("For track leads (default: {offset})."),
            is_busy: false,
            dates: &["starts", "ends", "timezone"],
            track: None,
        };
        Some(part.entry(facts))
    });
    of_list.collect()
}
