//! `cxn track show`: a track with every field that is answered.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::TableFormat;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::one_or_many::List;
use crate::model::{Template, Track};
use crate::process::proposal;
use crate::render::contacts;
use crate::render::contract;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::{Cell, Format, Table, pretty, text};
use crate::render::track_text;

/// Show a track with every field that is answered
///
/// Addresses, names in the chat, notes and ways to join a call are shown only with --with-contacts.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// Also show personal data
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let (event, slug) = context.track(&workspace, &self.track)?;
        let record = proposal::track_record(&workspace, &event, &slug)?;
        let mut value = serde_json::to_value(&*record.value)?;
        if !self.with_contacts {
            contacts::hide(&mut value);
        }
        // Everything below shows the record as it is left, so nothing that was taken out can come back.
        let track: Track = serde_json::from_value(value.clone())
            .map_err(|error| Failure::other(format!("{} cannot be shown: {error}", record.file)))?;
        let template = proposal::event_record(&workspace, &event)
            .and_then(|event| proposal::event_template(&workspace, event));
        let empty = Template {
            title: String::new(),
            description: None,
            fields: List::default(),
            report: List::default(),
        };
        let template = template.unwrap_or(&empty);
        let fields = track_text::fields(&track, template, workspace.events[&event].zone());
        match self.format.format {
            Format::Json => {
                trim(&mut value);
                let parts = [("track".to_owned(), value)];
                let document = contract::envelope(Some(event.as_str()), parts);
                context.print(&pretty(&document))?;
            }
            Format::Table => {
                let head = format!("{}  {event}/{slug}", line(&track.title, MESSAGE_LENGTH));
                let head = context.style.bold(&head);
                let body = track_text::render(&fields);
                context.print(&format!("{head}\n{}\n{body}", track.status.label()))?;
            }
            Format::Csv | Format::Markdown => {
                let columns = [
                    text("key", "Key"),
                    text("field", "Field"),
                    text("answer", "Answer").uncut(),
                ];
                let mut table = Table::new(columns).with_contacts(self.with_contacts);
                for field in &fields {
                    table.row([
                        Cell::from(field.key.as_str()),
                        field.title.as_str().into(),
                        field.lines.join("\n").into(),
                    ]);
                }
                self.format.print(context, &table.named("fields"))?;
            }
        }
        Ok(Exit::Clean)
    }
}

/// Leaves out what a record does not say, as its file does.
fn trim(value: &mut serde_json::Value) {
    use serde_json::Value::{Array, Null, Object};
    match value {
        Object(map) => {
            map.values_mut().for_each(trim);
            map.retain(|_, value| match value {
                Null => false,
                Array(items) => !items.is_empty(),
                Object(map) => !map.is_empty(),
                _ => true,
            });
        }
        Array(items) => items.iter_mut().for_each(trim),
        _ => {}
    }
}
