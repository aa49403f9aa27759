//! A rule: what is known of it, and the function that checks it. Each is declared in a file of its own under `rules/`.

use std::ops::Deref;

use crate::analysis::event_facts::{EventFacts, WorkspaceFacts};
use crate::check::finding::{Finding, Findings};
use crate::check::rule_info::{RuleInfo, Scope};
use crate::check::source_text::SourceText;
use crate::model::{Issue, Registration, Slug, Template, TestResult, Track, TrackReport};
use crate::workspace::{Record, Workspace};

pub struct Rule {
    pub info: RuleInfo,
    pub check: Check,
}

impl Deref for Rule {
    type Target = RuleInfo;

    fn deref(&self) -> &RuleInfo {
        &self.info
    }
}

pub enum Check {
    /// Reported while files are parsed.
    Structure,
    /// Reported while files are looked for.
    Placement,
    /// The workspace as a whole: its settings, and what only shows across events.
    Workspace(fn(&WorkspaceFacts<'_>, &mut Vec<Finding>, &'static RuleInfo)),
    SourceText(fn(&SourceText, &mut Findings<'_>)),
    Template(fn(&Record<Template>, &mut Findings<'_>)),
    Event(fn(&EventFacts<'_>, &mut Findings<'_>)),
    /// A track that is not withdrawn, declined or deferred.
    Track(fn(&Record<Track>, &EventFacts<'_>, &mut Findings<'_>)),
    /// A registration that is not canceled.
    Registration(fn(&Record<Registration>, &EventFacts<'_>, &mut Findings<'_>)),
    /// A result that is not withdrawn, with the track of its folder.
    Result(fn(&Record<TestResult>, &Slug, &EventFacts<'_>, &mut Findings<'_>)),
    /// An issue, open or closed.
    Issue(fn(&Record<Issue>, &EventFacts<'_>, &mut Findings<'_>)),
    /// A report, drafted or closed; its track has its name.
    Report(fn(&Record<TrackReport>, &EventFacts<'_>, &mut Findings<'_>)),
    /// What a change does to how it is judged: only where there is one.
    Change(fn(&Workspace, &mut Vec<Finding>, &'static RuleInfo)),
    /// Reported where the settings are applied.
    Settings,
    /// Reported where ignore comments are applied.
    Suppression,
}

impl Check {
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Structure => Scope::Structure,
            Self::Placement => Scope::Placement,
            Self::SourceText(_) => Scope::SourceText,
            Self::Workspace(_) => Scope::Workspace,
            Self::Template(_) => Scope::Template,
            Self::Event(_) => Scope::Event,
            Self::Track(_) => Scope::Track,
            Self::Registration(_) => Scope::Registration,
            Self::Result(_) => Scope::Result,
            Self::Issue(_) => Scope::Issue,
            Self::Report(_) => Scope::Report,
            Self::Change(_) => Scope::Change,
            Self::Settings => Scope::Settings,
            Self::Suppression => Scope::Suppression,
        }
    }
}

/// Lifts a rule's documentation comment into the rule itself, so that help, reference and reports come from one text.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ pub static RULE: Rule { name: $name:literal, since: $since:literal, severity: $severity:expr, check: $check:expr $(,)? }) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::check::rule::Rule = $crate::check::rule::Rule {
            info: $crate::check::rule_info::RuleInfo {
                name: $name,
                since: $since,
                severity: $severity,
                scope: $check.scope(),
                doc: concat!($($doc, "\n"),+),
            },
            check: $check,
        };
    };
}
pub(crate) use rule;
