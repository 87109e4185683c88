//! The fact sheet of a package: a page a worker can read, and what a regulator asks for.

use super::origin::Origin;
use super::pen::{Pen, facts, paragraph, section, table, warning};
use super::quotes::set_for_print;
use crate::bundle::{Designed, Picked};
use anyhow::{Context, Result};
use bundling::catalogue::{AddOn, Clearance, Due, Payer};
use bundling::{Catalogue, Package, Verdict};
use domain::provenance::rows_by_file;
use domain::{Language, Rupiah};
use report::{Answer, Block, Report, Section};

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
    let mut sections = vec![worker(pen, catalogue, designed, package, &add_ons)];
    sections.push(walls(pen, package));
    sections.push(cash_flow(pen, package));
    sections.extend(beside(pen, &add_ons));
    sections.push(expected(pen, designed, first));
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
        title: pen.of(&package.name),
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

/// What a worker can read.
fn first_page(pen: Pen, catalogue: &Catalogue, package: &Package, add_ons: &[&AddOn]) -> Answer {
    let (programme, plan) = (&catalogue.programmes[package.choice.programme], &catalogue.plans[package.choice.plan]);
    let (subsidy, route) = (&catalogue.subsidies[package.choice.subsidy], &catalogue.routes[package.choice.route]);
    let price = package.full_price;
    let mut sentences = vec![if pen.is_id() {
        format!(
            "Iuran penuh {price} sebulan untuk {}. Pembayaran pertama {} {}.",
            programme.name.id,
            package.at_first,
            package.first_due(catalogue).id
        )
    } else {
        format!(
            "The full price is {price} a month for {}. The first payment is {} {}.",
            programme.name.en,
            package.at_first,
            package.first_due(catalogue).en
        )
    }];
    sentences.push(match (plan.block, plan.due, pen.is_id()) {
        (1, _, true) => "Dibayar tiap bulan.".to_owned(),
        (1, _, false) => "It is paid each month.".to_owned(),
        (n, Due::AfterSeason, true) => format!("Dibayar {n} bulan sekaligus, pertama kali saat musim baik tiba."),
        (n, Due::AfterSeason, false) => format!("{n} months are paid at once, first when the good season comes."),
        (n, Due::AtOnce, true) => format!("Dibayar {n} bulan sekaligus."),
        (n, Due::AtOnce, false) => format!("{n} months are paid at once."),
    });
    if subsidy.payer != Payer::None {
        sentences.push(format!("{}.", pen.of(&subsidy.name)));
    }
    sentences.extend(add_ons.iter().map(|add_on| {
        let (name, provider) = (pen.of(&add_on.name), pen.of(&add_on.provider));
        let offered = matches!(add_on.clearance, Clearance::NotNeeded | Clearance::Cleared { .. });
        match (offered, pen.is_id()) {
            (true, true) => format!("Ditambah: {name}, dari {provider}."),
            (true, false) => format!("Beside it: {name}, by {provider}."),
            (false, true) => {
                format!("Direncanakan, belum boleh dijanjikan: {name}, menunggu izin {}.", add_on.regulator)
            }
            (false, false) => format!("Planned and not to be promised yet: {name}, waiting for {}.", add_on.regulator),
        }
    }));
    sentences.push(format!("{}: {}.", pen.say("Cara mendaftar", "How to sign up"), pen.of(&route.name)));
    Answer {
        verdict: if pen.is_id() { format!("{price} sebulan") } else { format!("{price} a month") },
        sentences,
        grade: format!(
            "{}; {}",
            pen.say(
                "perkiraan, bukan bukti: paket ini belum diuji",
                "a forecast, not evidence: this package has not been tested"
            ),
            status(pen, package)
        ),
    }
}

fn worker(pen: Pen, catalogue: &Catalogue, designed: &Designed, package: &Package, add_ons: &[&AddOn]) -> Section {
    let programme = &catalogue.programmes[package.choice.programme];
    let mut rows = vec![
        (pen.say("Program", "Programmes").to_owned(), pen.of(&programme.name)),
        (pen.say("Penghasilan yang dinyatakan", "Declared income").to_owned(), programme.declared_income.to_string()),
        (pen.say("Cara bayar", "Payment").to_owned(), pen.of(&catalogue.plans[package.choice.plan].name)),
        (
            pen.say("Bulan pembayaran pertama", "Month of the first payment").to_owned(),
            pen.month(package.first_payment),
        ),
        (
            pen.say("Setahun dibayar peserta", "A year costs the member").to_owned(),
            package.cash.year.member.to_string(),
        ),
    ];
    if !add_ons.is_empty() {
        let names: Vec<String> = add_ons.iter().map(|a| pen.of(&a.name)).collect();
        rows.push((pen.say("Manfaat tambahan", "Beside the programmes").to_owned(), pen.listed(&names)));
    }
    let lines = designed.leaflet.iter().map(|line| vec![pen.of(line)]).collect();
    let caption = pen.say("Yang boleh dikatakan, dengan syaratnya", "What may be said, with its condition");
    let heads = [pen.say("Manfaat", "Benefit")];
    section(pen.say("Isi paket", "What is in it"), vec![facts(rows), table(caption, 1, &heads, lines)])
}

fn walls(pen: Pen, package: &Package) -> Section {
    let told = |check: &&bundling::Check| !check.passed || !matches!(check.wall, "eligible" | "capacity");
    let rows = package.checks.iter().filter(told).map(|check| {
        let mark = if check.passed { pen.say("lolos", "passed") } else { pen.say("TIDAK LOLOS", "FAILED") };
        vec![pen.of(&check.words), mark.to_owned(), check.source.clone()]
    });
    let caption = pen.say("Tiap batas dengan sumbernya", "Every wall with its source");
    let heads =
        [pen.say("Yang diperiksa", "What was checked"), pen.say("Hasil", "Result"), pen.say("Sumber", "Source")];
    section(pen.say("Batas-batas", "Walls"), vec![table(caption, 3, &heads, rows.collect())])
}

fn cash_flow(pen: Pen, package: &Package) -> Section {
    let row = |name: String, payers: &bundling::Payers, fund: Rupiah, providers: Rupiah| {
        let mut cells = vec![name];
        cells.extend([payers.member, payers.partner, payers.state, payers.agency].map(|amount| amount.to_string()));
        cells.extend([fund, providers].map(|amount| amount.to_string()));
        cells
    };
    let months = &package.cash.months;
    let mut rows: Vec<Vec<String>> =
        months.iter().map(|m| row(pen.month(m.month), &m.paid_by, m.to_fund, m.to_providers)).collect();
    let fund = months.iter().map(|m| m.to_fund).sum();
    let providers = months.iter().map(|m| m.to_providers).sum();
    rows.push(row(pen.say("Setahun", "Year").to_owned(), &package.cash.year, fund, providers));
    let heads = [
        pen.say("Bulan", "Month"),
        pen.say("Peserta", "Member"),
        pen.say("Mitra", "Partner"),
        pen.say("Pemerintah", "State"),
        pen.say("Lembaga", "Agency"),
        pen.say("Diterima dana", "Fund receives"),
        pen.say("Penyedia", "Providers"),
    ];
    let note = pen.say(
        "Dana jaminan sosial menerima iuran wajib utuh dan tidak membayar apa pun dari paket ini.",
        "The social security fund receives the statutory contributions whole and pays nothing of this package.",
    );
    let claims = pen.of(&package.actuarial.words());
    let caption = pen.say("Satu peserta yang membayar semua, dalam rupiah", "One member who pays all, in rupiah");
    section(
        pen.say("Arus uang tiap bulan", "Cash flow month by month"),
        vec![paragraph(note), paragraph(format!("{claims}.")), table(caption, 1, &heads, rows)],
    )
}

fn beside(pen: Pen, add_ons: &[&AddOn]) -> Option<Section> {
    if add_ons.is_empty() {
        return None;
    }
    let rows = add_ons.iter().map(|a| {
        let clearance = match &a.clearance {
            Clearance::NotNeeded => pen.say("tidak perlu", "not needed").to_owned(),
            Clearance::Missing => pen.say("belum diminta", "not asked for").to_owned(),
            Clearance::InProgress => pen.say("sedang diurus", "asked for").to_owned(),
            Clearance::Cleared { reference, on, .. } => format!("{reference}, {on}"),
        };
        vec![
            pen.of(&a.name),
            pen.of(&a.provider),
            a.cost_a_year.to_string(),
            if a.regulator == "none" { "\u{2013}".to_owned() } else { a.regulator.clone() },
            clearance,
            pen.of(&a.legal_basis),
        ]
    });
    let heads = [
        pen.say("Manfaat tambahan", "Add-on"),
        pen.say("Penyedia", "Provider"),
        pen.say("Setahun", "A year"),
        pen.say("Pengatur", "Regulator"),
        pen.say("Izin", "Clearance"),
        pen.say("Dasar hukum", "Legal basis"),
    ];
    let caption = pen.say("Di luar program wajib", "Outside the statutory programmes");
    Some(section(
        pen.say("Manfaat tambahan dan izin", "Add-ons and clearances"),
        vec![table(caption, 6, &heads, rows.collect())],
    ))
}

fn expected(pen: Pen, designed: &Designed, first: &Picked) -> Section {
    let package = &first.package;
    let kept = pen.number(package.forecast.kept_of_thousand(), 1);
    let range = pen.range((package.kept_between[0], package.kept_between[1]), 1);
    let mut text = if pen.is_id() {
        format!(
            "Dari 1.000 orang yang dihubungi diperkirakan {} ikut dan {kept} masih membayar setelah setahun ({range}).",
            pen.number(1000.0 * package.forecast.take_up, 0)
        )
    } else {
        format!(
            "Of 1,000 people contacted {} are expected to join and {kept} to pay still after a year ({range}).",
            pen.number(1000.0 * package.forecast.take_up, 0)
        )
    };
    if let Some(share) = first.best_in {
        let in_100 = pen.number(share * 100.0, 0);
        text.push_str(&if pen.is_id() {
            format!(" Dalam {in_100} dari 100 undian atas yang tidak pasti, paket ini yang terbanyak.")
        } else {
            format!(" In {in_100} of 100 draws of what is uncertain it is the one that keeps most.")
        });
    }
    let rows = designed.picks.iter().map(|pick| {
        let p = &pick.package;
        vec![
            pen.of(&pick.reason),
            p.id.clone(),
            pen.number(p.forecast.kept_of_thousand(), 1),
            pen.percent(p.share_of_lean_month, 1),
            p.cash.year.member.to_string(),
        ]
    });
    let heads = [
        pen.say("Dipilih sebagai", "Picked as"),
        pen.say("Paket", "Package"),
        pen.say("Bertahan dari 1.000", "Kept of 1,000"),
        pen.say("Bulan tersulit", "Leanest month"),
        pen.say("Peserta setahun", "Member a year"),
    ];
    let caption = pen.say("Paket yang biasanya ditanyakan dulu", "Packages people ask for first");
    section(
        pen.say("Yang diperkirakan", "What is expected"),
        vec![paragraph(text), table(caption, 2, &heads, rows.collect())],
    )
}

fn around(pen: Pen, designed: &Designed) -> Section {
    let rows = designed.neighbours.iter().map(|neighbour| {
        let why = match &neighbour.verdict {
            Verdict::Wall(check) => pen.of(&check.words),
            Verdict::Beaten { by } => {
                format!("{} {by}", pen.say("kalah dalam segala hal dari", "beaten in everything by"))
            }
            Verdict::OtherBalance { kept, costs } => format!(
                "{} {}; {} {}",
                pen.say("bertahan dari 1.000", "kept of 1,000"),
                pen.signed(*kept, 1),
                pen.say("biaya semua pembayar", "cost to all payers"),
                signed_rupiah(costs.iter().sum())
            ),
        };
        vec![pen.of(&neighbour.change), why]
    });
    let heads = [pen.say("Bila diganti", "If changed to"), pen.say("Maka", "Then")];
    let caption = pen.say("Satu perubahan dari paket ini", "One change away from this package");
    let mut blocks = vec![table(caption, 2, &heads, rows.collect())];
    blocks.extend(designed.left_out.iter().map(|words| paragraph(pen.of(words))));
    section(pen.say("Mengapa bukan yang lain", "Why not another"), blocks)
}

/// With a sign.
fn signed_rupiah(amount: i64) -> String {
    let sign = if amount < 0 { "\u{2212}" } else { "+" };
    format!("{sign}{}", Rupiah::whole(amount.abs()))
}

fn to_check(pen: Pen, package: &Package) -> Section {
    let rows = rows_by_file(package.unverified.iter().map(String::as_str));
    let text = rows.iter().map(|rows| pen.of(rows)).collect::<Vec<_>>().join("; ");
    let blocks: Vec<Block> = if package.unverified.is_empty() {
        vec![paragraph(pen.say("Semua baris sudah diperiksa.", "All rows have been checked."))]
    } else {
        let lead = pen.say(
            "Harus diperiksa orang sebelum paket diandalkan:",
            "A person must check before the package is relied on:",
        );
        vec![warning(format!("{lead} {text}"))]
    };
    section(pen.say("Yang belum diverifikasi", "Not verified"), blocks)
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
