//! A record that was changed here and at the server: what both did, and what becomes of it.

use crate::error::Failure;
use crate::workspace::File;
use crate::workspace::git::printed::Commit;
use crate::workspace::parse::{Readability, readability};
use crate::yaml::merge::{self, Clash, Side};
use crate::yaml::{self, Path, Value};

/// One record, as it was, as it is here and as it is at the server; nothing where it is not there.
#[derive(Debug)]
pub struct Conflict {
    pub file: File,
    pub base: Option<String>,
    pub mine: Option<String>,
    pub theirs: Option<String>,
    pub mine_by: Option<Commit>,
    pub theirs_by: Option<Commit>,
}

/// Whose value is taken, for each place where both sides have another; none where no one decided.
#[derive(Debug, PartialEq, Eq)]
pub enum Settled {
    Sides(Vec<Side>),
    Open,
}

/// Who settles a conflict: a person at a terminal, or what the command line says.
pub type Judge<'j> = dyn FnMut(&Conflict) -> Result<Settled, Failure> + 'j;

impl Conflict {
    /// The places where a choice is needed. The one place may be the whole record: where a side removed it or cannot be parsed, or
    /// where what both changed cannot be put together.
    pub fn clashes(&self) -> Vec<Clash> {
        let Some((base, mine, theirs)) = self.values() else {
            return vec![self.whole()];
        };
        let clashes = merge::clashes(&base, &mine, &theirs);
        if clashes.is_empty() && self.merged(&[]).is_none() {
            return vec![Clash {
                path: Path::root(),
                mine: Some(differing(&mine, &theirs)),
                theirs: Some(differing(&theirs, &mine)),
            }];
        }
        clashes
    }

    /// The record as one value.
    fn whole(&self) -> Clash {
        let value = |text: &Option<String>| text.as_deref().map(Value::from);
        Clash {
            path: Path::root(),
            mine: value(&self.mine),
            theirs: value(&self.theirs),
        }
    }

    fn values(&self) -> Option<(Value, Value, Value)> {
        let value = |text: &str| {
            let value = yaml::read_file::<Value>(text.as_bytes()).ok()?.0;
            value.is_mapping().then_some(value)
        };
        let base = self.base.as_deref().map_or(Some(Value::Null), value)?;
        Some((
            base,
            value(self.mine.as_deref()?)?,
            value(self.theirs.as_deref()?)?,
        ))
    }

    /// The record with these choices, in the text of the server, so that its comments stay.
    fn merged(&self, sides: &[Side]) -> Option<String> {
        let (base, mine, theirs) = self.values()?;
        let mut sides = sides.iter();
        let wanted = merge::merge(&base, &mine, &theirs, &mut |_| {
            sides.next().copied().unwrap_or(Side::Theirs)
        });
        let text = merge::rewrite(self.theirs.as_deref()?, &wanted).ok()?;
        is_record(&self.file, &text).then_some(text)
    }
}

/// What becomes of a record; nothing where it is removed.
pub fn settle(conflict: &Conflict, judge: &mut Judge<'_>) -> Result<Option<String>, Failure> {
    let clashes = conflict.clashes();
    let sides = if clashes.is_empty() {
        Vec::new()
    } else {
        match judge(conflict)? {
            Settled::Sides(sides) => sides,
            Settled::Open => return Err(open(conflict)),
        }
    };
    let whole = |side| match side {
        Side::Mine => conflict.mine.clone(),
        Side::Theirs => conflict.theirs.clone(),
    };
    if clashes.iter().any(|clash| clash.path == Path::root()) {
        return Ok(whole(sides.first().copied().unwrap_or(Side::Theirs)));
    }
    match conflict.merged(&sides) {
        Some(text) => Ok(Some(text)),
        // What cannot be put together in place is taken from one side, and all choices have to name that.
        None => match sides.first() {
            Some(first) if sides.iter().all(|side| side == first) => Ok(whole(*first)),
            _ => Err(open(conflict)),
        },
    }
}

/// The keys whose values another record does not have.
fn differing(one: &Value, other: &Value) -> Value {
    let all = one.as_mapping().into_iter().flatten();
    let differing = all.filter(|(key, value)| other.get(*key) != Some(*value));
    let own = differing.map(|(key, value)| (key.clone(), value.clone()));
    Value::Mapping(own.collect())
}

fn open(conflict: &Conflict) -> Failure {
    let name = crate::analysis::record_change::short_name(&conflict.file);
    Failure::refused(format!(
        "{name} was changed here and at the server; your commits are kept, and nothing was taken over or pushed"
    ))
    .hint(format!(
        "run 'cxn sync' at a terminal, or choose with '--take mine', '--take theirs' or '--take {name}=mine'"
    ))
}

/// Whether a text is what its file should hold.
pub fn is_record(file: &File, text: &str) -> bool {
    readability(file, text) == Readability::Record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(base: Option<&str>, mine: Option<&str>, theirs: Option<&str>) -> Conflict {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Conflict {
            file: File::new("events/e/tracks/t.yaml"),
            base: text(base),
            mine: text(mine),
            theirs: text(theirs),
            mine_by: None,
            theirs_by: None,
        }
    }

    fn settled(conflict: &Conflict, sides: &[Side]) -> Result<Option<String>, String> {
        let answer = |_: &Conflict| Ok(Settled::Sides(sides.to_vec()));
        settle(conflict, &mut { answer }).map_err(|failure| failure.message)
    }

    #[test]
    fn what_only_one_side_changed_is_taken_without_a_question() {
        let one = conflict(
            Some("title: T # name\nagenda: a\n"),
            Some("title: T # name\nagenda: b\n"),
            Some("title: U # name\nagenda: a\n"),
        );
        let no_one = &mut |_: &Conflict| unreachable!("no question");
        let text = settle(&one, no_one).map_err(|failure| failure.message);
        assert_eq!(text, Ok(Some("title: U # name\nagenda: b\n".to_owned())));
    }

    #[test]
    fn a_choice_is_made_for_each_place() {
        let one = conflict(
            Some("title: T\nagenda: a\n"),
            Some("title: M\nagenda: m\n"),
            Some("title: T2\nagenda: t\n"),
        );
        assert_eq!(one.clashes().len(), 2);
        assert_eq!(
            settled(&one, &[Side::Mine, Side::Theirs]),
            Ok(Some("title: M\nagenda: t\n".to_owned()))
        );
    }

    #[test]
    fn a_record_that_one_side_removed_is_kept_or_removed() {
        let one = conflict(Some("title: T\n"), None, Some("title: U\n"));
        assert_eq!(one.clashes().len(), 1);
        assert_eq!(settled(&one, &[Side::Mine]), Ok(None));
        assert_eq!(
            settled(&one, &[Side::Theirs]),
            Ok(Some("title: U\n".to_owned()))
        );
    }

    #[test]
    fn what_cannot_be_put_together_is_one_choice() {
        // A path names a key by its text, which a number is not.
        let one = Conflict {
            file: File::new("imports/form.yaml"),
            ..conflict(
                Some("columns:\n  1: name\n  2: email\n"),
                Some("columns:\n  1: name\n  2: ignore\n"),
                Some("columns:\n  1: first-name\n  2: email\n"),
            )
        };
        let clashes = one.clashes();
        assert_eq!((clashes.len(), &clashes[0].path), (1, &Path::root()));
        assert_eq!(settled(&one, &[Side::Mine]), Ok(one.mine.clone()));
        assert_eq!(settled(&one, &[Side::Theirs]), Ok(one.theirs.clone()));
        // Between two that can be, no choice is needed.
        let (mine, theirs) = ("title: T\nroles: []\n", "title: T\ntype: x\n");
        let two = conflict(Some("title: T\n"), Some(mine), Some(theirs));
        assert_eq!(two.clashes().len(), 0);
    }

    #[test]
    fn what_would_be_no_record_is_not_put_together() {
        // Each side alone is a record; the two of them are not.
        let one = conflict(
            Some("title: T\nroles: []\n"),
            Some("title: T\nroles: [{id: a}]\ntype: x\n"),
            Some("title: T\nroles: 3\n"),
        );
        assert_eq!(one.clashes().len(), 1);
        let answer = settled(&one, &[Side::Theirs]);
        assert_eq!(answer, Ok(Some("title: T\nroles: 3\n".to_owned())));
    }
}
