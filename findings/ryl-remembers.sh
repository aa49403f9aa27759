#!/usr/bin/env bash
# ryl 0.26.1 (PyPI), a linter that takes yamllint's settings, writes a folder into the current one when it only checks: what it found is
# remembered there, and a second run answers from it. So a repository is not as it was, and whoever measures it a second time measures
# its memory, unless '--no-cache' is given. yamllint 1.38.0, which it replaces, writes nothing.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ryl==0.26.1 yamllint==1.38.0
mkdir yamllint ryl ryl-no-cache
for name in yamllint ryl ryl-no-cache; do printf 'title: Patient\nroles:\n  - {id: client}\n' >"$name/track.yaml"; done
rules='{extends: relaxed}'

(cd yamllint && ../venv/bin/yamllint -d "$rules" track.yaml)
(cd ryl && ../venv/bin/ryl check -d "$rules" track.yaml) 2>/dev/null
(cd ryl-no-cache && ../venv/bin/ryl check --no-cache -d "$rules" track.yaml) 2>/dev/null
for name in yamllint ryl ryl-no-cache; do echo "$name: $(ls -A "$name" | paste -sd ' ')"; done | tee found
cat >expected <<'EOF'
yamllint: track.yaml
ryl: .ryl_cache track.yaml
ryl-no-cache: track.yaml
EOF
diff expected found
