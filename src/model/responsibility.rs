//! What a track lead has to do, as data: the list of duties, and the ticks that tracks keep.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::date::Moment;
use crate::model::event::words;
use crate::model::milestone::{At, Offset};
use crate::model::one_or_many::{List, required_text};

/// The name of the list that events follow when they name none.
pub const DEFAULT_DUTIES: &str = "track-lead";

/// A list of duties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DutyList {
    /// What the list is called.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// Whose duties they are, and where they come from.
    pub description: Option<String>,
    /// The duties, in the order they are shown.
    pub duties: List<Duty>,
}

/// One duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Duty {
    /// Short name that ticks use, unique within the list.
    #[serde(deserialize_with = "required_text")]
    pub id: String,
    /// What is done once it is done: `test data linked`.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// The milestone of the event that sets its date.
    pub milestone: Option<String>,
    /// The date without that milestone, or where the event has none of that name: `-12w` before the first day, `+2w` after the last.
    pub due: Option<Distance>,
    /// What the record has to say for the duty to tick itself. Absent: a person ticks it.
    pub done_when: Option<DoneWhen>,
    /// What to do, in a sentence or two.
    pub guidance: Option<String>,
}

/// What a record can say of a duty by itself.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum DoneWhen {
    /// The proposal was handed in.
    Submitted,
    /// Every scenario says what is done and how to tell that it succeeded.
    Scenarios,
    /// The track names the stream where it is discussed.
    ChatStream,
    /// The kick-off call has a date.
    KickOffSet,
    /// The kick-off call is over.
    KickOffHeld,
    /// Every lead is registered for the event.
    LeadsRegistered,
    /// The track names its test scripts.
    TestScripts,
    /// The track names its test data.
    TestData,
}
words!(DoneWhen);

impl DutyList {
    /// The duty of an id.
    pub fn duty(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id)
    }
}

/// A distance from an event as a list of duties writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance(pub Offset);

/// What a distance must look like.
pub const DISTANCE_FORM: &str = "an offset (-12w, -10d, +2w)";

impl Serialize for Distance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&At::Offset(self.0))
    }
}

impl<'de> Deserialize<'de> for Distance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Offset::parse(&text)
            .map(Self)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &DISTANCE_FORM))
    }
}

impl JsonSchema for Distance {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "distance".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "distance",
            "description": "A distance from the event: -12w, -10d, +2w.",
            "pattern": r"^[-+]\d{1,4}[dw]$",
            "examples": ["-12w"],
        })
    }
}

/// A duty that a person ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tick {
    /// The duty, by its id.
    #[serde(deserialize_with = "required_text")]
    pub item: String,
    /// When it was ticked.
    pub done: Moment,
    /// Who ticked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}
