//! How severe the findings of a rule are, and what that depends on.

use std::fmt;

use crate::model::{Severity, TrackStatus};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    Always(Severity),
    /// Depends on whether the proposal is still a draft.
    ByStatus {
        draft: Severity,
        /// From the moment it was submitted.
        submitted: Severity,
    },
    /// A hard date that is missed is an error, a default that is missed a warning.
    ByDeadline,
    /// Depends on how near a date is, or on a decision: the rule's documentation says when.
    Growing {
        from: Severity,
        to: Severity,
    },
}

impl Policy {
    /// The severity for a record: the milder end where a status or a date would have to decide and there is none.
    pub fn severity_at(self, status: Option<TrackStatus>) -> Severity {
        match (self, status) {
            (Self::Always(severity), _) => severity,
            (Self::ByStatus { submitted, .. }, Some(status)) if status.stage() > 0 => submitted,
            (Self::ByStatus { draft, .. }, _) => draft,
            (Self::ByDeadline, _) => Severity::Warning,
            (Self::Growing { from, .. }, _) => from,
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always(severity) => f.write_str(severity.as_str()),
            Self::ByStatus { draft, submitted } => {
                write!(
                    f,
                    "{} in a draft, {} once submitted",
                    draft.as_str(),
                    submitted.as_str()
                )
            }
            Self::ByDeadline => f.write_str("warning, error once a hard date is missed"),
            Self::Growing { from, to } => write!(f, "{}, up to {}", from.as_str(), to.as_str()),
        }
    }
}

pub const NOTE: Policy = Policy::Always(Severity::Note);
pub const WARNING: Policy = Policy::Always(Severity::Warning);
pub const ERROR: Policy = Policy::Always(Severity::Error);
/// A warning while the proposal is a draft, an error once it was submitted.
pub const DRAFT_MAY: Policy = Policy::ByStatus {
    draft: Severity::Warning,
    submitted: Severity::Error,
};
/// A note while the proposal is a draft, a warning once it was submitted.
pub const ADVICE: Policy = Policy::ByStatus {
    draft: Severity::Note,
    submitted: Severity::Warning,
};
/// A note at first, a warning once the date is near or the decision has fallen.
pub const GROWING: Policy = Policy::Growing {
    from: Severity::Note,
    to: Severity::Warning,
};
/// Of an out-of-cycle event: a warning until approval is asked for, an error from then on.
pub const APPROVAL: Policy = Policy::Growing {
    from: Severity::Warning,
    to: Severity::Error,
};
