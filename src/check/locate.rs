//! From symbolic places to bytes, lines and columns.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::check::finding::Finding;
use crate::check::overrides::Overridden;
use crate::check::place::Place;
use crate::check::report::{Located, RelatedPlace};
use crate::check::sources::{Source, Sources, Spot};
use crate::workspace::{File, Workspace};

/// How many files are read at once.
const BATCH: usize = 1024;

/// Findings with their places, and the texts that these are in.
pub struct LocatedFindings {
    /// In the order of their files.
    pub findings: Vec<Located>,
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
    let Overridden {
        mut findings,
        ignored,
    } = overridden;
    findings.sort_by(|a, b| a.place.file.cmp(&b.place.file));
    let all = findings
        .iter()
        .chain(ignored.iter().map(|(finding, _)| finding));
    let places: Vec<&Place> = all.flat_map(places_of).collect();
    let (sources, mut spots) = look_up(workspace, &places, with_suppressions);
    let of_findings = findings.iter().flat_map(places_of).count();
    let mut of_ignored = spots.split_off(of_findings).into_iter();
    let ignored = ignored.into_iter();
    let ignored = ignored
        .filter_map(|(finding, reason)| Some((with_spots(finding, &mut of_ignored)?, reason)));
    LocatedFindings {
        findings: all_with_spots(findings, spots),
        ignored: ignored.collect(),
        sources,
    }
}

/// Locates a finding on bytes of one file.
pub fn locate_bytes(source: &Source, finding: Finding) -> Option<Located> {
    let spots: Vec<Spot> = places_of(&finding)
        .map(|place| source.spot(None, place))
        .collect();
    with_spots(finding, &mut spots.into_iter())
}

/// All places of a finding, its own first.
fn places_of(finding: &Finding) -> impl Iterator<Item = &Place> {
    let related = finding.related.iter().map(|(place, _)| place);
    std::iter::once(&finding.place).chain(related)
}

/// The texts of all files that places are in, and where each place is, in their order.
fn look_up(
    workspace: &Workspace,
    places: &[&Place],
    with_suppressions: &[File],
) -> (Sources, Vec<Spot>) {
    let mut wanted = BTreeMap::<&File, Vec<usize>>::new();
    for file in with_suppressions {
        wanted.entry(file).or_default();
    }
    for (at, place) in places.iter().enumerate() {
        wanted.entry(&place.file).or_default().push(at);
    }
    let wanted: Vec<(&File, Vec<usize>)> = wanted.into_iter().collect();
    let mut sources = Sources::new();
    let mut spots = vec![Spot::default(); places.len()];
    for batch in wanted.chunks(BATCH) {
        let read: Vec<_> = batch
            .par_iter()
            .map(|(file, numbers)| {
                let places: Vec<&Place> = numbers.iter().map(|at| places[*at]).collect();
                Source::read(workspace, file, &places)
            })
            .collect();
        for ((file, numbers), (source, found)) in batch.iter().zip(read) {
            for (at, spot) in numbers.iter().zip(found) {
                spots[*at] = spot;
            }
            sources.insert((*file).clone(), source);
        }
    }
    (sources, spots)
}

/// Findings with the spots of all their places, from the last on: a million findings take hundreds of megabytes, and the room of those
/// that have their spots is given back on the way.
fn all_with_spots(mut findings: Vec<Finding>, mut spots: Vec<Spot>) -> Vec<Located> {
    let mut located = Vec::with_capacity(findings.len());
    while let Some(finding) = findings.pop() {
        let first = spots.len() - places_of(&finding).count();
        located.extend(with_spots(finding, &mut spots.drain(first..)));
        if findings.len() < findings.capacity() / 4 * 3 {
            findings.shrink_to_fit();
        }
    }
    located.reverse();
    located
}

/// A finding with the next spots, as many as it has places.
fn with_spots(mut finding: Finding, spots: &mut impl Iterator<Item = Spot>) -> Option<Located> {
    let spot = spots.next()?;
    let related = finding.related.take().into_iter().zip(spots);
    let related = related.map(|((place, label), spot)| RelatedPlace {
        file: place.file,
        spot,
        label,
    });
    let related = related.collect();
    Some(Located {
        finding,
        spot,
        related,
    })
}
