//! `cxn config`: who I am and which settings apply, with where each value came from.

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::context::Context;
use crate::error::Exit;
use crate::render::table::{Cell, Table, text};
use crate::workspace::select;

/// Show who you are and which settings apply, and where each came from
///
/// Who you are is read from config.yaml in the platform's configuration folder, or from the file that `CXN_CONFIG` names:
/// name, email and organization. They are the defaults for a track's lead, for a registration and for "by".
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let me = context.me()?;
        let file = me.file.as_ref().map(|file| file.display().to_string());
        let columns = [
            text("key", "Key"),
            text("value", "Value"),
            text("from", "From"),
        ];
        let mut table = Table::new(columns).with_contacts(true);
        let place = match (&file, me.exists) {
            (Some(file), true) => file.clone(),
            (Some(file), false) => format!("not set; would be in {file}"),
            (None, _) => "not set; this platform has no configuration folder".to_owned(),
        };
        let identity = me.identity;
        for (key, value) in [
            ("name", identity.name),
            ("email", identity.email),
            ("organization", identity.organization),
        ] {
            let from = if value.is_none() && me.exists {
                format!("not set in {place}")
            } else {
                place.clone()
            };
            table.row([Cell::from(key), Cell::from(value), Cell::from(from)]);
        }
        table.row([
            Cell::from("config"),
            Cell::from(file),
            Cell::from(me.origin),
        ]);
        if let Ok(workspace) = context.proposals() {
            table.row([
                Cell::from("workspace"),
                Cell::from(workspace.root().public().display().to_string()),
                Cell::from("cxn.yaml"),
            ]);
            if workspace.root().has_private_half() {
                let half = workspace.root().private_half();
                table.row([
                    Cell::from("private"),
                    Cell::from(half.map(|half| half.display().to_string())),
                    Cell::from(if crate::context::private_half().is_some() {
                        "CXN_PRIVATE"
                    } else {
                        "cxn.yaml"
                    }),
                ]);
            }
            let event = select::current_event(&workspace, context.now);
            let (slug, why) = match (context.named_event(), &event) {
                (Some(named), _) => (Some(named.to_owned()), "--event".to_owned()),
                (None, Some((slug, why))) => (Some(slug.to_string()), why.to_string()),
                (None, None) => (None, "no event, or every event has ended".to_owned()),
            };
            table.row([Cell::from("event"), Cell::from(slug), Cell::from(why)]);
            let declared = workspace
                .settings
                .as_ref()
                .and_then(|settings| settings.value.visibility);
            let (visibility, from) = match (context.visibility, declared) {
                (Some(served), _) => (Some(served.to_string()), "the environment"),
                (None, Some(declared)) => (Some(declared.to_string()), "cxn.yaml"),
                (None, None) => (None, "not set in cxn.yaml"),
            };
            table.row([
                Cell::from("visibility"),
                Cell::from(visibility),
                Cell::from(from),
            ]);
            let private = workspace.private_files();
            table.row([
                Cell::from("private-files"),
                Cell::from(if private { "true" } else { "false" }),
                Cell::from(if private { "cxn.yaml" } else { "default" }),
            ]);
        }
        self.format.print(context, &table.named("settings"))?;
        Ok(Exit::Clean)
    }
}
