//! Whether people come: who takes a registration back, and who comes back. No one gets a seat by it, and no one loses one unasked.

use crate::import::registration::row::Candidate;
use crate::model::Registration;
use crate::model::Slug;
use crate::model::mapping::Coming;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::process::registration::import_plan::groups::{Group, issue_of};
use crate::process::registration::import_plan::{ImportPlan, Outcome, RowOutcome};
use crate::workspace::Record;

/// A row that says that a person who is registered does not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub row: usize,
    pub slug: Slug,
    pub name: String,
    pub status: RegistrationStatus,
    /// Why it would be cancelled.
    pub why: String,
}

impl ImportPlan {
    /// The rows that take back a registration, as they are once that was said.
    pub fn take_back(&mut self) {
        let withdrawals = self.withdrawals.iter();
        let withdrawals = withdrawals.filter(|one| one.status != RegistrationStatus::CheckedIn);
        for one in withdrawals {
            for row in self.rows.iter_mut().filter(|row| row.row == one.row) {
                row.outcome = Outcome::Changed;
                row.why = vec![one.why.clone()];
            }
        }
    }

    /// Leaves out closed issues of a person who has an open one, or who registered in another way: closing one of two takes nothing back.
    pub(super) fn leave_out_closed(&mut self, group: &mut Group<'_>) {
        let open = group
            .rows
            .iter()
            .find(|row| row.issue.is_some() && !row.is_closed_issue());
        let open = open.map(|row| row.row);
        let known = group.record.map(|record| (record, issue_of(record)));
        let (left, kept) = std::mem::take(&mut group.rows)
            .into_iter()
            .partition(|row| {
                let is_of_another = known
                    .is_some_and(|(_, issue)| issue.is_some() && issue != row.issue.as_deref());
                row.is_closed_issue() && (open.is_some() || is_of_another)
            });
        group.rows = kept;
        let left: Vec<Candidate> = left;
        for candidate in left {
            let why = match (open, known) {
                (Some(other), _) => format!("issue closed, and row {other} is of the same person"),
                (None, Some((record, issue))) => format!(
                    "issue closed; {} registered by issue {}",
                    record.slug,
                    issue.unwrap_or_default()
                ),
                (None, None) => continue,
            };
            self.rows.push(RowOutcome {
                row: candidate.row,
                name: shown_name(&candidate),
                outcome: Outcome::LeftOut,
                why: vec![why],
                slug: group.record.map(|record| record.slug.clone()),
                notable: false,
            });
        }
    }
}

/// Lets a person come again whose issue was open, then closed, and is open again: as one who registers now, behind all others.
pub(super) fn come_back(group: &mut Group<'_>) {
    let Some(record) = group.record else { return };
    let issue = issue_of(record);
    let is_open = |row: &Candidate| !row.is_closed_issue() && row.issue.as_deref() == issue;
    let last = record.value.history.last();
    let was_closed = issue.is_some_and(|issue| {
        record.value.status == RegistrationStatus::Cancelled
            && last.is_some_and(|entry| {
                entry.what == RegistrationChange::Cancelled
                    && entry.note.as_deref() == Some(&closed(issue))
            })
    });
    if !was_closed || !group.rows.iter().any(is_open) {
        return;
    }
    group.record = None;
    for row in &mut group.rows {
        row.submitted = None;
        row.remarks.push("the issue is open again".to_owned());
    }
}

/// Why a registration is cancelled whose issue was closed.
fn closed(issue: &str) -> String {
    format!("issue {issue} is closed")
}

/// What becomes of a row that says that the person does not come: no one gets a seat by it, and no one loses one.
pub(super) fn not_coming(
    candidate: &Candidate,
    record: Option<&Record<Registration>>,
) -> Option<Result<(Outcome, String), Withdrawal>> {
    let (coming, word) = candidate.coming.as_ref()?;
    let standing = record.filter(|record| record.value.stands());
    let says = match &candidate.issue {
        Some(issue) if candidate.is_closed_issue() => closed(issue),
        _ => format!("the file says '{word}'"),
    };
    Some(match (coming, standing) {
        (Coming::Confirmed | Coming::Waitlisted, _) => return None,
        (Coming::NotComing, Some(record)) => Err(Withdrawal {
            row: candidate.row,
            slug: record.slug.clone(),
            name: record.value.name.clone(),
            status: record.value.status,
            why: says,
        }),
        (Coming::NotComing, None) if record.is_some() => Ok((Outcome::Unchanged, says)),
        (Coming::NotComing, None) => Ok((Outcome::LeftOut, says)),
        (Coming::Pending, None) => Ok((
            Outcome::LeftOut,
            format!("{says}: import the file again once that is decided"),
        )),
        (Coming::Pending, Some(record)) => Ok((
            Outcome::Unchanged,
            format!(
                "{says}, the registration is {} and stays so",
                record.value.status.label()
            ),
        )),
    })
}

/// The name of a row's person, unless an address is in its place.
pub(super) fn shown_name(candidate: &Candidate) -> Option<String> {
    Some(candidate.person.name.clone()).filter(|name| !name.contains('@'))
}

pub(super) fn held(candidate: &Candidate) -> Option<String> {
    let (coming, word) = candidate.coming.as_ref()?;
    (*coming == Coming::Waitlisted).then(|| format!("the file says '{word}'"))
}
