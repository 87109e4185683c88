//! Paths that are no ordinary file, and names that are no ordinary name.
#![cfg(unix)]

use crate::{Border, Kind, Outcome, good_members};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn sentence(border: &Border, path: &Path) -> String {
    match border.read(Kind::Members, path).unwrap() {
        Outcome::Sentence(sentence) => {
            println!("{sentence}");
            assert!(!sentence.chars().any(char::is_control), "{sentence:?} is no plain line");
            sentence
        }
        Outcome::Read { rows, .. } => panic!("{} was read: {rows} rows", path.display()),
    }
}

#[test]
fn what_is_no_ordinary_file_is_refused_before_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let border = Border::new(folder.path());
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("directory.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe.csv")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.csv")).unwrap();
    std::os::unix::fs::symlink(at("nowhere"), at("dangling.csv")).unwrap();
    std::os::unix::fs::symlink(at("loop.csv"), at("loop.csv")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("zero.csv")).unwrap();
    let device = "a pipe, a device or a socket";
    for (path, words) in [
        (at("directory.csv"), "this is a directory; expected a file"),
        (at("pipe.csv"), device),
        (at("socket.csv"), device),
        (at("zero.csv"), device),
        (PathBuf::from("/dev/zero"), device),
        (PathBuf::from("/dev/null"), device),
        (PathBuf::from("/dev/urandom"), device),
        (at("dangling.csv"), "there is no such file"),
        (at("missing.csv"), "there is no such file"),
        (at("loop.csv"), "cannot be read"),
        (at(&"n".repeat(300)), "cannot be read"),
    ] {
        let sentence = sentence(&border, &path);
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn a_strange_name_is_read_and_shown_on_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let border = Border::new(folder.path());
    for name in ["two\nlines.csv", "escape\u{1b}[2J.csv", "quote\"'.csv", "spasi dan é.csv", "-rf.csv"] {
        let path = folder.path().join(name);
        fs::write(&path, good_members(2)).unwrap();
        assert!(matches!(border.read(Kind::Members, &path).unwrap(), Outcome::Read { taken: 2, .. }), "{name:?}");
        fs::write(&path, "a\n").unwrap();
        sentence(&border, &path);
    }
    let path = folder.path().join(OsStr::from_bytes(b"latin-\xe9.csv"));
    fs::write(&path, good_members(1)).unwrap();
    assert!(matches!(border.read(Kind::Members, &path).unwrap(), Outcome::Read { taken: 1, .. }));
}
