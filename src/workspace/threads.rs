//! How many threads read and judge records: as many as there are processors, or as many as the system still gives.

use std::io;
use std::sync::{Arc, Mutex, Once, mpsc};
use std::thread;
use std::time::Duration;

/// Makes the pool of threads, once. Where a limit allows only a few, or memory for a few, there are fewer; without any, this one does
/// all of it.
///
/// The pool cannot be made again once that failed, so it is tried first how many threads there may be.
pub fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let wanted = thread::available_parallelism().map_or(1, usize::from);
        let possible = possible(wanted);
        let builder = rayon::ThreadPoolBuilder::new();
        let builder = if possible == wanted {
            builder
        } else {
            // One is left for what else needs a thread.
            match possible.saturating_sub(1) {
                0 => builder.num_threads(1).use_current_thread(),
                fewer => builder.num_threads(fewer),
            }
        };
        // A pool that is there already is as good.
        let _ = builder.spawn_handler(spawn).build_global();
    });
}

/// Starts a thread of the pool. Those that were tried may be counted for a moment after they ended.
fn spawn(worker: rayon::ThreadBuilder) -> io::Result<()> {
    const TRIES: usize = 200;
    let worker = Arc::new(Mutex::new(Some(worker)));
    let mut tried = 0;
    loop {
        let worker = Arc::clone(&worker);
        let run = move || {
            let worker = worker.lock().ok().and_then(|mut worker| worker.take());
            worker.map(rayon::ThreadBuilder::run)
        };
        match thread::Builder::new().spawn(run) {
            Ok(_) => return Ok(()),
            Err(error) if tried == TRIES => return Err(error),
            Err(_) => thread::sleep(Duration::from_millis(1)),
        }
        tried += 1;
    }
}

/// The address space that glibc asks for when a thread first allocates. A thread that does not get it takes a whole page for each
/// allocation from then on, so several threads run out of a limit (`ulimit -v`) in which one has plenty. None of it is touched.
const ROOM: usize = if cfg!(target_env = "gnu") {
    128 << 20
} else {
    0
};

/// How many of some threads can be at the same time, and allocate.
fn possible(wanted: usize) -> usize {
    let gate = Mutex::new(());
    let closed = gate.lock();
    let (sender, tried) = mpsc::channel();
    thread::scope(|scope| {
        let try_room = |sender: mpsc::Sender<bool>| {
            let mut room = Vec::<u8>::new();
            let has_room = room.try_reserve_exact(ROOM).is_ok();
            // A room that nothing looks at would not even be asked for.
            std::hint::black_box(&room);
            let _ = sender.send(has_room);
            // Kept until all have tried.
            drop(gate.lock());
        };
        let spawn = |_| {
            let sender = sender.clone();
            let run = move || try_room(sender);
            thread::Builder::new().spawn_scoped(scope, run).ok()
        };
        let threads = (0..wanted).map_while(spawn).count();
        let possible = tried.iter().take(threads).filter(|has_room| *has_room);
        let possible = possible.count();
        drop(closed);
        possible
    })
}
