//! The CI files that are shown: they parse, and the commands in them run.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;
use support::{NOW, Outcome, copied, readers, repository};

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
    assert_eq!(found.len(), 5);
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
    let readme = snippet("github")?;
    for steps in [
        &file["jobs"]["check"]["steps"],
        &pages["jobs"]["publish"]["steps"],
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
