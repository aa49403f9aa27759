//! A mapping: what the names in another tool's files are here, be they tests and systems, or columns, tracks and people of a form.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::one_or_many::Table;
use crate::model::result::Verdict;
use crate::model::words::words;

/// What an importer is told about one tool, form or sheet. A run adds the names it does not know, with empty values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Mapping {
    /// The event; absent: the event that the import names.
    pub event: Option<String>,
    /// The track of scenarios that are named alone.
    pub track: Option<String>,
    /// Suites, groups and tests by their names: `TRACK/SCENARIO`, `SCENARIO` of the track above, or `ignore`.
    /// A name stands for everything below it; the longest name counts.
    pub tests: Table<Option<String>>,
    /// Names that the file has for systems: `ORGANIZATION/SYSTEM`, a system's name or its id, or `ignore`.
    pub systems: Table<Option<String>>,
    /// Names that the file has for roles: the ids of the track's roles.
    pub roles: Table<Option<String>>,
    /// The system that a tool tested, by its role: a file of a test tool mostly does not name it.
    pub tested: Table<String>,
    /// Words and marks of a sheet that have no meaning by themselves, such as `x`.
    pub verdicts: Table<Option<Verdict>>,
    /// Columns of a form by their headings: a field such as `name`, or `ignore`.
    pub columns: Table<Option<String>>,
    /// Which comes first in a form's dates such as `03/04/2026`.
    pub dates: Option<DateOrder>,
    /// Tracks as a form calls them: a track, or `ignore`.
    pub tracks: Table<Option<String>>,
    /// Words of a form for whether a person comes.
    pub statuses: Table<Option<Coming>>,
    /// People whom a form has under another name or email address, by `NAME` or `NAME <EMAIL>`: the name of the record, or `new`.
    pub people: Table<Option<String>>,
}

words! {
    /// Which comes first in a date such as `03/04/2026`.
    pub enum DateOrder {
        /// `31/12/2026`.
        DayFirst = "day-first",
        /// `12/31/2026`.
        MonthFirst = "month-first",
    }
}

words! {
    /// Whether a person of a form comes.
    pub enum Coming {
        /// Is approved, or was never asked about.
        Confirmed = "confirmed",
        /// Waits for a seat.
        Waitlisted = "waitlisted",
        /// Is not decided.
        Pending = "pending",
        /// Declined, was declined, or gave the seat back.
        NotComing = "not-coming",
    }
}

/// The value of a person who is none of those that are registered.
pub const NEW: &str = "new";

/// The value of a name that is left out on purpose.
pub const IGNORE: &str = "ignore";

impl Mapping {
    /// The longest entry of `tests` that is the name itself or one of the groups it is in, with what it stands for.
    ///
    /// Groups end where a `-`, `/` or `.` follows, or a space.
    pub fn test<'m>(&'m self, name: &str) -> Option<(&'m str, Option<&'m str>)> {
        let is_above = |key: &str| {
            name.strip_prefix(key)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '/', '.', ' ']))
        };
        let found = self.tests.iter().filter(|(key, _)| is_above(key));
        found
            .max_by_key(|(key, _)| key.len())
            .map(|(key, value)| (key.as_str(), value.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts() {
        let mapping: Mapping = crate::yaml::read(
            "tests: {suite: t/a, suite-group: t/b, suite-group-one: , other: ignore}",
        )
        .unwrap_or_default();
        assert_eq!(mapping.test("suite"), Some(("suite", Some("t/a"))));
        assert_eq!(mapping.test("suite-x"), Some(("suite", Some("t/a"))));
        assert_eq!(
            mapping.test("suite-group-two"),
            Some(("suite-group", Some("t/b")))
        );
        assert_eq!(
            mapping.test("suite-group-one-a"),
            Some(("suite-group-one", None))
        );
        assert_eq!(mapping.test("suites"), None);
        assert_eq!(mapping.test("other/x"), Some(("other", Some(IGNORE))));
    }
}
