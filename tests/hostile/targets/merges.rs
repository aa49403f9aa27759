//! Merges of records: what only one side changed is taken, whichever side is asked for where both did, and the text says it afterwards.

use cxn::analysis::record_change::changed_keys;
use cxn::yaml::merge::{Side, clashes, merge, rewrite};
use cxn::yaml::{self, guard};
use serde_yaml::{Mapping, Value};

/// The bytes are the text that both came from, mine and theirs, between bytes that no text has.
pub fn target(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff);
    let mut next = || {
        let text = guard::admit(parts.next().unwrap_or_default()).ok()?;
        Some((text, yaml::read::<Mapping>(text).ok()?))
    };
    let (Some((_, base)), Some((text, mine)), Some((_, theirs))) = (next(), next(), next()) else {
        return;
    };
    assert!(changed_keys(Some(&mine), Some(&mine)).is_empty());
    let [base, mine, theirs] = [base, mine, theirs].map(Value::Mapping);
    let mut unasked = |clash| panic!("one side changed nothing, and there is {clash:?}");
    assert_eq!(merge(&base, &mine, &base, &mut unasked), mine);
    assert_eq!(merge(&base, &base, &theirs, &mut unasked), theirs);
    assert_eq!(merge(&base, &mine, &mine, &mut unasked), mine);
    let found = clashes(&base, &mine, &theirs);
    for side in [Side::Mine, Side::Theirs] {
        let mut asked = Vec::new();
        let merged = merge(&base, &mine, &theirs, &mut |clash| {
            asked.push(clash);
            side
        });
        assert_eq!(
            asked, found,
            "the same clashes, whichever side is preferred"
        );
        if found.is_empty() {
            // Nothing is left to choose: what both changed is there.
            assert_eq!(
                merge(&base, &merged, &theirs, &mut |_| Side::Mine),
                merged,
                "{merged:?}"
            );
        }
        match rewrite(text, &merged) {
            Err(error) => assert!(!error.to_string().is_empty()),
            Ok(written) => {
                let body = guard::admit(written.as_bytes());
                let body = body.unwrap_or_else(|error| panic!("{error:?}\n{written}"));
                let back: Value =
                    yaml::read(body).unwrap_or_else(|error| panic!("{error}\n{written}"));
                assert_eq!(back, merged, "{text:?} became {written:?}");
            }
        }
    }
}
