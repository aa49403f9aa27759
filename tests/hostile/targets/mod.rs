//! One file a target. Each stands alone, so that another driver can include it by its path.

pub mod baselines;
pub mod csv_import;
pub mod dates;
pub mod decisions;
pub mod diffs;
pub mod documents;
pub mod drafts;
pub mod edits;
pub mod emitter;
pub mod findings;
pub mod fixes;
pub mod frames;
pub mod git;
pub mod ignores;
pub mod issues;
pub mod markup;
pub mod merges;
pub mod notes;
pub mod pages;
pub mod people;
pub mod records;
pub mod reports;
pub mod results;
pub mod sanitizers;
pub mod sessions;
pub mod settings;
pub mod statements;
pub mod timelines;
pub mod trackers;
pub mod vocabularies;
pub mod workbooks;

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

/// A target: a function of bytes that panics where something does not hold for them.
pub type Target = fn(&[u8]);

/// Every target by its name, for other drivers.
#[allow(dead_code, reason = "one driver names them one by one")]
pub const ALL: &[(&str, Target)] = &[
    ("baselines", baselines::target),
    ("csv_import", csv_import::target),
    ("dates", dates::target),
    ("decisions", decisions::target),
    ("diffs", diffs::target),
    ("documents", documents::target),
    ("drafts", drafts::target),
    ("edits", edits::target),
    ("emitter", emitter::target),
    ("findings", findings::target),
    ("fixes", fixes::target),
    ("frames", frames::target),
    ("git", git::target),
    ("ignores", ignores::target),
    ("issues", issues::target),
    ("markup", markup::target),
    ("merges", merges::target),
    ("notes", notes::target),
    ("pages", pages::target),
    ("people", people::target),
    ("records", records::target),
    ("reports", reports::target),
    ("results", results::target),
    ("sanitizers", sanitizers::target),
    ("sessions", sessions::target),
    ("settings", settings::target),
    ("statements", statements::target),
    ("timelines", timelines::target),
    ("trackers", trackers::target),
    ("vocabularies", vocabularies::target),
    ("workbooks", workbooks::target),
];

/// Parts in a ZIP, as they are: what a document of Word or a workbook is.
fn archive<'p>(parts: impl Iterator<Item = (&'p str, &'p [u8])>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in parts {
        archive.start_file(name, stored).expect("a part");
        archive.write_all(part).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}
