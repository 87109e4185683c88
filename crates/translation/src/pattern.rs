//! A sentence with places, matched against what was printed.

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Word for word.
    Text(String),
    /// What was filled in, by letter.
    Place(char),
}

/// A sentence with places `{a}`, `{b}` …
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pieces: Vec<Piece>,
}

/// What was filled in: its letter, the text, and whether it stands between backticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Filled<'t> {
    pub(crate) letter: char,
    pub(crate) text: &'t str,
    pub(crate) is_quoted: bool,
}

impl Pattern {
    /// Reads a pattern; braces around anything but one small letter are text.
    pub(crate) fn read(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut words = String::new();
        while let Some(at) = rest.find('{') {
            let mut inside = rest[at + 1..].chars();
            match (inside.next(), inside.next()) {
                (Some(letter), Some('}')) if letter.is_ascii_lowercase() => {
                    words.push_str(&rest[..at]);
                    if !words.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut words)));
                    }
                    pieces.push(Piece::Place(letter));
                    rest = &rest[at + 3..];
                }
                _ => {
                    words.push_str(&rest[..=at]);
                    rest = &rest[at + 1..];
                }
            }
        }
        words.push_str(rest);
        if !words.is_empty() {
            pieces.push(Piece::Text(words));
        }
        Self { pieces }
    }

    /// Letters of its places, in order.
    pub(crate) fn letters(&self) -> Vec<char> {
        let letter = |piece: &Piece| match piece {
            Piece::Place(letter) => Some(*letter),
            Piece::Text(_) => None,
        };
        self.pieces.iter().filter_map(letter).collect()
    }

    /// How many bytes stand word for word: of two patterns that match, the one with more says more.
    pub(crate) fn weight(&self) -> usize {
        let bytes = |piece: &Piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Place(_) => 0,
        };
        self.pieces.iter().map(bytes).sum()
    }

    /// What was filled in where `text` is this sentence, whole; the first places are as short as can be.
    pub(crate) fn filled<'t>(&self, text: &'t str) -> Option<Vec<Filled<'t>>> {
        let mut found = Vec::new();
        matches(&self.pieces, text, false, &mut found).then(|| {
            found.reverse();
            found
        })
    }

    /// The sentence with its places filled in.
    pub(crate) fn fill(&self, of_letter: impl Fn(char) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Place(letter) => of_letter(*letter),
        };
        self.pieces.iter().map(piece).collect()
    }
}

/// Whether the pieces make up the text; what was filled in is gathered from the last to the first.
fn matches<'t>(pieces: &[Piece], text: &'t str, after_backtick: bool, found: &mut Vec<Filled<'t>>) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return text.is_empty() };
    match first {
        Piece::Text(words) => match text.strip_prefix(words.as_str()) {
            Some(text) => matches(rest, text, words.ends_with('`'), found),
            None => false,
        },
        Piece::Place(letter) => {
            let next = match rest.first() {
                Some(Piece::Text(words)) => words.as_str(),
                // Two places side by side cannot be told apart: the first takes nothing.
                Some(Piece::Place(_)) => "",
                None => {
                    found.push(Filled { letter: *letter, text, is_quoted: false });
                    return true;
                }
            };
            let mut from = 0;
            while let Some(at) = text[from..].find(next).map(|at| from + at) {
                if matches(rest, &text[at..], false, found) {
                    let is_quoted = after_backtick && next.starts_with('`');
                    found.push(Filled { letter: *letter, text: &text[..at], is_quoted });
                    return true;
                }
                from = at + text[at..].chars().next().map_or(1, char::len_utf8);
                if from > text.len() {
                    break;
                }
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_wherever_their_words_repeat() {
        let found = |pattern: &str, text: &'static str| {
            let texts =
                |filled: Vec<Filled<'static>>| filled.into_iter().map(|f| (f.text, f.is_quoted)).collect::<Vec<_>>();
            Pattern::read(pattern).filled(text).map(texts)
        };
        assert_eq!(
            found("{a}, line {b}: `{c}`; expected {d}", "a, line b.csv, line 3: `x`; expected y`; expected z"),
            Some(vec![("a", false), ("b.csv, line 3", false), ("x", true), ("y`; expected z", false)])
        );
        assert_eq!(found("{a} cannot be read", "h/a.csv cannot be read"), Some(vec![("h/a.csv", false)]));
        assert_eq!(found("{a} cannot be read", "h/a.csv cannot be read: denied"), None);
        assert_eq!(found("no {x} at all", "no é at all"), Some(vec![("é", false)]));
        assert_eq!(found("JSON such as {\"a\": 1}", "JSON such as {\"a\": 1}"), Some(vec![]));
        assert_eq!(found("a{a}{b}c", "a12c"), Some(vec![("", false), ("12", false)]));
    }
}
