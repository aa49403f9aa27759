#!/usr/bin/env bash
# yaml-language-server 1.25.0 (npm) judges two kinds of YAML files by no schema, and says nothing:
# - a file below a folder whose name begins with a dot, although 'fileMatch' names its ending;
# - a file that holds nothing but comments, although the schema requires keys, and although a file without any byte is judged.
# So a clean editor says nothing of such records, and a check on the command line has to.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts yaml-language-server@1.25.0

cat >validate.mjs <<'EOF'
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { getLanguageService } = require("yaml-language-server");
const { TextDocument } = require("vscode-languageserver-textdocument");
const schema = { type: "object", required: ["title"], properties: { title: { type: "string" } } };
const nothing = { send() {}, sendError() {}, sendTrack() {} };
const service = getLanguageService({
    schemaRequestService: async () => JSON.stringify(schema),
    workspaceContext: { resolveRelativePath: (path) => path },
    telemetry: nothing,
});
service.configure({ validate: true, schemas: [{ uri: "file:///schemas/track.json", fileMatch: ["*.track.yaml"] }] });
const cases = {
    "a number for a title": ["file:///work/a.track.yaml", "title: [1]\n"],
    "the same below a hidden folder": ["file:///work/.drafts/a.track.yaml", "title: [1]\n"],
    "an empty file": ["file:///work/b.track.yaml", ""],
    "a comment alone": ["file:///work/c.track.yaml", "# Nothing yet.\n"],
    "an empty mapping": ["file:///work/d.track.yaml", "{}\n"],
};
for (const [name, [uri, text]] of Object.entries(cases)) {
    const found = await service.doValidation(TextDocument.create(uri, "yaml", 1, text), false);
    console.log(`${name}: ${found.length} finding(s)`);
}
EOF
cat >expected <<'EOF'
a number for a title: 1 finding(s)
the same below a hidden folder: 0 finding(s)
an empty file: 1 finding(s)
a comment alone: 0 finding(s)
an empty mapping: 1 finding(s)
EOF
node validate.mjs | tee found
diff expected found
