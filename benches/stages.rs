//! The stages of `cordon check` apart, and beside them the hand-written floor and a plain parse: `cargo bench --bench
//! stages`. Criterion keeps what it measured, so that the next run says what became slower.

#![allow(missing_docs, reason = "criterion's macros write functions")]

mod floor;
#[path = "support/orgs.rs"]
mod orgs;
#[path = "support/stages.rs"]
mod stages;

use std::hint::black_box;
use std::io;

use cordon::finding::outcome::Report;
use cordon::snapshot::{Origin, index, parse, read, schema};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    for users in [1_000, 10_000] {
        measure(&mut criterion, users).map_err(io::Error::other)?;
    }
    criterion.final_summary();
    Ok(())
}

fn measure(criterion: &mut Criterion, users: usize) -> Result<(), String> {
    let folder = orgs::folder(users).map_err(|error| error.to_string())?;
    let file = Origin::File(folder.join("snapshot.json"));
    let source = read::read(&file, read::DEFAULT_MAX_BYTES).map_err(|error| error.to_string())?;
    let text = source.text.as_str();
    let tree = parse::parse(text).map_err(|error| error.message)?;
    let check = stages::Check::load(&folder)?;
    let (rules, snapshot) = (check.rules()?, stages::load(&folder)?);
    let report = Report::new(vec![check.evaluate(&rules, &snapshot)?], Vec::new());
    let data = floor::Data::read()?;
    floor::check(&floor::parse(text)?, &check.policy.config, &data)?;

    let mut group = criterion.benchmark_group("check");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Bytes(text.len() as u64));
    let id = |stage: &str| BenchmarkId::new(stage, users);
    group.bench_function(id("read"), |bencher| bencher.iter(|| read::read(&file, read::DEFAULT_MAX_BYTES)));
    group.bench_function(id("parse"), |bencher| bencher.iter(|| parse::parse(black_box(text))));
    group.bench_function(id("validate"), |bencher| bencher.iter(|| schema::violations(&tree, text, "snapshot.json")));
    group.bench_function(id("index"), |bencher| bencher.iter(|| index::of(&tree)));
    group.bench_function(id("evaluate"), |bencher| bencher.iter(|| check.evaluate(&rules, &snapshot)));
    group.bench_function(id("report"), |bencher| bencher.iter(|| stages::write(&report)));
    group.finish();

    let mut group = criterion.benchmark_group("floor");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(id("parse"), |bencher| bencher.iter(|| floor::parse(black_box(text)).map(drop)));
    let parsed = floor::parse(text)?;
    group.bench_function(id("rules"), |bencher| {
        bencher.iter(|| floor::check(&parsed, &check.policy.config, &data).map(|(_, found)| found));
    });
    let (org, _) = floor::check(&parsed, &check.policy.config, &data)?;
    group.bench_function(id("chains"), |bencher| bencher.iter(|| floor::chains::find(&org, &check.pack, &snapshot)));
    group.bench_function(id("serde_json"), |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(text)));
    });
    group.finish();
    Ok(())
}
