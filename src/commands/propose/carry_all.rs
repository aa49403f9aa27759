//! `cxn propose --carry-all`: the tracks of the last event, each offered to its leads as a draft.

use anyhow::Result;

use crate::commands::propose::{Arguments, carry, text};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::person::{Person, fold};
use crate::model::placeholder::is_unanswered;
use crate::model::plural::plural;
use crate::model::{Event, Slug, Template, Track};
use crate::process::proposal::Window;
use crate::render::table::{Cell, Format, Table, text as column};
use crate::workspace::{EventFolder, File, Record, Workspace, proposal_form};

impl Arguments {
    /// Drafts every track of the last event that the event does not have yet, and says who has to be told.
    pub(super) fn offer_all(
        &self,
        context: &mut Context,
        workspace: &Workspace,
        (event, template): (&Record<Event>, &Template),
    ) -> Result<Exit> {
        let folder = &workspace.events[&event.slug];
        let last = self.last_event(context, workspace, event)?;
        let tracks = last.tracks.values().filter(|track| last.takes_place(track));
        let (mut drafted, mut left) = (Vec::new(), Vec::new());
        for track in tracks {
            match already(folder, last, track) {
                Some(own) => left.push((track, own)),
                None => drafted.push(track),
            }
        }
        for track in &drafted {
            let mut values = carry::content(context, workspace, &last.slug, &track.slug)?;
            if self.late.is_some() {
                self.record_late(context, event, &mut values)?;
            }
            proposal_form::sketch(template, &mut values);
            let text = text(template, event, &track.slug, &values)?;
            if !self.dry_run {
                let file = File::track(&event.slug, &track.slug);
                self.write(context, workspace, &file, &track.slug, &text)?;
            }
        }
        let verb = if self.dry_run {
            "would create"
        } else {
            "created"
        };
        let drafts = plural(drafted.len(), "draft");
        context.print(&format!(
            "{verb} {drafts} for {}, carried from {}\n",
            event.slug, last.slug
        ))?;
        if !drafted.is_empty() {
            let table = offers(&event.slug, &drafted);
            context.print(&table.render(Format::Table, None, context.style))?;
        }
        if !left.is_empty() {
            let left: Vec<String> = left
                .iter()
                .map(|(track, own)| {
                    if track.slug == **own {
                        own.to_string()
                    } else {
                        format!("{} (as {own})", track.slug)
                    }
                })
                .collect();
            context.print(&format!(
                "left alone, they are there already: {}\n",
                left.join(", ")
            ))?;
        }
        for slug in &last.unread_tracks {
            context.say(&format!(
                "note: track '{0}/{slug}' cannot be parsed and is left out; run 'cxn check {0}/{slug}'",
                last.slug
            ));
        }
        if !drafted.is_empty() {
            let window = Window::new(event, context.now);
            let due = window.close();
            let due = due.map_or_else(String::new, |close| format!("  by {}", close.with_origin()));
            context.print(&format!(
                "next: tell the leads to read their drafts: what was learned, what changes, who leads\n      \
                 cxn check {0}\n      cxn submit {0}/TRACK{due}\n",
                event.slug
            ))?;
        }
        Ok(Exit::Clean)
    }

    /// The event that was named, else the latest before this one with a track that took place.
    fn last_event<'w>(
        &self,
        context: &mut Context,
        workspace: &'w Workspace,
        event: &Record<Event>,
    ) -> Result<&'w EventFolder> {
        let named = self.carry_all.as_deref().filter(|name| !name.is_empty());
        if let Some(name) = named {
            let last = context.event_named(workspace, name)?;
            if last == event.slug {
                return Err(Failure::usage(format!(
                    "the tracks of '{last}' cannot be carried to '{last}' itself"
                ))
                .hint("name the event they go to with --event")
                .into());
            }
            return Ok(&workspace.events[&last]);
        }
        let opens = event.value.opens();
        let earlier = workspace.events.values().filter_map(|folder| {
            let before = folder.event.as_ref()?.value.opens();
            let mut tracks = folder.tracks.values();
            let mut has_tracks = || tracks.any(|track| folder.takes_place(track));
            (before < opens && folder.slug != event.slug && has_tracks())
                .then_some((before, folder))
        });
        let last = earlier.max_by_key(|(before, _)| *before);
        Ok(last.map(|(_, folder)| folder).ok_or_else(|| {
            Failure::not_found(format!(
                "no event before '{}' has a track that took place",
                event.slug
            ))
            .hint("name the event with --carry-all=EVENT, or the event they go to with --event")
        })?)
    }
}

/// The track of an event that is a track of the last one already, whatever became of it.
fn already<'f>(
    folder: &'f EventFolder,
    last: &EventFolder,
    track: &Record<Track>,
) -> Option<&'f Slug> {
    if let Some(slug) = folder.unread_tracks.get(&track.slug) {
        return Some(slug);
    }
    let origin = format!("{}/{}", last.slug, track.slug);
    let is_it = |own: &&Record<Track>| {
        own.slug == track.slug
            || own.value.carried_from.as_deref().map(str::trim) == Some(origin.as_str())
            || fold(&own.value.title) == fold(&track.value.title)
    };
    folder.tracks.values().find(is_it).map(|own| &own.slug)
}

/// What is offered to whom.
fn offers(event: &Slug, drafted: &[&Record<Track>]) -> Table {
    let mut table = Table::new([
        column("track", "Draft"),
        column("title", "Title"),
        column("leads", "Tell"),
    ]);
    for track in drafted {
        let leads = track.value.leads.iter();
        let known = leads.filter(|lead| !is_unanswered(lead.name.as_deref()));
        let mut leads: Vec<String> = known.filter_map(Person::display_name).collect();
        if leads.is_empty() {
            leads.push("no lead is named: find one".to_owned());
        }
        table.row([
            Cell::from(format!("{event}/{}", track.slug)),
            track.value.title.as_str().into(),
            Cell::List(leads),
        ]);
    }
    table
}
