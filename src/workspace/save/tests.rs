//! Tests of saving.

use crate::workspace::save::*;

#[test]
fn a_record_is_created_once_and_replaced_only_as_read() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a/b.yaml");
    create(&path, "one")?;
    assert!(matches!(create(&path, "two"), Err(DiskError::Exists(_))));
    replace(&path, "one", "two")?;
    assert!(matches!(
        replace(&path, "one", "three"),
        Err(DiskError::Conflict(_))
    ));
    assert_eq!(fs::read_to_string(&path)?, "two");
    assert_eq!(
        fs::read_dir(path.parent().unwrap_or(&path))?.count(),
        1,
        "no leftovers"
    );
    let other = folder.path().join("a/c.yaml");
    create(&other, "other")?;
    assert!(matches!(rename(&path, &other), Err(DiskError::Exists(_))));
    fs::remove_file(&other)?;
    rename(&path, &other)?;
    assert_eq!(fs::read_to_string(&other)?, "two");
    assert!(!path.exists());
    Ok(())
}

#[test]
fn a_record_is_read_again_as_what_it_is() {
    let said = |when: &str| {
        let text = format!("scenario: s\nsystems: {{}}\nverdict: passed\nwhen: {when}\n");
        let admitted = admit_as::<crate::model::TestResult>(Path::new("r.yaml"), &text);
        admitted.map_err(|error| error.to_string())
    };
    assert_eq!(said("9999-12-31T23:59:59+00:00"), Ok(()));
    let error = said("+10000-01-01T00:00:00+00:00")
        .err()
        .unwrap_or_default();
    assert!(
        error.starts_with("r.yaml could not be parsed again: found invalid value")
            && error.ends_with("; nothing was written"),
        "{error}"
    );
}

#[test]
fn several_files_are_replaced_or_none() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (one, two) = (folder.path().join("1.yaml"), folder.path().join("2.yaml"));
    create(&one, "a")?;
    create(&two, "changed meanwhile")?;
    let write = |path: &Path, read: Option<&str>, text: &str| Write {
        path: path.to_path_buf(),
        read: read.map(str::to_owned),
        text: text.to_owned(),
        private: false,
    };
    let failed = write_together(&[write(&one, Some("a"), "b"), write(&two, Some("a"), "b")]);
    assert!(matches!(failed, Err(DiskError::Conflict(path)) if path == two));
    assert_eq!(fs::read_to_string(&one)?, "a");
    // What was written before the one that fails becomes again what it was; what was made goes.
    let three = folder.path().join("3.yaml");
    let failed = write_together(&[
        write(&one, Some("a"), "b"),
        write(&three, None, "c"),
        write(&two, None, "d"),
    ]);
    assert!(matches!(failed, Err(DiskError::Exists(path)) if path == two));
    assert_eq!(fs::read_to_string(&one)?, "a");
    assert!(!three.exists());
    let read = fs::read_to_string(&two)?;
    write_together(&[write(&one, Some("a"), "b"), write(&two, Some(&read), "b")])?;
    assert_eq!(fs::read_to_string(&one)? + &fs::read_to_string(&two)?, "bb");
    Ok(())
}

#[test]
fn what_is_gone_was_changed_by_somebody_else() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.yaml");
    let gone = replace(&path, "a", "b");
    assert!(matches!(gone, Err(DiskError::Conflict(_))), "{gone:?}");
    assert_eq!(fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

#[test]
fn what_a_killed_process_left_is_swept_away_by_the_next_write()
-> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (left, held) = (
        folder.path().join(".cxn-a1b2c3.tmp"),
        folder.path().join(".cxn-d4e5f6.tmp"),
    );
    let other = folder.path().join(".cxn.lock");
    for path in [&left, &held, &other] {
        fs::write(path, "")?;
    }
    let holder = fs::File::open(&held)?;
    holder.lock()?;
    create(&folder.path().join("a.yaml"), "a")?;
    assert_eq!(
        (left.exists(), held.exists(), other.exists()),
        (false, true, true)
    );
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_in_memory_is_one_like_any_other() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir_in("/dev/shm")?;
    let (path, link) = (folder.path().join("a"), folder.path().join("b"));
    overwrite(&path, "a long text")?;
    overwrite(&path, "short")?;
    assert_eq!(fs::read_to_string(&path)?, "short");
    std::os::unix::fs::symlink("a", &link)?;
    let refused = overwrite(&link, "c");
    assert!(matches!(refused, Err(DiskError::Link(_))), "{refused:?}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_a_report_is_not_written_through_it()
-> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (path, link) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
    create(&path, "a")?;
    std::os::unix::fs::symlink("a.yaml", &link)?;
    replace(&link, "a", "b")?;
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&path)?, "b");
    let refused = overwrite(&link, "c");
    assert!(matches!(refused, Err(DiskError::Link(_))), "{refused:?}");
    overwrite(&path, "c")?;
    assert_eq!(fs::read_to_string(&path)?, "c");
    overwrite(Path::new("/dev/null"), "d")?;
    let fails = overwrite(&folder.path().join("none/e"), "e");
    assert!(matches!(fails, Err(DiskError::Io { .. })), "{fails:?}");
    Ok(())
}
