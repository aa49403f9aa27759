use crate::check::prelude::*;
use crate::model::Settings;
use crate::workspace::{File, Workspace, built_in};

rule! {
    /// A change alters the settings or a template by which it is judged.
    /// ## Why
    /// A pull request that switches rules off, or replaces the template, would pass whatever its records say. With
    /// `--changed`, records are judged by the settings and templates of the revision that is compared with, and the change of
    /// them is shown here. `--trust-settings` judges by those of the change.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # cxn.yaml of a pull request
    /// rules:
    ///   no-lead: { severity: 'off', reason: not needed }
    /// ```
    /// Good:
    /// ```yaml
    /// # cxn.yaml as it was; a pull request of its own changes it
    /// default-event: 2026-09-rockville
    /// ```
    /// ## Source
    /// Design choice: what judges a change is not the change's to decide.
    pub static RULE: Rule {
        name: "policy-changed",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Change(check),
    }
}

const HELP: &str = "review it as a change of the rules: what else changes was judged as before; '--trust-settings' judges by the new ones";

fn check(workspace: &Workspace, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    if let Some(before) = &workspace.base.settings {
        let nothing = Settings::default();
        let now = workspace.settings.as_ref();
        let keys = altered(before, now.map_or(&nothing, |record| &record.value));
        if !keys.is_empty() {
            let message = format!("the change alters '{}' of the settings", keys.join("', '"));
            Findings::new(rule, &File::settings(), None, found)
                .add(Path::root(), message)
                .help(HELP);
        }
    }
    for (name, before) in &workspace.base.templates {
        let is_there =
            workspace.templates.contains_key(name) || workspace.unread_templates.contains(name);
        let is_built_in = built_in::template(name.as_str()).is_some();
        let message = match (before, is_there, is_built_in) {
            (None, _, true) => {
                format!("the change puts a template in the place of the built-in '{name}'")
            }
            (None, _, false) => format!("the change adds the template '{name}'"),
            (Some(_), true, _) => format!("the change alters the template '{name}'"),
            (Some(_), false, _) => format!("the change deletes the template '{name}'"),
        };
        Findings::new(rule, &File::template(name), None, found)
            .add(Path::root(), message)
            .help(HELP);
    }
}

/// The keys of the settings that decide how records are judged, and that differ.
fn altered(before: &Settings, now: &Settings) -> Vec<&'static str> {
    let keys = [
        ("rules", before.rules != now.rules),
        ("ignore", before.ignore != now.ignore),
        ("visibility", before.visibility != now.visibility),
        ("review", before.review != now.review),
    ];
    let altered = keys.into_iter().filter(|(_, differs)| *differs);
    altered.map(|(key, _)| key).collect()
}
