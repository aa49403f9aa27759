//! What a field means: the template's guidance and the description of the schema; and what is wrong with it, and why.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use crate::check::{Report, schema};
use crate::lsp::cursor::under;
use crate::lsp::document::Document;
use crate::render::markup::markdown;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::RecordKind;
use crate::yaml::Path;

/// The description of the key under the cursor, or of the key whose value is, after the findings that stand there.
pub fn hover(document: &Document<'_>, report: &Report, offset: usize) -> Option<Hover> {
    let cursor = under(document.text, offset);
    let kind = document.file.kind()?;
    let mut parts: Vec<String> = report
        .findings
        .iter()
        .filter(|located| located.finding.place.file == *document.file)
        .filter(|located| {
            let bytes = located.spot.bytes();
            (bytes.start..=bytes.end).contains(&offset)
        })
        .map(|located| {
            let rule = located.finding.rule;
            let why = rule.section("Why").unwrap_or_default().replace('\n', " ");
            format!("**{}**: {}\n\n{why}", rule.name, rule.summary())
        })
        .collect();
    if let Some(field) = template_field(document, &cursor.path) {
        // A template is a stranger's: in a hover its links and images would be live.
        let safe = |text: &str| markdown(&line(text, MESSAGE_LENGTH));
        parts.push(format!("**{}**", safe(&field.title)));
        parts.extend(field.guidance.as_deref().map(safe));
    }
    let describe = |schema: &serde_json::Value| {
        schema
            .get("description")
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned)
    };
    parts.extend(
        schema::schemas_at(kind, &cursor.path)
            .into_iter()
            .find_map(describe),
    );
    if let Some(known) = milestone(kind, &cursor.path) {
        let default = known.default.map_or_else(
            || "no default".to_owned(),
            |offset| format!("default: {offset} the event"),
        );
        parts.push(format!("{} ({default})", known.label));
    }
    if parts.is_empty() {
        return None;
    }
    let value = parts.join("\n\n");
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        }),
        range: None,
    })
}

/// The field of the event's template that a path of a track belongs to.
pub fn template_field<'a>(
    document: &'a Document<'_>,
    path: &Path,
) -> Option<&'a crate::model::template::Field> {
    if document.file.kind()? != RecordKind::Track {
        return None;
    }
    let event = document
        .workspace
        .events
        .get(document.file.event_slug()?)?
        .event
        .as_ref()?;
    let template = document.workspace.template(event.value.template_name())?;
    let first = path.first_key()?;
    let key = if first == "custom" {
        path.to_string()
    } else {
        first.to_owned()
    };
    template.field(&key)
}

fn milestone(
    kind: RecordKind,
    path: &Path,
) -> Option<&'static crate::model::milestone::KnownMilestone> {
    let name = path.to_string();
    crate::model::milestone::known(
        name.strip_prefix("timeline.")
            .filter(|_| kind == RecordKind::Event)?,
    )
}
