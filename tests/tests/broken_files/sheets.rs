//! Workbooks: cut, swollen, out of order, with headers that are none, and cells where no cell should be.

use crate::Expected::{Accounted, Refused, Rows};
use crate::{Broken, Expected, MEMBER_HEADER, PAID_HEADER, Seeded, contributions, member_row, members};
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook with one sheet.
fn parts(sheet: &str) -> Vec<(String, Vec<u8>)> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let rel = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let rels = |all: String| {
        format!(
            "{head}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
        )
    };
    let texts = [
        (
            "[Content_Types].xml",
            format!("{head}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ),
        ("_rels/.rels", rels(rel("rId1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "{head}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            rels(
                rel("rId1", "worksheet", "worksheets/sheet1.xml")
                    + &rel("rId2", "styles", "styles.xml")
                    + &rel("rId3", "sharedStrings", "sharedStrings.xml"),
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "{head}<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!("{head}<sst xmlns=\"{MAIN}\"><si><t>A1</t></si><si><t>digital</t></si></sst>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("{head}<worksheet xmlns=\"{MAIN}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(sheet: &str) -> Vec<u8> {
    zipped(&parts(sheet))
}

/// A workbook with one of its parts replaced, added, or (with no bytes) left out.
fn with_part(sheet: &str, name: &str, bytes: Option<Vec<u8>>) -> Vec<u8> {
    let mut parts = parts(sheet);
    parts.retain(|(n, _)| n != name);
    if let Some(bytes) = bytes {
        parts.push((name.to_owned(), bytes));
    }
    zipped(&parts)
}

fn letter(column: usize) -> String {
    char::from(b'A' + column as u8).to_string()
}

fn text(reference: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn number(reference: &str, number: &str) -> String {
    format!("<c r=\"{reference}\"><v>{number}</v></c>")
}

fn row(at: usize, cells: &[&str]) -> String {
    let cells: String = cells.iter().enumerate().map(|(c, cell)| text(&format!("{}{at}", letter(c)), cell)).collect();
    format!("<row r=\"{at}\">{cells}</row>")
}

fn header(at: usize) -> String {
    row(at, &PAID_HEADER.split(',').collect::<Vec<_>>())
}

const GOOD: [&str; 6] = ["A1", "2026-10", "2026-10-05", "", "16.800", "digital"];

/// The header, a row whose cell in `column` is `cell`, and a good row.
fn one_cell(column: usize, cell: impl Fn(&str) -> String) -> Vec<u8> {
    let cells: String = (0..6)
        .map(|c| {
            let reference = format!("{}2", letter(c));
            if c == column { cell(&reference) } else { text(&reference, GOOD[c]) }
        })
        .collect();
    workbook(&format!(
        "{}<row r=\"2\">{cells}</row>{}",
        header(1),
        row(3, &["A2", "2026-10", "2026-10-05", "", "16800", "branch"])
    ))
}

/// A deflated part that claims to be `claimed` bytes in the directory.
fn lying_size(good: &[u8], claimed: u32) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for (mark, place) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let starts: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, w)| w == mark).map(|(at, _)| at).collect();
        for at in starts {
            bytes[at + place..at + place + 4].copy_from_slice(&claimed.to_le_bytes());
        }
    }
    bytes
}

fn entity_bomb() -> Vec<u8> {
    let mut dtd = String::from("<!ENTITY a0 \"lol\">");
    for n in 1..10 {
        dtd.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    }
    format!("<?xml version=\"1.0\"?><!DOCTYPE sst [{dtd}]><sst xmlns=\"{MAIN}\"><si><t>&a9;</t></si></sst>")
        .into_bytes()
}

/// The files.
pub fn files() -> Vec<Broken> {
    let good_rows =
        format!("{}{}{}", header(1), row(2, &GOOD), row(3, &["A2", "2026-10", "2026-10-05", "", "16800", "branch"]));
    let good = workbook(&good_rows);
    let paid = |name: &str, bytes: Vec<u8>, expected: Expected| contributions(format!("{name}.xlsx"), bytes, expected);
    let sheet = |rows: String| workbook(&rows);
    let part = |name: &str, bytes: Option<&[u8]>| with_part(&good_rows, name, bytes.map(<[u8]>::to_vec));
    let far = |reference: &str| {
        format!(
            "{good_rows}<row r=\"{}\">{}</row>",
            reference.trim_start_matches(char::is_alphabetic),
            text(reference, "x")
        )
    };
    let mut files = vec![
        paid("good", good.clone(), Rows(2, 0)),
        paid("cell-at-xfd1048576", sheet(far("XFD1048576")), Rows(2, 1)),
        paid("cell-at-a1048576", sheet(far("A1048576")), Rows(2, 1)),
        paid("cell-beyond-the-last-row", sheet(far("A1048577")), Accounted),
        paid("cell-beyond-the-last-column", sheet(far("XFE4")), Accounted),
        paid("cell-in-row-4294967295", sheet(far("A4294967295")), Refused("a row has a number of ten digits")),
        paid("cell-in-row-0", sheet(far("A0")), Accounted),
        paid("cell-without-a-row", sheet(format!("{good_rows}<row r=\"4\">{}</row>", text("AAA", "x"))), Accounted),
        paid("row-4294967295-without-references", sheet(format!("{good_rows}<row r=\"4294967295\"><c><v>1</v></c></row><row><c><v>1</v></c></row>")), Refused("a row has a number of ten digits")),
        paid("header-at-xfd", sheet(format!("<row r=\"1\">{}{}</row>{}", text("A1", "member_id"), text("XFD1", "x"), row(2, &GOOD))), Refused("the header has 16384 columns")),
        paid("dimension-claims-everything", with_part(&good_rows, "xl/worksheets/sheet1.xml", Some(format!("<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>{good_rows}</sheetData></worksheet>").into_bytes())), Rows(2, 0)),
        paid("dimension-is-rubbish", with_part(&good_rows, "xl/worksheets/sheet1.xml", Some(format!("<worksheet xmlns=\"{MAIN}\"><dimension ref=\"##:!!\"/><sheetData>{good_rows}</sheetData></worksheet>").into_bytes())), Accounted),
        paid("merged-header", sheet(format!("<row r=\"1\">{}{}{}</row>{}", text("A1", "member_id"), text("B1", "coverage_month"), text("D1", "known_on"), row(2, &GOOD[..4]))), Refused("column 3 has no name, and line 2")),
        paid("merged-title-above", sheet(format!("<row r=\"1\">{}</row>{}{}", text("A1", "Setoran 2026"), header(2), row(3, &GOOD))), Refused("no column `member_id`")),
        paid("header-below-an-empty-row", sheet(format!("{}{}", header(2), row(3, &GOOD))), Refused("row 1 of the sheet, where the header was expected, is empty")),
        paid("header-only", sheet(header(1)), Refused("no rows below")),
        paid("empty-sheet", sheet(String::new()), Refused("the file is empty")),
        paid("header-name-twice", sheet(format!("{}{}", row(1, &["member_id", "member_id"]), row(2, &["A1", "A1"]))), Refused("the column `member_id` 2 times")),
        paid("rows-out-of-order", sheet(format!("{}{}{}", header(1), row(5, &GOOD), row(3, &GOOD))), Refused("row 3 stands below row 5")),
        paid("cells-out-of-order", sheet(format!("{}<row r=\"2\">{}{}</row>", header(1), text("B2", "x"), text("A2", "A1"))), Refused("row 2 are out of order")),
        paid("cell-twice", sheet(format!("{}<row r=\"2\">{}{}</row>", header(1), text("A2", "A1"), text("A2", "A2"))), Refused("row 2 are out of order")),
        paid("row-twice", sheet(format!("{}{}{}", header(1), row(2, &GOOD), row(2, &GOOD))), Refused("row 2 are out of order")),
        paid("amount-a-number", one_cell(4, |r| number(r, "16800")), Rows(2, 0)),
        paid("amount-with-a-fraction", one_cell(4, |r| number(r, "16.8")), Rows(1, 1)),
        paid("amount-a-third", one_cell(4, |r| number(r, "16800.333333333332")), Rows(1, 1)),
        paid("amount-negative", one_cell(4, |r| number(r, "-16800")), Rows(1, 1)),
        paid("amount-enormous", one_cell(4, |r| number(r, "1E300")), Rows(1, 1)),
        paid("amount-infinite", one_cell(4, |r| number(r, "1E999")), Accounted),
        paid("amount-not-a-number", one_cell(4, |r| number(r, "NaN")), Accounted),
        paid("amount-no-number-at-all", one_cell(4, |r| number(r, "abc")), Accounted),
        paid("amount-a-formula", one_cell(4, |r| format!("<c r=\"{r}\"><f>8400*2</f><v>16800</v></c>")), Rows(2, 0)),
        paid("amount-a-formula-without-result", one_cell(4, |r| format!("<c r=\"{r}\"><f>8400*2</f></c>")), Rows(1, 1)),
        paid("amount-an-error", one_cell(4, |r| format!("<c r=\"{r}\" t=\"e\"><v>#N/A</v></c>")), Rows(1, 1)),
        paid("amount-a-strange-error", one_cell(4, |r| format!("<c r=\"{r}\" t=\"e\"><v>#WAT!</v></c>")), Accounted),
        paid("amount-yes", one_cell(4, |r| format!("<c r=\"{r}\" t=\"b\"><v>1</v></c>")), Rows(1, 1)),
        paid("amount-a-day", one_cell(4, |r| format!("<c r=\"{r}\" s=\"1\"><v>46300</v></c>")), Rows(1, 1)),
        paid("day-typed", one_cell(2, |r| format!("<c r=\"{r}\" s=\"1\"><v>46300.75</v></c>")), Rows(2, 0)),
        paid("day-before-1900", one_cell(2, |r| format!("<c r=\"{r}\" s=\"1\"><v>-5</v></c>")), Rows(1, 1)),
        paid("day-0", one_cell(2, |r| format!("<c r=\"{r}\" s=\"1\"><v>0</v></c>")), Rows(1, 1)),
        paid("day-60-that-never-was", one_cell(2, |r| format!("<c r=\"{r}\" s=\"1\"><v>60</v></c>")), Rows(1, 1)),
        paid("day-after-9999", one_cell(2, |r| format!("<c r=\"{r}\" s=\"1\"><v>2958466</v></c>")), Rows(1, 1)),
        paid("day-1e300", one_cell(2, |r| format!("<c r=\"{r}\" s=\"1\"><v>1E300</v></c>")), Rows(1, 1)),
        paid("day-a-number", one_cell(2, |r| number(r, "46300")), Rows(1, 1)),
        paid("day-a-duration", one_cell(2, |r| format!("<c r=\"{r}\" s=\"2\"><v>1.5</v></c>")), Rows(1, 1)),
        paid("day-iso", one_cell(2, |r| format!("<c r=\"{r}\" t=\"d\"><v>2026-10-05T10:00:00</v></c>")), Rows(2, 0)),
        paid("style-that-is-not-there", one_cell(2, |r| format!("<c r=\"{r}\" s=\"99999\"><v>46300</v></c>")), Rows(1, 1)),
        paid("shared-text", one_cell(0, |r| format!("<c r=\"{r}\" t=\"s\"><v>0</v></c>")), Rows(2, 0)),
        paid("shared-text-that-is-not-there", one_cell(0, |r| format!("<c r=\"{r}\" t=\"s\"><v>99</v></c>")), Accounted),
        paid("shared-text-minus-one", one_cell(0, |r| format!("<c r=\"{r}\" t=\"s\"><v>-1</v></c>")), Accounted),
        paid("unknown-cell-type", one_cell(0, |r| format!("<c r=\"{r}\" t=\"zz\"><v>1</v></c>")), Accounted),
        paid("cell-of-10-mb", one_cell(0, |r| text(r, &"x".repeat(10 << 20))), Rows(1, 1)),
        paid("cell-with-a-control-character", one_cell(0, |r| text(r, "A\u{7}1")), Rows(1, 1)),
        paid("entity-that-is-not-there", one_cell(0, |r| format!("<c r=\"{r}\" t=\"inlineStr\"><is><t>&nope;</t></is></c>")), Accounted),
        paid("cut-inside-the-sheet", with_part("", "xl/worksheets/sheet1.xml", Some(format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{}", header(1)).into_bytes())), Refused("cannot be read")),
        paid("sheet-is-no-xml", part("xl/worksheets/sheet1.xml", Some(b"member_id,amount")), Refused("")),
        paid("sheet-is-empty", part("xl/worksheets/sheet1.xml", Some(b"")), Refused("")),
        paid("sheet-is-missing", part("xl/worksheets/sheet1.xml", None), Refused("cannot be read")),
        paid("workbook-is-missing", part("xl/workbook.xml", None), Refused("no Excel workbook")),
        paid("workbook-is-no-xml", part("xl/workbook.xml", Some(b"\0\0\0")), Refused("")),
        paid("relations-are-missing", part("xl/_rels/workbook.xml.rels", None), Refused("")),
        paid("styles-are-missing", part("xl/styles.xml", None), Rows(2, 0)),
        paid("shared-texts-are-missing", part("xl/sharedStrings.xml", None), Rows(2, 0)),
        paid("shared-texts-are-cut", part("xl/sharedStrings.xml", Some(b"<sst><si><t>A1")), Accounted),
        paid("entity-bomb", with_part(&good_rows, "xl/sharedStrings.xml", Some(entity_bomb())), Accounted),
        paid("no-sheets", part("xl/workbook.xml", Some(format!("<workbook xmlns=\"{MAIN}\"><sheets/></workbook>").as_bytes())), Refused("no sheet of cells")),
        paid(
            "two-sheets",
            part("xl/workbook.xml", Some(format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Jan\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Feb\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>").as_bytes())),
            Refused("several sheets (`Jan`, `Feb`)"),
        ),
        paid("bomb-in-the-sheet", with_part("", "xl/worksheets/sheet1.xml", Some(vec![b' '; 300 << 20])), Refused("which no real table of that size does")),
        paid("bomb-in-the-shared-texts", with_part(&good_rows, "xl/sharedStrings.xml", Some(vec![b' '; 300 << 20])), Refused("which no real table of that size does")),
        paid("bomb-in-a-part-of-its-own", with_part(&good_rows, "xl/media/image1.png", Some(vec![0; 300 << 20])), Refused("which no real table of that size does")),
        paid("size-claims-0", lying_size(&good, 0), Accounted),
        paid("size-claims-4-gb", lying_size(&good, u32::MAX - 1), Accounted),
        paid("climbing-names", part("../../../tmp/evil.xml", Some(b"x")), Rows(2, 0)),
        paid("password-of-a-zip", { let mut z = good.clone(); let at = z.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap(); z[at + 8] |= 1; z }, Refused("damaged or cut off")),
        paid("of-10001-parts", { let mut all = parts(&good_rows); all.extend((0..10_001).map(|n| (format!("x/{n}"), Vec::new()))); zipped(&all) }, Refused("expected at most 10000")),
        paid("document", zipped(&[("word/document.xml".to_owned(), b"<x/>".to_vec())]), Refused("no Excel workbook")),
        paid("opendocument", zipped(&[("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()), ("content.xml".to_owned(), b"<x/>".to_vec())]), Refused("no Excel workbook")),
        paid("binary-workbook", zipped(&[("xl/workbook.bin".to_owned(), vec![0x83, 1, 0])]), Refused("no Excel workbook")),
        paid("csv-in-a-zip", zipped(&[("peserta.csv".to_owned(), MEMBER_HEADER.as_bytes().to_vec())]), Refused("no Excel workbook")),
        paid("empty-zip", zipped(&[]), Refused("no Excel workbook")),
        paid("zip-head-only", b"PK\x03\x04".to_vec(), Refused("damaged or cut off")),
        paid("rubbish-before", [b"rubbish".as_slice(), &good].concat(), Refused("")),
        paid("rubbish-behind", [good.as_slice(), b"rubbish"].concat(), Accounted),
    ];
    // An identity number typed as a number: a spreadsheet keeps 15 of its digits.
    let names: Vec<&str> = MEMBER_HEADER.split(',').collect();
    let values: Vec<String> = member_row("A1").split(',').map(str::to_owned).collect();
    let cells: String = values
        .iter()
        .enumerate()
        .map(|(c, v)| {
            let reference = format!("{}2", letter(c));
            if names[c] == "nik" { number(&reference, "3321044107850000") } else { text(&reference, v) }
        })
        .collect();
    let nik = format!("{}<row r=\"2\">{cells}</row>", row(1, &names));
    files.push(members("identity-number-as-a-number.xlsx", workbook(&nik), Rows(0, 1)));
    for tenth in 1..10 {
        let cut = good[..good.len() * tenth / 10].to_vec();
        files.push(paid(&format!("cut-at-{tenth}-tenths"), cut, Refused("damaged or cut off")));
    }
    let mut seeded = Seeded(1048);
    for n in 0..40 {
        files.push(paid(&format!("damaged-{n:02}"), seeded.damaged(&good), Accounted));
    }
    // Damage inside the sheet, so that the zip around it is whole.
    let inner = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{good_rows}</sheetData></worksheet>");
    for n in 0..40 {
        let damaged = seeded.damaged(inner.as_bytes());
        files.push(paid(
            &format!("damaged-sheet-{n:02}"),
            with_part("", "xl/worksheets/sheet1.xml", Some(damaged)),
            Accounted,
        ));
    }
    files
}
