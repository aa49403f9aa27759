//! Scenarios from a page: from headings, a table with one in each row, a list, or lines with labels.

mod rows;

use crate::import::proposal::document::{Block, Kind, List, markdown};
use crate::import::proposal::headings::{strip_number, words};
use crate::import::proposal::inline;
use crate::import::proposal::outline::{Section, labeled};
use crate::process::proposal::page::one_line;
use rows::from_table;

/// A part of a scenario that a label begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Description,
    Roles,
    Action,
    Precondition,
    Success,
    Bonus,
}

/// A scenario as a page has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub line: usize,
    pub id: Option<String>,
    pub title: String,
    pub parts: Vec<(Part, Vec<Block>)>,
    /// Labels that the record does not have in words.
    pub labels: Vec<String>,
}

/// The part that a label begins.
pub fn part(label: &str) -> Option<Part> {
    let words = words(label).concat();
    Some(match words.as_str() {
        "action" | "step" | "teststep" | "procedure" | "task" | "flow" | "workflow"
        | "sampleflow" | "scenariostep" | "activity" | "testprocedure" | "testaction" => {
            Part::Action
        }
        "precondition" | "prerequisite" | "setup" | "given" | "beforeyoustart" | "testsetup" => {
            Part::Precondition
        }
        "successcriteria" | "successcriterion" | "successcriterium" | "pass" | "passcriteria"
        | "expectedresult" | "expectedoutcome" | "acceptancecriteria" | "success"
        | "testsuccess" | "scenariosuccess" | "usecasesuccess" | "tracksuccess" | "expected"
        | "expectedresponse" | "postcondition" | "passfailcriteria" => Part::Success,
        "bonu" | "bonus" | "bonuspoint" | "bonupoint" | "bonusactivity" | "bonuactivity"
        | "stretchgoal" | "extracredit" | "bonusstep" | "bonustask" => Part::Bonus,
        "role"
        | "actor"
        | "participant"
        | "system"
        | "participatingrole"
        | "systemrole"
        | "roleinvolved"
        | "actorinvolved"
        | "participatingsystem" => Part::Roles,
        "description" | "narrative" | "scenariodescription" => Part::Description,
        _ => return None,
    })
}

impl Draft {
    pub fn add(&mut self, part: Part, block: Block) {
        match self.parts.last_mut() {
            Some((last, blocks)) if *last == part => blocks.push(block),
            _ => self.parts.push((part, vec![block])),
        }
    }

    fn open(&mut self, part: Part, label: &str) {
        self.labels.push(label.to_owned());
        self.parts.push((part, Vec::new()));
    }

    /// The part that is open.
    fn last(&self) -> Part {
        self.parts
            .last()
            .map_or(Part::Description, |(part, _)| *part)
    }

    fn has(&self, part: Part) -> bool {
        self.parts.iter().any(|(one, _)| *one == part)
    }

    pub fn blocks(&self, part: Part) -> Vec<Block> {
        let parts = self.parts.iter().filter(|(one, _)| *one == part);
        parts.flat_map(|(_, blocks)| blocks.clone()).collect()
    }
}

/// Whether a section is one scenario: by its heading, or by what is under it.
pub fn is_one(section: &Section) -> bool {
    if is_numbered(&section.heading) {
        return !section.is_empty();
    }
    if part(&section.heading).is_some() {
        return false;
    }
    let draft = from_section(section);
    let parts = [Part::Action, Part::Precondition, Part::Success, Part::Bonus];
    let count = parts.iter().filter(|part| draft.has(**part)).count();
    draft.has(Part::Action) && count > 1 && !section.sections.iter().any(is_one)
}

/// `Scenario 2: …`, `Use case #1`, `Activity B - …`.
fn is_numbered(heading: &str) -> bool {
    const KINDS: [&str; 8] = [
        "testing scenario",
        "test scenario",
        "scenario",
        "activity",
        "use case",
        "test case",
        "exercise",
        "scenario step",
    ];
    let plain = inline::plain(heading).to_lowercase();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = KINDS
        .iter()
        .filter_map(|kind| plain.strip_prefix(kind))
        .min_by_key(|rest| rest.len());
    rest.is_some_and(|rest| {
        let rest = rest.trim_start().trim_start_matches('#');
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
            .unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches('.');
        let is_number = number.len() <= 4 && number.starts_with(|c: char| c.is_ascii_digit());
        let is_letter = number.len() == 1 && !rest[end..].trim_start().is_empty();
        is_number || is_letter || (number.is_empty() && rest.starts_with([':', '-', '–']))
    })
}

/// The scenario of a section.
pub fn from_section(section: &Section) -> Draft {
    let mut draft = Draft {
        line: section.line,
        title: title(&section.heading),
        ..Draft::default()
    };
    let links = inline::links(&section.heading)
        .into_iter()
        .filter(|link| !link.address.is_empty());
    for link in links {
        let text = format!("[{}]({})", link.text, link.address);
        draft.add(Part::Description, Block::paragraph(section.line, text));
    }
    section
        .body
        .iter()
        .for_each(|block| take(&mut draft, block));
    below(&mut draft, section);
    draft
}

/// Headings below a scenario's: its parts, or text of it.
fn below(draft: &mut Draft, section: &Section) {
    for child in &section.sections {
        match part(&child.heading) {
            Some(part) => draft.open(part, &child.heading),
            None => {
                draft
                    .parts
                    .push((Part::Description, vec![child.own_heading()]));
            }
        }
        child.body.iter().for_each(|block| take(draft, block));
        below(draft, child);
    }
}

pub fn title(heading: &str) -> String {
    one_line(&inline::plain(heading))
        .trim_end_matches(':')
        .to_owned()
}

/// Adds a block to a scenario, part by part.
fn take(draft: &mut Draft, block: &Block) {
    match &block.kind {
        Kind::Paragraph(text) => {
            for (at, line) in lines(text).into_iter().enumerate() {
                let number = if block.line == 0 { 0 } else { block.line + at };
                match labeled_part(&line) {
                    Some((part, label, value)) => {
                        draft.open(part, label);
                        if !value.is_empty() {
                            draft.add(part, Block::paragraph(number, value));
                        }
                    }
                    None => continue_line(draft, number, &line),
                }
            }
        }
        Kind::List(list) if list.items.iter().any(|item| item_part(item).is_some()) => {
            for item in &list.items {
                let Some((first, rest)) = item.split_first() else {
                    continue;
                };
                if item_part(item).is_some() {
                    take(draft, first);
                    for block in rest {
                        draft.add(draft.last(), block.clone());
                    }
                } else {
                    let part = draft.last();
                    for block in item {
                        draft.add(part, block.clone());
                    }
                }
            }
        }
        Kind::Table(rows) if rows.iter().all(|row| row.len() == 2) && part_rows(rows) > 1 => {
            for row in rows {
                let label = markdown(&row[0]);
                match part(&label) {
                    Some(part) => draft.open(part, &label),
                    None => draft.parts.push((
                        Part::Description,
                        vec![Block::paragraph(
                            block.line,
                            format!("**{}**", inline::plain(&label)),
                        )],
                    )),
                }
                let last = draft.last();
                for block in &row[1] {
                    draft.add(last, block.clone());
                }
            }
        }
        // Steps in rows are the action, wherever they are.
        Kind::Table(rows) if is_steps(rows) && !draft.has(Part::Action) => {
            draft.parts.push((Part::Action, vec![block.clone()]));
            draft.parts.push((Part::Description, Vec::new()));
        }
        _ => draft.add(draft.last(), block.clone()),
    }
}

/// A line without a label goes on with the paragraph before it.
fn continue_line(draft: &mut Draft, number: usize, line: &str) {
    let part = draft.last();
    let open = draft
        .parts
        .last_mut()
        .and_then(|(_, blocks)| blocks.last_mut());
    match open {
        Some(Block {
            line: at,
            kind: Kind::Paragraph(text),
        }) if number > 0 && *at + text.lines().count() == number => {
            text.push('\n');
            text.push_str(line);
        }
        _ => draft.add(part, Block::paragraph(number, line)),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// A line's label that begins a part, and what follows it.
fn labeled_part(line: &str) -> Option<(Part, &str, &str)> {
    let line = line.trim().trim_start_matches(':').trim();
    if let Some((label, value)) = labeled(line) {
        return part(label).map(|part| (part, label, value));
    }
    let is_alone = inline::is_bold(line) || line.split_whitespace().count() < 3;
    let alone = part(line).filter(|_| is_alone && !line.is_empty());
    alone.map(|part| (part, line, ""))
}

fn item_part(item: &[Block]) -> Option<Part> {
    match item.first().map(|block| &block.kind) {
        Some(Kind::Paragraph(text)) => labeled_part(text.lines().next()?).map(|(part, ..)| part),
        _ => None,
    }
}

fn part_rows(rows: &[Vec<Vec<Block>>]) -> usize {
    rows.iter()
        .filter(|row| part(&markdown(&row[0])).is_some())
        .count()
}

/// Whether a table has a step in each row.
pub fn is_steps(rows: &[Vec<Vec<Block>>]) -> bool {
    let head = rows.first().into_iter().flatten();
    let heads: Vec<String> = head.map(|cell| words(&markdown(cell)).concat()).collect();
    heads.len() > 1 && matches!(heads[0].as_str(), "step" | "no" | "nr" | "number" | "") && {
        heads[1..].iter().any(|head| {
            matches!(
                head.as_str(),
                "activity" | "action" | "step" | "task" | "description"
            )
        })
    }
}

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
        match &unit.kind {
            Kind::Table(rows) if from_table(rows).is_some() => {
                drafts.extend(from_table(rows).into_iter().flatten());
            }
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
                    let number = if block.line == 0 { 0 } else { block.line + at };
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
        draft.title = title(strip_number(name));
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

fn bold_lead(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("**")?.split_once("**")?;
    let rest = rest
        .trim_start()
        .trim_start_matches(['-', '–', '—', ':'])
        .trim();
    Some((name, rest))
}
