#!/usr/bin/env bash
# yaml_serde 0.10.7 (crates.io), as serde_yaml before it, writes texts without quotes that readers of YAML 1.1 take for something else.
# Seen: no, 12:30 and 1_000 are written plain; PyYAML 6.0.3 reads False, 750 and 1000. So what is written has to be quoted by hand.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
yaml_serde = "=0.10.7"
EOF
cat >src/main.rs <<'EOF'
fn main() {
    print!("{}", yaml_serde::to_string(&["no", "12:30", "1_000"]).unwrap());
}
EOF
cargo run --quiet | tee texts.yaml
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyyaml==6.0.3
venv/bin/python -c 'import yaml; print(yaml.safe_load(open("texts.yaml")))' | tee read
printf -- '- no\n- 12:30\n- 1_000\n' | diff - texts.yaml
echo '[False, 750, 1000]' | diff - read
