//! Why a member gets what they get, in sentences, Indonesian and English.

use crate::explain::{Explanation, OptionLine};
use crate::pool::Pool;
use crate::rules::Rules;
use crate::words::{both, limit_name, months};
use domain::{Bilingual, Language, written};

/// Why an option of a closed cell is barred.
pub(crate) fn closed_cell(members: u32) -> Bilingual {
    both(|language| {
        let least = written::count(language, u64::from(members));
        match language {
            Language::Id => format!("kurang dari {least} orang di segmen ini, terlalu sedikit untuk diukur"),
            Language::En => format!("fewer than {least} people of this segment, too few to be measured"),
        }
    })
}

/// Why an option is barred whose capacity the member has none of.
pub(crate) fn out_of_reach() -> Bilingual {
    Bilingual::new("tidak ada loket yang terjangkau", "no outlet within reach")
}

/// Why a member gets what they get.
pub(crate) fn explanation(pool: &Pool, rules: &Rules, of: &Explanation) -> Bilingual {
    let line = |option: Option<usize>| of.options.iter().find(|line| Some(line.option) == option);
    let (given, most, next) = (line(of.given), line(of.most_valued), line(of.next_best));
    both(|language| {
        let is_id = language == Language::Id;
        let name = |line: &OptionLine| rules.options[line.option].name.in_language(language).to_owned();
        let worth = |line: &OptionLine| months(language, line.value);
        let net = |line: &OptionLine| months(language, line.net.unwrap_or(0.0));
        let decisive = of.decisive.map(|kind| limit_name(pool, rules, kind).in_language(language).to_owned());
        let mut text = match (given, is_id) {
            (Some(given), true) => format!("Mendapat {} ({} bulan iuran)", name(given), worth(given)),
            (Some(given), false) => format!("Gets {} ({} kept months)", name(given), worth(given)),
            (None, true) => "Tidak mendapat apa-apa".to_owned(),
            (None, false) => "Gets nothing".to_owned(),
        };
        text += &match (most, &decisive, is_id) {
            (None, None, true) => ": tidak ada pilihan yang menambah bulan iuran baginya.".to_owned(),
            (None, None, false) => ": no option adds kept months here.".to_owned(),
            (_, Some(limit), true) if most.is_none_or(|m| of.given == Some(m.option)) => {
                format!(": diminta oleh {limit}.")
            }
            (_, Some(limit), false) if most.is_none_or(|m| of.given == Some(m.option)) => {
                format!(": asked for by {limit}.")
            }
            (Some(most), _, true) if of.given == Some(most.option) => ": pilihan terbaik baginya.".to_owned(),
            (Some(most), _, false) if of.given == Some(most.option) => ": the best there is here.".to_owned(),
            (Some(most), _, _) if most.net.is_none() => {
                let why = most.barred.iter().map(|why| why.in_language(language)).collect::<Vec<_>>().join(", ");
                if is_id {
                    format!(". {} bernilai {}, tetapi tertutup: {why}.", name(most), worth(most))
                } else {
                    format!(". {} would be worth {}, but is barred: {why}.", name(most), worth(most))
                }
            }
            (Some(most), Some(limit), true) => format!(
                ". {} bernilai {}, tetapi yang dipakainya dari {limit} lebih berharga bagi orang lain (sisa {}).",
                name(most),
                worth(most),
                net(most)
            ),
            (Some(most), Some(limit), false) => format!(
                ". {} would be worth {}, but what it takes of {limit} is worth more to others ({} left).",
                name(most),
                worth(most),
                net(most)
            ),
            _ => ".".to_owned(),
        };
        if let Some(next) = next {
            let (name, net) = (name(next), net(next));
            text += &if is_id {
                format!(" Pilihan berikutnya: {name} ({net} setelah harga batas).")
            } else {
                format!(" Next best: {name} ({net} after the prices of limits).")
            };
        }
        if !of.by_prices {
            text += if is_id {
                " Harga batas hampir seri; tempat terakhir jatuh pada orang lain."
            } else {
                " It is nearly a tie at the prices; the last places went to others."
            };
        }
        text
    })
}
