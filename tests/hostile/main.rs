//! Hostile input: bytes that nobody would write, for everything that reads.
//!
//! A target is a function of bytes that asserts what must hold for all of them (`targets/`); [`inputs`] makes bytes that look enough
//! like the real thing to get far. In `cargo test` each target runs some thousands of inputs, the same ones every time.
//! The long form takes others every time, or those of a seed, and says how many it ran:
//!
//! ```console
//! $ CXN_FUZZ=1000000 cargo test --release --test hostile fuzz -- --nocapture
//! ```
//!
//! An input that broke something is written to `tests/hostile/regressions/TARGET/` and runs from then on with every test.
//! A target takes bytes and nothing else: `guided/run.sh` has libFuzzer drive them, by the code that an input reaches. It begins with
//! the inputs of the short form, which are written to the folder `CXN_FUZZ_SEEDS` instead of being run.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::verbose_bit_mask,
    reason = "a target says what broke by panicking"
)]

mod inputs;
mod targets;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::{Duration, Instant, SystemTime};

use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// A target: what it is called, what must hold for every input, and what it is fed.
struct Target {
    name: &'static str,
    run: fn(&[u8]),
    inputs: fn() -> BoxedStrategy<Vec<u8>>,
    /// How many inputs it runs in the short form.
    short: u32,
    /// Into how many parts the number of the long form is divided: one that is slow runs fewer.
    share: u32,
}

macro_rules! targets {
    ($($name:ident: $short:literal / $share:literal,)*) => {
        const ALL: &[Target] = &[$(Target {
            name: stringify!($name),
            run: targets::$name::target,
            inputs: inputs::$name,
            short: $short,
            share: $share,
        }),*];
        mod fuzz {
            $(#[test]
            fn $name() {
                super::fuzz(stringify!($name));
            })*
        }
    };
}

targets! {
    baselines: 2000 / 1,
    csv_import: 2000 / 1,
    dates: 5000 / 1,
    decisions: 2000 / 1,
    diffs: 2000 / 1,
    documents: 300 / 4,
    drafts: 500 / 4,
    edits: 1000 / 4,
    emitter: 3000 / 1,
    findings: 40 / 100,
    fixes: 300 / 10,
    frames: 3000 / 1,
    git: 3000 / 1,
    ignores: 3000 / 1,
    issues: 2000 / 1,
    markup: 1000 / 4,
    merges: 500 / 4,
    notes: 1000 / 4,
    pages: 500 / 4,
    people: 2000 / 1,
    records: 1000 / 4,
    reports: 300 / 10,
    results: 1000 / 4,
    sanitizers: 3000 / 1,
    sessions: 60 / 100,
    settings: 500 / 10,
    statements: 2000 / 1,
    timelines: 2000 / 1,
    trackers: 1000 / 2,
    vocabularies: 500 / 4,
    workbooks: 200 / 10,
}

thread_local! {
    /// What the last panic of this thread said, and where; and whether it is to be kept rather than printed.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Panics while a target runs are findings, and shrinking makes thousands: they are kept, not printed.
fn hear_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.get() {
                SAID.replace(info.to_string());
            } else {
                loud(info);
            }
        }));
    });
}

/// Runs a target on an input; what broke, if anything did.
fn judge(target: &Target, data: &[u8]) -> Result<(), String> {
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(data)));
    QUIET.set(false);
    result.map_err(|payload: Box<dyn Any + Send>| {
        drop(payload);
        SAID.take()
    })
}

fn regressions(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/hostile/regressions")
        .join(target.name)
}

/// A name for an input that two inputs do not share.
fn name(data: &[u8]) -> String {
    let hash = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn fuzz(name_of: &str) {
    hear_panics();
    let Some(target) = ALL.iter().find(|target| target.name == name_of) else {
        panic!("no target '{name_of}'");
    };
    let number = |variable: &str| -> Option<u64> { std::env::var(variable).ok()?.parse().ok() };
    let long = number("CXN_FUZZ");
    let cases = long.map_or(target.short, |wanted| {
        u32::try_from(wanted / u64::from(target.share)).unwrap_or(u32::MAX)
    });
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let fresh = || {
        now().map_or(1, |since| {
            since.as_secs() ^ u64::from(since.subsec_nanos()) << 32
        })
    };
    let seed = match (number("CXN_FUZZ_SEED"), long) {
        (Some(seed), _) => seed,
        (None, Some(_)) => fresh(),
        (None, None) => 1,
    };
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..].copy_from_slice(&(!seed).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases,
            failure_persistence: None,
            max_shrink_iters: 20_000,
            ..Config::default()
        },
        TestRng::from_seed(RngAlgorithm::XorShift, &bytes),
    );
    let begun = Instant::now();
    let slowest = Cell::new((Duration::ZERO, 0));
    let seeds = std::env::var_os("CXN_FUZZ_SEEDS");
    let seeds = seeds.map(|folder| PathBuf::from(folder).join(target.name));
    let result = runner.run(&(target.inputs)(), |data| {
        if let Some(folder) = &seeds {
            let saved = fs::create_dir_all(folder)
                .and_then(|()| fs::write(folder.join(name(&data)), &data));
            return saved.map_err(|error| TestCaseError::fail(error.to_string()));
        }
        let at = Instant::now();
        let judged = judge(target, &data).map_err(TestCaseError::fail);
        if at.elapsed() > slowest.get().0 {
            slowest.set((at.elapsed(), data.len()));
        }
        judged
    });
    if long.is_some() {
        let (time, length) = slowest.get();
        eprintln!(
            "{}: {cases} executions in {:.1} s, seed {seed}; the slowest took {:.1} ms for {length} bytes: {}",
            target.name,
            begun.elapsed().as_secs_f64(),
            time.as_secs_f64() * 1000.0,
            if result.is_ok() {
                "nothing found"
            } else {
                "FOUND"
            }
        );
    }
    if let Err(TestError::Fail(why, data)) = &result {
        let folder = regressions(target);
        let file = folder.join(name(data));
        let saved = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, data));
        panic!(
            "{why}\ninput: {:?}\nsaved to {}: {saved:?}",
            String::from_utf8_lossy(data),
            file.display()
        );
    }
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn what_was_found_stays_mended() {
    hear_panics();
    let mut broken = Vec::new();
    for target in ALL {
        let Ok(entries) = fs::read_dir(regressions(target)) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let data = fs::read(&path).unwrap_or_default();
            if let Err(why) = judge(target, &data) {
                broken.push(format!("{}: {why}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn both_drivers_have_every_target() {
    let mine: Vec<&str> = ALL.iter().map(|target| target.name).collect();
    let theirs: Vec<&str> = targets::ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(mine, theirs);
}

/// The table of the crate's documentation says how many there are.
#[test]
fn the_documentation_has_the_numbers() -> std::io::Result<()> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"))?;
    let inputs: u32 = ALL.iter().map(|target| target.short).sum();
    let inputs = format!("{},{:03} inputs", inputs / 1000, inputs % 1000);
    for number in [format!("{} targets", ALL.len()), inputs] {
        assert!(text.contains(&number), "src/lib.rs has no '{number}'");
    }
    Ok(())
}

/// The guided build is no part of 'cargo test': a crate that a target began to use would be missed in it.
#[test]
fn the_guided_build_has_every_crate_that_the_targets_use() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/hostile");
    let mut targets = String::new();
    for file in fs::read_dir(folder.join("targets"))? {
        targets += &fs::read_to_string(file?.path())?;
    }
    let own = fs::read_to_string(root.join("Cargo.toml"))?;
    let guided = fs::read_to_string(folder.join("guided/Cargo.toml"))?;
    let (own, guided) = (dependencies(&own), dependencies(&guided));
    let lock = fs::read_to_string(folder.join("guided/Cargo.lock"))?;
    let mut packages = lock.split("[[package]]");
    let lock = packages.find(|one| one.contains("name = \"guided\""));
    let lock = lock.unwrap_or_default();
    let path = |name: &str| format!("\nuse {}::", name.replace('-', "_"));
    let used = own.iter().filter(|(name, _)| targets.contains(&path(name)));
    let used: Vec<&String> = used.map(|(name, _)| name).collect();
    assert!(used.len() > 5, "{used:?}");
    for name in used {
        let is_there = guided.iter().any(|(one, _)| one == name);
        assert!(is_there, "tests/hostile/guided/Cargo.toml has no '{name}'");
    }
    for (name, package) in guided {
        assert!(
            lock.contains(&format!("\n \"{package}\",")),
            "tests/hostile/guided/Cargo.lock has no '{name}': run 'tests/hostile/guided/run.sh'"
        );
    }
    Ok(())
}

/// What a manifest depends on: its name there, and that of its package.
fn dependencies(manifest: &str) -> Vec<(String, String)> {
    let (mut found, mut is_here) = (Vec::new(), false);
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_here = line.ends_with("dependencies]");
        }
        if let Some((name, rest)) = line.split_once(" = ").filter(|_| is_here) {
            let package = rest
                .split_once("package = \"")
                .and_then(|(_, rest)| rest.split_once('"'));
            let package = package.map_or(name, |(package, _)| package);
            found.push((name.to_owned(), package.to_owned()));
        }
    }
    found
}
