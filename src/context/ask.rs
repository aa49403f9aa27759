//! Questions to a person at a terminal.

use std::io::{self, Write as _};

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;

impl Context {
    /// One line from the person at the terminal; `None` at the end of input.
    pub fn ask(&mut self, question: &str) -> Result<Option<String>> {
        let _ = write!(self.err.get_mut(), "{question} ");
        let _ = self.err.get_mut().flush();
        let mut answer = String::new();
        let read = io::stdin()
            .read_line(&mut answer)
            .map_err(|error| Failure::other(format!("cannot read the answer: {error}")))?;
        Ok((read > 0).then(|| answer.trim().to_owned()))
    }

    /// As [`ask`](Self::ask), until the answer reads: one that does not is said, and asked for again, three times at the most.
    pub fn ask_until<T>(
        &mut self,
        question: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>> {
        until_read(self, |this| this.ask(question), Self::say, read)
    }
}

/// How often a question is asked before a wrong answer ends the command.
const TRIES: usize = 3;

/// Asks until an answer reads, three times at the most; a wrong one is said. `None` at the end of input.
fn until_read<S, T>(
    subject: &mut S,
    ask: impl Fn(&mut S) -> Result<Option<String>>,
    say: impl Fn(&mut S, &str),
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>> {
    let mut tries = 0;
    loop {
        let Some(answer) = ask(subject)? else {
            return Ok(None);
        };
        let reason = match read(&answer) {
            Ok(value) => return Ok(Some(value)),
            Err(reason) => reason,
        };
        tries += 1;
        if tries == TRIES {
            return Err(Failure::usage(reason)
                .hint(format!(
                    "nothing was written, after {TRIES} answers that cannot be used"
                ))
                .into());
        }
        say(subject, &reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_is_said_and_asked_for_again_but_not_forever() {
        struct Person {
            answers: Vec<&'static str>,
            said: Vec<String>,
        }
        let ask = |answers: &[&'static str]| {
            let mut person = Person {
                answers: answers.iter().rev().copied().collect(),
                said: Vec::new(),
            };
            let answer = until_read(
                &mut person,
                |person| Ok(person.answers.pop().map(str::to_owned)),
                |person, reason| person.said.push(reason.to_owned()),
                |answer| {
                    answer
                        .parse::<u8>()
                        .map_err(|_| format!("'{answer}' is no number"))
                },
            );
            let answer = answer.map_err(|error| error.to_string());
            (answer, person.said.join("; "), person.answers.len())
        };
        assert_eq!(ask(&["7", "x"]), (Ok(Some(7)), String::new(), 1));
        let said = "'x' is no number; 'y' is no number".to_owned();
        assert_eq!(ask(&["x", "y", "7"]), (Ok(Some(7)), said.clone(), 0));
        let end = Err("'z' is no number".to_owned());
        assert_eq!(ask(&["x", "y", "z", "7"]), (end, said, 1));
        // The end of the input is no wrong answer.
        assert_eq!(ask(&["x"]), (Ok(None), "'x' is no number".to_owned(), 0));
    }
}
