//! Faults on purpose: a disk that is full, a process that is killed, an editor that writes in between, at a step of one's choice.
//!
//! [`save`](crate::workspace::save) says before each step on the disk which one it is. A build for tests can be told what is to happen there
//! ([`install`], from `CXN_FAULT`, which only [`context`](crate::context) reads); a release build compiles all of this to nothing.
//!
//! A plan is a list such as `write:2=ENOSPC;rename=pause:/tmp/here`: before the second write the disk is full, and before the first
//! renaming a file `/tmp/here` appears, and the process waits until it is gone again. Without a number it is every time.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Folder,
    Stage,
    /// Write the second half of it: the first half is written already.
    Write,
    Sync,
    /// Read again what it is to replace.
    Compare,
    Rename,
    /// Give a name in one step, as some file systems cannot.
    Link,
    Move,
    /// Bring the names of a folder to the disk.
    SyncFolder,
}

/// Lets happen what is planned for a step.
///
/// # Errors
/// What is planned is an error.
#[cfg(not(debug_assertions))]
#[inline]
pub fn at(_: Step) -> std::io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
pub use planned::{at, install};

#[cfg(debug_assertions)]
mod planned {
    use std::path::{Path, PathBuf};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;
    use std::{fs, io, thread};

    use super::Step;

    const STEPS: [(&str, Step); 9] = [
        ("folder", Step::Folder),
        ("stage", Step::Stage),
        ("write", Step::Write),
        ("sync", Step::Sync),
        ("compare", Step::Compare),
        ("rename", Step::Rename),
        ("link", Step::Link),
        ("move", Step::Move),
        ("sync-folder", Step::SyncFolder),
    ];

    /// The system's errors by name; their numbers are those of the platform.
    const ERRORS: [(&str, i32); 9] = [
        ("EPERM", 1),
        ("EIO", 5),
        ("EACCES", 13),
        ("EMFILE", 24),
        ("EFBIG", 27),
        ("ENOSPC", 28),
        ("EROFS", 30),
        (
            "EOPNOTSUPP",
            if cfg!(target_os = "linux") { 95 } else { 102 },
        ),
        ("EDQUOT", if cfg!(target_os = "linux") { 122 } else { 69 }),
    ];

    /// How often a pause looks whether it is over, and when it gives up.
    const LOOK: Duration = Duration::from_millis(1);
    const LOOKS: usize = 120_000;

    static PLAN: OnceLock<Vec<Fault>> = OnceLock::new();

    #[derive(Debug)]
    struct Fault {
        step: Step,
        /// The how manieth time, from 1; every time when it is 0.
        time: usize,
        seen: AtomicUsize,
        what: What,
    }

    #[derive(Debug)]
    enum What {
        Error(i32),
        Pause(PathBuf),
    }

    /// Takes a plan.
    ///
    /// # Errors
    /// It does not read.
    pub fn install(text: &str) -> Result<(), String> {
        let faults = text.split(';').map(|part| {
            fault(part).ok_or_else(|| {
                format!(
                    "unknown fault '{part}': expected STEP[:NUMBER]=ERROR or STEP[:NUMBER]=pause:FILE"
                )
            })
        });
        let faults = faults.collect::<Result<Vec<Fault>, String>>()?;
        PLAN.set(faults)
            .map_err(|_| "the faults are planned already".to_owned())
    }

    fn fault(text: &str) -> Option<Fault> {
        let (place, what) = text.split_once('=')?;
        let (name, time) = place.split_once(':').unwrap_or((place, "0"));
        let what = match what.strip_prefix("pause:") {
            Some(file) => What::Pause(file.into()),
            None => What::Error(ERRORS.iter().find(|(name, _)| *name == what)?.1),
        };
        Some(Fault {
            step: STEPS.iter().find(|(known, _)| *known == name)?.1,
            time: time.parse().ok()?,
            seen: AtomicUsize::new(0),
            what,
        })
    }

    /// Lets happen what is planned for a step.
    ///
    /// # Errors
    /// What is planned is an error.
    pub fn at(step: Step) -> io::Result<()> {
        let planned = PLAN.get().into_iter().flatten();
        for fault in planned.filter(|fault| fault.step == step) {
            let time = fault.seen.fetch_add(1, Ordering::Relaxed) + 1;
            if fault.time != 0 && fault.time != time {
                continue;
            }
            match &fault.what {
                What::Error(number) => return Err(io::Error::from_raw_os_error(*number)),
                What::Pause(file) => pause(file)?,
            }
        }
        Ok(())
    }

    fn pause(file: &Path) -> io::Result<()> {
        fs::write(file, "")?;
        for _ in 0..LOOKS {
            if !file.exists() {
                return Ok(());
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_plan_reads() {
            let read = |text: &str| fault(text).map(|one| (one.step, one.time));
            assert_eq!(read("write:2=ENOSPC"), Some((Step::Write, 2)));
            assert_eq!(read("sync-folder=EIO"), Some((Step::SyncFolder, 0)));
            assert_eq!(read("rename=pause:/tmp/x"), Some((Step::Rename, 0)));
            for text in ["", "write", "write=EWHAT", "read=EIO", "write:x=EIO"] {
                assert_eq!(read(text), None, "{text}");
            }
        }
    }
}
