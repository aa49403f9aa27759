//! Addresses on the web, judged by what a test partner needs to reach a server.

use url::{Host, ParseError, Url};

/// Why a text is no address of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has white space or a control character in it.
    Blank,
    /// It does not begin with `http://` or `https://`.
    Scheme,
    /// It holds a user name or a password.
    Credentials,
    /// It names no host, or one that cannot be.
    Host,
    /// Its port is no number from 1 to 65535.
    Port,
    /// Something stands behind `?` or `#`, so that no path can follow it.
    Query,
}

impl Fault {
    /// The fault in words that stand behind the address: `which does not begin with http:// or https://`.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Blank => "which has white space in it",
            Self::Scheme => "which does not begin with http:// or https://",
            Self::Credentials => "which holds a user name or a password",
            Self::Host => "which names no host that can be",
            Self::Port => "whose port is no number from 1 to 65535",
            Self::Query => "which goes on after '?' or '#', where no path can follow",
        }
    }
}

/// Reads the base address of a server: `http` or `https`, a host, and nothing that keeps a client from putting a path behind it.
///
/// The `url` crate reads as browsers do and mends much in silence; what it would mend is refused here, for a partner's tool
/// may mend it otherwise.
pub fn parse_base(text: &str) -> Result<Url, Fault> {
    let (scheme, rest) = text
        .split_once("://")
        .map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
    // A backslash is a slash to browsers; taking it for part of a host would read another host than they do.
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or("");
    // First of all: a password behind the wrong scheme is a password.
    if authority.contains('@') {
        return Err(Fault::Credentials);
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Fault::Blank);
    }
    let is_web = |scheme: &str| {
        ["http", "https"]
            .iter()
            .any(|web| web.eq_ignore_ascii_case(scheme))
    };
    if !scheme.is_some_and(is_web) {
        return Err(Fault::Scheme);
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(Fault::Host);
    }
    let url = Url::parse(text).map_err(|error| match error {
        ParseError::InvalidPort => Fault::Port,
        _ => Fault::Host,
    })?;
    let is_label =
        |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    match url.host() {
        Some(Host::Domain(name))
            if !name
                .strip_suffix('.')
                .unwrap_or(name)
                .split('.')
                .all(is_label) =>
        {
            return Err(Fault::Host);
        }
        None => return Err(Fault::Host),
        Some(_) => {}
    }
    if authority.ends_with(':') || url.port() == Some(0) {
        return Err(Fault::Port);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Fault::Query);
    }
    Ok(url)
}

/// An address as it may be shown: what may be a password is not repeated, wherever it stands.
pub fn redacted(text: &str) -> &str {
    if text.contains('@') { "…@…" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_can_be_reached_pass() {
        for good in [
            "https://fhir.example.org/r4",
            "http://localhost:8080/fhir",
            "HTTPS://fhir.example.org",
            "http://192.0.2.7/fhir",
            "http://[2001:db8::1]:8080/fhir",
            "https://bücher.example.org/",
            "https://fhir.example.org./r4/tenant@7",
        ] {
            assert!(parse_base(good).is_ok(), "{good}");
        }
    }

    #[rustfmt::skip]
    #[test]
    fn each_fault_is_told_apart() {
        for (bad, why) in [
            ("", Fault::Scheme), ("TBD", Fault::Scheme), ("fhir.example.org/r4", Fault::Scheme),
            ("ftp://fhir.example.org", Fault::Scheme), ("javascript:alert(1)", Fault::Scheme),
            ("file:///etc/hosts", Fault::Scheme), ("ftp://me:secret@fhir.example.org", Fault::Credentials),
            ("me:secret@fhir.example.org", Fault::Credentials), ("https://me:my secret@fhir.example.org", Fault::Credentials),
            ("https:/fhir.example.org", Fault::Scheme), ("https://fhir.example.org/my server", Fault::Blank),
            ("https://fhir.example.org/r4\n", Fault::Blank), ("https://me:secret@fhir.example.org", Fault::Credentials),
            ("https://me@fhir.example.org", Fault::Credentials), ("https://", Fault::Host), ("https:///r4", Fault::Host),
            ("https://:8080/r4", Fault::Host), ("https://fhir..example.org", Fault::Host),
            ("https://-x.example.org", Fault::Host), ("https://<server>/r4", Fault::Host),
            ("http://[2001:db8::1/fhir", Fault::Host), ("http://[2001:db8::1]8080/fhir", Fault::Host),
            ("http://1.2.3.4.5/fhir", Fault::Host), ("https://fhir.example.org:/r4", Fault::Port),
            ("https://fhir.example.org:0/r4", Fault::Port), ("https://fhir.example.org:99999", Fault::Port),
            ("https://fhir.example.org:+80", Fault::Port), ("https://fhir.example.org/r4?tenant=a@b", Fault::Query),
            ("https://fhir.example.org/r4#top", Fault::Query),
        ] {
            assert_eq!(parse_base(bad).err(), Some(why), "{bad}");
        }
    }
}
