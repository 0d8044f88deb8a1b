//! A mail server, as far as a program that sends mail talks to it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::PATIENCE;

/// A mail that arrived.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    pub from: String,
    pub to: String,
    /// Head and text, decoded.
    pub text: String,
}

impl Mail {
    /// The only link in it.
    #[track_caller]
    pub fn link(&self) -> String {
        let links: Vec<_> = self.text.split_whitespace().filter(|word| word.starts_with("https://")).collect();
        let [link] = links[..] else { panic!("one link in {}", self.text) };
        link.to_owned()
    }
}

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Takes,
    Refuses,
    /// It never says anything.
    IsSilent,
}

/// A running mail server; it ends with its test.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// What the setting names.
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl MailServer {
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let mails = Arc::<Mutex<Vec<Mail>>>::default();
        let kept = mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, manner, kept.clone()));
            }
        });
        Self { url, mails }
    }

    /// The mails that have arrived.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().expect("the mails").clone()
    }

    /// Waits until so many have arrived, and gives the last.
    pub async fn wait_for(&self, count: usize) -> Mail {
        let end = Instant::now() + PATIENCE;
        while self.mails().len() < count {
            assert!(Instant::now() < end, "{count} mails, not {}", self.mails().len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.mails().remove(count - 1)
    }
}

async fn talk(stream: TcpStream, manner: Manner, mails: Arc<Mutex<Vec<Mail>>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    if manner == Manner::IsSilent {
        return lines.next_line().await.map(drop);
    }
    writer.write_all(b"220 mail.example ESMTP\r\n").await?;
    let mut mail = Mail::default();
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "MAIL" => {
                mail.from = line;
                "250 ok"
            }
            "RCPT" if manner == Manner::Refuses => "550 no such mailbox",
            "RCPT" => {
                mail.to = line;
                "250 ok"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut source = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    source.extend([&line, "\r\n"]);
                }
                mail.text = decoded(&source);
                mails.lock().expect("the mails").push(std::mem::take(&mut mail));
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// Quoted-printable.
fn decoded(source: &str) -> String {
    let source = source.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = source.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'=') {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
