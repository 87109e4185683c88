//! Packages side by side: what they are compared by, a row each.

use crate::package::Package;
use crate::scenarios::Harder;
use crate::walls::{Check, wall_name};
use domain::{Bilingual, Language, written};
use serde::Serialize;

/// A row of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// Members kept after a year of a thousand contacted.
    Kept,
    /// Share of the contacted who join.
    TakeUp,
    /// Share of those who join who are kept.
    KeptOfJoined,
    /// What is paid first.
    AtFirst,
    /// Part of the income of the leanest month in which something is due.
    LeanMonth,
    /// What a year costs the member.
    Member,
    /// What it costs the partner.
    Partner,
    /// What it costs state budgets.
    State,
    /// What it costs the agency.
    Agency,
    /// Expected claims over contributions.
    Claims,
    /// Members kept in a harder world, or what that world changes.
    In(Harder),
}

impl Compared {
    /// All rows, in order.
    pub const ALL: [Self; 14] = [
        Self::Kept,
        Self::TakeUp,
        Self::KeptOfJoined,
        Self::AtFirst,
        Self::LeanMonth,
        Self::Member,
        Self::Partner,
        Self::State,
        Self::Agency,
        Self::Claims,
        Self::In(Harder::PriceDoubles),
        Self::In(Harder::MoreStop),
        Self::In(Harder::MoreClaims),
        Self::In(Harder::WorseSeason),
    ];

    /// What the row holds, in words.
    pub fn name(self) -> Bilingual {
        let (id, en) = match self {
            Self::Kept => ("Bertahan setahun, dari 1.000 yang dihubungi", "Kept after a year, of 1,000 contacted"),
            Self::TakeUp => ("Yang ikut", "Who join"),
            Self::KeptOfJoined => ("Yang bertahan dari yang ikut", "Kept of those who join"),
            Self::AtFirst => ("Pembayaran pertama peserta", "Member's first payment"),
            Self::LeanMonth => ("Bagian penghasilan bulan tersulit", "Part of the leanest month's income"),
            Self::Member => ("Peserta membayar setahun", "Member pays a year"),
            Self::Partner => ("Mitra membayar setahun", "Partner pays a year"),
            Self::State => ("Pemerintah membayar setahun", "State pays a year"),
            Self::Agency => ("Lembaga membayar setahun", "Agency pays a year"),
            Self::Claims => ("Klaim dari iuran JKK dan JKM", "Claims over JKK and JKM contributions"),
            Self::In(harder) => {
                let Bilingual { id, en } = harder.words();
                return Bilingual::new(format!("Bila: {id}"), format!("If: {en}"));
            }
        };
        Bilingual::new(id, en)
    }

    /// The figure of a package.
    pub fn of(self, package: &Package, language: Language) -> String {
        let number = |value: f64| written::number(language, value, 1);
        let percent = |share: f64| format!("{}%", number(share * 100.0));
        let year = &package.cash.year;
        match self {
            Self::Kept => {
                let [low, high] = package.kept_between.map(number);
                format!("{} [{low}; {high}]", number(package.forecast.kept_of_thousand()))
            }
            Self::TakeUp => percent(package.forecast.take_up),
            Self::KeptOfJoined => percent(package.forecast.kept),
            Self::AtFirst => package.at_first.to_string(),
            Self::LeanMonth => percent(package.share_of_lean_month),
            Self::Member => year.member.to_string(),
            Self::Partner => year.partner.to_string(),
            Self::State => year.state.to_string(),
            Self::Agency => year.agency.to_string(),
            Self::Claims => percent(package.actuarial.ratio),
            Self::In(harder) => package
                .scenarios
                .iter()
                .find(|scenario| scenario.harder == harder)
                .map_or_else(String::new, |scenario| scenario.words().in_language(language).to_owned()),
        }
    }
}

/// A wall over packages: its name, and for each the check it fails, that it passes, or that nothing in it asks for that wall.
#[derive(Debug, Clone, PartialEq)]
pub struct WallRow<'a> {
    /// Name of the wall.
    pub name: Bilingual,
    /// One entry a package: `None` where the wall does not concern it.
    pub passed: Vec<Option<Result<(), &'a Check>>>,
}

/// Every wall that concerns one of the packages.
pub fn walls_of<'a>(packages: &[&'a Package]) -> Vec<WallRow<'a>> {
    let mut rows: Vec<(&str, WallRow<'a>)> = Vec::new();
    for check in packages.iter().flat_map(|p| &p.checks) {
        if rows.iter().any(|(wall, _)| *wall == check.wall) {
            continue;
        }
        let of = |package: &&'a Package| {
            let mut own = package.checks.iter().filter(|c| c.wall == check.wall).peekable();
            own.peek()?;
            Some(own.find(|c| !c.passed).map_or(Ok(()), Err))
        };
        let row = WallRow { name: wall_name(check.wall), passed: packages.iter().map(of).collect() };
        rows.push((check.wall, row));
    }
    rows.into_iter().map(|(_, row)| row).collect()
}
