//! The life of a proposal where the environment matters: who I am, the editor, standard input, line ends, two at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

const TRACKS: &str = "events/2026-09-rockville/tracks";

/// A workspace with one event that follows a template, in a folder that goes away with the test.
fn workspace(template: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let event = folder.path().join("events/2026-09-rockville");
    fs::create_dir_all(&event).unwrap();
    fs::write(folder.path().join("cxn.yaml"), "").unwrap();
    fs::write(
        event.join("event.yaml"),
        format!(
            "name: Connectathon 43\nkind: out-of-cycle\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\nfhir-versions: [R4]\ntemplate: {template}\ntimeline:\n  proposals-close: 2026-08-08\n"
        ),
    )
    .unwrap();
    folder
}

fn cxn(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("cxn").unwrap();
    command
        .current_dir(folder)
        .env("CXN_CONFIG", folder.join("me.yaml"))
        .env("CXN_NOW", "2026-08-06T12:00:00-04:00")
        .env_remove("CXN_WORKSPACE")
        .env_remove("VISUAL")
        .env_remove("EDITOR")
        .args(["--event", "2026-09-rockville"]);
    command
}

fn track(folder: &Path, name: &str) -> PathBuf {
    folder.join(TRACKS).join(format!("{name}.yaml"))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_fresh_draft_of_every_built_in_template_has_no_errors() {
    for template in [
        "wiki-2016",
        "confluence-2020",
        "confluence-2021",
        "confluence-2023",
    ] {
        let folder = workspace(template);
        cxn(folder.path())
            .args(["propose", "Clinical Reasoning"])
            .assert()
            .code(0);
        let output = cxn(folder.path())
            .args(["check", "2026-09-rockville/clinical-reasoning"])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{template}\n{}",
            stdout(&output)
        );
        assert!(stdout(&output).contains("0 errors"), "{template}");
    }
}

#[test]
fn i_am_the_lead_unless_another_is_named() {
    let folder = workspace("wiki-2016");
    let me = "name: Kim Beispiel\nemail: kim@example.org\norganization: Probe Labs\n";
    fs::write(folder.path().join("me.yaml"), me).unwrap();
    cxn(folder.path()).args(["propose", "One"]).assert().code(0);
    let one = fs::read_to_string(track(folder.path(), "one")).unwrap();
    let lead = "leads:\n  - name: Kim Beispiel\n    email: kim@example.org\n    organization: Probe Labs\n";
    assert!(one.contains(lead), "{one}");
    cxn(folder.path())
        .args([
            "propose",
            "Two",
            "--lead",
            "Robin Example <robin@example.org>",
        ])
        .assert()
        .code(0);
    let two = fs::read_to_string(track(folder.path(), "two")).unwrap();
    assert!(
        two.contains("leads:\n  - name: Robin Example\n    email: robin@example.org\n"),
        "{two}"
    );
    assert!(!two.contains("Kim"), "{two}");
    // What I do is done by me, even when another person leads the track.
    let output = cxn(folder.path())
        .args(["withdraw", "two", "--note", "No time"])
        .output()
        .unwrap();
    assert_eq!(
        stdout(&output),
        "withdrew 2026-09-rockville/two on Thu 6 Aug 2026, 12:00 EDT by Kim Beispiel\n"
    );
}

#[test]
fn a_draft_is_filled_from_standard_input() {
    let folder = workspace("wiki-2016");
    cxn(folder.path())
        .args(["propose", "--from", "-"])
        .write_stdin("title: Piped\njustification: Because.\n")
        .assert()
        .code(0);
    let text = fs::read_to_string(track(folder.path(), "piped")).unwrap();
    assert!(text.contains("\njustification: Because.\n"), "{text}");
    for (input, message) in [
        (
            &b"titel: X"[..],
            "error: unknown key 'titel' in a track\nhint: did you mean 'title'?\n",
        ),
        (b"", "error: a track needs a title: cxn propose \"TITLE\"\n"),
        (
            b"title: [",
            "error: standard input cannot be parsed as YAML or JSON: did not find expected node content at line 2 column 1, while parsing a flow node\n",
        ),
        (
            b"title: \xff",
            "error: standard input is not UTF-8: found byte 0xff\n",
        ),
    ] {
        let output = cxn(folder.path())
            .args(["propose", "--from", "-"])
            .write_stdin(input)
            .output()
            .unwrap();
        assert_eq!(stderr(&output), message);
        assert_ne!(output.status.code(), Some(0));
    }
}

/// An editor: a shell script that is given the file.
#[cfg(unix)]
fn editor(folder: &Path, script: &str) -> String {
    let path = folder.join("editor.sh");
    fs::write(&path, script).unwrap();
    format!("sh {}", path.display())
}

#[cfg(unix)]
#[test]
fn the_editor_has_the_last_word() {
    let folder = workspace("wiki-2016");
    let sets = editor(
        folder.path(),
        "sed -i.bak 's/^justification: |/justification: Because we can./' \"$1\"\n",
    );
    cxn(folder.path())
        .args(["propose", "Edited", "--edit"])
        .env("EDITOR", &sets)
        .assert()
        .code(0);
    let text = fs::read_to_string(track(folder.path(), "edited")).unwrap();
    assert!(
        text.contains("\njustification: Because we can.\n"),
        "{text}"
    );
    // What a person typed is kept, readable or not, with what is wrong with it.
    let breaks = editor(folder.path(), "echo 'titel: X' >> \"$1\"\n");
    let output = cxn(folder.path())
        .args(["propose", "Broken", "--edit"])
        .env("VISUAL", &breaks)
        .env("EDITOR", "false")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("error[unknown-key]"),
        "{}",
        stdout(&output)
    );
    assert!(track(folder.path(), "broken").exists());
}

#[cfg(unix)]
#[test]
fn one_text_is_edited_as_plain_text_and_the_rest_of_the_record_stays() {
    let folder = workspace("confluence-2023");
    let root = folder.path();
    cxn(root).args(["propose", "Edited"]).assert().code(0);
    let record = track(root, "edited");
    let fresh = fs::read_to_string(&record).unwrap();
    let edit = |script: &str, arguments: &[&str]| {
        let output = cxn(root)
            .args(["track", "edit", "edited"])
            .args(arguments)
            .env("EDITOR", editor(root, script))
            .env("TMPDIR", root)
            .output()
            .unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let said = |text: &str| (Some(0), format!("{text}\n"), String::new());
    let file = format!("{TRACKS}/edited.yaml");
    let types = "printf 'Goals: two\\n\\n- a: #one\\n@you\\n' > \"$1\"\n";
    assert_eq!(
        edit(types, &[]),
        said(&format!("changed long-description in {file}"))
    );
    let block = "long-description: |\n  Goals: two\n\n  - a: #one\n  @you\n";
    let expected = fresh.replace("long-description: |\n  \n", block);
    assert_eq!(fs::read_to_string(&record).unwrap(), expected);
    assert_eq!(edit("true\n", &[]), said("nothing to change"));
    assert_eq!(
        edit(
            "cat \"$1\" > seen\nprintf 'Send: it' > \"$1\"\n",
            &["scenarios[0].action"]
        ),
        said(&format!("changed scenarios[0].action in {file}"))
    );
    assert_eq!(fs::read_to_string(root.join("seen")).unwrap(), "");
    let expected = expected.replace("    action: |\n      \n", "    action: 'Send: it'\n");
    assert_eq!(fs::read_to_string(&record).unwrap(), expected);
    // An empty text leaves the field open.
    assert_eq!(
        edit(": > \"$1\"\n", &["long-description"]),
        said(&format!("changed long-description in {file}"))
    );
    let expected = expected.replace(block, "long-description:\n");
    assert_eq!(fs::read_to_string(&record).unwrap(), expected);
    // The lock is free while a person writes, and what another person changed meanwhile is not overwritten.
    let binary = assert_cmd::cargo::cargo_bin("cxn");
    let other = format!(
        "echo mine > \"$1\"\n{} track set edited agenda=theirs >/dev/null\n",
        binary.display()
    );
    let (code, out, error) = edit(&other, &["agenda"]);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{error}");
    let (note, error) = error.split_once('\n').unwrap();
    let kept = note
        .strip_prefix("note: what you wrote is kept in ")
        .unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), "mine\n");
    assert_eq!(
        error,
        format!(
            "error: 'agenda' in {file} was changed meanwhile; nothing was written\nhint: compare what you wrote with what is there now, and edit it again\n"
        )
    );
    for (field, message) in [
        ("roles", "error: 'roles' is not a text of a track\n"),
        ("status", "error: 'status' is not a text of a track\n"),
        ("agend", "error: unknown key 'agend' in a track\n"),
    ] {
        let (code, _, error) = edit("true\n", &[field]);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.starts_with(message), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn what_was_typed_is_not_lost_when_the_name_is_taken_meanwhile() {
    let folder = workspace("wiki-2016");
    let record = track(folder.path(), "taken");
    let slow = editor(
        folder.path(),
        &format!(
            "mkdir -p {0}\necho 'title: Taken' > {1}\necho '# typed' >> \"$1\"\n",
            record.parent().unwrap().display(),
            record.display()
        ),
    );
    let output = cxn(folder.path())
        .args(["propose", "Taken", "--edit"])
        .env("EDITOR", &slow)
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    let said = stderr(&output);
    let (note, error) = said.split_once('\n').unwrap();
    let kept = note
        .strip_prefix("note: what you wrote is kept in ")
        .unwrap();
    assert!(fs::read_to_string(kept).unwrap().ends_with("# typed\n"));
    assert!(error.contains("already exists"), "{error}");
    assert_eq!(fs::read_to_string(&record).unwrap(), "title: Taken\n");
}

#[cfg(unix)]
#[test]
fn what_was_typed_is_not_lost_when_the_lock_cannot_be_had_or_the_editor_crashes() {
    let folder = workspace("wiki-2016");
    let event = folder.path().join("events/2026-09-rockville");
    let lock = event.join(".cxn.lock");
    // Somebody puts a link in the place of the lock while the person types.
    let links = editor(
        folder.path(),
        &format!(
            "ln -sf precious {}\necho '# typed' >> \"$1\"\n",
            lock.display()
        ),
    );
    let propose = |editor: &str| {
        let output = cxn(folder.path())
            .args(["propose", "Typed", "--edit"])
            .env("EDITOR", editor)
            .env("TMPDIR", folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(4));
        assert!(!track(folder.path(), "typed").exists());
        stderr(&output)
    };
    let said = propose(&links);
    let (note, error) = said.split_once('\n').unwrap();
    let kept = note
        .strip_prefix("note: what you wrote is kept in ")
        .unwrap();
    assert!(fs::read_to_string(kept).unwrap().ends_with("# typed\n"));
    assert_eq!(
        error,
        format!(
            "error: {} is a link or a folder where a plain file is expected; it is not followed, and nothing was written\n",
            lock.display()
        )
    );
    assert!(!event.join("precious").exists());
    let crashes = editor(folder.path(), "echo '# typed' >> \"$1\"\nexit 3\n");
    let said = propose(&crashes);
    let kept = said
        .strip_prefix(&format!(
            "error: the editor '{crashes}' ended with exit status: 3; nothing was written\nhint: what you wrote is kept in "
        ))
        .unwrap();
    assert!(
        fs::read_to_string(kept.trim_end())
            .unwrap()
            .ends_with("# typed\n")
    );
}

#[cfg(unix)]
#[test]
fn an_editor_that_fails_or_is_missing_leaves_nothing_behind() {
    let folder = workspace("wiki-2016");
    let empties = editor(folder.path(), ": > \"$1\"\n");
    for (command, message) in [
        (
            Some("false"),
            "error: the editor 'false' ended with exit status: 1; nothing was written\n",
        ),
        (
            Some("no-such-editor --wait"),
            "error: cannot run the editor 'no-such-editor --wait': no such file or directory\nhint: check EDITOR\n",
        ),
        (
            Some(empties.as_str()),
            "error: the editor left an empty draft; nothing was written\n",
        ),
        (
            None,
            "error: no editor is set: neither VISUAL nor EDITOR\nhint: set EDITOR to the command of your editor, such as nano\n",
        ),
    ] {
        let mut propose = cxn(folder.path());
        propose.args(["propose", "Nothing", "--edit"]);
        if let Some(command) = command {
            propose.env("EDITOR", command);
        }
        let output = propose.output().unwrap();
        assert_eq!(stderr(&output), message);
        assert_eq!(output.status.code(), Some(4));
        assert!(!folder.path().join(TRACKS).exists());
    }
}

#[test]
fn line_ends_and_the_byte_order_mark_survive_a_submission() {
    let folder = workspace("wiki-2016");
    let path = track(folder.path(), "windows");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = "\u{feff}# mine\ntitle: Windows   # a title\nstatus: draft\nsubmitting-group: Example Group\njustification: To see whether line ends survive all that is done to them.\nleads:\n  - name: Robin Example\n    email: robin@example.org\n  - name: Sam Sample\n    email: sam@example.org\nexpected-participants: [A, B, C]\nroles:\n  - {id: client, name: Client, kind: client, description: Sends.}\n  - {id: server, name: Server, kind: server, description: Answers.}\nscenarios:\n  - id: one\n    title: One\n    roles: [client, server]\n    action: The client sends.\n    precondition: None\n    success-criteria: It arrives as it was sent.\n    bonus: None\n"
        .replace('\n', "\r\n");
    fs::write(&path, &before).unwrap();
    let output = cxn(folder.path())
        .args(["submit", "windows", "--by", "Robin Example"])
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let after = before.replace("status: draft", "status: submitted")
        + "history:\r\n  - when: 2026-08-06T12:00:00-04:00\r\n    what: submitted\r\n    by: Robin Example\r\n";
    let text = fs::read_to_string(&path).unwrap();
    let kept = text.strip_prefix(&after).unwrap();
    assert!(kept.starts_with("    snapshot:\r\n"), "{kept}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn of_many_who_propose_or_submit_at_once_one_wins() {
    let folder = workspace("wiki-2016");
    let run = |arguments: &'static [&'static str]| -> Vec<Option<i32>> {
        let root = folder.path();
        let mut codes: Vec<Option<i32>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(move || cxn(root).args(arguments).output().unwrap().status.code())
                })
                .collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        codes.sort_unstable();
        codes
    };
    let codes = run(&["propose", "Same"]);
    assert_eq!(codes, [vec![Some(0)], vec![Some(4); 7]].concat());
    let codes = run(&[
        "withdraw",
        "same",
        "--why",
        "No time",
        "--by",
        "Robin Example",
    ]);
    assert_eq!(codes, [vec![Some(0)], vec![Some(1); 7]].concat());
    let text = fs::read_to_string(track(folder.path(), "same")).unwrap();
    assert_eq!(text.matches("what: withdrawn").count(), 1, "{text}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_workspace_is_not_followed() {
    let folder = workspace("wiki-2016");
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join(TRACKS)).unwrap();
    let output = cxn(folder.path())
        .args(["propose", "Elsewhere"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(
        stderr(&output).contains("leads out of the workspace"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn of_a_list_of_issues_programs_get_the_headings_and_nothing_else() {
    let folder = workspace("confluence-2023");
    let issues = "tests/cmd/propose/issues.in/first.json";
    let issues = Path::new(env!("CARGO_MANIFEST_DIR")).join(issues);
    fs::copy(issues, folder.path().join("first.json")).unwrap();
    let line = ["propose", "--from", "first.json", "--format", "json"];
    for (headings, said) in [
        (
            11,
            "issue #12:\ncreated a draft: events/2026-09-rockville/tracks/scheduling.yaml\n",
        ),
        (0, "3 issues: 1 unchanged, 2 without a proposal\n"),
    ] {
        let output = cxn(folder.path()).args(line).output().unwrap();
        let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = printed["headings"].as_array().unwrap();
        assert_eq!(found.len(), headings, "{printed}");
        let of_draft = |one: &serde_json::Value| one["track"] == "2026-09-rockville/scheduling";
        assert!(found.iter().all(of_draft), "{printed}");
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}
