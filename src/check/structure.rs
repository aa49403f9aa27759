//! The slow way for files that cannot be parsed: walks the tree and lists everything that is wrong with its structure.
//!
//! What is expected comes from the JSON Schema of the type, which is also the one that editors get:
//! there is one description of every format, and it is made from the types themselves.

mod explain;
mod outline;
mod parts;
mod paste;
mod shape;
mod syntax;
mod walk;

use rayon::prelude::*;

use crate::check::finding::{Finding, Findings};
use crate::check::fix::{Change, Fix};
use crate::check::place::{Part, Place};
use crate::check::rule_info::RuleInfo;
use crate::check::rules;
use crate::model::Slug;
use crate::workspace::parse::parse_error;
use crate::workspace::{File, RecordKind, Selection, Unread, UnreadCause, Workspace};
use crate::yaml;
use crate::yaml::guard;
use crate::yaml::guard::RefusalKind;
use crate::yaml::{Path, plain};

use paste::Mend;
pub use paste::{Altered, Salvage, cut, joined};

/// What is wrong with the files that did not become records: with those that are reported, and with those that may be recovered.
pub fn check_unread<'w>(
    workspace: &'w Workspace,
    selection: &Selection,
) -> Vec<(&'w Unread, Vec<Finding>)> {
    let unread = workspace.unread.par_iter();
    let wanted = unread.filter(|unread| is_reported(unread, selection) || is_recoverable(unread));
    let checked = wanted.map(|unread| {
        let text = workspace.text(&unread.file);
        (unread, findings(unread, text.as_deref()))
    });
    checked.collect()
}

/// Whether what is wrong with a file is shown. Settings that cannot be parsed always are: everything would be judged differently than
/// the workspace wants.
pub fn is_reported(unread: &Unread, selection: &Selection) -> bool {
    selection.includes(&unread.file) || unread.file == File::settings()
}

/// Whether a file is YAML in its place that only does not fit its type.
pub fn is_recoverable(unread: &Unread) -> bool {
    unread.kind.is_some() && matches!(unread.cause, UnreadCause::Malformed(..))
}

/// Everything that is wrong with a file that did not become a record. `text` is the file's, where it could be read.
pub fn findings(unread: &Unread, text: Option<&str>) -> Vec<Finding> {
    let mut lister = Lister {
        unread,
        found: Vec::new(),
    };
    match &unread.cause {
        UnreadCause::Refused(refusal) => lister.refused(refusal),
        UnreadCause::Malformed(words, offset) => {
            lister.malformed(words, *offset, text.unwrap_or(""));
        }
        UnreadCause::Name(slug) => lister.name(slug.as_ref().map(ToString::to_string)),
        UnreadCause::Stray(expected) => {
            let message = format!("'{}' is not read: records are kept elsewhere", unread.file);
            lister.on(
                &rules::stray_file::RULE,
                Part::Bytes(0, 0),
                message,
                |finding| {
                    finding
                        .expected([*expected])
                        .help("move it, rename it, or give it a name that begins with a dot");
                    if let Some(target) = with_ending(&unread.file) {
                        offer_name(finding, target);
                    }
                },
            );
        }
        UnreadCause::Disk(reason) => {
            let help = "fix the file or its permissions, then check again";
            lister.on(
                &rules::unreadable_file::RULE,
                Part::Bytes(0, 0),
                reason.clone(),
                |finding| {
                    finding.help(help);
                },
            );
        }
    }
    lister.found
}

/// Everything that is wrong with a text that would become a file of the workspace, if it cannot be parsed as its type.
pub fn check_text(file: &File, text: &str) -> Vec<Finding> {
    let cause = match guard::admit(text.as_bytes()) {
        Err(refusal) => Some(UnreadCause::Refused(refusal)),
        Ok(body) => {
            let error = parse_error(file, body);
            let bom = text.len() - body.len();
            error.map(|error| {
                let offset = error.location().map(|location| location.index() + bom);
                UnreadCause::Malformed(error.to_string(), offset)
            })
        }
    };
    cause.map_or_else(Vec::new, |cause| {
        let unread = Unread {
            file: file.clone(),
            kind: file.kind(),
            cause,
        };
        findings(&unread, Some(text))
    })
}

/// The name a file would be read under, when only its ending says otherwise: `.yml`.
fn with_ending(file: &File) -> Option<File> {
    let (folder, name) = file.as_str().rsplit_once('/')?;
    let stem = name.strip_suffix(".yml")?;
    let slug = Slug::parse(stem).ok().or_else(|| Slug::from_title(stem))?;
    let target = File::new(&format!("{folder}/{slug}.yaml"));
    target.kind().map(|_| target)
}

fn offer_name(finding: &mut Finding, target: File) {
    let name = target.as_str().rsplit('/').next().unwrap_or_default();
    let title = format!("rename it to '{name}'");
    // References to it may have to follow.
    finding.fix(Fix::needs_a_look(title, Change::Rename(target)));
}

struct Lister<'a> {
    unread: &'a Unread,
    found: Vec<Finding>,
}

impl Lister<'_> {
    fn at(&mut self, rule: &'static RuleInfo, path: Path, message: String) -> &mut Finding {
        let before = self.found.len();
        Findings::new(rule, &self.unread.file, None, &mut self.found).add(path, message);
        &mut self.found[before]
    }

    fn on(
        &mut self,
        rule: &'static RuleInfo,
        part: Part,
        message: String,
        more: impl FnOnce(&mut Finding),
    ) {
        more(self.at(rule, Path::root(), message).on(part));
    }

    fn refused(&mut self, refusal: &guard::Refusal) {
        let found = &refusal.found;
        let place = Part::Bytes(refusal.offset, refusal.offset + 1);
        match refusal.kind {
            RefusalKind::NotUtf8 => {
                self.on(
                    &rules::not_utf8::RULE,
                    place,
                    format!("the file is not UTF-8: found {found}"),
                    |finding| {
                        finding
                            .expected(["text in UTF-8"])
                            .help("save the file as UTF-8 in your editor");
                    },
                );
            }
            RefusalKind::Control => {
                self.on(&rules::control_character::RULE, place, format!("{found} does not belong in a text file"), |finding| {
                    finding.help("delete the character; an editor that shows control characters finds it");
                });
            }
            RefusalKind::TooLarge => {
                let limit = guard::MAX_BYTES;
                self.on(
                    &rules::too_large::RULE,
                    Part::Bytes(0, 0),
                    format!("the file is larger than {limit} bytes and was not read"),
                    |finding| {
                        finding
                            .expected([format!("at most {limit} bytes")])
                            .help("keep slides, data and pictures elsewhere and link to them");
                    },
                );
            }
            RefusalKind::Expanded => {
                self.on(
                    &rules::too_large::RULE,
                    place,
                    format!("the file is too large and was not read: found {found}"),
                    |finding| {
                        finding.help("write the values out where they are needed, in fewer places");
                    },
                );
            }
            RefusalKind::TooDeep => {
                self.on(
                    &rules::too_deep::RULE,
                    place,
                    format!("the file is nested too deep and was not read: found {found}"),
                    |finding| {
                        finding
                            .expected([format!("at most {} levels", guard::MAX_DEPTH)])
                            .help(
                                "close the brackets that were left open, or put the text in quotes",
                            );
                    },
                );
            }
        }
    }

    fn name(&mut self, slug: Option<String>) {
        let stem = self.unread.file.stem().to_owned();
        let message = format!("'{stem}' is not a valid name for a record");
        self.on(
            &rules::file_name_not_a_slug::RULE,
            Part::Bytes(0, 0),
            message,
            |finding| {
                finding.expected(["lower-case letters, digits and inner hyphens"]);
                let Some(slug) = slug else {
                    finding.help("rename it");
                    return;
                };
                finding.help(format!("rename it to '{slug}'"));
                let path = finding.place.file.as_str();
                // A folder holds more than its record: that is for a person to move.
                if let (Some((folder, _)), Some(_)) =
                    (path.rsplit_once('/'), path.strip_suffix(".yaml"))
                {
                    let target = File::new(&format!("{folder}/{slug}.yaml"));
                    offer_name(finding, target);
                }
            },
        );
    }

    fn malformed(&mut self, words: &str, offset: Option<usize>, text: &str) {
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let body = &text[bom..];
        let tree = plain::tree(body);
        if tree.is_none()
            && let Err(error) = yaml::read::<serde::de::IgnoredAny>(body)
        {
            self.broken(&error, body, bom);
            return;
        }
        let Some(kind) = self.unread.kind else { return };
        if let Some(tree) = tree.or_else(|| yaml::places(body)) {
            self.found = walk::findings(&self.unread.file, kind, body, bom, &tree);
        }
        if self.found.is_empty() {
            self.marked(kind, body, bom);
        }
        if self.found.is_empty() {
            // The two parsers disagree, or the types know something their schema does not: the parser's own words then.
            let at = offset.unwrap_or(0).min(text.len());
            self.on(
                &rules::wrong_type::RULE,
                Part::Bytes(at, at),
                format!("the {kind} cannot be parsed: {words}"),
                |_| {},
            );
        }
    }

    /// What is wrong with a text that is not YAML: each text that broke it, and what is wrong with the rest.
    fn broken(&mut self, error: &yaml::Error, body: &str, bom: usize) {
        let salvage = self
            .unread
            .kind
            .and_then(|kind| Some((kind, Salvage::new(kind, body)?)));
        // Of several documents no one can tell which is the record.
        let salvage = salvage.filter(|(_, salvage)| {
            salvage.dropped.is_empty() || !yaml::has_several_documents(body)
        });
        let Some((kind, salvage)) = salvage else {
            let index = error.location().map_or(0, |location| location.index());
            self.syntax(syntax::problem(body, index), bom);
            return;
        };
        for mend in &salvage.mends {
            let part = Part::Bytes(mend.at.start + bom, mend.at.end + bom);
            let place = Place {
                part: Part::Bytes(mend.bytes.start + bom, mend.bytes.end + bom),
                ..Place::new(&self.unread.file, Path::root())
            };
            let finding = self.at(
                &rules::syntax::RULE,
                mend.path.clone(),
                mend.message.clone(),
            );
            finding.on(part).help(mend.help.clone()).fix(Fix::new(
                mend.is_certain,
                "write the text so that all of it is kept",
                vec![Change::Replace(place, mend.with.clone())],
            ));
        }
        for dropped in &salvage.dropped {
            let lines = dropped.bytes.clone();
            let problem = syntax::within(body, lines, dropped.at);
            self.syntax(problem, bom);
            if let Some(finding) = self.found.last_mut() {
                finding.place.path = Path::root().key(dropped.key.as_str());
            }
        }
        let Some(tree) = yaml::places(&salvage.text) else {
            return;
        };
        let mut rest = walk::findings(&self.unread.file, kind, &salvage.text, 0, &tree);
        rest.retain(|finding| !salvage.is_dropped(finding));
        for finding in &mut rest {
            salvage.move_finding(finding, bom);
        }
        self.found.append(&mut rest);
    }

    /// Texts that begin with what YAML takes for a mark of its own, such as an exclamation mark.
    fn marked(&mut self, kind: RecordKind, body: &str, bom: usize) {
        let mends = paste::misread(kind, body).into_iter();
        let is_tag = |mend: &Mend| body[mend.bytes.clone()].trim_start().starts_with('!');
        for mend in mends.filter(is_tag) {
            let place = Place {
                part: Part::Bytes(mend.bytes.start + bom, mend.bytes.end + bom),
                ..Place::new(&self.unread.file, Path::root())
            };
            let finding = self.at(&rules::wrong_type::RULE, mend.path, mend.message);
            finding
                .on(Part::Bytes(mend.at.start + bom, mend.at.end + bom))
                .help(mend.help)
                .fix(Fix::safe(
                    "write the text so that all of it is kept",
                    Change::Replace(place, mend.with),
                ));
        }
    }

    fn syntax(&mut self, problem: syntax::Problem, bom: usize) {
        let part = Part::Bytes(problem.bytes.start + bom, problem.bytes.end + bom);
        self.on(&rules::syntax::RULE, part, problem.message, |finding| {
            finding.expected(problem.expected).help(problem.help);
        });
    }
}

impl Salvage {
    /// Whether a finding is about a key that was left out: it is there, if no one can read it.
    fn is_dropped(&self, finding: &Finding) -> bool {
        let mut dropped = self.dropped.iter();
        dropped.any(|one| {
            finding.rule.name == rules::missing_key::RULE.name
                && finding.place.path.0.is_empty()
                && finding.message.contains(&format!("'{}'", one.key))
        })
    }

    /// Points a finding on the salvaged text at the original.
    fn move_finding(&self, finding: &mut Finding, bom: usize) {
        let moved = |place: &mut Place| {
            if let Part::Bytes(start, end) = place.part {
                let (start, end) = (self.original(start), self.original(end));
                place.part = Part::Bytes(start + bom, end.max(start) + bom);
            }
        };
        moved(&mut finding.place);
        finding
            .related
            .iter_mut()
            .for_each(|(place, _)| moved(place));
        for change in finding.fix.iter_mut().flat_map(|fix| &mut fix.changes) {
            if let Change::Replace(place, _) = change {
                moved(place);
            }
        }
    }
}

#[cfg(test)]
mod tests;
