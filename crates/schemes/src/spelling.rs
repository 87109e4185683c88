//! How amounts and small numbers are spelled in a text, so that a promise is found however it is written.

use rust_decimal::Decimal;
use std::str::FromStr;

/// Ends of sentences: a line's end, `!`, `?`, and a full stop that is neither inside a number nor after `Rp`.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut start = 0;
    for (i, &(at, letter)) in letters.iter().enumerate() {
        let before: String = letters[..i].iter().rev().take(3).map(|(_, c)| c.to_ascii_lowercase()).collect();
        let is_price = before.starts_with("pr") && !before.chars().nth(2).is_some_and(char::is_alphabetic);
        let stops = match letter {
            '\n' | '\r' | '!' | '?' | '…' => true,
            '.' => {
                let next = letters.get(i + 1).map(|(_, c)| *c);
                !is_price && next.is_none_or(|next| !next.is_alphanumeric() || next.is_uppercase())
            }
            _ => false,
        };
        if stops {
            found.push(&text[start..at]);
            start = at + letter.len_utf8();
        }
    }
    found.push(&text[start..]);
    found.into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// Small letters, one blank between words, digits apart from letters; marks of emphasis and letters without width gone.
pub(crate) fn plain(sentence: &str) -> String {
    let mut text = String::with_capacity(sentence.len() + 8);
    for letter in sentence.chars().flat_map(char::to_lowercase) {
        match letter {
            '*' | '_' | '~' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => continue,
            '0'..='9' if text.ends_with(char::is_alphabetic) => text.push(' '),
            _ if letter.is_alphabetic() && text.ends_with(|c: char| c.is_ascii_digit()) => text.push(' '),
            _ => {}
        }
        let is_gap =
            letter.is_whitespace() || matches!(letter, '(' | ')' | '-' | '–' | '—' | '/' | '"' | '“' | '”' | '[' | ']');
        match (is_gap, text.ends_with(' ')) {
            (true, true) => {}
            (true, false) => text.push(' '),
            (false, _) => text.push(letter),
        }
    }
    text
}

/// Words without the marks around them.
pub(crate) fn words(plain: &str) -> Vec<&str> {
    plain
        .split(' ')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Amounts written in digits, with a following `ribu`, `juta`, `million` and the like counted in, each as it stands there.
pub(crate) fn amounts(plain: &str) -> Vec<(Decimal, String)> {
    let letters: Vec<char> = plain.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < letters.len() {
        if !letters[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let (number, mut end) = number_at(&letters, i);
        let unit_from = end + usize::from(letters.get(end) == Some(&' '));
        let unit: String = letters[unit_from..].iter().take_while(|c| c.is_alphabetic()).collect();
        let times = match unit.as_str() {
            "ribu" | "rb" | "thousand" | "k" => 1_000_i64,
            "juta" | "jutaan" | "jt" | "million" | "mio" | "mln" | "mn" | "m" => 1_000_000,
            "miliar" | "milyar" | "billion" | "bn" => 1_000_000_000,
            _ => 1,
        };
        if times > 1 {
            end = unit_from + unit.chars().count();
        }
        if let Some(amount) = number.and_then(|number| number.checked_mul(Decimal::from(times))) {
            found.push((amount, letters[i..end].iter().collect()));
        }
        i = end;
    }
    found
}

/// The number that begins here and where it ends: `42`, `42.000.000`, `42,000,000.00`, `42 000 000`, `42,5`.
fn number_at(letters: &[char], from: usize) -> (Option<Decimal>, usize) {
    let digits_from = |at: usize| letters[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut end = from + digits_from(from);
    let mut text: String = letters[from..end].iter().collect();
    let mut group = None;
    let may_group = end - from <= 3;
    while may_group
        && let Some(&mark) = letters.get(end)
        && matches!(mark, '.' | ',' | ' ' | '\'')
        && group.is_none_or(|own| own == mark)
        && digits_from(end + 1) == 3
    {
        group = Some(mark);
        text.extend(&letters[end + 1..end + 4]);
        end += 4;
    }
    if let Some(&mark) = letters.get(end)
        && matches!(mark, '.' | ',')
        && group != Some(mark)
        && (1..=2).contains(&digits_from(end + 1))
    {
        let decimals = digits_from(end + 1);
        text.push('.');
        text.extend(&letters[end + 1..=end + decimals]);
        end += 1 + decimals;
    }
    (Decimal::from_str(&text).ok(), end)
}

const SMALL_ID: [&str; 12] =
    ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];
const SMALL_EN: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS_EN: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number from 1 to 99 in words of both languages, Indonesian first; none beyond.
pub(crate) fn spelled(n: u32) -> Option<[String; 2]> {
    let n = usize::try_from(n).ok().filter(|n| (1..100).contains(n))?;
    let (tens, ones) = (n / 10, n % 10);
    let id = match n {
        0..12 => SMALL_ID[n].to_owned(),
        12..20 => format!("{} belas", SMALL_ID[ones]),
        _ => format!("{} puluh {}", SMALL_ID[tens], SMALL_ID[ones]).trim_end().to_owned(),
    };
    let en = match n {
        0..20 => SMALL_EN[n].to_owned(),
        _ => format!("{} {}", TENS_EN[tens], SMALL_EN[ones]).trim_end().to_owned(),
    };
    Some([id, en])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_inside_a_number_or_after_rp_ends_no_sentence() {
        let text = "Bayar Rp. 16.800 sebulan. Dapat Rp42.000.000!Mudah.Murah\nAyo";
        let found = sentences(text);
        assert_eq!(found, ["Bayar Rp. 16.800 sebulan", "Dapat Rp42.000.000", "Mudah", "Murah", "Ayo"]);
    }

    #[test]
    fn numbers_are_read_with_every_mark_people_use() {
        let million = Decimal::from(42_000_000);
        for text in [
            "rp 42 juta",
            "rp42.000.000",
            "42,000,000.00",
            "42 000 000",
            "42jt",
            "idr 42 million",
            "42,0 juta",
            "rp42.000.000,-",
        ] {
            let found = amounts(&plain(text));
            assert_eq!(found.first().map(|(amount, _)| *amount), Some(million), "{text}: {found:?}");
        }
        for text in ["42", "420 juta", "142 juta", "4.2 juta", "42 ribu", "42 miliar", "2026.42 juta"] {
            let found = amounts(&plain(text));
            assert!(found.iter().all(|(amount, _)| *amount != million), "{text}: {found:?}");
        }
    }

    #[test]
    fn small_numbers_are_spelled_in_both_languages() {
        let of = |n| spelled(n).unwrap_or_default();
        assert_eq!(of(42), ["empat puluh dua".to_owned(), "forty two".to_owned()]);
        assert_eq!(of(15), ["lima belas".to_owned(), "fifteen".to_owned()]);
        assert_eq!(of(20), ["dua puluh".to_owned(), "twenty".to_owned()]);
        assert_eq!(of(3), ["tiga".to_owned(), "three".to_owned()]);
        assert!(spelled(0).is_none() && spelled(100).is_none());
    }
}
