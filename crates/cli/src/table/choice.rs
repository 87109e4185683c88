//! The answer for a file of choices.

use super::{count, decimal, grid, percent};
use domain::Language;
use effectiveness::money::FiellerSet;
use workflow::choice_file::FileChoice;

/// Verdicts, coefficients with both kinds of errors, what people would pay, how well it foretells, notes.
pub fn choice(answer: &FileChoice, language: Language) -> String {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let mut text = String::new();
    for sentence in &answer.answer {
        text.push_str(&format!("{}\n", sentence.in_language(language)));
    }
    let model = &answer.model;
    text.push_str(&format!(
        "\n{}: {} {}, {} {}\n",
        answer.file,
        count(model.persons as u64, language),
        say("orang", "people"),
        count(model.tasks as u64, language),
        say("pilihan", "choices")
    ));
    let header = [
        say("Ciri", "Attribute"),
        say("Koefisien", "Coefficient"),
        say("Galat per orang", "Error by person"),
        say("Selang", "Interval"),
        say("Galat per jawaban", "Error by answer"),
        say("Bagian", "Part"),
    ];
    let rows = answer.coefficients().iter().zip(&answer.by_task).map(|(line, by_task)| {
        let by_person = answer.by_person.as_ref().map(|_| decimal(line.standard_error, 4, language));
        vec![
            line.attribute.clone(),
            decimal(line.estimate, 4, language),
            by_person.unwrap_or_else(|| "-".to_owned()),
            between(line.interval.low, line.interval.high, 4, language),
            decimal(by_task.standard_error, 4, language),
            percent(Some(line.importance), language),
        ]
    });
    text.push_str(&grid(&header, 1, rows.collect()));
    text.push('\n');
    if let Some(price) = answer.price.as_ref().filter(|_| !answer.willingness_to_pay.is_empty()) {
        text.push_str(&format!(
            "\n{} ({price})\n",
            say("Yang mau dibayar per satuan", "What people would pay for a unit")
        ));
        let header = [
            say("Ciri", "Attribute"),
            say("Nilai", "Amount"),
            say("Galat baku", "Std. error"),
            say("Selang (Fieller)", "Interval (Fieller)"),
        ];
        let rows = answer.willingness_to_pay.iter().map(|paid| {
            vec![
                paid.attribute.clone(),
                decimal(paid.estimate, 4, language),
                decimal(paid.standard_error, 4, language),
                match paid.interval {
                    FiellerSet::Bounded(interval) => between(interval.low, interval.high, 4, language),
                    FiellerSet::Outside { below, above } => format!(
                        "{} {} {} {} {}",
                        say("sampai", "up to"),
                        decimal(below, 4, language),
                        say("atau", "or"),
                        say("mulai", "from"),
                        decimal(above, 4, language)
                    ),
                    FiellerSet::Anything => say("berapa pun", "any amount").to_owned(),
                },
            ]
        });
        text.push_str(&grid(&header, 1, rows.collect()));
        text.push('\n');
    }
    text.push_str(&format!(
        "  {} {} ({} {}), McFadden R2 {}\n",
        say("Log-likelihood", "Log-likelihood"),
        decimal(model.log_likelihood, 3, language),
        say("tanpa model", "without a model"),
        decimal(model.equal_shares_log_likelihood, 3, language),
        decimal(model.mcfadden_r2, 3, language)
    ));
    if let Some(outside) = &answer.out_of_sample {
        text.push_str(&format!(
            "  {} {}: {} {}, {} {}; {} {} ({} {})\n",
            outside.folds.folds,
            say("lipatan menurut orang, log-likelihood per pilihan", "folds by person, log-likelihood a choice"),
            say("model", "model"),
            decimal(outside.mean_log_likelihood, 4, language),
            say("undian", "lots"),
            decimal(outside.equal_shares_mean_log_likelihood, 4, language),
            say("ditebak benar", "foretold"),
            percent(Some(outside.share_foretold), language),
            say("undian", "lots"),
            percent(Some(outside.share_foretold_by_lot), language)
        ));
    }
    text.push_str(&format!(
        "  {}: {}\n",
        say("Mutu bukti", "Grade of evidence"),
        answer.grade.in_words().in_language(language)
    ));
    for note in &answer.notes {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

fn between(low: f64, high: f64, places: usize, language: Language) -> String {
    format!("{} .. {}", decimal(low, places, language), decimal(high, places, language))
}
