//! The report of credit by rule: always grade D.

use super::origin::Origin;
use super::pen::{Pen, chart, facts, notes_section, paragraph, section, table};
use super::quotes::set_for_print;
use super::sources;
use crate::attribute_file::{FileAttribution, JourneyColumns, credit_picture};
use anyhow::Result;
use charts::{ParticipantGroup, Stop, participants};
use domain::Language;
use journeys::{Rule, RuleCredit};
use report::{Answer, Block, Report, Section};

/// The report of the credit for a file's journeys.
pub fn attribution_report(
    answer: &FileAttribution,
    columns: &JourneyColumns,
    origin: &Origin,
    language: Language,
) -> Result<Report> {
    let pen = Pen(language);
    let a = &answer.attribution;
    let mut sections = vec![design(pen, answer, columns), counts(pen, answer)?];
    let mut blocks = vec![chart(credit_picture(answer, language)?)];
    blocks.extend(credits(pen, answer));
    sections.push(section(pen.say("Kredit menurut aturan", "Credit by rule"), blocks));
    sections.push(section(
        pen.say("Biaya", "Costs"),
        vec![paragraph(pen.say(
            "Kredit bukan dampak, jadi tidak ada biaya per tambahan yang boleh dihitung darinya.",
            "Credit is no effect, so no cost of one more may be reckoned from it.",
        ))],
    ));
    sections.extend(notes_section(pen, a.notes.iter().map(|n| pen.of(n)).collect()));
    let method = pen.say(
        "Pertama, terakhir, rata, 40-20-40 dan meluruh membagi kredit menurut tempat sapaan. Markov menghapus satu kanal dari rantai dan melihat \
         berapa pembayaran yang hilang dari rantai itu; dihitung tepat dengan sistem persamaan. Shapley merata-ratakan tambahan setiap kanal \
         di atas semua himpunan kanal.",
        "First, last, linear, 40-20-40 and decay share credit by the place of the touch. Markov removes a channel from the chain and sees how \
         many payments the chain loses, solved exactly. Shapley averages what a channel adds over all sets of channels.",
    );
    sections.push(origin.section(pen, Some(answer.rows), method.to_owned(), sources::of_attribution()));
    Ok(set_for_print(Report {
        language,
        title: pen.say("Kanal mana yang mendapat kredit?", "Which channel gets the credit?").to_owned(),
        subtitle: format!(
            "{}; {} {}",
            origin.file,
            pen.count(a.conversions + a.nulls),
            pen.say("perjalanan", "journeys")
        ),
        answer: first_page(pen, answer),
        sections,
    }))
}

fn markov(answer: &FileAttribution) -> Option<&RuleCredit> {
    answer.attribution.rules.iter().find(|r| matches!(r.rule, Rule::Markov(_)))
}

fn first_page(pen: Pen, answer: &FileAttribution) -> Answer {
    let a = &answer.attribution;
    let mut sentences = Vec::new();
    let (all, paid) = (pen.count(a.conversions + a.nulls), pen.count(a.conversions));
    sentences.push(if pen.is_id() {
        format!("Dari {all} perjalanan, {paid} berakhir dengan pembayaran.")
    } else {
        format!("Of {all} journeys, {paid} ended in a payment.")
    });
    if let Some(rule) = markov(answer)
        && let Some((place, top)) = rule.channels.iter().enumerate().max_by(|x, y| x.1.share.total_cmp(&y.1.share))
    {
        let shares: Vec<f64> = a.rules.iter().map(|r| r.channels[place].share).collect();
        let (low, high) = shares.iter().fold((f64::MAX, f64::MIN), |(l, h), s| (l.min(*s), h.max(*s)));
        let (name, share) = (&top.channel, pen.percent(top.share, 0));
        let ends = top.interval.map_or_else(String::new, |i| {
            format!(" ({} {})", pen.say("selang", "interval"), pen.range((i.low * 100.0, i.high * 100.0), 1))
        });
        let (low, high) = (pen.percent(low, 0), pen.percent(high, 0));
        sentences.push(if pen.is_id() {
            format!(
                "Menurut aturan {}, kredit terbesar jatuh pada {name}: {share} dari pembayaran{ends}.",
                pen.of(&rule.name)
            )
        } else {
            format!("By the rule {}, most credit goes to {name}: {share} of the payments{ends}.", pen.of(&rule.name))
        });
        sentences.push(if pen.is_id() {
            format!("Aturan lain memberi {name} antara {low} dan {high}: hasilnya bergantung pada aturan yang dipilih.")
        } else {
            format!("Other rules give {name} between {low} and {high}: the answer depends on the rule that is chosen.")
        });
    }
    sentences.push(
        pen.say(
            "Yang perlu dilakukan sekarang: jangan memindahkan anggaran atas dasar angka ini saja; undi sebagian orang untuk tidak disapa, lalu \
             hitung dampaknya.",
            "What to do now: do not move budget on these figures alone; draw some people by lot who are not reached, then measure the effect.",
        )
        .to_owned(),
    );
    sentences.push(
        pen.say(
            "Laporan ini tidak berkata berapa pembayaran yang tidak akan terjadi tanpa suatu kanal, dan tidak berkata berapa biaya satu \
             pembayaran tambahan.",
            "This does not say how many payments would not have happened without a channel, nor what one more payment cost.",
        )
        .to_owned(),
    );
    Answer {
        verdict: pen.say("Kredit menurut aturan, bukan bukti", "Credit by rule, not evidence").to_owned(),
        sentences,
        grade: pen.grade(a.grade, &[]),
    }
}

fn design(pen: Pen, answer: &FileAttribution, c: &JourneyColumns) -> Section {
    let a = &answer.attribution;
    let mut named = vec![
        (pen.say("Yang diundi", "Drawn by lot").to_owned(), pen.say("tidak ada", "nothing").to_owned()),
        (
            pen.say("Sapaan", "Touches").to_owned(),
            format!("`{}`, {} `{}`", c.path, pen.say("dipisah", "separated by"), c.separator),
        ),
        (pen.say("Berakhir dengan pembayaran", "Ended in a payment").to_owned(), format!("`{}`", c.conversions)),
        (pen.say("Tidak", "Did not").to_owned(), format!("`{}`", c.nulls)),
        (pen.say("Jalur berbeda", "Distinct paths").to_owned(), pen.count(a.paths as u64)),
        (pen.say("Ingatan rantai", "Touches remembered").to_owned(), a.markov.order.to_string()),
    ];
    if let Some(how) = a.bootstrap {
        named.push((
            pen.say("Selang", "Intervals").to_owned(),
            format!(
                "{}; {} {}, {} {}",
                pen.percent(how.level, 0),
                pen.count(how.draws as u64),
                pen.say("undian ulang perjalanan", "redraws of the journeys"),
                pen.say("benih", "seed"),
                how.seed
            ),
        ));
    }
    section(pen.say("Rancangan", "Design"), vec![facts(named)])
}

fn counts(pen: Pen, answer: &FileAttribution) -> Result<Section> {
    let a = &answer.attribution;
    let journeys =
        |n: u64| Stop { figure: format!("{} {}", pen.count(n), pen.say("perjalanan", "journeys")), ..Stop::default() };
    let group = |name: &str, n: u64| ParticipantGroup { name: name.to_owned(), stops: vec![journeys(n)] };
    let start = Stop { under: pen.say("dalam berkas", "in the file").to_owned(), ..journeys(a.conversions + a.nulls) };
    let title = pen.say("Perjalanan dan akhirnya", "Journeys and how they ended");
    let picture = participants(
        title,
        "",
        &start,
        &[pen.say("Berakhir", "Ended").to_owned()],
        &[
            group(pen.say("dengan pembayaran", "in a payment"), a.conversions),
            group(pen.say("tanpa pembayaran", "without a payment"), a.nulls),
        ],
    )?;
    Ok(section(pen.say("Dari berkas sampai hitungan", "From the file to what was counted"), vec![chart(picture)]))
}

/// Rules by place in one table, the rules that look at whole journeys in another.
fn credits(pen: Pen, answer: &FileAttribution) -> Vec<Block> {
    let a = &answer.attribution;
    let (by_place, whole): (Vec<&RuleCredit>, Vec<&RuleCredit>) =
        a.rules.iter().partition(|rule| matches!(rule.rule, Rule::Place(_)));
    let channels = a.rules.first().map_or(0, |rule| rule.channels.len());
    let credit = |rule: &RuleCredit, place: usize| {
        let c = &rule.channels[place];
        let ends =
            c.interval.map(|i| format!(" ({}\u{2013}{})", pen.number(i.low * 100.0, 1), pen.number(i.high * 100.0, 1)));
        format!("{}{}", pen.number(c.share * 100.0, 1), ends.unwrap_or_default())
    };
    let name = |place: usize| a.rules[0].channels[place].channel.clone();
    let channel = pen.say("Kanal", "Channel");
    let heads = |rules: &[&RuleCredit]| -> Vec<String> {
        std::iter::once(channel.to_owned()).chain(rules.iter().map(|rule| pen.of(&rule.name))).collect()
    };
    let mut others = heads(&whole);
    others.push(pen.say("Hilang bila dihapus", "Lost if removed").to_owned());
    others.push(pen.say("Pembayaran", "Payments").to_owned());
    if a.value.is_some() {
        others.push(pen.say("Nilai", "Value").to_owned());
    }
    let rows = (0..channels).map(|place| {
        let mut row = vec![name(place)];
        row.extend(whole.iter().map(|rule| credit(rule, place)));
        row.push(pen.percent(a.markov.removal_effects[place], 1));
        let chain = markov(answer).map(|rule| &rule.channels[place]);
        row.push(chain.map_or_else(String::new, |c| pen.number(c.conversions, 1)));
        if a.value.is_some() {
            let worth = chain.and_then(|c| c.value).and_then(|v| f64::try_from(v).ok());
            row.push(worth.map_or_else(String::new, |v| pen.number(v, if v.fract() == 0.0 { 0 } else { 2 })));
        }
        row
    });
    let places = (0..channels)
        .map(|place| std::iter::once(name(place)).chain(by_place.iter().map(|rule| credit(rule, place))).collect());
    let caption = pen.say(
        "Perjalanan seutuhnya: bagian kredit dalam persen, selang dalam kurung; pembayaran menurut Markov",
        "Whole journeys: share of credit in percent, intervals in brackets; payments by Markov",
    );
    let of_place = pen.say(
        "Menurut tempat sapaan: bagian kredit dalam persen, selang dalam kurung",
        "By the place of the touch: share of credit in percent, intervals in brackets",
    );
    let of_places = heads(&by_place);
    vec![
        table(caption, 1, &others.iter().map(String::as_str).collect::<Vec<_>>(), rows.collect()),
        table(of_place, 1, &of_places.iter().map(String::as_str).collect::<Vec<_>>(), places.collect()),
    ]
}
