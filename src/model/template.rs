//! A proposal template: data that says which fields a track has, in which order, and from when each is required.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::one_or_many::{List, Texts, required_text};
use crate::model::track::TrackStatus;
use crate::model::words::words;

/// A template for track proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Template {
    /// What the template is called in tables.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// Where it was in use, and since when.
    pub description: Option<String>,
    /// The fields, in the order a proposal shows them.
    pub fields: List<Field>,
    /// The sections of a track's report, in the order it shows them; absent: the usual ones.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub report: List<ReportSection>,
}

/// A section of a track's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReportSection {
    /// Key of the section in a report; `custom.NAME` for one that only this template knows.
    #[serde(deserialize_with = "required_text")]
    pub key: String,
    /// Its heading.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// Whether a report needs an answer there before it is closed.
    #[serde(default)]
    pub required: bool,
    /// What a draft says there, taken from the records, a paragraph each.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub draft: List<Drawn>,
    /// What to write there, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
}

words! {
    /// What a draft of a report takes from the records.
    pub enum Drawn {
        /// How many people and organizations took part.
        People = "people",
        /// The systems that took part.
        Systems = "systems",
        /// How many scenarios were reached.
        Scenarios = "scenarios",
        /// How many pairs could test, did, and passed.
        Pairs = "pairs",
        /// What the results come to, as far as that may be known.
        Verdicts = "verdicts",
        /// Scenarios that were not reached, and why.
        NotReached = "not-reached",
        /// Issues by what they are against.
        Issues = "issues",
    }
}

/// One field of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Field {
    /// Key of the field in a track file; `custom.NAME` for a field that only this template knows.
    #[serde(deserialize_with = "required_text")]
    pub key: String,
    /// The heading that people know it by.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// What kind of value it holds.
    pub kind: FieldKind,
    /// The status from which it has to be answered. Absent: never.
    pub required_from: Option<TrackStatus>,
    /// The least number of characters of an answer.
    pub min_length: Option<usize>,
    /// The greatest number of characters of an answer.
    pub max_length: Option<usize>,
    /// Values that others used. Advice: any other value is fine.
    #[serde(default)]
    pub suggested: Texts,
    /// Other headings under which the field is found in pages.
    #[serde(default)]
    pub aliases: Texts,
    /// Whether a change after the submission or the approval has to be shown to the reviewers.
    #[serde(default)]
    pub frozen: bool,
    /// What to write here, in a sentence or two.
    pub guidance: Option<String>,
}

words! {
    /// What kind of value a field holds.
    pub enum FieldKind {
        /// One line of text.
        Line = "line",
        /// Text of any length.
        Text = "text",
        /// A list of texts.
        List = "list",
        /// An address on the web.
        Url = "url",
        /// People who lead the track.
        Leads = "leads",
        /// Who is expected to take part.
        Participants = "participants",
        /// Roles that systems play.
        Roles = "roles",
        /// What is tested.
        Scenarios = "scenarios",
        /// The kick-off call.
        KickOff = "kick-off",
    }
}

/// The field that says who leads the track.
const LEADS: &str = "leads";

impl Template {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Keys of the fields whose text is kept when a proposal is submitted or decided on: those that are frozen, and who leads the
    /// track, which is part of what is decided whatever the template freezes.
    pub fn kept_keys(&self) -> impl Iterator<Item = &str> {
        let frozen = self.fields.iter().filter(|field| field.frozen);
        let frozen = frozen.map(|field| field.key.as_str());
        frozen.filter(|key| *key != LEADS).chain([LEADS])
    }
}

impl Field {
    /// The name under `custom:` when the model does not know the field.
    pub fn custom_name(&self) -> Option<&str> {
        self.key.strip_prefix("custom.")
    }
}
