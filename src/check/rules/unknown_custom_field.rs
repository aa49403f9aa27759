use crate::check::prelude::*;
use crate::model::field::FIELDS;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::template::Field;

rule! {
    /// A key under custom is not a field of the event's template.
    /// ## Why
    /// Answers to fields that only the template knows live under 'custom'. A key that the template does not have is a slip or a left-over of
    /// another template, and no one will read it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The template has custom.venue.
    /// custom:
    ///   venu: Room 12
    /// ```
    /// Good:
    /// ```yaml
    /// # The template has custom.venue.
    /// custom:
    ///   venue: Room 12
    /// ```
    /// ## Source
    /// Design choice: the template is data, and validates what the model does not know.
    pub static RULE: Rule {
        name: "unknown-custom-field",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    // An event with an unknown template has its own finding.
    let Some(template) = event.template else {
        return;
    };
    let known: Vec<&str> = template
        .fields
        .iter()
        .filter_map(Field::custom_name)
        .collect();
    for name in track.value.custom.keys() {
        if known.contains(&name.as_str()) {
            continue;
        }
        let message = format!(
            "the template '{}' has no custom field '{name}'",
            event.event().template_name()
        );
        let near = nearest(name, known.iter().copied());
        let finding = found.add(Path::root().key("custom").key(name.as_str()), message);
        finding.on_key();
        if FIELDS.iter().any(|(key, _)| key == name) {
            finding.help(format!(
                "'{name}' is a field of every track: move it out of 'custom'"
            ));
        } else if near.is_empty() {
            finding
                .expected(known.iter().copied())
                .help("delete it, or add the field to a template of the workspace");
        } else {
            if !near
                .iter()
                .any(|near| track.value.custom.contains_key(near))
            {
                finding.offer_nearest(&near);
            }
            finding
                .help(did_you_mean(&near).unwrap_or_default())
                .expected(near);
        }
    }
}
