//! The first page of a fact sheet: what a worker can read, and where to sign up.

use super::super::pen::{Pen, facts, section, table};
use super::status;
use anyhow::Result;
use bundling::catalogue::{AddOn, Clearance, Due, Payer};
use bundling::{Catalogue, Designed, Package};
use report::{Answer, Block, Section};

/// What a worker can read.
pub(super) fn first_page(pen: Pen, catalogue: &Catalogue, package: &Package, add_ons: &[&AddOn]) -> Answer {
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
                format!("Direncanakan, belum boleh dijanjikan: {name}, menunggu izin {}.", add_on.regulator.id)
            }
            (false, false) => {
                format!("Planned and not to be promised yet: {name}, waiting for {}.", add_on.regulator.en)
            }
        }
    }));
    // With a code beside it, the way to sign up is told there.
    if route.address.is_none() {
        sentences.push(format!("{}: {}.", pen.say("Cara mendaftar", "How to sign up"), pen.of(&route.name)));
    }
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

/// What is in it, where to sign up, and what may be said of it.
pub(super) fn worker(
    pen: Pen,
    catalogue: &Catalogue,
    designed: &Designed,
    package: &Package,
    add_ons: &[&AddOn],
) -> Result<Section> {
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
    let mut blocks = vec![facts(rows)];
    let route = &catalogue.routes[package.choice.route];
    if let Some(address) = &route.address {
        let words = pen.say("Pindai untuk mendaftar atau bertanya", "Scan to sign up or to ask");
        let text = format!("{words}: {}.", pen.of(&route.name));
        blocks.push(Block::Code { svg: print::qr_svg(&route.id, address)?, text, address: address.clone() });
    }
    blocks.push(table(caption, 1, &heads, lines));
    Ok(section(pen.say("Isi paket", "What is in it"), blocks))
}
