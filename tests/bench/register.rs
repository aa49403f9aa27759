//! `cxn register` as a process, where few are registered and where many are.

mod support;

use std::fs;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use support::{Size, cxn, size, wall, workspace};

/// One person more, among 20 and among 20,000. The new record is taken away again after each.
fn register(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("register where there are");
    group.sample_size(20);
    for registrations in [20, size(20_000, 200)] {
        let dir = workspace(Size {
            events: 1,
            tracks: 12,
            registrations,
            ..Size::default()
        });
        let arguments = [
            "register",
            "Nova Newcomer",
            "--email",
            "nova@newcomer.example.org",
            "--organization",
            "Newcomer Labs",
            "--track",
            "patient",
            "--experience",
            "first-time",
            "--objectives",
            "Read one patient back.",
        ];
        group.bench_function(BenchmarkId::from_parameter(registrations), |bencher| {
            bencher.iter_custom(|times| {
                let mut total = Duration::ZERO;
                for _ in 0..times {
                    let (time, output) = wall(cxn(dir.path(), &arguments));
                    total += time;
                    let said = String::from_utf8_lossy(&output.stdout);
                    let file = said.trim_end().rsplit(' ').next().unwrap_or_default();
                    assert!(
                        fs::remove_file(dir.path().join(file)).is_ok(),
                        "no record in: {said}"
                    );
                }
                total
            });
        });
    }
    group.finish();
}

criterion_group!(benches, register);
criterion_main!(benches);
