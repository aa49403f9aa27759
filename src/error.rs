//! Errors with a kind, an exit code and a hint.

use std::fmt;

use crate::model::Slug;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Clean = 0,
    /// Findings at or above `--fail-on`, or a refusal by the rules of the process.
    Findings = 1,
    Usage = 2,
    NotFound = 3,
    /// Anything else: the disk, the editor, a conflict.
    Other = 4,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// One clear line: what was found and what was expected; and a second one with what to do next.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub message: String,
    pub hint: Option<String>,
}

impl Failure {
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
            hint: None,
        }
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::NotFound,
            message: message.into(),
            hint: None,
        }
    }

    /// The rules of the process refuse it: a window that is closed, a status that does not allow it.
    pub fn refused(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Findings,
            message: message.into(),
            hint: None,
        }
    }

    pub fn other(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Other,
            message: message.into(),
            hint: None,
        }
    }

    /// The file of an event cannot be parsed, so nothing can be said of the event.
    pub fn event_unreadable(event: &Slug) -> Self {
        Self::other(format!("event '{event}' cannot be parsed")).hint(format!(
            "run 'cxn check {event}' to see what is wrong with it"
        ))
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what to do next, when there is something to say.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
