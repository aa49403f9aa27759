//! Giving commits to others. Never by force: what others pushed meanwhile is taken over first.

use crate::analysis::record_change;
use crate::error::Failure;
use crate::process::sync::pull::Tip;
use crate::process::sync::{Shared, failure, refuse_unparsed};
use crate::workspace::git::own::Answer;
use crate::workspace::git::standing::Upstream;

/// How a push went.
#[derive(Debug, PartialEq, Eq)]
pub enum Pushed {
    /// So many commits are there now.
    Commits(usize),
    /// Others pushed meanwhile.
    Behind,
}

impl Shared<'_> {
    /// How many commits of a head the server does not have.
    fn ahead(&self, tip: &Tip, head: &str) -> Result<usize, Failure> {
        if let Some(theirs) = &tip.commit {
            return self.reader.count(theirs, head).map_err(failure);
        }
        let count = self.git.line(&["rev-list", "--count", "HEAD"]);
        let count = count.map_err(failure)?;
        Ok(count
            .and_then(|count| count.parse().ok())
            .unwrap_or_default())
    }

    /// How many commits only this repository has, and what they do to records.
    pub fn waiting(&self, tip: &Tip) -> Result<(usize, Vec<String>), Failure> {
        let Some(head) = self.head()? else {
            return Ok((0, Vec::new()));
        };
        let count = self.ahead(tip, &head)?;
        let base = match &tip.commit {
            Some(theirs) if count > 0 => self.reader.merge_base(theirs, &head).map_err(failure)?,
            _ => None,
        };
        let records = match &base {
            Some(base) => self.versions(base, &head)?,
            None => Vec::new(),
        };
        Ok((count, record_change::lines(&records)))
    }

    /// Pushes the branch, when there is something to push.
    pub fn push(&self, upstream: &Upstream, tip: &Tip) -> Result<Pushed, Failure> {
        let Some(head) = self.head()? else {
            return Ok(Pushed::Commits(0));
        };
        let count = self.ahead(tip, &head)?;
        if count == 0 {
            return Ok(Pushed::Commits(0));
        }
        if let Some(theirs) = &tip.commit {
            refuse_unparsed(self.versions(theirs, &head)?.iter())?;
        }
        let target = format!("HEAD:{}", upstream.reference);
        let mut arguments = vec!["push", "--porcelain"];
        if !upstream.is_set {
            arguments.push("--set-upstream");
        }
        arguments.extend([upstream.remote.as_str(), &target]);
        let answer = self.git.run(&arguments, "").map_err(failure)?;
        if answer.succeeded {
            return Ok(Pushed::Commits(count));
        }
        match refusal(&answer) {
            Refusal::Behind => Ok(Pushed::Behind),
            Refusal::ByServer(reason) => Err(Failure::refused(format!(
                "{} did not take the push: {reason}",
                upstream.name()
            ))
            .hint("your commits stay here; run 'cxn sync' again once the server takes them")),
            Refusal::Other(reason) => Err(Failure::other(format!(
                "could not push to {}: {reason}",
                upstream.name()
            ))
            .hint("your commits stay here; run 'cxn sync' again to push them")),
        }
    }
}

enum Refusal {
    Behind,
    ByServer(String),
    Other(String),
}

/// Why a push failed. Git prints a line that begins with `!` for what a server refuses.
fn refusal(answer: &Answer) -> Refusal {
    let text = answer.text();
    let refused = text.lines().find_map(|line| line.strip_prefix("!\t"));
    let Some(words) = refused.and_then(|line| line.split('\t').nth(1)) else {
        return Refusal::Other(answer.reason());
    };
    // The second is what a server says whose branch moved while it took the push.
    if words.starts_with("[rejected]") || words.ends_with("(failed to update ref)") {
        return Refusal::Behind;
    }
    // What a hook of the server says comes before the reason in brackets.
    let said = answer
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("remote: "));
    let reason = words.trim_start_matches("[remote rejected] ");
    Refusal::ByServer(match said.map(str::trim_end) {
        Some(said) if !said.is_empty() => format!("{said} {reason}"),
        _ => reason.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_is_behind_or_refused_or_did_not_get_there() {
        let said = |stdout: &str, stderr: &str| {
            let answer = Answer {
                succeeded: false,
                stdout: stdout.as_bytes().to_vec(),
                stderr: stderr.to_owned(),
            };
            match refusal(&answer) {
                Refusal::Behind => "behind".to_owned(),
                Refusal::ByServer(reason) => format!("server: {reason}"),
                Refusal::Other(reason) => format!("other: {reason}"),
            }
        };
        let line = |words: &str| format!("To /x\n!\tHEAD:refs/heads/main\t{words}\nDone\n");
        assert_eq!(said(&line("[rejected] (fetch first)"), ""), "behind");
        assert_eq!(said(&line("[rejected] (non-fast-forward)"), ""), "behind");
        let moved = line("[remote rejected] (failed to update ref)");
        assert_eq!(said(&moved, "remote: error: cannot lock ref\n"), "behind");
        assert_eq!(
            said(
                &line("[remote rejected] (pre-receive hook declined)"),
                "remote: main is closed        \n"
            ),
            "server: main is closed (pre-receive hook declined)"
        );
        assert_eq!(said("", "fatal: no route\n"), "other: no route");
    }
}
