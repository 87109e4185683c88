//! Progress bars on standard error.

use crate::say::spoken;
use domain::Language;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use workflow::Progress;

/// Bars for the steps, one at a time.
pub struct Bars {
    current: Mutex<Option<(String, Instant, ProgressBar)>>,
    language: Language,
}

impl Bars {
    /// No step yet; words in this language.
    pub fn new(language: Language) -> Self {
        Self { current: Mutex::new(None), language }
    }

    fn with_current(&self, act: impl FnOnce(&mut Option<(String, Instant, ProgressBar)>)) {
        // A poisoned lock only means that another thread panicked while drawing.
        let mut current = self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut current);
    }
}

impl Progress for Bars {
    fn begin(&self, step: &str, total: Option<u64>) {
        let step = spoken(self.language, step);
        let bar = match total {
            Some(total) => ProgressBar::new(total).with_style(
                ProgressStyle::with_template("{spinner} {msg:<24} [{bar:32}] {pos}/{len} {elapsed}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            ),
            None => ProgressBar::new_spinner().with_style(
                ProgressStyle::with_template("{spinner} {msg:<24} {elapsed}")
                    .unwrap_or_else(|_| ProgressStyle::default_spinner()),
            ),
        };
        bar.set_message(step.clone());
        bar.enable_steady_tick(Duration::from_millis(120));
        self.with_current(|current| {
            if let Some((_, _, old)) = current.replace((step, Instant::now(), bar)) {
                old.finish_and_clear();
            }
        });
    }

    fn at(&self, done: u64) {
        self.with_current(|current| {
            if let Some((_, _, bar)) = current {
                bar.set_position(done);
            }
        });
    }

    fn end(&self, summary: &str) {
        self.with_current(|current| {
            if let Some((step, began, bar)) = current.take() {
                bar.finish_and_clear();
                let summary = spoken(self.language, summary);
                eprintln!("  {step:<24} {:>5.1} s  {summary}", began.elapsed().as_secs_f64());
            }
        });
    }

    fn say(&self, words: &str) {
        let words = spoken(self.language, words);
        self.with_current(|current| match current {
            Some((_, _, bar)) => bar.suspend(|| eprintln!("  {words}")),
            None => eprintln!("  {words}"),
        });
    }
}
