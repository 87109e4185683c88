//! Text that is written in the wrong letters, cut, quoted, packed, or no table at all.

use crate::Expected::{Accounted, Refused, Rows};
use crate::{Broken, MEMBER_HEADER, Seeded, contributions, good_contributions, good_members, member_row, members};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Packs bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// A gzip of a gigabyte of commas in about a megabyte: one packed megabyte, repeated.
fn gzip_bomb() -> Vec<u8> {
    let mut one = GzEncoder::new(Vec::new(), Compression::best());
    one.write_all(&vec![b','; 1 << 20]).unwrap();
    one.finish().unwrap().repeat(1 << 10)
}

/// The files.
pub fn files() -> Vec<Broken> {
    let good = good_members(2);
    let accented = good.replace("Wati", "Zoë");
    let latin: Vec<u8> = accented.chars().map(|c| c as u8).collect();
    let with = |row: &str| format!("{MEMBER_HEADER}\n{row}\n{}\n", member_row("A2"));
    let bad_row = |cell: &str| with(&member_row("A1").replace("Wati", cell));
    let mut files = vec![
        members("utf8.csv", accented.clone(), Rows(2, 0)),
        members("utf8-mark.csv", format!("\u{feff}{accented}"), Rows(2, 0)),
        members("utf8-two-marks.csv", format!("\u{feff}\u{feff}{accented}"), Rows(2, 0)),
        members("utf16-le.csv", [b"\xff\xfe".to_vec(), utf16(&accented, u16::to_le_bytes)].concat(), Rows(2, 0)),
        members("utf16-be.csv", [b"\xfe\xff".to_vec(), utf16(&accented, u16::to_be_bytes)].concat(), Rows(2, 0)),
        members("utf16-le-no-mark.csv", utf16(&good, u16::to_le_bytes), Refused("UTF-16 without its mark")),
        members("utf16-be-no-mark.csv", utf16(&good, u16::to_be_bytes), Refused("UTF-16 without its mark")),
        members(
            "utf16-odd.csv",
            [b"\xff\xfe".to_vec(), utf16(&good, u16::to_le_bytes), vec![0]].concat(),
            Refused("UTF-16 text is damaged"),
        ),
        members("utf16-half-a-letter.csv", b"\xff\xfea\0\x00\xd8b\0".to_vec(), Refused("UTF-16 text is damaged")),
        members(
            "utf32.csv",
            [b"\xff\xfe\0\0".to_vec(), good.chars().flat_map(|c| (c as u32).to_le_bytes()).collect()].concat(),
            Refused("no text at all"),
        ),
        members("latin-1.csv", latin.clone(), Refused("encoding = \"windows-1252\"")),
        members(
            "windows-1252.csv",
            [good.as_bytes(), b"A9,,\x93Zo\xeb\x94"].concat(),
            Refused("line 4: the text is not UTF-8"),
        ),
        members(
            "utf8-cut-in-a-letter.csv",
            accented.as_bytes()[..=accented.rfind('ë').unwrap()].to_vec(),
            Refused("not UTF-8"),
        ),
        members("utf8-overlong.csv", [good.as_bytes(), b"\xc0\xaf"].concat(), Refused("not UTF-8")),
        members("ebcdic.csv", vec![0x94, 0x85, 0x94, 0x82, 0x85, 0x99, 0x6b, 0x15, 0xf1, 0x6b], Refused("not UTF-8")),
        members("crlf.csv", good.replace('\n', "\r\n"), Rows(2, 0)),
        members("cr.csv", good.replace('\n', "\r"), Rows(2, 0)),
        members("lf-cr.csv", good.replace('\n', "\n\r"), Rows(2, 0)),
        members("no-last-line-end.csv", good.trim_end(), Rows(2, 0)),
        members("empty-lines.csv", good.replace('\n', "\n\n\n"), Rows(2, 0)),
        members("dos-end-of-file.csv", format!("{good}\u{1a}"), Rows(2, 1)),
        members("semicolons.csv", good.replace(',', ";"), Rows(2, 0)),
        members("tabs.csv", good.replace(',', "\t"), Rows(2, 0)),
        members("bars.csv", good.replace(',', "|"), Refused("no column `member_id`")),
        members(
            "separator-changes.csv",
            format!("{MEMBER_HEADER}\n{}\n{}\n", member_row("A1"), member_row("A2").replace(',', ";")),
            Rows(1, 1),
        ),
        members(
            "quote-never-closed.csv",
            bad_row("\"Wati"),
            Refused("line 2: a quote is opened in this row and never closed"),
        ),
        members(
            "quote-never-closed-at-the-end.csv",
            good.replace("A2,3321044107850001,Wati", "A2,3321044107850001,\"Wati"),
            Refused("line 3: a quote is opened"),
        ),
        members("quote-never-closed-in-the-header.csv", format!("\"{good}"), Refused("a quote is opened")),
        members("quote-inside.csv", bad_row("Wa\"ti"), Rows(2, 0)),
        members("quotes-doubled.csv", bad_row("\"Wati \"\"Bu\"\" S\""), Rows(2, 0)),
        members("quoted-line-breaks.csv", bad_row("\"Wati\nSuwarsih\""), Rows(2, 0)),
        members("text-after-a-quote.csv", bad_row("\"Wati\"x"), Rows(2, 0)),
        members("single-quotes.csv", bad_row("'Wati, S'"), Rows(1, 1)),
        members("row-too-short.csv", with("A1,3321044107850001,Wati"), Rows(1, 1)),
        members("row-too-long.csv", with(&format!("{},more,cells", member_row("A1"))), Rows(1, 1)),
        members("row-of-one-word.csv", with("Jumlah: 2"), Rows(1, 1)),
        members("row-of-commas.csv", with(&",".repeat(16)), Rows(1, 0)),
        members("row-of-100000-commas.csv", with(&format!("x{}", ",".repeat(100_000))), Rows(1, 1)),
        members("header-only.csv", format!("{MEMBER_HEADER}\n"), Refused("no rows below")),
        members("header-twice.csv", format!("{MEMBER_HEADER}\n{good}"), Rows(2, 1)),
        members(
            "no-header.csv",
            good.lines().skip(1).collect::<Vec<_>>().join("\n"),
            Refused("the header has the column `0` 2 times"),
        ),
        members("header-of-spaces.csv", good.replace("member_id,nik", " member_id , nik "), Rows(2, 0)),
        members(
            "header-in-capitals.csv",
            good.replace(MEMBER_HEADER, &MEMBER_HEADER.to_uppercase()),
            Refused("did you mean `MEMBER_ID`?"),
        ),
        members(
            "header-with-a-typo.csv",
            good.replace("birth_year", "brith_year"),
            Refused("did you mean `brith_year`?"),
        ),
        members("header-name-twice.csv", good.replace("sex,", "name,"), Refused("the column `name` 2 times")),
        members(
            "header-name-empty.csv",
            good.replace("name,phone", ",phone"),
            Refused("column 3 has no name, and line 2"),
        ),
        members(
            "header-names-all-empty.csv",
            format!("{}\n{}\n", ",".repeat(16), member_row("A1")),
            Refused("has no name"),
        ),
        members("header-below-a-title.csv", format!("Data Peserta 2026\n{good}"), Refused("no column `member_id`")),
        members("trailing-commas.csv", good.replace('\n', ",,,\n"), Rows(2, 0)),
        members(
            "1001-columns.csv",
            (0..1001).map(|n| format!("c{n}")).collect::<Vec<_>>().join(","),
            Refused("at most 1000 are read"),
        ),
        members(
            "header-of-a-million-columns.csv",
            format!("a{}\n1\n", ",b".repeat(1_000_000)),
            Refused("at most 1000 are read"),
        ),
        members(
            "header-name-of-10-mb.csv",
            good.replace("ended_on", &"x".repeat(10 << 20)),
            Refused("no column `ended_on`"),
        ),
        members("cell-of-10-mb.csv", bad_row(&"x".repeat(10 << 20)), Rows(1, 1)),
        members("quoted-cell-of-10-mb.csv", bad_row(&format!("\"{}\"", "baris\n".repeat(1 << 20))), Rows(1, 1)),
        members("cell-of-32768-bytes.csv", bad_row(&"x".repeat(32_768)), Rows(1, 1)),
        members("cell-of-32767-bytes.csv", bad_row(&"x".repeat(32_767)), Rows(2, 0)),
        members("zero-byte.csv", bad_row("Wa\0ti"), Rows(1, 1)),
        members("zero-byte-in-the-number.csv", good.replace("A1", "A\u{0}1"), Rows(1, 1)),
        members("bell.csv", bad_row("Wa\u{7}ti"), Rows(1, 1)),
        members("escape-sequence.csv", bad_row("\u{1b}[2JWati"), Rows(1, 1)),
        members("c1-control.csv", bad_row("Wa\u{85}ti"), Rows(1, 1)),
        members("thousand-zero-bytes.csv", vec![0; 1000], Refused("no text at all")),
        members("empty.csv", "", Refused("the file is empty")),
        members("spaces.csv", "   \n \n", Refused("empty")),
        members("line-ends.csv", "\n\n\n\n", Refused("empty")),
        members("mark-only.csv", "\u{feff}", Refused("empty")),
        members(
            "page.csv",
            "<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
            Refused("a web page or XML"),
        ),
        members(
            "page.xls",
            "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table></table></html>",
            Refused("a web page or XML"),
        ),
        members("spreadsheet-2003.xml", "<?xml version=\"1.0\"?><Workbook></Workbook>", Refused("a web page or XML")),
        members("letter.rtf", "{\\rtf1\\ansi Peserta}", Refused("a document, not a table")),
        members("letter.pdf", "%PDF-1.7\n1 0 obj\n<<>>\nendobj", Refused("a document, not a table")),
        members("rows.json", "[{\"member_id\": \"A1\"}, {\"member_id\": \"A2\"}]", Refused("no rows below")),
        members("rows.sql", "INSERT INTO peserta VALUES ('A1');\nCOMMIT;\n", Refused("no column `member_id`")),
        members("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Refused("not UTF-8")),
        members("program.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".to_vec(), Refused("not UTF-8")),
        members(
            "old.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook".to_vec(),
            Refused("with a password, or of the time before 2007"),
        ),
        members(
            "password.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage".to_vec(),
            Refused("without a password"),
        ),
        members("packed.7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), Refused("packed in a way that is not read")),
        members("packed.rar", b"Rar!\x1a\x07\x01\0".to_vec(), Refused("packed in a way that is not read")),
        members("packed.bz2", b"BZh91AY&SY".to_vec(), Refused("packed in a way that is not read")),
        members("packed.zst", b"\x28\xb5\x2f\xfd\x04\0".to_vec(), Refused("packed in a way that is not read")),
        members("packed.xz", b"\xfd7zXZ\0\0\x04".to_vec(), Refused("packed in a way that is not read")),
        members("good.csv.gz", gzip(good.as_bytes()), Rows(2, 0)),
        members("two-members.csv.gz", [gzip(good.as_bytes()), gzip(member_row("A3").as_bytes())].concat(), Rows(3, 0)),
        members("cut.csv.gz", gzip(good.as_bytes())[..100].to_vec(), Refused("the gzip is damaged or cut off")),
        members(
            "cut-at-the-checksum.csv.gz",
            {
                let gz = gzip(good.as_bytes());
                gz[..gz.len() - 4].to_vec()
            },
            Refused("the gzip is damaged or cut off"),
        ),
        members(
            "wrong-checksum.csv.gz",
            {
                let mut gz = gzip(good.as_bytes());
                let at = gz.len() - 6;
                gz[at] ^= 1;
                gz
            },
            Refused("the gzip is damaged or cut off"),
        ),
        members(
            "rubbish-behind.csv.gz",
            [gzip(good.as_bytes()), b"rubbish".to_vec()].concat(),
            Refused("the gzip is damaged or cut off"),
        ),
        members("two-bytes.csv.gz", b"\x1f\x8b".to_vec(), Refused("the gzip is damaged or cut off")),
        members("of-nothing.csv.gz", gzip(b""), Refused("empty")),
        members("twice.csv.gz.gz", gzip(&gzip(good.as_bytes())), Refused("not UTF-8")),
        members("bomb.csv.gz", gzip_bomb(), Refused("which no real table of that size does")),
        members("bomb-of-bombs.csv.gz", gzip(&gzip_bomb()), Accounted),
        contributions("contributions.csv", good_contributions(72), Rows(72, 0)),
    ];
    let (csv, packed) = (good_contributions(40), gzip(good_contributions(40).as_bytes()));
    let mut seeded = Seeded(2026);
    for n in 0..25 {
        files.push(contributions(format!("damaged-{n:02}.csv"), seeded.damaged(csv.as_bytes()), Accounted));
        files.push(contributions(format!("damaged-{n:02}.csv.gz"), seeded.damaged(&packed), Accounted));
    }
    for n in 0..8 {
        let noise: Vec<u8> = (0..4_096).map(|_| seeded.below(256) as u8).collect();
        files.push(members(format!("noise-{n}.csv"), noise, Accounted));
    }
    files
}
