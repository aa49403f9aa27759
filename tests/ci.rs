//! The CI files that are shown: they parse, and the commands in them run.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;
use support::{NOW, Outcome, copied, files, readers, repository, said};

/// Runs a step's script as a CI server's shell does, in a git repository, with the tool that was built.
fn shell(folder: &Path, script: &str) -> Outcome {
    let binary = assert_cmd::cargo::cargo_bin("cxn");
    let path = format!(
        "{}:{}",
        binary.parent().ok_or("no folder")?.display(),
        std::env::var("PATH")?
    );
    let output = Command::new("sh")
        .args(["-eu", "-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .env("CXN_NOW", NOW)
        .env("CXN", "cxn")
        .env("BASE", "main")
        .env_remove("CXN_VISIBILITY")
        .env_remove("CI_PROJECT_VISIBILITY")
        .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD")
        .env_remove("CXN_WORKSPACE")
        .env_remove("GITHUB_ACTIONS")
        .env_remove("GITHUB_STEP_SUMMARY")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_NAME", "Kim Sample")
        .env("GIT_AUTHOR_EMAIL", "kim@example.org")
        .env("GIT_COMMITTER_NAME", "Kim Sample")
        .env("GIT_COMMITTER_EMAIL", "kim@example.org")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    Err(format!("{script}\n{out}{err}").into())
}

fn workspace() -> Outcome<tempfile::TempDir> {
    let folder = copied("examples/connectathons")?;
    shell(
        folder.path(),
        "git init -q -b main && git add -A && git commit -q -m Work && git update-ref refs/remotes/origin/main HEAD",
    )?;
    Ok(folder)
}

fn read(path: &str) -> Outcome<Value> {
    Ok(serde_yaml::from_str(&fs::read_to_string(repository(
        path,
    ))?)?)
}

/// The scripts that run the tool, without the steps that install it.
fn scripts<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<&'a str> {
    let scripts = values.filter_map(Value::as_str);
    scripts
        .filter(|script| script.contains("cxn ") && !script.contains("cargo install"))
        .collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

#[test]
fn the_github_workflow_runs() -> Outcome {
    let file = read("examples/ci/github.yml")?;
    let steps = &file["jobs"]["check"]["steps"];
    let found = scripts(list(steps).filter_map(|step| step.get("run")));
    assert_eq!(found.len(), 2);
    for script in found {
        let folder = workspace()?;
        assert!(!script.contains("${{"), "{script}");
        shell(folder.path(), script)?;
        let upload = list(steps).find_map(|step| step.get("with")?.get("sarif_file")?.as_str());
        let paths = list(steps).find_map(|step| step.get("with")?.get("path")?.as_str());
        let paths = paths.ok_or("no artifact")?.lines().chain(upload);
        for path in paths {
            assert!(
                folder.path().join(path).is_file(),
                "{path} was not written by '{script}'"
            );
        }
    }
    Ok(())
}

#[test]
fn the_github_pages_workflow_publishes_what_it_uploads() -> Outcome {
    let file = read("examples/ci/github-pages.yml")?;
    let steps = &file["jobs"]["publish"]["steps"];
    let found = scripts(list(steps).filter_map(|step| step.get("run")));
    assert_eq!(found.len(), 1);
    let folder = workspace()?;
    shell(folder.path(), found[0])?;
    let uploaded = list(steps).find_map(|step| step.get("with")?.get("path")?.as_str());
    let site = folder.path().join(uploaded.ok_or("no artifact")?);
    let index = fs::read_to_string(site.join("index.html"))?;
    assert!(index.contains("2026-09-rockville/index.html"), "{index}");
    assert!(
        site.join("2026-09-rockville/tracks/patient.html").is_file(),
        "a link of the list leads nowhere"
    );
    Ok(())
}

/// A program in the place of gh: it gives the issues of a file, and writes down what else it is asked for.
const GH: &str = r#"#!/bin/sh
here=$(dirname "$0")
case "$1 $2" in
    "issue list") shift 2; while [ $# -gt 0 ]; do [ "$1" = --label ] && label=$2; shift; done; cat "$here/$label-issues.json" ;;
    "pr list") cat "$here/pulls" 2>/dev/null || : ;;
    *) echo "$@" >>"$here/asked" ;;
esac
"#;

/// Runs the steps of the issues' workflow with these issues; gives what came of it: the branch as it was pushed, and what gh was asked.
fn take_over(folder: &Path, private: &str, issues: &[(&str, &str)]) -> Outcome<(String, String)> {
    let tools = folder.join("tools");
    fs::create_dir_all(&tools)?;
    fs::write(tools.join("gh"), GH)?;
    shell(
        folder,
        "chmod +x tools/gh && git init -q --bare pushed/example/workspace && rm -f tools/said.txt tools/asked",
    )?;
    for kind in ["proposal", "result", "registration"] {
        let list = issues.iter().find(|(of, _)| *of == kind);
        fs::write(
            tools.join(format!("{kind}-issues.json")),
            list.map_or("[]", |(_, list)| list),
        )?;
    }
    let file = read("examples/ci/github-issues.yml")?;
    let steps = &file["jobs"]["take-over"]["steps"];
    let scripts = list(steps).filter_map(|step| step.get("run")?.as_str());
    let scripts: Vec<&str> = scripts
        .filter(|script| !script.contains("cargo install"))
        .collect();
    assert_eq!(scripts.len(), 3);
    let work = folder.join("workspace");
    for script in scripts {
        let tools = tools.display();
        let given = format!(
            "PATH={tools}:$PATH RUNNER_TEMP={tools} PRIVATE={private} GITHUB_SERVER_URL={} GITHUB_REPOSITORY=example/workspace\nexport PATH RUNNER_TEMP PRIVATE GITHUB_SERVER_URL GITHUB_REPOSITORY\n",
            folder.join("pushed").display()
        );
        shell(&work, &format!("{given}{script}"))?;
    }
    let log = Command::new("git")
        .args(["log", "-p", "--format=%s", "-1", "cxn-issues"])
        .current_dir(folder.join("pushed/example/workspace"))
        .output()?;
    let asked = fs::read_to_string(folder.join("tools/asked")).unwrap_or_default();
    Ok((String::from_utf8(log.stdout)?, asked))
}

#[test]
#[cfg(unix)]
fn the_github_issues_workflow_turns_issues_into_a_pull_request() -> Outcome {
    let root = tempfile::tempdir()?;
    let made = workspace()?;
    fs::rename(made.path(), root.path().join("workspace"))?;
    // A text that would act in a shell, had it a way into one.
    let body = "### Track Name\n\nScheduling `touch pwned` $(touch pwned)\n\n### Short Description\n\nBooking.\n\n### Long Description\n\nBooking of visits; '; touch pwned; '\n\n### Agenda\n\n_No response_\n";
    let issue = |state: &str| {
        serde_json::json!([{"number": 12, "title": "Track proposal: $(touch pwned)", "body": body, "state": state, "createdAt": "2026-08-01T10:00:00Z"}])
            .to_string()
    };
    let person = serde_json::json!([{"number": 13, "title": "Registration", "state": "OPEN", "createdAt": "2026-08-02T10:00:00Z",
        "body": "### Name\n\nSam Sample\n\n### Email\n\nsam@example.org\n\n### Registration type\n\nobserver\n"}])
    .to_string();
    let open = issue("OPEN");
    let kinds = [
        ("proposal", open.as_str()),
        ("registration", person.as_str()),
    ];
    let (pushed, asked) = take_over(root.path(), "false", &kinds)?;
    assert!(pushed.contains("+title: "), "{pushed}");
    assert!(pushed.contains("+  test: '#12'"), "{pushed}");
    assert!(
        !pushed.contains("Sam Sample"),
        "registrations are for private repositories: {pushed}"
    );
    assert!(
        asked.contains("auth setup-git\npr create --head cxn-issues"),
        "{asked}"
    );
    let has_pwned = files(root.path())?
        .keys()
        .any(|name| name.ends_with("pwned"));
    assert!(!has_pwned, "a text of an issue was run");

    let (pushed, _) = take_over(root.path(), "true", &kinds)?;
    assert!(pushed.contains("+name: Sam Sample"), "{pushed}");
    assert!(
        !pushed.contains("+title: "),
        "what is merged is not proposed again: {pushed}"
    );
    fs::write(root.path().join("tools/pulls"), "7\n")?;
    let closed = issue("CLOSED");
    let (pushed, asked) = take_over(root.path(), "true", &[("proposal", &closed)])?;
    assert!(pushed.contains("+status: withdrawn"), "{pushed}");
    assert!(asked.contains("pr edit cxn-issues"), "{asked}");
    Ok(())
}

#[test]
fn the_gitlab_pipeline_runs() -> Outcome {
    let file = read("examples/ci/gitlab.yml")?;
    let job = &file["connectathon"];
    let folder = workspace()?;
    let found = scripts(list(&job["script"]));
    assert_eq!(found.len(), 2);
    for script in found {
        shell(folder.path(), script)?;
    }
    let report = job["artifacts"]["reports"]["codequality"]
        .as_str()
        .ok_or("no report")?;
    assert!(folder.path().join(report).is_file());
    for path in list(&job["artifacts"]["paths"]).filter_map(Value::as_str) {
        assert!(folder.path().join(path).is_file(), "{path}");
    }
    Ok(())
}

#[test]
fn the_pre_commit_hook_runs_and_sees_the_records() -> Outcome {
    let hooks = read(".pre-commit-hooks.yaml")?;
    let hook = &hooks[0];
    assert_eq!(hook["id"], "cxn-check");
    shell(
        workspace()?.path(),
        hook["entry"].as_str().ok_or("no entry")?,
    )
}

#[test]
fn the_script_for_any_shell_runs() -> Outcome {
    let folder = workspace()?;
    shell(
        folder.path(),
        &repository("examples/ci.sh").display().to_string(),
    )
}

/// Our own workflows, and those that are shown.
fn workflows() -> Outcome<Vec<(String, Value)>> {
    let mut found = Vec::new();
    for folder in ["examples/ci", ".github/workflows"] {
        for entry in fs::read_dir(repository(folder))? {
            let name = format!("{folder}/{}", entry?.file_name().to_string_lossy());
            if name != "examples/ci/gitlab.yml" {
                let file = read(&name)?;
                found.push((name, file));
            }
        }
    }
    assert_eq!(found.len(), 6);
    Ok(found)
}

#[test]
fn workflows_may_do_little_and_put_nothing_into_scripts() -> Outcome {
    for (name, file) in workflows()? {
        let text = fs::read_to_string(repository(&name))?;
        assert!(!text.contains("pull_request_target"), "{name}");
        assert_eq!(file["permissions"]["contents"], "read", "{name}");
        let jobs = file["jobs"].as_mapping().ok_or("no jobs")?;
        for step in jobs.values().flat_map(|job| list(&job["steps"])) {
            let script = step["run"].as_str().unwrap_or_default();
            assert!(!script.contains("${{"), "{name}: {script}");
            // A fetched script or file that is named in the step is there.
            for word in script.split_whitespace() {
                let own = [".github/packaging/", "examples/", ".ci/"];
                if own.iter().any(|folder| word.starts_with(folder)) {
                    assert!(repository(word).exists(), "{name}: {word}");
                }
            }
        }
        let writes: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| line.ends_with(": write"))
            .collect();
        let expected: &[&str] = match name.as_str() {
            "examples/ci/github.yml" => &["security-events: write"],
            "examples/ci/github-pages.yml" => &["pages: write", "id-token: write"],
            "examples/ci/github-issues.yml" => &["contents: write", "pull-requests: write"],
            ".github/workflows/release.yml" => &["contents: write"],
            _ => &[],
        };
        assert_eq!(writes, expected, "{name}");
    }
    Ok(())
}

/// The YAML between two marks of the README, as it stands there.
fn snippet_text(name: &str) -> Outcome<String> {
    let text = fs::read_to_string(repository("README.md"))?;
    let inside = text
        .split_once(&format!("<!-- {name} -->"))
        .and_then(|(_, rest)| rest.split_once(&format!("<!-- /{name} -->")))
        .ok_or_else(|| format!("no part '{name}'"))?;
    let yaml = inside
        .0
        .trim()
        .trim_start_matches("```yaml")
        .trim_end_matches("```");
    Ok(yaml.to_owned())
}

fn snippet(name: &str) -> Outcome<Value> {
    Ok(serde_yaml::from_str(&snippet_text(name)?)?)
}

#[test]
fn the_snippets_of_the_readme_run() -> Outcome {
    let github = snippet("github")?;
    let steps = &github["jobs"]["connectathon"]["steps"];
    let gitlab = snippet("gitlab")?;
    let mut found = scripts(list(steps).filter_map(|step| step.get("run")));
    found.extend(scripts(list(&gitlab["connectathon"]["script"])));
    let hook = snippet("pre-commit")?;
    found.extend(hook["repos"][0]["hooks"][0]["entry"].as_str());
    assert_eq!(found.len(), 3, "{found:?}");
    for script in found {
        shell(workspace()?.path(), script)?;
    }
    Ok(())
}

/// Actions that are shown are named by their commit, and a checkout keeps no credentials: what zizmor asks for.
#[test]
fn shown_actions_are_pinned_and_keep_no_credentials() -> Outcome {
    let file = read("examples/ci/github.yml")?;
    let pages = read("examples/ci/github-pages.yml")?;
    let issues = read("examples/ci/github-issues.yml")?;
    let readme = snippet("github")?;
    for steps in [
        &file["jobs"]["check"]["steps"],
        &pages["jobs"]["publish"]["steps"],
        &issues["jobs"]["take-over"]["steps"],
        &readme["jobs"]["connectathon"]["steps"],
    ] {
        let mut seen = 0;
        for step in list(steps) {
            let Some(uses) = step.get("uses").and_then(Value::as_str) else {
                continue;
            };
            seen += 1;
            let commit = uses.split_once('@').map_or("", |(_, commit)| commit);
            let is_commit =
                commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit, "{uses}");
            if uses.starts_with("actions/checkout@") {
                assert_eq!(step["with"]["persist-credentials"], Value::from(false));
            }
        }
        assert!(seen > 0);
    }
    Ok(())
}

#[test]
fn zizmor_finds_nothing_in_workflows() -> Outcome {
    let Some(tools) = readers("workflows in zizmor")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let readme = folder.path().join(".github/workflows/readme.yml");
    fs::create_dir_all(readme.parent().ok_or("no folder")?)?;
    fs::write(&readme, snippet_text("github")?)?;
    let files = workflows()?.into_iter().map(|(name, _)| repository(&name));
    let output = Command::new(tools.join("bin/zizmor"))
        .args(["--offline", "--no-progress", "--color", "never"])
        .args(files.chain([readme, repository(".pre-commit-hooks.yaml")]))
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    assert!(said.contains("No findings to report"), "{said}{errors}");
    Ok(())
}

#[test]
fn a_log_counts_first_timers_only_where_they_are_not_few() -> Outcome {
    let folder = copied("tests/cmd/status/event.in")?;
    let status = |flags: &[&str]| {
        let mut command = support::cxn(folder.path())?;
        command.args(["status", "2026-09-rockville"]).args(flags);
        let (code, out, err) = said(command.env("CI", "true"))?;
        let line = out.lines().find(|line| line.starts_with("Registrations"));
        Outcome::Ok((code, line.unwrap_or_default().to_owned(), err))
    };
    let others = "Registrations  2 of 300 participants · 0 of 40 observers · 2 track leads";
    assert_eq!(
        status(&[])?,
        (
            0,
            format!("{others} · 1 without a track"),
            "note: first-timers are told where they are at least 3, and there may be more; pass --with-results for all\n"
                .to_owned()
        )
    );
    assert_eq!(
        status(&["--with-results"])?,
        (
            0,
            format!("{others} · 1 first time · 1 without a track"),
            String::new()
        )
    );
    // Three who come for the first time, with three who do not, are no few.
    let people = folder.path().join("events/2026-09-rockville/registrations");
    let observe = |at: usize, experience: &str| {
        let text = format!(
            "name: P{at}\nkind: observer\norganization: O{at}\nexperience: {experience}\nregistered: 2026-07-11T09:00:00-04:00\n"
        );
        fs::write(people.join(format!("p{at}.yaml")), text)
    };
    for at in 0..5 {
        observe(at, if at < 2 { "first-time" } else { "some" })?;
    }
    let (_, line, _) = status(&[])?;
    assert!(!line.contains("first time"), "{line}");
    observe(5, "first-time")?;
    let (_, line, _) = status(&[])?;
    assert!(line.contains(" · 3 or more first time · "), "{line}");
    Ok(())
}
