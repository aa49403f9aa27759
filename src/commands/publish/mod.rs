//! `cxn publish`: what others read, from the same records. A file a format.

pub mod calendar;
pub mod confluence;
pub mod csv;
pub mod feed;
pub mod fhir;
mod folder;
pub mod forms;
pub mod json;
pub mod markdown;
mod output;
mod page;
pub mod reminders;
pub mod schedule;
pub mod site;
mod subject;
pub(super) mod target;

use crate::commands::group::commands;

commands! {
    /// Publish what others read, from the same records: the event's site, its calendar, feed, schedule, lists, pages for wikis, FHIR resources, forms, reminders
    pub enum Command {
        Site(site::Arguments),
        Calendar(calendar::Arguments),
        Markdown(markdown::Arguments),
        Confluence(confluence::Arguments),
        Feed(feed::Arguments),
        Schedule(schedule::Arguments),
        Csv(csv::Arguments),
        Json(json::Arguments),
        Fhir(fhir::Arguments),
        Forms(forms::Arguments),
        Reminders(reminders::Arguments),
    }
}
