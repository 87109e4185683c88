//! Who may talk to the service while it has no logins: this machine only, by its own names.

use crate::error::ServiceError;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::Next;
use axum::response::Response;
use std::net::SocketAddr;

/// Refuses any address that other machines can reach.
///
/// ```
/// assert!(service::loopback_only("127.0.0.1:8080".parse().unwrap()).is_ok());
/// assert!(service::loopback_only("0.0.0.0:8080".parse().unwrap()).is_err());
/// ```
pub fn loopback_only(address: SocketAddr) -> Result<(), ServiceError> {
    if address.ip().is_loopback() { Ok(()) } else { Err(ServiceError::NotLoopback { address }) }
}

/// Lets a request through only when its Host header names this machine, so that a foreign page cannot reach the
/// service by pointing its own name at 127.0.0.1.
pub(crate) async fn own_host_only(request: Request, next: Next) -> Result<Response, ServiceError> {
    let mut named = request.headers().get_all(HOST).iter();
    let (first, second) = (named.next(), named.next());
    let host = match first {
        Some(value) => value.to_str().unwrap_or_default(),
        None => request.uri().authority().map_or("", |authority| authority.as_str()),
    };
    if second.is_none() && is_own(host) {
        Ok(next.run(request).await)
    } else {
        Err(ServiceError::ForeignHost { host: host.to_owned() })
    }
}

/// Lets a form through only when a page of this service sent it, so that no foreign page can act in the reader's name.
pub(crate) async fn own_pages_only(request: Request, next: Next) -> Result<Response, ServiceError> {
    if !request.method().is_safe() {
        from_own_page(request.headers())?;
    }
    Ok(next.run(request).await)
}

fn from_own_page(headers: &HeaderMap) -> Result<(), ServiceError> {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let (host, origin) = (header(HOST.as_str()).unwrap_or_default(), header(ORIGIN.as_str()));
    let from_elsewhere = header("sec-fetch-site").is_some_and(|site| site != "same-origin")
        || origin.is_some_and(|origin| origin.strip_prefix("http://") != Some(host));
    if from_elsewhere {
        return Err(ServiceError::ForeignHost { host: origin.unwrap_or("another page").to_owned() });
    }
    Ok(())
}

fn is_own(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| {
        let (Some(name), Some(rest)) = (host.get(..own.len()), host.get(own.len()..)) else { return false };
        let port_or_nothing = rest.is_empty()
            || rest.strip_prefix(':').is_some_and(|p| !p.is_empty() && p.parse::<u16>().is_ok() && !p.starts_with('+'));
        name.eq_ignore_ascii_case(own) && port_or_nothing
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_names_of_this_machine_are_its_own() {
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]", "[::1]:9"] {
            assert!(is_own(host), "{host}");
        }
        for host in
            ["", "evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "localhost:", "localhost:x", "::1"]
        {
            assert!(!is_own(host), "{host}");
        }
    }

    #[test]
    fn an_address_that_others_reach_is_refused_with_the_reason() {
        for address in ["0.0.0.0:8080", "192.168.1.4:80", "[::]:8080"] {
            let refusal = loopback_only(address.parse().unwrap()).unwrap_err().to_string();
            assert!(refusal.contains(address) && refusal.contains("no logins"), "{refusal}");
        }
        assert!(loopback_only("[::1]:8080".parse().unwrap()).is_ok());
    }
}
