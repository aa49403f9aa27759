use crate::check::prelude::*;
use crate::model::Slug;
use crate::model::nearest::{did_you_mean, nearest};
use crate::workspace::built_in;

rule! {
    /// An event names a template that neither the tool nor the workspace has.
    /// ## Why
    /// The template says which fields a proposal has and from when each is required. Without it, proposals
    /// cannot be drafted or judged.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// template: confluence-2022
    /// ```
    /// Good:
    /// ```yaml
    /// template: confluence-2023
    /// ```
    /// ## Source
    /// Design choice: templates are data, chosen by the event, built in or under templates/.
    pub static RULE: Rule {
        name: "unknown-template",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(name) = facts.event().template.as_deref() else {
        return;
    };
    let workspace = facts.workspace;
    // A template that cannot be parsed has findings of its own.
    let own = workspace
        .templates
        .keys()
        .chain(&workspace.unread_templates)
        .map(Slug::to_string);
    let names: Vec<String> = own
        .chain(built_in::template_names().map(str::to_owned))
        .collect();
    if names.iter().any(|known| known == name) {
        return;
    }
    let near = nearest(name, names.iter().map(String::as_str));
    let help = did_you_mean(&near)
        .unwrap_or_else(|| format!("put it into templates/{name}.yaml, or name one that is there"));
    found
        .add("template", format!("there is no template '{name}'"))
        .expected(names)
        .help(help)
        .offer_nearest(&near);
}
