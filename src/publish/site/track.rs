//! What the page of a track holds: the fields of its template, in that order and under those headings.

use serde::Serialize;
use serde_json::Value;

use super::links::TrackLink;
use super::moment::Moment;
use super::results::{self, TrackResults};
use crate::analysis::disclosure::{Level, is_published};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::readiness::{Testability, assess};
use crate::analysis::report::is_closed;
use crate::model::field::Answer;
use crate::model::one_or_many::Texts;
use crate::model::participants::Expected;
use crate::model::person::Person;
use crate::model::placeholder::{filled, is_placeholder, is_unanswered, says_none};
use crate::model::timeline::day_text;
use crate::model::track::Scenario;
use crate::model::{Track, TrackStatus};
use crate::publish::html::{Html, inline, line, link_or_text, markdown};
use crate::render::contacts::is_personal;
use crate::render::track_text::{capitalized, heading, headings};
use crate::workspace::Record;

#[derive(Debug, Serialize)]
pub struct TrackPage {
    pub slug: String,
    pub file: String,
    pub row: TrackRow,
    pub leads: Vec<Lead>,
    pub fields: Vec<FieldView>,
    /// The headings of fields that differ from what was approved.
    pub changed: Vec<String>,
    pub changed_since: Option<String>,
    pub results: Option<TrackResults>,
    /// Whether its report is published.
    pub has_report: bool,
}

/// A track in a list.
#[derive(Debug, Clone, Serialize)]
pub struct TrackRow {
    pub title: String,
    pub file: String,
    pub status: &'static str,
    pub is_proposed: bool,
    pub description: Option<Html>,
    pub track_type: Option<String>,
    pub stream: Option<Html>,
    pub kick_offs: Vec<Moment>,
    /// Nothing has to be known or done before.
    pub is_for_newcomers: bool,
    pub scenarios: usize,
}

#[derive(Debug, Serialize)]
pub struct Lead {
    pub name: String,
    pub organization: Option<String>,
}

/// A field of the template with its answer, in one of several forms.
#[derive(Debug, Default, Serialize)]
pub struct FieldView {
    pub id: String,
    pub title: String,
    pub text: Option<Html>,
    pub items: Vec<Html>,
    pub links: Vec<TrackLink>,
    pub roles: Vec<RoleView>,
    pub scenarios: Vec<ScenarioView>,
    pub calls: Vec<CallView>,
}

#[derive(Debug, Serialize)]
pub struct RoleView {
    pub id: String,
    pub name: Option<String>,
    pub kind: Option<String>,
    pub description: Option<Html>,
}

#[derive(Debug, Serialize)]
pub struct ScenarioView {
    pub id: String,
    pub anchor: String,
    pub title: Option<String>,
    pub is_preparatory: bool,
    pub description: Option<Html>,
    pub roles: Vec<String>,
    pub parts: Vec<Part>,
    /// The word for its readiness, and what it means; while the event is to come.
    pub readiness: Option<(String, &'static str, &'static str)>,
}

/// A labeled text of a scenario.
#[derive(Debug, Serialize)]
pub struct Part {
    pub label: &'static str,
    pub is_numbered: bool,
    pub items: Vec<Html>,
}

#[derive(Debug, Serialize)]
pub struct CallView {
    pub starts: Moment,
    pub minutes: Option<u32>,
}

impl TrackPage {
    pub fn new(facts: &EventFacts<'_>, record: &Record<Track>, level: Level) -> Self {
        let track = &record.value;
        let (changed, changed_since) = changed(facts, track);
        Self {
            slug: record.slug.to_string(),
            file: file_name(record.slug.as_str()),
            row: row(facts, record),
            leads: leads(track),
            fields: fields(facts, record),
            changed,
            changed_since,
            results: results::of_track(facts, record, level),
            has_report: is_closed(facts, &record.slug),
        }
    }
}

/// The file of a track in `tracks/`; the list has the name `index.html` there.
pub fn file_name(slug: &str) -> String {
    if slug == "index" {
        "index-.html".to_owned()
    } else {
        format!("{slug}.html")
    }
}

fn row(facts: &EventFacts<'_>, record: &Record<Track>) -> TrackRow {
    let track = &record.value;
    let answered = |text: &Option<String>| {
        let text = text.clone();
        text.filter(|text| !is_unanswered(Some(text)))
    };
    let is_proposed = track.status != TrackStatus::Approved;
    TrackRow {
        title: line(&track.title),
        file: file_name(record.slug.as_str()),
        status: if is_proposed { "Proposed" } else { "Approved" },
        is_proposed,
        description: answered(&track.short_description).map(|text| inline(&text)),
        track_type: answered(&track.track_type).map(|text| line(&text)),
        stream: streams(&track.chat_stream),
        kick_offs: kick_offs(facts, track).map(|call| call.starts).collect(),
        is_for_newcomers: track.prerequisites.as_deref().is_some_and(says_none),
        scenarios: track.scenarios.len(),
    }
}

fn leads(track: &Track) -> Vec<Lead> {
    let named = track.leads.iter().filter_map(|lead: &Person| {
        let organization = filled(lead.organization.as_deref()).map(line);
        let name = lead
            .display_name()
            .filter(|name| !is_placeholder(name))
            .map(|name| line(&name));
        match (name, organization) {
            (Some(name), organization) => Some(Lead { name, organization }),
            (None, Some(organization)) => Some(Lead {
                name: organization,
                organization: None,
            }),
            (None, None) => None,
        }
    });
    named.collect()
}

/// Which fields differ from what was approved, by the headings of the template, and the day of the approval.
fn changed(facts: &EventFacts<'_>, track: &Track) -> (Vec<String>, Option<String>) {
    let Some((at, reviewed)) = track
        .reviewed()
        .filter(|_| track.status == TrackStatus::Approved)
    else {
        return (Vec::new(), None);
    };
    let differences = reviewed.differences(track);
    let headings = differences
        .into_iter()
        .filter(|(key, _, _): &(&str, Value, Value)| !is_personal(key))
        .map(|(key, _, _)| {
            let field = facts.template.and_then(|template| template.field(key));
            field.map_or_else(
                || heading(key.trim_start_matches("custom.")),
                |field| line(&field.title),
            )
        });
    let headings: Vec<String> = headings.collect();
    let since =
        (!headings.is_empty()).then(|| day_text(facts.local(track.history[at].when).date_naive()));
    (headings, since)
}

/// Every answered field that may be shown: the template's in its order, then the others.
fn fields(facts: &EventFacts<'_>, record: &Record<Track>) -> Vec<FieldView> {
    let track = &record.value;
    let mut views: Vec<FieldView> = Vec::new();
    for (key, title) in headings(track, facts.template) {
        let id = key.replace('.', "-");
        // The head of the page has these.
        let is_in_head = matches!(
            key.as_str(),
            "title" | "leads" | "short-description" | "chat-stream"
        );
        if is_in_head
            || is_personal(key.trim_start_matches("custom."))
            || views.iter().any(|one| one.id == id)
        {
            continue;
        }
        if let Some(view) = field(facts, record, &key) {
            let title = line(&title);
            views.push(FieldView { id, title, ..view });
        }
    }
    views
}

fn field(facts: &EventFacts<'_>, record: &Record<Track>, key: &str) -> Option<FieldView> {
    let track = &record.value;
    let view = match (key, track.answer(key)) {
        (_, Answer::Missing) => return None,
        ("related-tracks", Answer::Texts(texts)) => FieldView {
            links: texts.into_iter().map(|name| related(facts, name)).collect(),
            ..FieldView::default()
        },
        (_, Answer::Texts(texts)) => {
            let texts = texts.into_iter().filter(|text| !is_placeholder(text));
            let texts: Vec<&str> = texts.collect();
            match texts[..] {
                [] => return None,
                [one] => FieldView {
                    text: Some(markdown(one)),
                    ..FieldView::default()
                },
                _ => FieldView {
                    items: texts.into_iter().map(inline).collect(),
                    ..FieldView::default()
                },
            }
        }
        ("roles", _) => FieldView {
            roles: roles(track),
            ..FieldView::default()
        },
        ("scenarios", _) => FieldView {
            scenarios: scenarios(facts, record),
            ..FieldView::default()
        },
        ("kick-off", _) if track.kick_offs.dated().next().is_some() => FieldView {
            calls: kick_offs(facts, track).collect(),
            ..FieldView::default()
        },
        ("expected-participants", _) => {
            let Expected::List(list) = &track.expected_participants else {
                return None;
            };
            let names = list
                .iter()
                .filter_map(|one| filled(one.organization.as_deref()));
            let items: Vec<Html> = names.map(inline).collect();
            if items.is_empty() {
                return None;
            }
            FieldView {
                items,
                ..FieldView::default()
            }
        }
        _ => return None,
    };
    Some(view)
}

/// A related track by its title, with its page where it has one in this event.
fn related(facts: &EventFacts<'_>, name: &str) -> TrackLink {
    let own = format!("{}/", facts.folder.slug);
    let slug = name.strip_prefix(own.as_str()).unwrap_or(name);
    let shown = facts
        .track(slug)
        .filter(|track| is_published(track.value.status));
    match shown {
        Some(track) => TrackLink {
            title: line(&track.value.title),
            file: Some(file_name(track.slug.as_str())),
        },
        None => TrackLink {
            title: line(name),
            file: None,
        },
    }
}

fn roles(track: &Track) -> Vec<RoleView> {
    let roles = track.roles.iter().map(|role| RoleView {
        id: line(&role.id),
        name: filled(role.name.as_deref()).map(line),
        kind: role.kind.map(|kind| capitalized(&kind.label())),
        description: filled(role.description.as_deref()).map(inline),
    });
    roles.collect()
}

fn scenarios(facts: &EventFacts<'_>, record: &Record<Track>) -> Vec<ScenarioView> {
    let track = &record.value;
    let (implementations, releases) = facts.implementations_of(record);
    let view = |(at, scenario): (usize, &Scenario)| {
        let verdict = assess(track, scenario, implementations, &releases).verdict;
        let is_ahead = !facts.has_ended() && !facts.folder.registrations.is_empty();
        let covers = Texts(scenario.covers.iter().cloned().collect());
        let parts = [
            ("Artifacts", false, &scenario.artifacts),
            ("Covers", false, &covers),
            ("Precondition", false, &scenario.precondition),
            ("Action", true, &scenario.action),
            ("Success criteria", false, &scenario.success_criteria),
            ("Bonus", false, &scenario.bonus),
        ];
        ScenarioView {
            id: line(&scenario.id),
            anchor: format!("scenario-{}", at + 1),
            title: filled(scenario.title.as_deref()).map(line),
            is_preparatory: scenario.preparatory,
            description: filled(scenario.description.as_deref()).map(markdown),
            roles: role_names(track, &scenario.roles),
            parts: parts.into_iter().filter_map(part).collect(),
            readiness: is_ahead.then(|| {
                let (word, meaning) = readiness(verdict);
                (verdict.as_str().to_owned(), word, meaning)
            }),
        }
    };
    track.scenarios.iter().enumerate().map(view).collect()
}

fn part((label, is_numbered, texts): (&'static str, bool, &Texts)) -> Option<Part> {
    let texts = texts.answered();
    // No bonus is nothing to read about; no precondition is.
    let texts = texts.filter(|text| label != "Bonus" || !says_none(text));
    let items: Vec<Html> = texts.map(|text| inline(text)).collect();
    (!items.is_empty()).then_some(Part {
        label,
        is_numbered: is_numbered && items.len() > 1,
        items,
    })
}

fn role_names(track: &Track, ids: &Texts) -> Vec<String> {
    let names = ids.iter().map(|id| {
        let role = track.role(id.trim());
        let name = role.and_then(|role| filled(role.name.as_deref()));
        line(name.unwrap_or(id))
    });
    names.collect()
}

/// Readiness in words that name no one: who is missing is the lead's to know.
fn readiness(verdict: Testability) -> (&'static str, &'static str) {
    match verdict {
        Testability::Testable => (
            "Ready to test",
            "systems of several organizations fit together",
        ),
        Testability::AtRisk => (
            "Partners wanted",
            "it can be tested, but more systems would make it safe",
        ),
        Testability::NotTestable => (
            "Partners needed",
            "no systems of different organizations fit together yet",
        ),
        Testability::NotAssessed => (
            "Not assessed",
            "the scenario does not say which systems meet",
        ),
    }
}

/// Where a track is talked about, one place after the other.
fn streams(streams: &Texts) -> Option<Html> {
    let named = streams.answered();
    let shown: Vec<String> = named.map(|text| link_or_text(text).0).collect();
    (!shown.is_empty()).then(|| Html(shown.join(", ")))
}

/// When the calls are. How to join them is for those who take part: links and notes hold codes.
fn kick_offs(facts: &EventFacts<'_>, track: &Track) -> impl Iterator<Item = CallView> {
    let calls = track.kick_offs.dated();
    calls.map(|(_, call, starts)| CallView {
        starts: Moment::new(starts, facts.zone),
        minutes: call.minutes,
    })
}
