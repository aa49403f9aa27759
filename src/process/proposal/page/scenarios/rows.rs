//! Scenarios as the rows of a table.

use crate::import::proposal::document::{Block, Kind, markdown};
use crate::import::proposal::headings::words;
use crate::import::proposal::inline;
use crate::process::proposal::page::one_line;
use crate::process::proposal::page::roles::head_of;
use crate::process::proposal::page::scenarios::{Draft, Part, is_steps, part, title};

/// Scenarios as the rows of a table, when its columns are those of one.
pub fn from_table(rows: &[Vec<Vec<Block>>]) -> Option<Vec<Draft>> {
    let (head, rest) = rows.split_first()?;
    let heads: Vec<String> = head.iter().map(|cell| markdown(cell)).collect();
    let parts: Vec<Option<Part>> = heads.iter().map(|head| part(head)).collect();
    let joined: Vec<String> = heads.iter().map(|head| words(head).concat()).collect();
    let parts = with_steps_of_behavior(&joined, parts);
    let title_at = joined.iter().position(|head| is_title(head));
    let id_at = joined.iter().position(|head| {
        matches!(
            head.as_str(),
            "id" | "scenarioid" | "no" | "nr" | "number" | "testid"
        )
    });
    let known = parts.iter().flatten().count();
    let is_one =
        !rest.is_empty() && (title_at.is_some() && known > 0 || known > 1) && !is_steps(rows);
    if !is_one {
        return None;
    }
    let drafts = rest.iter().map(|row| {
        let line = row
            .iter()
            .flatten()
            .map(|block| block.line)
            .next()
            .unwrap_or_default();
        let mut draft = Draft {
            line,
            labels: heads.clone(),
            ..Draft::default()
        };
        for (at, cell) in row.iter().enumerate() {
            let text = markdown(cell);
            if text.is_empty() {
                continue;
            }
            match parts.get(at).copied().flatten() {
                _ if Some(at) == title_at => {
                    draft.title = title(&text);
                    if !inline::links(&text).is_empty() {
                        draft.add(Part::Description, Block::paragraph(line, text));
                    }
                }
                _ if Some(at) == id_at => draft.id = Some(one_line(&inline::plain(&text))),
                Some(part) => draft.parts.push((part, split_cell(cell))),
                None => {
                    let head = head_of(head.get(at));
                    draft.parts.push((
                        Part::Description,
                        vec![Block::paragraph(line, format!("{head}{text}"))],
                    ));
                }
            }
        }
        draft
    });
    Some(drafts.collect())
}

/// The parts of columns, where `Given`, `When` and `Then` are next to each other; alone they may be anything.
fn with_steps_of_behavior(heads: &[String], mut parts: Vec<Option<Part>>) -> Vec<Option<Part>> {
    let place = |word: &str| heads.iter().position(|head| head == word);
    if let (Some(when), Some(then)) = (place("when"), place("then")) {
        parts[when] = Some(Part::Action);
        parts[then] = Some(Part::Success);
    }
    parts
}

/// Whether the heading of a column, in the form that is compared, says that it has titles of scenarios.
pub fn is_title(head: &str) -> bool {
    matches!(
        head,
        "scenario"
            | "title"
            | "name"
            | "scenarioname"
            | "scenariotitle"
            | "testcase"
            | "usecase"
            | "testscenario"
            | "test"
    )
}

/// Lines within a cell as blocks of their own.
pub fn split_cell(cell: &[Block]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for block in cell {
        match &block.kind {
            Kind::Paragraph(text) => {
                let text = text
                    .replace("<br/>", "\n")
                    .replace("<br />", "\n")
                    .replace("<br>", "\n");
                blocks.extend(
                    text.lines()
                        .filter(|line| !line.trim().is_empty())
                        .map(|line| Block::paragraph(block.line, line.trim())),
                );
            }
            _ => blocks.push(block.clone()),
        }
    }
    blocks
}
