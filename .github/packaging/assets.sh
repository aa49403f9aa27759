#!/usr/bin/env bash
# Writes what goes next to the binary into target/assets: manual pages and completions, as the binary itself writes them.
# usage: .github/packaging/assets.sh [CXN]
set -euo pipefail
cd "$(dirname "$0")/../.."
cxn=${1:-target/dist/cxn}
assets=target/assets
rm -rf "$assets"
mkdir -p "$assets/completions"
"$cxn" man "$assets/man"
for shell in bash zsh fish; do
    "$cxn" completions "$shell" >"$assets/completions/cxn.$shell"
done
