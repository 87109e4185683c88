//! What people read.

use crate::made_up::{MadeUp, differs};
use domain::Language;
use targeting::policy::{Rule, RuleSplit, RuleTest};
use targeting::{Base, Money, Targeting, TargetingVerdict, target, words};

fn how(money: Option<Money>) -> Targeting {
    Targeting { replicates: 100, money, ..Targeting::seeded(Base::Logistic, 1) }
}

#[test]
fn the_verdict_stands_first_and_no_number_stands_before_it() {
    let answer = target(&MadeUp::draw(5, 9000, differs).trial(), &how(None)).unwrap();
    let sentences = words::in_words(&answer);
    assert!(sentences[0].id.starts_with("Memilih orang menambah hasil: "), "{}", sentences[0].id);
    assert!(sentences[0].en.starts_with("Choosing people adds to the result: "), "{}", sentences[0].en);
    assert!(sentences[0].id.contains("per 1.000 orang (selang "));
    assert!(sentences[1].id.contains("tidak disapa ") && sentences[1].id.contains("whatsapp "), "{}", sentences[1].id);
    assert!(
        sentences
            .iter()
            .any(|s| s.en == "print: this order puts those first who gain more, better than a random order.")
    );
}

#[test]
fn where_choosing_adds_nothing_the_sentence_says_so_and_what_to_do_instead() {
    let alike = MadeUp::draw(7, 6000, |_| [0.1, 0.02]);
    let mut answer = target(&alike.trial(), &how(None)).unwrap();
    answer.verdict = TargetingVerdict::AddsNothing { best_alike: 1, ranks: false };
    let first = &words::in_words(&answer)[0];
    assert!(
        first
            .id
            .starts_with("Memilih orang tidak menambah apa-apa yang terbukti: lebih baik whatsapp untuk semua orang."),
        "{}",
        first.id
    );
    answer.verdict = TargetingVerdict::AddsNothing { best_alike: 0, ranks: true };
    assert!(
        words::in_words(&answer)[0].en.contains("rather reaching nobody")
            && words::in_words(&answer)[0].en.contains("better than a random one")
    );
}

#[test]
fn money_is_told_in_whole_rupiah_for_a_thousand_people() {
    let money = Money { value: 16_800.0, costs: vec![400.0, 2_500.0] };
    let answer = target(&MadeUp::draw(5, 9000, differs).trial(), &how(Some(money))).unwrap();
    let first = words::in_words(&answer)[0].in_language(Language::Id).to_owned();
    assert!(first.contains("Rp") && first.contains("per 1.000 orang") && !first.contains(','), "{first}");
}

#[test]
fn a_rule_reads_as_one_line_for_each_group() {
    let arms = ["none", "WhatsApp", "print"].map(String::from);
    let word = RuleTest::IsNot { feature: "pekerjaan".into(), word: "nelayan".into() };
    let number = RuleTest::AtMost { feature: "bulan".into(), value: 11.0, or_missing: true };
    let inner = Rule::Ask(Box::new(RuleSplit { test: word, yes: Rule::Arm(0), no: Rule::Arm(2) }));
    let rule = Rule::Ask(Box::new(RuleSplit { test: number, yes: inner, no: Rule::Arm(1) }));
    let lines: Vec<String> = words::rule(&rule, &arms).into_iter().map(|l| l.id).collect();
    assert_eq!(
        lines,
        [
            "bulan paling banyak 11 atau kosong dan pekerjaan bukan nelayan: tidak disapa",
            "bulan paling banyak 11 atau kosong dan pekerjaan nelayan: print",
            "bulan di atas 11: WhatsApp",
        ]
    );
    assert_eq!(words::rule(&Rule::Arm(1), &arms)[0].en, "everybody: WhatsApp");
}

#[test]
fn a_recommendation_whose_effect_may_be_nothing_says_so() {
    let useless = MadeUp::draw(21, 3000, |_| [0.0, 0.0]);
    let mut answer = target(&useless.trial(), &how(None)).unwrap();
    answer.verdict = TargetingVerdict::AddsNothing { best_alike: 1, ranks: false };
    assert!(answer.effects[0].interval.low <= 0.0, "{:?}", answer.effects[0]);
    let second = &words::in_words(&answer)[1];
    assert_eq!(second.en, "It is not proven that whatsapp for everybody is better than reaching nobody.");
}
