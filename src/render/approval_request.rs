//! The approval request of an out-of-cycle event: its head, each criterion with its answer, and what became of the request.

use std::fmt::Write as _;

use chrono::DateTime;
use serde_json::json;

use crate::analysis::approval_criteria;
use crate::analysis::approval_criteria::CRITERIA;
use crate::model::approval::Approval;
use crate::model::timeline::{day_text, moment_text};
use crate::model::zone::Tz;
use crate::model::{Event, Slug};
use crate::render::document::{Document, Section};
use crate::render::event;
use crate::render::table::{Cell, Table, text};

/// The approval request as a document. It has no email addresses.
pub fn document(slug: &Slug, of: &Event, now: DateTime<Tz>) -> Document {
    let mut sections = vec![
        event::head(slug, of, now),
        approval(of),
        Section::new("criteria", "Criteria", criteria_table(of)).footer(Some(summary(of))),
    ];
    let gaps = gaps(of);
    if !gaps.is_empty() {
        sections.push(Section::new("missing", "Missing", gaps));
    }
    if !of.history.is_empty() {
        sections.push(Section::new("history", "History", history(of)));
    }
    Document { sections }
}

fn approval(of: &Event) -> Section {
    let approval = of.approval();
    let mut table = Table::new([text("status", "Approval"), text("open", "Open criteria")]);
    let open = approval_criteria::open_criteria(of);
    let keys = open.iter().map(|criterion| criterion.key().to_owned());
    table.row([approval.as_str().into(), Cell::List(keys.collect())]);
    let mut note = match approval {
        Approval::Submitted => "requested, not decided".to_owned(),
        other => other.describe().to_owned(),
    };
    if let Some(entry) = of.decided() {
        let day = entry.when.0.with_timezone(&of.zone_or_utc()).date_naive();
        let _ = write!(note, " on {}", day_text(day));
        let decision = entry.decision.as_ref();
        if let Some(body) = decision.and_then(|decision| decision.body.as_deref()) {
            let _ = write!(note, " by {body}");
        }
        if let Some(why) = decision.and_then(|decision| decision.despite.as_deref()) {
            let _ = write!(note, ", despite open criteria: {why}");
        }
    }
    Section::new("approval", "Approval", table).as_note(note)
}

fn criteria_table(of: &Event) -> Table {
    let mut table = Table::new([
        text("criterion", "Criterion").for_programs(),
        text("asks", "Criterion"),
        text("state", "State"),
        text("answer", "Answer").prose(),
        text("missing", "Missing").for_programs(),
    ]);
    for criterion in CRITERIA {
        let gaps = criterion.gaps(of);
        let answers = criterion.answers(of);
        let missing: Vec<String> = gaps.iter().map(|gap| gap.what.to_owned()).collect();
        table.row([
            criterion.key().into(),
            criterion.title().into(),
            if gaps.is_empty() { "ok" } else { "missing" }.into(),
            Cell::Data(answers.join("; "), json!(answers)),
            Cell::List(missing),
        ]);
    }
    table
}

fn summary(of: &Event) -> String {
    let (all, open) = (CRITERIA.len(), approval_criteria::open_criteria(of).len());
    match open {
        0 => format!("all {all} criteria are met; approval stays a judgment call"),
        1 => format!("1 of {all} criteria is open"),
        open => format!("{open} of {all} criteria are open"),
    }
}

fn gaps(of: &Event) -> Table {
    let mut table = Table::new([
        text("field", "Field"),
        text("what", "What is missing").prose(),
        text("help", "What to do").prose(),
    ]);
    for gap in CRITERIA.iter().flat_map(|criterion| criterion.gaps(of)) {
        table.row([gap.path.into(), gap.what.into(), gap.help.into()]);
    }
    table
}

fn history(of: &Event) -> Table {
    let mut table = Table::new([
        text("when", "When"),
        text("what", "What"),
        text("by", "By"),
        text("body", "Body"),
        text("moved-by", "Moved by"),
        text("seconded-by", "Seconded by"),
        text("votes", "Votes"),
        text("abstained", "Abstained"),
        text("note", "Note").prose(),
        text("despite", "Despite").prose(),
    ]);
    let entries = of.history.iter();
    for entry in entries.filter(|entry| entry.what.is_of_approval()) {
        let decision = entry.decision.clone().unwrap_or_default();
        let when = moment_text(entry.when, of.zone_or_utc());
        let abstained = if decision.abstained.is_none() {
            Cell::Empty
        } else {
            Cell::List(decision.abstained.to_vec())
        };
        table.row([
            Cell::Data(when, json!(entry.when)),
            entry.what.to_string().into(),
            entry.by.as_deref().into(),
            decision.body.into(),
            decision.moved_by.into(),
            decision.seconded_by.into(),
            decision.votes.map(|votes| votes.to_string()).into(),
            abstained,
            entry.note.as_deref().into(),
            decision.despite.into(),
        ]);
    }
    table
}
