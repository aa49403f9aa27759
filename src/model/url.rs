//! Addresses on the web, judged by what a test partner needs to reach one.
//!
//! Not a parser: it answers one question, and a full one would bring the Unicode tables of international names with it.

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
}

/// What is wrong with the address of a server; `None` when nothing is.
pub fn fault(text: &str) -> Option<Fault> {
    let (scheme, rest) = text
        .split_once("://")
        .map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
    // A backslash is a slash to browsers; taking it for part of a host would read another host than they do.
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or("");
    // First of all: a password behind the wrong scheme is a password.
    if authority.contains('@') {
        return Some(Fault::Credentials);
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some(Fault::Blank);
    }
    let is_web = |scheme: &str| {
        ["http", "https"]
            .iter()
            .any(|web| web.eq_ignore_ascii_case(scheme))
    };
    if !scheme.is_some_and(is_web) {
        return Some(Fault::Scheme);
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(bracketed) => match bracketed.split_once(']') {
            Some((host, port)) if host.parse::<std::net::Ipv6Addr>().is_ok() => {
                match port.strip_prefix(':') {
                    Some(port) => (host, Some(port)),
                    None if port.is_empty() => (host, None),
                    None => return Some(Fault::Host),
                }
            }
            _ => return Some(Fault::Host),
        },
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    if !authority.starts_with('[') && !is_host(host) {
        return Some(Fault::Host);
    }
    let digits = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    match port {
        Some(port) if !digits(port) || !port.parse::<u16>().is_ok_and(|port| port > 0) => {
            Some(Fault::Port)
        }
        _ => None,
    }
}

/// A name of letters (of any script), digits, hyphens and underscores between dots, with at most one dot at its end.
fn is_host(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    })
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
            "https://fhir.example.org/r4?tenant=a@b",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for (bad, why) in [
            ("fhir.example.org/r4", Fault::Scheme),
            ("ftp://fhir.example.org", Fault::Scheme),
            ("ftp://me:secret@fhir.example.org", Fault::Credentials),
            ("me:secret@fhir.example.org", Fault::Credentials),
            ("https://me:my secret@fhir.example.org", Fault::Credentials),
            ("https:/fhir.example.org", Fault::Scheme),
            ("https://fhir.example.org/my server", Fault::Blank),
            ("https://fhir.example.org/r4\n", Fault::Blank),
            ("https://me:secret@fhir.example.org", Fault::Credentials),
            ("https://me@fhir.example.org", Fault::Credentials),
            ("https://", Fault::Host),
            ("https:///r4", Fault::Host),
            ("https://:8080/r4", Fault::Host),
            ("https://fhir..example.org", Fault::Host),
            ("https://-x.example.org", Fault::Host),
            ("https://<server>/r4", Fault::Host),
            ("http://[2001:db8::1/fhir", Fault::Host),
            ("http://[2001:db8::1]8080/fhir", Fault::Host),
            ("https://fhir.example.org:/r4", Fault::Port),
            ("https://fhir.example.org:99999", Fault::Port),
            ("https://fhir.example.org:+80", Fault::Port),
        ] {
            assert_eq!(fault(bad), Some(why), "{bad}");
        }
    }
}
