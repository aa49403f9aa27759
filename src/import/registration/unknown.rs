//! What a mapping still has to say of a form: words that nobody knows.

use crate::import::registration::headings::Field;
use crate::import::registration::row::Reader;
use crate::import::registration::values;
use crate::import::table::Row;

/// Words of a row that nobody knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unknown {
    pub tracks: Vec<String>,
    pub statuses: Vec<String>,
}

impl Reader<'_> {
    /// What a mapping has to say of this row: the parts of its cells that name no track, and its words for whether the person comes.
    pub fn unknown(&self, row: &Row) -> Unknown {
        let Ok(cells) = &row.cells else {
            return Unknown::default();
        };
        let tracks = self.all(cells, Field::Tracks).unwrap_or_default();
        let tracks = tracks
            .iter()
            .filter_map(|(_, text)| self.catalog.find(text).err());
        let has_status = self.coming(cells, None).is_ok();
        let statuses = self.answers(cells, Field::Status).unwrap_or_default();
        let statuses = statuses.into_iter().filter(|_| !has_status);
        Unknown {
            tracks: tracks.collect(),
            statuses: statuses
                .map(|(_, text)| text)
                .filter(|text| values::coming(text).is_none())
                .collect(),
        }
    }
}
