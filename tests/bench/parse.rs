//! What a file costs on its way: the guard, the parser, the tree for places, an edit in place.

mod support;

use std::fs;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use cxn::model::{Registration, Track};
use cxn::yaml::edit::Editor;
use cxn::yaml::lines::Lines;
use cxn::yaml::tree::Node;
use cxn::yaml::{self, Path, Value, guard};
use support::{Size, workspace};

/// The texts of one folder of a generated event.
fn texts(folder: &str) -> Vec<String> {
    let dir = workspace(Size {
        events: 1,
        tracks: 40,
        registrations: 200,
        ..Size::default()
    });
    let entries = fs::read_dir(dir.path().join("events/2026-09-rockville").join(folder));
    let entries = entries.into_iter().flatten().flatten();
    let texts: Vec<String> = entries
        .filter_map(|entry| fs::read_to_string(entry.path()).ok())
        .collect();
    assert!(!texts.is_empty(), "no {folder}");
    texts
}

fn parse(criterion: &mut Criterion) {
    let (tracks, people) = (texts("tracks"), texts("registrations"));
    let mut group = criterion.benchmark_group("parse");
    let bytes =
        |texts: &[String]| Throughput::Bytes(texts.iter().map(String::len).sum::<usize>() as u64);

    group.throughput(bytes(&tracks));
    group.bench_function("guard 40 tracks", |bencher| {
        bencher.iter(|| {
            tracks
                .iter()
                .filter(|text| guard::admit(text.as_bytes()).is_ok())
                .count()
        });
    });
    group.bench_function("read 40 tracks", |bencher| {
        bencher.iter(|| {
            tracks
                .iter()
                .filter(|text| yaml::read::<Track>(text).is_ok())
                .count()
        });
    });
    let place = Path::from("scenarios[0].success-criteria");
    group.bench_function("locate in 40 tracks", |bencher| {
        let locate = |text: &String| {
            let node = Node::parse(text)?;
            Some(Lines::new(text).position(node.find(&place).value.start))
        };
        bencher.iter(|| {
            tracks
                .iter()
                .filter_map(|text| black_box(locate(text)))
                .count()
        });
    });
    let status = Path::from("status");
    group.bench_function("edit 40 tracks in place", |bencher| {
        let edit = |text: String| {
            let mut editor = Editor::open(&text).ok()?;
            editor.set(&status, &Value::from("withdrawn")).ok()?;
            editor.finish().ok()
        };
        let all = |texts: Vec<String>| texts.into_iter().filter_map(edit).count();
        bencher.iter_batched(|| tracks.clone(), all, BatchSize::SmallInput);
    });

    group.throughput(bytes(&people));
    group.bench_function("read 200 registrations", |bencher| {
        bencher.iter(|| {
            people
                .iter()
                .filter(|text| yaml::read::<Registration>(text).is_ok())
                .count()
        });
    });
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
