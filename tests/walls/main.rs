//! The walls of the house: which file of `src/` may know which, held against the table of floors in `src/lib.rs`.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use imports::{Source, Use};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What is not as it should be yet, a list for each test. An exception that nothing needs fails it as well.
const LEAKS: &[&str] = &[];
const TAKEN: &[&str] = &[];
const CIRCLES: &[&str] = &[];

/// What only some floors may use, and why.
const KEPT: &[(&[&str], &[&str], &str)] = &[
    (
        &["serde_yaml", "yaml_edit"],
        &["yaml"],
        "YAML is known to yaml/ alone",
    ),
    (
        &[
            "std::fs",
            "tempfile",
            ".exists",
            ".try_exists",
            ".is_file",
            ".is_dir",
            ".metadata",
            ".symlink_metadata",
            ".canonicalize",
            ".read_dir",
        ],
        &["workspace"],
        "the disk is touched by workspace/ alone",
    ),
    (
        &["clap", "clap_complete", "clap_mangen"],
        &["cli", "context", "commands", "complete"],
        "the command line is known to cli, context, commands and complete alone",
    ),
    (
        &[
            "std::env::args",
            "std::env::args_os",
            "std::env::current_dir",
            "std::env::home_dir",
            "std::env::temp_dir",
            "std::env::var",
            "std::env::var_os",
            "std::env::vars",
            "std::env::vars_os",
            "std::io::IsTerminal",
            "std::time::Instant::now",
            "std::time::SystemTime::now",
            "chrono::Utc::now",
            "chrono::Local",
            "terminal_size",
            "anstream",
            ".is_terminal",
            ".elapsed",
        ],
        &["cli", "context"],
        "environment, clock and terminal are read by cli and context alone",
    ),
    (
        &["std::io::stdin", "std::io::stdout", "std::io::stderr"],
        &["cli", "context", "lsp"],
        "standard input and output are cli's, context's and the language server's",
    ),
];

/// The floors from the top of the house to its bottom: the first column of the table in `src/lib.rs`, a row a floor.
fn floors() -> Outcome<Vec<String>> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs"))?;
    let table = text
        .lines()
        .skip_while(|line| !line.starts_with("//! | Floor |"))
        .skip(2)
        .map_while(|line| line.strip_prefix("//! |"));
    let floors = table.map(|row| {
        let cell = row.split('|').next().unwrap_or_default();
        cell.trim().trim_matches(['[', '`', ']']).to_owned()
    });
    Ok(floors.collect())
}

/// Complains about what was found and is not excepted, and about exceptions that nothing needs.
fn judge(found: &BTreeMap<String, String>, exceptions: &[&str]) {
    let is_excepted = |what: &str| exceptions.contains(&what);
    let wrong = found
        .iter()
        .filter(|(what, _)| !is_excepted(what))
        .map(|(what, why)| format!("{what} ({why})"));
    let idle = exceptions
        .iter()
        .filter(|what| !found.contains_key(**what))
        .map(|what| format!("{what} (an exception that nothing needs)"));
    let wrong: Vec<String> = wrong.chain(idle).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_table_names_every_floor_once() -> Outcome {
    let mut named = floors()?;
    let mut there: BTreeSet<String> = BTreeSet::new();
    for source in imports::sources()? {
        there.extend(source.floor().map(str::to_owned));
    }
    named.sort();
    assert_eq!(named, there.into_iter().collect::<Vec<_>>());
    Ok(())
}

#[test]
fn each_floor_knows_only_those_below_it() -> Outcome {
    let floors = floors()?;
    let rank = |floor: &str| floors.iter().position(|name| name == floor);
    let mut found = BTreeMap::new();
    for source in imports::sources()? {
        let Some(own) = source.floor() else { continue };
        for import in &source.uses {
            let Use::Inside { module, .. } = import else {
                continue;
            };
            let Some(other) = module.first() else {
                continue;
            };
            if own != other && rank(own) >= rank(other) {
                found
                    .entry(format!("{}: {}", source.file, module.join("::")))
                    .or_insert_with(|| format!("line {}: {own} is below {other}", import.line()));
            }
        }
    }
    judge(&found, LEAKS);
    Ok(())
}

#[test]
fn what_one_floor_keeps_no_other_uses() -> Outcome {
    let mut found = BTreeMap::new();
    for source in imports::sources()? {
        let Some(own) = source.floor() else { continue };
        for (names, keepers, why) in KEPT {
            if keepers.contains(&own) {
                continue;
            }
            for import in &source.uses {
                let Use::Outside { path, line } = import else {
                    continue;
                };
                if let Some(name) = names.iter().find(|name| begins_with(path, name)) {
                    found
                        .entry(format!("{}: {name}", source.file))
                        .or_insert_with(|| format!("line {line}: {why}"));
                }
            }
        }
    }
    judge(&found, TAKEN);
    Ok(())
}

fn begins_with(path: &str, name: &str) -> bool {
    path.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn no_files_know_each_other_in_a_circle() -> Outcome {
    let sources = imports::sources()?;
    let files: BTreeMap<&[String], &Source> = sources
        .iter()
        .map(|source| (source.module.as_slice(), source))
        .collect();
    let mut edges: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for source in &sources {
        for import in &source.uses {
            if let Use::Inside { module, line } = import
                && let Some(other) = files.get(module.as_slice())
                // A file and the parts that it is split into are one: what it takes from them is no import.
                && !module.starts_with(&source.module)
            {
                edges
                    .entry(&source.file)
                    .or_default()
                    .entry(&other.file)
                    .or_insert(*line);
            }
        }
    }
    let found = imports::circles(&edges).into_iter().map(|circle| {
        let steps = circle.iter().zip(circle.iter().cycle().skip(1));
        let lines: Vec<String> = steps
            .map(|(from, to)| format!("{from}:{} imports {to}", edges[from][to]))
            .collect();
        (circle.join(" → "), lines.join(", "))
    });
    judge(&found.collect(), CIRCLES);
    Ok(())
}

#[test]
fn a_parser_sees_what_a_search_would_miss() -> Outcome {
    let source = imports::read(
        "src/check/sample.rs",
        "use std::{fs, io};\nuse crate::model::{Slug as Name, date::Day};\n#[cfg(test)]\nuse crate::cli;\n\
         fn f(path: &Path) -> bool { let text = \"clap::Args\"; // std::env\n\
         fs::read(path); println!(\"{}\", crate::render::sanitize::line(text, 1)); self.exists; path.exists() }\n\
         #[cfg(test)]\nmod tests { use std::env; }\n",
    )?;
    let seen: Vec<String> = source
        .uses
        .iter()
        .map(|import| match import {
            Use::Inside { module, line } => format!("{line} crate::{}", module.join("::")),
            Use::Outside { path, line } => format!("{line} {path}"),
        })
        .collect();
    assert_eq!(
        seen,
        [
            "1 std::fs",
            "1 std::io",
            "2 crate::model::slug",
            "2 crate::model::date",
            "6 std::fs::read",
            "6 crate::render::sanitize",
            "6 .exists",
        ]
    );
    Ok(())
}
