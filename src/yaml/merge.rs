//! Two texts of one record that came from a third: what each side changed, and where both changed the same.
//!
//! Git compares lines. Here keys are compared, and items of a list by their id or name, so that two people who changed different
//! things never meet, wherever these are in the file.

use std::collections::{HashMap, HashSet};

use serde_yaml::{Mapping, Value};

use crate::yaml::edit::{EditError, Editor};
use crate::yaml::path::{Path, Step};

/// Whose value is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
}

/// A place where both sides changed the same value, each to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    pub path: Path,
    /// Nothing where the side took it away.
    pub mine: Option<Value>,
    pub theirs: Option<Value>,
}

/// Merges two values that came from a third, and asks whose value is taken wherever they clash.
pub fn merge(
    base: &Value,
    mine: &Value,
    theirs: &Value,
    choose: &mut dyn FnMut(Clash) -> Side,
) -> Value {
    let mut merger = Merger { choose };
    let merged = merger.value(&Path::root(), Some(base), Some(mine), Some(theirs));
    merged.unwrap_or_default()
}

/// The places where two values clash, in the order of the file.
pub fn clashes(base: &Value, mine: &Value, theirs: &Value) -> Vec<Clash> {
    let mut found = Vec::new();
    merge(base, mine, theirs, &mut |clash| {
        found.push(clash);
        Side::Theirs
    });
    found
}

struct Merger<'a> {
    choose: &'a mut dyn FnMut(Clash) -> Side,
}

impl Merger<'_> {
    fn value(
        &mut self,
        path: &Path,
        base: Option<&Value>,
        mine: Option<&Value>,
        theirs: Option<&Value>,
    ) -> Option<Value> {
        if mine == theirs || base == mine {
            return theirs.cloned();
        }
        if base == theirs {
            return mine.cloned();
        }
        match (mine, theirs) {
            (Some(Value::Mapping(mine)), Some(Value::Mapping(theirs))) => {
                let empty = Mapping::new();
                let base = base.and_then(Value::as_mapping).unwrap_or(&empty);
                Some(Value::Mapping(self.mapping(path, base, mine, theirs)))
            }
            (Some(Value::Sequence(mine)), Some(Value::Sequence(theirs))) => {
                let base = base.and_then(Value::as_sequence);
                let lists = Lists::new(base.map_or(&[][..], Vec::as_slice), mine, theirs);
                match lists {
                    Some(lists) => Some(Value::Sequence(self.list(path, &lists))),
                    None => {
                        self.clash(path, Some(mine.clone().into()), Some(theirs.clone().into()))
                    }
                }
            }
            _ => self.clash(path, mine.cloned(), theirs.cloned()),
        }
    }

    fn clash(&mut self, path: &Path, mine: Option<Value>, theirs: Option<Value>) -> Option<Value> {
        let side = (self.choose)(Clash {
            path: path.clone(),
            mine: mine.clone(),
            theirs: theirs.clone(),
        });
        match side {
            Side::Mine => mine,
            Side::Theirs => theirs,
        }
    }

    fn mapping(
        &mut self,
        path: &Path,
        base: &Mapping,
        mine: &Mapping,
        theirs: &Mapping,
    ) -> Mapping {
        let added = mine.keys().filter(|key| !theirs.contains_key(*key));
        let keys: Vec<&Value> = theirs.keys().chain(added).collect();
        let mut merged = Mapping::new();
        for key in keys {
            let below = path.clone().key(key.as_str().unwrap_or_default());
            let value = self.value(&below, base.get(key), mine.get(key), theirs.get(key));
            if let Some(value) = value {
                merged.insert(key.clone(), value);
            }
        }
        merged
    }

    /// Their items in their order, then those that are mine alone.
    fn list(&mut self, path: &Path, lists: &Lists<'_>) -> Vec<Value> {
        let mut merged = Vec::new();
        for (at, (name, theirs)) in lists.theirs.items.iter().enumerate() {
            let (base, mine) = (lists.base.get(name), lists.mine.get(name));
            merged.extend(self.value(&path.clone().index(at), base, mine, Some(*theirs)));
        }
        let mut next = lists.theirs.items.len();
        for (name, mine) in &lists.mine.items {
            if lists.theirs.get(name).is_none() {
                let base = lists.base.get(name);
                merged.extend(self.value(&path.clone().index(next), base, Some(*mine), None));
                next += 1;
            }
        }
        if merged.iter().all(|item| item.get("when").is_some()) {
            // What happened on both sides is told in its order.
            merged.sort_by_key(when);
        }
        merged
    }
}

/// The instant of an entry, as seconds since 1970 where it is one.
fn when(item: &Value) -> i64 {
    let text = item.get("when").and_then(Value::as_str).unwrap_or_default();
    chrono::DateTime::parse_from_rfc3339(text).map_or(i64::MAX, |when| when.timestamp())
}

/// The items of a list by what tells them apart.
struct Named<'a> {
    items: Vec<(&'a Value, &'a Value)>,
    places: HashMap<&'a Value, usize>,
}

impl<'a> Named<'a> {
    /// `None` when two items have the same id or name, or say the same.
    fn new(items: &'a [Value]) -> Option<Self> {
        let items: Vec<_> = items.iter().map(|item| (name(item), item)).collect();
        let places = items.iter().enumerate().map(|(at, (name, _))| (*name, at));
        let places: HashMap<_, _> = places.collect();
        (places.len() == items.len()).then_some(Self { items, places })
    }

    fn get(&self, name: &Value) -> Option<&'a Value> {
        self.places.get(name).map(|at| self.items[*at].1)
    }

    /// Whether the items that come from another list are in the order that they have there.
    fn keeps_order(&self, base: &Self) -> bool {
        let mut places = self
            .items
            .iter()
            .filter_map(|(name, _)| base.places.get(name));
        let first = places.next().copied().unwrap_or_default();
        places
            .try_fold(first, |last, at| (*at > last).then_some(*at))
            .is_some()
    }
}

/// What tells an item apart: its id, else its name, else all that it says.
fn name(item: &Value) -> &Value {
    let keys = ["id", "name"];
    let named = item
        .as_mapping()
        .and_then(|map| keys.iter().find_map(|key| map.get(*key)));
    named.unwrap_or(item)
}

/// Three lists whose items are told apart by a name.
struct Lists<'a> {
    base: Named<'a>,
    mine: Named<'a>,
    theirs: Named<'a>,
}

impl<'a> Lists<'a> {
    /// `None` when items have no names of their own, or when their order was changed: then the list is one value.
    fn new(base: &'a [Value], mine: &'a [Value], theirs: &'a [Value]) -> Option<Self> {
        let base = Named::new(base)?;
        let (mine, theirs) = (Named::new(mine)?, Named::new(theirs)?);
        let in_order = mine.keeps_order(&base) && theirs.keeps_order(&base);
        in_order.then_some(Self { base, mine, theirs })
    }
}

/// Edits a text in place until it says what another value says.
///
/// # Errors
/// The change cannot be made without disturbing the rest of the file.
pub fn rewrite(text: &str, wanted: &Value) -> Result<String, EditError> {
    let now: Value = crate::yaml::read(text.trim_start_matches('\u{feff}'))
        .map_err(|_| EditError::Unreadable)?;
    let fine = edited(text, wanted, |editor| {
        adapt(editor, &Path::root(), &now, wanted)
    });
    // Where a small change is not possible, the keys at the top are written again.
    fine.or_else(|_| {
        edited(text, wanted, |editor| {
            replace_keys(editor, &Path::root(), &now, wanted, false)
        })
    })
}

fn edited(
    text: &str,
    wanted: &Value,
    edit: impl FnOnce(&mut Editor) -> Result<(), EditError>,
) -> Result<String, EditError> {
    let mut editor = Editor::open(text)?;
    edit(&mut editor)?;
    let text = editor.finish()?;
    // A path names keys by their text alone: one that is a number or has a tag leads to another.
    let back: Value = crate::yaml::read(text.trim_start_matches('\u{feff}'))
        .map_err(|_| EditError::Unreadable)?;
    if back == *wanted {
        return Ok(text);
    }
    let mut keys = wanted.as_mapping().into_iter().flatten();
    let differing = keys.find(|(key, value)| back.get(*key) != Some(*value));
    let key = differing.and_then(|(key, _)| key.as_str());
    Err(EditError::NotFaithful(key.unwrap_or_default().to_owned()))
}

fn adapt(editor: &mut Editor, path: &Path, now: &Value, wanted: &Value) -> Result<(), EditError> {
    if now == wanted {
        return Ok(());
    }
    match (now, wanted) {
        (Value::Mapping(_), Value::Mapping(_)) => replace_keys(editor, path, now, wanted, true),
        (Value::Sequence(now), Value::Sequence(wanted))
            if !now.is_empty() && !wanted.is_empty() =>
        {
            adapt_list(editor, path, now, wanted)
        }
        _ => editor.set(path, wanted),
    }
}

/// Takes away the items that are gone, changes the others from within, and appends those that are new.
fn adapt_list(
    editor: &mut Editor,
    path: &Path,
    now: &[Value],
    wanted: &[Value],
) -> Result<(), EditError> {
    let wanted_names: HashSet<&Value> = wanted.iter().map(name).collect();
    let (kept, gone): (Vec<_>, Vec<_>) = now
        .iter()
        .enumerate()
        .partition(|(_, item)| wanted_names.contains(name(item)));
    if kept.is_empty() || kept.len() > wanted.len() {
        return editor.set(path, &Value::Sequence(wanted.to_vec()));
    }
    for (at, _) in gone.iter().rev() {
        editor.remove(&path.clone().index(*at))?;
    }
    for (at, ((_, now), wanted)) in kept.iter().zip(wanted).enumerate() {
        adapt(editor, &path.clone().index(at), now, wanted)?;
    }
    let mut added = wanted[kept.len()..].iter();
    added.try_for_each(|item| editor.append(path, item))
}

/// Brings the keys of a mapping up to date: those that are gone, those that are new, and those that differ, from within or whole.
fn replace_keys(
    editor: &mut Editor,
    path: &Path,
    now: &Value,
    wanted: &Value,
    within: bool,
) -> Result<(), EditError> {
    let (Some(now), Some(wanted)) = (now.as_mapping(), wanted.as_mapping()) else {
        return Err(EditError::Unreadable);
    };
    let below = |key: &Value| {
        let mut below = path.clone();
        below
            .0
            .push(Step::Key(key.as_str().unwrap_or_default().to_owned()));
        below
    };
    for key in now.keys().filter(|key| !wanted.contains_key(*key)) {
        editor.remove(&below(key))?;
    }
    for (key, value) in wanted {
        match now.get(key) {
            Some(same) if same == value => {}
            Some(other) if within => adapt(editor, &below(key), other, value)?,
            _ => editor.set(&below(key), value)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        crate::yaml::read(text).unwrap_or_else(|error| unreachable!("{error}"))
    }

    fn merged(base: &str, mine: &str, theirs: &str) -> (Value, Vec<String>) {
        let (base, mine, theirs) = (value(base), value(mine), value(theirs));
        let clashes = clashes(&base, &mine, &theirs);
        let all = merge(&base, &mine, &theirs, &mut |_| Side::Mine);
        let paths = clashes.iter().map(|clash| clash.path.to_string());
        (all, paths.collect())
    }

    #[test]
    fn different_places_never_clash() {
        let base = "{title: T, short: a, roles: [{id: a}, {id: b}], tags: [x, y]}";
        let mine =
            "{title: T, short: b, roles: [{id: a, kind: client}, {id: b}, {id: c}], tags: [y]}";
        let theirs = "{title: U, roles: [{id: a}, {id: b, kind: server}], tags: [x, y, z]}";
        let (all, paths) = merged(base, mine, theirs);
        assert_eq!(paths, ["short"]);
        assert_eq!(
            all,
            value(
                "{title: U, roles: [{id: a, kind: client}, {id: b, kind: server}, {id: c}], tags: [y, z], short: b}"
            )
        );
    }

    #[test]
    fn history_of_both_sides_is_told_in_its_order() {
        let entry = |hour: u8, what: &str| {
            format!("{{when: '2026-07-01T{hour:02}:00:00-04:00', what: {what}}}")
        };
        let list = |entries: &[String]| format!("{{history: [{}]}}", entries.join(", "));
        let base = list(&[entry(9, "submitted")]);
        let mine = list(&[entry(9, "submitted"), entry(10, "approved")]);
        let theirs = list(&[entry(9, "submitted"), entry(11, "confirmed")]);
        let (all, paths) = merged(&base, &mine, &theirs);
        assert!(paths.is_empty(), "{paths:?}");
        let wanted = [
            entry(9, "submitted"),
            entry(10, "approved"),
            entry(11, "confirmed"),
        ];
        assert_eq!(all, value(&list(&wanted)));
    }

    #[test]
    fn what_both_changed_is_a_clash_with_both_values() {
        let clashes = clashes(
            &value("{roles: [{id: a, name: A}, {id: b}]}"),
            &value("{roles: [{id: a, name: B}]}"),
            &value("{roles: [{id: a, name: C}, {id: b, kind: client}]}"),
        );
        let said: Vec<_> = clashes
            .iter()
            .map(|clash| {
                (
                    clash.path.to_string(),
                    clash.mine.clone(),
                    clash.theirs.clone(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (
                    "roles[0].name".to_owned(),
                    Some("B".into()),
                    Some("C".into())
                ),
                (
                    "roles[1]".to_owned(),
                    None,
                    Some(value("{id: b, kind: client}"))
                ),
            ]
        );
    }

    #[test]
    fn another_order_makes_a_list_one_value() {
        let (all, paths) = merged(
            "{tracks: [a, b]}",
            "{tracks: [b, a]}",
            "{tracks: [a, b, c]}",
        );
        assert_eq!(paths, ["tracks"]);
        assert_eq!(all, value("{tracks: [b, a]}"));
    }

    #[test]
    fn a_text_is_rewritten_with_its_comments() -> Result<(), EditError> {
        let text =
            "# why\ntitle: T # name\nroles:\n  - id: a # first\n    kind: client\n\nshort: s\n";
        let wanted = value("{title: T, roles: [{id: a, kind: server}, {id: b}]}");
        let rewritten = rewrite(text, &wanted)?;
        assert_eq!(value(&rewritten), wanted);
        for comment in ["# why", "# name", "# first"] {
            assert!(rewritten.contains(comment), "{rewritten}");
        }
        Ok(())
    }

    #[test]
    fn a_key_that_no_path_names_is_not_written_as_another() {
        for key in ["! a", "1"] {
            let wanted = value(&format!("{key}: x\nb: y\n"));
            let refused = rewrite("b: z\n", &wanted).map_err(|error| error.to_string());
            assert!(
                refused.is_err_and(|error| error.contains("edit it by hand")),
                "{key}"
            );
        }
    }

    proptest::proptest! {
        /// What only one side changed is there, whatever it is; and two that agree never clash.
        #[test]
        fn one_side_alone_wins(
            base in proptest::collection::vec("[a-d]{1,2}", 0..6),
            mine in proptest::collection::vec("[a-d]{1,2}", 0..6),
        ) {
            let list = |items: &[String]| {
                Value::Mapping(Mapping::from_iter([(Value::from("l"), Value::from(items.to_vec()))]))
            };
            let (base, mine) = (list(&base), list(&mine));
            for (one, two) in [(&mine, &base), (&base, &mine), (&mine, &mine)] {
                let merged = merge(&base, one, two, &mut |clash| unreachable!("{clash:?}"));
                proptest::prop_assert_eq!(&merged, &mine);
            }
        }
    }
}
