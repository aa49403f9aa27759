use crate::check::prelude::*;
use crate::check::structure;

rule! {
    /// Lines that look like a list or a table are read as one line.
    /// ## Why
    /// YAML joins the lines of a text to one paragraph. Items and rows that were written below each other run together in every list, page
    /// and calendar that shows the text.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// agenda: Both days
    ///   - 09:00 start
    ///   - 17:00 wrap-up
    /// ```
    /// Good:
    /// ```yaml
    /// agenda: |
    ///   Both days
    ///   - 09:00 start
    ///   - 17:00 wrap-up
    /// ```
    /// ## Source
    /// YAML 1.2.2, section 6.5: line folding. What looks like a list is a design choice.
    pub static RULE: Rule {
        name: "lines-joined",
        since: "0.1.0",
        severity: WARNING,
        check: Check::SourceText(check),
    }
}

fn check(writing: &SourceText, found: &mut Findings<'_>) {
    if !writing.marks.altered {
        return;
    }
    for one in structure::joined(writing.kind, &writing.text) {
        let message = format!(
            "the lines of '{}' look like a list, and are read as one line",
            one.path
        );
        let finding = found.add(one.path, message);
        finding.on(writing.part(&one.at)).help(
            "put '|' after the key, and the text on the lines below it: then each line stays one",
        );
        let place = Place {
            part: writing.part(&one.bytes),
            ..finding.place.clone()
        };
        finding.fix(Fix::safe(
            "keep the lines",
            Change::Replace(place, one.with),
        ));
    }
}
