//! What a regulator asks for: walls, cash flow, clearances, forecasts, alternatives, and what is not verified.

use super::super::pen::{Pen, paragraph, section, table, warning};
use bundling::catalogue::{AddOn, Clearance};
use bundling::{Designed, Package, Picked, Verdict};
use domain::Rupiah;
use domain::provenance::rows_by_file;
use report::{Block, Section};

pub(super) fn walls(pen: Pen, package: &Package) -> Section {
    let told = |check: &&bundling::Check| !check.passed || !matches!(check.wall, "eligible" | "capacity");
    let rows = package.checks.iter().filter(told).map(|check| {
        let mark = if check.passed { pen.say("lolos", "passed") } else { pen.say("TIDAK LOLOS", "FAILED") };
        vec![pen.of(&check.words), mark.to_owned(), pen.of(&check.source)]
    });
    let caption = pen.say("Tiap batas dengan sumbernya", "Every wall with its source");
    let heads =
        [pen.say("Yang diperiksa", "What was checked"), pen.say("Hasil", "Result"), pen.say("Sumber", "Source")];
    section(pen.say("Batas-batas", "Walls"), vec![table(caption, 3, &heads, rows.collect())])
}

pub(super) fn cash_flow(pen: Pen, package: &Package) -> Section {
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

pub(super) fn beside(pen: Pen, add_ons: &[&AddOn]) -> Option<Section> {
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
            if a.regulator.en == "none" { "\u{2013}".to_owned() } else { pen.of(&a.regulator) },
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

pub(super) fn expected(pen: Pen, designed: &Designed, first: &Picked) -> Section {
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

/// The package in harder worlds.
pub(super) fn harder(pen: Pen, package: &Package) -> Section {
    let rows = package.scenarios.iter().map(|s| vec![pen.of(&s.harder.words()), pen.of(&s.words())]);
    let heads = [pen.say("Bila", "If"), pen.say("Maka", "Then")];
    let caption = pen.say("Satu hal lebih berat dari rencana", "One thing harder than planned");
    section(
        pen.say("Bila keadaan memburuk", "When things turn out worse"),
        vec![table(caption, 2, &heads, rows.collect())],
    )
}

pub(super) fn around(pen: Pen, designed: &Designed) -> Section {
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

pub(super) fn to_check(pen: Pen, package: &Package) -> Section {
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
