//! `cxn registrations`: who comes to an event.

mod list;
mod show;

use crate::commands::group::listing;
use crate::model::Registration;

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
