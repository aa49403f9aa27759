//! The page of an event, and the list of its tracks.

use super::{Block, Cell, Page};
use crate::analysis::disclosure::published_tracks;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::lead_names;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::{filled, is_unanswered, says_none};
use crate::model::timeline::when_text;
use crate::model::{Track, TrackStatus};
use crate::publish::html::{line, plain, web_address};
use crate::publish::sessions::sessions;
use crate::render::event::{dates, place};
use crate::render::track_text::capitalized;
use crate::workspace::Record;

/// The page of an event.
pub fn event(facts: &EventFacts<'_>) -> Page {
    let event = facts.event();
    let mut page = Page::default();
    page.heading(1, line(&event.name));
    let row = |label: &str, text: String| vec![Cell::from(label.to_owned()), Cell::from(text)];
    let mut rows = vec![
        row("When", format!("{} ({})", dates(event), event.timezone)),
        row("Where", line(&place(event))),
    ];
    if !event.fhir_versions.is_none() {
        let versions: Vec<String> = event.fhir_versions.iter().map(|one| line(one)).collect();
        rows.push(row("FHIR versions", versions.join(", ")));
    }
    if let Some(fee) = filled(event.fee.as_deref()) {
        rows.push(row("Fee", plain(fee)));
    }
    for (label, address) in [
        ("Registration", &event.registration_page),
        ("More", &event.page),
    ] {
        if let Some(address) = address.as_deref().and_then(web_address) {
            let link = Cell {
                text: address.to_owned(),
                link: Some(address.to_owned()),
            };
            rows.push(vec![Cell::from(label.to_owned()), link]);
        }
    }
    page.0.push(Block::Table(vec!["", ""], rows));
    section(&mut page, "Important", &answered(&event.announcements));
    let one = |text: &Option<String>| -> Vec<String> {
        let text = text.as_deref().filter(|text| !is_unanswered(Some(text)));
        text.map(str::to_owned).into_iter().collect()
    };
    section(&mut page, "How to take part", &one(&event.how_to_take_part));
    section(&mut page, "New here?", &one(&event.newcomers));
    page.heading(2, "Tracks");
    page.0.push(track_table(facts));
    let sessions = sessions(facts);
    if !sessions.is_empty() {
        page.heading(2, "Schedule");
        let rows = sessions.into_iter().map(|session| {
            let time = format!(
                "{} to {}",
                session.starts.format("%a %-d %b %Y, %H:%M"),
                session.ends.format("%H:%M %Z")
            );
            let room = session.room.unwrap_or_default();
            [time, room, session.name].map(Cell::from).to_vec()
        });
        let rows = rows.collect();
        page.0
            .push(Block::Table(vec!["Time", "Room", "What"], rows));
    }
    page.heading(2, "Dates");
    let rows = facts.timeline.iter().map(|due| {
        let label = line(&capitalized(&due.label));
        let date = when_text(due.when, facts.zone);
        [label, date, due.who.clone(), due.origin_text()]
            .map(Cell::from)
            .to_vec()
    });
    let rows = rows.collect();
    page.0.push(Block::Table(
        vec!["Milestone", "Date", "Who", "Origin"],
        rows,
    ));
    section(&mut page, "Test tools", &answered(&event.test_tools));
    section(&mut page, "Test servers", &answered(&event.test_servers));
    page
}

/// The list of an event's tracks.
pub fn tracks(facts: &EventFacts<'_>) -> Page {
    let mut page = Page::default();
    page.heading(1, format!("Tracks of {}", line(&facts.event().name)));
    page.0.push(track_table(facts));
    page
}

fn section(page: &mut Page, title: &str, texts: &[String]) {
    match texts {
        [] => {}
        [one] => {
            page.heading(2, title);
            page.text(one);
        }
        several => {
            page.heading(2, title);
            page.items(false, several.to_vec());
        }
    }
}

fn answered(texts: &Texts) -> Vec<String> {
    texts.answered().cloned().collect()
}

fn track_table(facts: &EventFacts<'_>) -> Block {
    let mut tracks: Vec<&Record<Track>> = published_tracks(facts.folder).collect();
    tracks.sort_by_cached_key(|track| track.value.title.to_lowercase());
    let rows = tracks.into_iter().map(|record| {
        let track = &record.value;
        let leads = lead_names::named(track);
        let leads: Vec<String> = leads.iter().map(|name| line(name)).collect();
        let streams = answered(&track.chat_stream);
        let calls = track.kick_offs.dated();
        let calls: Vec<String> = calls
            .map(|(.., starts)| when_text(starts, facts.zone))
            .collect();
        let is_for_newcomers = track.prerequisites.as_deref().is_some_and(says_none);
        let status = if track.status == TrackStatus::Approved {
            "approved"
        } else {
            "proposed"
        };
        vec![
            Cell::from(line(&track.title)),
            Cell::from(plain(
                filled(track.short_description.as_deref()).unwrap_or_default(),
            )),
            Cell::from(leads.join(", ")),
            Cell {
                text: streams
                    .iter()
                    .map(|text| line(text))
                    .collect::<Vec<_>>()
                    .join(", "),
                link: match &streams[..] {
                    [one] => web_address(one).map(str::to_owned),
                    _ => None,
                },
            },
            Cell::from(calls.join("; ")),
            Cell::from(if is_for_newcomers { "yes" } else { "" }.to_owned()),
            Cell::from(status.to_owned()),
        ]
    });
    let rows = rows.collect();
    let titles = vec![
        "Track",
        "Description",
        "Leads",
        "Chat",
        "Kick-off call",
        "For newcomers",
        "Status",
    ];
    Block::Table(titles, rows)
}
