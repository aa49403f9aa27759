//! What the votes of a decision say against the decision itself: too few people, too many names, a majority against it.

use std::collections::HashSet;

use crate::model::decision::Decision;
use crate::model::person::fold;
use crate::model::plural::plural;
use crate::model::settings::ReviewSettings;

/// The votes show fewer people than the body needs: said in a sentence.
pub fn without_quorum(settings: &ReviewSettings, decision: &Decision) -> Option<String> {
    let (body, votes) = (decision.body.as_deref()?, decision.votes?);
    let (quorum, present) = (settings.quorum_of(body)?, settings.present(votes));
    if present >= quorum {
        return None;
    }
    let chair = if settings.chair_votes {
        ""
    } else {
        " with the chair"
    };
    Some(format!(
        "the votes {votes} show {present} of '{body}'{chair}, and its quorum is {quorum}"
    ))
}

/// What does not fit together in the votes of a decision on a track or an event: the key it is about, and the sentence.
pub fn mismatches(is_approval: bool, decision: &Decision) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut names = HashSet::new();
    for name in decision.abstained.iter() {
        if !names.insert(fold(name)) {
            found.push(("abstained", format!("'{name}' abstained twice")));
        }
    }
    let names = decision.abstained.len();
    let Some(votes) = decision.votes else {
        return found;
    };
    if names > votes.abstain as usize {
        let said = format!(
            "{} abstained by name, and the votes {votes} count {}",
            plural(names, "person"),
            plural(votes.abstain as usize, "abstention")
        );
        found.push(("abstained", said));
    }
    if is_approval && votes.in_favor <= votes.against {
        let said = format!("the votes {votes} have no majority for the approval");
        found.push(("votes", said));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decision::Votes;

    fn decision(votes: &str, abstained: &[&str]) -> Decision {
        Decision {
            body: Some("FMG".to_owned()),
            votes: Votes::parse(votes),
            abstained: abstained.iter().copied().collect(),
            ..Decision::default()
        }
    }

    #[test]
    fn a_quorum_counts_the_chair() {
        let settings = ReviewSettings::default();
        assert_eq!(without_quorum(&settings, &decision("4-0-0", &[])), None);
        assert_eq!(without_quorum(&settings, &decision("2-1-1", &[])), None);
        assert_eq!(
            without_quorum(&settings, &decision("3-0-0", &[])).as_deref(),
            Some("the votes 3-0-0 show 4 of 'FMG' with the chair, and its quorum is 5")
        );
    }

    #[test]
    fn names_and_counts_have_to_fit() {
        let said = |is_approval, votes: &str, names: &[&str]| {
            let found = mismatches(is_approval, &decision(votes, names));
            found
                .into_iter()
                .map(|(key, said)| format!("{key}: {said}"))
                .collect::<Vec<_>>()
        };
        assert!(said(true, "4-0-2", &["Ana Sample"]).is_empty());
        assert!(said(false, "1-3-0", &[]).is_empty());
        assert_eq!(
            said(true, "2-2-1", &["Ana Sample", "ana  sample"]),
            [
                "abstained: 'ana  sample' abstained twice",
                "abstained: 2 people abstained by name, and the votes 2-2-1 count 1 abstention",
                "votes: the votes 2-2-1 have no majority for the approval",
            ]
        );
    }
}
