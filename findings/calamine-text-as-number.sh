#!/usr/bin/env bash
# calamine 0.38.0 (crates.io): a cell with the text "007" becomes the number 7 by `as_i64()`, and a date's text is its serial number.
# Identifiers with leading zeros are lost that way, and a date shows as 46284. Seen: Some(7), Some(7.0), "46284".
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
calamine = "=0.38.0"
EOF
cat >src/main.rs <<'EOF'
use calamine::{Data, DataType, ExcelDateTime, ExcelDateTimeType};

fn main() {
    let text = Data::String("007".to_owned());
    println!("{:?} {:?}", text.as_i64(), text.as_f64());
    let date = ExcelDateTime::new(46284.0, ExcelDateTimeType::DateTime, false);
    println!("{:?}", Data::DateTime(date).to_string());
}
EOF
cargo run --quiet | tee found
printf 'Some(7) Some(7.0)\n"46284"\n' | diff - found
