// Prints a draft as postal-mime reads it: node read_mail.mjs FILE
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import PostalMime from "postal-mime";

const message = await PostalMime.parse(readFileSync(process.argv[2]), { attachmentEncoding: "arraybuffer" });
const to = message.to?.[0];
console.log("to:", to ? `${to.name} <${to.address}>` : "");
console.log("subject:", message.subject);
console.log("date:", message.date ?? "");
console.log("id:", message.messageId);
for (const line of message.text.replaceAll("\r\n", "\n").trim().split("\n")) console.log("text:", line);
for (const part of message.attachments) {
  // Of a text in quoted-printable it gives lines that end in LF, whatever their ends were.
  const text = Buffer.from(part.content).filter((byte) => byte !== 13);
  const digest = createHash("sha256").update(text).digest("hex");
  console.log("attachment:", part.filename, part.mimeType, digest);
}
