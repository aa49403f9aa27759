//! Who acts: named on the command line, or in the configuration, or asked for.

use anyhow::Result;

use crate::context::Context;

fn filled(name: &str) -> Option<String> {
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The person who is named, else the one of the configuration.
pub fn configured(context: &Context, named: Option<&str>) -> Result<Option<String>> {
    match named.and_then(filled) {
        Some(name) => Ok(Some(name)),
        None => Ok(context.me()?.identity.name.as_deref().and_then(filled)),
    }
}

/// As [`configured`], else the answer of a person at a terminal; never a person who is only in the record. To be called before
/// a lock is held: an answer takes its time.
pub fn actor(context: &mut Context, named: Option<&str>, question: &str) -> Result<Option<String>> {
    match configured(context, named)? {
        Some(name) => Ok(Some(name)),
        None if context.interactive => Ok(context.ask(question)?.as_deref().and_then(filled)),
        None => Ok(None),
    }
}
