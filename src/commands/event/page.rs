//! A commented YAML text in the making: keys, values, examples and what goes where.

use std::fmt::Write as _;

use crate::model::milestone::Milestone;
use crate::model::person::Person;
use crate::yaml::{Value, write};

/// A text that grows line by line.
#[derive(Default)]
pub struct Page(pub String);

impl Page {
    pub fn lines(&mut self, lines: &str) {
        self.0.push_str(lines);
    }

    pub fn gap(&mut self) {
        self.0.push('\n');
    }

    pub fn note(&mut self, note: &str) {
        let _ = writeln!(self.0, "# {note}");
    }

    /// A key with its value, or with an example as a comment.
    pub fn key(&mut self, key: &str, value: Option<Value>, example: &str) {
        match value {
            Some(value) => self.0.push_str(&write::entry(key, &value, 0)),
            None => {
                let _ = writeln!(self.0, "# {key}: {example}");
            }
        }
    }

    pub fn milestone(&mut self, name: &str, milestone: Milestone) {
        let key = write::scalar(name);
        let _ = if milestone.hard {
            writeln!(self.0, "  {key}: {}", milestone.at)
        } else {
            writeln!(self.0, "  {key}: {{date: {}, hard: false}}", milestone.at)
        };
    }
}

/// A person with what is known of them.
pub fn person(person: &Person) -> Value {
    let fields = [
        ("name", &person.name),
        ("email", &person.email),
        ("organization", &person.organization),
        ("chat", &person.chat),
        ("role", &person.role),
        ("timezone", &person.timezone),
    ];
    let filled = fields.into_iter().filter_map(|(key, value)| {
        value
            .as_deref()
            .map(|value| (Value::from(key), Value::from(value)))
    });
    Value::Mapping(filled.collect())
}
