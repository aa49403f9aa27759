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
        let below = format!("{folder}/");
        match self {
            Self::All => true,
            Self::Paths(paths) => {
                let mut after = paths.range(below.clone()..);
                after.next().is_some_and(|path| path.starts_with(&below))
            }
        }
    }

    /// What both include.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let (Self::Paths(one), Self::Paths(two)) = (self, other) else {
            let all = matches!(self, Self::All);
            return if all { other.clone() } else { self.clone() };
        };
        let within = |paths: &BTreeSet<String>, selection: &Self| -> BTreeSet<String> {
            let paths = paths
                .iter()
                .filter(|path| selection.includes(&File::new(path)));
            paths.cloned().collect()
        };
        Self::Paths(&within(one, other) | &within(two, self))
    }

    pub fn includes(&self, file: &File) -> bool {
        match self {
            Self::All => true,
            Self::Paths(paths) => {
                let mut above = file.and_above();
                above.any(|path| paths.contains(path))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_selections_have_in_common_what_both_include() {
        let paths = |paths: &[&str]| {
            Selection::Paths(paths.iter().map(|path| (*path).to_owned()).collect())
        };
        let both = paths(&["events/a", "cxn.yaml"]).and(&paths(&["events/a/tracks", "events/b"]));
        for (file, expected) in [
            ("events/a/tracks/t.yaml", true),
            ("events/a/event.yaml", false),
            ("events/b/event.yaml", false),
            ("cxn.yaml", false),
        ] {
            assert_eq!(both.includes(&File::new(file)), expected, "{file}");
        }
        let all = Selection::All.and(&paths(&["cxn.yaml"]));
        assert!(all.includes(&File::settings()) && !all.includes(&File::new("events")));
        assert!(
            paths(&[""])
                .and(&paths(&["events/a"]))
                .includes(&File::new("events/a"))
        );
    }
}
