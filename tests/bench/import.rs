//! `cxn register import` as a process: a web form's export of 10,000 rows.

mod support;

use std::fs;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use support::{Size, cxn, run, size, wall, workspace};

/// Everybody new, and everybody there already.
fn import(criterion: &mut Criterion) {
    let import_rows = size(10_000, 100);
    let dir = workspace(Size {
        events: 1,
        tracks: 12,
        registrations: 20,
        import_rows,
        findings: 0.0,
    });
    let arguments = ["register", "import", "sheets/registrations.csv"];
    let folder = dir.path().join("events/2026-09-rockville/registrations");
    let mut group = criterion.benchmark_group("import 10000 rows");
    group
        .throughput(Throughput::Elements(import_rows as u64))
        .sample_size(10);
    group.bench_function("all new", |bencher| {
        bencher.iter_custom(|times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                assert!(fs::remove_dir_all(&folder).is_ok(), "nobody is registered");
                total += wall(cxn(dir.path(), &arguments)).0;
            }
            total
        });
    });
    group.bench_function("all there", |bencher| {
        bencher.iter(|| run(cxn(dir.path(), &arguments), 0));
    });
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
