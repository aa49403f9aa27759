//! What a tracker knows: specifications with their versions, artifacts and pages, and work groups. Plain types; see
//! [`crate::workspace::tracker_vocabulary`] for where it comes from.

use crate::model::nearest::nearest;
use crate::model::person::fold;

/// A thing with a key that never changes and a name that may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    pub key: String,
    pub name: String,
    /// Not offered for new issues any more.
    pub deprecated: bool,
    /// The work group of an artifact or page, by its key.
    pub work_group: Option<String>,
}

/// A specification as the tracker has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Specification {
    pub default_work_group: Option<String>,
    /// By their codes: `R4`, `3.0.0`.
    pub versions: Vec<Term>,
    pub artifacts: Vec<Term>,
    pub pages: Vec<Term>,
}

/// What a text names of a list of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'a> {
    One(&'a Term),
    /// None; these are near.
    None(Vec<String>),
}

/// The term that a text names by its key or its name; a remark in brackets behind a name does not count, and a term in use comes before
/// one that is not.
pub fn find<'a>(terms: &'a [Term], text: &str) -> Match<'a> {
    let wanted = fold(text);
    let keyed = terms.iter().find(|term| fold(&term.key) == wanted);
    let named = |term: &&Term| fold(plain_name(&term.name)) == wanted;
    let named = || {
        let in_use = terms.iter().filter(named).find(|term| !term.deprecated);
        in_use.or_else(|| terms.iter().find(named))
    };
    if let Some(term) = keyed.or_else(named) {
        Match::One(term)
    } else {
        let in_use = terms.iter().filter(|term| !term.deprecated);
        let names = in_use.flat_map(|term| [term.key.as_str(), plain_name(&term.name)]);
        let mut near = nearest(text, names);
        near.dedup();
        Match::None(near)
    }
}

/// A name without the remark in brackets behind it: `AdverseReaction (see AdverseEvent)`. A name that is all remark stays.
fn plain_name(name: &str) -> &str {
    match name.split_once('(') {
        Some((plain, _)) if !plain.trim().is_empty() => plain.trim(),
        _ => name.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(key: &str, name: &str, deprecated: bool) -> Term {
        Term {
            key: key.to_owned(),
            name: name.to_owned(),
            deprecated,
            work_group: None,
        }
    }

    #[test]
    fn a_term_is_named_by_its_key_or_by_its_name_without_a_remark() {
        let terms = [
            term("Reaction", "Reaction (see Event)", true),
            term("Conformance", "CapabilityStatement", false),
            term("Feed", "Bundle", false),
            term("NA", "(NA)", false),
        ];
        let key = |text: &str| match find(&terms, text) {
            Match::One(term) => term.key.clone(),
            Match::None(near) => format!("near {near:?}"),
        };
        assert_eq!(key("bundle"), "Feed");
        assert_eq!(key("Feed"), "Feed");
        assert_eq!(key("capabilitystatement"), "Conformance");
        assert_eq!(key("reaction"), "Reaction");
        assert_eq!(key("(NA)"), "NA");
        assert_eq!(key("Bundel"), "near [\"Bundle\"]");
    }

    #[test]
    fn a_term_in_use_comes_before_one_that_is_not() {
        let terms = [term("old", "Search", true), term("new", "Search", false)];
        assert_eq!(find(&terms, "search"), Match::One(&terms[1]));
        assert_eq!(find(&terms, "old"), Match::One(&terms[0]));
    }
}
