#!/usr/bin/env bash
# Two validators that judge YAML files by a JSON Schema refuse every date without quotes where the schema asks for a string: v8r 5.1.0
# and ajv-cli 5.0.0 (npm) hand the schema an object, made by the YAML 1.1 type "timestamp" of js-yaml, which is neither a string nor
# anything else that JSON has. ajv-cli also makes 12:30 the number 750. check-jsonschema 0.39.0 (PyPI) takes the same files as they are
# written. So a schema for files that people write dates in cannot please all of them; a date in quotes does.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund v8r@5.1.0 ajv-cli@5.0.0
cat >schema.json <<'EOS'
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": { "starts": { "type": "string" }, "kick-off": { "type": "string" } }
}
EOS
printf 'starts: 2026-09-19\n' >date.yaml
printf 'starts: "2026-09-19"\n' >quoted.yaml
printf 'starts: 2026-09-19T10:00:00-04:00\n' >instant.yaml
printf 'kick-off: 12:30\n' >time.yaml

judge() {
    if "$@" >out 2>&1; then echo valid; else echo "refused: $(grep -o -m 1 -E "must be string|is not of type 'string'" out)"; fi
}
for name in date quoted instant time; do
    echo "$name: v8r $(judge npx --no-install v8r --schema ./schema.json "$name.yaml")" \
        "· ajv-cli $(judge npx --no-install ajv validate -s schema.json -d "$name.yaml")" \
        "· check-jsonschema $(judge venv/bin/check-jsonschema --schemafile schema.json "$name.yaml")"
done | tee found
cat >expected <<'EOF2'
date: v8r refused: must be string · ajv-cli refused: must be string · check-jsonschema valid
quoted: v8r valid · ajv-cli valid · check-jsonschema valid
instant: v8r refused: must be string · ajv-cli refused: must be string · check-jsonschema valid
time: v8r valid · ajv-cli refused: must be string · check-jsonschema valid
EOF2
diff expected found
