//! How the site looks: built-in templates, style and script, each of which a file in the workspace's `site/` folder replaces.

use std::collections::BTreeMap;

const TEMPLATES: [(&str, &str); 9] = [
    ("base.html", include_str!("parts/base.html")),
    ("index.html", include_str!("parts/index.html")),
    ("event.html", include_str!("parts/event.html")),
    ("tracks.html", include_str!("parts/tracks.html")),
    ("track.html", include_str!("parts/track.html")),
    ("results.html", include_str!("parts/results.html")),
    ("series.html", include_str!("parts/series.html")),
    ("report.html", include_str!("parts/report.html")),
    ("reports.html", include_str!("parts/reports.html")),
];

const FILES: [(&str, &str); 2] = [
    ("style.css", include_str!("parts/style.css")),
    ("local-times.js", include_str!("parts/local-times.js")),
];

/// The endings of files that are published as they are.
const ASSETS: [&str; 9] = [
    "css", "js", "png", "jpg", "jpeg", "svg", "ico", "woff2", "txt",
];

/// Templates by name, and files that are published as they are.
#[derive(Debug, Clone)]
pub struct Look {
    pub templates: BTreeMap<String, String>,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Default for Look {
    fn default() -> Self {
        let templates = TEMPLATES.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let files = FILES.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        Self {
            templates: templates.into(),
            files: files.into(),
        }
    }
}

/// Whether a file of `site/` is published as it is, by its name.
pub fn is_asset(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ASSETS.contains(&ending))
}
