//! Prints specimens into a directory and says how long setting took: `cargo run -p print --example specimen -- DIR 250`.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../tests/shelf/mod.rs"]
mod shelf;

use domain::Language;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let directory = std::path::PathBuf::from(arguments.first().map_or(".", String::as_str));
    let villages: usize = arguments.get(1).map_or(Ok(3), |n| n.parse())?;
    for language in [Language::Id, Language::En] {
        let started = Instant::now();
        let pdf = print::leaflets_pdf(&shelf::leaflets(language, villages))?;
        println!("{villages} leaflets ({language}): {:.2} s, {} bytes", started.elapsed().as_secs_f64(), pdf.len());
        std::fs::write(directory.join(format!("leaflets-{language}.pdf")), pdf)?;

        let mut posters = shelf::leaflets(language, 2);
        (posters.size, posters.crop_marks) = (print::SheetSize::Poster, true);
        std::fs::write(directory.join(format!("posters-{language}.pdf")), print::leaflets_pdf(&posters)?)?;

        let started = Instant::now();
        let pdf = print::letters_pdf(&shelf::letters(language, villages * 4))?;
        let seconds = started.elapsed().as_secs_f64();
        println!("{} letters ({language}): {seconds:.2} s, {} bytes", villages * 4, pdf.len());
        std::fs::write(directory.join(format!("letters-{language}.pdf")), pdf)?;

        let pdf = print::report_pdf(&shelf::report(language), shelf::day(2027, 4, 1))?;
        std::fs::write(directory.join(format!("report-{language}.pdf")), pdf)?;

        let lists = shelf::worklists(language, villages.div_ceil(25).max(2), 50);
        let started = Instant::now();
        let pdf = print::worklists_pdf(&lists)?;
        println!(
            "{} lists of 50 members ({language}): {:.2} s, {} bytes",
            lists.len(),
            started.elapsed().as_secs_f64(),
            pdf.len()
        );
        std::fs::write(directory.join(format!("worklists-{language}.pdf")), pdf)?;
    }
    Ok(())
}
