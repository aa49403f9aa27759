//! The templates and the list of duties that ship with the tool, each a YAML file in the source.

use std::sync::OnceLock;

use crate::model::Template;
use crate::model::responsibility::{DEFAULT_DUTIES, DutyList};
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
    let at = TEXTS.iter().position(|(known, _)| *known == name)?;
    PARSED[at]
        .get_or_init(|| yaml::read(TEXTS[at].1).ok())
        .as_ref()
}

/// The built-in list of duties, parsed when it is first asked for.
pub fn duties(name: &str) -> Option<&'static DutyList> {
    static PARSED: OnceLock<Option<DutyList>> = OnceLock::new();
    if name != DEFAULT_DUTIES {
        return None;
    }
    PARSED
        .get_or_init(|| yaml::read(include_str!("duties.yaml")).ok())
        .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_duties_read() {
        let read = yaml::read::<DutyList>(include_str!("duties.yaml"));
        assert!(read.is_ok(), "{:?}", read.err());
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
