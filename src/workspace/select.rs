//! Which event is meant when none is named.

use chrono::{DateTime, Utc};

use crate::model::{Now, Slug};
use crate::workspace::Workspace;

/// Why an event was chosen; said in the output when it was guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Setting,
    Only,
    /// It is the next one that has not ended.
    Next,
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Setting => "the default-event of cxn.yaml",
            Self::Only => "the only event",
            Self::Next => "the next event that has not ended",
        })
    }
}

/// The event that is meant at any time when none is named: the settings', else the only one.
pub fn fixed_event(workspace: &Workspace) -> Option<(&Slug, Why)> {
    let settings = workspace.settings.as_ref();
    let setting = settings.and_then(|record| record.value.default_event.as_deref());
    if let Some((slug, _)) = setting.and_then(|name| workspace.events.get_key_value(name)) {
        return Some((slug, Why::Setting));
    }
    let only = workspace.events.keys().next();
    let only = only.filter(|_| workspace.events.len() == 1);
    only.map(|slug| (slug, Why::Only))
}

/// The current event when none is named: the settings', else the only one, else the next that has not ended.
pub fn current_event(workspace: &Workspace, now: Now) -> Option<(Slug, Why)> {
    if let Some((slug, why)) = fixed_event(workspace) {
        return Some((slug.clone(), why));
    }
    let upcoming = workspace.events.values().filter_map(|folder| {
        let event = &folder.event.as_ref()?.value;
        let ahead = now.at(event.zone_or_utc()) < event.closes();
        ahead.then(|| (event.opens().with_timezone(&Utc), &folder.slug))
    });
    upcoming
        .min()
        .map(|(_, slug): (DateTime<Utc>, &Slug)| (slug.clone(), Why::Next))
}
