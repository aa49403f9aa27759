//! The feed (Atom, RFC 4287): tracks that were approved and dates that moved, from the histories of the records.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::html::{escape, fragment, line, plain, web_address};
use super::identifier::uuid;
use crate::analysis::disclosure::published_tracks;
use crate::analysis::event_facts::EventFacts;
use crate::model::history::{DateChange, Entry};
use crate::model::milestone::known;
use crate::model::placeholder::filled;
use crate::model::track::TrackChange;
use crate::model::{Track, TrackStatus};
use crate::render::track_text::capitalized;
use crate::workspace::Record;

struct News {
    at: DateTime<Utc>,
    /// What happened: the same news has the same key for ever.
    key: String,
    title: String,
    /// Markup that was sanitized.
    content: String,
}

/// The feed of an event, the newest first.
pub fn render(facts: &EventFacts<'_>) -> String {
    let event = facts.event();
    let slug = &facts.folder.slug;
    let mut news = moved(&event.history, "moved", |dates| {
        let labels: Vec<String> = dates.iter().map(label).collect();
        format!("Moved: {}", labels.join(", "))
    });
    for track in published_tracks(facts.folder) {
        news.extend(approval(facts, track));
        news.extend(moved(
            &track.value.history,
            &format!("moved/{}", track.slug),
            |_| format!("Kick-off call moved: {}", line(&track.value.title)),
        ));
    }
    news.sort_by(|a, b| (b.at, &a.key).cmp(&(a.at, &b.key)));
    let latest = news.first().map(|one| one.at).unwrap_or_default();
    let page = event.page.as_deref().and_then(web_address);
    let link = page.map_or_else(String::new, |page| {
        format!(
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
            escape(page)
        )
    });
    let name = escape(&line(&event.name));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>urn:uuid:{}</id>\n<title>{name}</title>\n<updated>{}</updated>\n<author><name>{name}</name></author>\n{link}",
        uuid(&format!("feed {slug}")),
        instant(latest)
    );
    for one in &news {
        let _ = write!(
            text,
            "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n{link}<content type=\"html\">{}</content>\n</entry>\n",
            uuid(&format!("feed {slug}/{}", one.key)),
            escape(&one.title),
            instant(one.at),
            escape(&one.content)
        );
    }
    text.push_str("</feed>\n");
    text
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The approval that counts of a track that is part of the event.
fn approval(facts: &EventFacts<'_>, record: &Record<Track>) -> Option<News> {
    let track = &record.value;
    if track.status != TrackStatus::Approved {
        return None;
    }
    let mut decided = track.decided();
    let (made, _) = decided.find(|(_, entry)| entry.what == TrackChange::Approved)?;
    let when = made.0.to_utc();
    let about = filled(track.short_description.as_deref());
    Some(News {
        at: when,
        key: format!("approved/{}/{}", record.slug, instant(when)),
        title: format!("Track approved: {}", line(&track.title)),
        content: about.map_or_else(
            || {
                format!(
                    "<p>{} is part of {}.</p>",
                    escape(&line(&track.title)),
                    escape(&line(&facts.event().name))
                )
            },
            fragment,
        ),
    })
}

/// The entries of a history that moved dates, below a key of their own.
fn moved<W>(history: &[Entry<W>], key: &str, title: impl Fn(&[DateChange]) -> String) -> Vec<News> {
    let moved = history.iter().filter(|entry| !entry.dates.is_empty());
    let news = moved.enumerate().map(|(number, entry)| News {
        at: entry.when.0.to_utc(),
        key: format!("{key}/{number}"),
        title: title(&entry.dates),
        content: changes(&entry.dates),
    });
    news.collect()
}

/// What people call a date.
fn label(change: &DateChange) -> String {
    let name = change
        .date
        .strip_prefix("timeline.")
        .unwrap_or(&change.date);
    // Of several kick-off calls people count from one.
    let numbered = name
        .strip_suffix(']')
        .and_then(|name| name.split_once('['))
        .and_then(|(name, number)| Some((name, number.parse::<usize>().ok()?.checked_add(1)?)));
    let label = match (known(name), numbered) {
        (Some(known), _) => known.label.to_owned(),
        (None, Some((name, number))) => format!("{} {number}", name.replace('-', " ")),
        (None, None) => name.replace('-', " "),
    };
    line(&label)
}

fn changes(dates: &[DateChange]) -> String {
    let mut content = String::from("<ul>");
    for change in dates {
        let text = |text: &Option<String>| {
            let text = text.as_deref().map(plain);
            escape(&text.unwrap_or_else(|| "no date".to_owned()))
        };
        let label = escape(&capitalized(&label(change)));
        if change.from.is_none() && change.to.is_none() {
            let _ = write!(content, "<li>{label}</li>");
        } else {
            let (from, to) = (text(&change.from), text(&change.to));
            let _ = write!(content, "<li>{label}: {to} (was {from})</li>");
        }
    }
    content.push_str("</ul>");
    content
}
