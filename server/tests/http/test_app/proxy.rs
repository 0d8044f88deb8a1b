//! A way to PostgreSQL that can be cut.

use std::path::PathBuf;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

use super::on_runtime;

/// What the proxy does with connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// PostgreSQL answers.
    Open,
    /// Connections end.
    Cut,
    /// Connections stay, and nothing answers.
    Frozen,
}

/// Stands before a test's PostgreSQL.
pub struct Proxy {
    /// How to get to PostgreSQL through it.
    pub options: PgConnectOptions,
    way: watch::Sender<Way>,
}

impl Proxy {
    pub async fn start(target: &PgConnectOptions) -> Self {
        let socket = target.get_socket().map(|folder| folder.join(format!(".s.PGSQL.{}", target.get_port())));
        let address = format!("{}:{}", target.get_host(), target.get_port());
        let (way, watched) = watch::channel(Way::Open);
        let port = on_runtime(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let port = listener.local_addr().expect("an address").port();
            tokio::spawn(accept(listener, socket, address, watched));
            port
        })
        .await;
        Self { options: through(target, port), way }
    }

    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

/// The same role, password and database, at this port; options cannot lose their socket, so they are made anew.
fn through(target: &PgConnectOptions, port: u16) -> PgConnectOptions {
    use sqlx::ConnectOptions;
    let mut url = target.to_url_lossy();
    url.set_host(Some("127.0.0.1")).expect("a host");
    url.set_port(Some(port)).expect("a port");
    let options: PgConnectOptions = url.as_str().parse().expect("an address");
    options.ssl_mode(PgSslMode::Disable)
}

async fn accept(listener: TcpListener, socket: Option<PathBuf>, address: String, way: watch::Receiver<Way>) {
    // Ends with the runtime, when all tests are over.
    while let Ok((client, _)) = listener.accept().await {
        let (socket, address, way) = (socket.clone(), address.clone(), way.clone());
        tokio::spawn(async move {
            if *way.borrow() == Way::Cut {
                return;
            }
            // Where PostgreSQL itself is away, the connection ends, too.
            match socket {
                Some(socket) => {
                    if let Ok(server) = UnixStream::connect(socket).await {
                        relay(client, server, way).await;
                    }
                }
                None => {
                    if let Ok(server) = TcpStream::connect(address).await {
                        relay(client, server, way).await;
                    }
                }
            }
        });
    }
}

async fn relay(mut client: TcpStream, mut server: impl AsyncRead + AsyncWrite + Unpin, mut way: watch::Receiver<Way>) {
    loop {
        let now = *way.borrow_and_update();
        let copied = async {
            match now {
                // However a connection ends, it has ended.
                Way::Open => drop(copy_bidirectional(&mut client, &mut server).await),
                Way::Cut => {}
                Way::Frozen => std::future::pending().await,
            }
        };
        tokio::select! {
            () = copied => return,
            changed = way.changed() => if changed.is_err() { return },
        }
    }
}
