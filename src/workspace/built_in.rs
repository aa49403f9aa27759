//! The templates, the responsibility list and the maturity criteria that ship with the tool, each a YAML file in the source.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use crate::model::Template;
use crate::model::criteria::CriteriaSet;
use crate::model::one_or_many::List;
use crate::model::responsibility::{DEFAULT_RESPONSIBILITIES, ResponsibilityList};
use crate::model::template::ReportSection;
use crate::yaml;

/// The built-in templates by name, oldest first.
static TEXTS: [(&str, &str); 4] = [
    ("wiki-2016", include_str!("templates/wiki-2016.yaml")),
    (
        "confluence-2020",
        include_str!("templates/confluence-2020.yaml"),
    ),
    (
        "confluence-2021",
        include_str!("templates/confluence-2021.yaml"),
    ),
    (
        "confluence-2023",
        include_str!("templates/confluence-2023.yaml"),
    ),
];

/// Names of the built-in templates, oldest first.
pub fn template_names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

/// The text of a built-in template, with its comments.
pub fn template_text(name: &str) -> Option<&'static str> {
    TEXTS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// A built-in template, parsed when it is first asked for.
pub fn template(name: &str) -> Option<&'static Template> {
    static PARSED: [OnceLock<Option<Template>>; 4] = [const { OnceLock::new() }; 4];
    parsed(&TEXTS, &PARSED, name)
}

/// What the text of a name says.
fn parsed<T: DeserializeOwned>(
    texts: &[(&str, &str)],
    cells: &'static [OnceLock<Option<T>>],
    name: &str,
) -> Option<&'static T> {
    let at = texts.iter().position(|(known, _)| *known == name)?;
    let read = || yaml::read(texts[at].1).ok();
    cells.get(at)?.get_or_init(read).as_ref()
}

/// The built-in responsibility list, parsed when it is first asked for.
pub fn responsibilities(name: &str) -> Option<&'static ResponsibilityList> {
    static PARSED: OnceLock<Option<ResponsibilityList>> = OnceLock::new();
    if name != DEFAULT_RESPONSIBILITIES {
        return None;
    }
    PARSED
        .get_or_init(|| yaml::read(include_str!("responsibilities.yaml")).ok())
        .as_ref()
}

/// The built-in maturity criteria by name.
static CRITERIA: [(&str, &str); 4] = [
    ("cds-hooks", include_str!("criteria/cds-hooks.yaml")),
    ("fmm-au", include_str!("criteria/fmm-au.yaml")),
    ("fmm-core", include_str!("criteria/fmm-core.yaml")),
    ("fmm-guide", include_str!("criteria/fmm-guide.yaml")),
];

/// Names of the built-in maturity criteria.
pub fn criteria_names() -> impl Iterator<Item = &'static str> {
    CRITERIA.iter().map(|(name, _)| *name)
}

/// Built-in maturity criteria, parsed when they are first asked for.
pub fn criteria(name: &str) -> Option<&'static CriteriaSet> {
    static PARSED: [OnceLock<Option<CriteriaSet>>; 4] = [const { OnceLock::new() }; 4];
    parsed(&CRITERIA, &PARSED, name)
}

/// The sections of a report for templates that bring none, parsed when they are first asked for.
pub fn report_sections() -> &'static [ReportSection] {
    static PARSED: OnceLock<List<ReportSection>> = OnceLock::new();
    PARSED.get_or_init(|| yaml::read(include_str!("report_sections.yaml")).unwrap_or_default())
}

/// The sections of a report by a template: its own, else the usual ones.
pub fn sections_of(template: &Template) -> &[ReportSection] {
    if template.report.is_none() {
        report_sections()
    } else {
        &template.report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_built_in_criteria_read() {
        for (name, text) in CRITERIA {
            let read = yaml::read::<CriteriaSet>(text);
            assert!(read.is_ok(), "{name}: {:?}", read.err());
            assert!(criteria(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_built_in_responsibilities_read() {
        let read = yaml::read::<ResponsibilityList>(include_str!("responsibilities.yaml"));
        assert!(read.is_ok(), "{:?}", read.err());
    }

    #[test]
    fn the_built_in_sections_are_those_of_every_report() {
        let keys: Vec<&str> = report_sections()
            .iter()
            .map(|one| one.key.as_str())
            .collect();
        assert_eq!(keys, crate::model::report::SECTIONS);
    }

    #[test]
    fn every_built_in_template_reads() {
        for (name, text) in TEXTS {
            let read = yaml::read::<Template>(text);
            assert!(read.is_ok(), "{name}: {:?}", read.err());
            assert!(template(name).is_some(), "{name}");
        }
    }
}
