//! What happened to one record, from its own history and from the commits that changed its file.

use crate::analysis::record_change::{changed_keys, read};
use crate::model::Moment;
use crate::workspace::git::printed::Commit;
use crate::yaml::{Mapping, Value};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Nothing for what is not committed yet.
    pub when: Option<Moment>,
    pub who: Option<String>,
    pub what: String,
    /// Why, as the history says it.
    pub why: Option<String>,
    /// The commit, for what only git tells.
    pub commit: Option<String>,
}

/// A version of the record; no commit for the one that is not committed yet, no text where the file was not there.
pub type Version = (Option<Commit>, Option<Vec<u8>>);

/// Everything that happened, oldest first. Versions are newest first, as git lists them.
pub fn log(versions: &[Version], now: Option<&[u8]>) -> Vec<Happened> {
    let mut all = history(now);
    let mut before: Option<Mapping> = None;
    let mut was_there = false;
    for (commit, bytes) in versions.iter().rev() {
        let after = bytes.as_deref().and_then(read);
        let keys = changed_keys(before.as_ref(), after.as_ref());
        let what = match (was_there, bytes.is_some()) {
            (false, true) => Some("created".to_owned()),
            (true, false) => Some("removed".to_owned()),
            _ if !keys.is_empty() => Some(format!("changed {}", keys.join(", "))),
            // What its history tells, or nothing that the record says.
            _ => None,
        };
        all.extend(what.map(|what| Happened {
            when: commit.as_ref().map(|commit| commit.when),
            who: commit.as_ref().map(|commit| commit.who.clone()),
            what,
            why: None,
            commit: commit.as_ref().map(|commit| commit.id.clone()),
        }));
        (before, was_there) = (after, bytes.is_some());
    }
    // What is not committed yet comes last.
    all.sort_by_key(|one| (one.when.is_none(), one.when));
    all
}

/// What the record's own history says.
fn history(now: Option<&[u8]>) -> Vec<Happened> {
    let record = now.and_then(read);
    let entries = record.as_ref().and_then(|record| record.get("history"));
    let entries = entries.and_then(Value::as_sequence).into_iter().flatten();
    let told = entries.filter_map(|entry| {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Happened {
            when: Some(Moment::parse(&text("when")?)?),
            who: text("by"),
            what: text("what")?.replace('-', " "),
            why: text("note"),
            commit: None,
        })
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_and_history_tell_one_story() {
        let commit = |id: &str, who: &str, when: &str| Commit {
            id: id.to_owned(),
            who: who.to_owned(),
            when: Moment::parse(when).unwrap_or_else(|| unreachable!()),
        };
        let text = |text: &str| Some(text.as_bytes().to_vec());
        let history = "status: submitted\nhistory: [{when: '2026-07-02T10:00:00Z', what: submitted, by: Robin, note: at last}]\n";
        let now = format!("title: U\nagenda: b\n{history}");
        let versions = [
            (None, text(&now)),
            (
                Some(commit("c3", "Kim", "2026-07-02T10:00:05Z")),
                text(&format!("title: U\nagenda: a\n{history}")),
            ),
            (
                Some(commit("c2", "Kim", "2026-07-01T11:00:00Z")),
                text("title: U\nagenda: a\n"),
            ),
            (
                Some(commit("c1", "Kim", "2026-07-01T10:00:00Z")),
                text("title: T\nagenda: a\n"),
            ),
        ];
        let said: Vec<_> = log(&versions, Some(now.as_bytes()))
            .into_iter()
            .map(|one| {
                (
                    one.what,
                    one.who.unwrap_or_default(),
                    one.commit.unwrap_or_default(),
                )
            })
            .collect();
        let line = |what: &str, who: &str, commit: &str| {
            (what.to_owned(), who.to_owned(), commit.to_owned())
        };
        assert_eq!(
            said,
            [
                line("created", "Kim", "c1"),
                line("changed title", "Kim", "c2"),
                line("submitted", "Robin", ""),
                line("changed agenda", "", ""),
            ]
        );
    }
}
