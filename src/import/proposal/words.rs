//! The words of texts, counted: what a page says has to be in the record, word for word.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::import::proposal::document::{Block, Kind};

/// How often each word is there: runs of letters and digits, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, usize>);

impl Words {
    pub fn add(&mut self, text: &str) {
        let mut texts = vec![text];
        while let Some(text) = texts.pop() {
            // A link to an address that shows itself has the address twice, and how it is opened is no word.
            let Some((before, after)) = text.split_once("](mailto:") else {
                self.add_words(text);
                continue;
            };
            let (to, rest) = after.split_once(')').unwrap_or((after, ""));
            self.add_words(before);
            texts.push(rest);
            if !before.ends_with(to) {
                texts.push(to);
            }
        }
    }

    fn add_words(&mut self, text: &str) {
        // The break of a line is no word.
        let breaks = ["<br>", "<br/>", "<br />"];
        let text = breaks.iter().fold(Cow::from(text), |text, mark| {
            if text.contains(mark) {
                text.replace(mark, "\n").into()
            } else {
                text
            }
        });
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            *self.0.entry(word.to_lowercase()).or_default() += 1;
        }
    }

    pub fn add_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                Kind::Heading { text, .. } | Kind::Paragraph(text) => self.add(text),
                Kind::List(list) => list.items.iter().for_each(|item| self.add_blocks(item)),
                Kind::Table(rows) => rows.iter().flatten().for_each(|cell| self.add_blocks(cell)),
                Kind::Code { info, text } => {
                    self.add(info);
                    self.add(text);
                }
                Kind::Quote(blocks) => self.add_blocks(blocks),
            }
        }
    }

    /// Those that others do not have, or not as often.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        let left = self.0.iter().filter_map(|(word, count)| {
            let left = count.saturating_sub(others.0.get(word).copied().unwrap_or(0));
            (left > 0).then(|| (word.clone(), left))
        });
        Self(left.collect())
    }

    pub fn has_any_of(&self, others: &Self) -> bool {
        others.0.keys().any(|word| self.0.contains_key(word))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_are_counted_without_marks() {
        let of = |text: &str| {
            let mut words = Words::default();
            words.add(text);
            words
        };
        let page = of("**Test** the test, naïve: a_b 4.0.1");
        assert!(
            page.without(&of("test NAÏVE Test the b a 1 0 4"))
                .is_empty()
        );
        assert_eq!(
            of("[a@example.org](mailto:a@example.org)"),
            of("a@example.org")
        );
        assert_eq!(
            of("[Ann](mailto:a@example.org) x"),
            of("Ann a@example.org x")
        );
        assert_eq!(page.without(&of("Test naïve the a b 4 0 1")), of("test"));
    }
}
