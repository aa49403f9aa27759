//! What is under a heading as the value of its field: lists, participants, calls.

use crate::import::proposal::document::{Block, Kind, List, cell, markdown};
use crate::yaml::{Mapping, Value};

/// The items of a list, the lines of a paragraph, the rows of a table with their headings; anything else is an item as it is.
pub fn items(blocks: &[Block]) -> Vec<String> {
    let mut items = Vec::new();
    for block in blocks {
        match &block.kind {
            Kind::List(list) => items.extend(list.items.iter().map(|item| markdown(item))),
            Kind::Paragraph(text) => items.extend(text.lines().map(|line| line.trim().to_owned())),
            Kind::Table(rows) => items.extend(table_rows(rows)),
            _ => items.push(markdown(std::slice::from_ref(block))),
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Rows of a table, each in one line with the head of every cell.
fn table_rows(rows: &[Vec<Vec<Block>>]) -> Vec<String> {
    let line = |cells: Vec<String>| {
        cells
            .into_iter()
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let Some((head, rest)) = rows.split_first() else {
        return Vec::new();
    };
    let head: Vec<String> = head.iter().map(|one| cell(one)).collect();
    if rest.is_empty() {
        return vec![line(head)];
    }
    let mut lines: Vec<String> = rest
        .iter()
        .map(|row| {
            let cells = row.iter().enumerate().map(|(at, one)| {
                let (name, text) = (head.get(at).map_or("", String::as_str), cell(one));
                match (name, text.as_str()) {
                    (_, "") => String::new(),
                    ("", _) => text,
                    (name, text) => format!("{name}: {text}"),
                }
            });
            line(cells.collect())
        })
        .collect();
    // The head of a column without a cell is a word of the page as well.
    let unused: Vec<String> = (0..head.len())
        .filter(|at| {
            rest.iter()
                .all(|row| row.get(*at).is_none_or(Vec::is_empty))
        })
        .map(|at| head[at].clone())
        .collect();
    let unused = line(unused);
    if !unused.is_empty() {
        lines.push(unused);
    }
    lines
}

/// Texts of a part of a scenario: a list's items, lines with boxes to tick, else one text.
pub fn texts(blocks: &[Block]) -> Vec<String> {
    let is_boxes = |text: &str| {
        text.lines().count() > 1 && text.lines().all(|line| line.trim_start().starts_with('['))
    };
    match blocks {
        [
            Block {
                kind: Kind::List(list),
                ..
            },
        ] => list_items(list),
        _ if blocks.iter().all(|block| match &block.kind {
            Kind::Paragraph(text) => is_boxes(text) || text.trim_start().starts_with("[ ]"),
            _ => false,
        }) =>
        {
            items(blocks)
        }
        [] => Vec::new(),
        _ => vec![markdown(blocks)],
    }
}

fn list_items(list: &List) -> Vec<String> {
    list.items
        .iter()
        .map(|item| markdown(item))
        .filter(|item| !item.is_empty())
        .collect()
}

/// Adds who is expected: a list of short items is one of organizations, anything else an answer in words. Returns what is
/// beside such a list.
pub fn add_participants(values: &mut Mapping, blocks: &[Block]) -> Vec<Block> {
    const LONGEST: usize = 80;
    let is_name = |name: &String| {
        name.chars().count() <= LONGEST
            && !name.ends_with('.')
            && !name.contains(['\n', '@', ':', ';'])
    };
    let (lists, others): (Vec<Block>, Vec<Block>) = blocks
        .iter()
        .cloned()
        .partition(|block| matches!(block.kind, Kind::List(_)));
    let (from, kept) = if lists.is_empty() {
        (blocks, Vec::new())
    } else {
        (&lists[..], others)
    };
    let names = items(from);
    let are_names = names.iter().all(is_name) && (!lists.is_empty() || names.len() > 1);
    let at = values
        .entry("expected-participants".into())
        .or_insert(Value::Null);
    match at {
        Value::Null if are_names => {
            *at = names.into();
            return kept;
        }
        Value::Sequence(list) if are_names => {
            list.extend(names.into_iter().map(Value::from));
            return kept;
        }
        Value::Null => {
            *at = markdown(blocks).into();
        }
        Value::Sequence(list) => {
            let before: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            *at = format!("{}\n\n{}", before.join("\n"), markdown(blocks)).into();
        }
        _ => {
            *at = format!(
                "{}\n\n{}",
                at.as_str().unwrap_or_default(),
                markdown(blocks)
            )
            .into();
        }
    }
    Vec::new()
}
