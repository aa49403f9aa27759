//! Reminders: for each track lead who has something to do a draft of a message, for an organizer to look at and to send.
//!
//! A draft has no sender: who sends it is known to the mail program. It says that it was never sent (`X-Unsent`), by which programs
//! open it for writing. It has no date, which is that of its sending, and its identifier and boundary are made of what it says: a draft
//! is another one only when something else is due.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use super::calendar;
use super::html::{line, web_address};
use super::identifier::{unique, uuid};
use crate::analysis::agenda::Task;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::lead_tasks::LeadTasks;
use crate::model::person::{Person, is_email};
use crate::model::plural::plural;
use crate::model::timeline::when_text;
use crate::model::{Slug, Track};
use crate::render::event::dates;
use crate::render::track_text::capitalized;
use crate::workspace::Record;

/// The drafts of an event.
#[derive(Debug, Default)]
pub struct Reminders {
    /// By the name of the file.
    pub drafts: BTreeMap<String, Vec<u8>>,
    /// The names of those whose email address is not known, or is none; only looked at where addresses are asked for.
    pub without_address: Vec<String>,
}

/// Makes the drafts of those who are meant; a file is called the same whoever else is. Addresses are in them only with `with_contacts`.
pub fn reminders(
    facts: &EventFacts<'_>,
    people: &[LeadTasks<'_>],
    is_meant: impl Fn(&Person) -> bool,
    with_contacts: bool,
) -> Reminders {
    let mut made = Reminders::default();
    let mut names = BTreeSet::new();
    for one in people {
        let shown = one.person.display_name().map(|name| line(&name));
        let stem = shown.as_deref().and_then(Slug::from_title);
        let stem = stem.map_or_else(|| "track-lead".to_owned(), |stem| stem.to_string());
        let file = unique(&stem, &mut names) + ".eml";
        if !is_meant(one.person) {
            continue;
        }
        let address = one.person.email.as_deref().map(str::trim);
        let address = address.filter(|address| is_email(address));
        if with_contacts && address.is_none() {
            let name = shown.clone().unwrap_or_else(|| stem.clone());
            made.without_address.push(name);
        }
        let to = address.filter(|_| with_contacts);
        let draft = draft(facts, one, shown.as_deref(), to, &file);
        made.drafts.insert(file, draft);
    }
    made
}

fn draft(
    facts: &EventFacts<'_>,
    one: &LeadTasks<'_>,
    name: Option<&str>,
    to: Option<&str>,
    file: &str,
) -> Vec<u8> {
    let event = line(&facts.event().name);
    let tracks: Vec<&Record<Track>> = one.tracks.iter().map(|(track, _)| *track).collect();
    let about = match tracks[..] {
        [track] => line(&track.value.title),
        _ => plural(tracks.len(), "track"),
    };
    let subject = format!("{event}: what is due for {about}");
    let text = body(facts, one, name);
    let dates = calendar::of_tracks(facts, &tracks, name.unwrap_or("track lead"));
    let dates = calendar::render(&dates);
    let slug = &facts.folder.slug;
    let id = uuid(&format!("reminder {slug}/{file} {subject} {text} {dates}"));
    let parts = vec![
        MimePart::new("text/plain", text),
        MimePart::new(
            ContentType::new("text/calendar")
                .attribute("charset", "utf-8")
                .attribute("method", "PUBLISH"),
            // As bytes: the line ends of a calendar are its own.
            dates.into_bytes(),
        )
        .attachment(format!("{slug}.ics")),
    ];
    let mut message = MessageBuilder::new()
        .date(0_i64)
        .message_id(format!("{id}@cxn.invalid"))
        .subject(subject)
        .header("X-Unsent", Raw::new("1"))
        .body(MimePart::new(
            ContentType::new("multipart/mixed").attribute("boundary", format!("cxn-{id}")),
            parts,
        ));
    if let Some(address) = to {
        message = message.to(Address::new_address(
            name.map(str::to_owned),
            address.to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    message.serialize(&mut bytes);
    // The library writes a date in any case. It is the first line, and goes.
    let end = bytes.iter().position(|byte| *byte == b'\n');
    bytes.split_off(end.map_or(0, |end| end + 1))
}

fn body(facts: &EventFacts<'_>, one: &LeadTasks<'_>, name: Option<&str>) -> String {
    let event = facts.event();
    let mut text = match name {
        Some(name) => format!("Hello {name},\n\n"),
        None => "Hello,\n\n".to_owned(),
    };
    let _ = writeln!(
        text,
        "This is due for the tracks you lead at {} ({}):",
        line(&event.name),
        dates(event)
    );
    for (track, tasks) in &one.tracks {
        let _ = writeln!(text, "\n{}", line(&track.value.title));
        for task in tasks {
            let _ = writeln!(text, "- {}", what(facts, track, task));
        }
    }
    let _ = write!(
        text,
        "\nTimes are those of {}. The attached calendar has all dates of your tracks.\n",
        facts.zone
    );
    if let Some(page) = event.page.as_deref().and_then(web_address) {
        let _ = writeln!(text, "\nMore about the event: {page}");
    }
    text
}

fn what(facts: &EventFacts<'_>, track: &Record<Track>, task: &Task) -> String {
    let date = when_text(task.when, facts.zone);
    // The track is above it already.
    let own = format!("'{}': ", track.value.title);
    let what = task.what.strip_prefix(&own).unwrap_or(&task.what);
    let what = capitalized(&line(what));
    if task.overdue {
        format!("{what}: overdue since {date}")
    } else {
        format!("{what}: by {date}")
    }
}
