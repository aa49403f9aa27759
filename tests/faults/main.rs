//! Nothing is lost, ever: every command that writes, with real processes, and everything that can go wrong around it.
//!
//! | Module | What goes wrong |
//! |---|---|
//! | `kill` | the process is killed, at random moments and at every step on the disk |
//! | `disk` | the disk is full, the quota used up, the folder or the file read-only, the disk broken |
//! | `linkless` | the file system can neither link nor rename without replacing; FAT and exFAT where they can be mounted |
//! | `limits` | a process may have few open files |
//! | `halves` | a move to the private half is killed, or stopped by the disk, at every step |
//! | `meddling` | somebody else changes, removes or replaces a file between reading and writing |
//! | `places` | a folder stands where a file should be, a file where a folder should be, a link leads astray; the clock goes backwards |
//! | `writers` | 32 write at once, and one that holds the lock is killed |
//! | `git` | merge, rebase, stash, line ends, names that differ in case, conflict markers |
//!
//! [`table`] lists the commands that write, and fails when one is missing.
//!
//! The short form runs with every other test. The long form kills a thousand processes at random moments:
//!
//! ```console
//! $ CXN_LONG=1 cargo test --test faults -- --nocapture
//! ```
//!
//! `CXN_SEED` gives another row of moments. Steps on the disk are reached through `cxn::workspace::failpoint`, which a release build
//! does not have: with `--release` those tests say so, unless `CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true` is set.
#![cfg(unix)]
#![allow(
    clippy::print_stderr,
    reason = "which form of a fault could be made on this machine"
)]

mod disk;
mod git;
mod ground;
mod halves;
mod kill;
mod limits;
mod linkless;
mod meddling;
mod places;
mod table;
mod writers;
