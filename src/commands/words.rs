//! Arguments that are one word of a closed set, with the words and their help from the model.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::model::words::Word;

/// Accepts the words of a type, and names them in the help.
pub fn word<T: Word>() -> impl TypedValueParser<Value = T> {
    let values = T::ALL.iter().map(|one| {
        let help = one.help().trim().trim_end_matches('.');
        let value = PossibleValue::new(one.as_str());
        if help.is_empty() {
            value
        } else {
            value.help(help)
        }
    });
    PossibleValuesParser::new(values)
        .try_map(|text| T::from_word(&text).ok_or("not one of the possible values"))
}
