//! A workspace in two halves, each a git repository: records of people and of runs are in the private one.

use std::fs;
use std::path::Path;
use std::process::Command;

mod support;

use support::{Outcome, run, said};

const EVENT: &str = "name: Autumn\nstarts: 2026-09-19\nends: 2026-09-20\ntimezone: UTC\n";
const PERSON: &str = "name: Ann Example\nemail: ann@example.org\norganization: Example Health\nkind: participant\ntracks: [patient]\nexperience: some\nobjectives: To learn.\nstatus: confirmed\nregistered: 2026-08-01T10:00:00Z\n";
const RESULT: &str = "scenario: register\nsystems: {client: Alpha, server: Beta}\nverdict: failed\nnote: It timed out.\nwhen: 2026-09-19T10:00:00Z\n";

fn git(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(arguments)
        .output()?;
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    Ok(())
}

fn commit(folder: &Path) -> Outcome {
    if !folder.join(".git").exists() {
        git(folder, &["init", "-q", "-b", "main"])?;
    }
    git(folder, &["add", "-A"])?;
    git(folder, &["commit", "-q", "--allow-empty", "-m", "records"])
}

fn put(folder: &Path, file: &str, text: &str) -> Outcome {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().ok_or("no folder")?)?;
    Ok(fs::write(path, text)?)
}

/// A workspace in one folder, in git, with one record of every kind that belongs in a private half.
fn whole(public: &Path) -> Outcome {
    put(public, "cxn.yaml", "# Ours.\n")?;
    put(public, "events/autumn/event.yaml", EVENT)?;
    put(
        public,
        "events/autumn/tracks/patient.yaml",
        "title: Patient\nstatus: draft\n",
    )?;
    put(public, "events/autumn/registrations/ann.yaml", PERSON)?;
    put(public, "events/autumn/results/patient/one.yaml", RESULT)?;
    put(public, "events/autumn/reports/photo.bin", "\u{1}\u{2}")?;
    put(public, "imports/tool.yaml", "tests: {}\n")?;
    commit(public)
}

const MOVED: [&str; 4] = [
    "events/autumn/registrations/ann.yaml",
    "events/autumn/results/patient/one.yaml",
    "events/autumn/reports/photo.bin",
    "imports/tool.yaml",
];

#[test]
fn init_moves_records_over_and_every_command_finds_them() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (public, private) = (folder.path().join("public"), folder.path().join("private"));
    whole(&public)?;
    let (code, out, err) = run(&public, &["init", "--private", "../private"])?;
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (
            0,
            "the private half of this folder is ../private: registrations, results, issues, reports and mappings\nmoved 4 files there; git keeps the earlier versions in the history of the public half\n",
            ""
        )
    );
    for file in MOVED {
        assert!(
            private.join(file).is_file() && !public.join(file).exists(),
            "{file}"
        );
    }
    assert_eq!(fs::read_to_string(private.join(MOVED[0]))?, PERSON);
    assert_eq!(
        fs::read_to_string(public.join("cxn.yaml"))?,
        "# Ours.\nprivate: ../private\n"
    );
    // The same again changes nothing.
    let (code, out, _) = run(&public, &["init", "--private", "../private"])?;
    assert!(code == 0 && !out.contains("moved"), "{out}");
    let (code, _, err) = run(&public, &["init", "--private", "../other"])?;
    assert!(
        code != 0 && err.contains("already; nothing was changed"),
        "{err}"
    );

    let (_, out, _) = run(&public, &["registrations", "show", "ann"])?;
    assert!(
        out.contains("../private/events/autumn/registrations/ann.yaml"),
        "{out}"
    );
    let (_, out, err) = run(
        &public,
        &[
            "register",
            "Bo Example",
            "--email",
            "bo@example.org",
            "--experience",
            "some",
        ],
    )?;
    assert!(
        out.contains(": ../private/events/autumn/registrations/bo-example-"),
        "{out}{err}"
    );
    assert!(!public.join("events/autumn/registrations").exists());
    let (code, out, _) = run(
        &public,
        &["check", "../private/events/autumn/registrations/ann.yaml"],
    )?;
    assert!(code == 0 && out.ends_with("in 1 file\n"), "{out}");

    commit(&public)?;
    commit(&private)?;
    let (code, out, err) = run(&public, &["check", "--changed=HEAD"])?;
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "0 errors, 0 warnings, 0 notes in 0 files\n", "")
    );
    put(
        &private,
        MOVED[0],
        &PERSON.replace("ann@example.org", "nowhere"),
    )?;
    let (_, out, _) = run(&public, &["check", "--changed=HEAD", "--format", "json"])?;
    assert!(out.contains("registration-bad-address"), "{out}");
    assert!(
        out.contains("\"../private/events/autumn/registrations/ann.yaml\""),
        "{out}"
    );

    let later = [
        "--now",
        "2027-09-01T10:00:00Z",
        "register",
        "anonymize",
        "autumn",
    ];
    // Who is on the photo cannot be told.
    let photo = "../private/events/autumn/reports/photo.bin";
    let (code, _, err) = run(&public, &later)?;
    assert_eq!(
        (code, err.as_str()),
        (
            4,
            format!("error: {photo} is not a record, so its people would stay in it\nhint: run 'cxn check autumn' to see what is wrong with it\n").as_str()
        )
    );
    fs::remove_file(public.join(photo))?;
    let (code, out, err) = run(&public, &later)?;
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        private
            .join("events/autumn/registrations/person-1.yaml")
            .is_file()
    );
    Ok(())
}

#[test]
fn a_command_in_the_private_half_says_where_the_public_one_is() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (public, private) = (folder.path().join("public"), folder.path().join("private"));
    whole(&public)?;
    run(&public, &["init", "--private", "../private"])?;
    let public = fs::canonicalize(&public)?;
    for inside in ["", "events/autumn/registrations"] {
        let (code, out, err) = run(&private.join(inside), &["check"])?;
        assert_eq!((code, out.as_str()), (3, ""));
        assert!(
            err.ends_with(&format!(
                "hint: this is the private half of a workspace: run the command in {}, or pass -C\n",
                public.display()
            )),
            "{err}"
        );
    }
    // A neighbor with a private half elsewhere is not the public half of this one.
    let (_, _, err) = run(folder.path(), &["check"])?;
    assert!(
        err.ends_with("hint: run 'cxn init' here, or pass -C\n"),
        "{err}"
    );
    Ok(())
}

#[test]
fn without_the_private_half_the_public_one_works_and_says_so_once() -> Outcome {
    let folder = tempfile::tempdir()?;
    let public = folder.path().join("public");
    whole(&public)?;
    run(&public, &["init", "--private", "../private"])?;
    fs::rename(
        folder.path().join("private"),
        folder.path().join("elsewhere"),
    )?;
    let note = "note: the private half ../private is not here: registrations, results, issues, reports and mappings are left out\n";
    let (code, out, err) = run(&public, &["check"])?;
    assert_eq!((code, err.as_str()), (0, note), "{out}");
    let refused = format!(
        "error: the private half {} is not here; nothing was written\nhint: clone or mount it there, or set CXN_PRIVATE to where it is\n",
        folder.path().canonicalize()?.join("private").display()
    );
    let writes: [&[&str]; 2] = [
        &["register", "Bo Example", "--email", "bo@example.org"],
        &[
            "--now",
            "2027-09-01T10:00:00Z",
            "register",
            "anonymize",
            "autumn",
        ],
    ];
    for arguments in writes {
        let (code, out, err) = run(&public, arguments)?;
        assert_eq!(
            (code, out.as_str(), err),
            (3, "", format!("{note}{refused}")),
            "{arguments:?}"
        );
    }
    assert!(!folder.path().join("private").exists());
    assert!(!public.join("events/autumn/registrations").exists());
    // The environment says where it is.
    let mut command = support::cxn(&public)?;
    command.env("CXN_PRIVATE", folder.path().join("elsewhere"));
    let (code, out, err) = said(command.args(["registrations", "list"]))?;
    assert!(
        code == 0 && out.contains("Ann Example") && err.is_empty(),
        "{out}{err}"
    );
    Ok(())
}

#[test]
fn records_left_in_the_public_half_are_named() -> Outcome {
    let folder = tempfile::tempdir()?;
    let public = folder.path().join("public");
    whole(&public)?;
    run(&public, &["init", "--private", "../private"])?;
    for file in [MOVED[0], MOVED[1], MOVED[3]] {
        put(&public, file, "name: Zed Example\n")?;
    }
    let (_, out, _) = run(&public, &["check"])?;
    for message in [
        "[registrations-in-public]: 1 registration of 'autumn' in the public half and not read",
        "[results-in-public]: 1 result of 'autumn' in the public half and not read",
        "[results-in-public]: 1 mapping in the public half and not read",
    ] {
        assert!(out.contains(message), "{message}\n{out}");
    }
    assert!(!out.contains("Zed"), "{out}");
    // Another text of the same name is not overwritten.
    let (code, _, err) = run(&public, &["init", "--private", "../private"])?;
    assert!(
        code != 0 && err.contains("already exists; nothing was written"),
        "{err}"
    );
    assert!(public.join(MOVED[0]).is_file());
    Ok(())
}

#[test]
fn refuses_a_folder_that_cannot_be_the_private_half() -> Outcome {
    let folder = tempfile::tempdir()?;
    let public = folder.path().join("public");
    whole(&public)?;
    fs::write(folder.path().join("file"), "")?;
    put(folder.path(), "workspace/cxn.yaml", "")?;
    let mut cases = vec![
        ("../file", "is not a folder"),
        ("events", "is inside the public half"),
        ("new", "is inside the public half"),
        (".", "is the public half itself"),
        ("../workspace", "is a workspace of its own"),
    ];
    #[cfg(unix)]
    {
        fs::create_dir(folder.path().join("target"))?;
        std::os::unix::fs::symlink("target", folder.path().join("link"))?;
        cases.push(("../link", "is a link, which is not followed"));
    }
    for (path, why) in cases {
        let (code, out, err) = run(&public, &["init", "--private", path])?;
        assert!(code == 2 && out.is_empty(), "{path}: {out}{err}");
        let first = err.lines().next().unwrap_or_default();
        assert!(
            first.ends_with(&format!("cannot be the private half: it {why}")),
            "{err}"
        );
        fs::write(public.join("cxn.yaml"), format!("private: {path}\n"))?;
        let (code, out, err) = run(&public, &["event", "list"])?;
        assert!(
            code == 2 && out.is_empty() && err.contains(why),
            "{path}: {out}{err}"
        );
        fs::write(public.join("cxn.yaml"), "# Ours.\n")?;
    }
    for file in MOVED {
        assert!(public.join(file).is_file(), "{file}");
    }
    Ok(())
}

#[test]
fn an_editor_gets_the_findings_of_a_private_record() -> Outcome {
    let folder = tempfile::tempdir()?;
    let base = folder.path().canonicalize()?;
    let public = base.join("public");
    whole(&public)?;
    run(&public, &["init", "--private", "../private"])?;
    let address = |path: &Path| {
        let url = url::Url::from_file_path(path);
        url.map(|url| url.to_string()).map_err(|()| "no address")
    };
    let record = address(&base.join("private").join(MOVED[0]))?;
    let text = PERSON.replace("ann@example.org", "nowhere");
    let messages = [
        serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, "rootUri": address(&public)?}}),
        serde_json::json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": record, "languageId": "yaml", "version": 1, "text": text}}}),
        serde_json::json!({"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": {"textDocument": {"uri": record}, "position": {"line": 1, "character": 2}}}),
        serde_json::json!({"jsonrpc": "2.0", "id": 3, "method": "shutdown"}),
        serde_json::json!({"jsonrpc": "2.0", "method": "exit"}),
    ];
    let frames = messages.map(|message| {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    });
    let mut command = support::cxn(&base)?;
    let asked = frames.concat();
    let (code, out, err) = said(command.arg("lsp").write_stdin(asked))?;
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("registration-bad-address"), "{out}");
    Ok(())
}

#[test]
fn branches_of_the_private_half_merge_and_writers_wait_for_each_other() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (public, private) = (folder.path().join("public"), folder.path().join("private"));
    whole(&public)?;
    put(
        &public,
        "events/autumn/event.yaml",
        &format!("{EVENT}capacity: {{participants: 5}}\n"),
    )?;
    run(&public, &["init", "--private", "../private"])?;
    let register = |name: String| {
        let email = format!("{}@example.org", name.to_lowercase());
        let name = format!("{name} Example");
        run(&public, &["register", &name, "--email", &email]).map_err(|error| error.to_string())
    };
    let register = &register;
    let codes = std::thread::scope(|scope| {
        let writers = (0..8).map(|at| scope.spawn(move || register(format!("P{at}"))));
        let writers: Vec<_> = writers.collect();
        writers
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .collect::<Vec<_>>()
    });
    for code in codes {
        let (code, out, err) = code.map_err(|_| "a writer failed")??;
        assert_eq!(code, 0, "{out}{err}");
    }
    let (_, out, _) = run(&public, &["registrations", "list", "--format", "csv"])?;
    // One seat was taken before them.
    let count = |word: &str| out.lines().filter(|line| line.contains(word)).count();
    assert_eq!((count("confirmed"), count("waitlisted")), (5, 4), "{out}");

    commit(&private)?;
    for branch in ["one", "two"] {
        git(&private, &["checkout", "-q", "-b", branch, "main"])?;
        register(branch.to_owned())?;
        commit(&private)?;
    }
    git(&private, &["merge", "-q", "one"])?;
    let (_, out, _) = run(&public, &["registrations", "list", "--format", "csv"])?;
    assert!(
        out.contains("one Example") && out.contains("two Example"),
        "{out}"
    );
    Ok(())
}
