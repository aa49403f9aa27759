use std::collections::BTreeSet;

use crate::workspace::File;

/// Which files are judged. Everything is loaded all the same: a reference needs the other end.
#[derive(Debug, Clone, Default)]
pub enum Selection {
    #[default]
    All,
    /// These files, and every file below these folders.
    Paths(BTreeSet<String>),
}

impl Selection {
    /// One file alone.
    pub fn file(file: &File) -> Self {
        Self::Paths([file.as_str().to_owned()].into())
    }

    /// Whether something is judged in the folder that a file is in.
    pub fn is_within(&self, file: &File) -> bool {
        let folder = file
            .as_str()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let below = |path: &String| {
            let rest = path.strip_prefix(folder);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        match self {
            Self::All => true,
            Self::Paths(paths) => paths.iter().any(below),
        }
    }

    pub fn includes(&self, file: &File) -> bool {
        match self {
            Self::All => true,
            Self::Paths(paths) => {
                let file = file.as_str();
                let above = file.match_indices('/').map(|(at, _)| &file[..at]);
                above.chain(["", file]).any(|path| paths.contains(path))
            }
        }
    }
}
