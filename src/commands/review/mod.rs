//! `cxn review`: from submitted proposals to a decided programme.

pub mod apply;
pub mod decide;
pub mod decision_table;
pub mod diff;
pub mod exception;
pub mod list;
pub mod minutes;

use crate::commands::group::listing;

listing! {
    /// Review proposals: what waits, decisions and their minutes
    pub struct Arguments lists list::Arguments {
        List(list::Arguments),
        Approve(decide::Approve),
        RequestChanges(decide::RequestChanges),
        Defer(decide::Defer),
        Decline(decide::Decline),
        Confirm(decide::Confirm),
        Diff(diff::Arguments),
        Exception(exception::Arguments),
        Apply(apply::Arguments),
        Minutes(minutes::Arguments),
    }
}
