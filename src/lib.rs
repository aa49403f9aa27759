//! `cxn`: HL7 FHIR Connectathons in plain YAML files. This page is the architecture.
//!
//! # Floors
//!
//! Data flows one way: each floor knows only the floors below it, and no files know each other in a circle. `tests/walls` reads this table
//! and the imports of every file, and names the file and the line where a wall leaks.
//!
//! | Floor | What it is | What it never does |
//! |---|---|---|
//! | [`cli`] | the root parser, dispatch, and the one place that turns errors into exit codes | decide anything about records |
//! | [`commands`] | one file a subcommand: parse its arguments, call below, hand the answer to render | format, know YAML, touch the disk |
//! | [`lsp`] | the same findings and names for editors | judge by itself |
//! | [`context`] | clock, environment, terminal and identity, read once | know a record |
//! | [`complete`] | names for a shell's completion | write |
//! | [`publish`] | what others read: a file a format, the site a folder; answers in, bytes out | touch the disk, ask for the time, decide what may be shown |
//! | [`render`] | a file a format: tables, findings as text, JSON, SARIF … | touch the disk, ask for the time |
//! | [`process`] | what may happen, and doing it: submit, decide, register, record results, import | parse a command line, print |
//! | [`error`] | one clear line, a hint and the kind of an exit | know what failed |
//! | [`import`] | outside files in: pages, tables, registrations, results | write |
//! | [`check`] | findings: rules, the engine that runs them, suppressions, fixes | write, print, ask for the time |
//! | [`analysis`] | questions about an event, each answered once: agenda, readiness, matching, matrix … | judge |
//! | [`workspace`] | find, load, save, lock, git: the only floor that touches the disk | know how something looks |
//! | [`probe`] | the only floor that speaks to servers | write |
//! | [`yaml`] | read, find places, write, edit in place: the only floor that knows YAML | know what a record means |
//! | [`model`] | events, tracks, registrations, templates and the arithmetic of their dates: plain types | read, print, look at a clock |
//!
//! Three things hold across the floors. A question is answered in one place: `status`, `readiness` and the plan of meetings count partners by
//! one function. An act is written once: a person registers by flags, by a form, by a move or by an import through the same lines.
//! And a rule is the only validator: a command that refuses asks the engine about the record as it would be.
//!
//! # cli, context, error
//!
//! [`context::Context`] is built once, from the environment, and handed to every command. Nothing below it asks for the time, so `--now` and
//! `--today` make every deadline testable, to the first and the last second of a window. Commands answer with `anyhow`, floors below with
//! error types of their own, which always name the path; [`error::Failure`] says what was found and what was expected, with a hint what to
//! do next. [`cli`] turns all of them into one exit code: 0 clean, 1 findings, 2 usage, 3 no workspace or nothing matched, 4 anything
//! else. A reader of standard output that goes away is a clean end.
//!
//! # commands, lsp, complete
//!
//! A group of subcommands is a folder. The comment of the arguments is the help, the manual page and the reference, so it is written for users.
//! Closed sets of words come from [`model`], with their help. The language server holds open texts in the place of their files
//! and runs the same engine, so an editor shows what the command line says. It keeps the workspace loaded ([`workspace::live`]): a key replaces
//! one text, and about once a second the files are looked at, of which those are read that the disk says are different.
//!
//! # render
//!
//! A format is a file. Tables are built once and printed as text, JSON, CSV or Markdown; findings have their own formats. Text that others wrote
//! passes [`render::sanitize`], so that no escape, no control character and no annotation of a CI server gets to a terminal;
//! personal values are covered unless they are asked for, and so is whatever looks like an email address or a phone number
//! ([`model::contact`]). Formats for programs carry every other value whole. All of it leaves by one door,
//! [`context::Context::print`], which knows whether it leads to a file or to a log that somebody reads for commands.
//!
//! # publish
//!
//! A format is a file, or a folder where it has many pages. It is handed answers of [`analysis`], reduced to what
//! [`analysis::disclosure`] lets leave, and gives bytes that depend on nothing else: the same records make the same bytes. Nothing here holds a
//! person's email address, and no text of a proposal is markup before it was sanitized.
//!
//! # process and import
//!
//! An import is a plan first: rows become candidates, candidates become new records, changes, or lines that say why not; only then is anything
//! written. Whoever changes an event's records holds its lock. Who gets a seat is decided in the order of registration, whatever way a person
//! came in.
//!
//! # check
//!
//! 1. [`workspace::Workspace::load`] reads every record, in parallel, each parsed once, straight into its type.
//! 2. Only a file that fails takes the slow way: [`check::structure`] walks it as a tree and lists everything that is wrong with its
//!    structure. Where those are slips with one right answer, the rules judge the record as it was meant.
//! 3. [`check::engine`] runs the rules. A rule is one file, which is its documentation as well, and names the place of a finding symbolically,
//!    as `scenarios[2].success-criteria`.
//! 4. The workspace's settings and the file's own `# cxn: ignore[rule] reason` filter what was found; places become lines and columns, from
//!    an index that is built only for files with findings. A change does not judge itself: the settings and templates that it
//!    alters are those of its base ([`workspace::base`]).
//! 5. [`render::findings`] prints.
//!
//! A rule that looks across records is near-linear in them, and a finding names a few of its twins and counts the others
//! ([`check::finding::Few`]): `tests/work` doubles sizes and counts what is allocated and printed.
//!
//! How bad a finding is depends on the record's status, on the date, and on whether the date is a default or the event's own: nobody is stopped
//! by an error that they did not cause or cannot fix yet.
//!
//! # analysis
//!
//! A question that a command, a rule and a format ask is a function here: who implements a role, what is due next, which tracks look alike,
//! who meets whom. An answer is a plain type; it is judged by a rule and shown by render.
//!
//! # workspace
//!
//! A new record is created exclusively, so nothing is ever overwritten. A change takes the lock of its event, edits the text in place, so that
//! comments, order and blank lines stay, parses the result, compares it with what was intended, and replaces the file in one step.
//! A process that is killed leaves every file old or new, and the same command again completes what it began: `tests/faults`
//! stops, fails and kills real processes at every step on the disk ([`workspace::failpoint`]). What such a process was writing is its
//! owner's alone and goes with the next command, which knows it by a lock that nobody holds. Where a file system cannot give a name in
//! one step, the promise is weaker, and said in `workspace::save`. One record is one file, so branches of two
//! people merge; what only shows after a merge is a finding.
//!
//! Several workspaces are read together by [`workspace::others`]: each an event at a time, so that memory holds a few events, however many
//! there are. Only `cxn publish site --all` reads each as a whole, since its pages lead to each other. None of them is written to, and each
//! event is told by its own visibility.
//!
//! # yaml
//!
//! A plainly written file is read in one pass: [`yaml::plain`] writes its tokens to a tape, from which values, places, comments and marks are
//! taken. A file that is not plain, or that does not fit its type, goes to the complete parser, whose words every error has. The complete parser's
//! cost is not linear in nesting, so [`yaml::guard`] bounds size, depth and brackets first. What is written is quoted wherever some
//! reader would take it for something else, and every edit is parsed again and compared. Each bound in the crate is documented at its
//! constant; what is beyond one is a finding or one clear line, never a crash.
//!
//! # model
//!
//! Types say what files may hold, and their comments are the descriptions of the JSON Schemas. Dates and times carry the zone of their event.
//!
//! # Tried to break
//!
//! What `cargo test` tries in each run, and more of in its long form (`CXN_LONG=1`, `CXN_FUZZ=N`); the last row is tried apart from it.
//!
//! | Kind | What is tried | How many | Outcome |
//! |---|---|---|---|
//! | Kills | each of the 48 commands that write, at random moments and at every step on the disk (`tests/faults`) | 262; at random moments 1,000 in the long form, in place of 96 | every file is old or new, and the same command again completes it |
//! | Disks | full, over quota, read-only, broken or forbidden, at the first step and halfway | two of the five faults for each command, all in the long form | as above, and the reason is said |
//! | Writers | 32 processes at once, on one record, on one event, and with results of one track | 96 changes and 256 results; 2,016 results in the long form | none is lost, none is there twice |
//! | Strangers | checkouts whose settings, filters, objects and folders name programs, remotes and other repositories (`tests/changed`) | each of these traps | no program is started and no remote is asked |
//! | Mutations | 31 targets for what reads and what writes, with texts that look like the real thing (`tests/hostile`) | 45,700 inputs; any number in the long form | no panic, and every property of the target holds |
//! | Coverage | the same targets, driven by libFuzzer in an optimized build (`tests/hostile/guided`) | more than 20 million inputs | what it and the mutations found is fixed, and a test |
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
pub mod publish;
pub mod render;
pub mod workspace;
pub mod yaml;
