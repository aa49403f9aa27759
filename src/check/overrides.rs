//! What a workspace's settings make of the findings: other severities, rules switched off, paths left out.

use std::collections::HashMap;

use crate::check::finding::{Finding, Findings, bounded};
use crate::check::report::Report;
use crate::check::rule_info::{RuleInfo, Scope};
use crate::check::rules;
use crate::model::Severity;
use crate::model::former_names;
use crate::model::nearest;
use crate::model::settings::{PathIgnore, RuleSetting, RuleSeverity, Settings};
use crate::workspace::{Record, Selection, Workspace};

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
pub fn apply(
    workspace: &Workspace,
    mut findings: Vec<Finding>,
    selection: &Selection,
) -> Overridden {
    let Some(policy) = workspace.policy() else {
        return findings.into();
    };
    let ignore = &policy.ignore;
    let mut used = vec![false; ignore.len()];
    let (set, by_path) = (by_rule(policy), Ignored::new(ignore));
    // In their place: with a million of them, a second list is a quarter of a gigabyte.
    findings.retain_mut(|finding| adjust(&set, finding));
    let mut reasons = Vec::new();
    let ignored = findings.extract_if(.., |finding| {
        let first = by_path.first(finding);
        if let Some(at) = first {
            used[at] = true;
            reasons.push(ignore[at].reason.clone());
        }
        first.is_some()
    });
    let ignored: Vec<Finding> = ignored.collect();
    let mut overridden = Overridden {
        findings,
        ignored: ignored.into_iter().zip(reasons).collect(),
    };
    let settings = workspace.settings.as_ref();
    if let Some(settings) = settings.filter(|settings| selection.includes(&settings.file)) {
        // What the ignores of a change match is not known: those of its base were applied.
        let used = (workspace.base.settings.is_none()).then_some(&used[..]);
        overridden.findings.extend(judge(settings, used, selection));
    }
    overridden
}

/// Adjusts the findings that come after the settings were applied to all others: those on settings and on comments.
pub fn apply_to_late(workspace: &Workspace, report: &mut Report) {
    let Some(policy) = workspace.policy() else {
        return;
    };
    let set = by_rule(policy);
    report.findings.retain_mut(|located| {
        let scope = located.finding.rule.scope;
        !matches!(scope, Scope::Settings | Scope::Suppression) || adjust(&set, &mut located.finding)
    });
}

/// What the settings say of each rule, whatever they call it; today's name comes before a former one.
fn by_rule(settings: &Settings) -> HashMap<&str, &RuleSetting> {
    let mut set = HashMap::new();
    for (name, setting) in settings.rules.iter() {
        let current = former_names::current_rule(name);
        if current == name {
            set.insert(current, setting);
        } else {
            set.entry(current).or_insert(setting);
        }
    }
    set
}

/// The rules that the settings switch off, with a reason, by name.
pub fn switched_off(settings: &Settings) -> Vec<&str> {
    let is_off =
        |setting: &RuleSetting| setting.severity == RuleSeverity::Off && has_reason(setting);
    let known = by_rule(settings).into_iter();
    let mut off: Vec<&str> = known
        .filter(|(name, setting)| is_off(setting) && rules::find(name).is_some())
        .map(|(name, _)| name)
        .collect();
    off.sort_unstable();
    off
}

/// Gives a finding the severity that the settings want; `false` when they switch its rule off.
fn adjust(set: &HashMap<&str, &RuleSetting>, finding: &mut Finding) -> bool {
    let Some(setting) = set.get(finding.rule.name) else {
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

/// The ignores of the settings by their rule and path; of two that are the same, the first.
struct Ignored<'a>(HashMap<(&'a str, &'a str), usize>);

impl<'a> Ignored<'a> {
    fn new(ignores: &'a [PathIgnore]) -> Self {
        let mut first = HashMap::new();
        for (at, ignore) in ignores.iter().enumerate() {
            let rule = former_names::current_rule(&ignore.rule);
            let path = ignore.path.trim_end_matches('/');
            first.entry((rule, path)).or_insert(at);
        }
        Self(first)
    }

    /// The first ignore that covers a finding: of its rule, on its file or a folder above.
    fn first(&self, finding: &Finding) -> Option<usize> {
        if self.0.is_empty() {
            return None;
        }
        let rule = finding.rule.name;
        let paths = finding.place.file.and_above();
        paths
            .filter_map(|path| self.0.get(&(rule, path)).copied())
            .min()
    }
}

fn judge(
    settings: &Record<Settings>,
    used: Option<&[bool]>,
    selection: &Selection,
) -> Vec<Finding> {
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
        finding.help = help.map(bounded);
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
    for (at, ignore) in ignore.iter().enumerate() {
        let is_used = used.is_none_or(|used| used[at]);
        if rules::find(&ignore.rule).is_none() {
            let message = format!("there is no rule '{}'", ignore.rule);
            add(
                &rules::settings_unknown_rule::RULE,
                format!("ignore[{at}].rule"),
                message,
                nearest::did_you_mean(&nearest(&ignore.rule)),
                &nearest(&ignore.rule),
            );
        } else if !is_used && matches!(selection, Selection::All) {
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
