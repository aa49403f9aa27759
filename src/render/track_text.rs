//! A track for people: each answered field under the heading its template gives it.

use std::fmt::Write as _;

use crate::model::field::{Answer, FIELDS};
use crate::model::kick_off::KickOff;
use crate::model::participants::{Expected, ExpectedParticipant};
use crate::model::person::Person;
use crate::model::result::Source;
use crate::model::timeline::{moment_text, when_text};
use crate::model::track::{Role, Scenario};
use crate::model::zone::Tz;
use crate::model::{Template, Track};
use crate::render::sanitize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub key: String,
    /// The heading that people know it by.
    pub title: String,
    pub lines: Vec<String>,
}

/// The keys of every field that a track may have, each once, with its heading: the template's in its order, then the others.
pub fn headings(track: &Track, template: Option<&Template>) -> Vec<(String, String)> {
    let asked = template
        .into_iter()
        .flat_map(|template| template.fields.iter());
    let asked = asked.map(|field| (field.key.clone(), field.title.clone()));
    let known = FIELDS
        .iter()
        .map(|(key, _)| ((*key).to_owned(), heading(key)));
    let custom = track
        .custom
        .keys()
        .map(|name| (format!("custom.{name}"), heading(name)));
    let mut headings: Vec<(String, String)> = Vec::new();
    for (key, title) in asked.chain(known).chain(custom) {
        if !headings.iter().any(|(known, _)| *known == key) {
            headings.push((key, title));
        }
    }
    headings
}

/// Every field that is answered, then where the proposal came from and what happened to it.
pub fn fields(track: &Track, template: &Template, zone: Tz) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for (key, title) in headings(track, Some(template)) {
        if key == "title" {
            continue;
        }
        let lines = lines(track, &key, zone);
        if !lines.is_empty() {
            shown.push(Shown { key, title, lines });
        }
    }
    for (key, lines) in closing(track, zone) {
        if !lines.is_empty() {
            shown.push(Shown {
                key: key.to_owned(),
                title: heading(key),
                lines,
            });
        }
    }
    shown
}

/// The fields as text, an empty line before each.
pub fn render(fields: &[Shown]) -> String {
    let mut text = String::new();
    for field in fields {
        let title = sanitize::line(&field.title, sanitize::MESSAGE_LENGTH);
        let _ = writeln!(text, "\n{title}");
        for line in &field.lines {
            for line in sanitize::lines(line).lines() {
                let _ = writeln!(text, "{}", format!("  {line}").trim_end());
            }
        }
    }
    text.strip_prefix('\n')
        .map_or_else(String::new, |rest| format!("\n{rest}"))
}

/// A key as a heading, for fields that the template does not ask for.
pub fn heading(key: &str) -> String {
    capitalized(&key.replace('-', " "))
}

/// A text that begins with a capital letter.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn lines(track: &Track, key: &str, zone: Tz) -> Vec<String> {
    match (key, track.answer(key)) {
        (_, Answer::Missing) => Vec::new(),
        (_, Answer::Texts(texts)) => texts.into_iter().map(str::to_owned).collect(),
        ("leads", _) => track.leads.iter().map(person).collect(),
        ("roles", _) => track.roles.iter().map(role).collect(),
        ("scenarios", _) => track.scenarios.iter().flat_map(scenario).collect(),
        ("kick-off", _) => track
            .kick_offs
            .iter()
            .flat_map(|call| kick_off(call, zone))
            .collect(),
        ("expected-participants", _) => match &track.expected_participants {
            Expected::List(list) => list.iter().map(participant).collect(),
            Expected::Words(words) => vec![words.clone()],
        },
        _ => Vec::new(),
    }
}

fn closing(track: &Track, zone: Tz) -> [(&'static str, Vec<String>); 5] {
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let late = track.late_exception.iter().map(|late| {
        let until = late
            .until
            .map(|until| format!("until {}", when_text(until, zone)));
        let by = late.by.as_ref().map(|by| format!("by {by}"));
        let recorded = late
            .recorded
            .map(|moment| format!("recorded {}", moment_text(moment, zone)));
        joined(&[Some(late.why.clone()), by, until, recorded], ", ")
    });
    let history = track.history.iter().map(|entry| {
        let by = entry
            .by
            .as_ref()
            .map_or_else(String::new, |by| format!(" by {by}"));
        let note = entry
            .note
            .as_ref()
            .map_or_else(String::new, |note| format!(": {note}"));
        let what = entry.what.label();
        let mut shown = format!("{}  {what}{by}{note}", moment_text(entry.when, zone));
        for date in entry.dates.iter() {
            let _ = write!(shown, ", {date}");
        }
        shown
    });
    let issue = track.source.as_deref().and_then(Source::as_issue);
    [
        (
            "source",
            issue
                .map(|issue| format!("issue {issue}"))
                .into_iter()
                .collect(),
        ),
        ("carried-from", one(&track.carried_from)),
        ("lessons-learned", one(&track.lessons_learned)),
        ("late-exception", late.collect()),
        ("history", history.collect()),
    ]
}

fn person(person: &Person) -> String {
    let email = person.email.as_ref().map(|email| format!("<{email}>"));
    let cut = |text: &String| sanitize::line(text, sanitize::MESSAGE_LENGTH);
    let name = joined(&[person.name.as_ref().map(cut), email], " ");
    let chat = person.chat.as_ref().map(|chat| format!("chat {chat}"));
    let shown = joined(
        &[Some(name), person.organization.as_ref().map(cut), chat],
        ", ",
    );
    if shown.is_empty() {
        "(no name)".to_owned()
    } else {
        shown
    }
}

fn role(role: &Role) -> String {
    let kind = role.kind.map(|kind| format!("({kind})"));
    let head = joined(&[Some(role.id.clone()), kind, role.name.clone()], " ");
    joined(&[Some(head), role.description.clone()], ": ")
}

fn scenario(scenario: &Scenario) -> Vec<String> {
    let mut lines = vec![joined(
        &[Some(scenario.id.clone()), scenario.title.clone()],
        ": ",
    )];
    let description = scenario.description.clone().into_iter().collect::<Vec<_>>();
    let covers = scenario.covers.clone().into_iter().collect::<Vec<_>>();
    let preparatory: Vec<String> = scenario
        .preparatory
        .then(|| "yes".to_owned())
        .into_iter()
        .collect();
    for (label, texts) in [
        ("description", &description),
        ("artifacts", &scenario.artifacts.0),
        ("covers", &covers),
        ("preparatory", &preparatory),
        ("roles", &scenario.roles.0),
        ("action", &scenario.action.0),
        ("precondition", &scenario.precondition.0),
        ("success criteria", &scenario.success_criteria.0),
        ("bonus", &scenario.bonus.0),
    ] {
        let texts: Vec<&str> = texts.iter().map(|text| text.trim_end()).collect();
        match texts.as_slice() {
            [] => {}
            _ if matches!(label, "roles" | "artifacts") => {
                lines.push(format!("  {label}: {}", texts.join(", ")));
            }
            [one] if !one.contains('\n') => lines.push(format!("  {label}: {one}")),
            several => {
                lines.push(format!("  {label}:"));
                let each = several.iter().flat_map(|text| text.lines());
                lines.extend(each.map(|line| format!("    {line}")));
            }
        }
    }
    lines
}

fn kick_off(call: &KickOff, zone: Tz) -> Vec<String> {
    let minutes = call.minutes.map(|minutes| format!("{minutes} minutes"));
    let starts = call.starts.map(|starts| when_text(starts, zone));
    let join = call.join.as_ref().map(|join| format!("join: {join}"));
    [
        Some(joined(&[starts, minutes], ", ")),
        join,
        call.notes.clone(),
    ]
    .into_iter()
    .flatten()
    .filter(|line| !line.is_empty())
    .collect()
}

fn participant(one: &ExpectedParticipant) -> String {
    let roles = (!one.roles.is_empty()).then(|| format!("({})", one.roles.join(", ")));
    let who = joined(&[one.organization.clone(), one.name.clone()], ", ");
    let who = joined(&[Some(who), roles], " ");
    joined(&[Some(who), one.notes.clone()], ": ")
}

/// The parts that are there, with a text between.
fn joined(parts: &[Option<String>], between: &str) -> String {
    let filled: Vec<&str> = parts
        .iter()
        .flatten()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    filled.join(between)
}
