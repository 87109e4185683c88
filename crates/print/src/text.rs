//! Text as it may stand on paper.

/// The text without what has no shape on paper: control characters, zero-width marks and marks that reverse the reading
/// direction (they could make a printed line read differently from the checked one). Line breaks and tabs become blanks,
/// runs of blanks one blank.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() && !is_invisible(c) {
            out.push(c);
        }
    }
    out.trim().to_owned()
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with invisible places to break: after a slash, and wherever `most` letters follow each other without a blank, a
/// slash or a hyphen. Else a long address or number would run over what stands beside it.
pub(crate) fn breakable(text: &str, most: usize) -> String {
    const BREAK: char = '\u{200b}';
    let mut out = String::with_capacity(text.len() + 8);
    let mut run = 0;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        out.push(c);
        run = if c.is_whitespace() || c == '-' { 0 } else { run + 1 };
        let slash_ends = c == '/' && letters.peek().is_some_and(|next| *next != '/' && !next.is_whitespace());
        if (slash_ends || run >= most) && letters.peek().is_some() {
            out.push(BREAK);
            run = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_shape_on_paper_is_taken_out() {
        assert_eq!(printable("  Bayar\u{0}\u{7}\r\n\tsekarang\u{202e} ya\u{200b} "), "Bayar sekarang ya");
        assert_eq!(printable("#import $ \\ * _ <a>"), "#import $ \\ * _ <a>");
        assert_eq!(printable("\u{1b}[31m"), "[31m");
    }

    #[test]
    fn long_words_get_places_to_break() {
        assert_eq!(breakable("https://a.id/d/52", 20), "https://\u{200b}a.id/\u{200b}d/\u{200b}52");
        assert_eq!(breakable("abcdefgh ij", 4), "abcd\u{200b}efgh\u{200b} ij");
        assert_eq!(breakable("BPU-0000001", 16), "BPU-0000001");
        assert_eq!(breakable("abcd", 4), "abcd");
    }
}
