//! What cxn noted for itself in a checkout that a stranger has had: a list of published files leads out of no folder and removes
//! nothing that it does not know, a note of the cache is believed only where it fits, and no two people get one pseudonym.

use std::fs;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::model::pseudonym::Pseudonyms;
use cxn::process::registration::anonymize;
use cxn::workspace::Root;
use cxn::workspace::published::{Files, Holds, MANIFEST, Plan};
use cxn::workspace::remembered::{FOLDER, Published};

/// The bytes are a list of published files, a note of the cache, and the notes of a run that was stopped, between bytes that no text
/// has.
pub fn target(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == 0xff);
    let mut next = || parts.next().unwrap_or_default();
    let (list, note, people) = (next(), next(), next());
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let site = folder.join("site");
    fs::create_dir(&site).expect("a folder");
    let theirs = [
        (folder.join("outside.html"), "outside"),
        (site.join("theirs.html"), "theirs"),
        (site.join("kept.html"), "kept"),
    ];
    for (path, text) in &theirs {
        fs::write(path, text).expect("a file");
    }
    fs::write(site.join(MANIFEST), list).expect("a file");
    published(&site);
    cached(folder, &site, note);
    for (path, text) in &theirs {
        // A list may know a file of its own folder by what is in it, and of no other.
        let digest = cxn::model::digest::sha256(text.as_bytes());
        let list = String::from_utf8_lossy(list);
        let is_known = path.starts_with(&site) && list.contains(&digest);
        let is_there = fs::read_to_string(path).is_ok_and(|there| there == *text);
        assert!(is_there || is_known, "{} is gone: {list}", path.display());
    }
    pseudonyms(people);
}

fn published(site: &Path) {
    let files = Files::from([("a.html".to_owned(), b"a".to_vec())]);
    for holds in [Holds::SomeDrafts, Holds::Drafts, Holds::Pages] {
        let plan = match Plan::new("site", site, &files, holds) {
            Ok(plan) => plan,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                continue;
            }
        };
        for name in plan.remove.iter().chain(&plan.kept) {
            assert!(!name.starts_with('/') && !name.contains(".."), "{name}");
        }
        plan.apply().expect("there is room");
        let again = Plan::new("site", site, &files, holds).expect("is ours");
        assert!(again.is_idle(), "{again:?}");
    }
}

fn cached(folder: &Path, site: &Path, note: &[u8]) {
    let root = Root::whole(folder);
    let known = Published {
        root: &root,
        folder: site,
        how: "how",
    };
    let now = Utc.with_ymd_and_hms(2026, 9, 19, 15, 0, 0).unwrap();
    let later = Utc.with_ymd_and_hms(2026, 9, 20, 15, 0, 0).unwrap();
    known.remember("inputs", now, later);
    // Nothing is remembered of a folder that has no list.
    let Ok(mut cache) = fs::read_dir(folder.join(FOLDER)) else {
        return;
    };
    let there = cache.find_map(|entry| {
        let path = entry.expect("an entry").path();
        (path.extension() == Some("json".as_ref())).then_some(path)
    });
    let there = there.expect("a note");
    if !note.is_empty() {
        fs::write(&there, note).expect("a file");
    }
    if known.unchanged("inputs", now).is_some() {
        let list = fs::read(site.join(MANIFEST)).expect("a list");
        let digest = cxn::model::digest::sha256(&list);
        let note = fs::read_to_string(&there).expect("a note");
        assert!(
            note.contains("\"inputs\"") && note.contains(&digest),
            "{note}"
        );
    }
}

fn pseudonyms(notes: &[u8]) {
    let mut people = Pseudonyms::default();
    people.reserve(&String::from_utf8_lossy(notes));
    let known = anonymize::known_in(notes).unwrap_or_default();
    people.resume(&known);
    let names = known.iter().map(|one| one.name.as_str());
    for name in names.chain(["Robin Example"]) {
        let (one, other) = (
            people.registered(name, Some("one@example.net"), Some("One")),
            people.registered("Sam Sample", Some("sam@example.net"), Some("Two")),
        );
        let is_own = name.trim() == one;
        assert!(is_own || one != other, "'{name}' is {one} like another");
    }
    let again: Vec<_> = people.known().iter().cloned().collect();
    let text = serde_json::to_vec(&again).expect("is JSON");
    assert_eq!(anonymize::known_in(&text), Some(again));
}
