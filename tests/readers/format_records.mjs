// Writes every record below a folder again with a formatter, prettier or oxfmt. Prints how many it could read.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as oxfmt from "oxfmt";
import * as prettier from "prettier";

const [folder, formatter] = process.argv.slice(2);

async function format(name, text) {
  if (formatter === "prettier") {
    return prettier.format(text, { parser: "yaml" });
  }
  const { code, errors } = await oxfmt.format(name, text, {});
  if (errors.length > 0) {
    throw new Error(errors[0].message);
  }
  return code;
}

let written = 0;
for (const name of readdirSync(folder, { recursive: true })) {
  if (!name.endsWith(".yaml")) {
    continue;
  }
  const path = join(folder, name);
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes)) {
    continue;
  }
  let formatted;
  try {
    formatted = await format(path, text);
  } catch {
    continue;
  }
  writeFileSync(path, formatted);
  written += 1;
}
console.log(written);
