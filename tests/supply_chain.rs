//! What is linked into the tool: the lists of `deny.toml` hold, as far as that can be told without a network.
//!
//! Advisories need the RustSec database: 'cargo deny check' and the weekly workflow read it.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;
use support::{Outcome, repository};

/// What Cargo says about this platform's dependencies. They were just built, so nothing has to be fetched.
fn metadata() -> Outcome<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let rustc = Command::new("rustc").arg("-vV").output()?.stdout;
    let rustc = String::from_utf8(rustc)?;
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("no host")?;
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", host])
        .current_dir(repository(""))
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8(output.stderr)?.into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The texts in quotes of a list of `deny.toml`; of tables, the names.
fn listed(key: &str) -> Outcome<BTreeSet<String>> {
    let text = fs::read_to_string(repository("deny.toml"))?;
    let begin = format!("\n{key} = [\n");
    let (_, after) = text.split_once(&begin).ok_or("no such list")?;
    let (lines, _) = after.split_once("\n]").ok_or("the list does not end")?;
    Ok(lines
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split('"').nth(1).map(str::to_owned))
        .collect())
}

/// The packages that the tool is built of, by their id: those of tests are left out.
fn linked(metadata: &Value) -> BTreeMap<&str, &Value> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .map(|node| (word(&node["id"]), node))
        .collect();
    let mut waiting = vec![word(&metadata["resolve"]["root"])];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let deps = nodes
            .get(id)
            .into_iter()
            .flat_map(|node| list(&node["deps"]));
        let built = deps.filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"] != "dev"));
        waiting.extend(built.map(|dep| word(&dep["pkg"])));
    }
    list(&metadata["packages"])
        .map(|package| (word(&package["id"]), package))
        .filter(|(id, _)| seen.contains(id))
        .collect()
}

/// The words of a license expression.
type Words = std::iter::Peekable<std::vec::IntoIter<String>>;

/// Whether a license expression can be met with licenses of a list: one side of each OR, both of each AND.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    fn either(words: &mut Words, allowed: &BTreeSet<String>) -> bool {
        let mut met = both(words, allowed);
        while words.next_if(|word| word == "OR").is_some() {
            met |= both(words, allowed);
        }
        met
    }
    fn both(words: &mut Words, allowed: &BTreeSet<String>) -> bool {
        let mut met = one(words, allowed);
        while words.next_if(|word| word == "AND").is_some() {
            met &= one(words, allowed);
        }
        met
    }
    fn one(words: &mut Words, allowed: &BTreeSet<String>) -> bool {
        if words.next_if(|word| word == "(").is_some() {
            let met = either(words, allowed);
            return words.next().is_some_and(|word| word == ")") && met;
        }
        let mut name = words.next().unwrap_or_default();
        if words.next_if(|word| word == "WITH").is_some() {
            name = format!("{name} WITH {}", words.next().unwrap_or_default());
        }
        allowed.contains(&name)
    }
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    let mut words = words.into_iter().peekable();
    either(&mut words, allowed) && words.next().is_none()
}

#[test]
fn expressions_of_licenses_are_understood() {
    let allowed: BTreeSet<String> = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"]
        .map(str::to_owned)
        .into();
    for good in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0/MIT",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT",
        "Apache-2.0",
        "ISC AND (GPL-3.0 OR MPL-2.0)",
    ] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_license_is_on_the_list() -> Outcome {
    let metadata = metadata()?;
    let allowed = listed("allow")?;
    let others: Vec<String> = linked(&metadata)
        .values()
        .filter(|package| !is_allowed(word(&package["license"]), &allowed))
        .map(|package| format!("{}: {}", word(&package["name"]), package["license"]))
        .collect();
    assert!(others.is_empty(), "not in deny.toml's allow: {others:?}");
    Ok(())
}

#[test]
fn everything_comes_from_the_one_registry() -> Outcome {
    let metadata = metadata()?;
    for (id, package) in linked(&metadata) {
        let source = package["source"].as_str();
        let own = source.is_none() && package["name"] == "cxn";
        assert!(
            own || source == Some("registry+https://github.com/rust-lang/crates.io-index"),
            "{id}"
        );
    }
    // Also what only other platforms need.
    let lock = fs::read_to_string(repository("Cargo.lock"))?;
    let sources = lock.lines().filter(|line| line.starts_with("source = "));
    for source in sources {
        assert_eq!(
            source,
            "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        );
    }
    Ok(())
}

#[test]
fn nothing_comes_twice_but_what_the_list_knows() -> Outcome {
    let metadata = metadata()?;
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in linked(&metadata).values() {
        versions
            .entry(word(&package["name"]))
            .or_default()
            .push(word(&package["version"]));
    }
    let skipped = listed("skip")?;
    let twice: Vec<_> = versions
        .iter()
        .filter(|(name, versions)| versions.len() > 1 && !skipped.contains(**name))
        .collect();
    assert!(twice.is_empty(), "not in deny.toml's skip: {twice:?}");
    let denied = listed("deny")?;
    let found: Vec<_> = versions
        .keys()
        .filter(|name| denied.contains(**name))
        .collect();
    assert!(found.is_empty(), "in deny.toml's deny: {found:?}");
    Ok(())
}

#[test]
fn unsafe_code_is_forbidden() -> Outcome {
    let manifest = fs::read_to_string(repository("Cargo.toml"))?;
    assert!(manifest.contains("\n[lints.rust]\nunsafe_code = \"forbid\"\n"));
    Ok(())
}
