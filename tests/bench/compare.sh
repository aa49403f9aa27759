#!/usr/bin/env bash
# Measures what cxn promises about speed, beside the tools that do part of its work, and prints one table in Markdown.
#
#   tests/bench/compare.sh [--quick] [--page] [--cold] [--keep] [--scratch DIR]
#
# It installs the other tools by name from their registries into a scratch folder, builds cxn in its release profile,
# generates workspaces (examples/generate.rs), and times everything with hyperfine: the median of several runs, warm
# cache. Every bound is a ratio within one run, so that the machine matters little, or a figure of its own.
# Needs cargo, python3 with venv, and a network for what is not installed yet. A row that cannot be measured says why.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The versions that the bounds speak of.
readonly JSONSCHEMA_CLI='0.60' RYL='0.19' HYPERFINE='1.18'
readonly BEGIN_MARK='<!-- bench -->' END_MARK='<!-- /bench -->'
quick=0 page=0 cold=0 keep=0 scratch=''
# Without the folder of a machine, which says nothing to others.
readonly given="tests/bench/compare.sh$(for word; do case $word in --quick | --cold) printf ' %s' "$word" ;; esac; done)"

usage() {
    cat <<EOF
usage: tests/bench/compare.sh [--quick] [--page] [--cold] [--keep] [--scratch DIR]
  --quick        fewer runs: to see that everything works, not to quote
  --page         also write the table into examples/speed.md, between its marks
  --cold         also time a release build from nothing (minutes)
  --keep         keep the scratch folder
  --scratch DIR  use this folder, and what is installed in it already; it is kept
EOF
}

while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=1 ;;
        --page) page=1 ;;
        --cold) cold=1 ;;
        --keep) keep=1 ;;
        --scratch)
            scratch=${2:?--scratch needs a folder}
            keep=1
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
    shift
done

for tool in cargo python3; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is needed and is not installed" >&2
        exit 4
    fi
done

[ -n "$scratch" ] || scratch=$(mktemp -d)
mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd)
case $scratch in
    *[[:space:]]*)
        echo "the scratch folder '$scratch' has a blank in its name, and hyperfine splits there" >&2
        exit 2
        ;;
esac
data=$scratch/data times=$scratch/times
rm -rf "$data" "$times"
mkdir -p "$data" "$times"
finish() {
    # What was generated is large and comes back with the next run; what was installed stays if it should.
    rm -rf "$data"
    if [ "$keep" = 1 ]; then echo "kept: $scratch" >&2; else rm -rf "$scratch"; fi
}
trap finish EXIT
say() { echo "-- $*" >&2; }

# --- the other tools ----------------------------------------------------------------------------------------------------------------

PATH=$scratch/cargo/bin:$scratch/venv/bin:$PATH
# Why a tool is not there, by its name.
declare -A missing=()

# install TOOL COMMAND...: runs what installs a tool that is not there, and remembers why that did not work.
install() {
    local tool=$1 log=$scratch/install-$1.log
    shift
    command -v "$tool" >/dev/null && return
    say "installing $tool"
    if ! "$@" >"$log" 2>&1 || ! command -v "$tool" >/dev/null; then
        local reason
        reason=$(grep -i -m 1 -E '^ *(error|fatal)' "$log" || tail -n 1 "$log")
        missing[$tool]="not installed: ${reason:-no reason given}"
        say "$tool: ${missing[$tool]}"
    fi
}

if [ ! -d "$scratch/venv" ] && ! python3 -m venv "$scratch/venv" >"$scratch/install-venv.log" 2>&1; then
    say "no Python environment: $(tail -n 1 "$scratch/install-venv.log")"
fi
pip() { "$scratch/venv/bin/python" -m pip install --disable-pip-version-check "$@"; }
install hyperfine cargo install --locked --root "$scratch/cargo" --version "^$HYPERFINE" hyperfine
if ! command -v hyperfine >/dev/null; then
    echo "hyperfine is needed; ${missing[hyperfine]}" >&2
    exit 4
fi
install jsonschema-cli cargo install --locked --root "$scratch/cargo" --version "^$JSONSCHEMA_CLI" jsonschema-cli
install ryl pip "ryl==$RYL.*"
[ -z "${missing[ryl]:-}" ] || {
    unset 'missing[ryl]'
    install ryl cargo install --locked --root "$scratch/cargo" --version "^$RYL" ryl
}
install check-jsonschema pip check-jsonschema
install yamllint pip yamllint

# --- cxn and the workspaces ---------------------------------------------------------------------------------------------------------

cold_seconds=''
if [ "$cold" = 1 ]; then
    say "building from nothing"
    # What is downloaded is no part of it.
    cargo fetch --locked --quiet
    started=$(date +%s.%N)
    cargo build --release --locked --offline --quiet --target-dir "$scratch/cold"
    cold_seconds=$(python3 -c 'import sys; print(float(sys.argv[2]) - float(sys.argv[1]))' "$started" "$(date +%s.%N)")
    rm -rf "$scratch/cold"
fi
say "building cxn and the generator"
cargo build --release --locked --quiet
cargo build --example generate --locked --quiet
# Where the builds are, whatever says so.
target=$(cargo metadata --format-version 1 --no-deps --locked | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
cxn=$target/release/cxn
generate() { "$target/debug/examples/generate" "$@" --seed 1 >/dev/null; }

# The moment that generated workspaces are made for, and nothing of this machine's settings.
export CXN_NOW=2026-07-20T12:00:00-04:00 CXN_CONFIG=/nonexistent/cxn/config.yaml
unset CXN_WORKSPACE GITHUB_ACTIONS GITHUB_STEP_SUMMARY COMPLETE || true

say "generating workspaces"
generate "$data/clean" --events 125 --tracks 40 --registrations 0 --findings 0
generate "$data/findings" --events 125 --tracks 40 --registrations 0 --findings 1
generate "$data/20" --events 1 --tracks 40 --registrations 20 --import-rows 10000 --findings 0
generate "$data/20000" --events 1 --tracks 40 --registrations 20000 --findings 0
generate "$data/1000" --events 10 --tracks 10 --registrations 90 --findings 0
generate "$data/10000" --events 10 --tracks 100 --registrations 900 --findings 0
generate "$data/100000" --events 10 --tracks 1000 --registrations 9000 --findings 0
"$cxn" schema track >"$data/track.schema.json"
tracks=("$data"/clean/events/*/tracks/*.yaml)
average=$(cat "${tracks[@]}" | wc -c | awk -v n=${#tracks[@]} '{ printf "%.1f", $1 / n / 1000 }')
printf -- '--instance=%s\n' "${tracks[@]}" >"$data/instances.txt"

# --- measuring ----------------------------------------------------------------------------------------------------------------------

# measure NAME RUNS WARMUPS [hyperfine option...] -- COMMAND: keeps the times under a name. A quick run has a third, one at the least.
measure() {
    local name=$1 runs=$2 warmups=$3 options=()
    shift 3
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    if [ "$quick" = 1 ]; then runs=$(((runs + 2) / 3)) warmups=$(((warmups + 2) / 3)); fi
    say "$name"
    hyperfine -N --style none --runs "$runs" --warmup "$warmups" --export-json "$times/$name.json" \
        "${options[@]}" "$*" >/dev/null 2>"$times/$name.log" || say "$name failed: $(tail -n 1 "$times/$name.log")"
}
# median NAME: in seconds, or nothing.
median() {
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["results"][0]["median"])' "$times/$1.json" 2>/dev/null || true
}
# expects NAME CODE COMMAND...: what is compared has to have done its work.
expects() {
    local name=$1 code=$2 got=0
    shift 2
    "$@" >"$times/$name.out" 2>&1 || got=$?
    [ "$got" = "$code" ] || {
        echo "$name: expected exit code $code, got $got: $(tail -n 1 "$times/$name.out")" >&2
        exit 1
    }
}

rows=()
# row WORK MEASURED COMPARED RATIO BOUND HOLDS
row() { rows+=("| $1 | $2 | $3 | $4 | $5 | $6 |"); }
# shown SECONDS: with the unit that fits.
shown() { awk -v s="$1" 'BEGIN { if (s < 0.1) printf "%.1f ms", s * 1000; else if (s < 1) printf "%.0f ms", s * 1000; else printf "%.2f s", s }'; }
# below VALUE BOUND
below() { awk -v v="$1" -v b="$2" 'BEGIN { print (v <= b) ? "yes" : "**no**" }'; }

# times_as_long WORK NAME OTHER LABEL BOUND: the first takes at most that many times as long as the other.
times_as_long() {
    local mine other
    mine=$(median "$2") other=$(median "$3")
    if [ -z "$mine" ] || [ -z "$other" ]; then
        row "$1" "${mine:+$(shown "$mine")}" "$4: not measured" "" "at most $5 ×" "not measured"
        return
    fi
    local ratio
    ratio=$(awk -v a="$mine" -v b="$other" 'BEGIN { printf "%.2f", a / b }')
    row "$1" "$(shown "$mine")" "$4: $(shown "$other")" "$ratio ×" "at most $5 ×" "$(below "$ratio" "$5")"
}
# faster_than WORK NAME TOOL LABEL BOUND: at least that many times faster than another tool.
faster_than() {
    local mine other
    mine=$(median "$2") other=$(median "$3")
    if [ -n "${missing[$3]:-}" ] || [ -z "$other" ]; then
        row "$1" "$(shown "$mine")" "$4: ${missing[$3]:-not measured: $(tail -n 1 "$times/$3.log" 2>/dev/null)}" "" "at least $5 × faster" "not measured"
        return
    fi
    local ratio
    ratio=$(awk -v a="$other" -v b="$mine" 'BEGIN { printf "%.1f", a / b }')
    row "$1" "$(shown "$mine")" "$4: $(shown "$other")" "$ratio × faster" "at least $5 × faster" "$(below "$5" "$ratio")"
}

# A command in a file of its own, because hyperfine splits words and knows no pipes without a shell.
script() {
    local path=$data/$1.sh
    { echo '#!/bin/sh' && cat; } >"$path"
    chmod +x "$path"
}
script cat <<EOF
cd "$data/clean" && cat events/*/tracks/*.yaml | wc -c
EOF
script jsonschema-cli <<EOF
# One process for all files: xargs would make several.
set -f
exec jsonschema-cli validate --errors-only "$data/track.schema.json" \$(cat "$data/instances.txt")
EOF
script check-jsonschema <<EOF
exec check-jsonschema --schemafile "$data/track.schema.json" "$data"/clean/events/*/tracks/*.yaml
EOF
# The length of a line is a matter of taste, and thousands of such findings would be slower to print than to find.
readonly LINT='{extends: relaxed, rules: {line-length: disable}}'
script ryl <<EOF
exec ryl -d '$LINT' "$data/clean/events"
EOF
script yamllint <<EOF
exec yamllint -d '$LINT' "$data/clean/events"
EOF

# Thirty people, one command each.
script register <<EOF
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    "$cxn" -C "$data/copy" register "Nova Newcomer \$n" --email "nova\$n@newcomer.example.org" --organization "Newcomer Labs" --track patient >/dev/null 2>&1 || exit 1
done
EOF
script fresh <<EOF
rm -rf "$data/copy" && cp -r "$data/\$1" "$data/copy"
EOF

# That each does its work, once, before its time means anything.
say "checking that each does its work"
expects clean 0 "$cxn" -C "$data/clean" check
expects findings 1 "$cxn" -C "$data/findings" check --format json
for count in 1000 10000 100000; do expects "check-$count" 0 "$cxn" -C "$data/$count" check; done
expects fresh 0 "$data/fresh.sh" 20
expects register 0 "$data/register.sh"
# The registries' tools may judge otherwise; what they said is kept beside their times.
verdicts=''
for tool in jsonschema-cli ryl check-jsonschema yamllint; do
    [ -n "${missing[$tool]:-}" ] && continue
    got=0
    "$data/$tool.sh" >"$times/$tool.out" 2>&1 || got=$?
    [ "$got" = 0 ] || verdicts+="; $tool ends with $got: $(head -n 1 "$times/$tool.out" | cut -c 1-120)"
done

work="check of ${#tracks[@]} clean track files of $average kB"
measure clean 30 3 -- "$cxn" -C "$data/clean" check
measure cat 30 3 -- "$data/cat.sh"
times_as_long "$work" clean cat "\`cat\` into \`wc -c\`" 2
for tool in jsonschema-cli:10:3 ryl:10:5 check-jsonschema:2:50 yamllint:2:50; do
    IFS=: read -r tool runs bound <<<"$tool"
    [ -n "${missing[$tool]:-}" ] || measure "$tool" "$runs" 0 --ignore-failure -- "$data/$tool.sh"
    faster_than "$work" clean "$tool" "\`$tool\`" "$bound"
done
measure findings 30 3 --ignore-failure -- "$cxn" -C "$data/findings" check --format json
times_as_long "the same with one finding in every file, JSON" findings clean "clean" 2.5

true=$(command -v /bin/true || command -v /usr/bin/true)
measure true 300 20 -- "$true"
measure version 300 20 -- "$cxn" --version
measure explain 300 20 -- "$cxn" explain single-lead
times_as_long "\`cxn --version\`" version true "\`$true\`" 3
times_as_long "\`cxn explain single-lead\`" explain true "\`$true\`" 3
measure status 100 5 -- "$cxn" -C "$PWD/examples/connectathons" --now 2026-08-06T12:00:00-04:00 status
status=$(median status)
row "\`cxn status\` of the example" "$(shown "$status")" "" "" "at most 20 ms" "$(below "$status" 0.02)"

for count in 20 20000; do
    measure "register-$count" 9 1 --prepare "$data/fresh.sh $count" -- "$data/register.sh"
done
times_as_long "30 × \`cxn register\` with 20,000 registrations there" register-20000 register-20 "with 20" 2

for count in 1000 10000 100000; do
    measure "check-$count" $((count == 100000 ? 5 : 20)) 1 -- "$cxn" -C "$data/$count" check
done
times_as_long "check of 10,000 records" check-10000 check-1000 "1,000 records" 10
times_as_long "check of 100,000 records" check-100000 check-10000 "10,000 records" 10
for count in 1000 10000 100000; do
    bound=$((64 * 1024 + count))
    name="peak memory of a check of $count records"
    limit="at most $((bound / 1024)) MiB"
    if peak=$(/usr/bin/time -f %M -o "$times/peak" "$cxn" -C "$data/$count" check >/dev/null && tail -n 1 "$times/peak"); then
        row "$name" "$((peak / 1024)) MiB" "" "" "$limit (64 MiB + 1 KiB a record)" "$(below "$peak" "$bound")"
    else
        row "$name" "/usr/bin/time is not installed" "" "" "$limit" "not measured"
    fi
done

measure import 6 1 --prepare "$data/fresh.sh 20" -- "$cxn" -C "$data/copy" register import "$data/20/sheets/registrations.csv"
expects fresh 0 "$data/fresh.sh" 20
expects import 0 "$cxn" -C "$data/copy" register import "$data/20/sheets/registrations.csv"
import=$(median import)
row "import of 10,000 rows of CSV" "$(shown "$import")" "" "" "at most 3 s" "$(below "$import" 3)"

bytes=$(wc -c <"$cxn")
row "size of the binary" "$(awk -v b="$bytes" 'BEGIN { printf "%.1f MB", b / 1e6 }')" "" "" "under 8 MB" "$(below "$bytes" 8000000)"
if [ -n "$cold_seconds" ]; then
    row "release build from nothing" "$(shown "$cold_seconds")" "" "" "under 120 s" "$(below "$cold_seconds" 120)"
fi

# --- the table ----------------------------------------------------------------------------------------------------------------------

version() { "$@" --version 2>/dev/null | head -n 1 || true; }
table() {
    local versions cpu profile
    versions=$(version "$cxn")
    for tool in jsonschema-cli ryl check-jsonschema yamllint hyperfine rustc; do
        [ -n "${missing[$tool]:-}" ] || versions+=", $(version "$tool")"
    done
    cpu=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo 2>/dev/null || uname -m)
    # A profile that the environment changes is not the one that ships.
    profile=$(env | grep '^CARGO_PROFILE_RELEASE' | sort | paste -sd ' ' || true)
    echo "Measured $(date -u +%Y-%m-%d) by \`$given\` on ${cpu:-an unknown processor}, $(nproc) cores, $(uname -sr); load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown) at the end. Medians, warm cache. $versions${profile:+; built with $profile}$verdicts."
    [ "$quick" = 0 ] || printf '\nA quick run: few repetitions, not to be quoted.\n'
    printf '\n| work | measured | compared with | ratio | bound | holds |\n|---|---:|---|---:|---|---|\n'
    printf '%s\n' "${rows[@]}"
}
table | tee "$scratch/table.md"

if [ "$page" = 1 ]; then
    python3 - "$scratch/table.md" "$BEGIN_MARK" "$END_MARK" <<'EOF'
import sys
table, begin, end = open(sys.argv[1], encoding="utf-8").read(), sys.argv[2], sys.argv[3]
text = open("examples/speed.md", encoding="utf-8").read()
if text.count(begin) != 1 or text.count(end) != 1:
    sys.exit(f"examples/speed.md has to have '{begin}' and '{end}' once each; the table was not written into it")
head, rest = text.split(begin)
_, tail = rest.split(end)
with open("examples/speed.md", "w", encoding="utf-8") as file:
    file.write(f"{head}{begin}\n{table}{end}{tail}")
EOF
    say "wrote the table into examples/speed.md"
fi
