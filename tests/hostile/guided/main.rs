//! The targets of the hostile suite, driven by the coverage that libFuzzer sees. `CXN_TARGET` names the one to run.
#![no_main]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a target says what broke by panicking")]

#[path = "../targets/mod.rs"]
mod targets;

use std::sync::LazyLock;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("CXN_TARGET").unwrap_or_default();
    let found = targets::ALL.iter().find(|(name, _)| *name == wanted);
    match found {
        Some((_, target)) => *target,
        None => panic!("no target '{wanted}'"),
    }
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET(data));
