//! Names of columns as they are set in a document.

use report::{Block, Report};

/// The report with names between backticks, which are for terminals, set between quotation marks. Pictures
/// and commands are left alone.
pub(super) fn set_for_print(mut report: Report) -> Report {
    for text in [&mut report.title, &mut report.subtitle, &mut report.answer.verdict, &mut report.answer.grade] {
        quote(text);
    }
    report.answer.sentences.iter_mut().for_each(quote);
    for section in &mut report.sections {
        quote(&mut section.heading);
        for block in &mut section.blocks {
            match block {
                Block::Paragraph { text } | Block::Warning { text } | Block::Code { text, .. } => quote(text),
                Block::Facts { facts } => facts.iter_mut().for_each(|(_, fact)| quote(fact)),
                Block::Table { caption, columns, rows } => {
                    quote(caption);
                    for heading in columns {
                        quote(&mut heading.text);
                    }
                    rows.iter_mut().flatten().for_each(quote);
                }
                Block::Chart { .. } => {}
            }
        }
    }
    report
}

/// Backticks in pairs; a text with an odd one is left as it is.
fn quote(text: &mut String) {
    let marks = text.matches('`').count();
    if marks == 0 || marks % 2 == 1 || text.starts_with("jangkau ") {
        return;
    }
    let mut quoted = String::with_capacity(text.len() + 2 * marks);
    for (i, part) in text.split('`').enumerate() {
        if i > 0 {
            quoted.push(if i % 2 == 1 { '\u{201c}' } else { '\u{201d}' });
        }
        quoted.push_str(part);
    }
    *text = quoted;
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn names_are_quoted_in_pairs_and_commands_are_left_alone() {
        for (from, to) in [
            ("column `a` and `b`.", "column \u{201c}a\u{201d} and \u{201c}b\u{201d}."),
            ("an odd ` mark", "an odd ` mark"),
            ("jangkau evaluate '`a`'", "jangkau evaluate '`a`'"),
        ] {
            let mut text = from.to_owned();
            quote(&mut text);
            assert_eq!(text, to);
        }
    }
}
