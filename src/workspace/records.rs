//! All records of a workspace, whatever their kind.

use std::collections::{BTreeMap, HashSet};

use crate::workspace::{EventFolder, File, Record, Workspace};
use crate::yaml::marks::Marks;

impl EventFolder {
    pub fn records(&self) -> impl Iterator<Item = (&File, Marks)> {
        let event = self.event.iter().map(of_record);
        let tracks = self.tracks.values().map(of_record);
        let registrations = self.registrations.values().map(of_record);
        let results = self.results.values().flat_map(BTreeMap::values);
        let results = results.map(of_record);
        let issues = self.issues.values().map(of_record);
        let reports = self.reports.values().map(of_record);
        let records = event.chain(tracks).chain(registrations).chain(results);
        records.chain(issues).chain(reports)
    }
}

impl Workspace {
    pub fn records(&self) -> impl Iterator<Item = (&File, Marks)> {
        let settings = self.settings.iter().map(of_record);
        let templates = self.templates.values().map(of_record);
        let responsibilities = self.responsibilities.values().map(|list| {
            let is_in_former_folder = list.file.as_str().starts_with("duties/");
            let outdated = list.marks.outdated || is_in_former_folder;
            (
                &list.file,
                Marks {
                    outdated,
                    ..list.marks
                },
            )
        });
        let criteria = self.criteria.values().map(of_record);
        let mappings = self.mappings.values().map(of_record);
        let of_events = self.events.values().flat_map(EventFolder::records);
        settings
            .chain(templates)
            .chain(responsibilities)
            .chain(criteria)
            .chain(mappings)
            .chain(of_events)
    }

    /// Every file that is there, a record or not.
    pub fn files(&self) -> HashSet<&File> {
        let records = self.records().map(|(file, _)| file);
        let unread = self.unread.iter().map(|unread| &unread.file);
        records.chain(self.overlay.keys()).chain(unread).collect()
    }

    /// Whether a file exists, a record or not, by the very name it has in its folder: a disk that does not tell case apart would
    /// know it by others as well.
    pub fn has_file(&self, file: &File) -> bool {
        self.records().any(|(one, _)| one == file)
            || self.overlay.contains_key(file)
            || self.unread.iter().any(|one| one.file == *file)
    }
}

fn of_record<T>(record: &Record<T>) -> (&File, Marks) {
    (&record.file, record.marks)
}
