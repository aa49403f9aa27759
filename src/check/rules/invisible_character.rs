use crate::check::prelude::*;
use crate::model::invisible;
use crate::yaml::tree::NodeKind;
use crate::yaml::write::quote;

rule! {
    /// A name, an address or a key holds an invisible character, or any text the escape of a control character.
    /// ## Why
    /// Such characters come along when text is pasted from a chat, a page or a sheet. Two people of one name, an address that no mail
    /// reaches and a key that is unknown look right on every screen. Names are compared without them; other tools do not. A control
    /// character, written as `"\e"`, acts on the terminal of who shows the text.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// email: ann@example.org·
    /// ```
    /// The dot is a space without width.
    /// Good:
    /// ```yaml
    /// email: ann@example.org
    /// ```
    /// ## Source
    /// Unicode, general categories Cf and Cc. Design choice: texts of several lines may hold those that are no controls, and so may
    /// letters of scripts that are joined or kept apart by them.
    pub static RULE: Rule {
        name: "invisible-character",
        since: "0.1.0",
        severity: ERROR,
        check: Check::SourceText(check),
    }
}

/// More of them in one file are worth no further finding.
const MOST: usize = 100;

fn check(writing: &SourceText, found: &mut Findings<'_>) {
    if !writing.marks.invisible {
        return;
    }
    let mut left = MOST;
    writing.visit(&mut |path, seen| {
        let (text, bytes, is_key) = match seen {
            Seen::Key(text, bytes) => (text.into(), bytes.clone(), true),
            Seen::Value(node) => match &node.kind {
                NodeKind::Scalar { .. } => (node.text(&writing.text), node.span.clone(), false),
                _ => return,
            },
        };
        if left == 0 {
            return;
        }
        let name = match (is_key, path.keys().last()) {
            (true, _) => "a key",
            (false, Some(key)) => &format!("'{key}'"),
            (false, None) => "a value",
        };
        let Some(complaint) = invisible::complaint(name, &text) else {
            return;
        };
        left -= 1;
        let finding = found.add(path.clone(), complaint);
        finding.on(writing.part(&bytes));
        let written = writing.text.get(bytes).unwrap_or_default();
        let mut kept = invisible::without(written);
        if kept == written || text.contains(invisible::is_control) {
            // It is written as an escape.
            kept = quote(&invisible::without(&text));
        }
        finding.help("delete it, or run 'cxn check --fix'");
        let place: Place = finding.place.clone();
        finding.fix(Fix::safe(
            "delete the characters that no one sees",
            Change::Replace(place, kept),
        ));
    });
}
