//! `cxn check --fix` from the outside, and its fixes over texts that were mutated at random.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use cxn::check::{self, Fix, fix};
use cxn::model::{Now, When};
use cxn::workspace::Selection;
use cxn::workspace::load::Scope;
use cxn::workspace::parse::readability;
use cxn::workspace::{File, Workspace};
use proptest::prelude::*;
use support::{NOW, Outcome, copied, copy, repository, said};

/// Every file of a folder with its bytes; locks are nobody's records.
fn files(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = support::files(folder)?;
    found.retain(|name, _| !name.ends_with(".cxn.lock"));
    Ok(found)
}

fn cxn(folder: &Path, arguments: &[&str]) -> Outcome<Command> {
    let mut command = support::cxn(folder)?;
    command.args(arguments);
    Ok(command)
}

/// The comments of a text, sorted: what begins with a hash at the start of a line or behind a blank.
fn comments(text: &str) -> Vec<String> {
    let comment = |line: &str| {
        let at = line
            .match_indices('#')
            .find(|(at, _)| *at == 0 || line[..*at].ends_with([' ', '\t']))?
            .0;
        Some(line[at..].trim_end().to_owned())
    };
    let mut found: Vec<String> = text.lines().filter_map(comment).collect();
    found.sort();
    found
}

fn workspace(folder: &Path, files: &[(&str, &str)]) -> Outcome {
    copy(&repository("tests/rules/_base"), folder)?;
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

const TRACK: &str = "events/2026-09-rockville/tracks/bulk.yaml";

/// How many findings of a workspace a run of fixes would mend: safe ones, and all.
fn fixable(folder: &Path) -> Outcome<(usize, usize)> {
    let Some(When::Instant(now)) = When::parse(NOW) else {
        return Err("no instant".into());
    };
    let workspace = Workspace::load(&cxn::workspace::Root::whole(folder), &Scope::default())?;
    let report = check::run(&workspace, Now::Instant(now.to_utc()), &Selection::All);
    let (safe, others) = report.fixable();
    Ok((safe, safe + others))
}

#[test]
fn the_broken_workspace_is_mended_as_far_as_it_can_be() -> Outcome {
    for (argument, all) in [("--fix", false), ("--fix=all", true)] {
        let folder = copied("examples/broken")?;
        let before = files(folder.path())?;
        assert!(fixable(folder.path())?.0 > 5);
        let (code, _, told) = said(&mut cxn(folder.path(), &["check", argument])?)?;
        assert_eq!(code, 1, "{told}");
        let after = files(folder.path())?;
        assert_ne!(before, after);
        for (name, bytes) in &before {
            // A file with another name is compared under it; what was no text stays what it was.
            let renamed = name
                .strip_suffix(".yml")
                .map(|stem| format!("{stem}.yaml"))
                .or_else(|| {
                    name.contains("Bulk Data")
                        .then(|| name.replace("Bulk Data", "bulk-data"))
                })
                .or_else(|| {
                    name.strip_prefix("duties/")
                        .map(|rest| format!("responsibilities/{rest}"))
                });
            let new = after
                .get(name)
                .or_else(|| after.get(&renamed?))
                .ok_or_else(|| format!("{name} is gone"))?;
            let (Ok(old), Ok(new)) = (std::str::from_utf8(bytes), std::str::from_utf8(new)) else {
                assert_eq!(bytes, new, "{name}");
                continue;
            };
            if !all {
                assert_eq!(comments(old), comments(new), "{name}");
            }
            assert_eq!(
                old.starts_with('\u{feff}'),
                new.starts_with('\u{feff}'),
                "{name}"
            );
            if old.contains("\r\n") {
                assert_eq!(
                    new.matches('\n').count(),
                    new.matches("\r\n").count(),
                    "{name}"
                );
            }
        }
        let (safe, left) = fixable(folder.path())?;
        assert_eq!(safe, 0);
        assert!(!all || left == 0, "{left} are left");
        let (_, _, again) = said(&mut cxn(folder.path(), &["check", argument])?)?;
        assert!(
            !again.contains("fixed:") && !again.contains("renamed:"),
            "{again}"
        );
        assert_eq!(files(folder.path())?, after);
    }
    Ok(())
}

#[test]
fn what_would_be_fixed_is_shown_as_a_diff_and_nothing_is_written() -> Outcome {
    let folder = tempfile::tempdir()?;
    let text = "titel: Bulk # the title\nstatus: draft\nleads:\n  - name: Robin Example\n    email: Robin Example <robin@example.org>\nkick-off:\n  starts: 2026-9-1 \n";
    workspace(folder.path(), &[(TRACK, text)])?;
    let before = files(folder.path())?;
    let (code, shown, told) = said(&mut cxn(
        folder.path(),
        &["check", "--fix", "--dry-run", TRACK],
    )?)?;
    assert_eq!(
        shown,
        format!(
            "--- {TRACK}\n+++ {TRACK}\n@@ -1,7 +1,7 @@\n-titel: Bulk # the title\n+title: Bulk # the title\n status: draft\n leads:\n   - name: Robin Example\n-    email: ***** ******* *******************\n+    email: *****************\n kick-off:\n-  starts: 2026-9-1 \n+  starts: 2026-09-01\n"
        )
    );
    assert_eq!(
        (code, told),
        (0, format!("would be fixed: {TRACK} 4 findings\n"))
    );
    assert_eq!(files(folder.path())?, before);
    let (_, shown, _) = said(&mut cxn(folder.path(), &["check", TRACK])?)?;
    assert!(
        shown.contains("= help: fixable with 'cxn check --fix'\n"),
        "{shown}"
    );
    assert!(shown.contains("(3 fixable with --fix)\n"), "{shown}");
    let (_, _, told) = said(&mut cxn(folder.path(), &["check", "--fix", TRACK])?)?;
    assert_eq!(told, format!("fixed: {TRACK} 4 findings\n"));
    assert_eq!(
        fs::read_to_string(folder.path().join(TRACK))?,
        "title: Bulk # the title\nstatus: draft\nleads:\n  - name: Robin Example\n    email: robin@example.org\nkick-off:\n  starts: 2026-09-01\n"
    );
    Ok(())
}

#[test]
fn a_file_is_renamed_only_when_the_name_is_free() -> Outcome {
    let folder = tempfile::tempdir()?;
    let yml = TRACK.replace(".yaml", ".yml");
    workspace(folder.path(), &[(&yml, "title: Bulk\nstatus: drafft\n")])?;
    let (_, _, told) = said(&mut cxn(folder.path(), &["check", "--fix", &yml])?)?;
    assert_eq!(told, "");
    let (_, shown, told) = said(&mut cxn(
        folder.path(),
        &["check", "--fix=all", "--dry-run", &yml],
    )?)?;
    assert_eq!(
        (shown, told),
        (
            format!("rename from {yml}\nrename to {TRACK}\n"),
            String::new()
        )
    );
    let (_, _, told) = said(&mut cxn(folder.path(), &["check", "--fix=all", &yml])?)?;
    assert!(
        told.starts_with(&format!("renamed: {yml} to {TRACK}\nfixed: {TRACK} ")),
        "{told}"
    );
    assert!(
        fs::read_to_string(folder.path().join(TRACK))?.starts_with("title: Bulk\nstatus: draft\n")
    );
    fs::write(folder.path().join(&yml), "title: Another\n")?;
    let (_, _, told) = said(&mut cxn(folder.path(), &["check", "--fix=all", &yml])?)?;
    assert_eq!(told, "");
    assert!(folder.path().join(&yml).exists());
    Ok(())
}

#[test]
fn what_cannot_be_combined_is_refused() -> Outcome {
    let folder = tempfile::tempdir()?;
    workspace(folder.path(), &[])?;
    let (code, _, told) =
        said(cxn(folder.path(), &["check", "--fix", "-"])?.write_stdin("title: x\n"))?;
    assert_eq!(
        (code, told.as_str()),
        (
            2,
            "error: --fix cannot write to standard input\nhint: name the files to fix, or leave '-' out\n"
        )
    );
    for other in ["--changed", "--baseline=x", "--write-baseline=x"] {
        let (code, _, told) = said(&mut cxn(folder.path(), &["check", "--fix", other])?)?;
        assert_eq!(code, 2, "{told}");
    }
    let (code, _, _) = said(&mut cxn(folder.path(), &["check", "--dry-run"])?)?;
    assert_eq!(code, 2);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_does_not_stop_the_others() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir()?;
    let other = "events/2026-09-rockville/registrations/robin-example.yaml";
    let registration = fs::read_to_string(repository("tests/rules/_base").join(other))?;
    let registration = format!("# why  \n{registration}");
    workspace(
        folder.path(),
        &[
            (TRACK, "title: Bulk \nstatus: draft\n"),
            (other, &registration),
        ],
    )?;
    let closed = folder.path().join("events/2026-09-rockville/registrations");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555))?;
    // Whoever may do everything cannot be shut out.
    let is_open = fs::write(closed.join("probe"), "").is_ok();
    let result = said(&mut cxn(folder.path(), &["check", "--fix"])?);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755))?;
    let (code, _, told) = result?;
    if !is_open {
        assert_eq!(code, 4, "{told}");
        assert!(
            told.contains("error: cannot write ") && told.contains(other),
            "{told}"
        );
    }
    assert!(
        told.contains(&format!("fixed: {TRACK} 1 finding\n")),
        "{told}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join(TRACK))?,
        "title: Bulk\nstatus: draft\n"
    );
    Ok(())
}

/// Fixes a text round by round, as the command does, and says how often it took.
fn fixed(file: &File, text: &str, all: bool) -> Outcome<String> {
    let Some(When::Instant(now)) = When::parse(NOW) else {
        return Err("no instant".into());
    };
    let base = repository("tests/rules/_base");
    let mut text = text.to_owned();
    for _ in 0..10 {
        let overlay = BTreeMap::from([(file.clone(), text.clone())]);
        let workspace = Workspace::load_with(
            &cxn::workspace::Root::whole(&base),
            &Scope::default(),
            overlay,
        )?;
        let selection = Selection::Paths([file.as_str().to_owned()].into());
        let report = check::run(&workspace, Now::Instant(now.to_utc()), &selection);
        let wanted = |fix: &&Fix| all || fix.safe;
        let fixes: Vec<&Fix> = report
            .findings
            .iter()
            .filter_map(|located| located.finding.fix.as_deref())
            .filter(wanted)
            .collect();
        let (next, _) = fix::apply_all(file, &text, &fixes);
        if next == text {
            break;
        }
        text = next;
    }
    Ok(text)
}

/// Slips that people make, each a text to find and what to put there.
const SLIPS: [(&str, &str); 14] = [
    ("title:", "titel:"),
    ("status: approved", "status: Approved"),
    ("short-description:", "short_description:"),
    ("starts: 2026-09-01T11:00", "starts: 2026-9-1"),
    (
        "email: robin@example.org",
        "email: Robin Example <robin@example.org>",
    ),
    ("name: Sam Sample", "name: Sam Sample <sam@example.org>"),
    ("prerequisites: None", "prerequisites: no # none"),
    ("fhir-versions: [R4]", "fhir-versions: [4.0, 'R4'] # both"),
    ("bonus: N/A", "bonus: 12:30"),
    ("\n    what: submitted\n", "   \n    what: submitted\t\n"),
    ("  Newcomers", "  Newcomers  \n \n  and others"),
    ("roles: [client, server]", "roles: [client, servr]"),
    (
        "\nroles:\n",
        "\n# cxn: ignore[no-lead] there is one\nroles:\n",
    ),
    ("kind: client", "kind: \"Client\" # who asks"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn fixing_keeps_comments_and_line_ends_and_is_done_at_once(
        slips in proptest::sample::subsequence(SLIPS.to_vec(), 0..=SLIPS.len()),
        cut in proptest::option::of(0_usize..60),
        windows in any::<bool>(),
        mark in any::<bool>(),
        all in any::<bool>(),
    ) {
        let base = repository("tests/rules/_base/events/2026-09-rockville/tracks/patient.yaml");
        let mut text = fs::read_to_string(base).unwrap_or_default();
        for (from, to) in slips {
            text = text.replacen(from, to, 1);
        }
        if let Some(cut) = cut {
            let lines: Vec<&str> = text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != cut).map(|(_, line)| line).collect();
            text = lines.concat();
        }
        text = format!("# The track everybody begins with\n{text}# The end\n");
        if windows {
            text = text.replace('\n', "\r\n");
        }
        if mark {
            text = format!("\u{feff}{text}");
        }
        let file = File::new(TRACK);
        let once = fixed(&file, &text, all).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let twice = fixed(&file, &once, all).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&once, &twice);
        prop_assert!(readability(&file, &once) >= readability(&file, &text), "{}", once);
        let kept = comments(once.trim_start_matches('\u{feff}'));
        for comment in comments(text.trim_start_matches('\u{feff}')) {
            prop_assert!((all && comment.contains("cxn: ignore")) || kept.contains(&comment), "{}: {}", comment, once);
        }
        if !all {
            prop_assert_eq!(kept.len(), comments(text.trim_start_matches('\u{feff}')).len());
        }
        prop_assert_eq!(once.starts_with('\u{feff}'), mark);
        let ends = if windows { once.matches("\r\n").count() } else { once.matches('\n').count() - once.matches("\r\n").count() };
        prop_assert_eq!(ends, once.matches('\n').count());
        prop_assert!(once.contains("The end"));
    }
}
