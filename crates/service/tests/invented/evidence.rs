//! Result rows of every kind: clear, unproven, too early, with and without a price.

use super::CAMPAIGN;
use domain::{
    Bilingual, Channel, Concluded, CostPerAdditional, Grade, Judgement, PaidMonths, Rupiah, SegmentId, UpliftRow,
    Verdict,
};

pub fn uplift_rows() -> Vec<UpliftRow> {
    let mut rows = vec![
        person(("all", "Semua", "Everyone"), (9_402, 8_461, 2_351), (0.5538, 0.5114), (0.0424, 0.0198, 0.0650), 0.0391),
        person(
            ("fisher-seasonal", "Nelayan musiman", "Seasonal fishers"),
            (1_388, 1_240, 347),
            (0.5121, 0.4236),
            (0.0885, 0.0302, 0.1468),
            0.0712,
        ),
        person(
            ("farmer-harvest", "Petani musim panen", "Harvest-time farmers"),
            (2_204, 1_931, 551),
            (0.4437, 0.4211),
            (0.0226, -0.0239, 0.0691),
            0.0304,
        ),
        person(
            ("street_vendor-irregular", "Pedagang kaki lima tidak teratur", "Irregular street vendors"),
            (3_120, 2_840, 780),
            (0.5010, 0.4795),
            (0.0215, -0.0178, 0.0608),
            0.0688,
        ),
        area(
            Channel::Print,
            ("all", "Semua", "Everyone"),
            (4_210, 122),
            (1_560, 44),
            (0.5012, 0.4987),
            (0.0025, -0.0310, 0.0360),
            0.0102,
        ),
        area(
            Channel::Print,
            ("farmer-harvest", "Petani musim panen", "Harvest-time farmers"),
            (1_650, 61),
            (602, 23),
            (0.4120, 0.4402),
            (-0.0282, -0.0530, -0.0034),
            0.0051,
        ),
        area(
            Channel::PartnerCounter,
            ("all", "Semua", "Everyone"),
            (2_202, 78),
            (1_560, 44),
            (0.5871, 0.4987),
            (0.0884, 0.0421, 0.1347),
            0.0940,
        ),
    ];
    let mut early = area(
        Channel::PartnerCounter,
        ("fisher-regular", "Nelayan teratur", "Regular fishers"),
        (41, 3),
        (84, 2),
        (0.0, 0.0),
        (0.0, 0.0, 0.0),
        0.09,
    );
    early.rate_treated = None;
    early.rate_held_out = None;
    early.verdict = Verdict::TooEarly {
        needs: Bilingual::new(
            "sedikitnya 10 desa di tiap kelompok; baru ada 3 dan 2",
            "at least 10 villages in each arm; there are 3 and 2",
        ),
    };
    early.cost_per_additional = CostPerAdditional::NoAnswer;
    early.paid_months = None;
    early.judgement = Some(Judgement {
        conclusion: Concluded::TooEarly,
        words: Bilingual::new("terlalu dini (perlu sekitar 15 wilayah lagi)", "too early (needs about 15 more areas)"),
        grade: Grade::B,
        faults: vec![Bilingual::new("Wilayahnya sedikit.", "Areas are few.")],
        p_holm: None,
        expected: None,
    });
    rows.push(early);
    rows
}

/// Key, Indonesian and English name of a segment.
type Name<'a> = (&'a str, &'a str, &'a str);

type Interval = (f64, f64, f64);

fn person(
    name: Name<'_>,
    (treated, delivered, held_out): (u64, u64, u64),
    (rate_treated, rate_held_out): (f64, f64),
    interval: Interval,
    truth: f64,
) -> UpliftRow {
    let (segment, id, en) = name;
    UpliftRow {
        campaign: CAMPAIGN.into(),
        segment: SegmentId(segment.into()),
        segment_name: Bilingual::new(id, en),
        channel: Channel::Whatsapp,
        unit: Channel::Whatsapp.unit(),
        treated,
        delivered: Some(delivered),
        held_out,
        areas_treated: None,
        areas_held_out: None,
        rate_treated: Some(rate_treated),
        rate_held_out: Some(rate_held_out),
        verdict: verdict(interval),
        estimator: "difference of shares, Newcombe interval".into(),
        cost: Rupiah::whole(treated as i64 * 586),
        cost_per_additional: price(interval, treated),
        paid_months: Some(paid_months(interval, treated)),
        true_uplift: Some(truth),
        notes: vec![Bilingual::new(
            "Dihitung menurut penugasan: yang pesannya tidak sampai tetap ikut.",
            "By assignment: those whose message did not arrive are counted too.",
        )],
        judgement: Some(judgement(interval)),
        running: None,
    }
}

fn area(
    channel: Channel,
    name: Name<'_>,
    (treated, areas_treated): (u64, u64),
    (held_out, areas_held_out): (u64, u64),
    rates: (f64, f64),
    interval: Interval,
    truth: f64,
) -> UpliftRow {
    UpliftRow {
        channel,
        unit: channel.unit(),
        areas_treated: Some(areas_treated),
        areas_held_out: Some(areas_held_out),
        estimator: "difference of village means, Welch interval".into(),
        notes: Vec::new(),
        ..person(name, (treated, treated, held_out), rates, interval, truth)
    }
}

/// Half a month for each member kept, in the four months of the window.
fn paid_months((uplift, low, high): Interval, treated: u64) -> PaidMonths {
    let months = (0.5 * uplift, 0.5 * low, 0.5 * high);
    PaidMonths {
        first: "2026-12".parse().unwrap(),
        last: "2027-03".parse().unwrap(),
        treated: Some(2.0 + 0.5 * uplift),
        held_out: Some(2.0),
        verdict: verdict(months),
        cost_per_additional_month: price(months, treated),
    }
}

fn judgement((_, low, high): Interval) -> Judgement {
    let (conclusion, words) = if low > 0.0 {
        (Concluded::Works, Bilingual::new("berhasil", "works"))
    } else if high < 0.0 {
        (Concluded::DoesHarm, Bilingual::new("merugikan", "does harm"))
    } else {
        (Concluded::NoEvidence, Bilingual::new("tidak ada bukti", "no evidence"))
    };
    Judgement { conclusion, words, grade: Grade::A, faults: Vec::new(), p_holm: Some(0.01), expected: None }
}

fn verdict((uplift, low, high): Interval) -> Verdict {
    Verdict::Estimate { uplift, low, high, level: 0.95, p_value: if low > 0.0 || high < 0.0 { 0.0004 } else { 0.283 } }
}

fn price((uplift, low, high): Interval, treated: u64) -> CostPerAdditional {
    let at = |uplift: f64| Rupiah::whole((treated as f64 * 586.0 / (uplift * treated as f64)) as i64);
    let above_zero = |value: f64| (value > 0.0).then(|| at(value));
    if low > 0.0 {
        CostPerAdditional::Price { estimate: at(uplift), low: at(high), high: at(low) }
    } else {
        CostPerAdditional::Unbounded { estimate: above_zero(uplift), low: above_zero(high) }
    }
}
