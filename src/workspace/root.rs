//! The root of a workspace: one folder, or a public and a private one, and which of them a file is in.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::workspace::{DiskError, File, MARKER, disk};
use crate::yaml::guard;
use crate::yaml::{self, Value};

/// The folders of an event that are in the private half, where a workspace has one.
pub const PRIVATE_FOLDERS: [&str; 4] = ["registrations", "results", "issues", "reports"];

/// The folder of mappings: they name the systems of organizations.
pub const PRIVATE_IMPORTS: &str = "imports";

/// What of a workspace a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Public,
    Private,
}

/// Why a folder cannot be the private half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadHalf {
    NotAFolder,
    Link,
    Inside,
    Itself,
    Workspace,
}

impl std::fmt::Display for BadHalf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotAFolder => "is not a folder",
            Self::Link => "is a link, which is not followed",
            Self::Inside => "is inside the public half",
            Self::Itself => "is the public half itself",
            Self::Workspace => "is a workspace of its own",
        })
    }
}

/// Where a workspace is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    public: PathBuf,
    private: Option<Private>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Private {
    path: PathBuf,
    /// The folder as the settings or the environment name it, with a `/` at its end.
    shown: String,
    is_here: bool,
}

/// The one key of the settings that says where everything else is. The rest may be wrong; that is for the checks to say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    private: Value,
}

impl Root {
    /// A workspace in one folder.
    pub fn whole(folder: &Path) -> Self {
        Self {
            public: folder.to_path_buf(),
            private: None,
        }
    }

    /// The workspace of a folder that holds settings, with the private half that they or the environment name.
    pub fn open(public: PathBuf, named: Option<&Path>) -> Result<Self, DiskError> {
        let private = match named {
            Some(path) => {
                let path = std::path::absolute(path).map_err(DiskError::io("find", path))?;
                let shown = path.display().to_string();
                Some((path, shown))
            }
            None => named_in_settings(&public).map(|name| {
                let base = disk::real(&public).unwrap_or_else(|| public.clone());
                (base.join(&name), name)
            }),
        };
        let Some((path, shown)) = private else {
            return Ok(Self {
                public,
                private: None,
            });
        };
        let path = without_dots(&path);
        let is_here = is_half(&public, &path)?;
        Ok(Self {
            public,
            private: Some(Private {
                path,
                shown: format!("{}/", shown.replace('\\', "/").trim_end_matches('/')),
                is_here,
            }),
        })
    }

    /// The folder of the settings, events and tracks.
    pub fn public(&self) -> &Path {
        &self.public
    }

    /// The folder of the private half, when there is one and it is here.
    pub fn private(&self) -> Option<&Path> {
        let private = self.private.as_ref()?;
        private.is_here.then_some(private.path.as_path())
    }

    /// The folder of the private half, here or not.
    pub fn private_half(&self) -> Option<&Path> {
        self.private.as_ref().map(|private| private.path.as_path())
    }

    pub fn has_private_half(&self) -> bool {
        self.private.is_some()
    }

    /// The private half as the settings name it, when it is not here.
    pub fn missing(&self) -> Option<&str> {
        let private = self.private.as_ref().filter(|private| !private.is_here)?;
        Some(private.shown.trim_end_matches('/'))
    }

    /// What is before the path of a private file where people read it: empty, or with a `/` at its end.
    pub fn private_prefix(&self) -> &str {
        self.private.as_ref().map_or("", |private| &private.shown)
    }

    /// Which half a file is in, or would be: the one place that decides it.
    pub fn half(&self, file: &File) -> Half {
        if self.private.is_some() && is_private(file) {
            Half::Private
        } else {
            Half::Public
        }
    }

    /// The folder that a file's path begins at.
    pub fn base(&self, file: &File) -> &Path {
        match &self.private {
            Some(private) if is_private(file) => &private.path,
            _ => &self.public,
        }
    }

    /// Refuses a file whose half is not here.
    pub fn require(&self, file: &File) -> Result<(), DiskError> {
        match &self.private {
            Some(private) if !private.is_here && is_private(file) => {
                Err(DiskError::NoPrivateHalf(private.path.clone()))
            }
            _ => Ok(()),
        }
    }

    /// The path of a file on disk, which need not be there yet, once it is sure that no link leads it out of its half.
    pub fn inside(&self, file: &File) -> Result<PathBuf, DiskError> {
        self.require(file)?;
        disk::below(self.base(file), file)
    }

    /// The path of a file as people read it: from the root, with the private half named where it is in that.
    pub fn shown(&self, file: &File) -> String {
        match self.half(file) {
            Half::Private => format!("{}{file}", self.private_prefix()),
            Half::Public => file.to_string(),
        }
    }

    /// The path of a file after the way from the reader to the root.
    pub fn display_path(&self, prefix: &str, file: &File) -> String {
        let shown = self.shown(file);
        if Path::new(&shown).is_absolute() {
            shown
        } else {
            format!("{prefix}{shown}")
        }
    }

    /// The same root with every link on the way to its halves followed.
    pub fn canonical(&self) -> Option<Self> {
        let mut root = self.clone();
        root.public = disk::canonical(&self.public)?;
        if let Some(private) = root.private.as_mut().filter(|private| private.is_here) {
            private.path = disk::canonical(&private.path)?;
        }
        Some(root)
    }

    /// The file that a path on disk is, in the half where it belongs.
    pub fn file(&self, path: &Path) -> Option<File> {
        let below = |base: &Path, half| {
            let inside = path.strip_prefix(base).ok()?;
            let parts: Option<Vec<&str>> = inside
                .components()
                .map(|part| part.as_os_str().to_str())
                .collect();
            let file = File::new(&parts?.join("/"));
            (self.half(&file) == half).then_some(file)
        };
        let private = self
            .private()
            .and_then(|private| below(private, Half::Private));
        private.or_else(|| below(&self.public, Half::Public))
    }
}

impl File {
    /// The path on disk, in the half where the file belongs.
    pub fn on_disk(&self, root: &Root) -> PathBuf {
        self.below(root.base(self))
    }
}

fn is_private(file: &File) -> bool {
    let mut parts = file.as_str().split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(PRIVATE_IMPORTS), ..) => true,
        (Some("events"), Some(_), Some(folder)) => PRIVATE_FOLDERS.contains(&folder),
        _ => false,
    }
}

/// The private half that the settings name. Settings that cannot be parsed may name one as well: then none is here, and nothing
/// private is written to the public half meanwhile.
fn named_in_settings(public: &Path) -> Option<String> {
    let bytes = disk::read_bounded(&public.join(MARKER)).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    // Most workspaces have one folder, and their settings are not parsed twice.
    if !text.contains("private") {
        return None;
    }
    let parsed = guard::admit(&bytes)
        .ok()
        .and_then(|text| yaml::read::<Option<Named>>(text).ok());
    match parsed {
        Some(named) => {
            let name = named.unwrap_or_default().private;
            name.as_str()
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
        }
        None => text
            .lines()
            .find_map(|line| line.strip_prefix("private:"))
            .map(|_| UNKNOWN.to_owned()),
    }
}

/// The private half of settings that cannot be parsed.
const UNKNOWN: &str = ".cxn-unknown-private-half";

/// Whether a folder is here and can be the private half; an error says why it cannot.
pub fn is_half(public: &Path, private: &Path) -> Result<bool, DiskError> {
    let bad = |why| DiskError::BadPrivateHalf {
        path: private.to_path_buf(),
        why,
    };
    if !disk::exists(private) {
        let is_inside = private.starts_with(public) && !private.ends_with(UNKNOWN);
        return if is_inside {
            Err(bad(BadHalf::Inside))
        } else {
            Ok(false)
        };
    }
    if disk::is_link(private) {
        return Err(bad(BadHalf::Link));
    }
    if !disk::is_folder(private) {
        return Err(bad(BadHalf::NotAFolder));
    }
    if let (Some(public), Some(private)) = (disk::canonical(public), disk::canonical(private)) {
        if public == private {
            return Err(bad(BadHalf::Itself));
        }
        if private.starts_with(&public) {
            return Err(bad(BadHalf::Inside));
        }
    }
    if disk::exists(&private.join(MARKER)) {
        return Err(bad(BadHalf::Workspace));
    }
    Ok(true)
}

/// A path without `.` and `..`, told from the path alone.
pub fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn a_file_is_in_the_half_where_it_belongs() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (public, private) = (folder.path().join("public"), folder.path().join("private"));
        std::fs::create_dir_all(&public)?;
        std::fs::create_dir_all(&private)?;
        std::fs::write(public.join(MARKER), "private: ../private/\n")?;
        let root = Root::open(public.clone(), None)?;
        for (file, half) in [
            ("cxn.yaml", Half::Public),
            ("events", Half::Public),
            ("events/e", Half::Public),
            ("events/e/event.yaml", Half::Public),
            ("events/e/tracks/registrations.yaml", Half::Public),
            ("templates/imports.yaml", Half::Public),
            ("events/e/registrations", Half::Private),
            ("events/e/registrations/ann.yaml", Half::Private),
            ("events/e/results/patient/x.yaml", Half::Private),
            ("events/e/issues/x.yaml", Half::Private),
            ("events/e/reports/x.md", Half::Private),
            ("imports", Half::Private),
            ("imports/x.yaml", Half::Private),
        ] {
            let file = File::new(file);
            assert_eq!(root.half(&file), half, "{file}");
            let real = root.private().filter(|_| half == Half::Private);
            let base = real.unwrap_or(&public);
            assert_eq!(root.file(&file.below(base)), Some(file.clone()), "{file}");
            assert_eq!(Root::whole(&public).half(&file), Half::Public, "{file}");
        }
        assert_eq!(
            root.shown(&File::new("imports/x.yaml")),
            "../private/imports/x.yaml"
        );
        assert_eq!(root.shown(&File::settings()), "cxn.yaml");
        // What has no business in a half is no file of the workspace.
        assert_eq!(root.file(&private.join("cxn.yaml")), None);
        assert_eq!(root.file(&public.join("imports/x.yaml")), None);
        Ok(())
    }

    #[test]
    fn settings_that_cannot_be_parsed_keep_private_records_out_of_the_public_half() -> Outcome {
        let folder = tempfile::tempdir()?;
        std::fs::write(
            folder.path().join(MARKER),
            "private: ../private\nrules: [\n",
        )?;
        let root = Root::open(folder.path().to_path_buf(), None)?;
        assert!(root.private().is_none() && root.missing().is_some());
        assert!(root.require(&File::new("imports/x.yaml")).is_err());
        assert!(root.require(&File::settings()).is_ok());
        Ok(())
    }
}
