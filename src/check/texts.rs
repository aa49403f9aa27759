//! Every text that people write into a track, with its place.

use crate::model::Track;
use crate::model::shape::Texts;
use crate::model::track::Expected;
use crate::yaml::{Path, Step};

/// All texts of a track with their places, in the order of the model. Dates, decisions and history are not among them.
pub fn of(track: &Track) -> Vec<(Path, &str)> {
    let mut all = All(Vec::with_capacity(64));
    let top = |key: &str| Path::root().key(key);
    all.one(&Path::root(), "title", Some(&track.title));
    for (key, text) in [
        ("short-description", &track.short_description),
        ("long-description", &track.long_description),
        ("justification", &track.justification),
        ("type", &track.track_type),
        ("submitting-group", &track.submitting_group),
        ("clinical-input", &track.clinical_input),
        ("patient-input", &track.patient_input),
        ("call-for-participants", &track.call_for_participants),
        ("prerequisites", &track.prerequisites),
        ("chat-stream", &track.chat_stream),
        ("orientation", &track.orientation),
        ("agenda", &track.agenda),
        ("signup-sheet", &track.signup_sheet),
        ("conman", &track.conman),
        ("lessons-learned", &track.lessons_learned),
    ] {
        all.one(&Path::root(), key, text.as_ref());
    }
    for (key, texts) in [
        ("fhir-versions", &track.fhir_versions),
        ("specifications", &track.specifications),
        ("artifacts", &track.artifacts),
        ("related-tracks", &track.related_tracks),
        (
            "reference-implementations",
            &track.reference_implementations,
        ),
        ("test-scripts", &track.test_scripts),
        ("test-data", &track.test_data),
    ] {
        all.many(&Path::root(), key, texts);
    }
    for (at, lead) in track.leads.iter().enumerate() {
        let item = top("leads").index(at);
        all.one(&item, "name", lead.name.as_ref());
        all.one(&item, "email", lead.email.as_ref());
        all.one(&item, "organization", lead.organization.as_ref());
        all.one(&item, "chat", lead.chat.as_ref());
    }
    match &track.expected_participants {
        Expected::Words(words) => all.one(&Path::root(), "expected-participants", Some(words)),
        Expected::List(list) => {
            for (at, one) in list.iter().enumerate() {
                let item = top("expected-participants").index(at);
                all.one(&item, "organization", one.organization.as_ref());
                all.one(&item, "name", one.name.as_ref());
                all.many(&item, "roles", &one.roles);
                all.one(&item, "notes", one.notes.as_ref());
            }
        }
    }
    for (at, role) in track.roles.iter().enumerate() {
        let item = top("roles").index(at);
        all.one(&item, "id", Some(&role.id));
        all.one(&item, "name", role.name.as_ref());
        all.one(&item, "description", role.description.as_ref());
    }
    for (at, scenario) in track.scenarios.iter().enumerate() {
        let item = top("scenarios").index(at);
        all.one(&item, "id", Some(&scenario.id));
        all.one(&item, "title", scenario.title.as_ref());
        all.one(&item, "description", scenario.description.as_ref());
        all.many(&item, "roles", &scenario.roles);
        all.many(&item, "action", &scenario.action);
        all.many(&item, "precondition", &scenario.precondition);
        all.many(&item, "success-criteria", &scenario.success_criteria);
        all.many(&item, "bonus", &scenario.bonus);
    }
    if let Some(call) = &track.kick_off {
        all.one(&top("kick-off"), "join", call.join.as_ref());
        all.one(&top("kick-off"), "notes", call.notes.as_ref());
    }
    for (name, texts) in track.custom.iter() {
        all.many(&top("custom"), name, texts);
    }
    all.0
}

/// The place of one of several texts. A text that stands alone may be written without a list, so it is shown with its key.
pub fn place(parent: &Path, key: &str, texts: &Texts, at: usize) -> Path {
    let place = parent.clone().key(key);
    if texts.len() == 1 {
        place
    } else {
        place.index(at)
    }
}

/// The key of the template's field that a place belongs to: `scenarios`, `custom.venue`.
pub fn field_key(path: &Path) -> String {
    match &path.0[..] {
        [Step::Key(top), Step::Key(name), ..] if top == "custom" => format!("custom.{name}"),
        _ => path.first_key().unwrap_or_default().to_owned(),
    }
}

/// The place of a template's field by its key: a custom name stays whole, whatever it holds.
pub fn field_place(key: &str) -> Path {
    match key.strip_prefix("custom.") {
        Some(name) => Path::root().key("custom").key(name),
        None => Path::root().key(key),
    }
}

struct All<'t>(Vec<(Path, &'t str)>);

impl<'t> All<'t> {
    fn one(&mut self, parent: &Path, key: &str, text: Option<&'t String>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.0.push((parent.clone().key(key), text));
        }
    }

    fn many(&mut self, parent: &Path, key: &str, texts: &'t Texts) {
        for (at, text) in texts.iter().enumerate() {
            if !text.trim().is_empty() {
                self.0.push((place(parent, key, texts, at), text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_with_their_places() -> Result<(), String> {
        let track: Track = crate::yaml::read(
            "title: T\nleads: [{name: A}]\nscenarios:\n  - id: s\n    action: [one, two]\n    bonus: x\ncustom:\n  a.b: y\n",
        )
        .map_err(|error| format!("{error:?}"))?;
        let found: Vec<String> = of(&track)
            .iter()
            .map(|(path, text)| format!("{path}={text} ({})", field_key(path)))
            .collect();
        assert_eq!(
            found,
            [
                "title=T (title)",
                "leads[0].name=A (leads)",
                "scenarios[0].id=s (scenarios)",
                "scenarios[0].action[0]=one (scenarios)",
                "scenarios[0].action[1]=two (scenarios)",
                "scenarios[0].bonus=x (scenarios)",
                "custom.a.b=y (custom.a.b)",
            ]
        );
        assert_eq!(field_place("custom.a.b").0.len(), 2);
        Ok(())
    }
}
