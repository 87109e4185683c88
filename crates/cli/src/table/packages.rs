//! Packages: what comes out of a design, and packages side by side.

use super::people::wrapped;
use super::{count, decimal, grid};
use bundling::{Catalogue, Check, Compared, Designed, Package, Picked, Verdict, walls_of};
use domain::provenance::rows_by_file;
use domain::views::PackageView;
use domain::{Language, written};

/// Widest line of a sentence.
const WIDTH: usize = 96;

/// The kept package of each segment, in short.
pub fn packages(designed: &[Designed], language: Language) -> String {
    let mut text = String::new();
    for d in designed {
        let Some(first) = d.picks.first() else { continue };
        text.push_str(&head(d, first, language));
        checks(&first.package.checks, &mut text, language);
        unverified(&first.package, &mut text, language);
    }
    text
}

/// A design whole: picks, the first of them, its neighbours, and what was left out.
pub fn design(catalogue: &Catalogue, designed: &Designed, language: Language) -> String {
    let (covered, front) = (count(designed.covered, language), count(designed.on_front as u64, language));
    let (people, name) = (count(designed.segment.people, language), designed.segment.name.in_language(language));
    let income = designed.segment.median_income;
    let mut text = match language {
        Language::Id => format!(
            "{name}: {people} peserta, penghasilan median {income}.\n{covered} paket diperiksa; {front} tidak kalah dalam segala hal dari paket lain \
             dengan program yang sama.\n\n"
        ),
        Language::En => format!(
            "{name}: {people} members, median income {income}.\n{covered} packages covered by the search; {front} are not beaten in everything by \
             another of the same programmes.\n\n"
        ),
    };
    text.push_str(&side_by_side_of(&designed.picks, language));
    if let Some(first) = designed.picks.first() {
        text.push_str("\n\n");
        text.push_str(&head(designed, first, language));
        let due = first.package.first_due(catalogue);
        let (at_first, price) = (first.package.at_first, first.package.full_price);
        text.push_str(&match language {
            Language::Id => format!("  pembayaran pertama {at_first} {}; harga penuh {price} sebulan\n", due.id),
            Language::En => format!("  first payment {at_first} {}; full price {price} a month\n", due.en),
        });
        checks(&first.package.checks, &mut text, language);
        text.push_str(&format!("  - {}\n", first.package.actuarial.words().in_language(language)));
        around(designed, &mut text, language);
        unverified(&first.package, &mut text, language);
    }
    text
}

/// What became of a package.
pub fn moved_package(package: &PackageView, language: Language) -> String {
    let Some(step) = package.steps.last() else { return package.id.clone() };
    let words = step.status.words();
    let status = words.in_language(language);
    let day = written::day(language, step.on);
    match language {
        Language::Id => {
            format!("Paket {} versi {} ({}): {status}, oleh {}, {day}", package.id, step.version, step.parts, step.by)
        }
        Language::En => {
            format!("Package {} version {} ({}): {status}, by {}, {day}", package.id, step.version, step.parts, step.by)
        }
    }
}

/// Packages side by side.
pub fn side_by_side(packages: &[Package], language: Language) -> String {
    let header: Vec<String> =
        std::iter::once(String::new()).chain(packages.iter().map(|package| package.id.replace('+', "\n+"))).collect();
    let whole: Vec<&Package> = packages.iter().collect();
    let mut rows = figures(language, &whole);
    for wall in walls_of(&whole) {
        let mut row = vec![wall.name.in_language(language).to_owned()];
        row.extend(wall.passed.iter().map(|passed| match passed {
            Some(Err(check)) => wrapped(&format!("! {}", check.words.in_language(language)), 36),
            Some(Ok(())) => if language == Language::En { "passed" } else { "lolos" }.to_owned(),
            None => "-".to_owned(),
        }));
        rows.push(row);
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    grid(&header, 1, rows)
}

fn side_by_side_of(picks: &[Picked], language: Language) -> String {
    let mut header = vec![String::new()];
    header.extend(picks.iter().map(|pick| wrapped(pick.reason.in_language(language), 24)));
    let mut rows = vec![{
        let mut row = vec![if language == Language::En { "Package" } else { "Paket" }.to_owned()];
        row.extend(picks.iter().map(|pick| pick.package.id.replace('.', ".\n").replace('+', "\n+")));
        row
    }];
    rows.extend(figures(language, &picks.iter().map(|pick| &pick.package).collect::<Vec<_>>()));
    let mut best = vec![
        if language == Language::En { "Best in so many of 100 draws" } else { "Terbaik dalam sekian dari 100 undian" }
            .to_owned(),
    ];
    best.extend(
        picks.iter().map(|p| p.best_in.map_or_else(|| "-".to_owned(), |share| decimal(share * 100.0, 0, language))),
    );
    rows.push(best);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    grid(&header, 1, rows)
}

/// The figures of packages, a row each, a column a package.
fn figures(language: Language, packages: &[&Package]) -> Vec<Vec<String>> {
    let row = |compared: &Compared| {
        let mut row = vec![wrapped(compared.name().in_language(language), 44)];
        row.extend(packages.iter().map(|package| wrapped(&compared.of(package, language), 24)));
        row
    };
    Compared::ALL.iter().map(row).collect()
}

fn head(designed: &Designed, first: &Picked, language: Language) -> String {
    let package = &first.package;
    let status = match (package.is_offerable(), package.is_draft(), language) {
        (true, _, Language::Id) => "boleh ditawarkan",
        (true, _, Language::En) => "offerable",
        (false, true, Language::Id) => "rancangan, belum boleh ditawarkan",
        (false, true, Language::En) => "draft, not offerable",
        (false, false, Language::Id) => "tidak lolos",
        (false, false, Language::En) => "fails a wall",
    };
    let (kept, [low, high]) = (package.forecast.kept_of_thousand(), package.kept_between);
    let [kept, low, high] = [kept, low, high].map(|n| decimal(n, 1, language));
    let name = wrapped(package.name.in_language(language), WIDTH).replace('\n', "\n  ");
    let sure = first.best_in.map_or_else(String::new, |share| {
        let in_100 = decimal(share * 100.0, 0, language);
        match (language, share >= 0.5) {
            (Language::Id, true) => format!("; terbanyak dalam {in_100} dari 100 undian"),
            (Language::Id, false) => {
                format!("; terbanyak hanya dalam {in_100} dari 100 undian: uji lawan yang lain dulu")
            }
            (Language::En, true) => format!("; most in {in_100} of 100 draws"),
            (Language::En, false) => format!("; most in only {in_100} of 100 draws: test it against others first"),
        }
    });
    let income = designed.segment.median_income;
    match language {
        Language::Id => format!(
            "Paket {}\n  {name}\n  {status}; diperkirakan {kept} dari 1.000 yang dihubungi bertahan setahun ({low} s.d. {high}){sure}; penghasilan median {income}\n",
            package.id
        ),
        Language::En => format!(
            "Package {}\n  {name}\n  {status}; of 1,000 contacted {kept} are expected to be kept after a year ({low} to {high}){sure}; median income {income}\n",
            package.id
        ),
    }
}

fn checks(checks: &[Check], text: &mut String, language: Language) {
    // That an add-on is for the group, and that no capacity is in the way, goes without saying.
    for check in checks.iter().filter(|check| !check.passed || !matches!(check.wall, "eligible" | "capacity")) {
        let mark = if check.passed { '-' } else { '!' };
        text.push_str(&format!("  {mark} {}\n", check.words.in_language(language)));
    }
}

fn around(designed: &Designed, text: &mut String, language: Language) {
    let word = if language == Language::En { "One change away" } else { "Satu perubahan dari paket ini" };
    text.push_str(&format!("\n{word}:\n"));
    for neighbour in &designed.neighbours {
        let why = match &neighbour.verdict {
            Verdict::Wall(check) => format!("! {}", check.words.in_language(language)),
            Verdict::Beaten { by } if language == Language::En => format!("beaten in everything by {by}"),
            Verdict::Beaten { by } => format!("kalah dalam segala hal dari {by}"),
            Verdict::OtherBalance { kept, costs } => balance(*kept, *costs, language),
        };
        text.push_str(&format!("  - {}: {why}\n", neighbour.change.in_language(language)));
    }
    for left in &designed.left_out {
        text.push_str(&format!("  ! {}\n", left.in_language(language)));
    }
}

fn balance(kept: f64, costs: [i64; 4], language: Language) -> String {
    let signed = |amount: i64| {
        let sign = if amount > 0 { "+" } else { "\u{2212}" };
        format!("{sign}{}", domain::Rupiah::whole(amount.abs()))
    };
    let names = match language {
        Language::Id => ["peserta", "mitra", "pemerintah", "lembaga"],
        Language::En => ["member", "partner", "state", "agency"],
    };
    let changed = costs.iter().zip(names).filter(|(cost, _)| **cost != 0);
    let costs: Vec<String> = changed.map(|(cost, name)| format!("{name} {}", signed(*cost))).collect();
    let kept = if kept > 0.0 { format!("+{}", decimal(kept, 1, language)) } else { decimal(kept, 1, language) };
    let words = if language == Language::En { "kept of 1,000" } else { "bertahan dari 1.000" };
    let mut parts = vec![format!("{words} {kept}")];
    parts.extend(costs);
    parts.join(", ")
}

fn unverified(package: &Package, text: &mut String, language: Language) {
    let word = if language == Language::En { "not verified" } else { "belum diverifikasi" };
    for rows in rows_by_file(package.unverified.iter().map(String::as_str)) {
        text.push_str(&format!("  ! {word}: {}\n", rows.in_language(language)));
    }
}
