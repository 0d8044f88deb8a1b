//! Where a request comes from: the other end of its connection, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName};

use crate::state::AppState;

/// The one header that is read. `Forwarded` is not: two sources of one truth are one too many.
const HEADER: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the connection, as a request's extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Who sent the request, as its extension.
#[derive(Clone, Copy, Debug)]
struct Client(IpAddr);

/// Proxies whose word on whom they ask for is taken. By default nobody's is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[Network]>);

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => first_bits(own.to_bits(), other.to_bits(), self.bits),
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differing = own.to_bits() ^ other.to_bits();
                differing.checked_shr(128 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

fn first_bits(own: u32, other: u32, bits: u8) -> bool {
    (own ^ other).checked_shr(32 - u32::from(bits)).unwrap_or(0) == 0
}

impl FromStr for Network {
    type Err = ();

    /// `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(drop)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(drop)?;
        if bits > most { Err(()) } else { Ok(Self { address, bits }) }
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let parse = |entry: &str| {
            entry.parse().map_err(|()| {
                format!(
                    "THEMENSEITE_TRUSTED_PROXIES: „{entry}“ ist keine Netzadresse und kein Netz, etwa 10.0.0.1 oder 10.0.0.0/8"
                )
            })
        };
        entries.map(parse).collect::<Result<Vec<_>, _>>().map(|networks| Self(networks.into()))
    }
}

impl TrustedProxies {
    fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// The client: read from the right, the first that is no proxy of ours, since whatever stands left of it, it may have made up.
    /// What cannot be read says nothing.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.hold(peer) {
            return peer;
        }
        let mut client = peer;
        let values: Vec<_> = headers.get_all(HEADER).iter().collect();
        for value in values.iter().rev() {
            let Ok(value) = value.to_str() else { return peer };
            for entry in value.rsplit(',') {
                let Some(address) = address_in(entry.trim()) else { return peer };
                client = address;
                if !self.hold(client) {
                    return client;
                }
            }
        }
        client
    }
}

/// An address; some proxies add the port.
fn address_in(entry: &str) -> Option<IpAddr> {
    let address = entry.parse().or_else(|_| entry.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

/// Finds out who sent the request.
pub(crate) async fn find(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
    let client = state.trusted_proxies.client(peer, request.headers());
    request.extensions_mut().insert(Client(client));
    next.run(request).await
}

/// Whether a proxy of ours sent it on.
pub(crate) fn is_from_proxy(state: &AppState, request: &Request) -> bool {
    request.extensions().get::<Peer>().is_some_and(|peer| state.trusted_proxies.hold(peer.0.ip().to_canonical()))
}

/// The client's network address.
pub(crate) fn of(request: &Request) -> IpAddr {
    request.extensions().get::<Client>().map_or(Ipv4Addr::UNSPECIFIED.into(), |client| client.0)
}

/// The client's network address as limits count it.
pub(crate) fn counted(request: &Request) -> IpAddr {
    household(of(request))
}

/// Of IPv6 one connection to the internet has 2^64 addresses or more, so all of them count as one.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn client(trusted: &str, peer: &str, headers: &[&str]) -> String {
        let trusted: TrustedProxies = trusted.parse().expect("proxies");
        let mut map = HeaderMap::new();
        for header in headers {
            map.append(HEADER, HeaderValue::from_str(header).expect("a header"));
        }
        trusted.client(address(peer), &map).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(client("", "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", "10.0.0.2", &["198.51.100.7"]), "10.0.0.2");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "::ffff:10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(client("fd00::/8", "fd12::1", &["[2001:db8::7]:4711"]), "2001:db8::7");
    }

    #[test]
    fn what_a_client_writes_itself_stands_on_the_left_and_counts_for_nothing() {
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["203.0.113.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.9.9.9"]), "198.51.100.7");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["203.0.113.9", "198.51.100.7,10.2.3.4"]), "198.51.100.7");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["10.3.3.3, 10.2.3.4"]), "10.3.3.3");
    }

    #[test]
    fn a_header_that_cannot_be_read_says_nothing() {
        for header in ["unknown", "", "198.51.100.7,", "a,b", "198.51.100.7 198.51.100.8", "_hidden", "999.1.1.1"] {
            assert_eq!(client("10.0.0.1", "10.0.0.1", &[header]), "10.0.0.1", "{header:?}");
        }
    }

    #[test]
    fn a_network_holds_what_begins_with_its_bits() {
        let holds = |network: &str, other: &str| network.parse::<Network>().expect("a network").holds(address(other));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "::1") && holds("::/0", "2001:db8::1"));
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("10.0.0.4/30", "10.0.0.7") && !holds("10.0.0.4/30", "10.0.0.8"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1") && !holds("2001:db8::/32", "2001:db9::1"));
    }

    #[test]
    fn a_setting_that_is_no_list_of_networks_is_named() {
        for text in ["10.0.0.0/33", "beispiel.de", "10.0.0", "::1/129", "10.0.0.1/", "10.0.0.1;10.0.0.2", "10.0.0.1/-1"]
        {
            let problem = text.parse::<TrustedProxies>().expect_err(text);
            assert!(problem.contains("THEMENSEITE_TRUSTED_PROXIES"), "{problem}");
        }
        assert_eq!("".parse(), Ok(TrustedProxies::default()));
        assert!("127.0.0.1, ::1 ,10.0.0.0/8".parse::<TrustedProxies>().is_ok_and(|proxies| proxies.0.len() == 3));
    }

    #[test]
    fn of_ipv6_a_whole_household_counts_as_one() {
        assert_eq!(household(address("2001:db8:1:2:3:4:5:6")), address("2001:db8:1:2::"));
        assert_eq!(household(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
