//! Tests of finding a person by the names of files.

use crate::model::Moment;
use crate::process::registration::file_names::file_name;
use crate::process::registration::lookup::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn person(text: &str) -> Registration {
    yaml::read(text).unwrap_or_else(|_| unreachable!())
}

#[test]
fn a_person_is_found_by_the_names_of_files() -> Outcome {
    let root = tempfile::tempdir()?;
    let event = Slug::parse("e")?;
    let kim = "name: 'Kim O''Sample'\nemail: KIM@example.org\norganization: Probe Labs\n";
    let moment = Moment::parse("2026-08-06T16:00:00Z").ok_or("no moment")?;
    let marked = file_name(&Slug::parse("kim-osample")?, &person(kim), moment);
    let put = |files: &[(&str, &str)]| -> Outcome {
        let folder = folder(&event).on_disk(root.path());
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        for (name, text) in files {
            fs::write(folder.join(format!("{name}.yaml")), text)?;
        }
        Ok(())
    };
    let find = |text: &str| -> Result<String, Box<dyn std::error::Error>> {
        let wanted = person(text);
        let slug = Slug::from_title(&wanted.name).ok_or("no slug")?;
        let search =
            crate::process::registration::lookup::find(root.path(), &event, &wanted, &slug)?;
        Ok(match search.found {
            Found::Nobody => "nobody".to_owned(),
            Found::Record(file, _) => format!("record: {}", file.stem()),
            Found::Unreadable(file) => format!("unreadable: {}", file.stem()),
        })
    };
    let by_address = "{name: K. Sample, email: kim@EXAMPLE.org}";
    let by_name = "{name: Kim O'Sample, email: new@example.org, organization: probe labs}";
    let namesake = "{name: Kim O'Sample, email: third@example.org}";
    // Named by hand, the way a surname of six letters may look; named by the tool; and with another mark.
    for name in ["x", "robin-parker", marked.as_str()] {
        put(&[(name, kim)])?;
        assert_eq!(find(by_address)?, format!("record: {name}"));
        assert_eq!(find(by_name)?, format!("record: {name}"));
        assert_eq!(find(namesake)?, "nobody");
    }
    put(&[("kim-osample-zzz222", kim)])?;
    assert_eq!(find(by_name)?, "record: kim-osample-zzz222");
    // The name and the mark both speak of somebody else: that file is not opened.
    put(&[("lou-probe-zzz222", kim)])?;
    assert_eq!(find(by_address)?, "nobody");
    put(&[
        ("lou-probe-zzz222", "\t- ["),
        ("broken", "email: lou@example.org\n\t- [\n"),
    ])?;
    assert_eq!(
        find("{name: Lou Sample, email: lou@example.org}")?,
        "unreadable: broken"
    );
    assert_eq!(
        find("{name: Max Sample, email: max@example.org}")?,
        "nobody"
    );
    put(&[
        (marked.as_str(), &format!("{kim}status: cancelled\n")),
        ("y", kim),
    ])?;
    assert_eq!(find(by_address)?, "record: y");
    Ok(())
}

#[test]
fn what_lies_among_the_records_is_told_apart() -> Outcome {
    let root = tempfile::tempdir()?;
    let event = Slug::parse("e")?;
    let folder = folder(&event).on_disk(root.path());
    fs::create_dir_all(&folder)?;
    for name in [
        "kim.yaml",
        "not a slug.yaml",
        ".hidden.yaml",
        "notes.md",
        ".cxn-a1b2c3.tmp",
        ".cxn.lock",
    ] {
        fs::write(folder.join(name), "")?;
    }
    let (kim, slug) = (person("{name: Kim}"), Slug::parse("kim")?);
    let search = find(root.path(), &event, &kim, &slug)?;
    assert_eq!(
        (search.files, search.temporary),
        (2, vec![".cxn-a1b2c3.tmp".to_owned()])
    );
    Ok(())
}
