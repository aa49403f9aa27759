//! What an import would do: each candidate beside the record that is there, and the outcome of every row.

mod changes;
mod groups;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::import::registration::row::{Candidate, Refused};
use crate::model::registration::RegistrationStatus;
use crate::model::{Registration, Slug};
use crate::workspace::Record;
use crate::yaml::{Path, Value};
use changes::{changes, fields};
use groups::{IDENTITY, groups, leads_back};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    New,
    Changed,
    /// Its record says all of it already.
    Unchanged,
    /// A later row speaks of the same person, and counts.
    Repeated,
    Refused,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
        })
    }
}

/// A row with what becomes of it.
#[derive(Debug, Clone)]
pub struct RowOutcome {
    pub row: usize,
    /// Whom it speaks of, as far as that can be shown.
    pub name: Option<String>,
    pub outcome: Outcome,
    /// Why, or what is to be known of it.
    pub why: Vec<String>,
    /// The record that it makes or changes.
    pub slug: Option<Slug>,
    /// Whether people should see it also when it changes nothing.
    pub notable: bool,
}

impl RowOutcome {
    pub fn refuse(&mut self, why: String) {
        self.outcome = Outcome::Refused;
        self.why = vec![why];
    }
}

#[derive(Debug, Clone)]
pub struct Addition {
    pub line: usize,
    /// What it says; its name, status and history are for the caller to decide.
    pub person: Registration,
    pub moment: DateTime<FixedOffset>,
    pub late: bool,
}

#[derive(Debug, Clone)]
pub struct Update {
    pub line: usize,
    pub slug: Slug,
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub path: Path,
    pub value: Value,
    /// Whether the value is one more item of the list there.
    pub append: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub lines: Vec<RowOutcome>,
    /// Records to be made, in the order of registration.
    pub additions: Vec<Addition>,
    pub updates: Vec<Update>,
}

impl Plan {
    pub fn count(&self, outcome: Outcome) -> usize {
        self.lines
            .iter()
            .filter(|line| line.outcome == outcome)
            .count()
    }
}

/// Whether somebody may register at a moment, and whether that is late.
pub type Admit<'a> = dyn Fn(&Candidate, DateTime<FixedOffset>) -> Result<bool, String> + 'a;
/// Whether a row can be taken beside a record, or without one.
pub type Judge<'a> = dyn Fn(&Registration, Option<&Registration>) -> Result<(), String> + 'a;

/// What decides about rows beside the rows themselves.
pub struct PlanInput<'a> {
    pub records: &'a BTreeMap<Slug, Record<Registration>>,
    /// The moment of the import: nobody registers later.
    pub now: DateTime<FixedOffset>,
    /// Why somebody who is not registered yet cannot be, and whether they are late.
    pub admit: &'a Admit<'a>,
    /// Why a row cannot be taken beside a record, or without one.
    pub judge: &'a Judge<'a>,
}

/// Works out what becomes of each row. Of several rows of one person the last that can be taken counts, with the moment of the first.
pub fn plan(rows: Vec<Result<Candidate, Refused>>, input: &PlanInput<'_>) -> Plan {
    let mut plan = Plan::default();
    for group in groups(rows, input.records, &mut plan.lines) {
        let first = group.rows.iter().map(|one| moment(one, input.now)).min();
        let keys: Vec<Vec<String>> = group
            .rows
            .iter()
            .map(|one| one.person.identity_keys().collect())
            .collect();
        let mut taken: Option<usize> = None;
        for candidate in group.rows.into_iter().rev() {
            let mut line = RowOutcome {
                row: candidate.row,
                name: Some(candidate.person.name.clone()).filter(|name| !name.contains('@')),
                outcome: Outcome::Repeated,
                why: candidate.remarks.clone(),
                slug: group.record.map(|record| record.slug.clone()),
                notable: false,
            };
            let at = plan.lines.len();
            if let Some(row) = taken {
                line.why = vec![format!("row {row} speaks of the same person and counts")];
                plan.lines.push(line);
                continue;
            }
            let moment = first.unwrap_or(input.now);
            match settle(&candidate, group.record, moment, input) {
                Err(why) => line.refuse(why),
                Ok(settled) => {
                    taken = Some(candidate.row);
                    line.outcome = Outcome::New;
                    if candidate
                        .submitted
                        .is_some_and(|submitted| submitted > input.now)
                    {
                        line.why
                            .push("its moment lies ahead, so now was taken".to_owned());
                    }
                    match settled {
                        Settled::Late(late) => plan.additions.push(Addition {
                            line: at,
                            person: candidate.person,
                            moment,
                            late,
                        }),
                        Settled::Beside(record, mut changes) => {
                            let touches = |change: &Change| {
                                let key = change.path.first_key();
                                key.is_some_and(|key| IDENTITY.contains(&key))
                            };
                            if changes.iter().any(touches)
                                && !leads_back(&keys, &candidate, &record.value)
                            {
                                changes.retain(|change| !touches(change));
                                line.why.push(
                                    "name, address and organization stay: other rows know the person by them".to_owned(),
                                );
                            }
                            line.outcome = if changes.is_empty() {
                                Outcome::Unchanged
                            } else {
                                Outcome::Changed
                            };
                            if record.value.status == RegistrationStatus::Cancelled {
                                line.notable = true;
                                line.why
                                    .push("the registration is cancelled, and stays so".to_owned());
                            }
                            if !changes.is_empty() {
                                line.why.insert(0, fields(&changes));
                                plan.updates.push(Update {
                                    line: at,
                                    slug: record.slug.clone(),
                                    changes,
                                });
                            }
                        }
                    }
                }
            }
            plan.lines.push(line);
        }
    }
    put_in_order(&mut plan);
    plan
}

enum Settled<'a> {
    Late(bool),
    Beside(&'a Record<Registration>, Vec<Change>),
}

fn settle<'a>(
    candidate: &Candidate,
    record: Option<&'a Record<Registration>>,
    moment: DateTime<FixedOffset>,
    input: &PlanInput<'_>,
) -> Result<Settled<'a>, String> {
    (input.judge)(&candidate.person, record.map(|record| &record.value))?;
    Ok(match record {
        Some(record) => Settled::Beside(record, changes(candidate, &record.value)?),
        None => Settled::Late((input.admit)(candidate, moment)?),
    })
}

/// When somebody registered: as the row says, else now; never later, and in the microseconds that records have.
fn moment(candidate: &Candidate, now: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let submitted = candidate.submitted.unwrap_or(now).min(now);
    chrono::SubsecRound::trunc_subsecs(submitted, 6)
}

/// Lines by row; additions by moment and row, with moments apart so that the order of the rows is kept in the records.
fn put_in_order(plan: &mut Plan) {
    let mut order: Vec<usize> = (0..plan.lines.len()).collect();
    order.sort_by_key(|at| plan.lines[*at].row);
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    plan.lines.sort_by_key(|line| line.row);
    for addition in &mut plan.additions {
        addition.line = place[addition.line];
    }
    for update in &mut plan.updates {
        update.line = place[update.line];
    }
    plan.updates.sort_by_key(|update| update.line);
    plan.additions
        .sort_by_key(|addition| (addition.moment, addition.line));
    let mut last: Option<DateTime<FixedOffset>> = None;
    for addition in &mut plan.additions {
        if let Some(last) = last.filter(|last| addition.moment <= *last) {
            addition.moment =
                (last + TimeDelta::microseconds(1)).with_timezone(addition.moment.offset());
        }
        last = Some(addition.moment);
    }
}

#[cfg(test)]
mod tests;
