//! The settings of a workspace, in `cxn.yaml`, and of a person, in `config.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape::{List, Table, required_text};

/// The settings of a workspace. The file also marks the workspace's root.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// The event that commands use when none is named.
    pub default_event: Option<String>,
    /// Whether new files begin with the comment that tells editors their schema; `cxn schema --install` writes the schemas.
    pub modeline: bool,
    /// Rules with another severity than their own, or switched off.
    pub rules: Table<RuleSetting>,
    /// Findings of a rule that are ignored below a path.
    pub ignore: List<PathIgnore>,
}

/// What a workspace makes of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuleSetting {
    /// How bad its findings are here.
    pub severity: RuleSeverity,
    /// Why. A rule that is switched off needs a reason.
    pub reason: Option<String>,
}

/// How bad the findings of a rule are in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeverity {
    /// Not judged at all.
    Off,
    /// Worth knowing.
    Note,
    /// Should be mended before it counts.
    Warning,
    /// Must be mended.
    Error,
}

/// Findings of a rule that are ignored below a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PathIgnore {
    /// The rule's name.
    #[serde(deserialize_with = "required_text")]
    pub rule: String,
    /// A file, or a folder with everything below it, from the workspace's root.
    #[serde(deserialize_with = "required_text")]
    pub path: String,
    /// Why.
    #[serde(deserialize_with = "required_text")]
    pub reason: String,
}

/// Who I am: the defaults for a lead, for a registration and for "by".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Identity {
    /// Full name.
    pub name: Option<String>,
    /// Address for mail.
    pub email: Option<String>,
    /// The organization I speak for.
    pub organization: Option<String>,
}
