//! Several tracks as the rows of a table: one row a track, the columns its fields.

use std::collections::BTreeSet;

use crate::import::proposal::document::{Block, Kind, cell};
use crate::import::proposal::headings::{Headings, words};
use crate::import::proposal::inline;
use crate::import::proposal::outline::{LABEL, Section};
use crate::process::proposal::page::one_line;
use crate::process::proposal::page::scenarios::split_cell;
use crate::process::proposal::page::tracks::{Proposal, TitleCell};

/// A page with so many fields outside of its tables is about one track, whatever its tables list.
const MOST_FIELDS_OUTSIDE: usize = 2;

/// The tracks in the tables of a page, in their order, with the rest of the page; `None` where no table lists tracks.
pub fn split(root: &Section, headings: &Headings<'_>) -> Option<(Vec<Proposal>, Section)> {
    let mut rows = Rows {
        headings,
        proposals: Vec::new(),
        fields_outside: 0,
    };
    let rest = rows.without_tables(root);
    let is_list = !rows.proposals.is_empty() && rows.fields_outside <= MOST_FIELDS_OUTSIDE;
    is_list.then_some((rows.proposals, rest))
}

struct Rows<'h, 't> {
    headings: &'h Headings<'t>,
    proposals: Vec<Proposal>,
    fields_outside: usize,
}

impl Rows<'_, '_> {
    /// A section without its tables of tracks, which are taken.
    fn without_tables(&mut self, section: &Section) -> Section {
        // Tracks that a track is related to are in tables as well.
        if self.headings.certain(&section.heading).is_some() {
            self.fields_outside += usize::from(!section.is_empty());
            return section.clone();
        }
        let mut rest = Section {
            body: Vec::new(),
            sections: Vec::new(),
            ..section.clone()
        };
        for block in &section.body {
            match &block.kind {
                Kind::Table(rows) => match self.name_column(rows) {
                    Some(at) => self.take(rows, at),
                    None => rest.body.push(block.clone()),
                },
                _ => rest.body.push(block.clone()),
            }
        }
        for below in &section.sections {
            rest.sections.push(self.without_tables(below));
        }
        rest
    }

    /// The column with the names of tracks, where at least two others are fields.
    fn name_column(&self, rows: &[Vec<Vec<Block>>]) -> Option<usize> {
        let (head, rest) = rows.split_first()?;
        let heads: Vec<String> = head.iter().map(|one| cell(one)).collect();
        let field = |head: &String| self.headings.certain(head).map(|field| field.key.as_str());
        let is_name = |head: &String| {
            matches!(
                words(head).concat().as_str(),
                "track"
                    | "trackname"
                    | "tracktitle"
                    | "nameoftrack"
                    | "connectathontrack"
                    | "proposedtrack"
                    | "trackproposal"
            )
        };
        let named = heads.iter().position(is_name);
        let at = named.or_else(|| heads.iter().position(|head| field(head) == Some("title")))?;
        let others = heads.iter().enumerate().filter(|(other, _)| *other != at);
        let keys: BTreeSet<&str> = others.filter_map(|(_, head)| field(head)).collect();
        // `Name` and `Title` are columns of other tables, too.
        let least = if named.is_some() { 2 } else { 3 };
        (!rest.is_empty() && keys.len() >= least).then_some(at)
    }

    fn take(&mut self, rows: &[Vec<Vec<Block>>], name_at: usize) {
        let Some((head, rest)) = rows.split_first() else {
            return;
        };
        let heads: Vec<String> = head.iter().map(|one| cell(one)).collect();
        for row in rest {
            let proposal = proposal(&heads, row, name_at);
            match self.proposals.last_mut() {
                // A row without a name goes on with the one before it.
                Some(last) if proposal.name.is_empty() => {
                    last.section.body.extend(proposal.section.body);
                    last.section.sections.extend(proposal.section.sections);
                }
                _ => self.proposals.push(proposal),
            }
        }
    }
}

/// A row as the sections of a proposal.
fn proposal(heads: &[String], row: &[Vec<Block>], name_at: usize) -> Proposal {
    let line = row.iter().flatten().map(|block| block.line).next();
    let line = line.unwrap_or_default();
    let mut proposal = Proposal::default();
    for (at, blocks) in row.iter().enumerate() {
        let head = heads.get(at).map_or("", String::as_str);
        if blocks.is_empty() {
            continue;
        }
        if at == name_at {
            let text = cell(blocks);
            let name = one_line(&inline::plain(&text.replace("<br>", " ")));
            let titled = Section {
                line,
                heading: text,
                ..Section::default()
            };
            proposal.section.body.splice(0..0, titled.heading_links());
            proposal.title = Some(TitleCell {
                line,
                label: head.to_owned(),
                text: name.clone(),
            });
            proposal.name = name;
        } else if head.is_empty() {
            proposal.section.body.extend(split_cell(blocks));
        } else {
            proposal.section.sections.push(Section {
                line,
                heading: head.to_owned(),
                level: LABEL,
                body: split_cell(blocks),
                sections: Vec::new(),
            });
        }
    }
    proposal
}
