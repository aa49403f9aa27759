//! What is known of a rule besides the function that checks it: what a finding and its reader need.

use crate::check::policy::Policy;

#[derive(Debug)]
pub struct RuleInfo {
    /// Stable name, as in `cxn explain NAME` and `# cxn: ignore[NAME] reason`.
    pub name: &'static str,
    /// The version of the tool that brought it.
    pub since: &'static str,
    pub severity: Policy,
    pub scope: Scope,
    /// The documentation comment: a summary line, then `## Why`, `## Example`, `## Source`.
    pub doc: &'static str,
}

/// What a rule looks at, and so which stage of a check reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A file as it is parsed.
    Structure,
    /// The place and the name of a file.
    Placement,
    /// How a file is written, apart from its values.
    SourceText,
    Workspace,
    Template,
    Event,
    Track,
    Registration,
    Result,
    Issue,
    Report,
    /// What a change does to how it is judged.
    Change,
    Settings,
    /// A comment that switches a rule off.
    Suppression,
}

impl Scope {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure | Self::Placement | Self::SourceText => "file",
            Self::Workspace => "workspace",
            Self::Template => "template",
            Self::Event => "event",
            Self::Track => "track",
            Self::Registration => "registration",
            Self::Result => "result",
            Self::Issue => "issue",
            Self::Report => "report",
            Self::Change => "change",
            Self::Settings => "settings",
            Self::Suppression => "comment",
        }
    }
}

impl RuleInfo {
    pub fn summary(&self) -> &str {
        self.doc.trim_start().lines().next().unwrap_or("").trim()
    }

    /// Whether a comment can switch it off: a file that cannot be parsed would go unchecked in silence, and a change would
    /// hide what it does to how it is judged.
    pub fn can_be_ignored(&self) -> bool {
        !matches!(self.scope, Scope::Structure | Scope::Change)
    }

    /// The text under a heading of the documentation, such as `Why` or `Source`.
    pub fn section(&self, heading: &str) -> Option<String> {
        let text = self.text();
        let mut lines = text.lines();
        lines.find(|line| line.strip_prefix("## ") == Some(heading))?;
        let body: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
        Some(body.join("\n").trim().to_owned())
    }

    /// The documentation as a page of Markdown: with an empty line around headings, labels and blocks of code, which the comment in
    /// the source does without.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let (mut in_code, mut is_apart) = (false, false);
        for line in self.doc.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            let is_fence = line.starts_with("```");
            let stands_apart =
                is_fence || line.starts_with("## ") || matches!(line, "Bad:" | "Good:");
            if !in_code && (is_apart || stands_apart) && !text.ends_with("\n\n") {
                text.push('\n');
            }
            in_code ^= is_fence;
            is_apart = stands_apart && !in_code;
            text.push_str(line);
            text.push('\n');
        }
        text.trim().to_owned()
    }
}
