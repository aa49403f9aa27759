//! What a workspace's settings make of the findings: other severities, rules switched off, paths left out.

use crate::check::finding::{Finding, Findings};
use crate::check::report::Report;
use crate::check::rule_info::{RuleInfo, Scope};
use crate::check::rules;
use crate::model::Severity;
use crate::model::former_names;
use crate::model::nearest;
use crate::model::settings::{PathIgnore, RuleSetting, RuleSeverity, Settings};
use crate::workspace::{File, Record, Selection, Workspace};

#[derive(Debug, Default)]
pub struct Overridden {
    pub findings: Vec<Finding>,
    /// Findings below an ignored path, with the reason.
    pub ignored: Vec<(Finding, String)>,
}

impl From<Vec<Finding>> for Overridden {
    fn from(findings: Vec<Finding>) -> Self {
        Self {
            findings,
            ignored: Vec::new(),
        }
    }
}

/// Applies the settings, where there are any, and judges them: unknown rules, rules off without a reason, ignores that match nothing.
pub fn apply(workspace: &Workspace, findings: Vec<Finding>, selection: &Selection) -> Overridden {
    let Some(settings) = &workspace.settings else {
        return findings.into();
    };
    let ignore = &settings.value.ignore;
    let mut used = vec![false; ignore.len()];
    let mut overridden = Overridden::default();
    for mut finding in findings {
        if !adjust(&settings.value, &mut finding) {
            continue;
        }
        match ignore.iter().position(|ignore| matches(ignore, &finding)) {
            Some(at) => {
                used[at] = true;
                let reason = ignore[at].reason.clone();
                overridden.ignored.push((finding, reason));
            }
            None => overridden.findings.push(finding),
        }
    }
    if selection.includes(&settings.file) {
        let late = judge(settings, &used, selection);
        overridden.findings.extend(late);
    }
    overridden
}

/// Adjusts the findings that come after the settings were applied to all others: those on settings and on comments.
pub fn apply_to_late(workspace: &Workspace, report: &mut Report) {
    let Some(settings) = &workspace.settings else {
        return;
    };
    report.findings.retain_mut(|located| {
        let scope = located.finding.rule.scope;
        !matches!(scope, Scope::Settings | Scope::Suppression)
            || adjust(&settings.value, &mut located.finding)
    });
}

/// Gives a finding the severity that the settings want; `false` when they switch its rule off.
fn adjust(settings: &Settings, finding: &mut Finding) -> bool {
    let is_it = |name: &str| former_names::current_rule(name) == finding.rule.name;
    let own = settings.rules.get(finding.rule.name);
    let setting = own.or_else(|| {
        let mut named = settings.rules.iter();
        named.find_map(|(name, setting)| is_it(name).then_some(setting))
    });
    let Some(setting) = setting else {
        return true;
    };
    finding.severity = match setting.severity {
        RuleSeverity::Note => Severity::Note,
        RuleSeverity::Warning => Severity::Warning,
        RuleSeverity::Error => Severity::Error,
        // Without a reason a rule stays on: the next reader could not know whether the reason still holds.
        RuleSeverity::Off => return !has_reason(setting),
    };
    true
}

fn has_reason(setting: &RuleSetting) -> bool {
    let reason = setting.reason.as_deref().unwrap_or("");
    !reason.trim().is_empty()
}

fn matches(ignore: &PathIgnore, finding: &Finding) -> bool {
    former_names::current_rule(&ignore.rule) == finding.rule.name
        && covers(&ignore.path, &finding.place.file)
}

fn covers(path: &str, file: &File) -> bool {
    Selection::Paths([path.trim_end_matches('/').to_owned()].into()).includes(file)
}

fn judge(settings: &Record<Settings>, used: &[bool], selection: &Selection) -> Vec<Finding> {
    let Settings {
        rules: overrides,
        ignore,
        ..
    } = &*settings.value;
    let mut found = Vec::new();
    let mut add = |rule: &'static RuleInfo,
                   path: String,
                   message: String,
                   help: Option<String>,
                   near: &[String]| {
        let mut findings = Findings::new(rule, &settings.file, None, &mut found);
        let finding = findings.add(&path, message);
        if path.starts_with("rules.") {
            finding.on_key().offer_nearest(near);
        } else {
            finding.offer_nearest(near).on_key();
        }
        finding.help = help;
    };
    let nearest = |name: &str| nearest::nearest(name, rules::names());
    for (name, setting) in overrides.iter() {
        if rules::find(name).is_none() {
            let mut near = nearest(name);
            let help = nearest::did_you_mean(&near);
            near.retain(|near| !overrides.contains_key(near));
            add(
                &rules::settings_unknown_rule::RULE,
                format!("rules.{name}"),
                format!("there is no rule '{name}'"),
                help,
                &near,
            );
        } else if setting.severity == RuleSeverity::Off && !has_reason(setting) {
            let help =
                Some("add a reason: the next reader has to know whether it still holds".to_owned());
            add(
                &rules::settings_off_without_reason::RULE,
                format!("rules.{name}"),
                format!("the rule '{name}' is off without a reason, and stays on"),
                help,
                &[],
            );
        }
    }
    for (at, (ignore, used)) in ignore.iter().zip(used).enumerate() {
        if rules::find(&ignore.rule).is_none() {
            let message = format!("there is no rule '{}'", ignore.rule);
            add(
                &rules::settings_unknown_rule::RULE,
                format!("ignore[{at}].rule"),
                message,
                nearest::did_you_mean(&nearest(&ignore.rule)),
                &nearest(&ignore.rule),
            );
        } else if !used && matches!(selection, Selection::All) {
            // Only a run over everything can tell that an ignore matches nothing.
            let message = format!(
                "the ignore of '{}' below '{}' matches no finding",
                ignore.rule, ignore.path
            );
            add(
                &rules::settings_unused_ignore::RULE,
                format!("ignore[{at}]"),
                message,
                Some("delete it".to_owned()),
                &[],
            );
        }
    }
    found
}
