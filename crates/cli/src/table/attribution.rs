//! Credit by rule, as a table under its label.

use super::{count, decimal, grid, percent};
use domain::Language;
use workflow::attribute_file::FileAttribution;

/// The label, the channels by every rule, and what must be read with it.
pub fn attribution(answer: &FileAttribution, language: Language) -> String {
    let id = language == Language::Id;
    let a = &answer.attribution;
    let mut text = format!("{}\n", a.label.in_language(language));
    text.push_str(&format!(
        "{}: {} {}, {} {} ({}), {} {}\n",
        answer.file,
        count(a.conversions + a.nulls, language),
        if id { "perjalanan" } else { "journeys" },
        count(a.conversions, language),
        if id { "berakhir dengan pembayaran" } else { "ended in a payment" },
        percent(Some(a.markov.conversion_probability), language),
        count(a.paths as u64, language),
        if id { "jalur berbeda" } else { "distinct paths" },
    ));
    let mut header = vec![if id { "Kanal" } else { "Channel" }.to_owned()];
    header.extend(a.rules.iter().map(|rule| rule.name.in_language(language).to_owned()));
    header.push(if id { "Bila dihapus" } else { "If removed" }.to_owned());
    let channels = a.rules.first().map_or(0, |rule| rule.channels.len());
    let rows = (0..channels)
        .map(|channel| {
            let mut row = vec![a.rules[0].channels[channel].channel.clone()];
            for rule in &a.rules {
                let credit = &rule.channels[channel];
                let interval = credit.interval.map(|i| {
                    let end = |share: f64| decimal(share * 100.0, 1, language);
                    format!(" ({}\u{2013}{})", end(i.low), end(i.high))
                });
                row.push(format!("{}{}", percent(Some(credit.share), language), interval.unwrap_or_default()));
            }
            row.push(percent(Some(a.markov.removal_effects[channel]), language));
            row
        })
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    text.push_str(&grid(&header, 1, rows));
    text.push('\n');
    text.push_str(&in_payments(answer, language));
    if let Some(how) = a.bootstrap {
        let level = percent(Some(how.level), language);
        text.push_str(&if id {
            format!("Dalam kurung: selang {level} dari {} undian ulang perjalanan, benih {}.\n", how.draws, how.seed)
        } else {
            format!("In brackets: {level} intervals from {} redraws of the journeys, seed {}.\n", how.draws, how.seed)
        });
    }
    for note in &a.notes {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

/// Payments, and money where the file has it, by the Markov rule.
fn in_payments(answer: &FileAttribution, language: Language) -> String {
    let id = language == Language::Id;
    let Some(rule) = answer.attribution.rules.iter().find(|r| matches!(r.rule, journeys::Rule::Markov(_))) else {
        return String::new();
    };
    let mut text = format!("{}:", rule.name.in_language(language));
    for (place, credit) in rule.channels.iter().enumerate() {
        let payments = decimal(credit.conversions, 1, language);
        let places = |v: f64| if v.fract() == 0.0 { 0 } else { 2 };
        let money = credit.value.and_then(|v| f64::try_from(v).ok());
        let money = money.map(|v| format!(" = {}", decimal(v, places(v), language))).unwrap_or_default();
        let comma = if place == 0 { "" } else { ";" };
        text.push_str(&format!(
            "{comma} {} {payments} {}{money}",
            credit.channel,
            if id { "pembayaran" } else { "payments" }
        ));
    }
    text.push('\n');
    text
}
