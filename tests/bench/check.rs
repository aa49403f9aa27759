//! `cxn check` as a process: clean files, one finding in every file, and growth by the number of records.

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::{Size, cxn, run, size, workspace};

/// 5,000 track files of about 2 KB, without a finding and with one in each.
fn tracks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check 5000 tracks");
    let (events, tracks) = (size(125, 2), size(40, 10));
    group
        .throughput(Throughput::Elements((events * tracks) as u64))
        .sample_size(20);
    for (name, findings, arguments, code) in [
        ("clean", 0.0, &["check"][..], 0),
        (
            "one finding in each, json",
            1.0,
            &["check", "--format", "json"],
            1,
        ),
        ("one finding in each, text", 1.0, &["check"], 1),
    ] {
        let dir = workspace(Size {
            events,
            tracks,
            findings,
            ..Size::default()
        });
        group.bench_function(name, |bencher| {
            bencher.iter(|| run(cxn(dir.path(), arguments), code));
        });
    }
    group.finish();
}

/// From 1,000 records to 10,000: the time of each should stay what it is.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check by records");
    group.sample_size(20);
    for records in [1_000, 3_000, 10_000] {
        let records = size(records, records / 10);
        // One in five is a track, as in a workspace of many events.
        let tracks = records / 50;
        let registrations = records / 10 - tracks;
        let dir = workspace(Size {
            events: 10,
            tracks,
            registrations,
            ..Size::default()
        });
        group.throughput(Throughput::Elements(records as u64));
        group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
            bencher.iter(|| run(cxn(dir.path(), &["check"]), 0));
        });
    }
    group.finish();
}

criterion_group!(benches, tracks, growth);
criterion_main!(benches);
