//! `cxn event`: events and their timelines.

mod approval;
mod decide;
mod event_form;
mod from;
mod list;
mod messages;
mod milestones;
mod new;
mod page;
mod request;
mod set;
mod show;
pub mod values;

use crate::commands::group::listing;

listing! {
    /// Create, list, show and change events, and have them approved
    pub struct Arguments lists list::Arguments {
        New(Box<new::Arguments>),
        List(list::Arguments),
        Show(show::Arguments),
        Set(set::Arguments),
        Submit(decide::Submit),
        Approve(Box<decide::Approve>),
        Decline(Box<decide::Decline>),
        #[command(alias = "dossier")]
        Approval(approval::Arguments),
    }
}
