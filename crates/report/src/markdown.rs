//! The report as Markdown: for a repository, a wiki or a message.

use crate::{Block, Report, description_of};
use domain::Language;
use std::fmt::Write;

/// The report, pictures as their descriptions. It holds no day, so that the same findings give the same text.
pub fn markdown(report: &Report) -> String {
    let grade = if report.language == Language::Id { "Mutu bukti" } else { "Grade of evidence" };
    let answer = &report.answer;
    let mut text = format!("# {}\n\n{}\n\n**{}.**", report.title, report.subtitle, answer.verdict);
    for sentence in &answer.sentences {
        text.push(' ');
        text.push_str(sentence);
    }
    let mut put = |part: std::fmt::Arguments<'_>| {
        // Writing to a text cannot fail.
        let _ = text.write_fmt(part);
    };
    put(format_args!("\n\n{grade}: {}\n", answer.grade));
    for section in &report.sections {
        put(format_args!("\n## {}\n", section.heading));
        for block in &section.blocks {
            match block {
                Block::Paragraph { text } => put(format_args!("\n{text}\n")),
                Block::Warning { text } => put(format_args!("\n> {text}\n")),
                Block::Facts { facts } => {
                    put(format_args!("\n"));
                    for (name, value) in facts {
                        put(format_args!("- {name}: {value}\n"));
                    }
                }
                Block::Table { caption, columns, rows } => {
                    let line = |cells: &mut dyn Iterator<Item = String>| {
                        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
                    };
                    let heads = line(&mut columns.iter().map(|column| cell(&column.text)));
                    let under = line(&mut columns.iter().map(|c| if c.figures { "---:" } else { "---" }.to_owned()));
                    put(format_args!("\n{caption}:\n\n{heads}\n{under}\n"));
                    for row in rows {
                        put(format_args!("{}\n", line(&mut row.iter().map(|text| cell(text)))));
                    }
                }
                Block::Code { text, address, .. } => put(format_args!("\n{text} <{address}>\n")),
                Block::Chart { svg } => put(format_args!("\n*{}*\n", description_of(svg))),
            }
        }
    }
    text
}

/// A cell stays one.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Heading, Section};

    #[test]
    fn every_kind_of_block_is_written_and_a_cell_stays_a_cell() {
        let table = Block::Table {
            caption: "Prices".into(),
            columns: vec![Heading::words("Plan"), Heading::figures("Rupiah")],
            rows: vec![vec!["a|b".into(), "16.800".into()]],
        };
        let blocks = vec![
            Block::Paragraph { text: "A word.".into() },
            Block::Warning { text: "Mind this.".into() },
            Block::Facts { facts: vec![("Rows".into(), "3".into())] },
            table,
            Block::Code { svg: "<svg/>".into(), text: "Sign up:".into(), address: "https://example.org".into() },
            Block::Chart { svg: "<svg><desc>A curve &amp; a line</desc></svg>".into() },
        ];
        let report = Report {
            language: Language::En,
            title: "Title".into(),
            subtitle: "about".into(),
            answer: Answer { verdict: "It works".into(), sentences: vec!["Truly.".into()], grade: "A".into() },
            sections: vec![Section { heading: "Part".into(), blocks }],
        };
        assert_eq!(
            markdown(&report),
            "# Title\n\nabout\n\n**It works.** Truly.\n\nGrade of evidence: A\n\n## Part\n\nA word.\n\n> Mind this.\n\n- Rows: 3\n\nPrices:\n\n| \
             Plan | Rupiah |\n| --- | ---: |\n| a\\|b | 16.800 |\n\nSign up: <https://example.org>\n\n*A curve & a line*\n"
        );
    }
}
