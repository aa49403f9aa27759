//! Every text that people write into a track, with its place.

use std::borrow::Cow;

use crate::model::Track;
use crate::model::kick_off::KickOffs;
use crate::model::one_or_many::Texts;
use crate::model::participants::Expected;
use crate::yaml::Path;

/// Where a text is. Rules look at every text of every track and refer to few, so a path is made only when it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct TextPlace<'t> {
    within: Within,
    key: &'t str,
    at: Option<usize>,
}

/// The list or the table that a key is in, with the number of the list's item; none at the root.
type Within = Option<(&'static str, Option<usize>)>;

impl TextPlace<'_> {
    pub fn path(&self) -> Path {
        let mut path = Path::root();
        if let Some((top, item)) = self.within {
            path = path.key(top);
            path = item.into_iter().fold(path, Path::index);
        }
        self.at.into_iter().fold(path.key(self.key), Path::index)
    }

    /// The key of the template's field that the text belongs to: `scenarios`, `custom.venue`.
    pub fn field_key(&self) -> Cow<'_, str> {
        match self.within {
            None => self.key.into(),
            Some(("custom", _)) => format!("custom.{}", self.key).into(),
            Some((top, _)) => top.into(),
        }
    }
}

/// All texts of a track with their places, in the order of the model. Dates, decisions and history are not among them.
pub fn texts(track: &Track) -> Vec<(TextPlace<'_>, &str)> {
    let mut all = All(Vec::with_capacity(64));
    all.one(None, "title", Some(&track.title));
    for (key, text) in [
        ("short-description", &track.short_description),
        ("long-description", &track.long_description),
        ("background", &track.background),
        ("justification", &track.justification),
        ("type", &track.track_type),
        ("submitting-group", &track.submitting_group),
        ("clinical-input", &track.clinical_input),
        ("patient-input", &track.patient_input),
        ("call-for-participants", &track.call_for_participants),
        ("prerequisites", &track.prerequisites),
        ("orientation", &track.orientation),
        ("agenda", &track.agenda),
        ("signup-sheet", &track.signup_sheet),
        ("conman", &track.conman),
        ("lessons-learned", &track.lessons_learned),
    ] {
        all.one(None, key, text.as_ref());
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
        ("tutorials", &track.tutorials),
        ("chat-stream", &track.chat_stream),
        ("preparation-calls", &track.preparation_calls),
        ("previous-reports", &track.previous_reports),
        ("unplaced", &track.unplaced),
    ] {
        all.many(None, key, texts);
    }
    for (at, lead) in track.leads.iter().enumerate() {
        let item = Some(("leads", Some(at)));
        all.one(item, "name", lead.name.as_ref());
        all.one(item, "email", lead.email.as_ref());
        all.one(item, "organization", lead.organization.as_ref());
        all.one(item, "chat", lead.chat.as_ref());
    }
    match &track.expected_participants {
        Expected::Words(words) => all.one(None, "expected-participants", Some(words)),
        Expected::List(list) => {
            for (at, one) in list.iter().enumerate() {
                let item = Some(("expected-participants", Some(at)));
                all.one(item, "organization", one.organization.as_ref());
                all.one(item, "name", one.name.as_ref());
                all.many(item, "roles", &one.roles);
                all.one(item, "notes", one.notes.as_ref());
            }
        }
    }
    for (at, role) in track.roles.iter().enumerate() {
        let item = Some(("roles", Some(at)));
        all.one(item, "id", Some(&role.id));
        all.one(item, "name", role.name.as_ref());
        all.one(item, "description", role.description.as_ref());
    }
    for (at, scenario) in track.scenarios.iter().enumerate() {
        let item = Some(("scenarios", Some(at)));
        all.one(item, "id", Some(&scenario.id));
        all.one(item, "title", scenario.title.as_ref());
        all.one(item, "description", scenario.description.as_ref());
        all.many(item, "artifacts", &scenario.artifacts);
        all.one(item, "covers", scenario.covers.as_ref());
        all.many(item, "roles", &scenario.roles);
        all.many(item, "action", &scenario.action);
        all.many(item, "precondition", &scenario.precondition);
        all.many(item, "success-criteria", &scenario.success_criteria);
        all.many(item, "bonus", &scenario.bonus);
    }
    for (at, call) in track.kick_offs.iter().enumerate() {
        let item = Some((KickOffs::KEY, track.kick_offs.number(at)));
        all.one(item, "join", call.join.as_ref());
        all.one(item, "notes", call.notes.as_ref());
    }
    for (name, texts) in track.custom.iter() {
        all.many(Some(("custom", None)), name, texts);
    }
    all.0
}

/// The place of one of several texts. A single text may be written without a list, so it is shown with its key.
pub fn place(parent: &Path, key: &str, texts: &Texts, at: usize) -> Path {
    let place = parent.clone().key(key);
    if texts.len() == 1 {
        place
    } else {
        place.index(at)
    }
}

/// The place of a template's field by its key: a custom name stays whole, whatever it holds.
pub fn field_place(key: &str) -> Path {
    match key.strip_prefix("custom.") {
        Some(name) => Path::root().key("custom").key(name),
        None => Path::root().key(key),
    }
}

struct All<'t>(Vec<(TextPlace<'t>, &'t str)>);

impl<'t> All<'t> {
    fn one(&mut self, within: Within, key: &'t str, text: Option<&'t String>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            let at = None;
            self.0.push((TextPlace { within, key, at }, text));
        }
    }

    fn many(&mut self, within: Within, key: &'t str, texts: &'t Texts) {
        for (at, text) in texts.iter().enumerate() {
            if !text.trim().is_empty() {
                let at = (texts.len() > 1).then_some(at);
                self.0.push((TextPlace { within, key, at }, text));
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
        let found: Vec<String> = texts(&track)
            .iter()
            .map(|(spot, text)| format!("{}={text} ({})", spot.path(), spot.field_key()))
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
