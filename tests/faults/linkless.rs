//! File systems that cannot give a name in one step: with fault points, and on real ones where they can be made.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ground::{Ground, HAS_FAULTS, Outcome, all, files, is_temporary, turns};
use crate::table::cases;

#[test]
fn what_cannot_be_linked_is_created_all_the_same() -> Outcome {
    if !HAS_FAULTS {
        eprintln!("a file system without links cannot be made: this build has no fault points");
        return Ok(());
    }
    for (turn, case) in cases()?.iter().enumerate() {
        let name = case.write.command;
        for fault in turns(&["link=EPERM", "link=EOPNOTSUPP"], turn, 1) {
            let ground = case.ground()?;
            let ran = ground.run_with(fault, case.write.arguments)?;
            assert_eq!(ran.code, Some(case.write.code), "{name}: {ran:?}");
            assert!(files(&ground.root)? == case.after, "{name}");
            let left = all(&ground.root)?
                .into_keys()
                .any(|name| is_temporary(&name));
            assert!(!left, "{name}");
        }
    }
    Ok(())
}

/// A file system in a file, unmounted with the test.
struct Image {
    root: PathBuf,
    _file: tempfile::TempDir,
}

/// What makes each file system in a file, and what mounts it: the kernel, or a driver of a user's.
const KINDS: [(&str, &[&str], &[&str]); 4] = [
    (
        "vfat",
        &["mkfs.vfat"],
        &["mount", "-t", "vfat", "-o", "loop"],
    ),
    (
        "exfat",
        &["mkfs.exfat"],
        &["mount", "-t", "exfat", "-o", "loop"],
    ),
    ("fusefat", &["mkfs.vfat"], &["fusefat", "-o", "rw+"]),
    ("exfat-fuse", &["mkfs.exfat"], &["mount.exfat-fuse"]),
];

impl Image {
    /// Makes and mounts it; why not, where that cannot be.
    fn mount(make: &[&str], mount: &[&str], at: &Path) -> Outcome<Result<Self, String>> {
        let folder = tempfile::tempdir()?;
        let image = folder.path().join("image");
        fs::File::create(&image)?.set_len(32 << 20)?;
        let device = || fs::metadata(at).map(|found| found.dev());
        let before = device()?;
        for (words, place) in [(make, None), (mount, Some(at))] {
            let mut command = Command::new(words[0]);
            command.args(&words[1..]).arg(&image).args(place);
            match command.output() {
                Ok(output) if output.status.success() => {}
                Ok(output) => {
                    return Ok(Err(String::from_utf8_lossy(&output.stderr)
                        .trim()
                        .to_owned()));
                }
                Err(error) => return Ok(Err(format!("{}: {error}", words[0]))),
            }
        }
        if device()? == before {
            return Ok(Err("nothing was mounted".to_owned()));
        }
        Ok(Ok(Self {
            root: at.to_path_buf(),
            _file: folder,
        }))
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.root).status();
    }
}

#[test]
fn a_real_disk_of_another_kind_gets_every_record() -> Outcome {
    for (kind, make, mount) in KINDS {
        let ground = Ground::empty()?;
        let _image = match Image::mount(make, mount, &ground.root)? {
            Ok(image) => image,
            Err(why) => {
                eprintln!("{kind} was not tried: it cannot be mounted here ({why})");
                continue;
            }
        };
        let mut tried = 0;
        // That driver is an early one: it is asked for what creates a record, and not for folders of many files.
        let creating = ["init", "propose", "register", "event new"];
        let is_asked = |command: &str| kind != "fusefat" || creating.contains(&command);
        for case in cases()?.iter().filter(|case| is_asked(case.write.command)) {
            for entry in fs::read_dir(&ground.root)? {
                let path = entry?.path();
                if path.is_dir() {
                    fs::remove_dir_all(path)?;
                } else {
                    fs::remove_file(path)?;
                }
            }
            ground.lay(&case.before)?;
            let ran = ground.run(case.write.arguments)?;
            let name = case.write.command;
            assert_eq!(ran.code, Some(case.write.code), "{kind}, {name}: {ran:?}");
            assert!(files(&ground.root)? == case.after, "{kind}, {name}");
            tried += 1;
        }
        assert!(tried > 2, "{kind}: {tried}");
        eprintln!("{tried} commands wrote to a disk of {kind}");
    }
    Ok(())
}
