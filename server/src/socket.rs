//! The listening socket: systemd's, one of our own, or the one of the server that served until now.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustix::net::sockopt::socket_acceptconn;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::sleep;

use crate::cli::Failure;
use crate::hand_over::{self, Claim, Handed, Name, Offer, Predecessor};

/// So many connections wait to be accepted, at most; the system may allow fewer (`net.core.somaxconn`). A new server takes them over.
const QUEUE: u32 = 4_096;
/// Servers that start and stop at once come in each other's way, and are out of it a moment later.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// Takes the socket that systemd gave this process (`LISTEN_FDS`), if it did. Its address counts, whatever the settings say.
pub(crate) fn given() -> Result<Option<std::net::TcpListener>, Failure> {
    // Without it nobody says whom the sockets are for.
    if std::env::var_os("LISTEN_PID").is_none() {
        return Ok(None);
    }
    let mut given = listenfd::ListenFd::from_env();
    let problem = |what: String| {
        format!(
            "LISTEN_FDS: Übergeben werden muss genau ein lauschender TCP-Socket (in der .socket-Unit ein einziges ListenStream= mit Adresse und Port); {what}"
        )
    };
    match given.len() {
        0 => return Ok(None),
        1 => {}
        sockets => return Err(problem(format!("gefunden wurden {sockets}.")).into()),
    }
    let listener = given.take_tcp_listener(0).map_err(|error| problem(error.to_string()))?;
    match listener {
        Some(listener) if socket_acceptconn(&listener)? => Ok(Some(listener)),
        _ => Err(problem("dieser lauscht nicht.".to_owned()).into()),
    }
}

/// A socket that connections can be accepted on as soon as this server is ready.
#[derive(Debug)]
pub(crate) struct Socket {
    addr: SocketAddr,
    name: Name,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// systemd keeps it, and hands it to the next server.
    Given(std::net::TcpListener),
    /// Nobody can connect yet.
    Bound(TcpSocket),
    /// In use: connections wait in its queue, whatever becomes of the other server.
    Handed { listener: std::net::TcpListener, predecessor: Option<Predecessor> },
}

impl From<Handed> for Kind {
    fn from(handed: Handed) -> Self {
        Self::Handed { listener: handed.listener, predecessor: Some(handed.predecessor) }
    }
}

impl Socket {
    /// To be called first of all: the sooner it is handed over, the less can be lost.
    pub(crate) async fn find(
        addr: SocketAddr,
        site: &str,
        given: Option<std::net::TcpListener>,
    ) -> Result<Self, Failure> {
        let name = Name::new(addr, site);
        let kind = match given {
            Some(listener) => Kind::Given(listener),
            None => bound_or_handed(&name, addr).await?,
        };
        Ok(Self { addr, name, kind })
    }

    /// Whether connections wait elsewhere when this server stops accepting.
    pub(crate) fn is_kept_by_others(&self) -> bool {
        matches!(self.kind, Kind::Given(_))
    }

    /// Begins to listen, or takes over from whoever does. The next answer is this server's.
    pub(crate) async fn open(self) -> Result<(TcpListener, Option<Offer>), Failure> {
        let Self { addr, name, mut kind } = self;
        if let Kind::Given(listener) = kind {
            return Ok((from_std(listener)?, None));
        }
        for _ in 0..TRIES {
            if let Kind::Handed { predecessor, .. } = &mut kind
                && let Some(predecessor) = predecessor.take()
                && let Err(error) = predecessor.relieve().await
            {
                tracing::info!(%error, "the server that served until now has gone");
            }
            match name.claim() {
                Ok(claim) => return open_with(claim, kind, addr),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => match name.ask(addr).await {
                    Ok(handed) => kind = handed.into(),
                    Err(error) if hand_over::may_pass(&error) => sleep(PAUSE).await,
                    Err(error) => {
                        tracing::warn!(%error, "the next server cannot take over from this one: another program has the name of the offer");
                        break;
                    }
                },
                Err(error) => {
                    tracing::warn!(%error, "the next server cannot take over from this one");
                    break;
                }
            }
        }
        Ok((listening(kind, addr)?, None))
    }
}

fn open_with(claim: Claim, kind: Kind, addr: SocketAddr) -> Result<(TcpListener, Option<Offer>), Failure> {
    let listener = listening(kind, addr)?;
    let offer = claim.offer(&listener)?;
    Ok((listener, Some(offer)))
}

fn listening(kind: Kind, addr: SocketAddr) -> Result<TcpListener, Failure> {
    match kind {
        Kind::Bound(socket) => socket.listen(QUEUE).map_err(|error| not_opened(addr, &error)),
        Kind::Given(listener) | Kind::Handed { listener, .. } => Ok(from_std(listener)?),
    }
}

fn from_std(listener: std::net::TcpListener) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

fn bound(addr: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections that ended a moment ago must not stand in the way.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}

/// A port that is free, or the socket of the server that has it.
async fn bound_or_handed(name: &Name, addr: SocketAddr) -> Result<Kind, Failure> {
    let mut tries = 0;
    loop {
        let in_use = match bound(addr) {
            Ok(socket) => return Ok(Kind::Bound(socket)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => error,
            Err(error) => return Err(not_opened(addr, &error)),
        };
        match name.ask(addr).await {
            Ok(handed) => {
                tracing::info!(%addr, "takes over from the server that runs, once it is ready");
                return Ok(handed.into());
            }
            Err(error) if hand_over::may_pass(&error) && tries < TRIES => tries += 1,
            Err(error) => {
                if !hand_over::may_pass(&error) {
                    tracing::warn!(%error, "the server that runs does not hand over");
                }
                return Err(not_opened(addr, &in_use));
            }
        }
        sleep(PAUSE).await;
    }
}

fn not_opened(addr: SocketAddr, error: &io::Error) -> Failure {
    format!("THEMENSEITE_ADDR: {addr} lässt sich nicht öffnen: {error}").into()
}
