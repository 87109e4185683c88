//! Simulate: a population with a known truth, written as the agency would send it; and what it does after a campaign.

use crate::approve::find;
use crate::home::Home;
use crate::import::{load_contributions_or_none, load_members};
use crate::plan::declaration_of;
use crate::progress::Progress;
use crate::world::{World, model_text};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use domain::{Arm, Channel, MemberRow, Month, TouchStatus};
use intake::ColumnValues;
use serde::{Deserialize, Serialize};
use simulator::{HiddenType, Known, OutcomeWindow, SimulationParams, Tables, Treatment, TruthRow};
use std::collections::{BTreeMap, HashMap};
use std::fs;
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
    if home.table("members").is_file() && !home.is_simulated() {
        bail!("{} holds real members; a simulated population needs a home of its own", home.root().display());
    }
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
    let file = home.incoming("simulation.json");
    fs::write(&file, serde_json::to_vec_pretty(&summary)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    progress.end(&format!("{workers} people, {} contributions", summary.contributions));
    Ok(summary)
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
    let file = home.incoming("simulation.json");
    let text = fs::read_to_string(&file)
        .with_context(|| format!("{} cannot be read: only simulated people can be played", file.display()))?;
    let simulation: SimulationSummary = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let spec = declaration_of(home, &view.name)?;
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
    let mut reports = String::from("touch,met\n");
    let by_row: BTreeMap<MemberRow, bool> =
        simulator::counter_reports(&params, &on_worklist, simulation.seed).into_iter().collect();
    for p in planned.iter().filter(|p| p.arm == Arm::Treated(Channel::PartnerCounter)) {
        if let Some(met) = by_row.get(&p.row) {
            let touch = planning::plan::touch_id(&view.name, &p.member.0, Channel::PartnerCounter, 1);
            reports.push_str(&format!("{touch},{met}\n"));
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

fn save_truth(home: &Home, members: &[domain::Member], truth: &[TruthRow]) -> Result<()> {
    let measured = |of: fn(&TruthRow) -> f64| ColumnValues::Measured(truth.iter().map(of).collect());
    let columns = [
        ("member_id", ColumnValues::Words(members.iter().map(|m| m.id.0.clone()).collect())),
        ("hidden_type", ColumnValues::Words(truth.iter().map(|t| t.hidden_type.key().to_owned()).collect())),
        ("p_kept_held_out", measured(|t| t.p_kept_held_out)),
        ("whatsapp_delivery_probability", measured(|t| t.whatsapp_delivery_probability)),
        ("effect_whatsapp_if_delivered", measured(|t| t.effect_whatsapp_if_delivered)),
        ("effect_whatsapp", measured(|t| t.effect_whatsapp)),
        ("effect_print", measured(|t| t.effect_print)),
        ("effect_counter", measured(|t| t.effect_counter)),
    ];
    Ok(intake::save_truth(&home.table("truth"), &columns)?)
}

fn load_truth(home: &Home, members: &[domain::Member]) -> Result<Vec<TruthRow>> {
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
