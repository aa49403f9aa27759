//! The disk: full, over the quota, broken, read-only, somebody else's.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ground::{Files, Ground, HAS_FAULTS, Outcome, Ran, files, turns};
use crate::table::{Case, EVENT_NEW, cases};

/// The one clear line: what was tried on which file, and why it failed. A run of fixes has one for each file.
fn says(case: &Case, ran: &Ran, ground: &Ground, reason: &str) {
    let name = case.write.command;
    assert_eq!(ran.code, Some(4), "{name}: {ran:?}");
    let errors = ran.errors(&ground.root);
    let is_fix = case.write.arguments.contains(&"--fix");
    assert!(
        errors.len() == 1 || (is_fix && errors.len() > 1),
        "{name}: {errors:?}"
    );
    for error in &errors {
        let mut touched = case.touched();
        if name == "register anonymize" {
            touched.push("events/old/.cxn-anonymize.tmp");
        }
        let known = touched.iter().any(|file| {
            ["create", "write", "rename"].iter().any(|action| {
                let line = format!("error: cannot {action} {file}: {reason}");
                *error == line || error.starts_with(&format!("{line}; "))
            })
        });
        assert!(known, "{name}: {error}");
    }
}

/// What a run of a case left, as far as it is the case's.
fn left(ground: &Ground) -> Outcome<Files> {
    let mut left = files(&ground.root)?;
    left.retain(|name, _| !name.starts_with(FILLER));
    Ok(left)
}

/// Every error there is has this reason, and there is one.
fn all_say(case: &Case, ran: &Ran, ground: &Ground, reason: &str) {
    let name = case.write.command;
    assert_eq!(ran.code, Some(4), "{name}: {ran:?}");
    let errors = ran.errors(&ground.root);
    // Where the editor meets it first, the editor says so.
    let says_so = |error: &String| {
        error.contains(&format!(": {reason}"))
            || name == "track edit" && error.contains("nothing was written")
    };
    assert!(
        !errors.is_empty() && errors.iter().all(says_so),
        "{name}: {errors:?}"
    );
}

/// Every file is the old one. A folder takes no room on a full disk, and neither does an empty file: those may be left.
fn is_before(case: &Case, ground: &Ground) -> Outcome {
    let name = case.write.command;
    let mut now = left(ground)?;
    case.judge(&now)
        .map_err(|error| format!("{name}: {error}"))?;
    now.retain(|_, bytes| !bytes.is_empty());
    assert!(now == case.before, "{name}");
    Ok(())
}

fn completes(case: &Case, ground: &Ground) -> Outcome {
    let ran = ground.run(case.write.arguments)?;
    assert_eq!(
        ran.code,
        Some(case.write.code),
        "{}: {ran:?}",
        case.write.command
    );
    assert!(left(ground)? == case.after, "{}", case.write.command);
    Ok(())
}

#[test]
fn a_disk_that_fails_leaves_everything_as_it_was() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("faults of the disk cannot be made: this build has no fault points");
        return Ok(());
    }
    for (turn, case) in cases()?.iter().enumerate() {
        let ground = case.ground()?;
        let faults = [
            ("stage=EROFS", "read-only file system"),
            ("write=ENOSPC", "no space left on device"),
            ("write=EDQUOT", "disk quota exceeded"),
            ("sync=EIO", "input/output error"),
            ("rename=EACCES", "permission denied"),
        ];
        for (fault, reason) in turns(&faults, turn, 2) {
            let ran = ground.run_with(fault, case.write.arguments)?;
            says(case, &ran, &ground, reason);
            assert!(
                left(&ground)? == case.before,
                "{} {fault}",
                case.write.command
            );
        }
        completes(case, &ground)?;
    }
    Ok(())
}

#[test]
fn a_disk_that_fails_halfway_leaves_each_file_old_or_new() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("faults of the disk cannot be made: this build has no fault points");
        return Ok(());
    }
    for case in cases()? {
        let name = case.write.command;
        let mut faults = vec!["write:2=ENOSPC", "rename:2=EACCES", "sync-folder=EIO"];
        if name == "register anonymize" || case.write.arguments.contains(&"--fix") {
            faults.extend(["move:1=EACCES", "move:2=EIO"]);
        }
        for fault in faults {
            let ground = case.ground()?;
            let ran = ground.run_with(fault, case.write.arguments)?;
            let now = left(&ground)?;
            case.judge(&now)
                .map_err(|error| format!("{name} {fault}: {error}"))?;
            if ran.code == Some(case.write.code) {
                // It never came to this step.
                assert!(now == case.after, "{name} {fault}: {ran:?}");
                continue;
            }
            assert_eq!(ran.code, Some(4), "{name} {fault}: {ran:?}");
            assert!(
                !ran.errors(&ground.root).is_empty(),
                "{name} {fault}: {ran:?}"
            );
            let all_or_none = [
                "register cancel",
                "register change",
                "register move",
                "review apply",
            ];
            if all_or_none.contains(&name) && !fault.starts_with("sync") {
                says(
                    case,
                    &ran,
                    &ground,
                    if fault.ends_with("SPC") {
                        "no space left on device"
                    } else {
                        "permission denied"
                    },
                );
                assert!(now == case.before, "{name} {fault}");
            }
            if now != case.after {
                completes(case, &ground)?;
            }
        }
    }
    Ok(())
}

#[test]
fn of_many_files_it_is_said_how_many_were_written() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("faults of the disk cannot be made: this build has no fault points");
        return Ok(());
    }
    let ground = Ground::workspace()?;
    let mut command = ground.cxn(&["register", "import", "people.csv"]);
    command
        .env("RAYON_NUM_THREADS", "1")
        .env("CXN_FAULT", "write:3=ENOSPC");
    let ran = Ran::from(command.output()?);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let said = ran.err.replace(&format!("{}/", ground.root.display()), "");
    assert!(
        said.ends_with(
            ".yaml: no space left on device; 2 of 5 files were written\nhint: run the command again: it completes what is missing\n"
        ),
        "{said}"
    );
    Ok(())
}

#[test]
fn what_somebody_typed_is_kept_when_it_cannot_be_written() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("faults of the disk cannot be made: this build has no fault points");
        return Ok(());
    }
    let ground = Ground::workspace()?;
    let (temporary, editor) = (ground.beside("tmp"), ground.beside("editor"));
    fs::create_dir(&temporary)?;
    fs::write(&editor, "#!/bin/sh\necho '# an hour of work' >> \"$1\"\n")?;
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755))?;
    for (arguments, written, name) in [
        (
            &["propose", "New Track", "--lead", "Robin"][..],
            "events/e/tracks/new-track.yaml",
            "new-track.yaml",
        ),
        (&EVENT_NEW, "events/f/event.yaml", "event.yaml"),
    ] {
        // The folders of an event are made before its record.
        let mut command = ground.cxn(arguments);
        command
            .arg("--edit")
            .env("EDITOR", &editor)
            .env("TMPDIR", &temporary)
            .env(
                "CXN_FAULT",
                if name == "event.yaml" {
                    "write:3=ENOSPC"
                } else {
                    "write=ENOSPC"
                },
            );
        let ran = Ran::from(command.output()?);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        let (_, kept) = ran
            .err
            .split_once("note: what you wrote is kept in ")
            .ok_or("not kept")?;
        let (path, rest) = kept.split_once('\n').ok_or("no error")?;
        let root = ground.root.display();
        assert_eq!(
            rest,
            format!("error: cannot create {root}/{written}: no space left on device\n")
        );
        assert!(
            path.starts_with(&temporary.display().to_string()) && path.ends_with(name),
            "{path}"
        );
        assert!(fs::read_to_string(path)?.ends_with("# an hour of work\n"));
        assert!(!ground.path(written).exists());
        // What is written is not kept twice.
        fs::remove_dir_all(Path::new(path).parent().ok_or("no folder")?)?;
        let mut command = ground.cxn(arguments);
        command
            .arg("--edit")
            .env("EDITOR", &editor)
            .env("TMPDIR", &temporary);
        let ran = Ran::from(command.output()?);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ground.text(written)?.ends_with("# an hour of work\n"));
        assert_eq!(fs::read_dir(&temporary)?.count(), 0);
    }
    Ok(())
}

/// How the names of the files begin that fill a disk.
const FILLER: &str = "filler";

/// Fills a disk, and names the files that do. A tmpfs counts its pages only roughly: after a write that failed another file may
/// still get one, so it is full when one new file after the other gets none, for a while.
fn fill(ground: &Ground) -> Outcome<Vec<PathBuf>> {
    let (mut fillers, mut refused) = (Vec::new(), 0);
    while refused < 16 {
        let path = ground.path(&format!("{FILLER}-{}", fillers.len()));
        let mut filler = fs::File::create(&path)?;
        fillers.push(path);
        refused += 1;
        while filler.write_all(&[0; 1024]).is_ok() {
            refused = 0;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    Ok(fillers)
}

/// A small disk of its own, unmounted with the test.
struct Disk(PathBuf);

impl Disk {
    /// Mounts it; why not, where that is not allowed.
    fn mount(at: &Path) -> Result<Self, String> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=1m", "cxn-faults"])
            .arg(at);
        match mount.output() {
            Ok(output) if output.status.success() => Ok(Self(at.to_path_buf())),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_is_really_full_leaves_everything_as_it_was() -> Outcome {
    let ground = Ground::empty()?;
    let _disk = match Disk::mount(&ground.root) {
        Ok(disk) => disk,
        Err(why) => {
            eprintln!(
                "a full disk was made with fault points and a size limit only: no disk can be mounted here ({why})"
            );
            return Ok(());
        }
    };
    for case in cases()? {
        for entry in fs::read_dir(&ground.root)? {
            let path = entry?.path();
            if path.is_dir() {
                fs::remove_dir_all(path)?;
            } else {
                fs::remove_file(path)?;
            }
        }
        ground.lay(&case.before)?;
        let fillers = fill(&ground)?;
        let ran = ground.run(case.write.arguments)?;
        all_say(case, &ran, &ground, "no space left on device");
        is_before(case, &ground)?;
        for filler in fillers {
            fs::remove_file(filler)?;
        }
        completes(case, &ground)?;
    }
    eprintln!("a full disk was made with a disk of 1 MiB");
    Ok(())
}

#[test]
fn a_limit_on_the_size_of_files_leaves_everything_as_it_was() -> Outcome {
    for (turn, case) in cases()?.iter().enumerate() {
        let name = case.write.command;
        // With the signal of the limit ignored writing fails; otherwise the process dies of it.
        for trap in turns(&["trap '' XFSZ; ", ""], turn, 1) {
            let ground = case.ground()?;
            let mut command = Command::new("sh");
            command.args(["-c", &format!("{trap}ulimit -f 0; exec \"$0\" \"$@\"")]);
            command
                .arg(env!("CARGO_BIN_EXE_cxn"))
                .args(case.write.arguments);
            ground.settle(&mut command);
            let ran = Ran::from(command.output()?);
            if trap.is_empty() {
                assert_eq!(ran.code, None, "{name}: {ran:?}");
            } else {
                all_say(case, &ran, &ground, "file too large");
            }
            is_before(case, &ground)?;
        }
    }
    Ok(())
}

/// Somebody whom permissions bind: for the administrator another user stands in. The tool is copied to where that user finds it.
struct Somebody {
    folder: tempfile::TempDir,
    is_other: bool,
}

/// The user and the group who own nothing.
const NOBODY: u32 = 65534;

impl Somebody {
    /// Somebody, unless nobody can be made: then it is said what was not tried.
    fn find() -> Outcome<Option<Self>> {
        Self::new().map(|made| {
            made.inspect_err(|why| {
                eprintln!("missing permissions were made with fault points only: {why}");
            })
            .ok()
        })
    }

    fn new() -> Outcome<Result<Self, String>> {
        let folder = tempfile::tempdir()?;
        let is_other = fs::metadata(folder.path())?.uid() == 0;
        if is_other {
            let tried = Command::new("setpriv")
                .args(["--reuid=65534", "--regid=65534", "--clear-groups", "true"])
                .output();
            if !tried.is_ok_and(|tried| tried.status.success()) {
                return Ok(Err(
                    "setpriv cannot make another user of the administrator".to_owned()
                ));
            }
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
            // By another process: a file that this one has open for writing cannot be run ("text file busy") until each child that
            // another test starts meanwhile, and that has it from here, is a program of its own.
            let mut copy = Command::new("cp");
            copy.arg(env!("CARGO_BIN_EXE_cxn")).arg(folder.path());
            assert!(copy.status()?.success());
        }
        Ok(Ok(Self { folder, is_other }))
    }

    /// The tool, run by somebody whom permissions bind.
    fn cxn(&self, ground: &Ground, arguments: &[&str]) -> Outcome<Ran> {
        let mut command = if self.is_other {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
            command.arg(self.folder.path().join("cxn"));
            command
        } else {
            Command::new(env!("CARGO_BIN_EXE_cxn"))
        };
        command.args(arguments);
        ground.settle(&mut command);
        Ok(command.output()?.into())
    }

    /// Gives a file or a folder to them, with these permissions.
    fn give(&self, path: &Path, mode: u32) -> Outcome {
        if self.is_other {
            std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY))?;
        }
        Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
    }

    /// Gives a whole workspace to them.
    fn give_all(&self, ground: &Ground, folders: u32, files: u32) -> Outcome {
        if let Some(above) = ground.root.parent() {
            fs::set_permissions(above, fs::Permissions::from_mode(0o755))?;
        }
        let mut todo = vec![ground.root.clone()];
        while let Some(path) = todo.pop() {
            if path.is_dir() {
                for entry in fs::read_dir(&path)? {
                    todo.push(entry?.path());
                }
                self.give(&path, folders)?;
            } else {
                self.give(&path, files)?;
            }
        }
        Ok(())
    }
}

#[test]
fn a_folder_that_may_not_be_written_to_leaves_everything_as_it_was() -> Outcome {
    let Some(somebody) = Somebody::find()? else {
        return Ok(());
    };
    for (turn, case) in cases()?.iter().enumerate() {
        let name = case.write.command;
        // Without a lock file, and with one that can be locked.
        for locks in turns(&[false, true], turn, 1) {
            let ground = case.ground()?;
            if locks {
                for folder in ["", "events/e/", "events/g/", "events/old/"] {
                    fs::write(ground.path(&format!("{folder}.cxn.lock")), "")?;
                }
            }
            somebody.give_all(&ground, 0o555, 0o644)?;
            let ran = somebody.cxn(&ground, case.write.arguments)?;
            assert_eq!(ran.code, Some(4), "{name}: {ran:?}");
            let errors = ran.errors(&ground.root);
            assert!(!errors.is_empty(), "{name}: {ran:?}");
            for error in errors {
                assert!(
                    error.starts_with("error: cannot ") && error.ends_with(": permission denied"),
                    "{name}: {error}"
                );
            }
            somebody.give_all(&ground, 0o755, 0o644)?;
            assert!(left(&ground)? == case.before, "{name}");
        }
    }
    Ok(())
}

#[test]
fn a_file_that_is_read_only_is_not_replaced() -> Outcome {
    let Some(somebody) = Somebody::find()? else {
        return Ok(());
    };
    for case in cases()? {
        let name = case.write.command;
        let changed =
            |file: &&str| case.before.contains_key(*file) && case.after.contains_key(*file);
        if !case.touched().iter().any(changed) || case.write.arguments.contains(&"--fix") {
            continue;
        }
        let ground = case.ground()?;
        somebody.give_all(&ground, 0o755, 0o444)?;
        let ran = somebody.cxn(&ground, case.write.arguments)?;
        let now = left(&ground)?;
        for file in case.touched().iter().filter(|file| changed(file)) {
            assert!(now.get(*file) == case.before.get(*file), "{name}: {file}");
        }
        assert_eq!(ran.code, Some(4), "{name}: {ran:?}");
        let errors = ran.errors(&ground.root);
        assert!(
            errors.len() == 1
                && errors[0].starts_with("error: cannot write ")
                && errors[0].contains(": permission denied"),
            "{name}: {errors:?}"
        );
    }
    Ok(())
}
