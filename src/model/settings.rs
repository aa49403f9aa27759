//! The settings of a workspace, in `cxn.yaml`, and of a person, in `config.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The settings of a workspace. The file also marks the workspace's root.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// The event that commands use when none is named.
    pub default_event: Option<String>,
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
