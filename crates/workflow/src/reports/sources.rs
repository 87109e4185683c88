//! The papers behind each method.

use super::pen::Pen;

/// A name that an estimator carries, and the papers it is from.
const ESTIMATORS: [(&str, &str, &str); 21] = [
    ("Newcombe", "Newcombe", "Newcombe (1998), Statistics in Medicine 17:873, method 10"),
    ("Miettinen-Nurminen", "Miettinen-Nurminen", "Miettinen & Nurminen (1985), Statistics in Medicine 4:213"),
    ("Boschloo", "Boschloo", "Boschloo (1970), Statistica Neerlandica 24:1"),
    ("Fisher exact", "Fisher", "Fisher (1935), Journal of the Royal Statistical Society 98:39"),
    ("log interval", "log ratio", "Katz, Baptista, Azen & Pike (1978), Biometrics 34:469"),
    ("Welch", "Welch", "Welch (1947), Biometrika 34:28"),
    ("delta method", "delta method", "Deng, Knoblich & Lu (2018), KDD, 233"),
    ("CUPED", "CUPED", "Deng, Xu, Kohavi & Walker (2013), WSDM, 123"),
    ("Lin interacted", "Lin, HC2", "Lin (2013), Annals of Applied Statistics 7:295; MacKinnon & White (1985)"),
    (
        "inside strata",
        "post-stratification",
        "Miratrix, Sekhon & Yu (2013), Journal of the Royal Statistical Society B 75:369",
    ),
    ("constant for each stratum", "fixed effects", "Imbens & Rubin (2015), Causal Inference, chapter 9"),
    ("of area means", "area means", "Donner & Klar (2000); Hayes & Moulton (2017), Cluster Randomised Trials"),
    ("pairs of areas", "paired areas", "Imai, King & Nall (2009), Statistical Science 24:29"),
    ("randomisation test", "randomisation test", "Fisher (1935); Rosenbaum (2002), Observational Studies"),
    (
        "CR1",
        "CR1",
        "Liang & Zeger (1986), Biometrika 73:13; Cameron & Miller (2015), Journal of Human Resources 50:317",
    ),
    ("CR2", "CR2", "Bell & McCaffrey (2002), Survey Methodology 28:169"),
    ("CR3", "CR3", "MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38:671"),
    (
        "wild cluster bootstrap",
        "wild cluster bootstrap",
        "Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90:414",
    ),
    ("Webb weights", "Webb weights", "Webb (2023), Canadian Journal of Economics 56:839"),
    (
        "confidence sequence",
        "confidence sequence",
        "Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Annals of Statistics 52:2613",
    ),
    ("placebo", "placebo", "Conley & Taber (2011), Review of Economics and Statistics 93:113"),
];

/// Papers of the estimators that are named, each once, in the order of the list.
pub(super) fn of_estimators<'a>(names: impl Iterator<Item = &'a str>, pen: Pen) -> Vec<(String, String)> {
    let names: Vec<&str> = names.collect();
    let used = |needle: &str| names.iter().any(|name| name.contains(needle));
    let mut papers: Vec<(String, String)> = ESTIMATORS
        .iter()
        .filter(|(needle, ..)| used(needle))
        .map(|(_, name, paper)| ((*name).to_owned(), (*paper).to_owned()))
        .collect();
    papers.push((pen.say("besar kelompok", "sizes of arms").to_owned(), "Fabijan et al. (2019), KDD, 2156".to_owned()));
    papers
}

/// Papers of answers by segment.
pub(super) fn of_families(pen: Pen) -> Vec<(String, String)> {
    vec![
        (pen.say("banyak segmen", "many segments").to_owned(), "Holm (1979); Benjamini & Hochberg (1995)".to_owned()),
        (
            pen.say("penyusutan", "shrinkage").to_owned(),
            "DerSimonian & Laird (1986); Paule & Mandel (1982); Morris (1983)".to_owned(),
        ),
    ]
}

/// Papers of the effect on those reached.
pub(super) fn of_compliers(pen: Pen) -> (String, String) {
    (
        pen.say("yang tersapa", "those reached").to_owned(),
        "Angrist, Imbens & Rubin (1996), Journal of the American Statistical Association 91:444".to_owned(),
    )
}

/// Papers of curves of retention.
pub(super) fn of_retention(pen: Pen) -> Vec<(String, String)> {
    [
        ("kurva", "curves", "Kaplan & Meier (1958); log-log intervals: Kalbfleisch & Prentice (2002)"),
        ("bulan bayar", "months paid", "Royston & Parmar (2013), BMC Medical Research Methodology 13:152"),
        ("sebab keluar", "causes", "Aalen & Johansen (1978), Scandinavian Journal of Statistics 5:141"),
        ("peluang per bulan", "chance in a month", "Prentice & Gloeckler (1978); Singer & Willett (1993)"),
        ("beda kurva", "difference of curves", "Mantel (1966), log-rank"),
    ]
    .map(|(id, en, paper)| (pen.say(id, en).to_owned(), paper.to_owned()))
    .to_vec()
}

/// Papers of rankings and policies.
pub(super) fn of_uplift(pen: Pen) -> Vec<(String, String)> {
    [
        ("kurva Qini", "Qini curve", "Radcliffe (2007); Devriendt, Van Belle, Guns & Verbeke (2020)"),
        ("pembelajar", "learner", "Künzel, Sekhon, Bickel & Yu (2019), PNAS 116:4156; Kennedy (2023), Electronic Journal of Statistics 17:3008"),
        ("nilai kebijakan", "value of a policy", "Athey & Wager (2021), Econometrica 89:133"),
    ]
    .map(|(id, en, paper)| (pen.say(id, en).to_owned(), paper.to_owned()))
    .to_vec()
}

/// Papers of credit by rule.
pub(super) fn of_attribution() -> Vec<(String, String)> {
    [
        (
            "Markov",
            "Anderl, Becker, von Wangenheim & Schumann (2016), International Journal of Research in Marketing 33:457",
        ),
        ("Shapley", "Shapley (1953); Shao & Li (2011), KDD, 258"),
    ]
    .map(|(name, paper)| (name.to_owned(), paper.to_owned()))
    .to_vec()
}

/// Papers of adjusted comparisons.
pub(super) fn of_comparison(pen: Pen) -> Vec<(String, String)> {
    [
        ("AIPW", "AIPW", "Robins, Rotnitzky & Zhao (1994), Journal of the American Statistical Association 89:846"),
        ("tumpang tindih", "overlap", "Crump, Hotz, Imbens & Mitnik (2009), Biometrika 96:187"),
        ("nilai-E", "E-value", "VanderWeele & Ding (2017), Annals of Internal Medicine 167:268"),
        ("wilayah tunggal", "one treated area", "Conley & Taber (2011); Abadie, Diamond & Hainmueller (2010)"),
    ]
    .map(|(id, en, paper)| (pen.say(id, en).to_owned(), paper.to_owned()))
    .to_vec()
}
