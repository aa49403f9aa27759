// Validates records as editors do, with yaml-language-server: files NUMBER.KIND.yaml of a folder against KIND.json.
// Prints NUMBER and the first message for each file that it refuses.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { getLanguageService } = require("yaml-language-server");
const { TextDocument } = require("vscode-languageserver-textdocument");

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const kinds = readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => name.replace(/\.json$/, ""));

const service = getLanguageService({
  schemaRequestService: async (uri) => readFileSync(new URL(uri), "utf8"),
  workspaceContext: { resolveRelativePath: (relative, base) => new URL(relative, base).href },
  telemetry: { send() {}, sendError() {}, sendTrack() {} },
});
service.configure({
  validate: true,
  schemas: kinds.map((kind) => ({
    uri: pathToFileURL(join(folder, `${kind}.json`)).href,
    fileMatch: [`*.${kind}.yaml`],
  })),
});

for (const name of files) {
  // The comment that names a schema would be followed to a file that is not here.
  const text = readFileSync(join(folder, name), "utf8").replace(/^# yaml-language-server:.*$/m, "#");
  const uri = pathToFileURL(join(folder, name)).href;
  const found = await service.doValidation(TextDocument.create(uri, "yaml", 1, text), false);
  if (found.length > 0) {
    console.log(`${name.split(".")[0]} ${found[0].range.start.line + 1}: ${found[0].message.replaceAll("\n", " ")}`);
  }
}
