#!/usr/bin/env bash
# Measures what cxn promises about speed and memory, and prints one table in Markdown.
#
#   tests/bench/compare.sh [--quick] [--page] [--cold] [--keep] [--scratch DIR]
#
# It builds cxn in its release profile, in the profile that is released, and as it was at commit b79caa1; installs the other tools by
# name from their registries into a scratch folder; generates workspaces (examples/generate.rs); and runs what is compared in turns,
# so that a busy moment falls on both sides. Every time is a median, and every bound a ratio within one run, so that the machine
# matters little, or a figure of its own. A row that cannot be measured says why, and a machine that is not quiet is named as such.
# Needs cargo, git and python3 with venv, and a network for what is not installed yet; instructions are counted with valgrind.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The versions that the bounds speak of.
readonly JSONSCHEMA_CLI='0.60.2' RYL='0.26.1' MKDOCS='1.6.1' BEFORE='b79caa1'
readonly BEGIN_MARK='<!-- bench -->' END_MARK='<!-- /bench -->'
quick=0 page=0 cold=0 keep=0 scratch=''
# Without the folder of a machine, which says nothing to others.
readonly given="tests/bench/compare.sh$(for word; do case $word in --quick | --cold) printf ' %s' "$word" ;; esac; done)"

usage() {
    cat <<EOF
usage: tests/bench/compare.sh [--quick] [--page] [--cold] [--keep] [--scratch DIR]
  --quick        small workspaces, one run each, the debug build and no other tools: shows in seconds that everything works
  --page         also write the table into examples/speed.md, between its marks
  --cold         also time a release build and .ci/run from nothing (many minutes)
  --keep         keep the scratch folder
  --scratch DIR  use this folder, and what is installed and built in it already; it is kept
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

for tool in cargo git python3; do
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
        echo "the scratch folder '$scratch' has a space in its name, and commands are split there" >&2
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

# --- the builds and the other tools -------------------------------------------------------------------------------------------------

# Why something is not there, by its name.
declare -A missing=()
reason() { grep -i -m 1 -E '^ *(error|fatal)' "$1" || tail -n 1 "$1"; }

# install TOOL COMMAND...: runs what installs a tool that is not there, and remembers why that did not work.
install() {
    local tool=$1 log=$scratch/install-$1.log
    shift
    command -v "$tool" >/dev/null && return
    say "installing $tool"
    if ! "$@" >"$log" 2>&1 || ! command -v "$tool" >/dev/null; then
        missing[$tool]="not installed: $(reason "$log")"
        say "$tool: ${missing[$tool]}"
    fi
}
pip() { "$scratch/venv/bin/python" -m pip install --disable-pip-version-check "$@"; }

target=$(cargo metadata --format-version 1 --no-deps --locked | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
cold_build='' cold_ci='' before='' dist=''
say "building cxn and the generator"
# Both at once: so they are what the tests have built already.
cargo build --bin cxn --example generate --locked --quiet
if [ "$quick" = 1 ]; then
    cxn=$target/debug/cxn
else
    PATH=$scratch/cargo/bin:$scratch/venv/bin:$PATH
    [ -d "$scratch/venv" ] || python3 -m venv "$scratch/venv" >"$scratch/install-venv.log" 2>&1 || say "no Python environment: $(reason "$scratch/install-venv.log")"
    install jsonschema-cli cargo install --locked --root "$scratch/cargo" --version "=$JSONSCHEMA_CLI" jsonschema-cli
    install ryl pip "ryl==$RYL"
    install check-jsonschema pip check-jsonschema
    install yamllint pip yamllint
    install mkdocs pip "mkdocs==$MKDOCS"
    seconds() { python3 -c 'import subprocess, sys, time; t = time.time(); subprocess.run(sys.argv[1:], check=True); print(time.time() - t)' "$@"; }
    if [ "$cold" = 1 ]; then
        say "building and testing from nothing"
        # What is downloaded is no part of it.
        cargo fetch --locked --quiet
        cold_build=$(seconds cargo build --release --locked --offline --quiet --target-dir "$scratch/cold")
        rm -rf "$scratch/cold"
        cold_ci=$(CARGO_TARGET_DIR=$scratch/cold seconds .ci/run 2>"$scratch/ci.log" | tail -n 1) || say ".ci/run failed: $(tail -n 1 "$scratch/ci.log")"
        rm -rf "$scratch/cold"
    fi
    cargo build --release --locked --quiet
    cxn=$target/release/cxn
    say "building cxn as it is released"
    cargo build --profile dist --locked --quiet
    dist=$target/dist/cxn
    before=$scratch/before/target/release/cxn
    if [ ! -x "$before" ]; then
        say "building cxn as of $BEFORE"
        mkdir -p "$scratch/before/source"
        if ! git archive "$BEFORE" 2>"$scratch/before.log" | tar -x -C "$scratch/before/source" 2>>"$scratch/before.log" ||
            ! cargo build --release --locked --quiet --manifest-path "$scratch/before/source/Cargo.toml" --target-dir "$scratch/before/target" 2>>"$scratch/before.log"; then
            missing[before]="not built: $(reason "$scratch/before.log")"
            before=''
        fi
    fi
fi
[ -n "$before" ] || missing[before]=${missing[before]:-not built}
[ "$quick" = 0 ] || for tool in jsonschema-cli ryl check-jsonschema yamllint mkdocs; do missing[$tool]='not asked'; done

# --- the workspaces -----------------------------------------------------------------------------------------------------------------

# part NUMBER: as many, or a small share of them for a quick run.
part() { if [ "$quick" = 1 ]; then echo $((($1 + 99) / 100)); else echo "$1"; fi; }
generate() { "$target/debug/examples/generate" "$@" --seed 1 >/dev/null; }

# The moment that generated workspaces are made for, and nothing of this machine's settings.
export CXN_NOW=2026-07-20T12:00:00-04:00 CXN_CONFIG=/nonexistent/cxn/config.yaml
# The Saturday of the newest event, when there are results.
readonly SATURDAY=2026-09-19T15:00:00-04:00
unset CXN_WORKSPACE CXN_PRIVATE CXN_EVENT GITHUB_ACTIONS GITHUB_STEP_SUMMARY COMPLETE || true

say "generating workspaces"
none=(--registrations 0 --import-rows 0)
generate "$data/clean" --events "$(part 125)" --tracks 40 "${none[@]}" --findings 0
generate "$data/findings" --events "$(part 125)" --tracks 40 "${none[@]}" --findings 1
generate "$data/1000-tracks" --events "$(part 25)" --tracks 40 "${none[@]}" --findings 0
generate "$data/20" --events 1 --tracks 40 --registrations 20 --import-rows "$(part 10000)" --findings 0
generate "$data/20000" --events 1 --tracks 40 --registrations "$(part 20000)" --import-rows 0 --findings 0
# So many that every track has systems of both sides.
people=$((quick ? 800 : 6000))
generate "$data/results" --events 1 --tracks 40 --registrations "$people" --import-rows 0 --findings 0 --results "$(part 20000)"
generate "$data/few-results" --events 1 --tracks 40 --registrations "$people" --import-rows 0 --findings 0 --results 20
# Repositories of many organizers, each with ten events, all with results.
workspaces=$(part 100)
for nth in $(seq "$workspaces"); do
    "$target/debug/examples/generate" "$data/many/$nth" --events 10 --tracks 40 --registrations 120 --import-rows 0 --findings 0 --results 2000 --results-in 10 --again --seed "$nth" >/dev/null
done
many=$(find "$data/many" -name '*.yaml' | wc -l)
# The whole public history, and one event with all results: its registrations are the newest event's alone.
generate "$data/site" --events "$(part 43)" --tracks 28 "${none[@]}" --findings 0
generate "$data/site-results" --events 1 --tracks 28 --registrations "$people" --import-rows 0 --findings 0 --results "$(part 20000)"
rm -rf "$data/site/events/$(ls "$data/site-results/events")"
cp -r "$data/site-results/events/." "$data/site/events"
for count in 10000 100000 300000; do
    generate "$data/$count" --events 10 --tracks "$(part $((count / 100)))" --registrations "$(part $((count * 9 / 100)))" --import-rows 0 --findings 0
done
generate "$data/100000-findings" --events 10 --tracks "$(part 1000)" --registrations "$(part 9000)" --import-rows 0 --findings 0.1
python3 - "$data/session.json" "$(part 3400000)" <<'EOF'
import json, sys
# Rows as Inferno gives them; the messages and requests are what makes such a file long.
row = lambda nth: {"id": f"r{nth}", "test_id": f"sample_v1-group_{nth % 40}-test_{nth}", "test_session_id": "s", "result": "pass" if nth % 7 else "fail",
    "updated_at": "2026-09-19T15:00:00.000Z", "inputs": [], "messages": [{"type": "info", "message": "as expected " * 20}] * 3, "requests": [{"id": str(at), "verb": "get"} for at in range(4)]}
rows, size = [], 0
while size < int(sys.argv[2]):
    rows.append(row(len(rows)))
    size += len(json.dumps(rows[-1]))
json.dump(rows, open(sys.argv[1], "w", encoding="utf-8"))
EOF
"$cxn" schema track >"$data/track.schema.json"
tracks=("$data"/clean/events/*/tracks/*.yaml)
average=$(cat "${tracks[@]}" | wc -c | awk -v n=${#tracks[@]} '{ printf "%.1f", $1 / n / 1000 }')
printf -- '--instance=%s\n' "${tracks[@]}" >"$data/instances.txt"
# One file that differs from what git has.
cp -r "$data/clean" "$data/git"
(
    cd "$data/git"
    git init --quiet --initial-branch main .
    git add --all
    git -c user.name=Bench -c user.email=bench@example.org -c commit.gpgsign=false commit --quiet --message 'As generated'
    one=(events/*/tracks/*.yaml)
    echo '# Looked at once more.' >>"${one[0]}"
)
one=("$data"/git/events/*/tracks/*.yaml)
one=${one[0]#"$data/git/"}

# --- measuring ----------------------------------------------------------------------------------------------------------------------

# measure RUNS [--prepare COMMAND] NAME=COMMAND...: in turns; keeps what was measured under each name. No median is of fewer than 15.
measure() {
    local runs=$1
    shift
    [ "$quick" = 0 ] || runs=1
    say "measuring$(for word; do case $word in *=*) printf ' %s' "${word%%=*}" ;; esac; done)"
    python3 tests/bench/measure.py commands "$runs" "$@" >>"$times/measured" || say "a command failed"
}
# of NAME [COLUMN]: the median in seconds (2), or the most kilobytes (3); nothing where it was not measured.
of() { awk -v name="$1" -v column="${2:-2}" '$1 == name { value = $column } END { printf "%s", value }' "$times/measured"; }
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
# below VALUE BOUND: a quick run judges nothing.
below() { [ "$quick" = 0 ] || { echo "not judged" && return; }; awk -v v="$1" -v b="$2" 'BEGIN { print (v <= b) ? "yes" : "**no**" }'; }

# at_most WORK NAME OTHER LABEL BOUND: the first takes at most that many times as long as the other.
at_most() {
    local mine other ratio
    mine=$(of "$2") other=$(of "$3")
    if [ -z "$mine" ] || [ -z "$other" ]; then
        row "$1" "${mine:+$(shown "$mine")}" "$4: ${missing[$3]:-${missing[before]:-not measured}}" "" "at most $5 ×" "not measured"
        return
    fi
    ratio=$(awk -v a="$mine" -v b="$other" 'BEGIN { printf "%.2f", a / b }')
    row "$1" "$(shown "$mine")" "$4: $(shown "$other")" "$ratio ×" "at most $5 ×" "$(below "$ratio" "$5")"
}
# faster WORK NAME OTHER LABEL BOUND: at least that many times faster than the other.
faster() {
    local mine other ratio
    mine=$(of "$2") other=$(of "$3")
    if [ -z "$mine" ] || [ -z "$other" ]; then
        row "$1" "${mine:+$(shown "$mine")}" "$4: ${missing[$3]:-${missing[before]:-not measured}}" "" "at least $5 × faster" "not measured"
        return
    fi
    ratio=$(awk -v a="$other" -v b="$mine" 'BEGIN { printf "%.1f", a / b }')
    row "$1" "$(shown "$mine")" "$4: $(shown "$other")" "$ratio × faster" "at least $5 × faster" "$(below "$5" "$ratio")"
}
# figure WORK VALUE SHOWN BOUND LIMIT: at most a figure of its own.
figure() {
    if [ -z "$2" ]; then row "$1" "" "" "" "at most $4" "not measured${missing[$1]:+: ${missing[$1]}}"; else row "$1" "$3" "" "" "at most $4" "$(below "$2" "$5")"; fi
}

# A command in a file of its own, for what needs a shell.
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
# Without what it remembers of its last run on the same files.
exec ryl check --no-cache -d '$LINT' "$data/clean/events"
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
# Each of many workspaces, one after the other.
script check-many <<EOF
for nth in \$(seq $workspaces); do "$cxn" --now $SATURDAY -C "$data/many/\$nth" check >/dev/null 2>&1 || true; done
EOF
# All of them in one command.
script maturity-many <<EOF
exec "$cxn" --now $SATURDAY -C "$data/many/1" maturity Patient \$(seq -f "--with $data/many/%.0f" 2 $workspaces)
EOF
# What registering asks about everyone who is there, thirty times.
script checks <<EOF
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    "$cxn" -C "$data/copy" check >/dev/null 2>&1
done
EOF
# A fresh copy of the workspace that the name of a measurement ends in: register-20 works on one of '20'.
script fresh <<EOF
rm -rf "$data/copy" && cp -r "$data/\${1##*-of-}" "$data/copy"
EOF
script fresh-site <<EOF
case \$1 in
    site) rm -rf "$data/public" "$data/site/.cxn-cache" ;;
    mkdocs) rm -rf "$data/mkdocs/site" ;;
esac
EOF
script site <<EOF
exec "$cxn" --now $SATURDAY -C "$data/site" publish site "$data/public" --all
EOF
script mkdocs <<EOF
exec mkdocs build --quiet --config-file "$data/mkdocs/mkdocs.yml" --site-dir "$data/mkdocs/site"
EOF
# As many pages from the Markdown of the same records. Each event is alone, so that no run loads them all.
pages() {
    local event track docs one=$data/one
    mkdir -p "$data/mkdocs/docs" "$one/events"
    cp "$data/site/cxn.yaml" "$one"
    echo 'site_name: Connectathons' >"$data/mkdocs/mkdocs.yml"
    echo '# Connectathons' >"$data/mkdocs/docs/index.md"
    markdown() { "$cxn" --now "$SATURDAY" -C "$one" publish markdown "$@" >/dev/null; }
    for event in $(ls "$data/site/events"); do
        docs=$data/mkdocs/docs/$event
        mkdir -p "$docs/tracks" "$one/events/$event"
        cp -r "$data/site/events/$event/event.yaml" "$data/site/events/$event/tracks" "$one/events/$event"
        markdown "$event" -o "$docs/index.md"
        markdown "$event" --tracks -o "$docs/tracks/index.md"
        # What is no part of the event has no page in the site either.
        for track in $(grep -lE '^status: (approved|submitted|changes-requested)' "$one/events/$event"/tracks/*.yaml); do
            track=$(basename "$track" .yaml)
            markdown "$event/$track" -o "$docs/tracks/$track.md"
        done
        rm -r "$one/events/$event"
    done
}
say "writing pages for mkdocs"
pages
results=(--now "$SATURDAY")
newest=$(ls "$data/results/events")
some=$(find "$data/few-results/events/$newest/results" -name '*.yaml' | sort | head -n 1)
# One run of the kind that is there already: its scenario and its two systems.
mapfile -t run < <(python3 - "$some" <<'EOF'
import pathlib, re, sys
path = pathlib.Path(sys.argv[1])
text = path.read_text(encoding="utf-8")
scenario = re.search(r"^scenario: (.*)$", text, re.M)[1].strip("'\"")
print(f"{path.parent.name}/{scenario}")
for _, system in re.findall(r"^  ([\w-]+): (.*)$", text.split("systems:")[1].split("verdict:")[0], re.M):
    print(system.strip("'\""))
EOF
)
script result <<EOF
exec "$cxn" --now $SATURDAY -C "$data/copy" result add "${run[0]}" "${run[1]}" "${run[2]}" passed --by "Bench Example"
EOF
# 32 at once, each one run after another.
script writers <<EOF
for writer in \$(seq 32); do
    (for nth in \$(seq $((($(part 2000) + 31) / 32))); do
        "$cxn" --now $SATURDAY -C "$data/copy" result add "${run[0]}" "${run[1]}" "${run[2]}" passed --by "Writer \$writer" --note "run \$nth" >/dev/null 2>&1 || exit 1
    done) &
done
wait
EOF

# That each does its work, once, before its time means anything.
say "checking that each does its work"
expects clean 0 "$cxn" -C "$data/clean" check
expects findings 1 "$cxn" -C "$data/findings" check --format json
expects changed 0 "$cxn" -C "$data/git" check --changed=HEAD
for count in 10000 100000 300000; do expects "check-$count" 0 "$cxn" -C "$data/$count" check; done
for what in matrix progress; do expects "$what" 0 "$cxn" "${results[@]}" -C "$data/results" "$what"; done
expects maturity-many 0 "$data/maturity-many.sh"
expects fresh 0 "$data/fresh.sh" 20
expects register 0 "$data/register.sh"
expects fresh 0 "$data/fresh.sh" few-results
expects result 0 "$data/result.sh"
# The registries' tools may judge otherwise; what they said is kept beside their times.
verdicts=''
tools=()
if [ "$quick" = 0 ]; then
    for tool in jsonschema-cli ryl check-jsonschema yamllint; do
        [ -n "${missing[$tool]:-}" ] && continue
        tools+=("$tool")
        got=0
        "$data/$tool.sh" >"$times/$tool.out" 2>&1 || got=$?
        [ "$got" = 0 ] || verdicts+="; $tool ends with $got: $(head -n 1 "$times/$tool.out" | cut -c 1-120)"
    done
    if [ -n "$before" ]; then
        got=0
        "$before" -C "$data/clean" check >"$times/before.out" 2>&1 || got=$?
        [ "$got" = 0 ] || verdicts+="; $BEFORE ends with $got: $(tail -n 1 "$times/before.out" | cut -c 1-120)"
    fi
fi
busy_before=$(python3 tests/bench/measure.py busy "$((quick ? 1 : 5))" 2>/dev/null || echo unknown)

work="check of ${#tracks[@]} clean track files of $average kB"
turns=("clean=$cxn -C $data/clean check" "cat=$data/cat.sh" "findings=$cxn -C $data/findings check --format json" "changed=$cxn -C $data/git check --changed=HEAD")
[ -z "$dist" ] || turns+=("clean-dist=$dist -C $data/clean check")
[ -z "$before" ] || turns+=("clean-before=$before -C $data/clean check" "findings-before=$before -C $data/findings check --format json" "changed-before=$before -C $data/git check")
measure 15 "${turns[@]}"
[ "${#tools[@]}" = 0 ] || for tool in "${tools[@]}"; do
    # The two in Python take most of a minute.
    case $tool in *yaml*lint | check-*) runs=2 ;; *) runs=15 ;; esac
    measure "$runs" "$tool=$data/$tool.sh"
done
[ "$quick" = 1 ] || at_most "$work, as released" clean-dist cat "\`cat\` into \`wc -c\`" 1.4
at_most "$work" clean cat "\`cat\` into \`wc -c\`" 1.6
faster "$work" clean clean-before "$BEFORE" 2
faster "$work" clean jsonschema-cli "\`jsonschema-cli\`" 4
faster "$work" clean ryl "\`ryl\`" 9
faster "$work" clean check-jsonschema "\`check-jsonschema\`" 50
faster "$work" clean yamllint "\`yamllint\`" 50
at_most "the same with one finding in every file, JSON" findings clean "clean" 2
faster "the same with one finding in every file, JSON" findings findings-before "$BEFORE" 1
at_most "\`check --changed\`, one file of them in git" changed changed-before "whole check of $BEFORE" 0.25
instructions=''
if [ "$quick" = 1 ]; then
    missing["instructions of a clean check of 1,000 tracks"]="a debug build"
elif command -v valgrind >/dev/null; then
    say "counting instructions"
    RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$cxn" -C "$data/1000-tracks" check >/dev/null 2>"$times/callgrind" || true
    instructions=$(sed -n 's/.*Collected : *//p' "$times/callgrind")
else
    missing["instructions of a clean check of 1,000 tracks"]="valgrind is not installed"
fi
figure "instructions of a clean check of 1,000 tracks" "$instructions" "$((${instructions:-0} / 1000000)) million" "330 million" 330000000

say "measuring an editor"
runs=$((quick ? 1 : 15))
python3 tests/bench/measure.py editor "$runs" "$cxn" "$data/clean" "$one" | sed 's/^/editor-/' >>"$times/measured" || true
[ -z "$before" ] || python3 tests/bench/measure.py editor "$runs" "$before" "$data/clean" "$one" | sed 's/^\([a-z]*\)/editor-\1-before/' >>"$times/measured" || true
for what in key hover completion; do
    faster "an editor with those files: $what" "editor-$what" "editor-$what-before" "$BEFORE" 10
done

true=$(command -v /bin/true || command -v /usr/bin/true)
measure 300 "true=$true" "version=$cxn --version" "explain=$cxn explain single-lead"
at_most "\`cxn --version\`" version true "\`$true\`" 3
at_most "\`cxn explain single-lead\`" explain true "\`$true\`" 3
measure 50 "example=$cxn -C $PWD/examples/connectathons --now 2026-08-06T12:00:00-04:00 status"
figure "\`cxn status\` of the example" "$(of example)" "$(shown "$(of example)")" "20 ms" 0.02

asked=("check-20000=$cxn -C $data/20000 check")
for what in status 'review list' readiness 'track list'; do asked+=("${what// /-}-20000=$cxn -C $data/20000 $what"); done
measure 15 "${asked[@]}"
for what in status 'review list' readiness; do
    at_most "\`cxn $what\` with $(part 20000) registrations and 40 tracks" "${what// /-}-20000" check-20000 "its check" 1.2
done
at_most "\`cxn track list\` there" track-list-20000 check-20000 "its check" 0.2
measure 15 --prepare "$data/fresh.sh" "register-of-20=$data/register.sh" "register-of-20000=$data/register.sh" "checks-of-20000=$data/checks.sh"
at_most "30 × \`cxn register\` with $(part 20000) registrations there" register-of-20000 checks-of-20000 "30 × its check" 1.2
figure "30 × \`cxn register\` with 20 registrations there" "$(of register-of-20)" "$(shown "$(of register-of-20)")" "1 s" 1

measure 15 "check-10000=$cxn -C $data/10000 check" "check-100000=$cxn -C $data/100000 check" "check-300000=$cxn -C $data/300000 check" \
    "check-100000-findings=$cxn -C $data/100000-findings check" "check-100000-json=$cxn -C $data/100000-findings check --format json"
at_most "check of $(part 100000) records" check-100000 check-10000 "$(part 10000) records" 10.5
at_most "check of $(part 300000) records" check-300000 check-100000 "$(part 100000) records" 3.2
for what in 10000 100000 300000 100000-findings 100000-json; do
    count=$(part "${what%%-*}")
    bound=$((64 * 1024 + count))
    peak=$(of "check-$what" 3)
    case $what in
        *-findings) how=", findings in every tenth" ;;
        *-json) how=", findings in every tenth, JSON" ;;
        *) how='' ;;
    esac
    figure "peak memory of a check of $count records$how" "$peak" "$((${peak:-0} / 1024)) MiB" "$((bound / 1024)) MiB (64 MiB + 1 KiB a record)" "$bound"
done

measure 15 "check-many=$data/check-many.sh" "maturity-many=$data/maturity-many.sh"
at_most "\`cxn maturity\` of one artifact over $workspaces workspaces, $many files" maturity-many check-many "their checks" 1.2
peak=$(of maturity-many 3)
bound=$((64 * 1024 + many))
figure "its peak memory" "$peak" "$((${peak:-0} / 1024)) MiB" "$((bound / 1024)) MiB (64 MiB + 1 KiB a record)" "$bound"

import="-C $data/copy register import $data/20/sheets/registrations.csv"
turns=("import-of-20=$cxn $import")
[ -z "$before" ] || turns+=("import-before-of-20=$before $import")
measure 15 --prepare "$data/fresh.sh" "${turns[@]}"
faster "import of $(part 10000) rows of CSV" import-of-20 import-before-of-20 "$BEFORE" 2

measure 15 "check-results=$cxn ${results[*]} -C $data/results check" "matrix=$cxn ${results[*]} -C $data/results matrix" "progress=$cxn ${results[*]} -C $data/results progress"
there="with 40 tracks and $(part 20000) results"
at_most "\`cxn matrix\` $there" matrix check-results "its check" 1.5
at_most "\`cxn progress\` $there" progress check-results "its check" 1.5
measure 15 --prepare "$data/fresh.sh" "result-of-results=$data/result.sh" "result-of-few-results=$data/result.sh"
at_most "\`cxn result add\` $there" result-of-results result-of-few-results "with 20" 2
expects fresh 0 "$data/fresh.sh" few-results
measure 15 "session=$cxn ${results[*]} -C $data/copy result import $data/session.json --dry-run" "json=python3 -c 'import json; json.load(open(\"$data/session.json\"))'"
at_most "import of an Inferno file of $(wc -c <"$data/session.json" | awk '{ printf "%.1f MB", $1 / 1e6 }')" session json "\`json.load\` of Python" 3
expects site 0 "$data/site.sh"
count() { find "$1" -name "$2" | wc -l; }
largest=$(find "$data/public" -path '*/tracks/*' -name '*.html' ! -name index.html -printf '%s\n' | sort -n | tail -n 1)
site="a site of $(ls "$data/site/events" | wc -l) events, $(find "$data/site/events" -path '*/tracks/*' | wc -l) tracks and $(find "$data/site/events" -path '*/results/*' -name '*.yaml' | wc -l) results, $(count "$data/public" '*.html') pages"
measure 15 --prepare "$data/fresh-site.sh" "site=$data/site.sh"
measure 15 "site-again=$data/site.sh"
if [ "$quick" = 0 ] && [ -z "${missing[mkdocs]:-}" ]; then
    expects mkdocs 0 "$data/mkdocs.sh"
    measure 2 --prepare "$data/fresh-site.sh" "mkdocs=$data/mkdocs.sh"
fi
figure "$site" "$(of site)" "$(shown "$(of site)")" "2 s" 2
faster "$site" site mkdocs "\`mkdocs\`, $(count "$data/mkdocs/docs" '*.md') pages" 20
at_most "that site again, with nothing changed" site-again site "the first time" 0.5
figure "peak memory of that site" "$(of site 3)" "$(($(of site 3) / 1024)) MiB" "256 MiB" 262144
figure "the largest page of a track there" "$largest" "$((largest / 1000)) kB" "60 kB" 60000
say "letting 32 write at once"
expects fresh 0 "$data/fresh.sh" few-results
records() { find "$data/copy/events/$newest/results" -name '*.yaml' | wc -l; }
had=$(records)
"$data/writers.sh"
wrote=$(($(records) - had)) wanted=$((($(part 2000) + 31) / 32 * 32))
row "results of 32 who record $wanted at once" "$wrote kept" "" "" "all" "$([ "$wrote" = "$wanted" ] && echo yes || echo '**no**')"

if [ "$quick" = 0 ]; then
    bytes=$(wc -c <"$cxn")
    figure "size of the binary" "$bytes" "$(awk -v b="$bytes" 'BEGIN { printf "%.1f MB", b / 1e6 }')" "16 MB" 16000000
    bytes=$(wc -c <"$dist")
    figure "size of the binary that is released" "$bytes" "$(awk -v b="$bytes" 'BEGIN { printf "%.1f MB", b / 1e6 }')" "9 MB" 9000000
    [ -z "$cold_build" ] || figure "release build from nothing" "$cold_build" "$(shown "$cold_build")" "180 s" 180
    [ -z "$cold_ci" ] || figure "\`.ci/run\` from nothing" "$cold_ci" "$(shown "$cold_ci")" "420 s" 420
fi

# --- the table ----------------------------------------------------------------------------------------------------------------------

busy_after=$(python3 tests/bench/measure.py busy "$((quick ? 1 : 5))" 2>/dev/null || echo unknown)
version() { "$@" --version 2>/dev/null | head -n 1 || true; }
table() {
    local versions cpu profile
    versions=$(version "$cxn")
    [ "${#tools[@]}" = 0 ] || for tool in "${tools[@]}"; do versions+=", $(version "$tool")"; done
    versions+=", $(version rustc)"
    cpu=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo 2>/dev/null || uname -m)
    # A profile that the environment changes is not the one that ships.
    profile=$(env | grep '^CARGO_PROFILE_RELEASE' | sort | paste -sd ' ' || true)
    echo "Measured $(date -u +%Y-%m-%d) by \`$given\` on ${cpu:-an unknown processor}, $(nproc) cores, $(uname -sr). Medians, warm cache, in turns. $versions${profile:+; built with $profile}$verdicts."
    # What others take of the processors falls on both sides of a ratio, but not in equal parts.
    if [ "$busy_before" = unknown ] || [ "$busy_before" -gt 10 ] || [ "$busy_after" -gt 10 ]; then
        printf '\nThe machine was **not quiet**: others used %s %% of its processors before the run, and %s %% after it.\n' "$busy_before" "$busy_after"
    fi
    [ "$quick" = 0 ] || printf '\nA quick run of a debug build on small workspaces: it shows that everything works, and is not to be quoted.\n'
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
