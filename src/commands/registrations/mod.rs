//! `cxn registrations`: who comes to an event.

mod list;
mod show;

use crate::commands::group::listing;
use crate::context::Context;
use crate::model::plural::one_or;
use crate::model::{Registration, Slug};
use crate::workspace::Workspace;

listing! {
    /// List and show registrations
    pub struct Arguments lists list::Arguments {
        List(list::Arguments),
        Show(show::Arguments),
    }
}

/// Every role a person or one of their systems plays, as written, each once.
fn roles(person: &Registration) -> Vec<String> {
    let mut roles = Vec::new();
    for (track, role) in person.played_roles() {
        let role = format!("{track}/{role}");
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// Says on standard error how many registrations of an event are missing because their files cannot be parsed.
pub fn note_unread(context: &mut Context, workspace: &Workspace, event: &Slug) {
    let folder = format!("events/{event}/registrations/");
    let unread = workspace
        .unread
        .iter()
        .filter(|unread| unread.file.as_str().starts_with(&folder))
        .count();
    if unread > 0 {
        let what = one_or(
            unread,
            "file cannot be parsed and is",
            "files cannot be parsed and are",
        );
        context.say(&format!(
            "warning: {unread} {what} left out; run 'cxn check {}' to see why",
            folder.trim_end_matches('/')
        ));
    }
}
