//! Simulate: a population with a known truth, written as the agency would send it; and what it does after a campaign.

use crate::approve::find;
use crate::home::Home;
use crate::import::{load_contributions_or_none, load_members};
use crate::plan::kept_declaration;
use crate::progress::Progress;
use crate::world::{World, model_text};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use domain::{Arm, Channel, CounterOutcome, Member, MemberRow, Month, TouchStatus};
use intake::{ColumnValues, TableWriter};
use serde::{Deserialize, Serialize};
use simulator::{
    HiddenType, Known, OutcomeWindow, SimulatedWorker, SimulationParams, Tables, Treatment, TruthRow, Villages,
};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

/// What was simulated, kept beside the files so that outcomes come from the same seed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SimulationSummary {
    /// Seed of everything random.
    pub seed: u64,
    /// People.
    pub workers: u32,
    /// The day whose knowledge the files hold.
    pub as_of: NaiveDate,
    /// Contributions written.
    pub contributions: u64,
    /// The members file.
    pub members_file: PathBuf,
    /// The contributions file.
    pub contributions_file: PathBuf,
}

/// Makes a population and writes the agency's members (CSV) and contributions (Parquet) and, apart from them, the truth.
pub fn simulate(
    home: &Home,
    world: &World,
    seed: u64,
    workers: u32,
    as_of: NaiveDate,
    progress: &dyn Progress,
) -> Result<SimulationSummary> {
    progress.begin("simulate", None);
    refuse_other_people(home, (seed, workers, as_of))?;
    let params = params(home)?;
    let regencies = model_text(Some(home), "regions/regencies.csv")?;
    let tables = Tables {
        rules: &world.rules,
        regions: &world.regions,
        regencies_csv: &regencies,
        occupations: &world.occupations,
    };
    let population = simulator::simulate(&params, seed, workers, as_of, &tables)?;
    let summary = SimulationSummary {
        seed,
        workers,
        as_of,
        contributions: population.contributions.len() as u64,
        members_file: home.incoming("members.csv"),
        contributions_file: home.incoming("contributions.parquet"),
    };
    intake::write_agency_members(
        &summary.members_file,
        population.workers.iter().map(|w| (&w.member, w.nik.as_str(), &w.contact)),
    )?;
    let members: Vec<_> = population.workers.into_iter().map(|w| w.member).collect();
    intake::write_agency_contributions(&summary.contributions_file, &population.contributions, &members)?;
    save_truth(home, &members, &population.truth)?;
    save_summary(home, &summary)?;
    progress.end(&format!("{workers} people, {} contributions", summary.contributions));
    Ok(summary)
}

/// The truth of a home is that of the members it has: no other people may take their place, and real ones have none.
fn refuse_other_people(home: &Home, asked: (u64, u32, NaiveDate)) -> Result<()> {
    let here = home.root().display();
    if !home.table("members").is_file() {
        return Ok(());
    }
    if !home.is_simulated() {
        bail!("{here} holds real members; a simulated population needs a home of its own");
    }
    let SimulationSummary { seed, workers, as_of, .. } = simulation_of(home)?;
    if (seed, workers, as_of) != asked {
        bail!(
            "{here} holds {workers} simulated people of seed {seed} as of {as_of} already, and what is measured of them needs their own truth: choose another --home, or ask for --workers {workers} --seed {seed} --as-of {as_of}"
        );
    }
    Ok(())
}

/// What was simulated into a home.
pub(crate) fn simulation_of(home: &Home) -> Result<SimulationSummary> {
    let file = home.incoming("simulation.json");
    let text = fs::read_to_string(&file)
        .with_context(|| format!("{} cannot be read, so nobody knows what was simulated here", file.display()))?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

/// People made at a time by each thread of [`simulate_tables`].
const CHUNK_PEOPLE: u32 = 50_000;

/// Most people of one simulation.
pub const MOST_WORKERS: u32 = 30_000_000;

/// Makes a population straight into the tables of the home, a few villages at a time, as an import of the agency's files would
/// leave them: members with their identity tokens, contributions sorted by member and month, and the truth. For millions.
///
/// Contacts go into no store, so nobody of this home can be written to; what pages show is renewed apart, by
/// [`crate::overview::refresh_overview`].
pub fn simulate_tables(
    home: &Home,
    world: &World,
    seed: u64,
    workers: u32,
    as_of: NaiveDate,
    progress: &dyn Progress,
) -> Result<SimulationSummary> {
    progress.begin("simulate", Some(u64::from(workers)));
    refuse_other_people(home, (seed, workers, as_of))?;
    if workers > MOST_WORKERS {
        bail!("{workers} people are more than can be simulated: at most {MOST_WORKERS}");
    }
    let (params, key) = (params(home)?, home.identity_key()?);
    let regencies = model_text(Some(home), "regions/regencies.csv")?;
    let tables = Tables {
        rules: &world.rules,
        regions: &world.regions,
        regencies_csv: &regencies,
        occupations: &world.occupations,
    };
    let villages = Villages::settle(&params, seed, workers, as_of, &tables)?;
    let (members_file, contributions_file) = (home.table("members"), home.table("contributions"));
    let mut members_table = TableWriter::create(&members_file)?;
    let mut contributions_table = TableWriter::create(&contributions_file)?;
    let mut truth_table = TableWriter::create(&home.table("truth"))?;
    let make = |chunk: &Range<usize>| -> Result<_> {
        let made = villages.people(chunk.clone())?;
        let member = |worker: SimulatedWorker| -> Result<Member> {
            Ok(Member { identity_token: key.token(&worker.nik)?, ..worker.member })
        };
        let members = made.workers.into_iter().map(member).collect::<Result<Vec<_>>>()?;
        Ok((members, made.contributions, made.truth))
    };
    let (mut people, mut contributions) = (0, 0);
    for pair in villages.chunks(CHUNK_PEOPLE).chunks(2) {
        let made: Vec<Result<_>> = std::thread::scope(|scope| {
            let threads: Vec<_> = pair.iter().map(|chunk| scope.spawn(|| make(chunk))).collect();
            threads.into_iter().map(|t| t.join().unwrap_or_else(|_| bail!("a thread of the simulator broke"))).collect()
        });
        for chunk in made {
            let (members, paid, truth) = chunk?;
            people += members.len() as u64;
            contributions += paid.len() as u64;
            members_table.append_members(&members)?;
            contributions_table.append_contributions(&paid)?;
            truth_table.append(&truth_columns(&members, &truth))?;
        }
        progress.at(people);
    }
    // The truth first: with it the home is known to be simulated.
    truth_table.finish()?;
    members_table.finish()?;
    contributions_table.finish()?;
    let summary = SimulationSummary { seed, workers, as_of, contributions, members_file, contributions_file };
    save_summary(home, &summary)?;
    progress.end(&format!("{people} people, {contributions} contributions"));
    Ok(summary)
}

fn save_summary(home: &Home, summary: &SimulationSummary) -> Result<()> {
    let file = home.incoming("simulation.json");
    fs::write(&file, serde_json::to_vec_pretty(summary)?)
        .with_context(|| format!("{} cannot be written", file.display()))
}

/// What the simulated people did after a campaign.
#[derive(Debug, Clone, Serialize)]
pub struct PlayedSummary {
    /// Contributions of the months after the as-of day, as the agency would send them.
    pub contributions_file: PathBuf,
    /// Whom the counters met.
    pub counter_reports_file: PathBuf,
    /// People played: everyone in the plan, held out ones too.
    pub people: u64,
}

/// Plays the months after a campaign for everyone in its plan, from the ledger: who was reached by what.
pub async fn play(home: &Home, world: &World, campaign: &str, progress: &dyn Progress) -> Result<PlayedSummary> {
    progress.begin("play outcomes", None);
    let simulation = simulation_of(home).context("only simulated people can be played")?;
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let spec = kept_declaration(home, &store, &view).await?;
    let delivered: HashMap<_, _> = store
        .touch_statuses(&view.name)
        .await?
        .into_iter()
        .map(|(member, channel, status)| ((member, channel), status))
        .collect();
    let planned = store.plan_members(&view.name).await?;
    let treatments: Vec<Treatment> = planned
        .iter()
        .map(|p| {
            let status = p.arm.channel().and_then(|c| delivered.get(&(p.member.clone(), c)));
            Treatment {
                row: p.row,
                channel: p.arm.channel(),
                delivered: matches!(status, Some(TouchStatus::Delivered | TouchStatus::Read)),
            }
        })
        .collect();
    let params = params(home)?;
    let members = load_members(home)?;
    let contributions = load_contributions_or_none(home)?;
    let truth = load_truth(home, &members)?;
    let known = Known { members: &members, contributions: &contributions, truth: &truth };
    let window = OutcomeWindow {
        first: Month::of(spec.audience.as_of).plus(1),
        last: spec.outcome.covered_month,
        known_by: spec.outcome.known_by,
    };
    let played = simulator::play_outcomes(&params, &known, &treatments, &window, simulation.seed, &world.rules)?;
    let summary = PlayedSummary {
        contributions_file: home.incoming(&format!("outcomes-{}.parquet", view.name)),
        counter_reports_file: home.incoming(&format!("counter-reports-{}.csv", view.name)),
        people: treatments.len() as u64,
    };
    intake::write_agency_contributions(&summary.contributions_file, &played, &members)?;
    let on_worklist: Vec<Treatment> =
        treatments.iter().copied().filter(|t| t.channel == Some(Channel::PartnerCounter)).collect();
    let mut reports = String::from("rujukan;hasil;tanggal\n");
    let by_row: BTreeMap<MemberRow, bool> =
        simulator::counter_reports(&params, &on_worklist, simulation.seed).into_iter().collect();
    for p in planned.iter().filter(|p| p.arm == Arm::Treated(Channel::PartnerCounter)) {
        if let Some(met) = by_row.get(&p.row) {
            let touch = domain::touch_id(&view.name, p.row, Channel::PartnerCounter, 1);
            let outcome = if *met { CounterOutcome::Promised } else { CounterOutcome::NotMet };
            let row = format!("{};{};{}\n", dispatch::reference(&touch), outcome.words().id, spec.schedule.last_day);
            reports.push_str(&row);
        }
    }
    fs::write(&summary.counter_reports_file, reports)
        .with_context(|| format!("{} cannot be written", summary.counter_reports_file.display()))?;
    progress.end(&format!("{} people, {} contributions", summary.people, played.len()));
    Ok(summary)
}

fn params(home: &Home) -> Result<SimulationParams> {
    let text = model_text(Some(home), "simulation/population.toml")?;
    Ok(SimulationParams::from_toml("models/simulation/population.toml", &text)?)
}

fn save_truth(home: &Home, members: &[Member], truth: &[TruthRow]) -> Result<()> {
    Ok(intake::save_truth(&home.table("truth"), &truth_columns(members, truth))?)
}

fn truth_columns(members: &[Member], truth: &[TruthRow]) -> [(&'static str, ColumnValues); 8] {
    let measured = |of: fn(&TruthRow) -> f64| ColumnValues::Measured(truth.iter().map(of).collect());
    [
        ("member_id", ColumnValues::Words(members.iter().map(|m| m.id.0.clone()).collect())),
        ("hidden_type", ColumnValues::Words(truth.iter().map(|t| t.hidden_type.key().to_owned()).collect())),
        ("p_kept_held_out", measured(|t| t.p_kept_held_out)),
        ("whatsapp_delivery_probability", measured(|t| t.whatsapp_delivery_probability)),
        ("effect_whatsapp_if_delivered", measured(|t| t.effect_whatsapp_if_delivered)),
        ("effect_whatsapp", measured(|t| t.effect_whatsapp)),
        ("effect_print", measured(|t| t.effect_print)),
        ("effect_counter", measured(|t| t.effect_counter)),
    ]
}

fn load_truth(home: &Home, members: &[Member]) -> Result<Vec<TruthRow>> {
    let columns: HashMap<String, ColumnValues> = intake::load_truth(&home.table("truth"))?.into_iter().collect();
    let words = |name: &str| match columns.get(name) {
        Some(ColumnValues::Words(values)) => Ok(values),
        _ => bail!("the truth table has no column of words named {name}"),
    };
    let measured = |name: &str| match columns.get(name) {
        Some(ColumnValues::Measured(values)) => Ok(values),
        _ => bail!("the truth table has no column of numbers named {name}"),
    };
    let (ids, types) = (words("member_id")?, words("hidden_type")?);
    let (p, delivery) = (measured("p_kept_held_out")?, measured("whatsapp_delivery_probability")?);
    let (if_delivered, whatsapp) = (measured("effect_whatsapp_if_delivered")?, measured("effect_whatsapp")?);
    let (print, counter) = (measured("effect_print")?, measured("effect_counter")?);
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
    members
        .iter()
        .enumerate()
        .map(|(row, member)| {
            let i = *places
                .get(member.id.0.as_str())
                .with_context(|| format!("the truth table knows nothing about member {}", member.id))?;
            let hidden_type = types[i]
                .parse::<HiddenType>()
                .with_context(|| format!("the truth table about member {}", member.id))?;
            Ok(TruthRow {
                row: MemberRow(row as u32),
                hidden_type,
                p_kept_held_out: p[i],
                whatsapp_delivery_probability: delivery[i],
                effect_whatsapp_if_delivered: if_delivered[i],
                effect_whatsapp: whatsapp[i],
                effect_print: print[i],
                effect_counter: counter[i],
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::import::import_members;
    use crate::progress::Quiet;

    #[tokio::test]
    async fn the_truth_of_members_that_are_taken_in_is_not_swapped_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(&folder.path().join("home")).unwrap();
        let world = World::load(&home).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let make = |seed, workers, as_of| simulate(&home, &world, seed, workers, day(as_of), &Quiet);
        make(6, 300, "2026-11-30").unwrap();
        let made = make(5, 200, "2026-11-30").unwrap();
        let at = "2026-11-30T12:00:00Z".parse().unwrap();
        import_members(&home, &world, &made.members_file, "agency-members", at, &Quiet).await.unwrap();
        let truth = fs::read(home.table("truth")).unwrap();
        for (seed, workers, as_of) in [(6, 200, "2026-11-30"), (5, 300, "2026-11-30"), (5, 200, "2026-10-31")] {
            let refusals = [
                make(seed, workers, as_of).unwrap_err().to_string(),
                simulate_tables(&home, &world, seed, workers, day(as_of), &Quiet).unwrap_err().to_string(),
            ];
            for refusal in refusals {
                assert!(refusal.contains(&home.root().display().to_string()), "{refusal}");
                assert!(refusal.contains("--workers 200 --seed 5 --as-of 2026-11-30"), "{refusal}");
            }
        }
        assert!(fs::read(home.table("truth")).unwrap() == truth);
        make(5, 200, "2026-11-30").unwrap();
    }
}
