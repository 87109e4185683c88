//! A message as its reader sees it: headers, words and files.

use crate::smtp::ReceivedMail;

impl ReceivedMail {
    /// A header in words; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = split(&self.content);
        words(&header_of(head, name))
    }

    /// The first part in words, line ends as LF.
    pub fn text(&self) -> String {
        let body = self.parts().into_iter().next().map(|(_, body)| body).unwrap_or_default();
        String::from_utf8_lossy(&body).replace("\r\n", "\n")
    }

    /// Attached files by name, byte for byte.
    pub fn attachments(&self) -> Vec<(String, Vec<u8>)> {
        let named = |(head, body): (String, Vec<u8>)| {
            let disposition = header_of(&head, "Content-Disposition");
            // A long name stands in pieces: filename*0="..."; filename*1="...".
            let pieces = disposition.split(';').filter_map(|piece| piece.trim().strip_prefix("filename"));
            let name: String = pieces.filter_map(|piece| piece.split('"').nth(1)).collect();
            (!name.is_empty()).then_some((name, body))
        };
        self.parts().into_iter().filter_map(named).collect()
    }

    /// Head and decoded body of each part; of the message itself where it has no parts.
    fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let (head, body) = split(&self.content);
        let kind = header_of(head, "Content-Type");
        let Some((_, boundary)) = kind.split_once("boundary=\"") else {
            return vec![(head.to_owned(), decoded(head, body))];
        };
        let mark = format!("--{}", boundary.split('"').next().unwrap_or_default());
        let parts = body.split(mark.as_str()).skip(1).filter(|part| !part.starts_with("--"));
        parts
            .map(|part| {
                let (head, body) = split(part.trim_start_matches("\r\n"));
                (head.to_owned(), decoded(head, body.strip_suffix("\r\n").unwrap_or(body)))
            })
            .collect()
    }
}

fn split(text: &str) -> (&str, &str) {
    text.split_once("\r\n\r\n").unwrap_or((text, ""))
}

/// A header with its continued lines.
fn header_of(head: &str, name: &str) -> String {
    let mut found = String::new();
    let mut inside = false;
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            if inside {
                found.push_str(line);
            }
        } else {
            inside = line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
            if inside {
                found.push_str(line.split_once(':').map_or("", |(_, value)| value.trim_start()));
            }
        }
    }
    found
}

/// Encoded words (`=?utf-8?b?...?=`) read; white space between two of them is none.
fn words(text: &str) -> String {
    let mut read: Vec<u8> = Vec::new();
    let mut rest = text;
    while let Some((before, word)) = rest.split_once("=?utf-8?b?") {
        let Some((inside, after)) = word.split_once("?=") else { break };
        if !before.trim().is_empty() || read.is_empty() {
            read.extend(before.as_bytes());
        }
        read.extend(base64(inside));
        rest = after;
    }
    read.extend(rest.as_bytes());
    String::from_utf8_lossy(&read).into_owned()
}

fn decoded(head: &str, body: &str) -> Vec<u8> {
    match header_of(head, "Content-Transfer-Encoding").as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.as_bytes().to_vec(),
    }
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for place in text.bytes().filter_map(|b| LETTERS.iter().position(|letter| *letter == b)) {
        held = (held << 6 | place as u32) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xFF) as u8);
        }
    }
    bytes
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let joined = text.replace("=\r\n", "");
    let mut rest = joined.as_str();
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend(before.as_bytes());
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.extend(code);
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend(rest.as_bytes());
    bytes
}
