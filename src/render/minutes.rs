//! The minutes of a day's decisions, as Markdown. Strangers' text becomes text, never markup, and addresses are left out.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::model::contact::redact;
use crate::model::decision::Decision;
use crate::model::history::Entry;
use crate::model::timeline::moment_text;
use crate::model::track::TrackChange;
use crate::model::zone::Tz;
use crate::model::{Event, Slug};
use crate::render::markup::markdown;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::status;

#[derive(Debug)]
pub struct Item<'a> {
    pub track: &'a Slug,
    pub title: &'a str,
    pub entry: &'a Entry<TrackChange>,
    pub day: NaiveDate,
}

/// The minutes: a heading, how many were decided how, and a section for each decision.
pub fn render(event: &Event, slug: &Slug, day: NaiveDate, items: &[&Item<'_>]) -> String {
    let mut text = format!(
        "# Decisions of {}\n\n{}, {slug}\n\n{}\n",
        status::day(day),
        safe(&event.name),
        counts(items)
    );
    for item in items {
        let _ = write!(
            text,
            "\n## {}: {}\n\n",
            safe(item.title),
            item.entry.what.label()
        );
        for said in lines(item, event.zone_or_utc()) {
            let _ = writeln!(text, "- {said}");
        }
    }
    text
}

fn counts(items: &[&Item<'_>]) -> String {
    let mut counted: Vec<(TrackChange, usize)> = Vec::new();
    for item in items {
        match counted
            .iter_mut()
            .find(|(what, _)| *what == item.entry.what)
        {
            Some((_, count)) => *count += 1,
            None => counted.push((item.entry.what, 1)),
        }
    }
    let parts: Vec<String> = counted
        .iter()
        .map(|(what, count)| format!("{count} {}", what.label()))
        .collect();
    parts.join(" · ")
}

fn lines(item: &Item<'_>, zone: Tz) -> Vec<String> {
    let none = Decision::default();
    let decision = item.entry.decision.as_deref().unwrap_or(&none);
    let mut said = vec![format!("Track: {}", item.track)];
    let mut add = |label: &str, text: Option<&String>| {
        if let Some(text) = text {
            said.push(format!("{label}: {}", safe(text)));
        }
    };
    add("Body", decision.body.as_ref());
    add("Moved by", decision.moved_by.as_ref());
    add("Seconded by", decision.seconded_by.as_ref());
    let votes = decision
        .votes
        .map(|votes| format!("{votes} (for-against-abstain)"));
    add("Votes", votes.as_ref());
    let abstained = (!decision.abstained.is_empty()).then(|| decision.abstained.join(", "));
    add("Abstained", abstained.as_ref());
    for condition in decision.conditions.iter() {
        add("Condition", Some(condition));
    }
    for change in decision.changes.iter() {
        let asked = format!("{}: {}", change.field, change.text);
        add("Change requested", Some(&asked));
    }
    add("Despite open errors", decision.despite.as_ref());
    add("Note", item.entry.note.as_ref());
    let when = moment_text(item.entry.when, zone);
    let recorded = match &item.entry.by {
        Some(by) => format!("{when} by {by}"),
        None => when,
    };
    let corrected = decision
        .corrects
        .map(|corrects| format!("what was recorded on {}", moment_text(corrects, zone)));
    add("Corrects", corrected.as_ref());
    add("Recorded", Some(&recorded));
    said
}

fn safe(text: &str) -> String {
    markdown(&line(&redact(text), 4 * MESSAGE_LENGTH))
}
