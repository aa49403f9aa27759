//! The scenarios under one heading: below headings of their own, in a table, a list, or lines.

use crate::import::proposal::document::{Block, Kind, List, line_after, markdown};
use crate::import::proposal::headings::strip_number;
use crate::import::proposal::inline;
use crate::import::proposal::outline::{Section, bold_lead, labeled};
use crate::process::proposal::page::scenarios::rows::from_table;
use crate::process::proposal::page::scenarios::{
    Draft, Part, below, from_section, is_numbered, is_one, item_part, labeled_part, part,
    part_rows, take, title,
};

/// The scenarios under a heading, and what of it is none.
pub fn from_list(section: &Section) -> (Vec<Draft>, Vec<Block>) {
    let mut kept = Vec::new();
    let has_titles = section
        .sections
        .iter()
        .any(|child| part(&child.heading).is_none());
    let mut drafts = Vec::new();
    if has_titles {
        // What is said before the first scenario is about all of them.
        kept.extend(section.body.clone());
        // Where some headings say that they are scenarios, the others are none.
        let are_told = section
            .sections
            .iter()
            .any(|child| is_numbered(&child.heading));
        for child in &section.sections {
            let are_within = child.sections.iter().filter(|one| is_one(one)).count();
            if are_within > 0 && !is_one(child) {
                let (within, rest) = from_list(child);
                kept.push(child.own_heading());
                kept.extend(rest);
                drafts.extend(within);
            } else if part(&child.heading).is_some() && !drafts.is_empty() {
                if let Some(last) = drafts.last_mut() {
                    let one = Section {
                        sections: vec![child.clone()],
                        ..Section::default()
                    };
                    below(last, &one);
                }
            } else if !are_told || is_one(child) {
                drafts.push(from_section(child));
            } else if let Some(last) = drafts.last_mut() {
                // A picture, or what else is beside the scenario before it.
                let one = Section {
                    sections: vec![child.clone()],
                    ..Section::default()
                };
                below(last, &one);
            } else {
                kept.push(child.own_heading());
                kept.extend(child.blocks());
            }
        }
        return (drafts, kept);
    }
    from_body(section, &mut drafts, &mut kept);
    if !section.sections.is_empty() {
        let mut draft = drafts.pop().unwrap_or_else(|| Draft {
            line: section.line,
            ..Draft::default()
        });
        if drafts.is_empty() && !kept.is_empty() {
            let mut own = std::mem::take(&mut kept);
            own.extend(draft.blocks(Part::Description));
            draft.parts.insert(0, (Part::Description, own));
        }
        below(&mut draft, section);
        drafts.push(draft);
    }
    (drafts, kept)
}

/// Scenarios of a text without headings.
fn from_body(section: &Section, drafts: &mut Vec<Draft>, kept: &mut Vec<Block>) {
    let units = units(&section.body);
    let has_parts = units.iter().any(|unit| unit_part(unit).is_some());
    for (at, unit) in units.iter().enumerate() {
        if let Kind::Table(rows) = &unit.kind
            && let Some(rows) = from_table(rows)
        {
            drafts.extend(rows);
            continue;
        }
        match &unit.kind {
            Kind::List(list) if is_list_of_scenarios(list, has_parts) => {
                drafts.extend(list.items.iter().map(|item| from_item(unit.line, item)));
            }
            Kind::Paragraph(text)
                if is_title(text, units.get(at + 1), drafts.last(), has_parts) =>
            {
                drafts.push(Draft {
                    line: unit.line,
                    title: title(text),
                    ..Draft::default()
                });
            }
            _ if unit_part(unit).is_some() || (has_parts && !drafts.is_empty()) => {
                if drafts.is_empty() {
                    drafts.push(Draft {
                        line: unit.line,
                        ..Draft::default()
                    });
                }
                if let Some(last) = drafts.last_mut() {
                    take(last, unit);
                }
            }
            _ => kept.push(unit.clone()),
        }
    }
    if drafts.is_empty() && !kept.is_empty() {
        // Prose: one scenario that says it all.
        let description = std::mem::take(kept);
        drafts.push(Draft {
            line: section.line,
            parts: vec![(Part::Description, description)],
            ..Draft::default()
        });
    }
}

/// Whether each item of a list is a scenario: not a list of parts, nor one under a part.
fn is_list_of_scenarios(list: &List, has_parts: bool) -> bool {
    let has_own_parts = |item: &Vec<Block>| {
        item.len() > 1 && item[1..].iter().any(|block| unit_part(block).is_some())
    };
    let are_parts = list.items.iter().any(|item| item_part(item).is_some());
    !are_parts && ((!has_parts && list.items.len() > 1) || list.items.iter().any(has_own_parts))
}

/// Paragraphs line by line where one of their lines has a label, other blocks as they are.
fn units(blocks: &[Block]) -> Vec<Block> {
    let mut units = Vec::new();
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(text) if text.lines().any(|line| labeled_part(line).is_some()) => {
                for (at, line) in text.lines().enumerate() {
                    let number = line_after(block.line, at);
                    units.push(Block::paragraph(number, line));
                }
            }
            _ => units.push(block.clone()),
        }
    }
    units
}

fn unit_part(unit: &Block) -> Option<Part> {
    match &unit.kind {
        Kind::Paragraph(text) => labeled_part(text.lines().next()?).map(|(part, ..)| part),
        Kind::List(list) => list.items.iter().find_map(|item| item_part(item)),
        Kind::Table(rows) if rows.iter().all(|row| row.len() == 2) && part_rows(rows) > 1 => {
            part(&markdown(&rows[0][0]))
        }
        _ => None,
    }
}

/// Whether a line is a scenario's title: bold, or followed by a part that its scenario does not have yet.
fn is_title(text: &str, next: Option<&Block>, last: Option<&Draft>, has_parts: bool) -> bool {
    if labeled_part(text).is_some() || text.contains('\n') {
        return false;
    }
    if inline::is_bold(text) || is_numbered(text) {
        return true;
    }
    let next = next.and_then(unit_part);
    let begins = match (next, last) {
        (None, _) => false,
        (Some(part), Some(last)) => part == Part::Action || last.has(part) || last.parts.is_empty(),
        (Some(_), None) => true,
    };
    has_parts && begins && text.chars().count() <= 150 && !text.ends_with(['.', ':', ';'])
}

fn from_item(line: usize, item: &[Block]) -> Draft {
    let mut draft = Draft {
        line,
        ..Draft::default()
    };
    let Some((first, rest)) = item.split_first() else {
        return draft;
    };
    if let Kind::Paragraph(text) = &first.kind {
        let (head, more) = text.split_once('\n').unwrap_or((text, ""));
        let (name, said) = match labeled(head) {
            Some((label, value)) if part(label).is_none() => (label, value),
            _ => bold_lead(head).unwrap_or((head, "")),
        };
        draft.title = title(strip_number(&inline::plain(name)));
        if name.len() > 150 || !inline::links(name).is_empty() {
            draft.add(Part::Description, Block::paragraph(first.line, head));
        } else if !said.is_empty() {
            draft.add(Part::Description, Block::paragraph(first.line, said));
        }
        if !more.is_empty() {
            take(&mut draft, &Block::paragraph(first.line + 1, more));
        }
    } else {
        take(&mut draft, first);
    }
    for block in rest {
        take(&mut draft, block);
    }
    draft
}
