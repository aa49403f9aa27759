//! What records are judged by: the settings and templates of the workspace, and of the base where a change alters them.

use crate::model::{Settings, Template};
use crate::workspace::{Workspace, built_in};

impl Workspace {
    /// The settings by which records are judged: those of the base, where a change alters them.
    pub fn policy(&self) -> Option<&Settings> {
        let own = || self.settings.as_ref().map(|record| &*record.value);
        self.base.settings.as_ref().or_else(own)
    }

    /// The template of a name: the workspace's own before the built-in one, and that of the base where a change alters it. One
    /// that a change adds counts only where there was none of the name.
    pub fn template(&self, name: &str) -> Option<&Template> {
        let own = || self.templates.get(name).map(|record| &*record.value);
        match self.base.templates.get(name) {
            None => own().or_else(|| built_in::template(name)),
            Some(Some(before)) => Some(before),
            Some(None) => built_in::template(name).or_else(own),
        }
    }

    /// The built-in templates in whose place the workspace has its own.
    pub fn replaced_templates(&self) -> Vec<&'static str> {
        let is_own = |name: &&str| match self.base.templates.get(*name) {
            None => self.templates.contains_key(*name),
            Some(before) => before.is_some(),
        };
        built_in::template_names().filter(is_own).collect()
    }
}
