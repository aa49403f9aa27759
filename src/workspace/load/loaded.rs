//! What a loaded workspace is asked: what its settings come to, and what its files hold.

use std::collections::BTreeSet;

use super::Workspace;
use crate::model::Slug;
use crate::model::criteria::CriteriaSet;
use crate::model::names::Names;
use crate::model::responsibility::ResponsibilityList;
use crate::model::settings::Visibility;
use crate::workspace::tracker_vocabulary::Vocabulary;
use crate::workspace::{File, RecordKind, built_in};

impl Workspace {
    /// The responsibility list of a name: the workspace's own before the built-in one. One of the workspace that does not
    /// read is none: another list in its place would mislead.
    pub fn responsibility_list(&self, name: &str) -> Option<&ResponsibilityList> {
        if self.unread_responsibilities.contains(name) {
            return None;
        }
        self.responsibilities
            .get(name)
            .map(|record| &*record.value)
            .or_else(|| built_in::responsibilities(name))
    }

    /// The names of all maturity criteria: the workspace's own, those that cannot be parsed, and the built-in ones.
    pub fn criteria_names(&self) -> Vec<String> {
        let own = self.criteria.keys().chain(&self.unread_criteria);
        let own: BTreeSet<&str> = own.map(Slug::as_str).collect();
        let others = built_in::criteria_names().filter(|name| !own.contains(name));
        let all = own.iter().copied().map(str::to_owned);
        all.chain(others.map(str::to_owned)).collect()
    }

    /// The maturity criteria of a name: the workspace's own first. Those that cannot be parsed are none: others would mislead.
    pub fn criteria_set(&self, name: &str) -> Option<&CriteriaSet> {
        if self.unread_criteria.contains(name) {
            return None;
        }
        let own = self.criteria.get(name).map(|record| &*record.value);
        own.or_else(|| built_in::criteria(name))
    }

    /// The tracker's vocabulary, where the settings name one that is there.
    pub fn tracker_vocabulary(&self) -> Option<&Vocabulary> {
        self.vocabulary.get(|| {
            let settings = self.settings.as_ref()?;
            let path = settings.value.tracker_vocabulary.as_deref()?;
            Some(self.root.public().join(path.trim()))
        })
    }

    /// Who can read the repository: as the server says, else as the settings say.
    pub fn visibility(&self) -> Option<Visibility> {
        let policy = self.policy();
        self.served.or_else(|| policy.and_then(|it| it.visibility))
    }

    /// Whether the workspace asks that new files with personal data can be read by their owner only.
    pub fn private_files(&self) -> bool {
        self.settings
            .as_ref()
            .is_some_and(|settings| settings.value.personal_data.private_files)
    }

    /// Whether a new file is to be its owner's only: a registration, where the workspace asks for it.
    pub fn keeps_private(&self, file: &File) -> bool {
        matches!(
            file.kind(),
            Some(
                RecordKind::Registration
                    | RecordKind::Result
                    | RecordKind::Issue
                    | RecordKind::Report
            )
        ) && self.private_files()
    }

    /// What a new file begins with: the comment for editors, when the workspace asks for it.
    pub fn modeline(&self, file: &File) -> String {
        let wanted = self
            .settings
            .as_ref()
            .is_some_and(|settings| settings.value.modeline);
        file.modeline().filter(|_| wanted).unwrap_or_default()
    }

    /// A new file's text as it is written: with the comment for editors before it, unless it has one already.
    pub fn with_modeline(&self, file: &File, text: &str) -> String {
        if text.starts_with(crate::workspace::file::MODELINE) {
            return text.to_owned();
        }
        self.modeline(file) + text
    }

    /// Whether a file of the workspace is there, of whatever kind; what a link leads out to is not.
    pub fn is_there(&self, path: &str) -> bool {
        let is_plain = !path.starts_with('/') && path.split(['/', '\\']).all(|part| part != "..");
        let file = File::new(path.strip_prefix("./").unwrap_or(path));
        is_plain && self.inside(&file).is_ok_and(|path| path.is_file())
    }

    /// The text of a file as it is now, from the overlay or the disk, as far as it is read at all:
    /// no more than shows that it is too large, and nothing from outside the workspace.
    pub fn text(&self, file: &File) -> Option<String> {
        match self.overlay.get(file) {
            Some(text) => Some(text.clone()),
            None => self
                .bytes(file)
                .ok()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// Which names mean the same, as the settings say; worked out once.
    pub fn names(&self) -> &Names {
        let settings = || self.settings.as_ref().map(|record| &*record.value);
        self.names.get_or_init(|| Names::new(settings()))
    }
}
