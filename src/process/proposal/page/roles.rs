//! Roles from a page: from headings, a table, a list, or lines.

use std::collections::BTreeMap;

use crate::import::proposal::document::{Block, Kind, line_after, markdown};
use crate::import::proposal::headings::words;
use crate::import::proposal::inline;
use crate::import::proposal::outline::{LABEL, Section, bold_lead, labeled};
use crate::model::Slug;
use crate::model::person::fold;
use crate::model::track::RoleKind;
use crate::model::words::Word as _;
use crate::process::proposal::page::{id, one_line};
use crate::yaml::{Mapping, Value};

/// A role as a page has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Role {
    pub id: Option<String>,
    pub name: String,
    pub kind: Option<RoleKind>,
    pub description: String,
    /// Words of the page that the record has as keys.
    pub labels: Vec<String>,
}

impl Role {
    /// Takes what a line says of the role in words of the record: `Id: client`, `Kind: server`.
    fn takes(&mut self, label: &str, value: &str) -> bool {
        let is_first = |label: &str| !self.labels.iter().any(|one| one == label);
        let value = value.trim();
        match words(label).concat().as_str() {
            "id" if is_first(label) && Slug::parse(value).is_ok() => {
                self.id = Some(value.to_owned());
            }
            "kind" if is_first(label) => match RoleKind::from_word(&fold(value)) {
                Some(kind) => self.kind = Some(kind),
                None => return false,
            },
            _ => return false,
        }
        self.labels.push(label.to_owned());
        true
    }
}

/// Whether a heading says that a role is under it: `Role 2: Scheduler`.
pub fn is_one(section: &Section) -> bool {
    let plain = inline::plain(&section.heading).to_lowercase();
    let rest = ["system role", "role", "actor"]
        .iter()
        .find_map(|word| plain.strip_prefix(word));
    rest.is_some_and(|rest| {
        let rest = rest.trim_start().trim_start_matches('#');
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (number, rest) = rest.split_at(end);
        let is_number = number.chars().all(|c| c.is_ascii_digit());
        is_number && rest.trim_start().starts_with([':', '-', '–', '.', ')'])
    })
}

/// The role of a section.
pub fn from_section(section: &Section) -> Role {
    let mut role = Role {
        name: one_line(&inline::plain(&section.heading)),
        ..Role::default()
    };
    let mut blocks = section.heading_links();
    let mut all = section.blocks().into_iter().peekable();
    // A list of what the record has keys for, as 'cxn publish' writes it.
    let taken = all.peek().and_then(|first| marked(first, &role));
    if let Some(taken) = taken {
        role = taken;
        all.next();
    }
    blocks.extend(all);
    if role.id.as_ref() == Some(&role.name) {
        role.name.clear();
    }
    role.description = markdown(&blocks);
    role
}

/// The role with what a list says of it, where each item is one of the record's keys.
fn marked(block: &Block, role: &Role) -> Option<Role> {
    let Kind::List(list) = &block.kind else {
        return None;
    };
    let mut role = role.clone();
    let takes = |item: &Vec<Block>| match &item[..] {
        [
            Block {
                kind: Kind::Paragraph(text),
                ..
            },
        ] => labeled(text).is_some_and(|(label, value)| role.takes(label, value)),
        _ => false,
    };
    list.items.iter().all(takes).then_some(role)
}

/// The roles under a heading, and what of it is none.
pub fn from_list(section: &Section) -> (Vec<Role>, Vec<Block>) {
    let mut roles = Vec::new();
    let mut kept = Vec::new();
    for block in &section.body {
        match &block.kind {
            Kind::List(list) => {
                roles.extend(list.items.iter().map(|item| from_item(item)));
            }
            Kind::Table(rows) => match from_table(rows) {
                Some(found) => roles.extend(found),
                None => kept.push(block.clone()),
            },
            Kind::Paragraph(text) => from_lines(block.line, text, &mut roles, &mut kept, section),
            _ => match roles.last_mut() {
                Some(role) => add(
                    &mut role.description,
                    &markdown(std::slice::from_ref(block)),
                ),
                None => kept.push(block.clone()),
            },
        }
    }
    roles.extend(section.sections.iter().map(from_section));
    (roles, kept)
}

/// Lines of a paragraph: a short one is a name, and a sentence says more of the role before it.
fn from_lines(
    line: usize,
    text: &str,
    roles: &mut Vec<Role>,
    kept: &mut Vec<Block>,
    section: &Section,
) {
    let has_more = section.body.len() > 1 || !section.sections.is_empty();
    for (at, one) in text.lines().enumerate() {
        let shown = inline::plain(one);
        let is_label = shown.trim_end().ends_with(':');
        let is_note = fold(&shown).starts_with("note");
        if is_note || (is_label && has_more) {
            kept.push(Block::paragraph(line_after(line, at), one));
        } else if let Some(several) =
            in_line(one).filter(|_| section.level >= LABEL && line_after(line, at) == section.line)
        {
            roles.extend(several);
        } else if let Some((name, description)) = named(one) {
            roles.push(Role {
                name,
                description,
                ..Role::default()
            });
        } else if shown.chars().count() <= 80 && !shown.ends_with('.') {
            roles.push(Role {
                name: one_line(&shown),
                ..Role::default()
            });
        } else if let Some(role) = roles.last_mut() {
            add(&mut role.description, one);
        } else {
            kept.push(Block::paragraph(line_after(line, at), one));
        }
    }
}

/// Roles that follow their label in its line: `client, server`, `**Registry** (server), **Clinic** (client)`.
fn in_line(line: &str) -> Option<Vec<Role>> {
    let mut depth = 0_usize;
    let is_mark = |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    };
    let parts: Vec<&str> = line.split(is_mark).map(str::trim).collect();
    let roles = parts.iter().map(|part| {
        let (name, said) = match bold_lead(part) {
            Some(pair) => pair,
            None => part.find('(').map_or((*part, ""), |at| part.split_at(at)),
        };
        let name = one_line(&inline::plain(name));
        let is_name = (1..=4).contains(&name.split_whitespace().count()) && !name.ends_with('.');
        is_name.then(|| Role {
            id: None,
            name,
            description: said.trim().to_owned(),
            ..Role::default()
        })
    });
    let roles = roles.collect::<Option<Vec<Role>>>()?;
    (roles.len() > 1).then_some(roles)
}

fn from_item(item: &[Block]) -> Role {
    let (first, rest) = match item.split_first() {
        Some((
            Block {
                kind: Kind::Paragraph(text),
                ..
            },
            rest,
        )) => (text.as_str(), rest),
        _ => ("", item),
    };
    let (line, more) = first.split_once('\n').unwrap_or((first, ""));
    let (name, mut description) =
        named(line).unwrap_or_else(|| (one_line(&inline::plain(line)), String::new()));
    let links = inline::links(line);
    if description.is_empty() && !links.is_empty() {
        line.clone_into(&mut description);
    }
    add(&mut description, more);
    add(&mut description, &markdown(rest));
    if name.chars().count() > 100 {
        add(&mut description, line);
    }
    Role {
        name,
        description,
        ..Role::default()
    }
}

/// A name with what is said of it: `**Name**: text`, `Name: text`, `Name - text`.
fn named(line: &str) -> Option<(String, String)> {
    const LONGEST: usize = 80;
    let line = line.trim();
    // A clause that ends in a colon is no name.
    let is_short =
        |(name, _): &(&str, &str)| inline::is_bold(name) || name.split_whitespace().count() < 7;
    let pair = labeled(line)
        .filter(is_short)
        .or_else(|| bold_lead(line).filter(|(_, rest)| !rest.is_empty()))
        .or_else(|| {
            let marks = [" – ", " — "];
            let by_mark = marks.iter().find_map(|mark| line.split_once(mark));
            by_mark.or_else(|| {
                line.split_once(" - ")
                    .filter(|(_, text)| text.trim_end().ends_with('.'))
            })
        });
    let (name, text) = pair?;
    let plain = one_line(&inline::plain(name));
    let plain = plain.trim_end_matches(':').to_owned();
    let fits = !plain.is_empty() && !text.trim().is_empty() && plain.chars().count() <= LONGEST;
    fits.then(|| (plain, text.trim().to_owned()))
}

/// The rows of a table with a column of names.
fn from_table(rows: &[Vec<Vec<Block>>]) -> Option<Vec<Role>> {
    let (head, rest) = rows.split_first()?;
    let heads: Vec<String> = head
        .iter()
        .map(|cell| words(&markdown(cell)).concat())
        .collect();
    let is_name = |head: &String| {
        matches!(
            head.as_str(),
            "role"
                | "name"
                | "rolename"
                | "actor"
                | "systemrole"
                | "system"
                | "actorname"
                | "participantrole"
        )
    };
    let is_said = |head: &str| {
        matches!(
            head,
            "description" | "capability" | "function" | "definition" | "responsibility"
        )
    };
    let named = heads.iter().position(is_name)?;
    let role = |row: &Vec<Vec<Block>>| {
        let mut role = Role::default();
        for (at, cell) in row.iter().enumerate() {
            let text = markdown(cell);
            let plain = one_line(&inline::plain(&text));
            match heads.get(at).map(String::as_str) {
                _ if at == named => {
                    role.name = plain;
                    if !inline::links(&text).is_empty() {
                        add(&mut role.description, &text);
                    }
                }
                Some("id") if !plain.is_empty() => role.id = Some(plain),
                Some("kind") if RoleKind::from_word(&fold(&plain)).is_some() => {
                    role.kind = RoleKind::from_word(&fold(&plain));
                }
                Some(head) if is_said(head) => add(&mut role.description, &text),
                _ if text.is_empty() => {}
                _ => {
                    let head = head_of(head.get(at));
                    add(&mut role.description, &format!("{head}{text}"));
                }
            }
        }
        role
    };
    let is_key = |head: &str| matches!(head, "id" | "kind");
    let head_is_known = |at: usize| at == named || is_key(&heads[at]) || is_said(&heads[at]);
    let lost = (0..heads.len()).any(|at| {
        !head_is_known(at) && rest.iter().all(|row| row.get(at).is_none_or(Vec::is_empty))
    });
    let known = head.iter().enumerate().filter(|(at, _)| head_is_known(*at));
    let labels: Vec<String> = known.map(|(_, cell)| markdown(cell)).collect();
    (!rest.is_empty() && !lost).then(|| {
        let mut roles: Vec<Role> = rest.iter().map(role).collect();
        if let Some(first) = roles.first_mut() {
            first.labels = labels;
        }
        roles
    })
}

/// A column's head before what a cell says.
pub fn head_of(cell: Option<&Vec<Block>>) -> String {
    let head = cell
        .map(|cell| inline::plain(&markdown(cell)))
        .unwrap_or_default();
    if head.is_empty() {
        head
    } else {
        format!("{}: ", one_line(&head))
    }
}

/// Adds a text after another.
pub fn add(text: &mut String, more: &str) {
    if more.trim().is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

/// The ids that roles get, in their order.
pub fn ids(roles: &[Role]) -> Vec<String> {
    let mut taken = BTreeMap::new();
    roles
        .iter()
        .enumerate()
        .map(|(at, role)| {
            let name = role.id.as_deref().unwrap_or(&role.name);
            id(name, &format!("role-{}", at + 1), &mut taken)
        })
        .collect()
}

/// Writes the roles into a draft.
pub fn write(values: &mut Mapping, roles: &[Role]) {
    if roles.is_empty() {
        return;
    }
    let written = roles.iter().zip(ids(roles)).map(|(role, id)| {
        let mut value = Mapping::new();
        value.insert("id".into(), id.into());
        if !role.name.is_empty() {
            value.insert("name".into(), role.name.as_str().into());
        }
        if let Some(kind) = role.kind.map(RoleKind::as_str).or_else(|| kind(&role.name)) {
            value.insert("kind".into(), kind.into());
        }
        if !role.description.is_empty() {
            value.insert("description".into(), role.description.as_str().into());
        }
        Value::Mapping(value)
    });
    values.insert("roles".into(), Value::Sequence(written.collect()));
}

/// The side of an exchange that a role's name says it is on, when it is nothing but that.
fn kind(name: &str) -> Option<&'static str> {
    let words = words(name);
    let own: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "fhir")
        .collect();
    match own[..] {
        ["client"] => Some("client"),
        ["server"] => Some("server"),
        _ => None,
    }
}
