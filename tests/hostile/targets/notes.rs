//! What cxn noted for itself in a checkout that a stranger has had: a list of published files leads out of no folder and removes
//! nothing that it does not know, a note of the cache is believed only where it fits, and everyone keeps their pseudonym.

use std::fs;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::model::digest::sha256;
use cxn::model::pseudonym::{Pseudonyms, is_pseudonym};
use cxn::process::registration::anonymize;
use cxn::workspace::Root;
use cxn::workspace::published::{Files, Holds, MANIFEST, Plan, list_digest};
use cxn::workspace::remembered::{FOLDER, Published};
use serde_json::Value;
use tempfile::tempdir;

/// The bytes are a list of published files, a note of the cache, and the notes of a run that was stopped, with a byte that no text has
/// between them.
pub fn target(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == 0xff);
    let mut next = || parts.next().unwrap_or_default();
    let (list, note, people) = (next(), next(), next());
    let folder = tempdir().expect("a folder");
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
    if list.len().is_multiple_of(2) {
        fs::write(site.join("a.html"), "b").expect("a file");
    }
    fs::write(site.join(MANIFEST), list).expect("a file");
    cached(folder, &site, note);
    published(&site);
    for (path, text) in &theirs {
        // A list may know a file of its own folder by what is in it, and of no other.
        let list = String::from_utf8_lossy(list);
        let is_known = path.starts_with(&site) && list.contains(&sha256(text.as_bytes()));
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
            assert!(is_below(name), "{name}");
        }
        plan.apply().expect("there is room");
        let again = Plan::new("site", site, &files, holds).expect("is ours");
        assert!(again.is_idle(), "{again:?}");
    }
}

fn is_below(name: &str) -> bool {
    let is_part = |part: &str| part != "..";
    !name.starts_with('/') && name.split('/').all(is_part)
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
    let mut cache = fs::read_dir(folder.join(FOLDER)).expect("a folder of notes");
    let there = cache.find_map(|entry| {
        let path = entry.expect("an entry").path();
        (path.extension() == Some("json".as_ref())).then_some(path)
    });
    let there = there.expect("a note");
    let digest = list_digest(site).expect("a list");
    if !note.is_empty() {
        // Nobody can guess the digest of a list, and a note without it is none.
        let note = String::from_utf8_lossy(note).replace("LIST", &digest);
        fs::write(&there, note).expect("a file");
    }
    let Some(count) = known.unchanged("inputs", now) else {
        return;
    };
    let read = |path: &Path| -> Value {
        let bytes = fs::read(path).expect("a file");
        // In a key that nobody asks for, bytes need not be a text.
        serde_json::from_str(&String::from_utf8_lossy(&bytes)).expect("is JSON")
    };
    let note = read(&there);
    assert_eq!(
        (note["from"].as_str(), note["list"].as_str()),
        (Some("inputs"), Some(&*digest))
    );
    let list = read(&site.join(MANIFEST));
    let files = list["files"].as_object().cloned().unwrap_or_default();
    assert_eq!(files.len(), count);
    for (name, digest) in files {
        assert!(is_below(&name), "{name}");
        let bytes = fs::read(site.join(&name)).expect("is there");
        assert_eq!(digest.as_str(), Some(&*sha256(&bytes)), "{name}");
    }
}

fn pseudonyms(notes: &[u8]) {
    let mut people = Pseudonyms::default();
    people.reserve(&String::from_utf8_lossy(notes));
    let mut known = anonymize::known_in(notes).unwrap_or_default();
    known.sort();
    people.resume(&known);
    let new = people.registered("Sam Sample", Some("sam@example.net"), Some("Sample Labs"));
    assert!(is_pseudonym(&new), "{new}");
    let is_new = |number: usize| format!("person-{number}") == new;
    let is_sam = |name: &str| name.to_lowercase().contains("sam");
    for one in &known {
        let is_one = is_sam(&one.name) || one.email.as_deref().is_some_and(is_sam);
        assert!(is_one || !is_new(one.number), "{new}: {known:?}");
    }
    let known: Vec<_> = people.known().iter().cloned().collect();
    let text = serde_json::to_vec(&known).expect("is JSON");
    assert_eq!(anonymize::known_in(&text).as_ref(), Some(&known));
    let mut again = Pseudonyms::default();
    again.resume(&known);
    for one in &known {
        let (email, organization) = (one.email.as_deref(), one.organization.as_deref());
        // By the name alone nobody is known who registers.
        if email.is_none() && organization.is_none() {
            continue;
        }
        let given = people.registered(&one.name, email, organization);
        assert!(is_pseudonym(&given), "{given}");
        assert_eq!(
            again.registered(&one.name, email, organization),
            given,
            "{known:?}"
        );
    }
}
