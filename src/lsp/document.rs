//! An open document, and the addresses of files.

use lsp_types::{Position, Range, Uri};

use crate::lsp::position::Positions;
use crate::workspace::{File, Workspace};

/// An open document in its workspace.
pub struct Document<'a> {
    /// The workspace with the open texts in it.
    pub workspace: &'a Workspace,
    pub file: &'a File,
    pub text: &'a str,
    positions: Positions,
}

impl<'a> Document<'a> {
    pub fn new(workspace: &'a Workspace, file: &'a File, text: &'a str) -> Self {
        Self {
            workspace,
            file,
            text,
            positions: Positions::new(text),
        }
    }

    pub fn range(&self, bytes: &std::ops::Range<usize>) -> Range {
        self.positions.range(bytes)
    }

    pub fn offset(&self, position: Position) -> usize {
        self.positions.offset(self.text, position)
    }
}

pub fn address(workspace: &Workspace, file: &File) -> Option<Uri> {
    let url = url::Url::from_file_path(file.on_disk(workspace.root())).ok()?;
    url.as_str().parse().ok()
}
