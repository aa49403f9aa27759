//! Several tracks in one page.

use crate::import::proposal::document::Block;
use crate::import::proposal::inline;
use crate::import::proposal::outline::{LABEL, Section, close};
use crate::process::proposal::page::one_line;

/// What a page says of one track.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    /// What the page calls it; empty for a page with a single track.
    pub name: String,
    pub section: Section,
    /// What the page says of no track.
    pub aside: Vec<Section>,
    /// The title, where it is the cell of a column.
    pub title: Option<TitleCell>,
}

/// What a track is called, in a column of a table.
#[derive(Debug, Clone)]
pub struct TitleCell {
    pub line: usize,
    /// The heading of the column.
    pub label: String,
    pub text: String,
}

/// The tracks of a page whose headings number them; `None` where they do not.
pub fn numbered(root: &Section) -> Option<Vec<Proposal>> {
    let mut blocks: Vec<Section> = Vec::new();
    flat(root, &mut blocks);
    let starts: Vec<usize> = (0..blocks.len())
        .filter(|at| is_track(&blocks[*at]))
        .collect();
    let level = starts.iter().map(|at| blocks[*at].level).min();
    let starts: Vec<usize> = starts
        .into_iter()
        .filter(|at| Some(blocks[*at].level) == level)
        .collect();
    if starts.len() < 2 {
        return None;
    }
    let before = nested(&blocks[..starts[0]], root.body.clone());
    let aside = parts(before);
    let mut proposals: Vec<Proposal> = Vec::new();
    for (number, start) in starts.iter().enumerate() {
        let next = starts.get(number + 1).copied().unwrap_or(blocks.len());
        // A higher heading ends the last track: what follows is about the page again.
        let ends = (start + 1..next).find(|at| blocks[*at].level < blocks[*start].level);
        let end = ends.unwrap_or(next);
        let mut section = nested(&blocks[*start..end], Vec::new());
        // Fields that a page has beside the track's heading, not below it.
        raise(&mut section);
        let rest = parts(nested(&blocks[end..next], Vec::new()));
        let name = one_line(&inline::plain(&blocks[*start].heading));
        proposals.push(Proposal {
            name,
            section,
            aside: rest,
            title: None,
        });
    }
    if let Some(first) = proposals.first_mut() {
        let mut all = aside;
        all.append(&mut first.aside);
        first.aside = all;
    }
    Some(proposals)
}

/// What is in a section: its own text, and the sections below it.
pub fn parts(mut section: Section) -> Vec<Section> {
    let mut parts = std::mem::take(&mut section.sections);
    if !section.body.is_empty() {
        parts.insert(0, section);
    }
    parts
}

/// `Track 2: …`, `Connectathon Track B - …`.
fn is_track(section: &Section) -> bool {
    let plain = inline::plain(&section.heading).to_lowercase();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = ["connectathon track", "fhir track", "track"]
        .iter()
        .find_map(|word| plain.strip_prefix(word));
    section.level < LABEL
        && rest.is_some_and(|rest| {
            let rest = rest.trim_start().trim_start_matches('#');
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(rest.len());
            let (number, rest) = rest.split_at(end);
            let is_number = !number.is_empty()
                && (number.chars().all(|c| c.is_ascii_digit()) || number.len() == 1);
            is_number
                && (rest.trim().is_empty()
                    || rest
                        .trim_start()
                        .starts_with([':', '-', '–', '—', '.', ')']))
        })
}

/// The sections of a page one after the other, each without those below it.
fn flat(section: &Section, all: &mut Vec<Section>) {
    for child in &section.sections {
        all.push(Section {
            sections: Vec::new(),
            ..child.clone()
        });
        flat(child, all);
    }
}

/// Sections within each other again.
fn nested(flat: &[Section], body: Vec<Block>) -> Section {
    let mut open = vec![Section {
        body,
        ..Section::default()
    }];
    for section in flat {
        close(&mut open, section.level);
        open.push(section.clone());
    }
    close(&mut open, 1);
    open.pop().unwrap_or_default()
}

/// Puts what is beside the first heading below it: the track's heading is the title of all.
fn raise(section: &mut Section) {
    if section.sections.len() > 1 {
        let others = section.sections.split_off(1);
        if let Some(first) = section.sections.first_mut() {
            first.sections.extend(others);
        }
    }
}
