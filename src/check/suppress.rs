//! Applies ignore comments: what they name is counted and not shown, and comments that do nothing are findings themselves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::check::finding::{Finding, Findings, MAX_OF_FILE};
use crate::check::fix::{Change, Fix};
use crate::check::locate::{LocatedFindings, locate_bytes};
use crate::check::place::{Part, Place};
use crate::check::report::{Located, Report};
use crate::check::rule_info::RuleInfo;
use crate::check::rules;
use crate::check::sources::Source;
use crate::check::suppressions::{self, Suppression};
use crate::model::nearest::{did_you_mean, nearest};
use crate::workspace::File;
use crate::yaml::Path;
use crate::yaml::marks::IGNORE_MARK;

/// Makes the report: the findings of each file in the order of its text, without those that a comment switches off.
pub fn apply(located: LocatedFindings, with_suppressions: &[File]) -> Report {
    let LocatedFindings {
        mut findings,
        ignored,
        sources,
    } = located;
    let files = findings.chunk_by(is_of_same_file);
    let files = files.map(|of_file| &of_file[0].finding.place.file);
    let mut comments: BTreeMap<File, Comments<'_>> = files
        .chain(with_suppressions)
        .filter_map(|file| Some((file.clone(), Comments::new(sources.get(file)?)?)))
        .collect();
    let mut report = Report {
        ignored,
        ..Report::default()
    };
    if !comments.is_empty() {
        let mut reasons = Vec::new();
        let switched_off = findings.extract_if(.., |located| {
            let of_file = comments.get_mut(&located.finding.place.file);
            let reason = of_file.and_then(|comments| comments.switch_off(located));
            reasons.extend(reason.map(str::to_owned));
            reason.is_some()
        });
        let switched_off: Vec<Located> = switched_off.collect();
        report.ignored.extend(switched_off.into_iter().zip(reasons));
        for (file, comments) in &comments {
            let late = comments.judge(file).into_iter();
            findings.extend(late.filter_map(|finding| locate_bytes(comments.source, finding)));
        }
        findings.sort_by(|a, b| a.finding.place.file.cmp(&b.finding.place.file));
    }
    for of_file in findings.chunk_by_mut(is_of_same_file) {
        of_file.sort_by(|a, b| order(a).cmp(&order(b)));
    }
    report.findings = findings;
    for (file, source) in sources {
        if source.bom > 0 {
            report.with_bom.insert(file.clone());
        }
        report.texts.insert(file, source.text);
    }
    report
}

fn is_of_same_file(one: &Located, other: &Located) -> bool {
    one.finding.place.file == other.finding.place.file
}

fn order(located: &Located) -> impl Ord + use<'_> {
    let finding = &located.finding;
    let bytes = located.spot.bytes();
    (
        bytes.start,
        bytes.end,
        Reverse(finding.severity),
        finding.rule.name,
        &finding.message,
    )
}

/// The ignore comments of a file.
struct Comments<'a> {
    source: &'a Source,
    suppressions: Vec<Suppression>,
    /// Which of them switch something off.
    used: Vec<bool>,
}

impl<'a> Comments<'a> {
    fn new(source: &'a Source) -> Option<Self> {
        let has_some = source.text.contains(IGNORE_MARK);
        has_some.then(|| {
            let suppressions = suppressions::parse(&source.text);
            Self {
                source,
                used: vec![false; suppressions.len()],
                suppressions,
            }
        })
    }

    /// The reason why a comment switches a finding off, where one does.
    fn switch_off(&mut self, located: &Located) -> Option<&str> {
        let mut suppressions = self.suppressions.iter();
        let at = suppressions.position(|comment| covers(comment, &self.source.text, located))?;
        self.used[at] = true;
        Some(&self.suppressions[at].reason)
    }

    /// The findings on the comments themselves.
    fn judge(&self, file: &File) -> Vec<Finding> {
        judge(self.source, file, &self.suppressions, &self.used)
    }
}

fn covers(comment: &Suppression, text: &str, located: &Located) -> bool {
    let (rule, line) = (located.finding.rule, located.spot.start().0);
    rule.can_be_ignored()
        && comment.rule == rule.name
        && !comment.reason.is_empty()
        && (comment.line == line
            || comment.comment_line == line
            || (comment.comment_line == located.spot.extent().1 && is_in_brackets(text, located)))
}

/// Whether what a finding refers to is one value in brackets. Formatters break a long one over lines, and its comment comes to be
/// after the closing bracket.
fn is_in_brackets(text: &str, located: &Located) -> bool {
    let (first, last) = located.spot.extent();
    if located.finding.place.path == Path::root() || first != located.spot.start().0 {
        return false;
    }
    let lines: Vec<&str> = text
        .lines()
        .skip(first - 1)
        .take(last + 1 - first)
        .collect();
    let lines = lines.join("\n");
    let value = match lines.split_once(':') {
        Some((key, value)) if !key.trim_start().starts_with(['[', '{', '#']) => value,
        _ => &lines,
    };
    value.trim_start().starts_with(['[', '{'])
}

/// The findings on the comments themselves.
fn judge(
    source: &Source,
    file: &File,
    suppressions: &[Suppression],
    used: &[bool],
) -> Vec<Finding> {
    // A comment that names several rules may be right about the others, and has no fix.
    let mut names = HashMap::new();
    for comment in suppressions {
        *names.entry(comment.bytes).or_insert(0) += 1;
    }
    let mut found = Vec::new();
    let useless = suppressions.iter().zip(used).filter(|(_, used)| !**used);
    let useless: Vec<&Suppression> = useless.map(|(comment, _)| comment).collect();
    for comment in useless.iter().copied().take(MAX_OF_FILE) {
        let name = &comment.rule;
        let remedy = Remedy {
            source,
            file,
            comment,
            is_alone: names[&comment.bytes] == 1,
        };
        let mut add = |rule: &'static RuleInfo, message: String, help: &str, fix: Option<Fix>| {
            Findings::new(rule, file, None, &mut found)
                .add(Path::root(), message)
                .on(remedy.part(comment.bytes))
                .help(help)
                .fix = fix.map(Box::new);
        };
        match rules::find(name) {
            None => {
                let near = nearest(name, rules::names());
                let named = if name.is_empty() {
                    "no rule".to_owned()
                } else {
                    format!("the unknown rule '{name}'")
                };
                let message = format!("the ignore comment names {named}");
                let help = did_you_mean(&near).unwrap_or_else(|| {
                    "write '# cxn: ignore[rule-name] reason'; 'cxn rules' lists the names"
                        .to_owned()
                });
                let fix = match &near[..] {
                    [name] => remedy.rename(name).or_else(|| remedy.delete()),
                    _ => remedy.delete(),
                };
                add(&rules::ignore_unknown_rule::RULE, message, &help, fix);
            }
            Some(_) if comment.reason.is_empty() => add(
                &rules::ignore_without_reason::RULE,
                format!("the ignore comment for '{name}' gives no reason and has no effect"),
                &format!("add the reason: '# cxn: ignore[{name}] the reason'"),
                None,
            ),
            Some(rule) if !rule.can_be_ignored() => add(
                &rules::unused_ignore::RULE,
                format!(
                    "the ignore comment for '{name}' has no effect: a file that cannot be parsed cannot be checked"
                ),
                "delete it, and fix what it refers to",
                remedy.delete(),
            ),
            Some(_) => add(
                &rules::unused_ignore::RULE,
                format!("the ignore comment for '{name}' matches no finding"),
                "delete it",
                remedy.delete(),
            ),
        }
    }
    if let (Some(last), more @ 1..) = (found.last_mut(), useless.len().saturating_sub(MAX_OF_FILE))
    {
        last.stand_for(more);
    }
    found
}

/// What can be done about a comment.
struct Remedy<'a> {
    source: &'a Source,
    file: &'a File,
    comment: &'a Suppression,
    is_alone: bool,
}

impl Remedy<'_> {
    fn part(&self, (start, end): (usize, usize)) -> Part {
        Part::Bytes(start + self.source.bom, end + self.source.bom)
    }

    fn delete(&self) -> Option<Fix> {
        let whole = suppressions::with_its_line(&self.source.text, self.comment.bytes);
        self.replace("delete the comment".to_owned(), whole, String::new())
    }

    fn rename(&self, name: &str) -> Option<Fix> {
        let (start, end) = self.comment.bytes;
        let with = self.source.text[start..end].replacen(&self.comment.rule, name, 1);
        self.replace(format!("write {name}"), self.comment.bytes, with)
    }

    fn replace(&self, title: String, bytes: (usize, usize), with: String) -> Option<Fix> {
        let place = Place {
            part: self.part(bytes),
            ..Place::new(self.file, Path::root())
        };
        self.is_alone
            .then(|| Fix::needs_a_look(title, Change::Replace(place, with)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::locate::locate;
    use crate::check::overrides::Overridden;
    use crate::workspace::Workspace;
    use crate::workspace::load::Scope;

    /// Where findings of a text at these places are shown: `line:column text`, and how many were ignored.
    fn places(text: &str, places: &[(&'static RuleInfo, &str)]) -> (Vec<String>, usize) {
        let file = File::new("events/e/tracks/t.yaml");
        let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
        let overlay = std::collections::BTreeMap::from([(file.clone(), text.to_owned())]);
        let workspace = Workspace::load_with(
            &crate::workspace::Root::whole(folder.path()),
            &Scope::default(),
            overlay,
        )
        .unwrap_or_else(|error| unreachable!("{error}"));
        let mut found = Vec::new();
        for (rule, path) in places {
            Findings::new(rule, &file, None, &mut found).add(*path, "wrong");
        }
        let with_suppressions = std::slice::from_ref(&file);
        let overridden = Overridden::from(found);
        let located = locate(&workspace, overridden, with_suppressions);
        let report = apply(located, with_suppressions);
        let shown = report
            .findings
            .iter()
            .map(|located| {
                let (line, column) = located.spot.start();
                let text = &report.texts[&file][located.spot.bytes()];
                format!("{line}:{column} {text}")
            })
            .collect();
        (shown, report.ignored.len())
    }

    const RULE: &RuleInfo = &rules::scenario_without_success_criteria::RULE.info;

    #[test]
    fn a_file_has_as_many_findings_of_its_comments_as_the_bound() {
        let source = |count: usize| "# cxn: ignore[no-lead] x\n".repeat(count);
        for (count, told, last) in [
            (MAX_OF_FILE, MAX_OF_FILE, ""),
            (
                MAX_OF_FILE + 1,
                MAX_OF_FILE,
                " (and 1 more finding in this file)",
            ),
            (
                MAX_OF_FILE + 5,
                MAX_OF_FILE,
                " (and 5 more findings in this file)",
            ),
        ] {
            let text = source(count);
            let comments = suppressions::parse(&text);
            let used = vec![false; count];
            let file = File::new("events/e/tracks/t.yaml");
            let source = Source::new(text);
            let found = judge(&source, &file, &comments, &used);
            assert_eq!(found.len(), told);
            let message = found.last().map(|finding| &*finding.message);
            let expected = format!("the ignore comment for 'no-lead' matches no finding{last}");
            assert_eq!(message, Some(expected.as_str()));
        }
    }

    #[test]
    fn a_comment_behind_a_list_that_a_formatter_broke_still_counts() {
        let comment = "# cxn: ignore[scenario-without-success-criteria] a reason";
        for list in [
            "tags: [a, b] @",
            "tags: [\n    a,\n    b,\n  ] @",
            "tags:\n  [\n    a,\n    b,\n  ] @",
            "tags:\n  - {a: 1}\n  - {b: 2} @",
        ] {
            let text = format!("title: T\n{}\nagenda: x\n", list.replace('@', comment));
            let (_, ignored) = places(&text, &[(RULE, "tags")]);
            let is_block = list.contains("- ");
            assert_eq!(ignored, usize::from(!is_block), "{text}");
            // What is meant is the list, not the whole record and not the next key.
            let (_, ignored) = places(&text, &[(RULE, "agenda"), (RULE, "")]);
            assert_eq!(ignored, 0, "{text}");
        }
    }

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
