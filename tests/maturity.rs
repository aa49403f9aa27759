//! What leaves of evidence: the same whether anything failed or not, and no name that an event keeps back.

mod support;

use std::fs;
use std::path::Path;

use support::{Outcome, copied, cxn, edit, said};

/// A scenario, the client's and the server's system, a verdict, and who reports it.
type Run<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// What passed, and no one disagrees.
const PASSES: &[Run<'_>] = &[
    ("register", "Alpha", "Beta", "passed", "Ann Probe"),
    ("register", "Alpha", "Gamma", "passed", "Ann Probe"),
    ("search", "Ejemplo/Epsilon", "Beta", "passed", "A Scribe"),
];

/// What no one may hear of: failures, reports that disagree, and what was tried in vain.
const OTHERS: &[Run<'_>] = &[
    ("register", "Ejemplo/Epsilon", "Gamma", "failed", "A Scribe"),
    ("search", "Alpha", "Beta", "passed", "Ann Probe"),
    ("search", "Alpha", "Beta", "failed", "Bob Sample"),
    ("search", "Alpha", "Gamma", "partly-passed", "Ann Probe"),
    ("search", "Primer/Zeta", "Beta", "blocked", "A Scribe"),
    ("search", "Primer/Zeta", "Gamma", "test-defect", "A Scribe"),
];

fn write(folder: &Path, runs: &[&[Run<'_>]]) -> Outcome {
    let results = folder.join("events/2026-01-virtual/results/patient");
    fs::remove_dir_all(&results)?;
    fs::create_dir_all(&results)?;
    for (at, (scenario, client, server, verdict, by)) in runs.iter().copied().flatten().enumerate()
    {
        let text = format!(
            "scenario: {scenario}\nsystems: {{client: {client}, server: {server}}}\nverdict: {verdict}\nwhen: 2026-01-13T10:{at:02}:00-05:00\nreported-by: {by}\nnote: A MARKER of {client}\n"
        );
        fs::write(results.join(format!("run-{at:02}.yaml")), text)?;
    }
    Ok(())
}

/// What a sheet and the list print, in a format.
fn printed(folder: &Path, format: &str, is_in_ci: bool) -> Outcome<String> {
    let mut all = String::new();
    for arguments in [&["maturity", "Patient"][..], &["maturity"]] {
        let mut command = cxn(folder)?;
        command.args(arguments).args(["--format", format]);
        command.env("CI", if is_in_ci { "true" } else { "false" });
        let (code, out, err) = said(&mut command)?;
        assert_eq!(code, 0, "{err}");
        all += &out;
    }
    Ok(all)
}

#[test]
fn what_did_not_pass_changes_nothing_that_leaves() -> Outcome {
    let folder = copied("tests/cmd/maturity/two.in/own")?;
    let path = folder.path();
    for visibility in ["passed", "aggregates"] {
        let event = path.join("events/2026-01-virtual/event.yaml");
        edit(&event, |text| {
            text.replace(
                "results-visibility: passed",
                &format!("results-visibility: {visibility}"),
            )
        })?;
        for (format, is_in_ci) in [
            ("json", false),
            ("csv", false),
            ("markdown", false),
            ("table", true),
        ] {
            write(path, &[PASSES])?;
            let without = printed(path, format, is_in_ci)?;
            write(path, &[PASSES, OTHERS])?;
            let with = printed(path, format, is_in_ci)?;
            assert_eq!(with, without, "{visibility} {format}");
            assert!(!with.contains("MARKER") && !with.contains("Zeta"), "{with}");
            // What passed is named where it may be, and nowhere else.
            assert_eq!(
                with.contains("Muster Clinic"),
                visibility == "passed",
                "{with}"
            );
            assert!(!with.contains("Ann Probe"), "{with}");
        }
        // A person at a shell sees what does not count.
        let whole = printed(path, "table", false)?;
        assert!(whole.contains("conflict"), "{whole}");
    }
    Ok(())
}

#[test]
fn few_behind_a_count_look_like_none() -> Outcome {
    let folder = copied("tests/cmd/maturity/two.in/own")?;
    let path = folder.path();
    let event = path.join("events/2026-01-virtual/event.yaml");
    edit(&event, |text| {
        text.replace(
            "results-visibility: passed",
            "results-visibility: aggregates",
        )
    })?;
    for format in ["json", "csv", "markdown"] {
        write(path, &[&PASSES[..1]])?;
        let few = printed(path, format, false)?;
        write(path, &[])?;
        assert_eq!(few, printed(path, format, false)?, "{format}");
    }
    Ok(())
}

/// Lets an event of the workspace tell everything but notes and people.
fn tell_all(folder: &Path) -> Outcome {
    edit(&folder.join("events/2026-01-virtual/event.yaml"), |text| {
        text.replace("results-visibility: passed", "results-visibility: all")
    })
}

/// What a person asks for by name.
fn whole(folder: &Path) -> Outcome<String> {
    let arguments = ["maturity", "Patient", "--format", "json", "--with-results"];
    let (code, out, err) = said(cxn(folder)?.args(arguments))?;
    assert_eq!(code, 0, "{err}");
    Ok(out)
}

#[test]
fn who_speaks_for_no_organization_is_named_only_where_people_are() -> Outcome {
    let folder = copied("tests/cmd/maturity/two.in/own")?;
    let path = folder.path();
    tell_all(path)?;
    edit(
        &path.join("events/2026-01-virtual/registrations/ann-probe.yaml"),
        |text| text.replace("organization: Probe Labs\n", ""),
    )?;
    write(path, &[PASSES, OTHERS])?;
    for format in ["json", "csv", "markdown"] {
        let told = printed(path, format, false)?;
        assert!(!told.contains("Ann Probe"), "{told}");
    }
    let told = printed(path, "json", false)?;
    assert!(
        told.contains("Whose system did 'a person' bring?"),
        "{told}"
    );
    // The report that another contradicts.
    assert!(told.contains("\"conflict\""), "{told}");
    let whole = whole(path)?;
    assert!(
        whole.contains("Whose system did 'Ann Probe' bring?"),
        "{whole}"
    );
    assert!(whole.contains("Alpha (Ann Probe)"), "{whole}");
    Ok(())
}

#[test]
fn a_track_that_is_not_shown_to_everyone_leaves_nothing() -> Outcome {
    let folder = copied("tests/cmd/maturity/two.in/own")?;
    let path = folder.path();
    tell_all(path)?;
    let tracks = path.join("events/2026-01-virtual/tracks");
    fs::copy(tracks.join("patient.yaml"), tracks.join("other.yaml"))?;
    edit(&tracks.join("patient.yaml"), |text| {
        text.replace("status: approved", "status: withdrawn")
            .replace("[Patient]", "[Patient, Device]")
    })?;
    write(path, &[PASSES, OTHERS])?;
    for format in ["json", "csv", "markdown"] {
        let told = printed(path, format, false)?;
        for secret in ["Device", "Alpha", "virtual/patient"] {
            assert!(!told.contains(secret), "{secret}: {told}");
        }
    }
    // Nor is it what is near to a name that no track has.
    let (code, _, err) = said(cxn(path)?.args(["maturity", "Devise", "--format", "json"]))?;
    assert!(code == 3 && !err.contains("Device"), "{code} {err}");
    let (code, _, err) = said(cxn(path)?.args(["maturity", "Devise"]).env("CI", "false"))?;
    assert!(code == 3 && err.contains("'Device'"), "{code} {err}");
    let whole = whole(path)?;
    assert!(whole.contains("\"track-not-approved\""), "{whole}");
    Ok(())
}
