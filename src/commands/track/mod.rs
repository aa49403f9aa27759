//! `cxn track`: the tracks of an event.

pub mod conflicts;
pub mod edit;
pub mod list;
pub mod set;
pub mod show;

use crate::commands::group::listing;

listing! {
    /// List, show and change tracks
    pub struct Arguments lists list::Arguments {
        List(list::Arguments),
        Show(show::Arguments),
        Set(set::Arguments),
        Edit(edit::Arguments),
        Conflicts(conflicts::Arguments),
    }
}
