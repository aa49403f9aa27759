//! One decision: judged against the track as it stands, then written in place.

use anyhow::Result;

use crate::analysis::votes;
use crate::check::{Report, engine};
use crate::error::Failure;
use crate::model::Severity;
use crate::model::decision::{Decision, RequestedChange, Snapshot, Votes};
use crate::model::history::Entry;
use crate::model::nearest;
use crate::model::one_or_many::{List, Texts};
use crate::model::plural::plural;
use crate::model::review::transitions;
use crate::model::settings::ReviewSettings;
use crate::model::timeline::day_text;
use crate::model::timeline::moment_text;
use crate::model::track::TrackChange;
use crate::model::zone::Tz;
use crate::model::{Moment, Now, Slug, Template, Track, TrackStatus};
use crate::process::proposal;
use crate::workspace::edit;
use crate::workspace::edit::Prepared;
use crate::workspace::{DiskError, File, Record, Root, Workspace, save};
use crate::yaml::{self, Value};

/// A decision that somebody wants to record.
#[derive(Debug, Clone)]
pub struct DecisionRequest {
    pub what: TrackChange,
    pub note: Option<String>,
    /// What the approval depends on, or suggests.
    pub conditions: Vec<String>,
    /// The body; absent: the settings' one.
    pub body: Option<String>,
    pub moved_by: Option<String>,
    pub seconded_by: Option<String>,
    pub votes: Option<Votes>,
    pub abstained: Vec<String>,
    pub changes: Vec<(String, String)>,
    /// Why it is approved although the checks find errors.
    pub despite: Option<String>,
    pub by: Option<String>,
    /// Whether it puts the last decision right.
    pub corrects: bool,
}

#[derive(Debug)]
pub struct PlannedDecision {
    pub event: Slug,
    pub track: Slug,
    pub file: File,
    pub from: TrackStatus,
    pub entry: Entry<TrackChange>,
    /// The event's.
    pub zone: Tz,
    pub expected: Track,
    /// What is to be said beside it, each a line.
    pub remarks: Vec<String>,
}

/// Why a decision may not be written, with the findings behind it when there are any.
#[derive(Debug)]
pub struct Refusal {
    /// The line, its hint and its exit code.
    pub failure: Failure,
    pub report: Option<Box<Report>>,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            report: None,
        }
    }
}

/// The settings of reviews in a workspace.
pub fn settings(workspace: &Workspace) -> ReviewSettings {
    let settings = workspace.settings.as_ref();
    settings.map_or_else(ReviewSettings::default, |record| {
        record.value.review.clone()
    })
}

/// Judges a decision on a track; nothing is written. The outer error is one of reading, the inner one of the decision.
pub fn plan(
    now: Now,
    workspace: &Workspace,
    (event, track): (&Slug, &Slug),
    wanted: &DecisionRequest,
) -> Result<std::result::Result<PlannedDecision, Refusal>> {
    let folder = proposal::event_record(workspace, event)?;
    let record = proposal::track_record(workspace, event, track)?;
    let template = proposal::event_template(workspace, folder)?;
    let by = trimmed(wanted.by.as_ref());
    let zone = folder.value.zone_or_utc();
    let name = format!("{event}/{track}");
    let from = match corrected(wanted, record, &name) {
        Ok(from) => from,
        Err(failure) => return Ok(Err(failure.into())),
    };
    if now.at(zone) >= folder.value.closes() {
        return Ok(Err(Failure::refused(format!(
            "event '{event}' ended on {}: its tracks can no longer be decided on",
            day_text(folder.value.last_day())
        ))
        .into()));
    }
    Ok(judge(
        wanted,
        record,
        from.map_or(record.value.status, |(_, status)| status),
        &name,
        template,
        folder.value.template_name(),
        zone,
    )
    .map_err(Refusal::from)
    .and_then(|()| {
        let mut decision = decision(&settings(workspace), wanted, &record.value, template);
        let body_hint = "pass --body NAME, or set review.body in cxn.yaml";
        require_author(by.as_ref(), &decision, body_hint)?;
        decision.corrects = from.map(|(at, _)| record.value.history[at].when);
        if let Some((_, said)) = votes::mismatches(wanted.what == TrackChange::Approved, &decision)
            .into_iter()
            .next()
        {
            return Err(Failure::usage(said)
                .hint("votes are for-against-abstain, such as 4-0-1")
                .into());
        }
        let entry = Entry {
            decision: (decision != Decision::default()).then(|| Box::new(decision)),
            ..Entry::new(
                now.moment(zone),
                wanted.what,
                by,
                trimmed(wanted.note.as_ref()),
            )
        };
        let mut expected = Track::clone(&record.value);
        let before = from.map_or(expected.status, |(_, status)| status);
        expected.status = wanted.what.leads_to().unwrap_or(before);
        expected.history.push(entry.clone());
        let mut remarks = Vec::new();
        if let Some(gap) = entry
            .decision
            .as_ref()
            .and_then(|decision| votes::without_quorum(&settings(workspace), decision))
        {
            remarks.push(format!("warning: {gap}"));
        }
        remarks.extend(changed_while_waiting(&record.value, &name, zone));
        if wanted.what == TrackChange::Approved {
            ensure_no_errors(now, workspace, event, record, &expected, wanted)?;
        }
        Ok(PlannedDecision {
            event: event.clone(),
            track: track.clone(),
            file: record.file.clone(),
            from: record.value.status,
            entry,
            zone,
            expected,
            remarks,
        })
    }))
}

/// What the lead changed in a proposal after it was submitted: who read it then decides on another text.
fn changed_while_waiting(track: &Track, name: &str, zone: Tz) -> Option<String> {
    let changed: Vec<String> = track.changed_while_waiting().into_iter().collect();
    let (at, _) = track.submitted_text().filter(|_| !changed.is_empty())?;
    Some(format!(
        "note: changed after it was submitted on {}: {} (cxn review diff {name} --since submission)",
        moment_text(track.history[at].when, zone),
        changed.join(", ")
    ))
}

/// When a track's last decision is the very one that is wanted: then a command that was stopped in between, or a file that is
/// applied twice, finds it done.
pub fn already_recorded(
    workspace: &Workspace,
    (event, track): (&Slug, &Slug),
    wanted: &DecisionRequest,
) -> Result<Option<Moment>> {
    let folder = proposal::event_record(workspace, event)?;
    let record = proposal::track_record(workspace, event, track)?;
    let template = proposal::event_template(workspace, folder)?;
    let decision = decision(&settings(workspace), wanted, &record.value, template);
    let by = trimmed(wanted.by.as_ref());
    let empty = Decision::default();
    let last = record.value.history.last().filter(|last| {
        last.what == wanted.what
            && last.by == by
            && last.note == trimmed(wanted.note.as_ref())
            && *last.decision.as_deref().unwrap_or(&empty) == decision
    });
    Ok(last.map(|last| last.when))
}

/// The decision that another one puts right, by its place in the history, with the status before it.
fn corrected(
    wanted: &DecisionRequest,
    record: &Record<Track>,
    name: &str,
) -> std::result::Result<Option<(usize, TrackStatus)>, Failure> {
    if !wanted.corrects {
        return Ok(None);
    }
    let found = record.value.correctable().ok_or_else(|| {
        let why = match record.value.decisions().next_back() {
            None => "nothing was decided about it",
            Some(_) => "it was submitted or withdrawn since the last one",
        };
        Failure::refused(format!("{name} has no decision to correct: {why}"))
    })?;
    Ok(Some(found))
}

/// Refuses a decision of which no one could say later who made it and who wrote it down.
pub fn require_author(
    by: Option<&String>,
    decision: &Decision,
    body_hint: &str,
) -> std::result::Result<(), Failure> {
    if by.is_none() {
        return Err(
            Failure::usage("the decision needs the name of the person who records it")
                .hint("pass --by NAME, or set your name in the file that 'cxn config' shows"),
        );
    }
    if decision.body.is_none() {
        return Err(Failure::usage("the decision needs the body that decided").hint(body_hint));
    }
    Ok(())
}

/// Whether the step is one that may follow, and everything it needs is there.
fn judge(
    wanted: &DecisionRequest,
    record: &Record<Track>,
    status: TrackStatus,
    name: &str,
    template: &Template,
    template_name: &str,
    zone: Tz,
) -> std::result::Result<(), Failure> {
    let what = wanted.what;
    let allowed = transitions(status);
    if !allowed.contains(&what) {
        let why = match status {
            TrackStatus::Draft => {
                "it has to be submitted before anything is decided about it".to_owned()
            }
            TrackStatus::Withdrawn => {
                "its lead took it back, so there is nothing to decide".to_owned()
            }
            TrackStatus::Declined => {
                "a proposal that was declined takes a new one: cxn propose --carry".to_owned()
            }
            _ => {
                let words: Vec<String> = allowed.iter().map(|step| participle(*step)).collect();
                format!("from here it can be {}", words.join(", "))
            }
        };
        return Err(Failure::refused(format!(
            "{name} is {}, and cannot be {}: {why}",
            match status {
                TrackStatus::Draft => "a draft".to_owned(),
                other => other.label(),
            },
            participle(what)
        )));
    }
    if let Some(since) = standing_since(&record.value, wanted) {
        let was = match what {
            TrackChange::ChangesRequested => "was asked for these changes",
            _ => "was approved",
        };
        return Err(Failure::refused(format!(
            "{name} {was} on {}, and nothing that was reviewed has changed since",
            moment_text(since, zone)
        ))
        .hint("only a different decision, or other conditions, can be recorded"));
    }
    let has_note = trimmed(wanted.note.as_ref()).is_some();
    let needs_note = match what {
        TrackChange::ChangesRequested => wanted.changes.is_empty(),
        TrackChange::Approved => false,
        _ => true,
    };
    if needs_note && !has_note {
        let instead = match what {
            TrackChange::ChangesRequested => ", or a change that says which field",
            _ => "",
        };
        return Err(Failure::usage(format!(
            "{name} cannot be {} without a note that says why{instead}",
            participle(what)
        )));
    }
    if what == TrackChange::Confirmed && record.value.changed_since_review().is_empty() {
        return Err(Failure::refused(match record.value.reviewed() {
            Some(_) => format!("nothing has changed in {name} since it was approved"),
            None => {
                format!("the approval of {name} kept no text to compare with; approve it again")
            }
        }));
    }
    for (field, text) in &wanted.changes {
        if template.field(field).is_none() {
            let keys = template.fields.iter().map(|field| field.key.as_str());
            return Err(Failure::usage(format!(
                "unknown field '{field}' for the template '{template_name}'"
            ))
            .hint(
                nearest::did_you_mean(&nearest::nearest(field, keys)).unwrap_or_else(|| {
                    format!("run 'cxn template show {template_name}' to see its fields")
                }),
            ));
        }
        if text.trim().is_empty() {
            return Err(Failure::usage(format!(
                "the change of '{field}' does not say what is asked for"
            )));
        }
    }
    Ok(())
}

/// Since when the very thing that is wanted stands, where the reviewers would have the same before them as then.
fn standing_since(track: &Track, wanted: &DecisionRequest) -> Option<Moment> {
    if wanted.what.leads_to() != Some(track.status) || wanted.corrects {
        return None;
    }
    let (_, last) = track
        .decisions()
        .rfind(|(_, entry)| entry.what == wanted.what)?;
    let empty = Decision::default();
    let then = last.decision.as_deref().unwrap_or(&empty);
    let is_same = match wanted.what {
        TrackChange::ChangesRequested => {
            let asked = then
                .changes
                .iter()
                .map(|one| (one.field.as_str(), one.text.as_str()));
            let wants = wanted
                .changes
                .iter()
                .map(|(field, text)| (field.as_str(), text.trim()));
            asked.eq(wants) && last.note == trimmed(wanted.note.as_ref())
        }
        _ => then.conditions == filled(&wanted.conditions),
    };
    // An approval that kept no text to compare with may be given again.
    let is_unchanged = track.reviewed().is_some() && track.changed_since_review().is_empty();
    (is_same && is_unchanged).then_some(last.when)
}

/// What a proposal can be, in a sentence: `approved`, `sent back for changes`.
fn participle(what: TrackChange) -> String {
    match what {
        TrackChange::ChangesRequested => "sent back for changes".to_owned(),
        other => other.label(),
    }
}

/// The decision as the record keeps it.
fn decision(
    settings: &ReviewSettings,
    wanted: &DecisionRequest,
    track: &Track,
    template: &Template,
) -> Decision {
    use TrackChange::{Approved, ChangesRequested, Confirmed};
    let mut keys: Vec<&str> = Vec::new();
    if matches!(wanted.what, Approved | Confirmed | ChangesRequested) {
        keys.extend(template.kept_keys());
        keys.extend(wanted.changes.iter().map(|(field, _)| field.as_str()));
    }
    let asked = wanted.changes.iter().map(|(field, text)| RequestedChange {
        field: field.clone(),
        text: text.trim().to_owned(),
        answered: None,
    });
    Decision {
        body: trimmed(wanted.body.as_ref()).or_else(|| trimmed(settings.body.as_ref())),
        moved_by: trimmed(wanted.moved_by.as_ref()),
        seconded_by: trimmed(wanted.seconded_by.as_ref()),
        votes: wanted.votes,
        abstained: filled(&wanted.abstained),
        conditions: filled(&wanted.conditions),
        despite: trimmed(wanted.despite.as_ref()),
        changes: List(asked.collect()),
        corrects: None,
        reviewed: (!keys.is_empty()).then(|| Snapshot::new(track, keys)),
    }
}

/// A track with errors is approved only with a reason.
fn ensure_no_errors(
    now: Now,
    workspace: &Workspace,
    event: &Slug,
    record: &Record<Track>,
    expected: &Track,
    wanted: &DecisionRequest,
) -> std::result::Result<(), Refusal> {
    let mut changed = record.clone();
    changed.value = expected.clone().into();
    let report = engine::run_with_track(workspace, now, event, changed);
    let errors = report.count(Severity::Error);
    if errors == 0 || trimmed(wanted.despite.as_ref()).is_some() {
        return Ok(());
    }
    let name = format!("{event}/{}", record.slug);
    Err(Refusal {
        failure: Failure::refused(format!(
            "{name} has {} as an approved track; nothing was changed",
            plural(errors, "error")
        ))
        .hint("request changes, or approve it with --despite \"why\", which is recorded"),
        report: Some(Box::new(report)),
    })
}

/// The text of a decision that was planned, worked out and not written. A record that reads differently than it was judged is a conflict.
pub fn prepare(root: &Root, planned: &PlannedDecision) -> Result<Prepared<Track>> {
    let entry = proposal::entry_value(&planned.entry)?;
    let prepared = edit::prepare::<Track, _>(root, &planned.file, |editor| {
        if planned.from != planned.expected.status {
            editor.set(
                &yaml::Path::from("status"),
                &Value::from(planned.expected.status.to_string()),
            )?;
        }
        editor.append(&yaml::Path::from("history"), &entry)
    })?;
    if prepared.value != planned.expected {
        return Err(DiskError::Conflict(prepared.path).into());
    }
    Ok(prepared)
}

/// Writes one or several decisions, all or none. The caller holds the locks.
pub fn write<'a>(
    workspace: &Workspace,
    planned: impl IntoIterator<Item = &'a PlannedDecision>,
) -> Result<()> {
    let mut prepared = Vec::new();
    for one in planned {
        workspace.inside(&one.file)?;
        prepared.push(prepare(workspace.root(), one)?);
    }
    let writes: Vec<save::Write> = prepared.into_iter().map(Prepared::into_write).collect();
    Ok(save::write_together(&writes)?)
}

/// The texts without blanks around them, as far as anything is left.
fn filled(list: &[String]) -> Texts {
    let filled = list.iter().map(|text| text.trim());
    filled.filter(|text| !text.is_empty()).collect()
}

/// A text without blanks around it, when anything is left.
pub fn trimmed(text: Option<&String>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
