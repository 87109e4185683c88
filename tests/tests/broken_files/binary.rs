//! The same through the command line: exit code 1 and one sentence, within 4 GB of address space.

use crate::{good_members, sheets, text};
use jangkau_tests::jangkau;
use std::fs;
use std::path::Path;
use std::process::Command;

struct Answer {
    code: i32,
    out: String,
    err: String,
}

/// Runs `jangkau import` under a limit of memory where the system has one.
fn import(home: &Path, members: &Path) -> Answer {
    let arguments = [
        "--lang",
        "en",
        "import",
        "--as-of",
        "2026-11-30",
        "--home",
        home.to_str().unwrap(),
        "--members",
        members.to_str().unwrap(),
    ];
    let binary = jangkau();
    let limited = format!("ulimit -v 4000000; exec \"{}\" \"$@\"", binary.get_program().to_str().unwrap());
    let mut command = Command::new("sh");
    command
        .args(["-c", &limited, "sh"])
        .args(arguments)
        .env_remove("JANGKAU_IDENTITY_KEY")
        .env_remove("JANGKAU_CONTACTS_KEY");
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn the_command_line_answers_broken_files_with_one_sentence_and_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let chosen = [
        "utf16-le-no-mark.csv",
        "latin-1.csv",
        "quote-never-closed.csv",
        "header-name-twice.csv",
        "header-of-a-million-columns.csv",
        "empty.csv",
        "page.xls",
        "old.xls",
        "bomb.csv.gz",
        "cut.csv.gz",
        "thousand-zero-bytes.csv",
        "bomb-in-the-sheet.xlsx",
        "cut-at-5-tenths.xlsx",
        "header-at-xfd.xlsx",
        "of-10001-parts.xlsx",
    ];
    let mut seen = 0;
    for broken in text::files().into_iter().chain(sheets::files()).filter(|b| chosen.contains(&b.name.as_str())) {
        let path = folder.path().join(&broken.name);
        fs::write(&path, &broken.bytes).unwrap();
        let answer = import(&home, &path);
        let last = answer.err.lines().last().unwrap_or_default().to_owned();
        println!("{:<36} {last:.140}", broken.name);
        assert_eq!(answer.code, 1, "{}: {}{}", broken.name, answer.out, answer.err);
        assert!(!answer.err.contains("panicked"), "{}: {}", broken.name, answer.err);
        assert!(last.starts_with("jangkau: ") && last.contains(&broken.name), "{last}");
        seen += 1;
    }
    assert_eq!(seen, chosen.len());
    let good = folder.path().join("good.csv");
    fs::write(&good, good_members(3)).unwrap();
    let answer = import(&home, &good);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.out.contains("3 rows, 3 new"), "{}", answer.out);
    let directory = import(&home, folder.path());
    assert_eq!(directory.code, 1);
    assert!(directory.err.contains("this is a directory"), "{}", directory.err);
}
