//! What the reviewers had before them and what is there now, field by field.

use std::fmt::Write as _;

use serde_json::Value;
use similar::{ChangeTag, DiffableStr};

use crate::model::line_diff;
use crate::render::Style;
use crate::render::contacts;
use crate::render::sanitize;
use crate::render::sanitize::MESSAGE_LENGTH;
use crate::render::table::{Table, text};
use crate::yaml::{self, write};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub key: String,
    /// The heading that people know it by.
    pub title: String,
    /// How it read when it was decided on.
    pub then: String,
    pub now: String,
}

impl Changed {
    /// The field with both texts; personal data only where it is wanted.
    pub fn new(key: &str, title: &str, then: Value, now: Value, with_contacts: bool) -> Self {
        let shown = |mut value: Value| {
            if !with_contacts {
                if contacts::is_personal(key) {
                    return "(personal data)".to_owned();
                }
                contacts::hide(&mut value);
            }
            as_text(&value)
        };
        Self {
            key: key.to_owned(),
            title: title.to_owned(),
            then: shown(then),
            now: shown(now),
        }
    }
}

/// A text as it is, everything else as the YAML that people know it as.
fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => yaml::to_value(other)
            .map(|value| write::block(&value, 0).trim_end().to_owned())
            .unwrap_or_default(),
    }
}

/// The fields as a table, for programs and for Markdown.
pub fn table(changed: &[Changed]) -> Table {
    let columns = [
        text("field", "Field"),
        text("then", "Then").prose(),
        text("now", "Now").prose(),
    ];
    // The texts are covered already, where they are to be.
    let mut table = Table::new(columns).with_contacts(true);
    for field in changed {
        table.row([
            field.key.as_str().into(),
            field.then.as_str().into(),
            field.now.as_str().into(),
        ]);
    }
    table
}

/// The fields line by line: `-` before what was decided on, `+` before what is there now.
pub fn render(changed: &[Changed], style: Style) -> String {
    let mut shown = String::new();
    for field in changed {
        let head = format!("{} ({})", field.title, field.key);
        let head = sanitize::line(&head, MESSAGE_LENGTH);
        let _ = writeln!(shown, "\n{}", style.bold(&head));
        if field.then == field.now {
            let _ = writeln!(
                shown,
                "  only personal data differs; --with-contacts shows it"
            );
            continue;
        }
        let (then, now) = (lines(&field.then), lines(&field.now));
        let (then, now) = (then.tokenize_lines(), now.tokenize_lines());
        let operations = line_diff::operations(&then, &now);
        for change in operations
            .iter()
            .flat_map(|op| op.iter_changes(&then, &now))
        {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let said = sanitize::lines(change.value());
            let _ = writeln!(shown, "{}", format!("  {sign} {said}").trim_end());
        }
    }
    shown
}

/// A text whose every line has an end, so that its last one is not another only for lack of it.
fn lines(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{}\n", text.trim_end_matches('\n'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_both_sides_line_by_line() {
        let style = Style {
            color: false,
            width: None,
        };
        let text = |text: &str| Value::from(text);
        let fields = [
            Changed::new("title", "Track Name", text("T"), text("U\u{1b}[2J"), false),
            Changed::new(
                "roles",
                "System Roles",
                serde_json::json!([{"id": "a"}, {"id": "b"}]),
                serde_json::json!([{"id": "a"}]),
                false,
            ),
            Changed::new(
                "leads",
                "Leads",
                serde_json::json!([{"name": "A", "email": "a@example.org"}]),
                serde_json::json!([{"name": "A", "email": "b@example.org"}]),
                false,
            ),
        ];
        assert_eq!(
            render(&fields, style),
            "\nTrack Name (title)\n  - T\n  + U\\u{1b}[2J\n\nSystem Roles (roles)\n    - id: a\n  - - id: b\n\nLeads (leads)\n  only personal data differs; --with-contacts shows it\n"
        );
    }
}
