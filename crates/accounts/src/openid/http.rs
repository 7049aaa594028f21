//! How a provider is asked: with a time limit, a limit of size, no redirects, and only over HTTPS, but on the machine itself.

use openidconnect::http::{Method, Response, StatusCode};
use openidconnect::url::{Host, Url};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::pin::Pin;
use std::time::Duration;
use ureq::Agent;

/// All of a call, from looking up the name to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read.
const LONGEST: u64 = 1 << 20;

/// Asks a provider.
pub(super) struct Http(Agent);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("{0} is not an https address")]
    Plain(String),
    #[error(transparent)]
    Call(#[from] ureq::Error),
    #[error("{0}")]
    Status(StatusCode),
    #[error("the call was broken off")]
    Broken,
}

/// Whether what is said to an address stays between it and us.
pub(super) fn is_private(address: &Url) -> bool {
    let is_here = match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    address.scheme() == "https" && address.has_host() || address.scheme() == "http" && is_here
}

impl Http {
    pub(super) fn new() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // People sign in seldom: no connection is kept until the provider has closed it.
            .max_idle_connections(0)
            .build();
        Self(config.new_agent())
    }

    fn ask(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let address = request.uri().to_string();
        if !Url::parse(&address).is_ok_and(|address| is_private(&address)) {
            return Err(HttpError::Plain(address));
        }
        let response =
            if request.method() == Method::GET { agent.run(request.map(|_| ()))? } else { agent.run(request)? };
        if response.status().is_server_error() {
            return Err(HttpError::Status(response.status()));
        }
        let (parts, mut body) = response.into_parts();
        Ok(Response::from_parts(parts, body.with_config().limit(LONGEST).read_to_vec()?))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let agent = self.0.clone();
        Box::pin(async move {
            let answer = tokio::task::spawn_blocking(move || Self::ask(&agent, request)).await;
            answer.map_err(|_| HttpError::Broken)?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_machine_itself_is_asked_without_tls() {
        for (address, private) in [
            ("https://id.example.org/a", true),
            ("http://id.example.org/a", false),
            ("http://127.0.0.1:8080/", true),
            ("http://[::1]/", true),
            ("http://localhost/", true),
            ("http://localhost.example.org/", false),
            ("http://10.0.0.1/", false),
            ("file:///etc/passwd", false),
            ("ftp://127.0.0.1/", false),
        ] {
            assert_eq!(is_private(&Url::parse(address).unwrap()), private, "{address}");
        }
    }
}
