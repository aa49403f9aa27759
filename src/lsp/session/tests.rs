use std::fs::{self, File as DiskFile};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::model::Moment;
use crate::workspace::load::Scope;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const EVENT: &str = "events/2026-09-rockville";

/// So late that every change counts as settled, and only what the disk says of a file decides.
fn late() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 33)
}

fn moment() -> Now {
    let moment = Moment::parse("2026-08-01T12:00:00-04:00");
    moment.map_or_else(
        || unreachable!("a moment"),
        |it| Now::Instant(it.0.to_utc()),
    )
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A workspace on disk whose files each get another time, as a clock without ticks would give them.
struct Disk {
    folder: tempfile::TempDir,
    time: u64,
}

impl Disk {
    fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/_base");
        copy(&base, folder.path())?;
        let time = 0;
        Ok(Self { folder, time })
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn root(&self) -> Outcome<Root> {
        Ok(Root::open(self.folder.path().to_path_buf(), None)?)
    }

    fn write(&mut self, file: &str, text: &str) -> Outcome {
        let path = self.path(file);
        // Where a folder has the name, a file that of the folder, or a link leads nowhere, nothing is written.
        let folder = path.parent().ok_or("a folder")?;
        if fs::create_dir_all(folder).is_err() || fs::write(&path, text).is_err() {
            return Ok(());
        }
        self.time += 1;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(self.time);
        Ok(DiskFile::options()
            .write(true)
            .open(&path)?
            .set_modified(time)?)
    }

    fn remove(&self, path: &str) -> Outcome {
        let path = self.path(path);
        if path.is_symlink() || path.is_file() {
            fs::remove_file(path)?;
        } else if path.is_dir() {
            fs::remove_dir_all(path)?;
        }
        Ok(())
    }

    #[cfg(unix)]
    fn link(&self, file: &str, to: &str) -> Outcome {
        let path = self.path(file);
        if let Some(folder) = path.parent()
            && fs::create_dir_all(folder).is_ok()
            && path.symlink_metadata().is_err()
        {
            std::os::unix::fs::symlink(self.path(to), path)?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn link(&self, _: &str, _: &str) -> Outcome {
        Ok(())
    }
}

/// Files that a workspace has, could have, and should not have.
const FILES: [&str; 17] = [
    "cxn.yaml",
    "templates/own.yaml",
    "responsibilities/own.yaml",
    "imports/inferno.yaml",
    "events/2026-09-rockville/event.yaml",
    "events/2026-09-rockville/tracks/patient.yaml",
    "events/2026-09-rockville/tracks/bulk-data.yaml",
    "events/2026-09-rockville/tracks/Not A Slug.yaml",
    "events/2026-09-rockville/tracks/stray.yml",
    "events/2026-09-rockville/registrations/sam-sample.yaml",
    "events/2026-09-rockville/registrations/robin-example.yaml",
    "events/2026-09-rockville/results/patient/one.yaml",
    "events/2026-09-rockville/results/nowhere/two.yaml",
    "events/2026-09-rockville/stray.yaml",
    "events/2027-01-online/event.yaml",
    "events/2027-01-online/tracks/patient.yaml",
    "events/stray",
];

const FOLDERS: [&str; 6] = [
    EVENT,
    "events/2026-09-rockville/tracks",
    "events/2026-09-rockville/registrations",
    "events/2026-09-rockville/results",
    "events/2027-01-online",
    "templates",
];

/// Texts of records, with and without slips; `None` is what the base has of that name, or of its kind.
const TEXTS: [Option<&str>; 6] = [
    None,
    Some("title: [\n"),
    Some("title: Another\nstauts: draft\n"),
    Some("title: Patient\nstatus: approved\ncarried-from: 2026-09-rockville/patient\n"),
    Some("name: Robin Example\nemail: robin@example.org\ntracks: [patient, bulk-data]\n"),
    Some(""),
];

fn text(file: &str, choice: usize) -> Outcome<String> {
    if let Some(text) = TEXTS[choice % TEXTS.len()] {
        return Ok(text.to_owned());
    }
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/_base");
    let like = match File::new(file).kind() {
        Some(crate::workspace::RecordKind::Event) => format!("{EVENT}/event.yaml"),
        _ => format!("{EVENT}/tracks/patient.yaml"),
    };
    let own = fs::read_to_string(base.join(file));
    Ok(own.or_else(|_| fs::read_to_string(base.join(like)))?)
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Write(usize, usize),
    Remove(usize),
    RemoveFolder(usize),
    Link(usize, usize),
    Type(usize, usize),
    Close(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let (file, text) = (0..FILES.len(), 0..TEXTS.len());
    prop_oneof![
        4 => (file.clone(), text.clone()).prop_map(|(file, text)| Act::Write(file, text)),
        2 => file.clone().prop_map(Act::Remove),
        1 => (0..FOLDERS.len()).prop_map(Act::RemoveFolder),
        1 => (file.clone(), file.clone()).prop_map(|(file, to)| Act::Link(file, to)),
        4 => (file.clone(), text).prop_map(|(file, text)| Act::Type(file, text)),
        2 => file.prop_map(Act::Close),
    ]
}

/// Everything that a workspace holds, in words.
fn shown(workspace: &Workspace) -> String {
    // Worked out when it is asked for.
    workspace.left_in_public();
    workspace.names();
    format!("{workspace:#?}")
}

fn found(workspace: &Workspace, selection: &Selection) -> String {
    let report = check::run(workspace, moment(), selection);
    format!("{:#?}", report.findings)
}

fn holds(acts: &[Act]) -> Outcome {
    let mut disk = Disk::new()?;
    let root = disk.root()?;
    let mut session = Session::default();
    let mut texts = BTreeMap::new();
    session.update(&root, texts.clone(), late(), true);
    for act in acts {
        let mut look = true;
        match *act {
            Act::Write(file, choice) => disk.write(FILES[file], &text(FILES[file], choice)?)?,
            Act::Remove(file) => disk.remove(FILES[file])?,
            Act::RemoveFolder(folder) => disk.remove(FOLDERS[folder])?,
            Act::Link(file, to) => disk.link(FILES[file], FILES[to])?,
            Act::Type(file, choice) => {
                let file = File::new(FILES[file]);
                if file.kind().is_some() {
                    texts.insert(file.clone(), text(file.as_str(), choice)?);
                }
                look = false;
            }
            Act::Close(file) => {
                texts.remove(&File::new(FILES[file]));
                look = false;
            }
        }
        session.update(&root, texts.clone(), late(), look);
        session.judge(moment());
        let fresh = Workspace::load_with(&root, &Scope::default(), texts.clone())?;
        let kept = session.workspace().ok_or("it is loaded")?;
        assert_eq!(shown(kept), shown(&fresh), "{act:?}");
        let open = texts.keys().map(|file| file.as_str().to_owned()).collect();
        let report = session.report().ok_or("it is judged")?;
        let findings = format!("{:#?}", report.findings);
        assert_eq!(findings, found(&fresh, &Selection::Paths(open)), "{act:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("CXN_LONG").is_some() { 3_000 } else { 40 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_a_load_from_nothing_gives(acts in prop::collection::vec(act(), 1..14)) {
        let held = holds(&acts);
        prop_assert!(held.is_ok(), "{:?}", held.err());
    }
}

fn track<'s>(session: &'s Session, name: &str) -> Outcome<&'s Arc<crate::model::Track>> {
    let workspace = session.workspace().ok_or("it is loaded")?;
    let record = workspace.events["2026-09-rockville"].tracks.get(name);
    Ok(&record.ok_or("the track")?.value)
}

#[test]
fn only_what_changed_is_read_again() -> Outcome {
    let mut disk = Disk::new()?;
    let other = format!("{EVENT}/tracks/other.yaml");
    let patient = fs::read_to_string(disk.path(FILES[5]))?;
    disk.write(
        &other,
        &patient.replacen("title: Patient", "title: Another", 1),
    )?;
    let root = disk.root()?;
    let mut session = Session::default();
    session.update(&root, BTreeMap::new(), late(), true);
    let before = Arc::clone(track(&session, "patient")?);
    disk.write(
        &other,
        &patient.replacen("title: Patient", "title: Renamed", 1),
    )?;
    // Without a look nothing is read, and with one the file that changed.
    session.update(&root, BTreeMap::new(), late(), false);
    assert_eq!(track(&session, "other")?.title, "Another");
    session.update(&root, BTreeMap::new(), late(), true);
    assert_eq!(track(&session, "other")?.title, "Renamed");
    assert!(Arc::ptr_eq(&before, track(&session, "patient")?));
    // Typing reads no other file, though one changed meanwhile.
    disk.write(
        &other,
        &patient.replacen("title: Patient", "title: Another", 1),
    )?;
    let typed = patient.replacen("title: Patient", "title: Typed", 1);
    let texts = BTreeMap::from([(File::new(FILES[5]), typed)]);
    session.update(&root, texts, late(), false);
    assert_eq!(track(&session, "patient")?.title, "Typed");
    assert_eq!(track(&session, "other")?.title, "Renamed");
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_text_of_the_same_size_and_time_is_seen_all_the_same() -> Outcome {
    let disk = Disk::new()?;
    let root = disk.root()?;
    let mut session = Session::default();
    session.update(&root, BTreeMap::new(), late(), true);
    let path = disk.path(FILES[5]);
    let time = fs::metadata(&path)?.modified()?;
    // Long enough for another tick of the clock that stamps files.
    std::thread::sleep(Duration::from_millis(30));
    let text = fs::read_to_string(&path)?;
    fs::write(&path, text.replacen("title: Patient", "title: Tneitap", 1))?;
    DiskFile::options()
        .write(true)
        .open(&path)?
        .set_modified(time)?;
    session.update(&root, BTreeMap::new(), late(), true);
    assert_eq!(track(&session, "patient")?.title, "Tneitap");
    Ok(())
}

#[test]
fn a_change_that_may_look_like_the_next_one_is_read_again() -> Outcome {
    let disk = Disk::new()?;
    let root = disk.root()?;
    let path = disk.path(FILES[5]);
    // At the moment the file was written, another text of the same size could get the same times.
    let now = fs::metadata(&path)?.modified()?;
    let mut session = Session::default();
    session.update(&root, BTreeMap::new(), now, true);
    let before = Arc::clone(track(&session, "patient")?);
    session.update(&root, BTreeMap::new(), now, true);
    assert!(!Arc::ptr_eq(&before, track(&session, "patient")?));
    Ok(())
}
