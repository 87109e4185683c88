//! The catalogue beside the sources it speaks for.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use translation::{entries, indonesian};

/// What stands before a sentence that a person can meet.
const TOLD: [&str; 7] =
    ["#[error(", "bail!(", "anyhow!(", ".context(", "with_context(||format!(", "progress.begin(", "progress.end("];

/// A string of a source, with what stands before it, spaces left out.
struct Written {
    before: String,
    text: String,
    as_it_is: String,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// The strings of a source outside comments and test modules.
fn strings(source: &str) -> Vec<Written> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut code, mut at) = (Vec::new(), String::new(), 0);
    while at < chars.len() {
        match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            '\'' if chars.get(at + 1) == Some(&'\\') => at += 4,
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 3,
            'r' if matches!(chars.get(at + 1), Some('"' | '#')) && !code.ends_with(char::is_alphanumeric) => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                if chars.get(at + 1 + hashes) != Some(&'"') {
                    at += 1;
                    continue;
                }
                let close: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                let rest: String = chars[at + 2 + hashes..].iter().collect();
                at += 2 + hashes + rest.split(&close).next().unwrap().chars().count() + close.len();
            }
            '"' => {
                let (text, after) = string(&chars, at + 1);
                let kept = code.char_indices().rev().nth(40).map_or(0, |(i, _)| i);
                found.push(Written { before: code[kept..].to_owned(), text: with_letters(&text), as_it_is: text });
                code.push('"');
                at = after;
            }
            other => {
                if !other.is_whitespace() {
                    code.push(other);
                }
                at += 1;
            }
        }
    }
    found
}

/// The string that begins here, and where it is over.
fn string(chars: &[char], mut at: usize) -> (String, usize) {
    let mut text = String::new();
    while chars[at] != '"' {
        if chars[at] != '\\' {
            text.push(chars[at]);
            at += 1;
            continue;
        }
        match chars[at + 1] {
            '\n' => {
                at += 2;
                while chars[at].is_whitespace() {
                    at += 1;
                }
                continue;
            }
            'n' => text.push_str("\\n"),
            'u' => {
                let code: String = chars[at + 3..].iter().take_while(|c| **c != '}').collect();
                text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
                at += code.len() + 2;
            }
            other => text.push(other),
        }
        at += 2;
    }
    (text, at + 1)
}

/// A format string with its places named `{a}`, `{b}` … in their order.
fn with_letters(text: &str) -> String {
    let (mut letters, mut written, mut rest) = ('a'..='z', String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        written.push_str(&rest[..at]);
        let twice = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
        match rest[at..].find('}') {
            _ if twice => {
                written.push_str(&rest[at..=at]);
                rest = &rest[at + 2..];
            }
            Some(close) if rest[at..].starts_with('{') => {
                written.extend(letters.next().map(|letter| format!("{{{letter}}}")));
                rest = &rest[at + close + 1..];
            }
            _ => {
                written.push_str(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    written + rest
}

/// What stands word for word between the places.
fn pieces(sentence: &str) -> Vec<&str> {
    let is_place = |at: usize| sentence.as_bytes().get(at + 2) == Some(&b'}');
    let (mut found, mut from) = (Vec::new(), 0);
    for (at, _) in sentence.match_indices('{').filter(|(at, _)| is_place(*at)) {
        found.push(bare(&sentence[from..at]));
        from = at + 3;
    }
    found.push(bare(&sentence[from..]));
    found
}

/// Without what joins it to its neighbours.
fn bare(piece: &str) -> &str {
    piece.trim_matches([' ', ':', ',', ';'])
}

/// Whether anything is said beyond what is filled in.
fn says_something(sentence: &str) -> bool {
    let words = sentence.split(['{', '}']).step_by(2);
    words.into_iter().any(|part| part.chars().filter(char::is_ascii_alphabetic).count() > 2)
}

fn written() -> Vec<(PathBuf, Written)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    sources(&crates, &mut files);
    files.sort();
    assert!(files.len() > 300, "{}", files.len());
    let of_file = |path: PathBuf| {
        let found = strings(&fs::read_to_string(&path).unwrap());
        found.into_iter().map(move |written| (path.clone(), written)).collect::<Vec<_>>()
    };
    files.into_iter().flat_map(of_file).collect()
}

#[test]
fn every_pattern_stands_in_a_source_word_for_word() {
    let sources: BTreeSet<String> =
        written().into_iter().flat_map(|(_, Written { text, as_it_is, .. })| [text, as_it_is]).collect();
    let stands = |words: &str| sources.contains(words) || sources.iter().any(|source| source.contains(words));
    // A sentence that is put together from several strings stands there in its pieces.
    let in_pieces = |english: &str| pieces(english).iter().all(|piece| stands(piece));
    let strangers: Vec<&str> =
        entries().iter().map(|entry| entry.english).filter(|english| !stands(english) && !in_pieces(english)).collect();
    assert!(strangers.is_empty(), "no source says these any more:\n{}", strangers.join("\n"));
}

#[test]
fn every_sentence_that_is_refused_or_told_has_its_indonesian() {
    let known: BTreeSet<&str> = entries().iter().map(|entry| entry.english).collect();
    let mut missing = BTreeSet::new();
    let mut looked_at = 0;
    for (path, Written { before, text, .. }) in written() {
        // The made-up providers speak as the real ones do.
        let is_theirs =
            path.components().any(|part| part.as_os_str() == "fake-providers" || part.as_os_str() == "studies");
        if is_theirs || !TOLD.iter().any(|told| before.ends_with(told)) || !says_something(&text) {
            continue;
        }
        looked_at += 1;
        if !known.contains(text.as_str()) {
            missing.insert(format!("{}: {text}", path.display()));
        }
    }
    assert!(looked_at > 500, "{looked_at}");
    assert!(missing.is_empty(), "without Indonesian:\n{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn each_is_said_once_and_fills_in_only_what_it_has() {
    let mut seen = BTreeSet::new();
    for entry in entries() {
        assert!(seen.insert(entry.english), "twice: {}", entry.english);
        assert!(entry.fills_what_it_has(), "{} / {}", entry.english, entry.indonesian);
        let letters = pieces(entry.english).concat().chars().filter(char::is_ascii_alphabetic).count();
        assert!(letters > 3 || !entry.english.contains("{a}"), "matches anything: {}", entry.english);
    }
}

#[test]
fn a_refusal_is_said_with_what_it_quotes_left_alone() {
    let said = |text: &str| indonesian(text).unwrap_or_else(|| panic!("not known: {text}"));
    let date = said("terisi.csv, line 6, column hasil: `expected a day`; expected one of: paid, promised");
    assert!(date.contains("baris 6, kolom hasil: `expected a day`"), "{date}");
    let list = said("not known to anybody; a plan needs --by");
    assert!(
        list.starts_with("not known to anybody; ") && list.contains("--by") && !list.contains("a plan needs"),
        "{list}"
    );
    assert_eq!(indonesian("words of another program: 7"), None);
}
