//! What earlier versions called keys, folders and rules. Such files are read; the rule `outdated-name` offers today's names.

/// Keys at the top of a record.
const KEYS: [(&str, &str); 1] = [("duties", "responsibilities")];
/// Folders at the top of a workspace.
const FOLDERS: [(&str, &str); 1] = [("duties", "responsibilities")];
/// Rules, as settings and ignore comments name them.
pub const RULES: [(&str, &str); 3] = [
    ("duties-broken", "responsibilities-broken"),
    ("unknown-duties", "unknown-responsibility-list"),
    ("unknown-duty", "unknown-responsibility"),
];

fn current(names: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let found = names.iter().find(|(former, _)| *former == name);
    found.map(|(_, current)| *current)
}

/// Today's name of a key; `None` for one that never had another.
pub fn current_key(name: &str) -> Option<&'static str> {
    current(&KEYS, name)
}

/// Today's name of a folder; `None` for one that never had another.
pub fn current_folder(name: &str) -> Option<&'static str> {
    current(&FOLDERS, name)
}

/// A rule by today's name, whichever of its names is given.
pub fn current_rule(name: &str) -> &str {
    current(&RULES, name).unwrap_or(name)
}

/// Whether a key or a rule was called so.
pub fn is_former(name: &str) -> bool {
    current_key(name).is_some() || current(&RULES, name).is_some()
}

/// Whether a text may hold a former name: a quick look, which may be wrong in what it promises and never in what it leaves out.
pub fn may_hold_one(text: &str) -> bool {
    text.contains("duties") || text.contains("unknown-duty")
}

/// The keys that a text may have under a former name, each with today's.
pub fn keys_in(text: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    KEYS.into_iter()
        .filter(move |(former, _)| text.contains(former))
}
