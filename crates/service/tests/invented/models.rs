//! Two segment models a month apart, and how they differ. The figures follow from a place in a list, not from people.

use domain::segment_views::{
    CalibrationPoint, ChoiceCandidate, ChoiceView, DriftView, FateView, FeatureDrift, ModelView, Ranged, RuleView,
    SegmentFate, SegmentMove, SegmentProfile, StateFlow,
};
use domain::views::NamedCount;
use domain::{Bilingual, Channel, MembershipState, Month, OccupationGroup, Rupiah, Segment, SegmentId};

pub const OLDER: &str = "2026-10-31-default";
pub const NEWER: &str = "2026-11-30-default";

/// Key, Indonesian and English words, share paid, chance of lapsing, months paid in a good month.
const WAYS: [(&str, &str, &str, f64, f64); 5] = [
    ("seasonal", "musiman, berhenti di musim barat", "seasonal, stopping in the west monsoon", 0.46, 0.62),
    ("regular", "teratur", "regular", 0.91, 0.07),
    ("lapsing", "cepat berhenti, setelah diskon berakhir", "quick to stop, since the discount ended", 0.21, 0.81),
    ("unpaid", "Terdaftar, belum membayar", "Registered, unpaid", 0.0, 0.0),
    ("prospect", "Calon peserta", "Prospects", 0.0, 0.0),
];

fn named(key: &str, id: &str, en: &str, count: u64) -> NamedCount {
    NamedCount { key: key.into(), name: Bilingual::new(id, en), count }
}

fn ranged(value: f64, half: f64) -> Ranged {
    Ranged { value, low: (value - half).max(0.0), high: value + half }
}

/// What stands before a comma, and behind it.
fn first(words: &str) -> &str {
    words.split_once(", ").map_or(words, |(first, _)| first)
}

fn second(words: &str) -> Option<&str> {
    words.split_once(", ").map(|(_, second)| second)
}

/// A year with a lean season that starts in the month given.
fn shape(share: f64, lean: usize, depth: f64) -> Vec<Option<f64>> {
    (0..12)
        .map(|month| {
            let away = (month + 12 - lean) % 12;
            let dip = if away < 4 { depth * (1.0 - (away as f64 - 1.5).abs() / 4.0) } else { 0.0 };
            Some((share * (1.0 - dip) + 0.004 * month as f64).min(1.0))
        })
        .collect()
}

pub fn profile(group: OccupationGroup, place: usize, way: usize) -> SegmentProfile {
    let (key, way_id, way_en, share, risk) = WAYS[way];
    let pays = way < 3;
    let size = if (place, way) == (0, 0) { 2_384 } else { [2_100, 1_650, 900, 240, 410][way] + 130 * place as u64 };
    let label = group.name();
    let id = SegmentId(format!("{}-{key}", group.key()));
    let part = |share: f64| (size as f64 * share) as u64;
    let state = |state: MembershipState, count| {
        let name = state.name();
        named(state.key(), &name.id, &name.en, count)
    };
    let step = |from: MembershipState, to: MembershipState, share| StateFlow {
        from: from.key().into(),
        to: to.key().into(),
        people: part(share),
    };
    let (states, flow) = match way {
        3 => (vec![state(MembershipState::Registered, size)], Vec::new()),
        4 => (vec![state(MembershipState::Prospect, size)], Vec::new()),
        _ => (
            vec![
                state(MembershipState::Active, part(share)),
                state(MembershipState::InGrace, part(0.3 * (1.0 - share))),
                state(MembershipState::Lapsed, size - part(share) - part(0.3 * (1.0 - share))),
            ],
            vec![
                step(MembershipState::Active, MembershipState::Active, 0.8 * share),
                step(MembershipState::Active, MembershipState::Lapsed, risk * 0.3),
                step(MembershipState::Lapsed, MembershipState::Active, 0.2 * share),
                step(MembershipState::InGrace, MembershipState::Lapsed, 0.1),
                step(MembershipState::Prospect, MembershipState::InGrace, 0.05),
                step(MembershipState::Registered, MembershipState::Ended, 0.0004),
            ],
        ),
    };
    let why = Bilingual::new(
        format!("Membayar {:.0} dari 100 bulan; paling jarang antara Desember dan Februari.", share * 100.0),
        format!("They pay {:.0} of 100 months, least often between December and February.", share * 100.0),
    );
    SegmentProfile {
        segment: Segment {
            id,
            name: if pays {
                Bilingual::new(format!("{} {}", label.id, first(way_id)), format!("{} {}", label.en, first(way_en)))
            } else {
                Bilingual::new(format!("{}: {way_id}", label.id), format!("{}: {way_en}", label.en))
            },
            detail: second(way_id).zip(second(way_en)).filter(|_| pays).map(|(id, en)| Bilingual::new(id, en)),
            why,
            group: group.key().into(),
            size,
            facts: if pays {
                vec![
                    super::fact("paid_share", "Bulan yang dibayar", "Months paid", "share", share, 0.574),
                    super::fact("arrears", "Tunggakan", "Arrears", "months", 8.0 * (1.0 - share), 3.1),
                    super::fact(
                        "amount",
                        "Iuran terakhir",
                        "Last amount",
                        "rupiah",
                        16_800.0 + 100.0 * size as f64,
                        21_300.0,
                    ),
                ]
            } else {
                Vec::new()
            },
        },
        occupations: vec![named(group.key(), &label.id, &label.en, size)],
        provinces: (0..13)
            .map(|i| named(&format!("{}", 31 + i), &format!("Provinsi {i}"), &format!("Province {i}"), size / (i + 2)))
            .collect(),
        shape: if pays { shape(share, (place + 10) % 12, if way == 0 { 0.9 } else { 0.15 }) } else { vec![None; 12] },
        states,
        flow,
        months_expected: pays.then(|| ranged(12.0 * share, 0.4)),
        lapse_risk: pays.then(|| ranged(risk, 0.02 + 0.004 * place as f64)),
        reach: [
            (Channel::Whatsapp.key(), Channel::Whatsapp.name(), 0.81),
            (Channel::Email.key(), Channel::Email.name(), 0.0),
            (Channel::Print.key(), Channel::Print.name(), 1.0),
            (Channel::PartnerCounter.key(), Channel::PartnerCounter.name(), 1.0),
            ("phone_known", Bilingual::new("Nomor HP diketahui", "Mobile number known"), 0.88),
            ("email_known", Bilingual::new("Alamat surel diketahui", "E-mail address known"), 0.0),
        ]
        .into_iter()
        .map(|(key, name, share)| named(key, &name.id, &name.en, part(share)))
        .collect(),
        at_stake: Rupiah::whole(if pays { (201_600.0 * (1.0 - share) * size as f64) as i64 } else { 0 }),
        rules: if pays {
            vec![
                RuleView {
                    conditions: vec![
                        Bilingual::new(format!("Pekerjaan: {}", label.id), format!("Occupation: {}", label.en)),
                        Bilingual::new("Bulan sejak terlindungi paling banyak 2", "At most 2 months since covered"),
                        Bilingual::new("Membayar di musim barat: tidak", "Pays in the west monsoon: no"),
                    ],
                    people: part(0.7),
                    precision: 0.912,
                },
                RuleView {
                    conditions: vec![Bilingual::new("Tunggakan lebih dari 6 bulan", "More than 6 months in arrears")],
                    people: part(0.2),
                    precision: 0.755,
                },
            ]
        } else {
            Vec::new()
        },
        rules_find: pays.then_some(0.83),
    }
}

fn profiles() -> Vec<SegmentProfile> {
    OccupationGroup::ALL
        .into_iter()
        .enumerate()
        .flat_map(|(place, group)| (0..WAYS.len()).map(move |way| profile(group, place, way)))
        .collect()
}

fn choice() -> ChoiceView {
    let tried = [
        (2, 0.98, 0.33, 0.31, false, "terlalu sedikit untuk dibedakan", "too few to tell people apart"),
        (3, 0.97, 0.41, 0.12, true, "stabil dan terpisah", "stable and separate"),
        (4, 0.92, 0.43, 0.06, true, "masih stabil", "still stable"),
        (5, 0.74, 0.42, 0.02, false, "tidak stabil: di bawah 0,80", "not stable: below 0.80"),
        (6, 0.66, 0.40, 0.004, false, "segmen terkecil di bawah 1%", "smallest segment below 1%"),
    ];
    ChoiceView {
        candidates: tried
            .into_iter()
            .map(|(segments, stability, separation, smallest_share, allowed, id, en)| ChoiceCandidate {
                segments,
                stability,
                separation,
                smallest_share,
                allowed,
                reason: Bilingual::new(id, en),
            })
            .collect(),
        proposed: Some(4),
        used: 3,
        reasons: vec![Bilingual::new(
            "4 adalah jumlah terbesar yang masih stabil; perencana memilih 3 agar mudah diingat.",
            "4 is the largest number that is still stable; the planner chose 3, which is easier to remember.",
        )],
    }
}

pub fn model(name: &str, day: &str) -> ModelView {
    let profiles = profiles();
    let calibration = profiles
        .iter()
        .filter_map(|p| Some((p, p.lapse_risk?)))
        .enumerate()
        .map(|(i, (p, risk))| CalibrationPoint {
            segment: p.segment.id.clone(),
            name: p.segment.name.clone(),
            people: p.segment.size,
            forecast: risk,
            happened: (risk.value + 0.009 * (i % 5) as f64 - 0.02).clamp(0.0, 1.0),
        })
        .collect();
    let as_of: chrono::NaiveDate = day.parse().unwrap();
    ModelView {
        name: name.into(),
        as_of: Some(as_of),
        period: Some((Month::of(as_of).plus(-23), Month::of(as_of))),
        method: "occupation_first".into(),
        method_words: Bilingual::new(
            "Pekerjaan dahulu: cara bayar dikelompokkan di dalam tiap kelompok pekerjaan.",
            "Occupation first: how people pay is clustered inside each occupation group.",
        ),
        seed: 20_261_130,
        people: profiles.iter().map(|p| p.segment.size).sum(),
        fitted_on: 38_114,
        profiles,
        choice: Some(choice()),
        rule_fidelity: Some(0.887),
        rule_ceiling: Some(0.921),
        calibration,
        weaknesses: vec![Bilingual::new(
            "Peserta yang baru terdaftar kurang dari tiga bulan belum dapat dibedakan cara bayarnya.",
            "Members registered for less than three months cannot be told apart by how they pay yet.",
        )],
        files: ["card.en.md", "card.id.md", "charts/", "model.toml", "params.toml"].map(Into::into).into(),
    }
}

pub fn older() -> ModelView {
    let mut model = model(OLDER, "2026-10-31");
    model.profiles.retain(|p| p.segment.id.0 != "other-lapsing");
    for profile in &mut model.profiles {
        profile.segment.size = profile.segment.size * 97 / 100;
    }
    model.calibration.clear();
    model
}

pub fn newer() -> ModelView {
    model(NEWER, "2026-11-30")
}

pub fn drift() -> DriftView {
    let segments: Vec<Segment> = newer().profiles.into_iter().map(|p| p.segment).collect();
    let id = |i: usize| segments[i % segments.len()].id.clone();
    let mut moves: Vec<SegmentMove> = segments
        .iter()
        .map(|s| SegmentMove { from: Some(s.id.clone()), to: Some(s.id.clone()), people: s.size * 9 / 10 })
        .collect();
    moves.extend((0..44).map(|i| SegmentMove {
        from: Some(id(i)),
        to: Some(id(i * 7 + 1)),
        people: 140 - 3 * i as u64,
    }));
    moves.push(SegmentMove { from: None, to: Some(id(4)), people: 1_204 });
    moves.push(SegmentMove { from: Some(id(2)), to: None, people: 77 });
    moves.sort_by_key(|step| std::cmp::Reverse(step.people));
    let fate = |fate, i: usize, id_words: &str, en_words: &str| {
        let Segment { id, name, .. } = segments[i].clone();
        let sentence = Bilingual::new(format!("{} {id_words}", name.id), format!("{} {en_words}", name.en));
        FateView { fate, segment: id, sentence }
    };
    let feature = |name: &str, id: &str, en: &str, psi, verdict: (&str, &str)| FeatureDrift {
        feature: name.into(),
        label: Bilingual::new(id, en),
        psi,
        verdict: Bilingual::new(verdict.0, verdict.1),
    };
    DriftView {
        from: OLDER.into(),
        to: NEWER.into(),
        names: segments.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
        people: 71_208,
        kept_share: 0.9473,
        moves,
        fates: vec![
            fate(
                SegmentFate::Born,
                42,
                "lahir dari segmen Pekerja lain, musiman.",
                "was born from Other workers, seasonal.",
            ),
            fate(SegmentFate::Split, 0, "memberi 18% orangnya ke segmen lain.", "gave 18% of its people to another."),
            fate(SegmentFate::Kept, 1, "tetap, 1.590 orang.", "stayed, 1,590 people."),
        ],
        features: vec![
            feature("months_since_paid", "Bulan sejak membayar", "Months since paid", 0.271, ("bergeser", "shifted")),
            feature("paid_share", "Bulan yang dibayar", "Months paid", 0.113, ("bergeser sedikit", "shifted a little")),
            feature("age", "Umur", "Age", 0.0, ("stabil", "stable")),
        ],
    }
}
