#!/usr/bin/env bash
# yaml-edit 0.3.6 (crates.io): setting a key whose value is a block of text also removes the empty line below the block.
# With a plain value in its place the line stays. So an edit that shall keep a file's layout has to put the line back.
# Seen: "description: Two.\ntitle: Patient\n" for the block, "description: Two.\n\ntitle: Patient\n" for the plain value.
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
yaml-edit = { version = "=0.3.6", default-features = false }
EOF
cat >src/main.rs <<'EOF'
use std::str::FromStr;

fn main() {
    for text in ["description: |\n  One.\n\ntitle: Patient\n", "description: One.\n\ntitle: Patient\n"] {
        let document = yaml_edit::Document::from_str(text).unwrap();
        document.as_mapping().unwrap().set("description", "Two.");
        println!("{:?}", document.to_string());
    }
}
EOF
cargo run --quiet | tee found
cat >expected <<'EOF'
"description: Two.\ntitle: Patient\n"
"description: Two.\n\ntitle: Patient\n"
EOF
diff expected found
