//! The crash test: senders and the service killed again and again while touches go out.

use crate::campaign::{CAMPAIGN, Campaign};
use crate::findings::Seen;
use crate::scene::{Scene, faults};
use anyhow::Result;
use chrono::Utc;
use domain::{Channel, TouchStatus};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};
use store::Left;

/// How hard.
#[derive(Debug, Clone)]
pub struct Hardship {
    /// Touches in the plan; a tenth of that is held out beside them.
    pub touches: u32,
    /// Kills wanted while touches are going out.
    pub kills: u64,
    /// Messages a second of all senders together.
    pub per_second: u32,
    /// Decides when whom is killed, and what the gateway does wrong.
    pub seed: u64,
    /// The PostgreSQL server, where three senders share the work; without one a single sender works on SQLite.
    pub server: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// What the checks look at.
    pub seen: Seen,
    /// Kills of senders and of the service.
    pub killed: [u64; 2],
    /// Requests at the gateway, refused ones among them.
    pub requests: u64,
    /// Troubles that processes waited out, by sentence.
    pub said: BTreeMap<String, u64>,
    /// How long it took.
    pub took: Duration,
    senders: u32,
}

/// Runs it.
pub async fn run(program: &Path, hardship: &Hardship) -> Result<Outcome> {
    let began = Instant::now();
    let campaign = Campaign::of(hardship.touches);
    let mut scene = Scene::set(program, hardship.server.as_deref(), campaign, faults(hardship.seed)).await?;
    let first: Vec<u32> = campaign.stops_at_first().collect();
    for people in first.chunks(100) {
        scene.write_stop(people).await?;
    }
    let count = if hardship.server.is_some() { 3 } else { 1 };
    let mut senders = Vec::new();
    for n in 1..=count {
        senders.push(scene.sender(&format!("sender-{n}"), hardship.per_second.div_ceil(count))?);
    }
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(hardship.seed);
    let later: Vec<u32> = campaign.stops_on_the_way().collect();
    let every = (hardship.kills / 12).max(1);
    let mut later = later.chunks(later.len().div_ceil(12).max(1));
    let mut killed = [0, 0];
    while killed[0] + killed[1] < hardship.kills {
        let so_far = scene.gateway.requests_received();
        tokio::time::sleep(Duration::from_millis(chance.gen_range(50..=250))).await;
        if !goes_on(&scene, so_far).await? {
            break;
        }
        if chance.gen_bool(1.0 / 8.0) {
            killed[1] += u64::from(scene.service.kill_and_restart()?);
        } else {
            let whom = chance.gen_range(0..senders.len());
            killed[0] += u64::from(senders[whom].kill_and_restart()?);
        }
        if (killed[0] + killed[1]).is_multiple_of(every)
            && let Some(people) = later.next()
        {
            scene.write_stop(people).await?;
        }
    }
    let ended_badly = scene.senders_end(senders).await?;
    let seen = scene.look().await?;
    let kills = killed[0] + killed[1];
    Ok(Outcome {
        seen: Seen { ended_badly, kills, kills_wanted: hardship.kills, ..seen },
        killed,
        requests: scene.gateway.requests_received(),
        said: scene.said()?,
        took: began.elapsed(),
        senders: count,
    })
}

/// Waits until the gateway has got another message since it had so many; false where none is left to come.
async fn goes_on(scene: &Scene, so_far: u64) -> Result<bool> {
    while scene.gateway.requests_received() == so_far {
        if scene.store.left(CAMPAIGN, Channel::Whatsapp, Utc::now()).await? == Left::default() {
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(true)
}

impl fmt::Display for Outcome {
    /// The table: what happened, then what must be none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = &self.seen;
        let mut line = |what: &str, count: u64| writeln!(f, "{what:<64} {count:>6}");
        line("touches in the plan", seen.planned.len() as u64)?;
        line("senders at work", self.senders.into())?;
        line("senders killed", self.killed[0])?;
        line("service killed", self.killed[1])?;
        line("requests at the gateway", self.requests)?;
        line("messages the gateway accepted", seen.accepted.len() as u64)?;
        for status in TouchStatus::ALL {
            line(&format!("touches at the end: {}", status.key()), seen.with(status).count() as u64)?;
        }
        if let Some(each) = (seen.with(TouchStatus::Unknown).count() as u64).checked_div(self.killed[0]) {
            line("unknown for each sender killed, about", each)?;
        }
        line("people who wrote stop after their touch was claimed", seen.stopped_late.len() as u64)?;
        line("seconds", self.took.as_secs())?;
        writeln!(f)?;
        seen.fmt(f)?;
        if !self.said.is_empty() {
            writeln!(f, "\nwaited out by the processes:")?;
            for (sentence, times) in &self.said {
                writeln!(f, "{times:>6} x {sentence}")?;
            }
        }
        Ok(())
    }
}
