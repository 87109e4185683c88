//! Lists that a partner's counter works through.

use crate::error::DispatchError;
use domain::MemberId;
use store::CounterLine;

/// One member on a counter's list. Neither number nor address: the counter sees the member in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistRow {
    /// Reference of the touch; the counter's report carries it back.
    pub touch: String,
    /// Member number, which the counter types into its own system.
    pub member: MemberId,
    /// Name, to greet by.
    pub name: String,
    /// Village.
    pub village: String,
    /// What to say.
    pub words: String,
}

impl WorklistRow {
    /// A line of a counter's list, with the member's name.
    pub fn of(line: &CounterLine, name: String) -> Self {
        Self {
            touch: line.touch.clone(),
            member: line.member.clone(),
            name,
            village: format!("Desa {}", line.area),
            words: line.body.clone(),
        }
    }
}

/// A touch's id as paper and spreadsheets carry it. Sixteen hexadecimal digits may all be decimal, or read `12e4`; a spreadsheet would
/// make a number of that and keep fifteen places. A letter in front makes it a word.
pub fn reference(touch: &str) -> String {
    format!("T{touch}")
}

/// The touch a reference stands for; an id without its letter stands for itself.
///
/// ```
/// assert_eq!(dispatch::touch_of(&dispatch::reference("3fa4c0de00112233")), "3fa4c0de00112233");
/// assert_eq!(dispatch::touch_of("3fa4c0de00112233"), "3fa4c0de00112233");
/// ```
pub fn touch_of(reference: &str) -> &str {
    let reference = reference.trim();
    reference.strip_prefix(['T', 't']).filter(|id| id.bytes().all(|b| b.is_ascii_hexdigit())).unwrap_or(reference)
}

/// The list as CSV for the spreadsheets of Indonesian offices: UTF-8 with byte order mark, separated by semicolons (the
/// comma is the decimal mark there), lines ended by CR LF, and two empty columns for the counter to fill in
/// (`hasil` and `tanggal`).
///
/// A cell that a spreadsheet would take for a formula (it starts with `=`, `+`, `-`, `@`, a tab or a line break, also
/// after blanks or in full width) gets an apostrophe in front.
pub fn counter_worklist_csv(rows: &[WorklistRow]) -> Result<Vec<u8>, DispatchError> {
    let mut csv = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    csv.write_record(["rujukan", "nomor_peserta", "nama", "desa", "pesan", "hasil", "tanggal"])?;
    for row in rows {
        let cells =
            [&reference(&row.touch), &row.member.0, &row.name, &row.village, &row.words].map(|cell| harmless(cell));
        csv.write_record(cells.iter().map(String::as_str).chain(["", ""]))?;
    }
    csv.into_inner().map_err(|e| DispatchError::Worklist(csv::Error::from(e.into_error())))
}

fn harmless(cell: &str) -> String {
    let first = cell.chars().find(|c| *c != ' ' && *c != '\u{a0}');
    let formula = first.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c));
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn row(name: &str) -> WorklistRow {
        WorklistRow {
            touch: "3fa4".into(),
            member: MemberId("M000001".into()),
            name: name.into(),
            village: "Wonokerto".into(),
            words: "Iuran Rp8.400; diskon sampai 31 Desember".into(),
        }
    }

    #[test]
    fn a_worklist_opens_in_an_indonesian_spreadsheet() {
        let text = String::from_utf8(counter_worklist_csv(&[row("Wati")]).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}rujukan;nomor_peserta;nama;desa;pesan;hasil;tanggal\r\n\
             T3fa4;M000001;Wati;Wonokerto;\"Iuran Rp8.400; diskon sampai 31 Desember\";;\r\n"
        );
    }

    #[test]
    fn a_name_cannot_become_a_formula() {
        for name in ["=HYPERLINK(1)", "+62", "-1", "@SUM", "\t=1", " =1", "\u{a0}=1", "＝1", "\r=1"] {
            let text = String::from_utf8(counter_worklist_csv(&[row(name)]).unwrap()).unwrap();
            assert!(text.contains(&format!("'{name}")), "{text}");
        }
        let text = String::from_utf8(counter_worklist_csv(&[row("Siti-Aminah")]).unwrap()).unwrap();
        assert!(text.contains(";Siti-Aminah;"));
    }
}
