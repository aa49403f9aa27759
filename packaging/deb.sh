#!/usr/bin/env bash
# Builds a Debian package in target/debian: the binary, manual pages and completions. Needs cargo-deb (cargo install cargo-deb).
# TARGET=x86_64-unknown-linux-musl packages a static binary, which runs on any distribution; the default is this machine's own.
set -euo pipefail
cd "$(dirname "$0")/.."
target=()
release=target/release
if [ -n "${TARGET:-}" ]; then
    target=(--target "$TARGET")
    release=target/$TARGET/release
fi
cargo build --release --locked "${target[@]}"
packaging/assets.sh "$release/cxn"
cargo deb --no-build --no-strip --locked "${target[@]}" --output target/debian/
