//! Tables into features: contributions are summed in one pass, members become features chunk by chunk, so that a country
//! fits where its rows would not.

use crate::home::Home;
use crate::progress::Progress;
use crate::world::{World, model_text};
use anyhow::{Context, Error, Result, bail};
use chrono::NaiveDate;
use domain::member::MembershipSpan;
use domain::member::columns::{ContributionColumns, MemberColumns};
use domain::{MemberId, Month};
use features::{FeatureTable, LeanMonths, PaymentSums, features_of};
use intake::{ColumnValues, IntakeError, MembersTable, TableWriter};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Members made into features at a time: about 80 MB of features.
pub const CHUNK_MEMBERS: usize = 1 << 18;

/// Members whose states are written at a time; each has a row a month.
const STATES_MEMBERS: usize = 1 << 15;

/// Threads that decode and sum contributions. Each holds one row group; more than a few wait for the disk.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

/// An error of a scan: of the file or of the sums.
struct ScanError(Error);

impl From<IntakeError> for ScanError {
    fn from(error: IntakeError) -> Self {
        Self(Error::new(error).context("the contributions table"))
    }
}

/// What every payment feature is: name, unit, meaning, formula.
pub fn definitions() -> Vec<features::FeatureDef> {
    features::payment_feature_defs()
}

/// The lean months in force.
pub fn lean_months(home: &Home) -> Result<LeanMonths> {
    let text = model_text(Some(home), "segmentation/lean_months.csv")?;
    Ok(LeanMonths::from_csv("models/segmentation/lean_months.csv", &text)?)
}

/// Opens the members table, which must exist.
pub fn members_table(home: &Home) -> Result<MembersTable> {
    let path = home.table("members");
    if !path.is_file() {
        bail!("{} holds no members yet: run `jangkau import --members FILE` first", home.root().display());
    }
    MembersTable::open(&path).context("the members table")
}

/// Sums of the contributions known on a day: 72 bytes a member, one pass over the table.
pub fn payment_sums(home: &Home, world: &World, as_of: NaiveDate, progress: &dyn Progress) -> Result<PaymentSums> {
    summed(
        home,
        PaymentSums::new(members_table(home)?.rows(), as_of, &world.rules, &lean_months(home)?),
        progress,
        |_| (),
    )
}

/// The same with the days of payment, which habits need: 104 bytes a member.
pub fn payment_sums_with_days(
    home: &Home,
    world: &World,
    as_of: NaiveDate,
    progress: &dyn Progress,
) -> Result<PaymentSums> {
    let sums = PaymentSums::new(members_table(home)?.rows(), as_of, &world.rules, &lean_months(home)?);
    summed(home, sums.with_days(), progress, |_| ())
}

/// Adds every contribution of the home to sums, and shows each batch to `beside`, which any thread may call. A home without
/// contributions, or whose rows were all put aside, adds nothing.
pub(crate) fn summed(
    home: &Home,
    mut sums: PaymentSums,
    progress: &dyn Progress,
    beside: impl Fn(&ContributionColumns<'_>) + Sync,
) -> Result<PaymentSums> {
    let path = home.table("contributions");
    if !path.is_file() {
        return Ok(sums);
    }
    let (shared, read) = (sums.shared(), AtomicU64::new(0));
    let scanned = intake::scan_contributions(&path, threads(), |batch| {
        beside(batch);
        shared.add(batch).map_err(|e| ScanError(e.into()))?;
        let rows = batch.len() as u64;
        progress.at(read.fetch_add(rows, Ordering::Relaxed) + rows);
        Ok(())
    });
    match scanned {
        Err(ScanError(e)) if !matches!(e.downcast_ref::<IntakeError>(), Some(IntakeError::HeaderOnly { .. })) => Err(e),
        _ => {
            drop(shared);
            Ok(sums)
        }
    }
}

/// Makes features of all members, chunk by chunk in the order of the table, and gives each chunk to `visit` with the place of
/// its rows.
pub fn features_in_chunks(
    members: &MembersTable,
    sums: &PaymentSums,
    mut visit: impl FnMut(&Range<usize>, &MemberColumns, FeatureTable) -> Result<()>,
) -> Result<()> {
    for rows in members.batches(CHUNK_MEMBERS) {
        let columns = members.columns(&rows).context("the members table")?;
        visit(&rows, &columns, features_of(sums, &columns)?)?;
    }
    Ok(())
}

/// Writes the features of all members as known on a day, as `tables/features.parquet` has them; answers the rows written.
pub fn export_features(
    home: &Home,
    world: &World,
    as_of: NaiveDate,
    path: &Path,
    progress: &dyn Progress,
) -> Result<u64> {
    progress.begin("features", None);
    let sums = payment_sums(home, world, as_of, progress)?;
    let members = members_table(home)?;
    let mut writer = TableWriter::create(path)?;
    features_in_chunks(&members, &sums, |rows, _, table| {
        Ok(writer.append_features(members.ids(rows)?, &table.named_columns())?)
    })?;
    let written = writer.finish()?;
    progress.end(&format!("{written} people, {} contributions as known on {as_of}", sums.known()));
    Ok(written)
}

/// Writes the membership state of every member at the end of each month from `months.start` to `months.end`, both included,
/// from what is known on `as_of`: columns `member_id`, `month` (2026-11) and `state`, sorted by member, then month.
pub fn export_states(
    home: &Home,
    world: &World,
    as_of: NaiveDate,
    months: (Month, Month),
    path: &Path,
    progress: &dyn Progress,
) -> Result<u64> {
    progress.begin("membership states", None);
    // Of the payments, months alone.
    let members = members_table(home)?;
    let sums = PaymentSums::for_features(members.rows(), as_of, &world.rules, &lean_months(home)?, &[])?;
    let sums = summed(home, sums, progress, |_| ())?;
    let (first, last) = months;
    if first > last || first < sums.first() || last > Month::of(as_of) {
        bail!(
            "states can be told for the months from {} to {} as known on {as_of}, not from {first} to {last}",
            sums.first(),
            Month::of(as_of)
        );
    }
    let mut writer = TableWriter::create(path)?;
    for rows in members.batches(STATES_MEMBERS) {
        let columns = members.columns(&rows).context("the members table")?;
        writer.append(&states_of(&sums, &columns, members.ids(&rows)?, months, world.rules.grace_months())?)?;
        progress.at(rows.end as u64);
    }
    let written = writer.finish()?;
    progress.end(&format!("{written} states of {} people, {first} to {last}", members.rows()));
    Ok(written)
}

fn states_of(
    sums: &PaymentSums,
    members: &MemberColumns,
    ids: Vec<MemberId>,
    (first, last): (Month, Month),
    grace_months: i32,
) -> Result<[(&'static str, ColumnValues); 3]> {
    let count = last.months_since(first) + 1;
    let names: Vec<String> = (0..count).map(|i| first.plus(i).to_string()).collect();
    let rows = members.len() * names.len();
    let (mut of, mut in_month, mut states) =
        (Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows));
    for (at, id) in ids.into_iter().enumerate() {
        let row = members.row[at];
        let bits = sums.paid_bits(row).with_context(|| format!("member row {row} is beyond the sums"))?;
        let span = MembershipSpan {
            registered_on: members.registered_on[at],
            ended_on: members.ended_on[at],
            paid_by_state: members.paid_by_state[at],
        };
        for (ahead, name) in (0..).zip(&names) {
            of.push(id.0.clone());
            in_month.push(name.clone());
            states.push(bits.state_after(&span, first.plus(ahead), grace_months).key().to_owned());
        }
    }
    Ok([
        ("member_id", ColumnValues::Words(of)),
        ("month", ColumnValues::Words(in_month)),
        ("state", ColumnValues::Words(states)),
    ])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::import::{import_contributions, import_members, load_contributions_or_none, load_members};
    use crate::overview::{membership_states, refresh_overview};
    use crate::progress::Quiet;
    use crate::simulate::{simulate, simulate_tables};
    use domain::views::OverviewView;
    use features::payment_features;
    use std::path::PathBuf;

    /// A folder that is gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("jangkau-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            Self(path)
        }

        fn home(&self, name: &str) -> Home {
            Home::open(&self.0.join(name)).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn as_of() -> NaiveDate {
        "2026-11-30".parse().unwrap()
    }

    #[test]
    fn tables_hold_what_an_import_of_the_files_would_and_give_the_same_features() {
        let folder = Folder::new("tables");
        let (by_files, by_tables) = (folder.home("files"), folder.home("tables"));
        let world = World::load(&by_files).unwrap();
        // One key for both homes.
        by_files.identity_key().unwrap();
        std::fs::copy(by_files.root().join("keys/identity.key"), by_tables.root().join("keys/identity.key")).unwrap();
        let made = simulate(&by_files, &world, 5, 3_000, as_of(), &Quiet).unwrap();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let at = as_of().and_hms_opt(12, 0, 0).unwrap().and_utc();
            let (members, contributions) = (&made.members_file, &made.contributions_file);
            import_members(&by_files, &world, members, "agency-members", at, &Quiet).await.unwrap();
            import_contributions(&by_files, contributions, "agency-contributions", at, &Quiet).await.unwrap();
        });
        let direct = simulate_tables(&by_tables, &world, 5, 3_000, as_of(), &Quiet).unwrap();
        assert_eq!(direct.contributions, made.contributions);

        let members = load_members(&by_files).unwrap();
        let contributions = load_contributions_or_none(&by_files).unwrap();
        assert!(members == load_members(&by_tables).unwrap());
        assert!(contributions == load_contributions_or_none(&by_tables).unwrap());
        let truth = |home: &Home| format!("{:?}", intake::load_truth(&home.table("truth")).unwrap());
        assert_eq!(truth(&by_files), truth(&by_tables));

        // Streamed and in memory, the features are the same bits.
        let path = by_tables.table("features");
        assert_eq!(export_features(&by_tables, &world, as_of(), &path, &Quiet).unwrap(), 3_000);
        let lean = lean_months(&by_tables).unwrap();
        let whole = payment_features(&members, &contributions, as_of(), &world.rules, &lean).unwrap();
        let columns = intake::load_columns(&path).unwrap();
        assert_eq!(columns.len(), whole.defs().len() + 1);
        for ((name, values), (expected, column)) in columns[1..].iter().zip(whole.named_columns()) {
            let ColumnValues::Measured(values) = values else { panic!("{name} holds no numbers") };
            assert_eq!(name, expected);
            let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
            assert!(values.iter().zip(column).all(same), "{name}");
        }

        // The first page counts the same from both, and as the rows do.
        let counted = tokio::runtime::Runtime::new().unwrap().block_on(async {
            let mut views = Vec::new();
            for home in [&by_files, &by_tables] {
                assert_eq!(refresh_overview(home, &world, as_of(), &Quiet).await.unwrap(), 3_000);
                let store = home.store().await.unwrap();
                let overview = store.overview().await.unwrap().unwrap();
                views.push((OverviewView { imports: Vec::new(), ..overview }, store.partners().await.unwrap()));
            }
            views
        });
        assert_eq!(counted[0], counted[1]);
        let (overview, partners) = &counted[0];
        let known = contributions.iter().filter(|c| c.known_on <= as_of());
        assert_eq!(overview.contributions, known.clone().count() as u64);
        let states = membership_states(&members, &contributions, as_of(), &world.rules);
        for state in &overview.states {
            assert_eq!(state.count, states.iter().filter(|s| s.key() == state.key).count() as u64, "{}", state.key);
        }
        for (month, count) in &overview.paid_by_month {
            assert_eq!(*count, known.clone().filter(|c| c.coverage_month == *month).count() as u64, "{month}");
        }
        for partner in partners {
            let here = known.clone().filter(|c| c.paid_at.key() == partner.key);
            assert_eq!(partner.contributions, here.clone().count() as u64, "{}", partner.key);
            assert_eq!(partner.amount.rounded(), here.map(|c| c.amount_rupiah).sum::<i64>(), "{}", partner.key);
        }
        let paid: std::collections::HashSet<u32> = known.map(|c| c.member.0).collect();
        assert_eq!(partners.iter().map(|p| p.members).sum::<u64>(), paid.len() as u64, "each paid somewhere last");

        // The states of the last month are those of the first page.
        let path = by_tables.root().join("states.parquet");
        let months = ("2025-11".parse().unwrap(), "2026-11".parse().unwrap());
        assert_eq!(export_states(&by_tables, &world, as_of(), months, &path, &Quiet).unwrap(), 3_000 * 13);
        let states = membership_states(&members, &contributions, as_of(), &world.rules);
        let columns = intake::load_columns(&path).unwrap();
        let words = |at: usize| match &columns[at].1 {
            ColumnValues::Words(words) => words,
            other => panic!("{other:?}"),
        };
        for (row, state) in states.iter().enumerate() {
            let at = row * 13 + 12;
            let expected = (members[row].id.0.as_str(), "2026-11", state.key());
            assert_eq!((words(0)[at].as_str(), words(1)[at].as_str(), words(2)[at].as_str()), expected);
        }
        let beyond = ("2025-11".parse().unwrap(), "2026-12".parse().unwrap());
        let refused = export_states(&by_tables, &world, as_of(), beyond, &path, &Quiet).unwrap_err().to_string();
        assert!(refused.contains("from 2022-11 to 2026-11"), "{refused}");
    }
}
