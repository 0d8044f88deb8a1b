//! A running server hands its listening socket to the one that follows it: the queue of connections lives on in it, so none is lost.
//!
//! The offer is an abstract Unix socket, which lives where ports do, in the network's namespace. Whoever asks there gets the listening
//! socket at once, and says when it is ready to answer; then the older one gives up the offer, says so, and goes. One that dies before
//! it is ready changes nothing. Only processes of the same account talk to each other, and only about the same site.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::net::sockopt::socket_acceptconn;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
    recvmsg, sendmsg,
};
use rustix::process::geteuid;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// A server that is not frozen answers at once.
const PATIENCE: Duration = Duration::from_secs(5);
/// When an offer cannot be heard, it is tried again after this.
const PAUSE: Duration = Duration::from_millis(50);

/// What the two say, a byte each.
const LISTENER: u8 = b'L';
const READY: u8 = b'R';
const GO_AHEAD: u8 = b'G';

/// Where a server of a site on an address makes its offer.
#[derive(Clone, Debug)]
pub(crate) struct Name(String);

impl Name {
    /// Another site that is told to use the same address is none to hand over to: `site` says which it is.
    pub(crate) fn new(addr: SocketAddr, site: &str) -> Self {
        let hash = Sha256::digest(site.as_bytes());
        let hash = hash[..16].iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        Self(format!("\0themenseite-1-{addr}-{hash}"))
    }

    /// The offer, where no other server makes it.
    pub(crate) fn claim(&self) -> io::Result<Claim> {
        UnixListener::bind(&self.0).map(Claim)
    }

    /// Gets the listening socket of the server that serves this site on this address now.
    pub(crate) async fn ask(&self, addr: SocketAddr) -> io::Result<Handed> {
        let stream = UnixStream::connect(&self.0).await?;
        in_time(receive(stream, addr)).await
    }
}

/// Whether it may be that another one answers in a moment: between two servers the offer is nobody's.
pub(crate) fn may_pass(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}

async fn in_time<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Both sides look: a port is anybody's, and so is such a name.
fn check_account(stream: &UnixStream) -> io::Result<()> {
    if stream.peer_cred()?.uid() == geteuid().as_raw() {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "it runs under another account"))
    }
}

/// The name of an offer that is to be made.
#[derive(Debug)]
pub(crate) struct Claim(UnixListener);

impl Claim {
    pub(crate) fn offer(self, listener: &impl AsFd) -> io::Result<Offer> {
        Ok(Offer { name: self.0, listener: listener.as_fd().try_clone_to_owned()?, heirs: JoinSet::new() })
    }
}

/// What a server that serves keeps open for the next one.
#[derive(Debug)]
pub(crate) struct Offer {
    name: UnixListener,
    listener: OwnedFd,
    /// Those that have the socket and are not ready.
    heirs: JoinSet<io::Result<UnixStream>>,
}

impl Offer {
    /// Ends when another server is ready to go on.
    pub(crate) async fn taken(&mut self) -> Successor {
        loop {
            tokio::select! {
                asked = self.name.accept() => match asked.and_then(|(stream, _)| Ok((stream, self.listener.try_clone()?))) {
                    Ok((stream, listener)) => drop(self.heirs.spawn(hand_to(stream, listener))),
                    Err(error) => {
                        tracing::warn!(%error, "another server asked for the address and got no answer");
                        sleep(PAUSE).await;
                    }
                },
                Some(ended) = self.heirs.join_next() => match ended {
                    Ok(Ok(stream)) => return Successor(stream),
                    Ok(Err(error)) => tracing::warn!(%error, "another server asked for the address and did not become ready"),
                    Err(error) => tracing::warn!(%error, "handing over"),
                },
            }
        }
    }

    /// Whether another server has the socket by now.
    pub(crate) fn is_shared(&self) -> bool {
        !self.heirs.is_empty()
    }
}

/// Gives the socket away, and waits until the other one is ready, for as long as that takes.
async fn hand_to(mut stream: UnixStream, listener: OwnedFd) -> io::Result<UnixStream> {
    check_account(&stream)?;
    in_time(stream.async_io(Interest::WRITABLE, || send(stream.as_fd(), listener.as_fd()))).await?;
    drop(listener);
    tracing::info!("another server is starting on this address, and gets it when it is ready");
    match stream.read_u8().await? {
        READY => Ok(stream),
        other => Err(io::Error::new(io::ErrorKind::InvalidData, format!("it said {other}"))),
    }
}

fn send(stream: BorrowedFd<'_>, listener: BorrowedFd<'_>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let rights = [listener];
    control.push(SendAncillaryMessage::ScmRights(&rights));
    sendmsg(stream, &[IoSlice::new(&[LISTENER])], &mut control, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// The server that goes on.
#[derive(Debug)]
pub(crate) struct Successor(UnixStream);

impl Successor {
    /// Says that the offer is free. By then this server accepts nothing more.
    pub(crate) async fn go_ahead(mut self) {
        // Where it is gone, others that asked go on; where nobody did, this is the end, as asked for.
        if let Err(error) = self.0.write_u8(GO_AHEAD).await {
            tracing::warn!(%error, "the server that goes on did not hear of it");
        }
    }
}

/// The listening socket, and the server that has it, too.
#[derive(Debug)]
pub(crate) struct Handed {
    pub(crate) listener: TcpListener,
    pub(crate) predecessor: Predecessor,
}

/// The server that still answers.
#[derive(Debug)]
pub(crate) struct Predecessor(UnixStream);

impl Predecessor {
    /// Tells it to go. An error where it is gone already, or has handed over to another one.
    pub(crate) async fn relieve(mut self) -> io::Result<()> {
        let told = async {
            self.0.write_u8(READY).await?;
            self.0.read_u8().await.map(drop)
        };
        in_time(told).await
    }
}

async fn receive(stream: UnixStream, addr: SocketAddr) -> io::Result<Handed> {
    check_account(&stream)?;
    let listener = stream.async_io(Interest::READABLE, || receive_socket(stream.as_fd())).await?;
    let listener = TcpListener::from(listener);
    if !socket_acceptconn(&listener)? || listener.local_addr()? != addr {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it does not listen on this address"));
    }
    Ok(Handed { listener, predecessor: Predecessor(stream) })
}

fn receive_socket(stream: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    // No program that is started from here, such as PostgreSQL, may keep the port open.
    recvmsg(stream, &mut [IoSliceMut::new(&mut [0])], &mut control, RecvFlags::CMSG_CLOEXEC)?;
    let mut sockets = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut sockets) => sockets.next(),
        _ => None,
    });
    sockets.next().ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "it handed over nothing"))
}
