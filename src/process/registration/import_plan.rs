//! What an import would do: each candidate beside the record that is there, and the outcome of every row.

mod changes;
mod coming;
mod groups;
mod holders;

use chrono::TimeDelta;
use rayon::prelude::*;

use crate::error::Failure;
use crate::import::registration::row::{Candidate, Refused};
use crate::model::invisible;
use crate::model::mapping::Coming;
use crate::model::one_or_many::Table;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::model::result::Source;
use crate::model::{Moment, Registration, Slug};
use crate::process::registration::admission::ensure_visible;
use crate::process::registration::admit::{Admission, AdmissionResult};
use crate::workspace::edit::ChangeError;
use crate::workspace::{File, Record, Workspace, edit, save};
use crate::yaml::{self, Path, Value};
use changes::{Change, changes, fields, gone_systems, notes};
pub use coming::Withdrawal;
use coming::{held, not_coming, shown_name};
pub use groups::Doubt;
use groups::{Doubted, Group, IDENTITY, groups, leads_back};
use holders::{Holders, keep_systems};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    New,
    Changed,
    /// Its record says all of it already.
    Unchanged,
    /// A later row speaks of the same person, and counts.
    Repeated,
    /// The file says that the person does not come.
    LeftOut,
    Refused,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Repeated => "repeated",
            Self::LeftOut => "left out",
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

impl From<Refused> for RowOutcome {
    fn from(refused: Refused) -> Self {
        Self {
            row: refused.row,
            name: refused.name,
            outcome: Outcome::Refused,
            why: vec![refused.why],
            slug: None,
            notable: false,
        }
    }
}

impl RowOutcome {
    pub fn refuse(&mut self, why: String) {
        self.outcome = Outcome::Refused;
        self.why = vec![why];
    }
}

#[derive(Debug, Clone)]
pub struct Update {
    /// The index of its row.
    pub at: usize,
    pub slug: Slug,
    pub changes: Vec<Change>,
}

/// What an import does.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan {
    pub rows: Vec<RowOutcome>,
    /// Records to be made, in the order of registration.
    pub additions: Vec<AdmissionResult>,
    pub updates: Vec<Update>,
    /// Rows that were refused because they may be of a person who is registered.
    pub doubts: Vec<Doubt>,
    /// Rows that were refused because they take back a registration, which only who imports can say.
    pub withdrawals: Vec<Withdrawal>,
}

/// A person who is not registered yet.
struct Newcomer {
    /// The index of its row.
    at: usize,
    person: Registration,
    moment: Moment,
    /// Why the person waits, whatever seats there are.
    held: Option<String>,
}

impl ImportPlan {
    /// Works out what becomes of each row. Of several rows of one person the last that can be taken counts, with the moment of
    /// the first. `people` says who somebody is that cannot be told by name and address.
    pub fn new(
        rows: Vec<Result<Candidate, Refused>>,
        people: &Table<Option<String>>,
        admission: &mut Admission<'_>,
    ) -> Self {
        let policy = admission.policy();
        let mut plan = Self::default();
        let mut newcomers = Vec::new();
        let grouped = groups(rows, policy.registrations(), people);
        let refused = grouped.refused.into_iter().map(RowOutcome::from);
        plan.rows.extend(refused);
        let doubts = grouped.doubts;
        let doubted = Doubted::new(&doubts);
        let holders = Holders::new(policy.registrations());
        for mut group in grouped.groups {
            keep_systems(&mut group, &holders);
            plan.leave_out_closed(&mut group);
            if group.rows.is_empty() {
                continue;
            }
            coming::come_back(&mut group);
            plan.settle(group, &doubted, admission, &mut newcomers);
        }
        plan.doubts = doubts;
        // Those who come now come after everybody who is there: also after those of the same form that a process which was
        // stopped has written, at the same moment where that is given.
        let now = admission.policy().moment();
        let next = admission.next_moment();
        for newcomer in &mut newcomers {
            newcomer.moment = if newcomer.moment < now {
                newcomer.moment
            } else {
                next
            };
        }
        plan.put_in_order(&mut newcomers);
        for newcomer in newcomers {
            let row = &mut plan.rows[newcomer.at];
            let Newcomer {
                person,
                moment,
                held,
                ..
            } = newcomer;
            match admission.admit_or_hold(person, moment, held) {
                Ok(admitted) => {
                    row.slug = Some(admitted.slug.clone());
                    if let Some(full) = &admitted.waits {
                        row.why.push(format!("put on the waiting list: {full}"));
                    }
                    plan.additions.push(admitted);
                }
                Err(failure) => row.refuse(failure.to_string()),
            }
        }
        plan
    }

    pub fn count(&self, outcome: Outcome) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.outcome == outcome).count()
    }

    fn settle(
        &mut self,
        group: Group<'_>,
        doubted: &Doubted<'_>,
        admission: &Admission<'_>,
        newcomers: &mut Vec<Newcomer>,
    ) {
        let now = admission.policy().moment();
        let moments = group.rows.iter().map(|one| moment(one, now));
        let first = moments.min().unwrap_or(now);
        let people: Vec<Registration> = if group.is_said {
            Vec::new()
        } else {
            group.rows.iter().map(|one| one.person.clone()).collect()
        };
        let mut taken: Option<usize> = None;
        for candidate in group.rows.into_iter().rev() {
            let mut row = RowOutcome {
                row: candidate.row,
                name: shown_name(&candidate),
                outcome: Outcome::Repeated,
                why: candidate.remarks.clone(),
                slug: group.record.map(|record| record.slug.clone()),
                notable: false,
            };
            let at = self.rows.len();
            if let Some(other) = taken {
                row.why = vec![format!("row {other} is of the same person and counts")];
                self.rows.push(row);
                continue;
            }
            if let Some(outcome) = not_coming(&candidate, group.record) {
                taken = Some(candidate.row);
                match outcome {
                    Ok((outcome, why)) => {
                        row.outcome = outcome;
                        row.why = vec![why];
                    }
                    Err(withdrawal) => {
                        row.refuse(format!(
                            "{}, the registration is {}: if that is right, pass --cancel, or run 'cxn register cancel {}'",
                            withdrawal.why,
                            withdrawal.status.label(),
                            withdrawal.slug
                        ));
                        self.withdrawals.push(withdrawal);
                    }
                }
                self.rows.push(row);
                continue;
            }
            let settled =
                ensure_possible(&candidate, group.record, first, admission).and_then(|()| {
                    match group.record {
                        Some(record) => changes(&candidate, &record.value, group.is_said),
                        None => Ok(Vec::new()),
                    }
                });
            match settled {
                Err(why) => row.refuse(why),
                Ok(changes) => {
                    taken = Some(candidate.row);
                    if candidate.submitted.is_some_and(|moment| moment > now.0) {
                        row.why.push(
                            "its time is in the future, so the current time was used".to_owned(),
                        );
                    }
                    if let Some(record) = group.record {
                        let is_sure = !doubted.holds(record, &candidate.person)
                            && leads_back(&people, &candidate, &record.value);
                        let changes = row.change(changes, &candidate, record, is_sure);
                        if !changes.is_empty() {
                            self.updates.push(Update {
                                at,
                                slug: record.slug.clone(),
                                changes,
                            });
                        }
                    } else {
                        row.outcome = Outcome::New;
                        newcomers.push(Newcomer {
                            at,
                            held: held(&candidate),
                            person: with_open_answers(candidate),
                            moment: first,
                        });
                    }
                }
            }
            self.rows.push(row);
        }
    }

    /// Rows by number; newcomers by moment and row, with moments apart so that the order of the rows is kept in the records.
    fn put_in_order(&mut self, newcomers: &mut [Newcomer]) {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|at| self.rows[*at].row);
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        self.rows.sort_by_key(|row| row.row);
        for newcomer in newcomers.iter_mut() {
            newcomer.at = place[newcomer.at];
        }
        for update in &mut self.updates {
            update.at = place[update.at];
        }
        self.updates.sort_by_key(|update| update.at);
        newcomers.sort_by_key(|newcomer| (newcomer.moment, newcomer.at));
        let mut last: Option<Moment> = None;
        for newcomer in newcomers {
            if let Some(last) = last.filter(|last| newcomer.moment <= *last) {
                let next = last.0 + TimeDelta::microseconds(1);
                newcomer.moment = Moment(next.with_timezone(newcomer.moment.0.offset()));
            }
            last = Some(newcomer.moment);
        }
    }

    /// Every record as it is to be written; a record that cannot be changed in place refuses its row. `step` hears after each.
    pub fn writes(
        &mut self,
        workspace: &Workspace,
        admission: &Admission<'_>,
        step: &(dyn Fn() + Sync),
    ) -> Result<Vec<save::Write>, Failure> {
        // One after the other was only who gets a seat; what follows is the same in any order.
        let new = self.additions.par_iter().map(|admitted| {
            step();
            admission.write(admitted)
        });
        let mut writes = new.collect::<Result<Vec<_>, _>>()?;
        let (terms, now) = (admission.terms(), admission.policy().moment());
        let entry = terms.entry(now, RegistrationChange::Changed, terms.note.as_deref());
        let entry = yaml::to_value(entry)
            .map_err(|error| Failure::other(format!("cannot write the history: {error}")))?;
        let event = admission.policy().event();
        let changed = self.updates.par_iter().map(|update| {
            step();
            let file = File::registration(event, &update.slug);
            (update.at, update.write(workspace, &file, &entry))
        });
        for (at, changed) in changed.collect::<Vec<_>>() {
            match changed {
                Ok(write) => writes.push(write),
                Err(error) => self.rows[at].refuse(error.to_string()),
            }
        }
        Ok(writes)
    }
}

impl Update {
    /// The record with its changes and one more entry in its history.
    fn write(
        &self,
        workspace: &Workspace,
        file: &File,
        entry: &Value,
    ) -> Result<save::Write, ChangeError> {
        workspace.inside(file)?;
        let prepared = edit::prepare::<Registration, _>(workspace.root(), file, |editor| {
            for change in &self.changes {
                if change.append {
                    editor.append(&change.path, &change.value)?;
                } else {
                    editor.set(&change.path, &change.value)?;
                }
            }
            editor.append(&Path::root().key("history"), entry)
        })?;
        Ok(prepared.into_write())
    }
}

impl RowOutcome {
    /// The changes that a row makes to a record, and what is to be known of them.
    fn change(
        &mut self,
        mut changes: Vec<Change>,
        candidate: &Candidate,
        record: &Record<Registration>,
        is_sure: bool,
    ) -> Vec<Change> {
        let touches = |change: &Change| {
            let key = change.path.first_key();
            key.is_some_and(|key| IDENTITY.contains(&key))
        };
        if changes.iter().any(touches) && !is_sure {
            changes.retain(|change| !touches(change));
            self.why.push(
                "name, address and organization stay: other rows know the person by them"
                    .to_owned(),
            );
        }
        if record.value.status == RegistrationStatus::Cancelled {
            self.notable = true;
            self.why
                .push("the registration is cancelled, and stays so".to_owned());
        } else if let Some((coming, word)) = &candidate.coming
            && (*coming == Coming::Waitlisted)
                != (record.value.status == RegistrationStatus::Waitlisted)
        {
            self.notable = true;
            let status = record.value.status.label();
            let release = match &record.value.on_hold {
                Some(_) => format!(
                    ": to give a seat, run 'cxn register promote {}'",
                    record.slug
                ),
                None => String::new(),
            };
            self.why.push(format!(
                "the file says '{word}', the registration is {status} and stays so{release}"
            ));
        }
        for gone in gone_systems(candidate, &record.value) {
            self.notable = true;
            self.why
                .push(format!("system '{gone}' is not in the file any more"));
        }
        self.outcome = Outcome::Unchanged;
        if !changes.is_empty() {
            self.outcome = Outcome::Changed;
            self.why.insert(0, fields(&changes, &record.value));
            self.notable |= changes.iter().any(touches);
        }
        changes
    }
}

/// A person with the answers that leave something open among the notes.
fn with_open_answers(candidate: Candidate) -> Registration {
    let mut person = candidate.person;
    person.notes = notes(person.notes.as_deref(), &candidate.open, None);
    let source = candidate.issue.as_deref().map(Source::issue);
    person.source = source.map(Box::new);
    person
}

/// Refuses a row with characters that no one sees or with a track that does not take place, and a newcomer who may be registered or
/// comes outside the window.
fn ensure_possible(
    candidate: &Candidate,
    record: Option<&Record<Registration>>,
    moment: Moment,
    admission: &Admission<'_>,
) -> Result<(), String> {
    let (policy, person) = (admission.policy(), &candidate.person);
    ensure_visible(person).map_err(|failure| failure.to_string())?;
    let mut open = candidate.open.iter();
    if let Some(complaint) = open.find_map(|line| invisible::complaint("'notes'", line)) {
        return Err(complaint);
    }
    let known = |track: &String| record.is_some_and(|record| record.value.tracks.contains(track));
    let mut added = person.tracks.iter().filter(|track| !known(track));
    if let Some((track, status)) = added.find_map(|track| Some((track, policy.closed(track)?))) {
        return Err(format!("track '{track}' is {}", status.label()));
    }
    if record.is_some() {
        return Ok(());
    }
    if let Some(file) = admission.lookup().unparsed(person) {
        return Err(format!(
            "{file} has the same email address and cannot be parsed"
        ));
    }
    let window = policy.window_at(moment, admission.terms().late.as_deref());
    window.map(|_| ()).map_err(|failure| failure.to_string())
}

/// When a person registered: as the row says, else now; never later, and in the microseconds that records have.
fn moment(candidate: &Candidate, now: Moment) -> Moment {
    let submitted = candidate.submitted.unwrap_or(now.0).min(now.0);
    Moment(chrono::SubsecRound::trunc_subsecs(submitted, 6))
}

#[cfg(test)]
mod tests;
