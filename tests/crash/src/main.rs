//! The crash test: `cargo run --release -p crash-test`. Exit code 1 and a sentence for each broken check.

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use crash_test::process::{SenderOrders, WebhookOrders, end_with_the_parent, send, take_webhooks};
use crash_test::run::{Hardship, run};
use std::process::ExitCode;

/// Kills senders while they send, and counts what the gateway saw.
#[derive(Parser)]
struct Orders {
    /// Touches in the plan
    #[arg(long, default_value_t = 20_000)]
    touches: u32,
    /// Kills while touches are going out
    #[arg(long, default_value_t = 200)]
    kills: u64,
    /// Messages a second of all senders together
    #[arg(long, default_value_t = 400)]
    per_second: u32,
    /// Decides when whom is killed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Three senders on the PostgreSQL server that JANGKAU_TEST_POSTGRES names; start it with tests/postgres/with
    #[arg(long)]
    postgres: bool,
    #[command(subcommand)]
    part: Option<Part>,
}

/// The processes that are killed; the test starts them itself.
#[derive(Subcommand)]
enum Part {
    /// Sends until nothing is left
    #[command(hide = true)]
    Sender(SenderOrders),
    /// Takes webhooks in
    #[command(hide = true)]
    Webhook(WebhookOrders),
}

#[tokio::main]
async fn main() -> ExitCode {
    match follow(Orders::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn follow(orders: Orders) -> Result<()> {
    match orders.part {
        Some(Part::Sender(orders)) => {
            end_with_the_parent();
            send(orders).await
        }
        Some(Part::Webhook(orders)) => {
            end_with_the_parent();
            take_webhooks(orders).await
        }
        None => {
            let server = orders.postgres.then(|| std::env::var("JANGKAU_TEST_POSTGRES")).transpose();
            let server = server.context("JANGKAU_TEST_POSTGRES is not set; run it by tests/postgres/with")?;
            let Orders { touches, kills, per_second, seed, .. } = orders;
            let hardship = Hardship { touches, kills, per_second, seed, server };
            let outcome = run(&std::env::current_exe()?, &hardship).await?;
            println!("{outcome}");
            let broken = outcome.seen.broken();
            if !broken.is_empty() {
                bail!("{}", broken.join("\n"));
            }
            println!("Nothing was lost and nothing was sent twice.");
            Ok(())
        }
    }
}
