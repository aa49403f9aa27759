use crate::check::misplaced;
use crate::check::prelude::*;
use crate::model::pseudonym::is_pseudonym;
use crate::model::settings::Visibility;
use crate::workspace::{EventFolder, File};

rule! {
    /// Registrations that name people are in a public repository.
    /// ## Why
    /// A registration holds an address, dietary needs and notes. In a public repository everybody can read them, and
    /// what was pushed once stays in its history and in every clone. The tool covers such values in what it prints; it
    /// cannot cover the files. `personal-data.private-files` keeps them from other users of one machine, not from readers
    /// of a repository.
    ///
    /// Whether it is public is what `visibility` in `cxn.yaml` says, or the server that runs the check: GitLab by itself
    /// (`CI_PROJECT_VISIBILITY`), others with the variable `CXN_VISIBILITY`. Where neither says anything, nothing is
    /// assumed. Registrations that hold pseudonyms are fine.
    ///
    /// `cxn init --private PATH` moves registrations, results and mappings to a second folder, the private half of the
    /// workspace. What is in the public half then is a finding in any repository, for nothing reads it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # cxn.yaml says 'visibility: public', and this is a registration
    /// name: Robin Example
    /// email: robin@example.org
    /// ```
    /// Good:
    /// ```yaml
    /// # cxn.yaml says 'visibility: public', and the event has ended and was anonymized
    /// name: person-1
    /// ```
    /// ## Source
    /// Design choice: people who register agreed to be known to an event, not to everybody.
    pub static RULE: Rule {
        name: "registrations-in-public",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let workspace = facts.workspace;
    misplaced::add(workspace, found, rule, |folder| folder == "registrations");
    // With a private half the registrations that are read are in that.
    if workspace.root().has_private_half() || workspace.visibility() != Some(Visibility::Public) {
        return;
    }
    let declared = workspace
        .settings
        .as_ref()
        .filter(|settings| settings.value.visibility == Some(Visibility::Public));
    for folder in workspace.events.values() {
        let message = match named(folder) {
            0 => continue,
            1 => format!("a registration for '{}' names a person", folder.slug),
            many => format!("{many} registrations for '{}' name people", folder.slug),
        };
        let file = File::event(&folder.slug);
        let mut findings = Findings::new(rule, &file, None, found);
        let finding = findings.add("name", format!("{message}, and the repository is public"));
        if let Some(settings) = declared {
            finding.related(&settings.file, "visibility", "the settings say so here");
        }
        let ended = folder.event.as_ref().is_some_and(|event| {
            let event = &event.value;
            facts.now.at(event.zone_or_utc()) >= event.closes()
        });
        finding.help(if ended {
            format!(
                "run 'cxn register anonymize {}', and remember that git keeps the earlier versions",
                folder.slug
            )
        } else {
            "run 'cxn init --private PATH' to keep registrations in a second folder that is private, and remember that git keeps the earlier versions"
                .to_owned()
        });
    }
}

/// How many registrations of an event name a person, whatever their status.
fn named(folder: &EventFolder) -> usize {
    let people = folder.registrations.values();
    people
        .filter(|person| !is_pseudonym(&person.value.name) || person.value.email.is_some())
        .count()
}
