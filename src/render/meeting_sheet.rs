//! Meetings as a table for a screen, and as a sheet that people take along and fill in.

use serde_json::json;

use crate::analysis::implementers::Implementation;
use crate::analysis::meetings::{Meeting, Plan};
use crate::analysis::systems::{Found, Known, Systems};
use crate::model::zone::Tz;
use crate::model::{Moment, Slug, When};
use crate::render::document::{Document, Section};
use crate::render::table::{Cell, Column, Format, Table, number, text};
use crate::render::timeline::date;

/// How meetings are shown.
pub struct Sheet<'a> {
    pub event: &'a Slug,
    pub systems: &'a Systems<'a>,
    pub zone: Tz,
    pub format: Format,
    /// Whether people are named.
    pub with_contacts: bool,
}

impl Sheet<'_> {
    /// The meetings of tracks: one table, and in Markdown, which is printed, one for each track.
    pub fn document(&self, plans: &[Plan<'_>]) -> Document {
        if self.format == Format::Markdown {
            let sections = plans.iter().filter(|plan| !plan.meetings.is_empty());
            let sections = sections.map(|plan| {
                let title = &plan.track.value.title;
                Section::new("meetings", title, self.table(std::slice::from_ref(plan)))
            });
            return Document {
                sections: sections.collect(),
            };
        }
        Document {
            sections: vec![Section::new("meetings", "", self.table(plans))],
        }
    }

    /// The meetings of tracks as one table, each track's by its rounds.
    pub fn table(&self, plans: &[Plan<'_>]) -> Table {
        let all = || plans.iter().flat_map(|plan| &plan.meetings);
        // What no meeting has is no column for people; programs find every key.
        let shown = |column: Column, is_there: bool| {
            if is_there {
                column
            } else {
                column.for_programs()
            }
        };
        let has_time = all().any(|one| one.slot.time.is_some());
        let has_room = all().any(|one| one.slot.room.is_some());
        let has_address = all().any(|one| self.address(one.server).is_some());
        let mut columns = vec![
            shown(text("track", "Track"), plans.len() > 1),
            text("day", "Day"),
            shown(text("starts", "From"), has_time),
            shown(text("ends", "To"), has_time),
            shown(text("room", "Room"), has_room),
            number("round", "Round"),
            text("scenario", "Scenario"),
            text("client", "Client"),
            text("client-organization", "Client's organization"),
            text("server", "Server"),
            text("server-organization", "Server's organization"),
            shown(text("server-address", "Server's address"), has_address),
        ];
        if self.with_contacts {
            columns.push(text("client-contact", "Client's contact"));
            columns.push(text("server-contact", "Server's contact"));
        }
        if self.has_room_to_fill_in() {
            columns.push(text("verdict", "Verdict"));
            columns.push(text("issues", "Issues"));
            columns.push(text("note", "Note"));
        }
        let mut table = Table::new(columns);
        for plan in plans {
            for meeting in &plan.meetings {
                table.row(self.row(plan, meeting));
            }
        }
        table
    }

    /// A sheet is filled in by hand or in a spreadsheet, and read again by `cxn result import`.
    fn has_room_to_fill_in(&self) -> bool {
        matches!(self.format, Format::Markdown | Format::Csv)
    }

    fn row(&self, plan: &Plan<'_>, meeting: &Meeting<'_>) -> Vec<Cell> {
        let slot = meeting.slot;
        let time = |at: chrono::DateTime<Tz>| {
            let exact = Moment(at.fixed_offset()).to_string();
            Cell::Data(at.format("%H:%M").to_string(), json!(exact))
        };
        let (client, server) = (meeting.client, meeting.server);
        let mut cells = vec![
            Cell::track(self.event, &plan.track.slug),
            date(When::Day(slot.day), self.zone),
            slot.time.map_or(Cell::Empty, |(starts, _)| time(starts)),
            slot.time.map_or(Cell::Empty, |(_, ends)| time(ends)),
            slot.room.map_or(Cell::Empty, Cell::from),
            meeting.round.into(),
            meeting.scenario.id.as_str().into(),
            self.name(client),
            client.organization.as_str().into(),
            self.name(server),
            server.organization.as_str().into(),
            self.address(server).map_or(Cell::Empty, Cell::from),
        ];
        if self.with_contacts {
            cells.push(self.contact(client));
            cells.push(self.contact(server));
        }
        if self.has_room_to_fill_in() {
            cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
        }
        cells
    }

    /// A system by its name, in full where two share it; a person who has none yet brings one to come.
    fn name(&self, player: &Implementation) -> Cell {
        let Some(name) = player.system.as_deref() else {
            return "(to come)".into();
        };
        match self.systems.find(name) {
            Found::One(_) => name.into(),
            Found::Several(_) | Found::None => {
                format!("{}/{}", player.organization.trim(), name.trim()).into()
            }
        }
    }

    fn known(&self, player: &Implementation) -> Option<&Known<'_>> {
        let name = player.system.as_deref()?;
        let full = format!("{}/{}", player.organization.trim(), name.trim());
        let found = [self.systems.find(&full), self.systems.find(name)];
        found.into_iter().find_map(|found| match found {
            Found::One(at) => self.systems.all.get(at),
            _ => None,
        })
    }

    fn address(&self, player: &Implementation) -> Option<&str> {
        let address = self.known(player)?.base_url?.trim();
        (!address.is_empty()).then_some(address)
    }

    /// The person to look for.
    fn contact(&self, player: &Implementation) -> Cell {
        let people = self.known(player).map(|known| known.people.as_slice());
        let person = people.unwrap_or_default().first().map(|one| &one.value);
        match person {
            Some(person) => person.name.trim().into(),
            None => player.person.as_str().into(),
        }
    }
}
