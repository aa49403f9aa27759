#!/usr/bin/env bash
# Runs the targets of the hostile suite with inputs that libFuzzer finds by the code they reach, in an optimized build.
#
#   tests/hostile/guided/run.sh [--runs N] [--seconds N] [TARGET...]
#
# Each target begins with inputs of the suite's own generators and with what was found before, and runs N inputs (1,000,000 unless it
# is said) or N seconds, whichever ends first. What broke is written to tests/hostile/regressions/TARGET, where 'cargo test' runs it
# from then on. Prints a line for each target: how many inputs ran, how many of them reached something new, and what was found.
# Needs cargo and a C++ compiler.
set -euo pipefail
cd "$(dirname "$0")/../../.."

runs=1000000 seconds=0
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=${2:?--runs needs a number} && shift ;;
        --seconds) seconds=${2:?--seconds needs a number} && shift ;;
        -*) sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2 && exit 2 ;;
        *) break ;;
    esac
    shift
done
target=${CARGO_TARGET_DIR:-$PWD/target}
work=$target/guided

# The passes that cargo-fuzz asks for as well; they need no nightly compiler.
passes="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
passes+=" -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"
host=$(rustc -vV | sed -n 's/^host: //p')
echo "-- building" >&2
# With a target named, build scripts and macros stay as they are.
RUSTFLAGS="${RUSTFLAGS:-} $passes" CARGO_TARGET_DIR=$work/build cargo build --release --quiet --target "$host" --manifest-path tests/hostile/guided/Cargo.toml
CXN_FUZZ_SEEDS=$work/seeds cargo test --quiet --test hostile fuzz >/dev/null

[ $# -gt 0 ] || set -- $(cd tests/hostile/targets && ls | sed -n 's/\.rs$//p' | grep -v '^mod$')
total=0 found=0
for name; do
    corpus=$work/corpus/$name broken=tests/hostile/regressions/$name log=$work/$name.log
    mkdir -p "$corpus" "$work/broken/$name"
    seeds=("$work/seeds/$name")
    [ ! -d "$broken" ] || seeds+=("$broken")
    code=0
    CXN_TARGET=$name "$work/build/$host/release/guided" "$corpus" "${seeds[@]}" -runs="$runs" -max_total_time="$seconds" -max_len=4096 -timeout=30 \
        -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$work/broken/$name/" >"$log" 2>&1 || code=$?
    ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    new=$(sed -n 's/^stat::new_units_added: *//p' "$log")
    total=$((total + ${ran:-0}))
    if [ "$code" = 0 ]; then
        echo "$name: ${ran:-no} inputs, ${new:-0} of them reached something new: nothing found"
    else
        found=$((found + 1))
        mkdir -p "$broken"
        cp "$work/broken/$name"/* "$broken/" 2>/dev/null || true
        echo "$name: ${ran:-no} inputs: FOUND $(grep -m 1 -E 'panicked at|ERROR: libFuzzer' "$log" || tail -n 1 "$log")"
    fi
done
echo "$total inputs in all; $found of $# targets found something"
[ "$found" = 0 ]
