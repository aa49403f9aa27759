//! A section goes into the field that its heading names, by the kind of the field.

use crate::import::proposal::document::{Block, markdown};
use crate::import::proposal::headings::Found;
use crate::import::proposal::inline;
use crate::import::proposal::outline::{LABEL, Section};
use crate::model::template::FieldKind;
use crate::process::proposal::page::{Filler, Outcome, calls, one_line, roles, scenarios, values};
use crate::yaml::{Mapping, Value};

impl<'t> Filler<'_, 't> {
    /// Puts a section into its field.
    pub(super) fn field(&mut self, found: Found<'t>, section: &Section) {
        let (field, key) = (found.field, found.field.key.as_str());
        let mut rest = section.clone();
        let is_whole = matches!(field.kind, FieldKind::Roles | FieldKind::Scenarios);
        // Roles and scenarios have parts with labels of their own; what a label of another field begins is none of them.
        let is_other = |one: &Section| {
            let other = self.headings.certain(&one.heading);
            one.level >= LABEL && other.is_some_and(|other| other.key != key)
        };
        let (placed, own): (Vec<Section>, Vec<Section>) = std::mem::take(&mut rest.sections)
            .into_iter()
            .partition(|one| {
                if is_whole {
                    is_other(one)
                } else {
                    self.has_place(one)
                }
            });
        rest.sections = own;
        self.known.add(&inline::plain(&section.heading));
        rest.body.splice(0..0, section.heading_links());
        let outcome = if rest.is_empty() {
            Outcome::Empty(key.to_owned())
        } else {
            let doubt = self.put(field.kind, key, &rest);
            match doubt {
                Some(why) => Outcome::Unsure(key.to_owned(), why),
                None if !found.is_certain => Outcome::Unsure(
                    key.to_owned(),
                    format!("the heading is near '{}'", field.title),
                ),
                None => Outcome::Placed(key.to_owned()),
            }
        };
        self.report(section.line, &section.heading, outcome);
        for one in &placed {
            self.section(one);
        }
    }

    /// Puts what is under a heading into a field; says what there is to doubt about it.
    fn put(&mut self, kind: FieldKind, key: &str, section: &Section) -> Option<String> {
        let blocks = section.blocks();
        match kind {
            FieldKind::Leads => {
                let kept = self.leads.read(&blocks);
                self.set_aside(section, kept)
            }
            FieldKind::Roles => {
                let (roles, kept) = roles::from_list(section);
                self.roles.extend(roles);
                self.set_aside(section, kept)
            }
            FieldKind::Scenarios => {
                let (scenarios, kept) = scenarios::from_list(section);
                self.scenarios.extend(scenarios);
                self.set_aside(section, kept)
            }
            FieldKind::List => {
                self.add_items(key, values::items(&blocks));
                None
            }
            FieldKind::Participants => {
                let kept = values::add_participants(&mut self.draft.values, &blocks);
                self.set_aside(section, kept)
            }
            FieldKind::KickOff => calls::add(&mut self.draft.values, key, &blocks),
            // A track may be talked about in several places.
            FieldKind::Line if key == "chat-stream" && values::items(&blocks).len() > 1 => {
                self.add_items(key, values::items(&blocks));
                None
            }
            FieldKind::Line | FieldKind::Text | FieldKind::Url => {
                let text = if key == "title" {
                    one_line(&inline::plain(&markdown(&blocks)))
                } else {
                    markdown(&blocks)
                };
                if key == "title" && self.draft.values.contains_key("title") {
                    return self.set_aside(section, blocks);
                }
                self.add_text(key, &text);
                None
            }
        }
    }

    /// Keeps what a field's reader had no place for, under the field's heading.
    fn set_aside(&mut self, section: &Section, kept: Vec<Block>) -> Option<String> {
        if kept.is_empty() {
            return None;
        }
        let mut blocks = vec![section.own_heading()];
        blocks.extend(kept);
        self.unplaced.push(markdown(&blocks));
        Some("a part of it is kept under 'unplaced'".to_owned())
    }

    pub(super) fn add_text(&mut self, key: &str, text: &str) {
        let at = self.place(key);
        let text = match at.as_str() {
            Some(before) => format!("{before}\n\n{text}"),
            None => text.to_owned(),
        };
        *at = text.into();
    }

    pub(super) fn add_items(&mut self, key: &str, items: Vec<String>) {
        let at = self.place(key);
        if !at.is_sequence() {
            *at = Value::Sequence(Vec::new());
        }
        if let Some(list) = at.as_sequence_mut() {
            list.extend(items.into_iter().map(Value::from));
        }
    }

    /// Where a field's value is: a template's own fields are under `custom`.
    fn place(&mut self, key: &str) -> &mut Value {
        let values = &mut self.draft.values;
        match key.strip_prefix("custom.") {
            Some(name) => {
                let custom = values
                    .entry("custom".into())
                    .or_insert_with(|| Value::Mapping(Mapping::new()));
                if !custom.is_mapping() {
                    *custom = Value::Mapping(Mapping::new());
                }
                match custom {
                    Value::Mapping(custom) => custom.entry(name.into()).or_insert(Value::Null),
                    other => other,
                }
            }
            None => values.entry(key.into()).or_insert(Value::Null),
        }
    }
}
