//! Texts that many findings have in common: a thousand tracks without a lead are told the same.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

/// How many texts a thread remembers. A rule that says something else of each record fills them, and then they begin again.
const MOST: usize = 4096;

thread_local! {
    static RECENT: RefCell<HashSet<Arc<str>>> = RefCell::default();
}

/// A text, which shares its memory with the same text of other findings.
pub fn shared(text: &str) -> Arc<str> {
    RECENT.with_borrow_mut(|recent| {
        if let Some(known) = recent.get(text) {
            return Arc::clone(known);
        }
        if recent.len() >= MOST {
            recent.clear();
        }
        let text: Arc<str> = text.into();
        recent.insert(Arc::clone(&text));
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_kept_once_also_after_many_others() {
        let first = shared("the same");
        assert!(Arc::ptr_eq(&first, &shared("the same")));
        for n in 0..2 * MOST {
            assert_eq!(*shared(&n.to_string()), n.to_string());
        }
        assert!(RECENT.with_borrow(HashSet::len) <= MOST);
        assert!(Arc::ptr_eq(&shared("the same"), &shared("the same")));
    }
}
