//! The settings and templates of an earlier state: a change that alters them is not judged by what it makes of them.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::model::{Settings, Slug, Template};
use crate::workspace::{File, RecordKind};
use crate::yaml;

/// What the settings and templates were that differ now.
#[derive(Debug, Clone, Default)]
pub struct Base {
    pub settings: Option<Settings>,
    /// `None` for a template that was not there.
    pub templates: BTreeMap<Slug, Option<Template>>,
}

impl Base {
    /// What files were, `None` for one that was not there. Settings that could not be parsed set nothing.
    pub fn new(before: &BTreeMap<File, Option<String>>) -> Self {
        fn read<T: DeserializeOwned>(text: Option<&String>) -> Option<T> {
            let text = yaml::guard::admit(text?.as_bytes()).ok()?;
            yaml::read(text).ok()
        }
        let mut base = Self::default();
        for (file, text) in before {
            match (file.kind(), Slug::parse(file.stem())) {
                (Some(RecordKind::Settings), _) => {
                    base.settings = Some(read(text.as_ref()).unwrap_or_default());
                }
                (Some(RecordKind::Template), Ok(name)) => {
                    base.templates.insert(name, read(text.as_ref()));
                }
                _ => {}
            }
        }
        base
    }
}
