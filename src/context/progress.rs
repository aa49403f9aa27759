//! How far something is that takes its time: one line on a terminal, written over itself and taken away at the end.
//!
//! Not a library's bar: nothing here runs for longer than some seconds, and a line is all that is wanted.

use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long something runs before it is worth a line, and how long between two lines.
const PATIENCE: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(100);

/// A count on its way to a total. Threads may count together.
pub struct Progress {
    what: &'static str,
    total: usize,
    done: AtomicUsize,
    next: Option<Mutex<(Instant, bool)>>,
}

impl Progress {
    /// A count from zero; silent where standard error is not a terminal.
    pub fn new(what: &'static str, total: usize, visible: bool) -> Self {
        Self {
            what,
            total,
            done: AtomicUsize::new(0),
            next: visible.then(|| Mutex::new((Instant::now() + PATIENCE, false))),
        }
    }

    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        // Whoever finds it busy has nothing to add.
        if let Some(Ok(mut next)) = self.next.as_ref().map(Mutex::try_lock)
            && Instant::now() >= next.0
        {
            let _ = write!(
                std::io::stderr(),
                "\r{}\u{1b}[K",
                line(self.what, done, self.total)
            );
            *next = (Instant::now() + PAUSE, true);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Ok(next)) = self.next.as_ref().map(Mutex::lock)
            && next.1
        {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

fn line(what: &str, done: usize, total: usize) -> String {
    const WIDTH: usize = 24;
    let full = (done * WIDTH)
        .checked_div(total)
        .unwrap_or(WIDTH)
        .min(WIDTH);
    format!(
        "{what} [{}{}] {done}/{total}",
        "#".repeat(full),
        " ".repeat(WIDTH - full)
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bar_grows_with_the_count() {
        assert_eq!(
            super::line("saving", 6, 12),
            "saving [############            ] 6/12"
        );
        assert_eq!(
            super::line("saving", 0, 0),
            "saving [########################] 0/0"
        );
    }
}
