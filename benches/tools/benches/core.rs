//! Small pieces of the core: `cargo bench --profile measured --package bench-tools --bench core`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a bench")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mastersecret::{
    canonical::{canonical, written},
    cost::{Budget, Cost},
    inspect::{Terms, inspect},
    keys::{Memory, root},
    parse::parse,
    password::Password,
    policy::Policy,
    recognize::Sample,
    time::Time,
};

const SAMPLE: &str = include_str!("../../../www/samples/whole.msb");

fn documents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("document");
    group.throughput(Throughput::Bytes(SAMPLE.len() as u64));
    let tree = parse(SAMPLE).unwrap_or_else(|_| panic!());
    group.bench_function("parse", |bencher| bencher.iter(|| parse(black_box(SAMPLE))));
    group.bench_function("canonical form", |bencher| bencher.iter(|| canonical(black_box(&tree))));
    group.bench_function("written form", |bencher| bencher.iter(|| written(black_box(&tree))));
    let now = Time::parse("2026-11-20T12:00:00Z").unwrap();
    let terms = Terms { budget: Budget::default(), policy: Policy::default(), now };
    let sample = Sample::Whole(SAMPLE.as_bytes());
    group.bench_function("inspect", |bencher| bencher.iter(|| inspect(None, black_box(&sample), &terms)));
    group.bench_function("inspect and report", |bencher| {
        bencher.iter(|| inspect(None, black_box(&sample), &terms).report());
    });
    group.finish();
}

fn derivations(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("Argon2id");
    group.sample_size(10);
    let password = Password::typed("correct horse battery staple").unwrap_or_else(|_| panic!());
    let mut memory = Memory::new();
    for (name, memory_kib, passes) in [("8 MiB x 1", 8 * 1024, 1), ("64 MiB x 3", 64 * 1024, 3)] {
        let cost = Cost::new(memory_kib, passes, 1).unwrap_or_else(|_| panic!());
        // A block is 1 KiB of memory in one pass.
        group.throughput(Throughput::Bytes(cost.work_kib() * 1024));
        group.bench_function(name, |bencher| bencher.iter(|| root(&password, &[7; 16], cost, &mut memory).is_ok()));
    }
    group.finish();
}

criterion_group!(benches, documents, derivations);
criterion_main!(benches);
