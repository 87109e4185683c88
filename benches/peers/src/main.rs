//! Hot paths beside the tools people would use instead.
//!
//! `peers make FOLDER` writes the points; `peers PATH FOLDER` times one hot path and prints one line of JSON:
//! `{"what": ..., "seconds": ..., "cpu_seconds": ..., "value": ...}`, where `value` is what all tools must agree on. Another hot path is one more
//! module and one more arm below; `peers.py` times the Python side and `run` interleaves both.

mod choices;
mod clusters;
mod evaluator;
mod packages;
mod points;
mod rows;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// What a hot path came to.
struct Measurement {
    what: String,
    seconds: f64,
    cpu_seconds: f64,
    value: f64,
}

impl Measurement {
    /// Times `work`, which gives the value that tools must agree on.
    fn of(what: impl Into<String>, work: impl FnOnce() -> f64) -> Self {
        let (began, used) = (Instant::now(), cpu_seconds());
        let value = work();
        let seconds = began.elapsed().as_secs_f64();
        Self { what: what.into(), seconds, cpu_seconds: cpu_seconds() - used, value }
    }

    fn print(&self) {
        let Self { what, seconds, cpu_seconds, value } = self;
        println!(
            r#"{{"what": "{what}", "seconds": {seconds:.6}, "cpu_seconds": {cpu_seconds:.2}, "value": {value:.9e}}}"#
        );
    }
}

/// Seconds that all threads of this program have computed, in hundredths; 0 where the system does not keep them as Linux does.
/// On a busy machine they say more than the clock.
fn cpu_seconds() -> f64 {
    let fields = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets, user and system time are the 12th and 13th field, in ticks of a hundredth.
    let after_name = fields.rsplit(')').next().unwrap_or_default().split_whitespace();
    after_name.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, folder] = arguments.as_slice() else {
        eprintln!(
            "usage: peers make|kmeans|kmeans-32|linfa|kprototypes|qini|bootstrap|survival|attribution|choice|campaign|packages FOLDER"
        );
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    let measured = match path.as_str() {
        "make" => points::make(folder)
            .and_then(|()| rows::make(folder))
            .and_then(|()| choices::make(folder))
            .map(|()| Vec::new())
            .map_err(Into::into),
        "kmeans" => clusters::k_means(folder, 8),
        "kmeans-32" => clusters::k_means(folder, 32),
        "linfa" => clusters::linfa_k_means(folder),
        "kprototypes" => clusters::k_prototypes(folder),
        "qini" => evaluator::qini(folder),
        "bootstrap" => evaluator::bootstrap(folder),
        "survival" => evaluator::kaplan_meier_of_months(folder),
        "attribution" => evaluator::attribution(folder),
        "choice" => choices::electricity(folder),
        "campaign" => evaluator::campaign(),
        "packages" => packages::fronts(),
        _ => {
            eprintln!("there is no hot path `{path}`");
            return ExitCode::from(2);
        }
    };
    match measured {
        Ok(measured) => {
            measured.iter().for_each(Measurement::print);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}
