//! A rule's documentation, for people, for pages and for programs.

use serde::Serialize;

use crate::check::{RuleInfo, Scope};
use crate::render::Style;
use crate::render::contract;
use crate::render::table::pretty;

/// For people: headings stand out where the terminal can show it.
pub fn text(rule: &RuleInfo, style: Style) -> String {
    let mut text = String::new();
    let mut fenced = false;
    for line in markdown(rule).lines() {
        let fence = line.starts_with("```");
        fenced ^= fence;
        if fence {
            // What stands between the fences is set off by its indentation.
        } else if fenced && !line.is_empty() {
            text.push_str("    ");
            text.push_str(line);
            text.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ").or(line.strip_prefix("# ")) {
            text.push_str(&style.bold(heading));
            text.push('\n');
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// For pages: Markdown with a heading for each part.
pub fn markdown(rule: &RuleInfo) -> String {
    format!(
        "# {}\n\n{}\n\n## Severity\n\n{}\n\n## Switch it off\n\n{}\n\n## Since\n\n{}\n",
        rule.name,
        rule.text(),
        rule.severity,
        switch_off(rule),
        rule.since
    )
}

/// For programs: the rule as one object.
pub fn json(rule: &RuleInfo) -> String {
    let page = Page {
        name: rule.name,
        severity: rule.severity.to_string(),
        since: rule.since,
        checks: rule.scope.as_str(),
        summary: rule.summary(),
        why: rule.section("Why"),
        example: rule.section("Example"),
        source: rule.section("Source"),
        ignore: ignore(rule),
        settings: setting(rule),
    };
    let page = serde_json::to_value(page).unwrap_or_default();
    pretty(&contract::envelope(None, [("rule".to_owned(), page)]))
}

#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    severity: String,
    since: &'a str,
    checks: &'a str,
    summary: &'a str,
    why: Option<String>,
    example: Option<String>,
    source: Option<String>,
    /// The comment that switches it off for a line; none for what cannot be.
    ignore: Option<String>,
    /// The lines of `cxn.yaml` that switch it off.
    settings: String,
}

fn switch_off(rule: &RuleInfo) -> String {
    let everywhere = format!(
        "In the whole workspace, in cxn.yaml (severity also takes note, warning and error):\n\n```yaml\n{}```",
        setting(rule)
    );
    match ignore(rule) {
        Some(comment) => format!(
            "For one line, with a comment on it or above it:\n\n```yaml\n{comment}\n```\n\n{everywhere}"
        ),
        None => everywhere,
    }
}

/// A comment cannot switch off what keeps its file from being read, nor what is said of comments.
fn ignore(rule: &RuleInfo) -> Option<String> {
    let can = rule.can_be_ignored() && rule.scope != Scope::Suppression;
    can.then(|| format!("# cxn: ignore[{}] the reason", rule.name))
}

fn setting(rule: &RuleInfo) -> String {
    let deeper = if matches!(rule.scope, Scope::Structure | Scope::Placement) {
        // A file that is not read is not judged: the reason should name what replaces the check.
        "why these files need not be read"
    } else {
        "why it does not matter here"
    };
    format!(
        "rules:\n  {}:\n    severity: off\n    reason: {deeper}\n",
        rule.name
    )
}
