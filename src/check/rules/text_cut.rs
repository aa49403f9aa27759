use crate::check::prelude::*;
use crate::check::structure;
use crate::workspace::RecordKind;

rule! {
    /// Words of a text are lost, because YAML takes them for something else.
    /// ## Why
    /// After a space, a hash begins a comment, and a first word with `&` or `!` is a mark for the reader. The file can be parsed, and no one
    /// sees that half of a sentence is gone. A comment that is meant as one has a space after its hash.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// agenda: Meet in #patient before the start
    /// ```
    /// Good:
    /// ```yaml
    /// agenda: 'Meet in #patient before the start'
    /// ```
    /// ## Source
    /// YAML 1.2.2, sections 6.6 and 6.9: comments and node properties. Which comments are taken for text is a design choice.
    pub static RULE: Rule {
        name: "text-cut",
        since: "0.1.0",
        severity: WARNING,
        check: Check::SourceText(check),
    }
}

fn check(writing: &SourceText, found: &mut Findings<'_>) {
    if !writing.marks.altered {
        return;
    }
    for one in structure::cut(writing.kind, &writing.text) {
        // What a person wrote of themselves may be personal, and is not repeated.
        let lost = writing.text[one.at.clone()].trim_end();
        let message = match writing.kind {
            RecordKind::Registration => format!(
                "the text of '{}' is cut here: YAML leaves the rest out",
                one.path
            ),
            _ => format!("the text of '{}' is cut: '{lost}' is lost", one.path),
        };
        let finding = found.add(one.path, message);
        finding
            .on(writing.part(&one.at))
            .help("put the text in quotes, or put '|' after the key and the text, indented, on the lines below it");
        let place = Place {
            part: writing.part(&one.bytes),
            ..finding.place.clone()
        };
        finding.fix(Fix::needs_a_look(
            "keep the words",
            Change::Replace(place, one.with),
        ));
    }
}
