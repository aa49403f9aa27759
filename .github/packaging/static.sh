#!/usr/bin/env bash
# Builds a binary that needs no library of the system. Releases are built with musl; where only the target of the GNU C library
# is there, this shows the same. (Names of servers are looked up by that library's plugins: 'cxn systems probe' of such a
# binary needs the same version of it on the machine. Nothing else does.)
set -euo pipefail
cd "$(dirname "$0")/../.."
# Which commit 'cxn --version' names, with its date: the same commit gives the same binary on any day.
CXN_COMMIT=${CXN_COMMIT:-$(git log -1 --no-show-signature --format='%h %cs' --abbrev=7 2>/dev/null || true)}
export CXN_COMMIT
target=$(rustc -vV | sed -n 's/^host: //p')
# With --target the flags are for the binary only, not for macros that the compiler loads.
RUSTFLAGS='-C target-feature=+crt-static' cargo build --profile dist --locked --target "$target"
binary=${CARGO_TARGET_DIR:-target}/$target/dist/cxn
if ldd "$binary" 2>&1 | grep -q '=>'; then
    echo "$binary is not static" >&2
    exit 1
fi
echo "$binary"
