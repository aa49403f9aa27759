//! The texts of files that findings are about, each read and parsed for its places once.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::check::place::{Part, Place, bytes_of};
use crate::check::structure::Salvage;
use crate::workspace::{File, Workspace};
use crate::yaml;
use crate::yaml::lines::Lines;
use crate::yaml::tree::Node;

pub struct Source {
    /// Without the byte order mark: columns and snippets begin after it.
    pub text: String,
    /// How many bytes the byte order mark has: 0 or 3.
    pub bom: usize,
    tree: Option<Node>,
    lines: Lines,
}

impl Source {
    fn load(workspace: &Workspace, file: &File) -> Self {
        let mut text = workspace.text(file).unwrap_or_default();
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        text.drain(..bom);
        // Where a text broke the file, the other keys are still where they are.
        let tree = yaml::places(&text).or_else(|| Salvage::new(file.kind()?, &text)?.tree());
        let lines = Lines::new(&text);
        Self {
            text,
            bom,
            tree,
            lines,
        }
    }

    pub fn bytes(&self, place: &Place) -> Range<usize> {
        bytes_of(&self.text, self.tree.as_ref(), self.bom, place)
    }

    /// Line and column of a byte, both from 1; columns count characters.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        self.lines.position(byte)
    }

    /// The lines of the value at a place with everything below it; where nothing is there, of what should hold it.
    pub fn extent(&self, place: &Place, shown: &Range<usize>) -> (usize, usize) {
        let tree = self
            .tree
            .as_ref()
            .filter(|_| !matches!(place.part, Part::Bytes(..)));
        let whole = tree.map_or_else(|| shown.clone(), |tree| tree.extent(&place.path));
        let line = |at| self.line_and_column(at).0;
        let (start, end) = (whole.start.min(shown.start), whole.end.max(shown.end));
        (line(start), line(end))
    }
}

pub struct Sources(BTreeMap<File, Source>);

impl Sources {
    pub fn load<'a>(workspace: &Workspace, files: impl IntoIterator<Item = &'a File>) -> Self {
        let files: std::collections::BTreeSet<&File> = files.into_iter().collect();
        let loaded = files
            .into_par_iter()
            .map(|file| (file.clone(), Source::load(workspace, file)));
        Self(loaded.collect())
    }

    pub fn get(&self, file: &File) -> Option<&Source> {
        self.0.get(file)
    }

    pub fn into_files(self) -> impl Iterator<Item = (File, Source)> {
        self.0.into_iter()
    }
}
