//! The fields a template can ask a track for, and the answers a track gives to them.

use crate::model::one_or_many::Texts;
use crate::model::participants::Expected;
use crate::model::template::FieldKind;
use crate::model::track::Track;

/// The answer a track gives to a field of its template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'a> {
    Missing,
    Texts(Vec<&'a str>),
    /// That many items of a structured list.
    Items(usize),
}

/// The fields a template can ask for, with the kind of value each holds. Everything else lives under `custom`.
pub static FIELDS: [(&str, FieldKind); 31] = [
    ("title", FieldKind::Line),
    ("short-description", FieldKind::Text),
    ("long-description", FieldKind::Text),
    ("background", FieldKind::Text),
    ("justification", FieldKind::Text),
    ("type", FieldKind::Line),
    ("submitting-group", FieldKind::Line),
    ("leads", FieldKind::Leads),
    ("fhir-versions", FieldKind::List),
    ("specifications", FieldKind::List),
    ("artifacts", FieldKind::List),
    ("clinical-input", FieldKind::Text),
    ("patient-input", FieldKind::Text),
    ("related-tracks", FieldKind::List),
    ("call-for-participants", FieldKind::Text),
    ("prerequisites", FieldKind::Text),
    ("reference-implementations", FieldKind::List),
    ("expected-participants", FieldKind::Participants),
    ("roles", FieldKind::Roles),
    ("scenarios", FieldKind::Scenarios),
    ("test-scripts", FieldKind::List),
    ("test-data", FieldKind::List),
    ("tutorials", FieldKind::List),
    ("previous-reports", FieldKind::List),
    ("chat-stream", FieldKind::Line),
    ("kick-off", FieldKind::KickOff),
    ("preparation-calls", FieldKind::List),
    ("orientation", FieldKind::Text),
    ("agenda", FieldKind::Text),
    ("signup-sheet", FieldKind::Url),
    ("conman", FieldKind::Text),
];

impl Track {
    /// The answer to a field of a template, by the field's key.
    pub fn answer(&self, key: &str) -> Answer<'_> {
        match key {
            "title" => one(Some(&self.title)),
            "short-description" => one(self.short_description.as_ref()),
            "long-description" => one(self.long_description.as_ref()),
            "background" => one(self.background.as_ref()),
            "justification" => one(self.justification.as_ref()),
            "type" => one(self.track_type.as_ref()),
            "submitting-group" => one(self.submitting_group.as_ref()),
            "clinical-input" => one(self.clinical_input.as_ref()),
            "patient-input" => one(self.patient_input.as_ref()),
            "call-for-participants" => one(self.call_for_participants.as_ref()),
            "prerequisites" => one(self.prerequisites.as_ref()),
            "chat-stream" => many(&self.chat_stream),
            "preparation-calls" => many(&self.preparation_calls),
            "orientation" => one(self.orientation.as_ref()),
            "agenda" => one(self.agenda.as_ref()),
            "signup-sheet" => one(self.signup_sheet.as_ref()),
            "conman" => one(self.conman.as_ref()),
            "fhir-versions" => many(&self.fhir_versions),
            "specifications" => many(&self.specifications),
            "artifacts" => many(&self.artifacts),
            "related-tracks" => many(&self.related_tracks),
            "reference-implementations" => many(&self.reference_implementations),
            "test-scripts" => many(&self.test_scripts),
            "test-data" => many(&self.test_data),
            "tutorials" => many(&self.tutorials),
            "previous-reports" => many(&self.previous_reports),
            "leads" => items(self.leads.len()),
            "roles" => items(self.roles.len()),
            "scenarios" => items(self.scenarios.len()),
            "kick-off" => {
                let calls = self.kick_offs.iter();
                let told = calls.filter(|call| call.starts.is_some() || call.notes.is_some());
                items(told.count())
            }
            "expected-participants" => match &self.expected_participants {
                Expected::Words(words) => one(Some(words)),
                Expected::List(list) => items(list.len()),
            },
            _ => key
                .strip_prefix("custom.")
                .and_then(|name| self.custom.get(name))
                .map_or(Answer::Missing, many),
        }
    }
}

fn one(text: Option<&String>) -> Answer<'_> {
    match text.map(|text| text.trim()) {
        None | Some("") => Answer::Missing,
        Some(text) => Answer::Texts(vec![text]),
    }
}

fn many(texts: &Texts) -> Answer<'_> {
    let filled: Vec<&str> = texts
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    if filled.is_empty() {
        Answer::Missing
    } else {
        Answer::Texts(filled)
    }
}

fn items(count: usize) -> Answer<'static> {
    if count == 0 {
        Answer::Missing
    } else {
        Answer::Items(count)
    }
}
