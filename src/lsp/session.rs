//! A workspace that documents are open of: kept loaded, and judged once something in it changed.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::check;
use crate::check::Report;
use crate::model::Now;
use crate::workspace::{File, Live, Root, Selection, Workspace};

#[derive(Debug, Default)]
pub struct Session {
    /// `None` before it is loaded, and where that failed.
    live: Option<Live>,
    /// What was found in the open documents, unless something changed since.
    report: Option<Report>,
}

impl Session {
    /// Takes the texts that are open now; with a look at the files, where that is asked for. What cannot be loaded is tried again.
    pub fn update(
        &mut self,
        root: &Root,
        texts: BTreeMap<File, String>,
        now: SystemTime,
        look: bool,
    ) {
        let changed = match &mut self.live {
            Some(live) => {
                let looked = if look { live.look(now) } else { Ok(false) };
                looked.and_then(|different| Ok(live.set_texts(texts, now)? || different))
            }
            None => Live::load(root, texts, now).map(|live| {
                self.live = Some(live);
                true
            }),
        };
        match changed {
            Ok(false) => {}
            Ok(true) => self.report = None,
            Err(_) => *self = Self::default(),
        }
    }

    pub fn workspace(&self) -> Option<&Workspace> {
        self.live.as_ref().map(Live::workspace)
    }

    /// Judges the open documents, all at once, unless nothing changed since.
    pub fn judge(&mut self, now: Now) {
        if let (Some(live), None) = (&self.live, &self.report) {
            let workspace = live.workspace();
            let open = workspace.overlay.keys();
            let open = open.map(|file| file.as_str().to_owned()).collect();
            self.report = Some(check::run(workspace, now, &Selection::Paths(open)));
        }
    }

    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }
}

#[cfg(test)]
mod tests;
