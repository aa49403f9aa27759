//! The texts of files that findings are about, each read and taken apart once, for all its places together.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::place::{Part, Place, bytes_of};
use crate::check::structure::Salvage;
use crate::workspace::{File, Workspace};
use crate::yaml;
use crate::yaml::lines::Lines;
use crate::yaml::tree::Node;

/// Where a place is. A file has no more bytes than 32 bits can count, and there can be millions of places.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spot {
    bytes: (u32, u32),
    start: (u32, u32),
    end: (u32, u32),
    extent: (u32, u32),
}

impl Spot {
    /// Its bytes in the file's text, without the byte order mark the file may begin with.
    pub fn bytes(&self) -> Range<usize> {
        let (start, end) = wide(self.bytes);
        start..end
    }

    /// Line and column where it starts, from 1; columns count characters.
    pub fn start(&self) -> (usize, usize) {
        wide(self.start)
    }

    /// Line and column where it ends, from 1, exclusive.
    pub fn end(&self) -> (usize, usize) {
        wide(self.end)
    }

    /// First and last line of the value at the place with everything below it; where nothing is there, of what should hold it: of the
    /// whole scenario, where its first line is shown.
    pub fn extent(&self) -> (usize, usize) {
        wide(self.extent)
    }
}

fn wide((one, two): (u32, u32)) -> (usize, usize) {
    (one as usize, two as usize)
}

fn narrow((one, two): (usize, usize)) -> (u32, u32) {
    let narrow = |number| u32::try_from(number).unwrap_or(u32::MAX);
    (narrow(one), narrow(two))
}

pub struct Source {
    /// Without the byte order mark: columns and snippets begin after it.
    pub text: String,
    /// How many bytes the byte order mark has: 0 or 3.
    pub bom: usize,
    lines: Lines,
}

/// The sources of a report, by file.
pub type Sources = BTreeMap<File, Source>;

impl Source {
    pub fn new(mut text: String) -> Self {
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        text.drain(..bom);
        let lines = Lines::new(&text);
        Self { text, bom, lines }
    }

    /// Reads a file and looks up places in it. The tree is gone after that: it takes many times the room of the text.
    pub fn read(workspace: &Workspace, file: &File, places: &[&Place]) -> (Self, Vec<Spot>) {
        let source = Self::new(workspace.text(file).unwrap_or_default());
        let text = &source.text;
        let is_symbolic = |place: &&&Place| !matches!(place.part, Part::Bytes(..));
        let tree = places.iter().find(is_symbolic).and_then(|_| {
            // Where a text broke the file, the other keys are still where they are.
            yaml::places(text).or_else(|| Salvage::new(file.kind()?, text)?.tree())
        });
        let spots = places.iter();
        let spots = spots.map(|place| source.spot(tree.as_ref(), place));
        let spots = spots.collect();
        (source, spots)
    }

    /// Where a place is by the tree of the text; bytes are found without one.
    pub fn spot(&self, tree: Option<&Node>, place: &Place) -> Spot {
        let bytes = bytes_of(&self.text, tree, self.bom, place);
        let tree = tree.filter(|_| !matches!(place.part, Part::Bytes(..)));
        let whole = tree.map_or_else(|| bytes.clone(), |tree| tree.extent(&place.path));
        let line = |at| self.line_and_column(at).0;
        Spot {
            start: narrow(self.line_and_column(bytes.start)),
            end: narrow(self.line_and_column(bytes.end)),
            extent: narrow((
                line(whole.start.min(bytes.start)),
                line(whole.end.max(bytes.end)),
            )),
            bytes: narrow((bytes.start, bytes.end)),
        }
    }

    /// Line and column of a byte, both from 1; columns count characters.
    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        self.lines.position(byte)
    }
}
