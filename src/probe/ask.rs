//! Asks a server for `<base>/metadata`: no redirect followed, bounded in time and size, to a checked address. Where no statement
//! is, one more request asks below `/4_0_0`.

use std::fmt;
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use crate::model::registration::ProbeOutcome;
use crate::probe::address::is_public;
use crate::probe::statement;
use crate::probe::statement::Statement;

/// The most that is read of an answer, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long one answer may take from the look-up of the server's name to the last byte.
    pub timeout: Duration,
    /// Whether addresses of this machine and its network may be asked.
    pub allow_local: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub outcome: ProbeOutcome,
    pub statement: Statement,
    /// What exactly was found, for people: `HTTP 404`.
    pub detail: Option<String>,
    /// Where below its base URL it answered, when not at the base URL itself: `/4_0_0`.
    pub below: Option<&'static str>,
}

impl Answer {
    fn new(outcome: ProbeOutcome, detail: impl Into<String>) -> Self {
        Self {
            outcome,
            statement: Statement::default(),
            detail: Some(detail.into()),
            below: None,
        }
    }

    /// Whether a server is there that has no statement at this address.
    fn is_elsewhere(&self) -> bool {
        let is_not_found = self.detail.as_deref() == Some("HTTP 404");
        self.outcome == ProbeOutcome::NotFhir
            || self.outcome == ProbeOutcome::HttpError && is_not_found
    }
}

/// Where servers of several FHIR versions have R4.
const R4: &str = "/4_0_0";

/// A name that leads to an address which is not public: nothing was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a public address")]
pub struct Refusal(pub IpAddr);

/// Asks the server of a base URL what it is, in at most two requests.
pub fn ask(base: &Url, limits: Limits) -> Result<Answer, Refusal> {
    let base = base.as_str().trim_end_matches('/');
    let answer = ask_once(base, limits)?;
    if !answer.is_elsewhere() || base.ends_with(R4) {
        return Ok(answer);
    }
    let below = ask_once(&format!("{base}{R4}"), limits)?;
    Ok(if below.outcome == ProbeOutcome::Answered {
        Answer {
            below: Some(R4),
            ..below
        }
    } else {
        answer
    })
}

fn ask_once(base: &str, limits: Limits) -> Result<Answer, Refusal> {
    let address = format!("{base}/metadata");
    let agent = Agent::with_parts(
        config(limits.timeout),
        DefaultConnector::default(),
        Checked {
            allow_local: limits.allow_local,
            inner: DefaultResolver::default(),
        },
    );
    match agent.get(&address).call() {
        Ok(response) => Ok(judge(response)),
        Err(error) => failed(error),
    }
}

fn config(timeout: Duration) -> Config {
    Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        // A proxy would look the name up itself, and nobody would have checked the address it goes to.
        .proxy(None)
        .max_response_header_size(64 << 10)
        .user_agent(concat!("cxn/", env!("CARGO_PKG_VERSION")))
        // Servers that know only the plain form are asked for that; a few refuse what they do not know with 406.
        .accept("application/fhir+json, application/json;q=0.9")
        .build()
}

fn judge(response: ureq::http::Response<ureq::Body>) -> Answer {
    let status = response.status();
    if status.is_redirection() {
        let location = response.headers().get("location");
        let location = location.and_then(|value| value.to_str().ok());
        // The address may carry a secret; its host is enough to know where it leads.
        let host = location
            .and_then(|text| Url::parse(text).ok())
            .and_then(|url| statement::clean(url.host_str()?));
        let to = host.map_or_else(String::new, |host| format!(" to {host}"));
        return Answer::new(
            ProbeOutcome::Redirected,
            format!("HTTP {}{to}", status.as_u16()),
        );
    }
    if !status.is_success() {
        return Answer::new(ProbeOutcome::HttpError, format!("HTTP {}", status.as_u16()));
    }
    let mut bytes = Vec::new();
    let mut body = response.into_body().into_reader().take(MAX_BYTES + 1);
    if let Err(error) = body.read_to_end(&mut bytes) {
        return broken(&ureq::Error::from(error));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Answer::new(ProbeOutcome::TooLarge, "more than 1 MiB");
    }
    match statement::read(&bytes) {
        Ok(statement) => Answer {
            outcome: ProbeOutcome::Answered,
            statement,
            detail: None,
            below: None,
        },
        Err(found) => Answer::new(ProbeOutcome::NotFhir, found),
    }
}

fn failed(error: ureq::Error) -> Result<Answer, Refusal> {
    match error {
        ureq::Error::Other(inner) => match inner.downcast::<Refusal>() {
            Ok(refusal) => Err(*refusal),
            Err(inner) => Ok(Answer::new(ProbeOutcome::Unreachable, inner.to_string())),
        },
        error => Ok(broken(&error)),
    }
}

/// An answer that did not come, or not to its end.
fn broken(error: &ureq::Error) -> Answer {
    use std::io::ErrorKind;
    match error {
        ureq::Error::Timeout(_) => Answer {
            outcome: ProbeOutcome::TimedOut,
            statement: Statement::default(),
            detail: None,
            below: None,
        },
        ureq::Error::HostNotFound => Answer::new(ProbeOutcome::Unreachable, "host not found"),
        ureq::Error::Io(error) => Answer::new(
            ProbeOutcome::Unreachable,
            match error.kind() {
                ErrorKind::ConnectionRefused => "connection refused",
                ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof => "connection closed",
                _ if error.to_string().contains("lookup") => "host not found",
                _ => "no connection",
            },
        ),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Answer::new(
            ProbeOutcome::Unreachable,
            "untrusted certificate, or no TLS",
        ),
        ureq::Error::LargeResponseHeader(..) => {
            Answer::new(ProbeOutcome::TooLarge, "headers of more than 64 KiB")
        }
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => {
            Answer::new(ProbeOutcome::NotFhir, "invalid HTTP")
        }
        _ => Answer::new(ProbeOutcome::Unreachable, "no connection"),
    }
}

/// Looks a name up and hands its addresses on, the very ones that are then connected to, when all of them may be asked.
struct Checked {
    allow_local: bool,
    inner: DefaultResolver,
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("allow_local", &self.allow_local)
            .finish_non_exhaustive()
    }
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = self.inner.resolve(uri, config, timeout)?;
        let local = addresses
            .iter()
            .map(std::net::SocketAddr::ip)
            .find(|ip| !is_public(*ip));
        match local.filter(|_| !self.allow_local) {
            Some(address) => Err(ureq::Error::Other(Box::new(Refusal(address)))),
            None => Ok(addresses),
        }
    }
}
