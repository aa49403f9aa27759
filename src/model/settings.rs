//! The settings of a workspace, in `cxn.yaml`, and of a person, in `config.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::aliases::{Aliases, Organization};
use crate::model::decision::Votes;
use crate::model::one_or_many::{List, Table, Texts, required_text};
use crate::model::person::fold;
use crate::model::words::{Word, words};

/// The settings of a workspace. The file also marks the workspace's root.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// The event that commands use when none is named.
    pub default_event: Option<String>,
    /// Whether new files begin with the comment that tells editors their schema; `cxn schema --install` writes the schemas.
    pub modeline: bool,
    /// Who can read the repository that the workspace is kept in. In a public one, registrations that name people are a
    /// finding. Absent: nobody said, and nothing is assumed.
    pub visibility: Option<Visibility>,
    /// The folder, seen from this one, of a second half that holds registrations, results, issues, reports and mappings:
    /// usually a repository that fewer people can read. `CXN_PRIVATE` comes before it.
    pub private: Option<String>,
    /// A checkout of the tracker's vocabulary, as a path from this folder: issues are checked against its specifications, versions,
    /// artifacts, pages and work groups.
    pub tracker_vocabulary: Option<String>,
    /// Other workspaces, as paths from this folder, usually checkouts of other repositories: commands that look over years read
    /// them as well, and never write to them. What they name in turn is not followed.
    #[serde(skip_serializing_if = "Texts::is_none")]
    pub with: Texts,
    /// Organizations that have several names, or belong to another one.
    #[serde(skip_serializing_if = "List::is_none")]
    pub organizations: List<Organization>,
    /// Other names of artifacts, specifications and tracks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Aliases>,
    /// The maturity criteria that evidence is held against: a file of `criteria/`, or a built-in set. Absent: `fmm-core`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criteria: Option<String>,
    /// How personal data is kept.
    pub personal_data: PersonalData,
    /// Rules with another severity than their own, or switched off.
    pub rules: Table<RuleSetting>,
    /// Findings of a rule that are ignored below a path.
    pub ignore: List<PathIgnore>,
    /// How proposals are reviewed here.
    pub review: ReviewSettings,
}

words! {
    /// Who can read a repository, in the words of GitHub and GitLab.
    pub enum Visibility {
        /// Everybody.
        Public = "public",
        /// Everybody in the organization, or with an account on its server.
        Internal = "internal",
        /// Those who were let in.
        Private = "private",
    }
}

impl Visibility {
    /// The visibility of a word, in whatever case a server writes it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::from_word(&word.trim().to_ascii_lowercase())
    }
}

/// How personal data is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PersonalData {
    /// Whether new files with personal data (registrations, and reports that were asked for with contacts) can be read and
    /// written by their owner only: mode 0600. A file that is there keeps its mode; git keeps none, so a clone has the
    /// modes of its umask. No effect on Windows, where a file has the rights of its folder.
    pub private_files: bool,
}

/// How proposals are reviewed: by which body, and how many of it have to be there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ReviewSettings {
    /// The body that decides when a decision names none, such as `FMG`.
    pub body: Option<String>,
    /// How many people have to be there for a decision, the chair among them. Absent: 5 for FMG, and no number for others.
    pub quorum: Option<u32>,
    /// Whether the chair's vote is among the votes. Absent or false: the chair is there and does not vote, so that four votes
    /// show five people.
    pub chair_votes: bool,
}

impl ReviewSettings {
    /// FMG decides with its chair and four others.
    const FMG: u32 = 5;

    /// How many people a body needs for a decision; `None` when nobody said.
    pub fn quorum_of(&self, body: &str) -> Option<u32> {
        let own = self.body.as_deref();
        if own.is_none_or(|own| fold(own) == fold(body))
            && let Some(quorum) = self.quorum
        {
            return Some(quorum);
        }
        matches!(fold(body).as_str(), "fmg" | "fhir management group").then_some(Self::FMG)
    }

    /// How many people the votes show, with the chair.
    pub fn present(&self, votes: Votes) -> u32 {
        votes.present() + u32::from(!self.chair_votes)
    }
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

words! {
    /// How bad the findings of a rule are in a workspace.
    pub enum RuleSeverity {
        /// Not judged at all.
        Off = "off",
        /// Worth knowing.
        Note = "note",
        /// Should be fixed.
        Warning = "warning",
        /// Must be fixed.
        Error = "error",
    }
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
    /// Email address.
    pub email: Option<String>,
    /// My organization.
    pub organization: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fmg_needs_its_chair_and_four_others() {
        let plain = ReviewSettings::default();
        assert_eq!(plain.quorum_of("FMG"), Some(5));
        assert_eq!(plain.quorum_of("FHIR  Management Group"), Some(5));
        assert_eq!(plain.quorum_of("Steering group"), None);
        assert_eq!(
            Votes::parse("4-0-0").map(|votes| plain.present(votes)),
            Some(5)
        );
        let own = ReviewSettings {
            body: Some("Steering group".to_owned()),
            quorum: Some(3),
            chair_votes: true,
        };
        assert_eq!(own.quorum_of("steering group"), Some(3));
        assert_eq!(own.quorum_of("FMG"), Some(5));
        assert_eq!(
            Votes::parse("1-1-0").map(|votes| own.present(votes)),
            Some(2)
        );
    }
}
