//! The open documents: their texts as they are in the editor, and which workspace each is of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lsp_types::{Diagnostic, Uri};

use crate::workspace::{File, Root, find};

pub struct Open {
    pub uri: Uri,
    /// The version of the text, where the client counts them.
    pub version: Option<i32>,
    pub text: String,
    /// The workspace and the record that it is, when it is one.
    pub place: Option<(Root, File)>,
    /// Whether the text changed since its findings were published.
    pub is_new: bool,
    /// The findings that the client shows.
    pub shown: Vec<Diagnostic>,
}

/// Where documents can be: what the client and the environment say of it.
#[derive(Default)]
pub struct Places {
    /// The folders that the client has open: a record of a private half is found from its workspace.
    pub folders: Vec<PathBuf>,
    /// The private half that the environment names.
    pub private: Option<PathBuf>,
}

impl Places {
    /// The workspace that a path is in, and the record that it is there: of one that has it in its private half, else of the one of
    /// the folders above it.
    pub fn place(&self, path: &Path) -> Option<(Root, File)> {
        let open = |folder: &Path| {
            let public = find::upwards(folder).ok()?;
            Root::open(public, self.private.as_deref()).ok()
        };
        let of_client = self.folders.iter().filter_map(|folder| open(folder));
        let is_private = |root: &Root| root.private().is_some_and(|it| path.starts_with(it));
        let mut private = of_client.filter(is_private);
        let root = private.next().or_else(|| open(path.parent()?))?;
        let file = root.file(path).filter(|file| file.kind().is_some())?;
        Some((root, file))
    }
}

#[derive(Default)]
pub struct Documents(pub BTreeMap<PathBuf, Open>);

impl Documents {
    /// Takes a text as a document has it now. The mark before it is no part of the first line, here as in the files.
    pub fn put(&mut self, uri: Uri, version: Option<i32>, text: &str, places: &Places) {
        let Some(path) = path(&uri) else { return };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        if let Some(open) = self.0.get_mut(&path) {
            (open.uri, open.version, open.text, open.is_new) = (uri, version, text, true);
            return;
        }
        let open = Open {
            uri,
            version,
            text,
            place: places.place(&path),
            is_new: true,
            shown: Vec::new(),
        };
        self.0.insert(path, open);
    }

    pub fn close(&mut self, uri: &Uri) {
        if let Some(path) = path(uri) {
            self.0.remove(&path);
        }
    }

    pub fn get(&self, uri: &Uri) -> Option<&Open> {
        self.0.get(&path(uri)?)
    }

    /// Asks for every document again which workspace it is of.
    pub fn find_places(&mut self, places: &Places) {
        for (path, open) in &mut self.0 {
            open.place = places.place(path);
        }
    }

    pub fn roots(&self) -> BTreeSet<Root> {
        let roots = self.0.values().filter_map(|open| open.place.as_ref());
        roots.map(|(root, _)| root.clone()).collect()
    }

    /// The texts that are open of a workspace.
    pub fn texts(&self, of: &Root) -> BTreeMap<File, String> {
        let texts = self.0.values().filter_map(|open| {
            let (root, file) = open.place.as_ref()?;
            (root == of).then(|| (file.clone(), open.text.clone()))
        });
        texts.collect()
    }
}

fn path(uri: &Uri) -> Option<PathBuf> {
    url::Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}
