//! From symbolic places to bytes, lines and columns.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::check::finding::Finding;
use crate::check::overrides::Overridden;
use crate::check::report::{Located, RelatedPlace};
use crate::check::sources::Sources;
use crate::workspace::{File, Workspace};

/// Findings with their places, and the texts that these are in.
pub struct LocatedFindings {
    pub by_file: BTreeMap<File, Vec<Located>>,
    /// Findings below an ignored path, with the reason.
    pub ignored: Vec<(Located, String)>,
    pub sources: Sources,
}

/// Locates findings in the files they are about. `with_suppressions` are files whose texts are needed whatever is found in them.
pub fn locate(
    workspace: &Workspace,
    overridden: Overridden,
    with_suppressions: &[File],
) -> LocatedFindings {
    let Overridden { findings, ignored } = overridden;
    let all = findings
        .iter()
        .chain(ignored.iter().map(|(finding, _)| finding));
    let places = all.flat_map(|finding| {
        let related = finding.related.iter().map(|(place, _)| place);
        std::iter::once(&finding.place).chain(related)
    });
    let files = places.map(|place| &place.file);
    let sources = Sources::load(workspace, files.chain(with_suppressions));
    let findings = findings.into_par_iter();
    let located: Vec<Located> = findings
        .map(|finding| locate_one(&sources, finding))
        .collect();
    let mut by_file = BTreeMap::<File, Vec<Located>>::new();
    for located in located {
        let file = located.finding.place.file.clone();
        by_file.entry(file).or_default().push(located);
    }
    let ignored = ignored.into_iter();
    let ignored = ignored.map(|(finding, reason)| (locate_one(&sources, finding), reason));
    LocatedFindings {
        by_file,
        ignored: ignored.collect(),
        sources,
    }
}

pub fn locate_one(sources: &Sources, finding: Finding) -> Located {
    let spot = |place: &crate::check::place::Place| {
        let source = sources.get(&place.file)?;
        let bytes = source.bytes(place);
        Some((source, bytes))
    };
    let related = finding.related.iter().map(|(place, label)| {
        let found = spot(place);
        let start = found.as_ref().map_or((1, 1), |(source, bytes)| {
            source.line_and_column(bytes.start)
        });
        RelatedPlace {
            file: place.file.clone(),
            bytes: found.map_or(0..0, |(_, bytes)| bytes),
            start,
            label: label.clone(),
        }
    });
    let related = related.collect();
    let Some((source, bytes)) = spot(&finding.place) else {
        let nowhere = (1, 1);
        return Located {
            finding,
            bytes: 0..0,
            start: nowhere,
            end: nowhere,
            extent: nowhere,
            related,
        };
    };
    Located {
        start: source.line_and_column(bytes.start),
        end: source.line_and_column(bytes.end),
        extent: source.extent(&finding.place, &bytes),
        finding,
        bytes,
        related,
    }
}
