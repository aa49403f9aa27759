//! A finding: what is wrong, what was found, what was expected, where, and by which rule.

use crate::check::fix::{Change, Fix};
use crate::check::place::{Part, Place};
use crate::check::rule_info::RuleInfo;
use crate::model::timeline::Due;
use crate::model::{Severity, TrackStatus};
use crate::workspace::File;
use crate::yaml::{Path, Value, write};

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static RuleInfo,
    /// How bad it is here and now.
    pub severity: Severity,
    /// What is wrong and what was found, in one sentence without a full stop.
    pub message: String,
    pub place: Place,
    /// What was expected: the list of allowed values, or the nearest match.
    pub expected: Vec<String>,
    /// Other places that matter, each with what it is.
    pub related: Vec<(Place, String)>,
    pub help: Option<String>,
    /// The change that fixes it, where there is one right answer.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Points at the key instead of the value.
    pub fn on_key(&mut self) -> &mut Self {
        self.place.part = Part::Key;
        self
    }

    /// Points at a part of the place.
    pub fn on(&mut self, part: Part) -> &mut Self {
        self.place.part = part;
        self
    }

    pub fn expected<I: IntoIterator<Item = S>, S: Into<String>>(
        &mut self,
        expected: I,
    ) -> &mut Self {
        self.expected.extend(expected.into_iter().map(Into::into));
        self
    }

    pub fn related(
        &mut self,
        file: &File,
        path: impl Into<Path>,
        label: impl Into<String>,
    ) -> &mut Self {
        self.related.push((Place::new(file, path), label.into()));
        self
    }

    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// The help where it says more than what was expected: for one line without the list of that.
    pub fn hint(&self) -> Option<String> {
        let says_it = |help: &&String| {
            self.expected.is_empty()
                || help.contains("did you mean")
                || help.contains("write it as")
        };
        self.help.as_ref().filter(says_it).cloned()
    }

    /// Whether another finding says the same of the same place.
    pub fn is_same(&self, other: &Self) -> bool {
        self.rule.name == other.rule.name
            && self.place == other.place
            && self.message == other.message
    }

    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(fix);
        self
    }

    /// Offers to write the one name that is near in the place of the key or the value, when there is only one. A person has to look.
    pub fn offer_nearest(&mut self, near: &[String]) -> &mut Self {
        if let [name] = near {
            let change = match self.place.part {
                Part::Key => Change::Replace(self.place.clone(), write::scalar(name)),
                _ => Change::Set(self.place.path.clone(), Value::from(name.as_str())),
            };
            self.fix = Some(Fix::needs_a_look(format!("write {name}"), change));
        }
        self
    }

    /// Sets the severity, where the rule's own policy does not know enough.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Takes the severity from a milestone (a hard date that is missed is an error, a soft one a warning) and points at the event's line that set it.
    pub fn deadline(&mut self, due: &Due, event: &File) -> &mut Self {
        self.severity = if due.hard {
            Severity::Error
        } else {
            Severity::Warning
        };
        if due.origin == crate::model::timeline::Origin::Event {
            let label = format!("the event sets {} here", due.name);
            // A milestone of the event's own may have a dot in its name.
            self.related(event, Path::from("timeline").key(&due.name), label);
        }
        self
    }
}

/// Collects the findings of one rule on one record.
pub struct Findings<'a> {
    rule: &'static RuleInfo,
    file: &'a File,
    status: Option<TrackStatus>,
    found: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// A collector for a rule on a file; a track's status decides severities that depend on it.
    pub fn new(
        rule: &'static RuleInfo,
        file: &'a File,
        status: Option<TrackStatus>,
        found: &'a mut Vec<Finding>,
    ) -> Self {
        Self {
            rule,
            file,
            status,
            found,
        }
    }

    /// Adds a finding at a path of the record: say what is wrong and what was found; the rest is chained.
    pub fn add(&mut self, path: impl Into<Path>, message: impl Into<String>) -> &mut Finding {
        let finding = Finding {
            rule: self.rule,
            severity: self.rule.severity.severity_at(self.status),
            message: message.into(),
            place: Place::new(self.file, path),
            expected: Vec::new(),
            related: Vec::new(),
            help: None,
            fix: None,
        };
        let at = self.found.len();
        self.found.push(finding);
        &mut self.found[at]
    }
}
