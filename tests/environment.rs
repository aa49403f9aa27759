//! What the tool takes from its environment, and what it says about itself.

mod support;

use std::fs;

use support::{Outcome, copied, cxn, run, said};

const EVENT: &str = "events/2026-09-rockville/event.yaml";

#[test]
fn the_version_is_a_number_and_the_commit_that_the_build_was_told() -> Outcome {
    let folder = tempfile::tempdir()?;
    let short = concat!("cxn ", env!("CARGO_PKG_VERSION"));
    let long = match option_env!("CXN_COMMIT") {
        None | Some("") => short.to_owned(),
        Some(commit) => format!("{short} ({commit})"),
    };
    for (flag, expected) in [("-V", short), ("--version", &long)] {
        let (code, out, _) = run(folder.path(), &[flag])?;
        assert_eq!((code, out), (0, format!("{expected}\n")));
    }
    Ok(())
}

#[test]
fn an_empty_variable_is_as_good_as_none() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let mut command = cxn(folder.path())?;
    for variable in ["CXN_NOW", "CXN_WORKSPACE", "CXN_CONFIG", "CXN_VISIBILITY"] {
        command.env(variable, "");
    }
    command.env("HOME", folder.path());
    let (code, _, err) = said(command.args(["check", "--fail-on", "never"]))?;
    assert_eq!((code, err.as_str()), (0, ""));
    Ok(())
}

#[test]
fn a_flag_comes_before_a_variable() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let mut command = cxn(folder.path())?;
    command
        .env("CXN_NOW", "no moment")
        .env("CXN_WORKSPACE", "nowhere");
    let (code, _, err) = said(command.args(["-C", ".", "due", "--today", "2026-08-01"]))?;
    assert_eq!((code, err.as_str()), (0, ""));
    let mut command = cxn(folder.path())?;
    command.env("CXN_NOW", "no moment");
    let (code, _, err) = said(command.args(["due"]))?;
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error: invalid instant 'no moment' for --now or CXN_NOW\n"),
        "{err}"
    );
    Ok(())
}

#[test]
fn the_usage_does_not_ask_for_what_a_variable_gives() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (code, _, err) = run(folder.path(), &["explain"])?;
    assert_eq!(code, 2);
    assert!(err.contains("\nUsage: cxn explain "), "{err}");
    assert!(!err.contains("--now"), "{err}");
    Ok(())
}

/// The findings on registrations in a public repository, under some settings and variables.
fn public(settings: &str, variables: &[(&str, &str)]) -> Outcome<(i32, String, String)> {
    let folder = copied("tests/rules/_base")?;
    fs::write(folder.path().join("cxn.yaml"), settings)?;
    let mut command = cxn(folder.path())?;
    command.envs(variables.iter().copied());
    let (code, out, err) = said(command.args(["check", "--format", "github"]))?;
    let found = out
        .lines()
        .filter(|line| line.contains("registrations-in-public"));
    Ok((code, found.collect(), err))
}

#[test]
fn a_server_says_who_can_read_the_repository() -> Outcome {
    let is_public = |settings: &str, variables: &[(&str, &str)]| -> Outcome<bool> {
        let (code, found, err) = public(settings, variables)?;
        assert_eq!((code, err.as_str()), (0, ""), "{settings} {variables:?}");
        assert!(found.is_empty() || found.contains(EVENT), "{found}");
        Ok(!found.is_empty())
    };
    for (settings, variables, expected) in [
        ("", &[] as &[(&str, &str)], false),
        ("visibility: public", &[], true),
        ("visibility: internal", &[], false),
        ("visibility: private", &[], false),
        ("", &[("CXN_VISIBILITY", "public")], true),
        ("", &[("CXN_VISIBILITY", "PUBLIC")], true),
        ("", &[("CI_PROJECT_VISIBILITY", "public")], true),
        ("", &[("CI_PROJECT_VISIBILITY", "new word")], false),
        ("visibility: private", &[("CXN_VISIBILITY", "public")], true),
        (
            "visibility: public",
            &[("CXN_VISIBILITY", "private")],
            false,
        ),
        ("visibility: public", &[("CXN_VISIBILITY", "")], true),
        (
            "",
            &[
                ("CXN_VISIBILITY", "private"),
                ("CI_PROJECT_VISIBILITY", "public"),
            ],
            false,
        ),
    ] {
        assert_eq!(
            is_public(settings, variables)?,
            expected,
            "{settings} {variables:?}"
        );
    }
    let (code, _, err) = public("", &[("CXN_VISIBILITY", "secret")])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: invalid visibility 'secret' for CXN_VISIBILITY\nhint: expected public, internal or private\n"
        )
    );
    Ok(())
}

#[test]
fn the_settings_in_force_are_shown() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    fs::write(
        folder.path().join("cxn.yaml"),
        "visibility: internal\npersonal-data:\n  private-files: true\n",
    )?;
    let (_, out, _) = run(folder.path(), &["config", "--format", "csv"])?;
    assert!(out.contains("visibility,internal,cxn.yaml\n"), "{out}");
    assert!(out.contains("private-files,true,cxn.yaml\n"), "{out}");
    let mut command = cxn(folder.path())?;
    command.env("CXN_VISIBILITY", "public");
    let (_, out, _) = said(command.args(["config", "--format", "csv"]))?;
    assert!(out.contains("visibility,public,the environment\n"), "{out}");
    Ok(())
}
