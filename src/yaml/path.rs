//! Symbolic places in a record: `scenarios[2].success-criteria`.

use std::fmt;

/// A place in a record, from its root. The empty path is the record itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// One item of a list further down.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// The keys on the way down, without the places in lists: `scenarios`, `roles` for `scenarios[2].roles[0]`.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
    }

    /// The first key, when there is one.
    pub fn first_key(&self) -> Option<&str> {
        match self.0.first() {
            Some(Step::Key(key)) => Some(key),
            _ => None,
        }
    }
}

impl<T: AsRef<str>> From<T> for Path {
    /// Takes `a.b[2].c` apart. A bracket that holds no number stays part of its key.
    fn from(text: T) -> Self {
        let mut path = Self::root();
        for part in text.as_ref().split('.').filter(|part| !part.is_empty()) {
            let (key, brackets) = part.split_at(part.find('[').unwrap_or(part.len()));
            let indices: Option<Vec<usize>> = brackets
                .split_terminator(']')
                .map(|index| index.strip_prefix('[')?.parse().ok())
                .collect();
            let whole = brackets.is_empty() || brackets.ends_with(']');
            match indices.filter(|_| whole) {
                Some(indices) => {
                    if !key.is_empty() {
                        path = path.key(key);
                    }
                    path = indices.into_iter().fold(path, Self::index);
                }
                None => path = path.key(part),
            }
        }
        path
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for text in [
            "",
            "title",
            "scenarios[2].success-criteria",
            "custom.x",
            "leads[0]",
            "a[1][2].b",
        ] {
            assert_eq!(Path::from(text).to_string(), text);
        }
        assert_eq!(Path::from("a[x]"), Path::root().key("a[x]"));
        assert_eq!(
            Path::from("leads[0].email"),
            Path::root().key("leads").index(0).key("email")
        );
        let path = Path::from("scenarios[2].roles[0]");
        assert_eq!(path.keys().collect::<Vec<_>>(), ["scenarios", "roles"]);
        assert_eq!(Path::root().keys().count(), 0);
    }
}
