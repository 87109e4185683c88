//! An SMTP server on loopback that keeps what it is given.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the fake SMTP server is told. The default takes everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FakeSmtpConfig {
    /// Recipients refused for good, 550.
    pub refuse: Vec<String>,
    /// Recipients refused for now, 451.
    pub defer: Vec<String>,
    /// Recipients whose message is kept, but whose sender never hears so.
    pub swallow: Vec<String>,
}

/// A message the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Headers and body, as sent, dots unstuffed.
    pub content: String,
}

/// A running SMTP server. Speaks plain SMTP, no TLS, no authentication.
#[derive(Debug)]
pub struct FakeSmtp {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<ReceivedMail>>>,
    server: JoinHandle<()>,
}

impl FakeSmtp {
    /// Listens on a free port of 127.0.0.1.
    pub async fn start(config: FakeSmtpConfig) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&mails);
        let config = Arc::new(config);
        let server = tokio::spawn(async move {
            // Sessions end with the server: dropping the set aborts them.
            let mut sessions = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (config, kept) = (Arc::clone(&config), Arc::clone(&kept));
                sessions.spawn(async move {
                    if let Err(error) = session(stream, &config, &kept).await {
                        tracing::debug!(%error, "an SMTP session broke off");
                    }
                });
            }
        });
        Ok(Self { address, mails, server })
    }

    /// Always `127.0.0.1`.
    pub fn host(&self) -> String {
        self.address.ip().to_string()
    }

    /// The port that was free.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Messages taken so far, in order of arrival.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many messages were taken so far.
    pub fn messages_received(&self) -> u64 {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    /// Stops listening and breaks open sessions off.
    pub async fn stop(self) {
        self.server.abort();
        // An aborted task answers that it was cancelled.
        let _ = self.server.await;
    }
}

async fn session(stream: TcpStream, config: &FakeSmtpConfig, kept: &Mutex<Vec<ReceivedMail>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader);
    let mut mail = ReceivedMail { from: String::new(), to: Vec::new(), content: String::new() };
    writer.write_all(b"220 fake ready\r\n").await?;
    while let Some(line) = next_line(&mut lines).await? {
        let verb = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-fake\r\n250 8BITMIME\r\n".to_owned(),
            "MAIL" => {
                mail = ReceivedMail { from: address(&line), to: Vec::new(), content: String::new() };
                "250 sender taken\r\n".to_owned()
            }
            "RCPT" => {
                let to = address(&line);
                if config.refuse.contains(&to) {
                    "550 5.1.1 no such mailbox\r\n".to_owned()
                } else if config.defer.contains(&to) {
                    "451 4.3.0 try again later\r\n".to_owned()
                } else {
                    mail.to.push(to);
                    "250 recipient taken\r\n".to_owned()
                }
            }
            "DATA" if mail.to.is_empty() => "503 no recipient\r\n".to_owned(),
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                mail.content = content(&mut lines).await?;
                let swallowed = mail.to.iter().any(|to| config.swallow.contains(to));
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                if swallowed {
                    std::future::pending::<()>().await;
                }
                "250 taken\r\n".to_owned()
            }
            "HELO" | "RSET" | "NOOP" => "250 fake\r\n".to_owned(),
            "QUIT" => {
                return writer.write_all(b"221 bye\r\n").await;
            }
            _ => "502 not spoken here\r\n".to_owned(),
        };
        writer.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

type Lines = BufReader<tokio::net::tcp::OwnedReadHalf>;

async fn next_line(lines: &mut Lines) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if lines.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
}

/// Lines up to the lone dot.
async fn content(lines: &mut Lines) -> io::Result<String> {
    let mut content = String::new();
    while let Some(line) = next_line(lines).await? {
        if line == "." {
            break;
        }
        content.push_str(line.strip_prefix('.').unwrap_or(&line));
        content.push_str("\r\n");
    }
    Ok(content)
}

/// What stands between `<` and `>`.
fn address(line: &str) -> String {
    let inner = line.split_once('<').map_or("", |(_, rest)| rest);
    inner.split_once('>').map_or("", |(inside, _)| inside).to_owned()
}
