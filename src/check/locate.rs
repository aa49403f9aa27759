//! From symbolic places to bytes, lines and columns.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::check::finding::Finding;
use crate::check::overrides::Overridden;
use crate::check::place::Place;
use crate::check::report::{Located, RelatedPlace};
use crate::check::sources::{Source, Sources, Spot};
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
    let places: Vec<&Place> = all.flat_map(places_of).collect();
    let (sources, spots) = look_up(workspace, &places, with_suppressions);
    let mut spots = spots.into_iter();
    let mut counts = HashMap::<File, usize>::new();
    for finding in &findings {
        *counts.entry(finding.place.file.clone()).or_default() += 1;
    }
    let mut by_file = BTreeMap::<File, Vec<Located>>::new();
    for finding in findings {
        let file = finding.place.file.clone();
        let room = || Vec::with_capacity(counts[&finding.place.file]);
        let of_file = by_file.entry(file).or_insert_with(room);
        of_file.extend(with_spots(finding, &mut spots));
    }
    let ignored = ignored.into_iter();
    let ignored =
        ignored.filter_map(|(finding, reason)| Some((with_spots(finding, &mut spots)?, reason)));
    LocatedFindings {
        by_file,
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
    let wanted = wanted.into_par_iter();
    let read: Vec<_> = wanted
        .map(|(file, numbers)| {
            let places: Vec<&Place> = numbers.iter().map(|at| places[*at]).collect();
            let (source, spots) = Source::read(workspace, file, &places);
            let spots: Vec<(usize, Spot)> = numbers.into_iter().zip(spots).collect();
            (file.clone(), source, spots)
        })
        .collect();
    let mut all = Vec::with_capacity(places.len());
    let sources = read.into_iter().map(|(file, source, spots)| {
        all.extend(spots);
        (file, source)
    });
    let sources = sources.collect();
    all.sort_unstable_by_key(|(at, _)| *at);
    (sources, all.into_iter().map(|(_, spot)| spot).collect())
}

/// A finding with the next spots, as many as it has places.
fn with_spots(mut finding: Finding, spots: &mut impl Iterator<Item = Spot>) -> Option<Located> {
    let Spot {
        bytes,
        start,
        end,
        extent,
    } = spots.next()?;
    let related = finding.related.take().into_iter().zip(spots);
    let related = related.map(|((place, label), spot)| RelatedPlace {
        file: place.file,
        bytes: spot.bytes,
        start: spot.start,
        label,
    });
    let related = related.collect();
    Some(Located {
        finding,
        bytes,
        start,
        end,
        extent,
        related,
    })
}
