//! `cxn publish`: what others read, from the same records. A file a format.

pub mod site;

use crate::commands::group::commands;

commands! {
    /// Publish what others read: the event's site, from the same records
    pub enum Command {
        Site(site::Arguments),
    }
}
