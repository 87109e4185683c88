//! The dashboard of a home, spoken to as a browser does, byte by byte.

use crate::jangkau;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What a form's fields are sent as.
pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// A dashboard on loopback; stopped when it is dropped.
pub struct Dashboard {
    server: Child,
    address: String,
}

impl Dashboard {
    /// Starts `jangkau serve` on a home.
    pub fn start(home: &Path) -> Self {
        let home = home.to_str().expect("temporary paths are plain text");
        let arguments = ["serve", "--home", home, "--address", "127.0.0.1:0", "--lang", "en"];
        let server = jangkau().args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut server = server.expect("the dashboard starts");
        let mut line = String::new();
        let out = server.stdout.as_mut().expect("its output is read");
        BufReader::new(out).read_line(&mut line).expect("it says where it is");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        Self { address: address.expect("an address").to_owned(), server }
    }

    /// Asks, and answers the connection on which the answer comes.
    pub fn begin(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("the dashboard is there");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a time-out can be set");
        let (host, length) = (&self.address, body.len());
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {length}\r\nConnection: close\r\n\r\n"));
        stream.write_all(&[head.as_bytes(), body].concat()).expect("the dashboard listens");
        stream
    }

    /// Asks, and waits for the whole answer: its head, an empty line, its body as it was sent.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut answer = Vec::new();
        self.begin(method, path, headers, body).read_to_end(&mut answer).expect("an answer");
        answer
    }

    /// The same in letters.
    pub fn told(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
        String::from_utf8_lossy(&self.ask(method, path, headers, body)).into_owned()
    }

    /// The body of an answer that has to be 200.
    pub fn body(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut answer = self.ask(method, path, headers, body);
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&answer));
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let body = answer.split_off(end + 4);
        let head = String::from_utf8_lossy(&answer).to_lowercase();
        if head.contains("transfer-encoding: chunked") { unchunked(&body) } else { body }
    }

    /// A page, or an answer for machines.
    pub fn get(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.body("GET", path, &[], b"")).into_owned()
    }

    /// Ends it as a service manager does; it has to end well.
    pub fn end(&mut self) {
        let told = Command::new("kill").args(["-TERM", &self.server.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "it can be told");
        let ended = self.server.wait();
        assert!(ended.is_ok_and(|status| status.success()), "a dashboard that is told to end ends well");
    }
}

impl Drop for Dashboard {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A body whose pieces each have their length in front.
fn unchunked(body: &[u8]) -> Vec<u8> {
    let (mut rest, mut whole) = (body, Vec::new());
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(String::from_utf8_lossy(&rest[..end]).trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        whole.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 2 + size + 2..];
    }
    whole
}
