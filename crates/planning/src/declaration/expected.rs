//! What a field holds, in words.

use super::schema::{Field, Shape};
use domain::Bilingual;

/// The shape in words, with an example.
pub fn expected(shape: Shape) -> Bilingual {
    let (id, en) = match shape {
        Shape::Text => ("kata-kata dalam tanda kutip, tidak kosong", "words in quotes, not blank"),
        Shape::Day => ("hari dalam tanda kutip seperti \"2026-12-01\"", "a day in quotes such as \"2026-12-01\""),
        Shape::Clock => ("jam dalam tanda kutip seperti \"09:00:00\"", "a time of day in quotes such as \"09:00:00\""),
        Shape::Month => ("bulan dalam tanda kutip seperti \"2027-03\"", "a month in quotes such as \"2027-03\""),
        Shape::Count => ("bilangan bulat mulai 1", "a whole number, at least 1"),
        Shape::Whole => ("bilangan bulat mulai 0", "a whole number, 0 or more"),
        Shape::Share => ("angka antara 0 dan 1 seperti 0.3", "a number between 0 and 1 such as 0.3"),
        Shape::Money => (
            "rupiah di atas nol seperti 150000000, paling banyak 9223372036854775807",
            "rupiah above zero such as 150000000, at most 9223372036854775807",
        ),
        Shape::Flag => ("true atau false", "true or false"),
        Shape::Word(words) => return words.expected(),
        Shape::Many(inner) => {
            let inner = expected(*inner);
            return Bilingual::new(
                format!("daftar dalam kurung siku, tiap isi {}", inner.id),
                format!("a list in brackets, each {}", inner.en),
            );
        }
        Shape::Table(fields) => return keys_of("tabel dengan", "a table with", fields),
        Shape::Tables(fields) => {
            return keys_of("satu tabel atau lebih dalam [[...]] dengan", "one or more [[...]] tables with", fields);
        }
    };
    Bilingual::new(id, en)
}

fn keys_of(id: &str, en: &str, fields: &[Field]) -> Bilingual {
    let keys: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.key).collect();
    Bilingual::new(format!("{id} {}", keys.join(", ")), format!("{en} {}", keys.join(", ")))
}
