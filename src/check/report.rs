//! What a check found, each finding with its place worked out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::check::finding::Finding;
use crate::check::fix;
use crate::check::sources::Spot;
use crate::model::Severity;
use crate::workspace::{File, Root};

/// A finding with its place worked out.
#[derive(Debug, Clone)]
pub struct Located {
    pub finding: Finding,
    pub spot: Spot,
    /// Related places, in the order of the finding's.
    pub related: Vec<RelatedPlace>,
}

#[derive(Debug, Clone)]
pub struct RelatedPlace {
    pub file: File,
    pub spot: Spot,
    pub label: Arc<str>,
}

#[derive(Debug, Default)]
pub struct Report {
    /// Findings to show, by file and place.
    pub findings: Vec<Located>,
    /// Findings that an ignore comment switched off, with its reason.
    pub ignored: Vec<(Located, String)>,
    /// The rules that the settings switch off.
    pub rules_off: Vec<String>,
    /// The built-in templates in whose place the workspace has its own.
    pub replaced_templates: Vec<&'static str>,
    /// How many findings a baseline knows: they are not shown.
    pub known: usize,
    /// How many findings a change does not touch: they were made notes.
    pub untouched: usize,
    /// The texts of all files that findings point into, without a byte order mark.
    pub texts: BTreeMap<File, String>,
    /// Those of them that begin with a byte order mark.
    pub with_bom: BTreeSet<File>,
    pub checked: Vec<File>,
    /// Whether personal values may be shown where findings stand on them.
    pub with_contacts: bool,
    /// Where the files are.
    pub root: Root,
    /// What stands before a file's path so that it can be opened from where the reader is; ends in `/`, or is empty.
    pub prefix: String,
    /// What stands before it from the root of the git repository, where there is one.
    pub repository_prefix: Option<String>,
}

impl Report {
    /// A file's path as the reader can open it.
    pub fn display_path(&self, file: &File) -> String {
        self.root.display_path(&self.prefix, file)
    }

    /// A file's path from the root of the git repository, as services that show a repository name it, wherever the command runs.
    pub fn repository_path(&self, file: &File) -> String {
        let prefix = self.repository_prefix.as_ref().unwrap_or(&self.prefix);
        self.root.display_path(prefix, file)
    }

    /// What a finding's fix changes in its file: bytes of the text without a byte order mark, and its replacement.
    pub fn edit(&self, finding: &Finding) -> Option<(Range<usize>, String)> {
        let file = &finding.place.file;
        let mark = if self.with_bom.contains(file) {
            "\u{feff}"
        } else {
            ""
        };
        let text = format!("{mark}{}", self.texts.get(file)?);
        let fixed = finding.fix.as_ref()?.apply(&text)?;
        let (bytes, with) = fix::difference(&text, &fixed)?;
        let bytes = bytes.start.checked_sub(mark.len())?..bytes.end.checked_sub(mark.len())?;
        Some((bytes, with.to_owned()))
    }

    /// How many findings have a fix that can be made unseen, and how many one that a person has to look at.
    pub fn fixable(&self) -> (usize, usize) {
        let fixes = || {
            self.findings
                .iter()
                .filter_map(|located| located.finding.fix.as_deref())
        };
        let safe = fixes().filter(|fix| fix.safe).count();
        (safe, fixes().count() - safe)
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|located| located.finding.severity == severity)
            .count()
    }

    pub fn worst(&self) -> Option<Severity> {
        self.findings
            .iter()
            .map(|located| located.finding.severity)
            .max()
    }
}
