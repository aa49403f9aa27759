//! Every command from the outside: each case has the folder it runs in and the folder it leaves behind.

#[test]
fn commands() {
    trycmd::TestCases::new()
        .default_bin_name("cxn")
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
        .env("CXN_NOW", "2026-08-06T12:00:00-04:00")
        .env("CXN_VISIBILITY", "")
        .env("CI_PROJECT_VISIBILITY", "")
        // In CI results are filtered: transcripts show what a person at a shell sees, unless they say otherwise.
        .env("CI", "false")
        .env("EDITOR", "")
        .env("VISUAL", "")
        .env("GITHUB_ACTIONS", "")
        .case("tests/cmd/**/*.md");
}
