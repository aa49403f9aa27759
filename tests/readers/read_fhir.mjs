// Validates the resources of a bundle in R4: node read_fhir.mjs FILE
import { readFileSync } from "node:fs";
import fhir from "fhir";

const validator = new fhir.Fhir();
const bundle = JSON.parse(readFileSync(process.argv[2], "utf8"));
const counts = {};
for (const { resource } of bundle.entry) {
  counts[resource.resourceType] = (counts[resource.resourceType] ?? 0) + 1;
  const { messages } = validator.validate(resource, { errorOnUnexpected: true });
  const wrong = messages.filter((one) => ["fatal", "error"].includes(one.severity));
  for (const one of wrong) console.error(`${resource.resourceType}: ${one.location}: ${one.message}`);
  if (wrong.length > 0) process.exitCode = 1;
}
console.log("fhir:", Object.keys(counts).sort().map((kind) => `${kind} ${counts[kind]}`).join(" "));
