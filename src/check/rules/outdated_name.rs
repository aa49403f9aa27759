use std::ops::Range;

use crate::check::prelude::*;
use crate::check::suppressions;
use crate::model::former_names;
use crate::workspace::{File, RecordKind};
use crate::yaml::Step;
use crate::yaml::tree::NodeKind;

rule! {
    /// A key, a folder or a rule has the name that an earlier version used.
    /// ## Why
    /// The file is still read, but the documentation, the schema and everyone else use the current name. `cxn check --fix`
    /// renames it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// duties: track-lead
    /// ```
    /// Good:
    /// ```yaml
    /// responsibilities: track-lead
    /// ```
    /// ## Source
    /// HL7's page "Connectathon Track Lead Responsibilities" has the current name.
    pub static RULE: Rule {
        name: "outdated-name",
        since: "0.1.0",
        severity: WARNING,
        check: Check::SourceText(check),
    }
}

fn check(source: &SourceText, found: &mut Findings<'_>) {
    if let Some((folder, name)) = source.file.as_str().split_once('/')
        && let Some(current) = former_names::current_folder(folder)
    {
        let fix = Fix::safe(
            format!("move it to '{current}/'"),
            Change::Rename(File::new(&format!("{current}/{name}"))),
        );
        found
            .add(
                Path::root(),
                format!("the folder '{folder}' is now '{current}'"),
            )
            .help(format!("move the file to '{current}/'"))
            .fix(fix);
    }
    if !source.marks.outdated {
        return;
    }
    source.visit(&mut |path, seen| match (seen, &path.0[..]) {
        (Seen::Key(key, span), [_]) => {
            if let Some(current) = former_names::current_key(key) {
                add(source, "key", key, current, span, found);
            }
        }
        (Seen::Key(key, span), [Step::Key(rules), _]) if rules == "rules" => {
            rule(source, key, span, found);
        }
        (Seen::Value(node), [Step::Key(ignore), _, Step::Key(key)])
            if ignore == "ignore"
                && key == "rule"
                && matches!(node.kind, NodeKind::Scalar { .. }) =>
        {
            rule(source, &node.text(&source.text), &node.span, found);
        }
        _ => {}
    });
    comments(source, found);
}

/// The name of a rule in the settings.
fn rule(source: &SourceText, name: &str, span: &Range<usize>, found: &mut Findings<'_>) {
    let current = former_names::current_rule(name);
    if source.kind == RecordKind::Settings && current != name {
        add(source, "rule", name, current, span, found);
    }
}

/// The names of rules in ignore comments.
fn comments(source: &SourceText, found: &mut Findings<'_>) {
    let mut seen = None;
    for ignore in suppressions::parse(&source.text) {
        let (start, end) = ignore.bytes;
        if seen.replace(start) == Some(start) {
            continue;
        }
        let comment = &source.text[start..end];
        let names = comment.split(']').next().unwrap_or(comment);
        let mut at = start;
        for piece in names.split_inclusive(['[', ',']) {
            let name = piece.trim_end_matches(['[', ',']);
            let blanks = name.len() - name.trim_start().len();
            let (name, first) = (name.trim(), at + blanks);
            let current = former_names::current_rule(name);
            if current != name {
                add(
                    source,
                    "rule",
                    name,
                    current,
                    &(first..first + name.len()),
                    found,
                );
            }
            at += piece.len();
        }
    }
}

fn add(
    source: &SourceText,
    what: &str,
    former: &str,
    current: &str,
    span: &Range<usize>,
    found: &mut Findings<'_>,
) {
    let finding = found.add(
        Path::root(),
        format!("the {what} '{former}' is now '{current}'"),
    );
    finding.on(source.part(span)).expected([current]);
    finding.help(format!("write '{current}'"));
    let raw = source.text.get(span.clone()).unwrap_or("");
    if raw.contains(former) {
        let place = Place {
            part: source.part(span),
            ..finding.place.clone()
        };
        let change = Change::Replace(place, raw.replacen(former, current, 1));
        finding.fix(Fix::safe(format!("write {current}"), change));
    }
}
