//! `cxn publish`: what others read, from the same records. A file a format.

pub mod calendar;
pub mod confluence;
pub mod markdown;
mod output;
mod page;
pub mod site;
mod subject;
mod target;

use crate::commands::group::commands;

commands! {
    /// Publish what others read, from the same records: the event's site, its calendar, pages for wikis
    pub enum Command {
        Site(site::Arguments),
        Calendar(calendar::Arguments),
        Markdown(markdown::Arguments),
        Confluence(confluence::Arguments),
    }
}
