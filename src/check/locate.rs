//! From symbolic places to lines and columns, and from ignore comments to findings that are counted but not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use crate::check::finding::{Finding, Findings};
use crate::check::fix::{Change, Fix};
use crate::check::overrides::Overridden;
use crate::check::place::{Part, Place, bytes_of};
use crate::check::report::{Located, RelatedPlace, Report};
use crate::check::rules;
use crate::check::suppressions;
use crate::check::suppressions::Suppression;
use crate::model::Severity;
use crate::model::nearest::{did_you_mean, nearest};
use crate::workspace::load::IGNORE_MARK;
use crate::workspace::{File, Workspace};
use crate::yaml::tree::{Node, position};
use crate::yaml::{Path, outline};

/// Locates findings in the files they speak of and applies the ignore comments of the files that were looked at.
pub fn report(
    workspace: &Workspace,
    tailored: Overridden,
    checked: Vec<File>,
    with_ignores: &[File],
) -> Report {
    let sources = Sources::of(workspace, &tailored, with_ignores);
    let mut by_file = BTreeMap::<File, Vec<Located>>::new();
    let findings = tailored.findings.into_par_iter();
    let findings: Vec<Located> = findings.map(|finding| sources.locate(finding)).collect();
    for located in findings {
        by_file
            .entry(located.finding.place.file.clone())
            .or_default()
            .push(located);
    }
    for file in with_ignores {
        by_file.entry(file.clone()).or_default();
    }
    let mut report = Report {
        checked,
        ..Report::default()
    };
    for (finding, reason) in tailored.ignored {
        report.ignored.push((sources.locate(finding), reason));
    }
    for (file, mut located) in by_file {
        let ignores = match sources.get(&file) {
            Some(source) if source.text.contains(IGNORE_MARK) => suppressions::parse(&source.text),
            _ => Vec::new(),
        };
        if !ignores.is_empty() {
            located = apply(&sources, &file, &ignores, located, &mut report.ignored);
        }
        located.sort_by(|a, b| key(a).cmp(&key(b)));
        report.findings.append(&mut located);
    }
    let marked = sources.texts.iter().filter(|(_, source)| source.bom > 0);
    report.with_bom = marked.map(|(file, _)| file.clone()).collect();
    report.texts = sources
        .texts
        .into_iter()
        .map(|(file, source)| (file, source.text))
        .collect();
    report
}

fn key(located: &Located) -> (usize, usize, std::cmp::Reverse<Severity>, &str, &str) {
    let finding = &located.finding;
    (
        located.bytes.start,
        located.bytes.end,
        std::cmp::Reverse(finding.severity),
        finding.rule.name,
        &finding.message,
    )
}

fn apply(
    sources: &Sources,
    file: &File,
    ignores: &[Suppression],
    located: Vec<Located>,
    ignored: &mut Vec<(Located, String)>,
) -> Vec<Located> {
    let mut used = vec![false; ignores.len()];
    let mut shown = Vec::new();
    for located in located {
        let matching = ignores.iter().position(|ignore| {
            located.finding.rule.can_be_ignored()
                && ignore.rule == located.finding.rule.name
                && !ignore.reason.is_empty()
                && (ignore.line == located.start.0 || ignore.comment_line == located.start.0)
        });
        match matching {
            Some(at) => {
                used[at] = true;
                ignored.push((located, ignores[at].reason.clone()));
            }
            None => shown.push(located),
        }
    }
    let Some(source) = sources.get(file) else {
        return shown;
    };
    let mut found = Vec::new();
    for (ignore, used) in ignores.iter().zip(used) {
        let Offers {
            part,
            remove,
            rename,
        } = offers(source, file, ignores, ignore);
        let mut add = |rule, message: String, help: String, fix: Option<Fix>| {
            Findings::new(rule, file, None, &mut found)
                .add(Path::root(), message)
                .on(part.clone())
                .help(help)
                .fix = fix;
        };
        if rules::find(&ignore.rule).is_none() {
            let near = nearest(&ignore.rule, rules::names());
            let named = if ignore.rule.is_empty() {
                "no rule".to_owned()
            } else {
                format!("the unknown rule '{}'", ignore.rule)
            };
            let help = did_you_mean(&near).unwrap_or_else(|| {
                "write '# cxn: ignore[rule-name] reason'; 'cxn rules' lists the names".to_owned()
            });
            add(
                &rules::ignore_unknown_rule::RULE,
                format!("the ignore comment names {named}"),
                help,
                match &near[..] {
                    [name] => rename(name).or(remove),
                    _ => remove,
                },
            );
        } else if ignore.reason.is_empty() {
            let help = format!(
                "write why behind it: '# cxn: ignore[{}] the reason'",
                ignore.rule
            );
            add(
                &rules::ignore_without_reason::RULE,
                format!(
                    "the ignore comment for '{}' gives no reason and has no effect",
                    ignore.rule
                ),
                help,
                None,
            );
        } else if rules::find(&ignore.rule).is_some_and(|rule| !rule.can_be_ignored()) {
            add(
                &rules::unused_ignore::RULE,
                format!(
                    "the ignore comment for '{}' has no effect: a file that does not read cannot be judged",
                    ignore.rule
                ),
                "delete it, and mend what it speaks of".to_owned(),
                remove,
            );
        } else if !used {
            add(
                &rules::unused_ignore::RULE,
                format!(
                    "the ignore comment for '{}' matches no finding",
                    ignore.rule
                ),
                "delete it".to_owned(),
                remove,
            );
        }
    }
    shown.extend(found.into_iter().map(|finding| sources.locate(finding)));
    shown
}

/// Where an ignore comment stands and what can be done about it.
struct Offers<R> {
    part: Part,
    remove: Option<Fix>,
    rename: R,
}

/// The fixes for an ignore comment. One that names several rules may be right about the others, and has none.
fn offers<'a>(
    source: &Source,
    file: &'a File,
    ignores: &[Suppression],
    ignore: &'a Suppression,
) -> Offers<impl Fn(&str) -> Option<Fix> + use<'a>> {
    let bom = source.bom;
    let part = move |(start, end): (usize, usize)| Part::Bytes(start + bom, end + bom);
    let same = ignores.iter().filter(|other| other.bytes == ignore.bytes);
    let is_alone = same.count() == 1;
    let replace = move |bytes, with: String| {
        let place = Place {
            part: part(bytes),
            ..Place::new(file, Path::root())
        };
        Change::Replace(place, with)
    };
    let whole = suppressions::with_its_line(&source.text, ignore.bytes);
    let comment = source.text[ignore.bytes.0..ignore.bytes.1].to_owned();
    Offers {
        part: part(ignore.bytes),
        remove: is_alone
            .then(|| Fix::needs_a_look("delete the comment", replace(whole, String::new()))),
        rename: move |name: &str| {
            let with = comment.replacen(&ignore.rule, name, 1);
            let fix = || Fix::needs_a_look(format!("write {name}"), replace(ignore.bytes, with));
            is_alone.then(fix)
        },
    }
}

struct Source {
    text: String,
    tree: Option<Node>,
    bom: usize,
}

/// The files that findings speak of, each read and taken apart once.
struct Sources {
    texts: BTreeMap<File, Source>,
}

impl Source {
    fn of(workspace: &Workspace, file: &File) -> Self {
        let mut text = workspace.text(file).unwrap_or_default();
        // The mark is no part of the first line: columns and snippets begin behind it.
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        text.drain(..bom);
        let tree = outline::of(&text).or_else(|| {
            // The tree is built by a parser without bounds of its own, so only from what the other one took.
            let bounded = crate::yaml::guard::admit(text.as_bytes()).is_ok()
                && crate::yaml::read::<serde::de::IgnoredAny>(&text).is_ok();
            bounded.then(|| Node::parse(&text)).flatten()
        });
        Self { text, tree, bom }
    }
}

impl Sources {
    fn of(workspace: &Workspace, tailored: &Overridden, with_ignores: &[File]) -> Self {
        let ignored = tailored.ignored.iter().map(|(finding, _)| finding);
        let findings = tailored.findings.iter().chain(ignored);
        let places = findings.flat_map(|finding| {
            let related = finding.related.iter().map(|(place, _)| place);
            std::iter::once(&finding.place).chain(related)
        });
        let files: BTreeSet<&File> = places
            .map(|place| &place.file)
            .chain(with_ignores)
            .collect();
        let texts = files
            .into_par_iter()
            .map(|file| (file.clone(), Source::of(workspace, file)));
        Self {
            texts: texts.collect(),
        }
    }

    fn get(&self, file: &File) -> Option<&Source> {
        self.texts.get(file)
    }

    fn text(&self, file: &File) -> &str {
        self.get(file).map_or("", |source| &source.text)
    }

    fn bytes(&self, place: &Place) -> Range<usize> {
        self.get(&place.file).map_or(0..0, |source| {
            bytes_of(&source.text, source.tree.as_ref(), source.bom, place)
        })
    }

    fn locate(&self, finding: Finding) -> Located {
        let bytes = self.bytes(&finding.place);
        let text = self.text(&finding.place.file);
        let (start, end) = (position(text, bytes.start), position(text, bytes.end));
        let extent = self.extent(&finding.place, &bytes);
        let mut related = Vec::with_capacity(finding.related.len());
        for (place, label) in &finding.related {
            let bytes = self.bytes(place);
            let start = position(self.text(&place.file), bytes.start);
            related.push(RelatedPlace {
                file: place.file.clone(),
                bytes,
                start,
                label: label.clone(),
            });
        }
        Located {
            finding,
            bytes,
            start,
            end,
            extent,
            related,
        }
    }

    /// The lines of the value at a place with everything below it; where nothing stands there, of what should hold it.
    fn extent(&self, place: &Place, shown: &Range<usize>) -> (usize, usize) {
        let text = self.text(&place.file);
        let whole = self
            .get(&place.file)
            .and_then(|source| source.tree.as_ref())
            .filter(|_| !matches!(place.part, Part::Bytes(..)))
            .map_or_else(|| shown.clone(), |tree| tree.extent(&place.path));
        let line = |at| position(text, at).0;
        let (start, end) = (whole.start.min(shown.start), whole.end.max(shown.end));
        (line(start), line(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Rule;
    use crate::workspace::load::Scope;

    /// Where findings of a text at these places are shown: `line:column text`, and how many were ignored.
    fn places(text: &str, places: &[(&'static Rule, &str)]) -> (Vec<String>, usize) {
        let file = File::new("events/e/tracks/t.yaml");
        let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
        let overlay = BTreeMap::from([(file.clone(), text.to_owned())]);
        let workspace = Workspace::load_with(folder.path(), &Scope::default(), overlay)
            .unwrap_or_else(|error| unreachable!("{error}"));
        let mut found = Vec::new();
        for (rule, path) in places {
            Findings::new(rule, &file, None, &mut found).add(*path, "wrong");
        }
        let report = report(
            &workspace,
            found.into(),
            Vec::new(),
            std::slice::from_ref(&file),
        );
        let shown = report
            .findings
            .iter()
            .map(|located| {
                let (line, column) = located.start;
                let text = &report.texts[&file][located.bytes.clone()];
                format!("{line}:{column} {text}")
            })
            .collect();
        (shown, report.ignored.len())
    }

    const RULE: &Rule = &rules::scenario_without_success_criteria::RULE;

    #[test]
    fn a_byte_order_mark_is_no_column() {
        for text in [
            "title: é b\nleads:\n  - name: A\n",
            "\u{feff}title: é b\nleads:\n  - name: A\n",
            "\u{feff}title: é b\r\nleads:\r\n  - name: A\r\n",
        ] {
            let (shown, _) = places(
                text,
                &[(RULE, "title"), (RULE, "leads[0].name"), (RULE, "")],
            );
            assert_eq!(shown, ["1:1 title: é b", "1:8 é b", "3:11 A"], "{text:?}");
        }
    }

    #[test]
    fn a_value_of_many_lines_is_shown_by_its_key() {
        let text = "title: a\nleads:\n  - name: A\n  - name: B\nagenda: |\n  one\n  two\n";
        let (shown, _) = places(
            text,
            &[(RULE, "leads"), (RULE, "agenda"), (RULE, "leads[7]")],
        );
        assert_eq!(shown, ["2:1 leads", "2:1 leads", "5:1 agenda"]);
    }

    #[test]
    fn a_comment_in_the_first_line_is_seen_behind_a_byte_order_mark() {
        let text = "\u{feff}# cxn: ignore[scenario-without-success-criteria] because\ntitle: a\n";
        assert_eq!(places(text, &[(RULE, "title")]), (Vec::new(), 1));
    }

    #[test]
    fn a_file_that_does_not_read_cannot_be_switched_off() {
        let text = "title: a # cxn: ignore[unknown-key, stray-file] because\n";
        let (shown, ignored) = places(
            text,
            &[
                (&rules::unknown_key::RULE, "title"),
                (&rules::stray_file::RULE, "title"),
            ],
        );
        let comment = "1:10 # cxn: ignore[unknown-key, stray-file] because";
        assert_eq!(
            (shown, ignored),
            (vec!["1:8 a".to_owned(), comment.to_owned()], 1)
        );
    }
}
