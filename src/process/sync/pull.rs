//! Taking over what others pushed: local commits are put on top of it, and what both changed is settled record by record.

use std::collections::BTreeSet;

use crate::analysis::record_change;
use crate::analysis::record_change::Versions;
use crate::error::Failure;
use crate::process::sync::conflict::{self, Conflict, Judge};
use crate::process::sync::{Shared, failure};
use crate::workspace::git::own::OwnGit;
use crate::workspace::git::printed::{Differing, Unmerged};
use crate::workspace::git::standing::{self, Busy, Upstream};
use crate::workspace::lock::Lock;
use crate::workspace::{File, disk, edit, save};

/// The newest commit of the branch at the server, as far as it is known here; none where the branch is not there yet.
#[derive(Debug, Clone, Default)]
pub struct Tip {
    pub commit: Option<String>,
}

/// What came in.
#[derive(Debug, Default)]
pub struct Pulled {
    pub commits: usize,
    /// What it did to records.
    pub lines: Vec<String>,
}

/// How often a rebase may stop in a row: as often as there are commits, and no run has as many as this.
const STOPS: usize = 1000;

impl Shared<'_> {
    pub fn head(&self) -> Result<Option<String>, Failure> {
        self.commit_of("HEAD")
    }

    fn commit_of(&self, revision: &str) -> Result<Option<String>, Failure> {
        let found = self.reader.commits(&[revision]).map_err(failure)?;
        Ok(found.into_iter().next().flatten())
    }

    /// The records that differ between two commits.
    pub fn versions(&self, from: &str, to: &str) -> Result<Vec<Versions>, Failure> {
        self.read(&self.reader.between(from, to).map_err(failure)?)
    }

    fn read(&self, between: &[Differing]) -> Result<Vec<Versions>, Failure> {
        let records: Vec<_> = between
            .iter()
            .filter_map(|one| Some((self.record(&one.path)?, one)))
            .collect();
        let names: Vec<&str> = records
            .iter()
            .flat_map(|(_, one)| one.before.iter().chain(&one.after))
            .map(String::as_str)
            .collect();
        let mut contents = self.reader.contents(&names).map_err(failure)?.into_iter();
        let mut next = |blob: &Option<String>| {
            blob.as_ref()
                .map(|_| contents.next().flatten().unwrap_or_default())
        };
        let versions = records.into_iter().map(|(file, one)| Versions {
            file,
            before: next(&one.before),
            after: next(&one.after),
        });
        Ok(versions.collect())
    }

    /// What is known here of the branch at the server.
    pub fn tip(&self, upstream: &Upstream) -> Result<Tip, Failure> {
        let revision = if upstream.is_set {
            "@{upstream}".to_owned()
        } else {
            format!("refs/remotes/{}", upstream.name())
        };
        // The one who knows what a branch follows is git with the person's settings.
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &revision,
        ];
        let commit = self.git.line(&arguments).map_err(failure)?;
        Ok(Tip { commit })
    }

    /// Asks the server what is new.
    pub fn fetch(&self, upstream: &Upstream) -> Result<Tip, Failure> {
        let arguments = ["fetch", "--quiet", "--end-of-options", &upstream.remote];
        let answer = self.git.run(&arguments, "").map_err(failure)?;
        if !answer.succeeded {
            return Err(Failure::other(format!(
                "cannot reach {}: {}",
                upstream.remote,
                answer.reason()
            )));
        }
        self.tip(upstream)
    }

    /// Puts the local commits on top of what is at the server.
    pub fn pull(&self, tip: &Tip, judge: &mut Judge<'_>) -> Result<Pulled, Failure> {
        let (Some(theirs), head) = (&tip.commit, self.head()?) else {
            return Ok(Pulled::default());
        };
        let Some(head) = head else {
            self.run(
                "take over what is there",
                &["merge", "--ff-only", "--quiet", theirs],
                "",
            )?;
            return Ok(Pulled::default());
        };
        let commits = self.reader.count(&head, theirs).map_err(failure)?;
        if commits == 0 {
            return Ok(Pulled::default());
        }
        let base = self.reader.merge_base(theirs, &head).map_err(failure)?;
        let Some(base) = base else {
            return Err(Failure::refused(format!(
                "{} and the server have no commit in common; nothing was changed",
                self.name()
            ))
            .hint("clone the repository again, and copy your records into it"));
        };
        let between = self.reader.between(&base, theirs).map_err(failure)?;
        let incoming = self.read(&between)?;
        self.refuse_others_in_the_way(&between)?;
        let _locks = self.locks(&incoming)?;
        let answer = self
            .git
            .run(&["rebase", "--quiet", "--autostash", theirs], "")
            .map_err(failure)?;
        if !answer.succeeded {
            if standing::busy(&self.git).map_err(failure)? != Some(Busy::Rebase) {
                return Err(Failure::other(format!(
                    "could not take over what is at the server: {}",
                    answer.reason()
                ))
                .hint("nothing was changed here; run 'cxn sync' again"));
            }
            let went = self.go_on(judge, false);
            if let Err(failure) = went {
                // As it was before: the person's commits, and nothing half-merged.
                self.run("go back", &["rebase", "--abort"], "")?;
                return Err(failure);
            }
        }
        Ok(Pulled {
            commits,
            lines: record_change::lines(&incoming),
        })
    }

    /// Goes on with a rebase that was interrupted.
    pub fn resume(&self, judge: &mut Judge<'_>) -> Result<(), Failure> {
        self.go_on(judge, true)
    }

    /// The locks of the events that are about to change here.
    fn locks(&self, incoming: &[Versions]) -> Result<Vec<Lock>, Failure> {
        let events: BTreeSet<&str> = incoming
            .iter()
            .filter_map(|it| it.file.event_slug())
            .collect();
        let files = events
            .into_iter()
            .map(|event| File::new(&format!("events/{event}/event.yaml")));
        let there = files.filter(|file| {
            self.root
                .public()
                .join(file.as_str())
                .parent()
                .is_some_and(disk::is_folder)
        });
        there
            .map(|file| edit::lock(&self.root, &file))
            .collect::<Result<_, _>>()
            .map_err(|error| Failure::other(error.to_string()).hint("run the command again"))
    }

    /// Other files are never touched: where one was changed here and there, the person settles it first.
    fn refuse_others_in_the_way(&self, incoming: &[Differing]) -> Result<(), Failure> {
        let incoming: BTreeSet<&str> = incoming.iter().map(|one| one.path.as_str()).collect();
        let unsaved = standing::unsaved(&self.git).map_err(failure)?;
        let Some(both) = unsaved
            .iter()
            .find(|one| incoming.contains(one.path.as_str()))
        else {
            return Ok(());
        };
        Err(Failure::refused(format!(
            "{} was changed here and at the server, and is not a record; nothing was taken over",
            both.path
        ))
        .hint(format!(
            "commit it or put it away with git in {}, then run 'cxn sync' again",
            self.name()
        )))
    }

    fn go_on(&self, judge: &mut Judge<'_>, interrupted: bool) -> Result<(), Failure> {
        for _ in 0..STOPS {
            if standing::busy(&self.git).map_err(failure)? != Some(Busy::Rebase) {
                return Ok(());
            }
            let before = self.commit_of("REBASE_HEAD")?;
            let unmerged = standing::unmerged(&self.git).map_err(failure)?;
            let settled = unmerged
                .iter()
                .map(|one| self.settle(one, judge, interrupted))
                .collect::<Result<Vec<_>, _>>()?;
            for (path, text) in settled {
                self.write(&path, text.as_deref())?;
            }
            // Where nothing of a commit is left, it is left out.
            let staged = self
                .git
                .run(&["diff", "--cached", "--quiet"], "")
                .map_err(failure)?;
            let step = if staged.succeeded && !unmerged.is_empty() {
                "--skip"
            } else {
                "--continue"
            };
            let answer = self.git.run(&["rebase", step], "").map_err(failure)?;
            if !answer.succeeded
                && standing::unmerged(&self.git).map_err(failure)?.is_empty()
                && self.commit_of("REBASE_HEAD")? == before
            {
                return Err(Failure::other(format!(
                    "could not go on with the rebase in {}: {}",
                    self.name(),
                    answer.reason()
                ))
                .hint("finish it with 'git rebase --continue', or take it back with 'git rebase --abort'"));
            }
        }
        Err(Failure::other("the rebase did not come to an end"))
    }

    /// What a file that both sides changed will say; nothing where it is removed.
    fn settle(
        &self,
        unmerged: &Unmerged,
        judge: &mut Judge<'_>,
        interrupted: bool,
    ) -> Result<(String, Option<String>), Failure> {
        let path = &unmerged.path;
        let Some(file) = self.record(path) else {
            return Err(Failure::refused(format!(
                "{path} was changed here and at the server, and is not a record; nothing was taken over"
            ))
            .hint(format!("run 'git pull --rebase' in {} and settle it there", self.name())));
        };
        let names: Vec<&str> = unmerged
            .stages
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let mut contents = self.reader.contents(&names).map_err(failure)?.into_iter();
        let texts = unmerged.stages.each_ref().map(|stage| {
            stage.as_ref().map(|_| {
                let bytes = contents.next().flatten().unwrap_or_default();
                String::from_utf8_lossy(&bytes).into_owned()
            })
        });
        if interrupted && let Some(text) = self.settled_by_hand(&file, path, &texts) {
            return Ok((path.clone(), Some(text)));
        }
        let [base, theirs, mine] = texts;
        let commit = |revision, path| self.reader.last_commit(revision, path).map_err(failure);
        let conflict = Conflict {
            file,
            mine_by: commit("REBASE_HEAD", None)?,
            theirs_by: commit("HEAD", Some(path.as_str()))?,
            base,
            mine,
            theirs,
        };
        let text = conflict::settle(&conflict, judge)?;
        Ok((path.clone(), text))
    }

    /// What a person made of the file since the rebase stopped, when that is a record.
    fn settled_by_hand(
        &self,
        file: &File,
        path: &str,
        stages: &[Option<String>; 3],
    ) -> Option<String> {
        let bytes = disk::read_bounded(&self.git.top.join(path)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let is_a_side = stages.iter().flatten().any(|stage| *stage == text);
        (!is_a_side && conflict::is_record(file, &text)).then_some(text)
    }

    fn write(&self, path: &str, text: Option<&str>) -> Result<(), Failure> {
        let input = OwnGit::paths([path]);
        let from_input = ["--pathspec-from-file=-", "--pathspec-file-nul"];
        let Some(text) = text else {
            let remove = [
                &["rm", "--quiet", "--force", "--ignore-unmatch"],
                &from_input[..],
            ]
            .concat();
            return self.run("settle the conflict", &remove, &input);
        };
        let target = self.git.top.join(path);
        // Git removes a folder with the last file in it.
        let folder = target.parent().unwrap_or(&self.git.top);
        disk::create_folder(folder)
            .and_then(|()| save::overwrite(&target, text))
            .map_err(|error| Failure::other(error.to_string()))?;
        let add = [&["add"], &from_input[..]].concat();
        self.run("settle the conflict", &add, &input)
    }
}
