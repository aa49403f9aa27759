//! References from record to record, `event/track`, and what may have been meant by one that leads nowhere.

use crate::model::nearest::nearest;
use crate::model::{Slug, Track};
use crate::workspace::{Record, Workspace};

/// The event and the track of a text that has the form `event/track`; whether they exist is another question.
pub fn parts(text: &str) -> Option<(&str, &str)> {
    let (event, track) = text.trim().split_once('/')?;
    (Slug::parse(event).is_ok() && Slug::parse(track).is_ok()).then_some((event, track))
}

/// Whether there is a record at `event/track`, readable or not.
pub fn exists(workspace: &Workspace, text: &str) -> bool {
    parts(text).is_some_and(|(event, track)| {
        workspace
            .events
            .get(event)
            .is_some_and(|folder| folder.has_track(track))
    })
}

/// The record at `event/track`, when it reads.
pub fn record<'a>(workspace: &'a Workspace, text: &str) -> Option<&'a Record<Track>> {
    let (event, track) = parts(text)?;
    workspace.events.get(event)?.tracks.get(track)
}

/// References near to one that leads nowhere, nearest first: of the same event when there is one, else of events with a name like it.
pub fn near(workspace: &Workspace, text: &str) -> Vec<String> {
    let Some((event, track)) = text.trim().split_once('/') else {
        // A track alone: the event it is meant of is left out.
        let everywhere = workspace
            .events
            .values()
            .filter(|folder| folder.has_track(text.trim()));
        return everywhere
            .take(3)
            .map(|folder| format!("{}/{}", folder.slug, text.trim()))
            .collect();
    };
    if let Some(folder) = workspace.events.get(event) {
        let near = nearest(track, folder.track_names());
        return near
            .iter()
            .map(|track| format!("{event}/{track}"))
            .collect();
    }
    let events = nearest(event, workspace.events.keys().map(Slug::as_str));
    events
        .iter()
        .filter_map(|event| {
            let folder = workspace.events.get(event.as_str())?;
            let track = if folder.has_track(track) {
                track.to_owned()
            } else {
                nearest(track, folder.track_names()).into_iter().next()?
            };
            Some(format!("{event}/{track}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::File;
    use crate::workspace::load::Scope;

    fn workspace() -> Workspace {
        let texts = [
            "2026-05-rotterdam/tracks/bulk-data",
            "2026-05-rotterdam/tracks/subscriptions",
            "2026-09-rockville/tracks/patient",
        ];
        let overlay = texts.map(|path| {
            let file = File::new(&format!("events/{path}.yaml"));
            (file, "title: T\n".to_owned())
        });
        let root = std::path::Path::new("/nonexistent/workspace");
        Workspace::load_with(
            &crate::workspace::Root::whole(root),
            &Scope::default(),
            overlay.into(),
        )
        .unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn only_two_slugs_make_a_reference() {
        assert_eq!(parts(" 2026-05/patient "), Some(("2026-05", "patient")));
        for text in [
            "patient",
            "a/b/c",
            "Client/Server",
            "../patient",
            "/patient",
            "2026-05/",
            "",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn what_leads_nowhere_finds_what_was_meant() {
        let workspace = workspace();
        assert!(exists(&workspace, "2026-05-rotterdam/bulk-data"));
        assert!(!exists(&workspace, "2026-05-rotterdam/patient"));
        assert!(record(&workspace, "2026-09-rockville/patient").is_some());
        let near = |text| near(&workspace, text);
        assert_eq!(
            near("2026-05-rotterdam/bulk-dta"),
            ["2026-05-rotterdam/bulk-data"]
        );
        assert_eq!(
            near("2026-05-roterdam/bulk-dta"),
            ["2026-05-rotterdam/bulk-data"]
        );
        assert_eq!(near("subscriptions"), ["2026-05-rotterdam/subscriptions"]);
        assert_eq!(near("zzz/zzz"), Vec::<String>::new());
        assert_eq!(near("zzz"), Vec::<String>::new());
    }
}
