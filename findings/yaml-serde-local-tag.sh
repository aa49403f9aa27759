#!/usr/bin/env bash
# yaml_serde 0.10.7 (crates.io): a text that begins with "!" loses its first word without an error, when it is read into a String.
# "!track is set up" is YAML for the text "is set up" with the local tag "!track"; ruamel.yaml 0.18.16 and PyYAML 6.0.3 keep or refuse the tag.
# The same goes for lists and numbers. So a reader of texts that people type has to look for tags before it asks for a String.
# Seen: Ok("is set up"), Ok(["a", "b"]), Ok(4); PyYAML's safe_load: ConstructorError.
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
    println!("{:?}", yaml_serde::from_str::<String>("!track is set up"));
    println!("{:?}", yaml_serde::from_str::<Vec<String>>("!track [a, b]"));
    println!("{:?}", yaml_serde::from_str::<u32>("!track 4"));
}
EOF
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyyaml==6.0.3 ruamel.yaml==0.18.16
cat >read.py <<'EOF'
import yaml
from ruamel.yaml import YAML

try:
    print("PyYAML", yaml.safe_load("!track is set up"))
except yaml.YAMLError as error:
    print("PyYAML", type(error).__name__)
print("ruamel.yaml", YAML().load("!track is set up").tag)
EOF
cat >expected <<'EOF'
Ok("is set up")
Ok(["a", "b"])
Ok(4)
PyYAML ConstructorError
ruamel.yaml !track
EOF
{
    cargo run --quiet
    venv/bin/python read.py
} | tee found
diff expected found
