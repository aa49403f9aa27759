//! Scenarios from a page: from headings, a table with one in each row, a list, or lines with labels.

mod list;
mod rows;

use crate::import::proposal::document::{Block, Kind, List, line_after, markdown};
use crate::import::proposal::headings::words;
use crate::import::proposal::inline;
use crate::import::proposal::outline::{Section, labeled};
use crate::model::Slug;
use crate::model::person::fold;
use crate::process::proposal::page::one_line;
pub use list::from_list;
pub use rows::split_cell;

/// A part of a scenario that a label begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Description,
    Roles,
    Artifacts,
    Covers,
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
    pub is_preparatory: bool,
    pub parts: Vec<(Part, Vec<Block>)>,
    /// Labels that the record does not have in words.
    pub labels: Vec<String>,
}

/// The part that a label begins.
pub fn part(label: &str) -> Option<Part> {
    let words = words(label).concat();
    Some(match words.as_str() {
        "action" | "step" | "teststep" | "procedure" | "task" | "flow" | "workflow"
        | "sampleflow" | "scenariostep" | "activity" | "testprocedure" | "testaction"
        | "acción" | "paso" | "aktion" | "ablauf" | "schritt" | "schritte" | "étape" | "ação"
        | "passo" => Part::Action,
        "precondition" | "prerequisite" | "setup" | "given" | "beforeyoustart" | "testsetup"
        | "precondición" | "precondicione" | "vorbedingung" | "vorbedingungen" | "précondition"
        | "précondição" | "précondiçõe" => Part::Precondition,
        "successcriteria"
        | "successcriterion"
        | "successcriterium"
        | "pass"
        | "passcriteria"
        | "expectedresult"
        | "expectedoutcome"
        | "acceptancecriteria"
        | "success"
        | "testsuccess"
        | "scenariosuccess"
        | "usecasesuccess"
        | "tracksuccess"
        | "expected"
        | "expectedresponse"
        | "postcondition"
        | "passfailcriteria"
        | "criteriodeéxito"
        | "resultadoesperado"
        | "erfolgskriterium"
        | "erfolgskriterien"
        | "erwarteteergebnisse"
        | "erwartetesergebni"
        | "critèredesuccè"
        | "résultatattendu"
        | "critériodesucesso" => Part::Success,
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
        | "participatingsystem"
        | "rol"
        | "rolle"
        | "rollen"
        | "rôle"
        | "papel"
        | "papéi" => Part::Roles,
        "artifact" | "artifacttested" | "testedartifact" => Part::Artifacts,
        "cover" => Part::Covers,
        "description"
        | "narrative"
        | "scenariodescription"
        | "descripción"
        | "beschreibung"
        | "descrição" => Part::Description,
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

    /// Takes what a line before every part says of the scenario in words of the record: `Id: search`, `Preparatory: yes`.
    fn takes(&mut self, line: &str) -> bool {
        let is_before = self.parts.iter().all(|(part, _)| *part == Part::Roles);
        let Some((label, value)) = labeled(line.trim()).filter(|_| is_before) else {
            return false;
        };
        let value = value.trim();
        match words(label).concat().as_str() {
            "id" if self.id.is_none() && Slug::parse(value).is_ok() => {
                self.id = Some(value.to_owned());
            }
            "preparatory" if fold(value) == "yes" => {
                self.is_preparatory = true;
                self.labels.push(value.to_owned());
            }
            _ => return false,
        }
        self.labels.push(label.to_owned());
        true
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
    for link in section.heading_links() {
        draft.add(Part::Description, link);
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
                let number = line_after(block.line, at);
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
        Kind::List(list)
            if list.items.iter().any(|item| item_part(item).is_some())
                || (draft.parts.is_empty() && are_keys(list)) =>
        {
            for item in &list.items {
                let Some((first, rest)) = item.split_first() else {
                    continue;
                };
                if key_line(item).is_some_and(|line| draft.takes(line)) {
                    continue;
                }
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
            // What comes after a list of roles is about the scenario.
            if draft.last() == Part::Roles {
                draft.parts.push((Part::Description, Vec::new()));
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
    labeled_part(item_line(item)?).map(|(part, ..)| part)
}

/// The first line of an item.
fn item_line(item: &[Block]) -> Option<&str> {
    match item.first().map(|block| &block.kind) {
        Some(Kind::Paragraph(text)) => text.lines().next(),
        _ => None,
    }
}

/// An item that is a single line.
fn key_line(item: &[Block]) -> Option<&str> {
    let line = item_line(item).filter(|_| item.len() == 1)?;
    let is_whole = matches!(&item[0].kind, Kind::Paragraph(text) if text.trim() == line.trim());
    is_whole.then_some(line)
}

/// Whether each item of a list is a key of a scenario and its value.
fn are_keys(list: &List) -> bool {
    let mut draft = Draft::default();
    let takes = |item: &Vec<Block>| key_line(item).is_some_and(|line| draft.takes(line));
    list.items.iter().all(takes)
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
    // Rows that have titles are scenarios.
    let is_step = heads.first().is_some_and(|head| head == "step");
    let has_titles = !is_step && heads.iter().any(|head| rows::is_title(head));
    let is_numbered = matches!(
        heads.first().map(String::as_str),
        Some("step" | "no" | "nr" | "number" | "")
    );
    heads.len() > 1 && is_numbered && !has_titles && {
        heads[1..].iter().any(|head| {
            matches!(
                head.as_str(),
                "activity" | "action" | "step" | "task" | "description"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_five_languages() {
        for (expected, labels) in [
            (
                Part::Action,
                ["Action", "Acción", "Schritte", "Étapes", "Ação"],
            ),
            (
                Part::Precondition,
                [
                    "Preconditions",
                    "Precondiciones",
                    "Vorbedingungen",
                    "Préconditions",
                    "Pré-condições",
                ],
            ),
            (
                Part::Success,
                [
                    "Success criteria",
                    "Criterios de éxito",
                    "Erfolgskriterien",
                    "Critères de succès",
                    "Critérios de sucesso",
                ],
            ),
            (Part::Roles, ["Roles", "Rol", "Rollen", "Rôles", "Papéis"]),
        ] {
            for label in labels {
                assert_eq!(part(label), Some(expected), "{label}");
            }
        }
    }
}
