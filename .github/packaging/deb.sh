#!/usr/bin/env bash
# Builds a Debian package in target/debian: the binary, manual pages and completions. Needs cargo-deb (cargo install cargo-deb).
# TARGET=x86_64-unknown-linux-musl packages a static binary, which runs on any distribution; the default is this machine's own.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Which commit 'cxn --version' names, with its date: the same commit gives the same binary on any day.
CXN_COMMIT=${CXN_COMMIT:-$(git log -1 --no-show-signature --format='%h %cs' --abbrev=7 2>/dev/null || true)}
export CXN_COMMIT
target=()
built=${CARGO_TARGET_DIR:-target}/dist
if [ -n "${TARGET:-}" ]; then
    target=(--target "$TARGET")
    built=${CARGO_TARGET_DIR:-target}/$TARGET/dist
fi
cargo build --profile dist --locked "${target[@]}"
.github/packaging/assets.sh "$built/cxn"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
maintainer=$(sed -n 's/^maintainer = "\(.*\)"$/\1/p' Cargo.toml)
date=$(git log -1 --format=%cD 2>/dev/null) || date=$(date -R)
printf 'cxn (%s-1) unstable; urgency=medium\n\n  * What changed is in CHANGELOG.md.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$date" >target/assets/changelog
cargo deb --profile dist --no-build --no-strip --locked "${target[@]}" --output target/debian/
