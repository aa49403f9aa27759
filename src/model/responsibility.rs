//! What a track lead has to do, as data: the responsibility list, and the ticks that tracks keep.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::date::Moment;
use crate::model::milestone::{At, Offset};
use crate::model::one_or_many::{List, required_text};
use crate::model::words::words;

/// The name of the list that events follow when they name none.
pub const DEFAULT_RESPONSIBILITIES: &str = "track-lead";

/// A responsibility list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ResponsibilityList {
    /// What the list is called.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// Whose responsibilities they are, and where they come from.
    pub description: Option<String>,
    /// The responsibilities, in the order they are shown.
    #[serde(alias = "duties")]
    pub responsibilities: List<Responsibility>,
}

/// One responsibility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Responsibility {
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
    /// What the record has to say for the responsibility to tick itself. Absent: a person ticks it.
    pub done_when: Option<DoneWhen>,
    /// What to do, in a sentence or two.
    pub guidance: Option<String>,
}

words! {
    /// What a record can say of a responsibility by itself.
    pub enum DoneWhen {
        /// The proposal was handed in.
        Submitted = "submitted",
        /// Every scenario says what is done and how to tell that it succeeded.
        Scenarios = "scenarios",
        /// The track names the stream where it is discussed.
        ChatStream = "chat-stream",
        /// The kick-off call has a date.
        KickOffSet = "kick-off-set",
        /// The kick-off call is over.
        KickOffHeld = "kick-off-held",
        /// Every lead is registered for the event.
        LeadsRegistered = "leads-registered",
        /// The track names its test scripts.
        TestScripts = "test-scripts",
        /// The track names its test data.
        TestData = "test-data",
        /// The report of the track is closed.
        ReportClosed = "report-closed",
    }
}

impl ResponsibilityList {
    pub fn responsibility(&self, id: &str) -> Option<&Responsibility> {
        self.responsibilities
            .iter()
            .find(|responsibility| responsibility.id == id)
    }
}

/// A distance from an event as a responsibility list writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance(pub Offset);

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

/// A responsibility that a person ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tick {
    /// The responsibility, by its id.
    #[serde(deserialize_with = "required_text")]
    pub item: String,
    /// When it was ticked.
    pub done: Moment,
    /// Who ticked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}
