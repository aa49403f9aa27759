//! `cxn`: HL7 FHIR Connectathons in plain YAML files. This page is the architecture.
//!
//! # Floors
//!
//! Data flows one way. Each floor knows only the floors below it.
//!
//! | Floor | What it is | What it never does |
//! |---|---|---|
//! | [`cli`], [`context`] | the root parser, the one place that reads the clock, the environment and the terminal, and the one that turns errors into exit codes ([`error`]) | decide anything about records |
//! | [`commands`] | one file a subcommand: read the arguments, call below, hand the answer to render | format, parse YAML |
//! | [`lsp`] | the same checks for editors, over the language server protocol | judge by itself |
//! | [`complete`] | names for a shell's completion | write |
//! | [`render`] | one file a format: tables, findings as text, JSON, SARIF … | touch the disk |
//! | [`check`] | findings, the rules (one file each, which is also its documentation), the engine | write, print, ask for the time |
//! | [`workspace`] | find, load, save and lock: the only floor that touches the disk | know how something looks |
//! | [`yaml`] | guard, read, find places, write, edit in place: the only floor that knows YAML | know what a record means |
//! | [`model`] | events, timelines, templates, tracks, registrations and the arithmetic of their dates | read, print, look at a clock |
//!
//! [`context::Context`] is built once and handed to every command. Because nothing below it asks for the time, `--now` and
//! `--today` make every deadline testable, to the first and the last second of a window.
//!
//! # How a check runs
//!
//! 1. [`workspace::Workspace::load`] reads every record, in parallel.
//! 2. *The fast way*: a file is parsed once, straight into its type. [`yaml::guard`] has bounded its size and depth before.
//! 3. *The slow way*: only a file that fails is walked as a tree ([`check::structure`]), which lists all that is wrong with its
//!    structure at once, each with its line. Where those are slips with one right answer, the rules judge the record as it is
//!    meant ([`check::lenient`]), so that one slip hides nothing else.
//! 4. [`check::engine`] runs the rules. A finding names its place symbolically, as `scenarios[2].success-criteria`.
//! 5. [`check::overrides`] applies the workspace's settings. [`check::locate`] turns places into lines and columns, from an index that
//!    is built only for files that have findings, and honors `# cxn: ignore[rule] reason`.
//! 6. [`render::findings`] prints. Strangers' text passes through [`render::sanitize`]; personal values are covered unless asked for.
//!
//! # Severity
//!
//! How bad a finding is depends on the record's status, on the date, and on whether the date is a default or the event's own
//! ([`check::rule`] has the policies). Nobody is stopped by an error that they did not cause or cannot mend yet: a draft may hold
//! gaps; a default that was missed is a warning; a date that the event set is an error, unless a late exception covers it.
//!
//! # How a record changes
//!
//! A new record is created exclusively: nothing is ever overwritten. A change takes the lock of its event
//! ([`workspace::lock`]), edits the text in place ([`yaml::edit`]), so that comments, order and blank lines stay, reads the result
//! again, compares it with what was intended, and only then replaces the file in one step ([`workspace::save`]).
//! One record is one file, so two people's branches merge without conflict; what shows only after the merge, such as one person
//! registered twice, is a finding.
//!
//! # Faults
//!
//! Every command that writes can be killed at any moment, and every file is the old one or the new one. Where a command writes
//! several, they are all on the disk before the first gets its name; the same command again completes what was begun. What a killed
//! process leaves is a temporary file that nobody takes for a record, and that a later write sweeps away. `tests/faults` proves it
//! with real processes, at every step on the disk: a build for tests stops, fails or waits there ([`workspace::fault`]).
//!
//! # Cost
//!
//! A check costs one parse for each file, spread over the cores, and one pass of the rules over what was read. Measured with callgrind
//! on tracks of 2.2 KB (November 2026, one thread, cxn's own code at level 3; the release profile optimizes it for size, at the cost
//! of a tenth more instructions in all):
//!
//! | Part | instructions a file | share of a clean check |
//! |---|---|---|
//! | the parser, with the reading into the type | 690,000, or 310 a byte | 71 % (52 % in its scanner) |
//! | the rules, with what they ask | 170,000 | 18 % |
//! | marks and the guard | 71,000 | 7 % |
//! | a finding, with what is proposed for it, located and written as JSON | 450,000 more | – |
//!
//! So the parser is the bound: what is left besides it is less than half of what it costs. A file with slips, such as a key that
//! nobody knows, is read once more, as it is meant ([`check::lenient`]). Lines and columns cost only where there is something to say.
//! [`yaml::outline`] finds the places of a plainly written file in one pass, whether the file reads or not, and declines every
//! other, which then takes the ten times dearer way through [`yaml::tree`]. A file that is plain in a listing of its folder takes
//! five system calls.
//!
//! With 100,000 records, nine in ten of them registrations of 420 bytes, a check takes 156 MiB at its peak on two threads. The texts
//! of files are kept only where findings point into them. A rule that looks across records asks [`analysis::event_facts`], which is worked out once for each event, so no rule is quadratic in the
//! number of records. A hostile file is bounded by the guard: a mebibyte, 64 levels.
//!
//! One registration opens the files that by their names may be the person's ([`workspace::people`]), and mostly knows without
//! reading the others whether there is a seat ([`workspace::seating`]). What grows with the number there is one listing of the
//! folder, with some 1,100 instructions a name beside what the system takes for it. After other commands and merges it takes a pass
//! over all of them once, of some 25,000 instructions a record, which is parsed only where a look at its lines
//! ([`workspace::glance`]) does not tell what it claims.
//!
//! An import reads its rows and writes its records on all cores, and waits for the disk with many threads; who gets a seat is
//! decided one after the other, at the cost of one look at what those who wait need.
//!
//! # Bounds
//!
//! Whatever a stranger's file holds, the work it makes is bounded. What is beyond a bound is a finding or one clear line, never a crash.
//!
//! | What | Bound | Where |
//! |---|---|---|
//! | a YAML file, and any text given with `--from` | 1 MiB | [`yaml::guard::MAX_BYTES`] |
//! | its depth | 64 levels | [`yaml::guard::MAX_DEPTH`] |
//! | its opening brackets | 4,096 | [`yaml::guard::MAX_BRACKETS`] |
//! | what its aliases stand for | the parser's own bound, in proportion to the file | `yaml_serde` |
//! | records in a folder | 200,000 | [`workspace::load::MAX_FILES`] |
//! | the name of a record | 80 characters | [`model::slug::MAX_LENGTH`] |
//! | an import | 64 MiB | [`import::MAX_BYTES`] |
//! | its rows, its columns | 100,000 and 1,000 | [`import::MAX_ROWS`], [`import::MAX_COLUMNS`] |
//! | a person in it | 512 KiB | [`import::row::MAX_RECORD`] |
//! | a baseline | 64 MiB | [`check::baseline::MAX_BYTES`] |
//! | the depth of JSON | 127 levels | `serde_json` |
//! | what git prints | 64 MiB | [`workspace::git::MAX_OUTPUT`] |
//! | a message to the language server, a line of its head | 64 MiB, 4 KiB | [`lsp::MAX_MESSAGE`], [`lsp::MAX_HEADER`] |
//! | findings on the structure of one file, and on one file at all | 100 and 1,000 | `check::structure`, [`check::engine::MAX_OF_FILE`] |
//! | findings shown to people | 1,000, and how many more | [`render::findings::text::MAX_SHOWN`] |
//! | rows of a Markdown page | 512 KiB, and how many more | [`render::findings::markdown::ROOM`] |
//! | a cell, a message, a line on standard error | 120, 400 and 1,600 characters | [`render::sanitize`] |
//!
//! No regular expression is run on strangers' text. Formats for programs carry every finding and every value whole.
//!
//! # Errors
//!
//! Floors below the commands have their own error types, always with the path. Commands answer with [`error::Failure`]: one line
//! that says what was found and what was expected, a hint with what to do next, and the exit code.
pub mod analysis;
pub mod check;
pub mod cli;
pub mod commands;
pub mod complete;
pub mod context;
pub mod error;
pub mod import;
pub mod lsp;
pub mod model;
pub mod probe;
pub mod process;
pub mod render;
pub mod workspace;
pub mod yaml;
