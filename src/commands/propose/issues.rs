//! A list of issues as drafts: each issue is one proposal, which it brings once, takes back and takes up again.

use anyhow::Result;

use super::Arguments;
use super::page;
use super::values::Source;
use crate::commands::actor;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::import::issue::{self, Issue, Refused};
use crate::import::proposal::headings::Headings;
use crate::import::table::encoding;
use crate::model::plural::plural;
use crate::model::track::TrackChange;
use crate::model::{Event, Slug, Template, Track};
use crate::process::proposal;
use crate::process::proposal::issue::{Outcome, closed, open_again, outcome, source};
use crate::process::proposal::page::Placement;
use crate::render::placements;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, Record, Workspace, edit};
use crate::yaml::{self, Value};

/// The issues of a file that is a list of them, by number, and what in it is none.
pub struct Issues {
    issues: Vec<(String, Issue)>,
    refused: Vec<Refused>,
}

/// Reads a file, if it is a list of issues.
pub fn list(shown: &str, bytes: &[u8]) -> Result<Option<Issues>> {
    let text = encoding::decode(bytes).ok();
    let Some(text) = text.filter(|text| issue::is_list(text)) else {
        return Ok(None);
    };
    let list = issue::list(&text).map_err(|reason| {
        Failure::usage(format!("{shown} {}", reason.message)).maybe_hint(reason.hint)
    })?;
    let (mut issues, mut refused) = (Vec::new(), Vec::new());
    for (at, one) in list.into_iter().enumerate() {
        match one.map(|one| (one.reference(), one)) {
            Ok((Some(reference), one)) => issues.push((reference, one)),
            Ok((None, one)) => refused.push(Refused {
                at: at + 1,
                number: None,
                why: one.without_number(),
            }),
            Err(one) => refused.push(one),
        }
    }
    // Digits alone: of two numbers the shorter one is less.
    issues.sort_by_cached_key(|(reference, _)| (reference.len(), reference.clone()));
    Ok(Some(Issues { issues, refused }))
}

/// What became of the issues of a list.
#[derive(Default)]
struct Tally {
    unchanged: usize,
    others: usize,
    refused: usize,
    is_open: bool,
    /// The drafts, each with what became of its headings.
    drafts: Vec<(String, Vec<Placement>)>,
}

impl Arguments {
    /// Drafts what is new, and says or does what the others come to.
    pub(super) fn take_issues(
        &mut self,
        context: &mut Context,
        slug: &Slug,
        (event, template): (&Record<Event>, &Template),
        list: &Issues,
    ) -> Result<Exit> {
        if self.title.is_some() || self.slug.is_some() || self.carry.is_some() || self.edit {
            let failure = Failure::usage("a list of issues names its tracks itself");
            return Err(failure
                .hint("leave out TITLE, --slug, --carry and --edit")
                .into());
        }
        let mut tally = Tally::default();
        for refused in &list.refused {
            let said = line(&format!("{refused}: {}", refused.why), MESSAGE_LENGTH);
            self.tell(context, &format!("{said}\n"))?;
            tally.refused += 1;
        }
        let done = self.take_each(context, slug, (event, template), &list.issues, &mut tally);
        if self.is_for_programs() {
            let table = placements::table(&tally.drafts);
            self.format.print(context, &table.named("headings"))?;
        }
        done?;
        let refused = match tally.refused {
            0 => String::new(),
            refused => format!(", {refused} refused"),
        };
        let said = format!(
            "{}: {} unchanged, {} without a proposal{refused}\n",
            plural(list.issues.len() + list.refused.len(), "issue"),
            tally.unchanged,
            tally.others
        );
        self.tell(context, &said)?;
        Ok(if tally.is_open || tally.refused > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    fn take_each(
        &mut self,
        context: &mut Context,
        slug: &Slug,
        (event, template): (&Record<Event>, &Template),
        issues: &[(String, Issue)],
        tally: &mut Tally,
    ) -> Result<()> {
        let headings = Headings::new(template);
        let by = actor::configured(context, None)?;
        let mut workspace = context.proposals()?;
        for (reference, one) in issues {
            match outcome(&workspace.events[slug], one, reference) {
                Outcome::LeftOut => tally.others += 1,
                Outcome::Unchanged(_) => tally.unchanged += 1,
                Outcome::New => {
                    let known = (&workspace, slug, event, template);
                    self.new_issue(context, known, one, (reference, &headings), tally)?;
                    workspace = context.proposals()?;
                }
                Outcome::ClosedAfterDecision(record) => {
                    tally.unchanged += 1;
                    context.say(&format!(
                        "note: issue {reference} is closed, and {slug}/{} is {} and stays so",
                        record.slug,
                        record.value.status.label()
                    ));
                }
                Outcome::Closed(record) => {
                    let track = record.slug.clone();
                    let what = record.value.status.label();
                    if !self.may_withdraw(context, slug, &track, reference, &what)? {
                        tally.is_open = true;
                        continue;
                    }
                    let why = closed(reference);
                    let _lock = edit::lock(workspace.root(), &File::track(slug, &track))?;
                    workspace = context.proposals()?;
                    proposal::change_status(
                        &workspace,
                        (slug, &track),
                        TrackChange::Withdrawn,
                        by.clone(),
                        &why,
                        context.now,
                    )?;
                    self.tell(context, &format!("withdrew {slug}/{track}: {why}\n"))?;
                    workspace = context.proposals()?;
                }
                Outcome::Reopened(record) => {
                    let track = record.slug.clone();
                    let why = open_again(reference);
                    let _lock = edit::lock(workspace.root(), &File::track(slug, &track))?;
                    workspace = context.proposals()?;
                    proposal::change_status(
                        &workspace,
                        (slug, &track),
                        TrackChange::Reopened,
                        by.clone(),
                        &why,
                        context.now,
                    )?;
                    let said = format!("{slug}/{track} is a draft again: {why}\n");
                    self.tell(context, &said)?;
                    workspace = context.proposals()?;
                }
                Outcome::Edited(record) => {
                    self.tell_edit(context, slug, record, one, (reference, &headings))?;
                    workspace = context.proposals()?;
                }
            }
        }
        Ok(())
    }

    /// Drafts the proposal of an issue, where it holds one. An issue that cannot be a track does not stop the others.
    fn new_issue(
        &mut self,
        context: &mut Context,
        (workspace, slug, event, template): (&Workspace, &Slug, &Record<Event>, &Template),
        one: &Issue,
        (reference, headings): (&str, &Headings<'_>),
        tally: &mut Tally,
    ) -> Result<()> {
        let body = one.body.as_deref().unwrap_or_default();
        let draft = page::issue(body, headings)
            .map_err(|reason| Failure::usage(reason.message).maybe_hint(reason.hint));
        let draft = match draft {
            Ok(None) => {
                tally.others += 1;
                return Ok(());
            }
            Ok(Some(draft)) => Ok(draft),
            Err(failure) => Err(failure.into()),
        };
        self.tell(context, &format!("issue {reference}: "))?;
        let drafted = draft.and_then(|draft| {
            let mut values = draft.values;
            values.insert("source".into(), yaml::to_value(source(one, reference))?);
            if let (false, Some(title)) = (values.contains_key("title"), &one.title) {
                values.insert("title".into(), title.trim().into());
            }
            let source = Source {
                values,
                placements: draft.placements,
            };
            if let Some(remark) = self.admit(context, event)? {
                context.say(&remark);
            }
            self.draft(context, workspace, (event, template), (slug, None), source)
        });
        match drafted {
            Ok((exit, draft)) => {
                tally.is_open |= exit != Exit::Clean;
                tally.drafts.push(draft);
            }
            Err(error) => {
                let failure = error.downcast::<Failure>()?;
                let said = line(&failure.message, MESSAGE_LENGTH);
                self.tell(context, &format!("{said}\n"))?;
                tally.refused += 1;
            }
        }
        Ok(())
    }

    /// Whether a proposal is taken back whose issue was closed: said with --withdraw, else asked; elsewhere it is told.
    fn may_withdraw(
        &self,
        context: &mut Context,
        event: &Slug,
        track: &Slug,
        reference: &str,
        status: &str,
    ) -> Result<bool> {
        if self.withdraw {
            return Ok(true);
        }
        if context.interactive && !self.given.reads_standard_input() {
            let question = format!(
                "Issue {reference} is closed, and {event}/{track} is {status}. Withdraw it? (yes, no)"
            );
            let answer = context.ask_until(&question, |answer| match answer {
                "yes" => Ok(true),
                "no" => Ok(false),
                _ => Err("expected yes or no".to_owned()),
            })?;
            return Ok(answer.unwrap_or(false));
        }
        let said = format!(
            "issue {reference} is closed, and {event}/{track} is {status}: pass --withdraw to take it back\n"
        );
        self.tell(context, &said)?;
        Ok(false)
    }

    /// Says once that an issue was edited after its track was drafted, and what it says now that the record does not. The record is its
    /// lead's: nothing in it is changed but which text of the issue is known.
    fn tell_edit(
        &self,
        context: &mut Context,
        event: &Slug,
        record: &Record<Track>,
        one: &Issue,
        (reference, headings): (&str, &Headings<'_>),
    ) -> Result<()> {
        let draft = page::issue(one.body.as_deref().unwrap_or_default(), headings);
        let said = draft.ok().flatten().map(|draft| draft.values);
        let said = said.unwrap_or_default();
        // In the form of a record, where one text and a list of one are the same.
        let read = yaml::from_value::<Track>(Value::Mapping(said.clone())).ok();
        let read = read.map(yaml::to_value).transpose()?;
        let written = yaml::to_value(&*record.value)?;
        let keys = said.keys().filter_map(Value::as_str);
        let differs =
            |key: &&str| read.as_ref().and_then(|read| read.get(*key)) != written.get(*key);
        let keys: Vec<&str> = keys.filter(differs).collect();
        let what = if keys.is_empty() {
            "says what the record says".to_owned()
        } else {
            format!("differs from the record in {}", keys.join(", "))
        };
        let said = format!(
            "issue {reference} was edited, and {what}: {event}/{} stays as it is\n",
            record.slug
        );
        self.tell(context, &said)?;
        let workspace = context.proposals()?;
        let file = workspace
            .inside(&record.file)
            .map(|_| record.file.clone())?;
        let _lock = edit::lock(workspace.root(), &file)?;
        let digest = proposal::issue::digest(one);
        edit::change::<Track, _>(workspace.root(), &file, |editor| {
            editor.set(
                &yaml::Path::from("source").key("digest"),
                &Value::from(digest.as_str()),
            )
        })?;
        Ok(())
    }
}
