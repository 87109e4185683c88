//! The fact sheet of a package: a page a worker can read, and what a regulator asks for.

mod regulator;
mod worker;

use super::origin::Origin;
use super::pen::Pen;
use super::quotes::set_for_print;
use anyhow::{Context, Result};
use bundling::catalogue::AddOn;
use bundling::{Catalogue, Designed, Package};
use domain::{Bilingual, Language};
use regulator::{around, beside, cash_flow, expected, harder, to_check, walls};
use report::Report;
use worker::{first_page, worker};

/// The fact sheet of the first pick of a design.
pub fn package_report(
    catalogue: &Catalogue,
    designed: &Designed,
    origin: &Origin,
    language: Language,
) -> Result<Report> {
    let pen = Pen(language);
    let first = designed.picks.first().context("a fact sheet needs a package")?;
    let package = &first.package;
    let add_ons: Vec<&AddOn> = package.choice.add_ons.iter().map(|place| &catalogue.add_ons[*place]).collect();
    let programme = &catalogue.programmes[package.choice.programme].name;
    let mut sections = vec![worker(pen, catalogue, designed, package, &add_ons)?];
    sections.push(walls(pen, package));
    sections.push(cash_flow(pen, package));
    sections.extend(beside(pen, &add_ons));
    sections.push(expected(pen, designed, first));
    sections.push(harder(pen, package));
    sections.push(around(pen, designed));
    sections.push(to_check(pen, package));
    let method = pen.say(
        "Semua susunan program, cara bayar, bantuan, jalur daftar dan manfaat tambahan diperiksa, tanpa contoh acak. Paket dibandingkan menurut \
         peserta yang bertahan, beban di bulan tersulit, dan biaya bagi tiap pembayar. Perkiraan berasal dari pengungkit di \
         models/catalogue/levers.csv, yang kebanyakan belum diverifikasi; percobaan sendiri menggantikannya.",
        "Every combination of programmes, payment plan, help, route and add-ons is covered, without sampling. Packages are compared by \
         members kept, the burden in the leanest month, and the cost to each payer. Forecasts come from the levers in \
         models/catalogue/levers.csv, most of them unverified; own experiments take their place.",
    );
    sections.push(origin.section(pen, None, method.to_owned(), papers(pen)));
    Ok(set_for_print(Report {
        language,
        title: pen.of(&Bilingual::new(
            format!("{}: {}", designed.segment.name.id, programme.id),
            format!("{}: {}", designed.segment.name.en, programme.en),
        )),
        subtitle: format!("{}; {}", package.id, status(pen, package)),
        answer: first_page(pen, catalogue, package, &add_ons),
        sections,
    }))
}

fn status(pen: Pen, package: &Package) -> &'static str {
    if package.is_offerable() {
        pen.say("boleh ditawarkan", "offerable")
    } else if package.is_draft() {
        pen.say("rancangan, belum boleh ditawarkan: izin belum ada", "draft, not offerable: a clearance is missing")
    } else {
        pen.say("tidak lolos: lihat batas-batas", "fails a wall: see the walls")
    }
}

fn papers(pen: Pen) -> Vec<(String, String)> {
    [
        (pen.say("jatuh tempo", "when it is due"), "Casaburi & Willis (2018), American Economic Review 108:3778"),
        (
            pen.say("bantuan daftar dan iuran", "help and subsidies"),
            "Banerjee et al. (2021), American Economic Review 111:3035; Capuno et al. (2016), Health Economics 25:650",
        ),
        (pen.say("kartu catatan", "tracking card"), "Akbas, Ariely, Robalino & Weber (2016), World Bank and Busara"),
    ]
    .map(|(name, paper)| (name.to_owned(), paper.to_owned()))
    .to_vec()
}
