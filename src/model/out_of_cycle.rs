//! What an out-of-cycle event says of itself so that it can be approved.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::words::words;

/// Who stands behind an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sponsor {
    /// What the sponsor is called.
    pub name: Option<String>,
    /// Whether it is HL7 International or one of its affiliates.
    pub kind: Option<SponsorKind>,
}

words! {
    /// What a sponsor is to HL7.
    pub enum SponsorKind {
        /// HL7 International itself.
        Hl7International = "hl7-international",
        /// An affiliate of HL7.
        Affiliate = "affiliate",
    }
}

impl SponsorKind {
    /// What it is called in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Hl7International => "HL7 International",
            Self::Affiliate => "an HL7 affiliate",
        }
    }
}

/// Whether the event needs a version of the specification that no longer changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FrozenVersion {
    /// Whether one is needed. An explicit no counts, silence does not.
    pub required: Option<YesNo>,
    /// Which one.
    pub version: Option<String>,
    /// Why, or why not.
    pub reason: Option<String>,
}

words! {
    /// An answer that cannot be left to a default.
    pub enum YesNo {
        #[serde(alias = "true")]
        Yes = "yes",
        #[serde(alias = "false")]
        No = "no",
    }
}

words! {
    /// What can happen to an event: the first three to one that is out of cycle.
    pub enum EventChange {
        /// Its organizers asked for approval.
        Submitted = "submitted",
        /// It was approved.
        Approved = "approved",
        /// It was declined.
        Declined = "declined",
        /// One of its dates was changed.
        Rescheduled = "rescheduled",
    }
}

impl EventChange {
    /// Whether it is about the approval of an event that is out of cycle.
    pub fn is_of_approval(self) -> bool {
        self != Self::Rescheduled
    }
}
