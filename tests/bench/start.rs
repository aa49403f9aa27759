//! Short commands as processes: what every use of the tool pays before it does anything.

mod support;

use std::path::Path;
use std::process::Command;

use criterion::{Criterion, criterion_group, criterion_main};
use support::{cxn, run};

fn start(criterion: &mut Criterion) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/connectathons");
    let mut group = criterion.benchmark_group("start");
    group.bench_function("/bin/true", |bencher| {
        bencher.iter(|| run(Command::new("true"), 0));
    });
    for (name, arguments) in [
        ("--version", &["--version"][..]),
        ("explain", &["explain", "single-lead"]),
        ("status", &["--now", "2026-08-06T12:00:00-04:00", "status"]),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| run(cxn(&example, arguments), 0));
        });
    }
    group.finish();
}

criterion_group!(benches, start);
criterion_main!(benches);
