//! What a rule is. Each lives in a file of its own under `rules/`, and its documentation comment is all its documentation.

use std::fmt;

use crate::analysis::event_facts::{EventFacts, WorkspaceFacts};
use crate::check::finding::Findings;
use crate::check::policy::Policy;
use crate::check::source_text::SourceText;
use crate::model::{Registration, Slug, Template, TestResult, Track};
use crate::workspace::Record;

/// A rule: its name, its documentation, and what it checks.
#[derive(Debug)]
pub struct Rule {
    /// Stable name, as in `cxn explain NAME` and `# cxn: ignore[NAME] reason`.
    pub name: &'static str,
    /// The version of the tool that brought it.
    pub since: &'static str,
    pub severity: Policy,
    pub check: Check,
    /// The documentation comment: a summary line, then `## Why`, `## Example`, `## Source`.
    pub doc: &'static str,
}

pub enum Check {
    /// A file as it is read: reported by the structure check, not by a function.
    Structure,
    /// The workspace as a whole: its settings, and what only shows across events.
    Workspace(fn(&WorkspaceFacts<'_>, &mut Vec<crate::check::Finding>, &'static Rule)),
    /// How a file that reads is written, apart from what it says.
    SourceText(fn(&SourceText, &mut Findings<'_>)),
    Template(fn(&Record<Template>, &mut Findings<'_>)),
    Event(fn(&EventFacts<'_>, &mut Findings<'_>)),
    /// A track that is not withdrawn, declined or deferred.
    Track(fn(&Record<Track>, &EventFacts<'_>, &mut Findings<'_>)),
    /// A registration that is not cancelled.
    Registration(fn(&Record<Registration>, &EventFacts<'_>, &mut Findings<'_>)),
    /// A result that is not withdrawn, with the track of its folder.
    Result(fn(&Record<TestResult>, &Slug, &EventFacts<'_>, &mut Findings<'_>)),
    /// The workspace's settings: reported where they are applied.
    Settings,
    /// Comments that switch rules off: reported where findings are located.
    Suppression,
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scope())
    }
}

impl Check {
    /// What it looks at, in a word.
    pub fn scope(&self) -> &'static str {
        match self {
            Self::Structure | Self::SourceText(_) => "file",
            Self::Workspace(_) => "workspace",
            Self::Template(_) => "template",
            Self::Event(_) => "event",
            Self::Track(_) => "track",
            Self::Registration(_) => "registration",
            Self::Result(_) => "result",
            Self::Settings => "settings",
            Self::Suppression => "comment",
        }
    }
}

impl Rule {
    pub fn summary(&self) -> &str {
        self.doc.trim_start().lines().next().unwrap_or("").trim()
    }

    /// Whether a comment can switch it off: a file that does not read would go unjudged in silence.
    /// Only a file that is no record can be left as it is.
    pub fn can_be_ignored(&self) -> bool {
        match self.check {
            Check::Structure => self.name == crate::check::rules::stray_file::RULE.name,
            _ => true,
        }
    }

    /// The text under a heading of the documentation, such as `Why` or `Source`.
    pub fn section(&self, heading: &str) -> Option<String> {
        let mut lines = self
            .doc
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines
            .by_ref()
            .find(|line| line.strip_prefix("## ") == Some(heading))?;
        let body: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
        Some(body.join("\n").trim().to_owned())
    }

    /// The documentation without the blank that a comment begins each line with.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self
            .doc
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        lines.join("\n").trim().to_owned()
    }
}

/// Lifts a rule's documentation comment into the rule itself, so that help, reference and reports come from one text.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ pub static RULE: Rule { name: $name:literal, since: $since:literal, severity: $severity:expr, check: $check:expr $(,)? }) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::check::Rule = $crate::check::Rule {
            name: $name,
            since: $since,
            severity: $severity,
            check: $check,
            doc: concat!($($doc, "\n"),+),
        };
    };
}
pub(crate) use rule;
