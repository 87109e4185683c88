//! Arguments of counters' lists and work orders that come back.

use super::{HomeArg, name};
use clap::Args;
use std::path::PathBuf;

/// `counters`.
#[derive(Debug, Args)]
pub struct CountersArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Take in a list that came back filled in: columns rujukan, hasil and tanggal; CSV, CSV.gz or XLSX.
    #[arg(long, value_name = "FILE", requires = "by")]
    pub take_in: Option<PathBuf>,
    /// The clerk or counter that reports it.
    #[arg(long, value_parser = name, value_name = "NAME", requires = "take_in")]
    pub by: Option<String>,
}

/// `bookings`.
#[derive(Debug, Args)]
pub struct BookingsArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Work orders that came back: columns pesanan, tanggal and bukti, or alasan where nothing was placed; XLSX, CSV or CSV.gz.
    #[arg(long, value_name = "FILE")]
    pub take_in: PathBuf,
    /// Who brings the proof.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: String,
}
