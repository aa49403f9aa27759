#!/usr/bin/env bash
# postal-mime 4.0.0 (npm) changes the line ends of an attached calendar: CR LF, as RFC 5545 asks for, comes back as LF alone, although
# the attachment is in base64 and its bytes are asked for ('attachmentEncoding: arraybuffer'). The type decides: text/calendar and
# application/ics are changed, application/octet-stream with the same bytes is not. So what it gives for a calendar is not what was
# attached, byte for byte, and a digest of it differs.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts postal-mime@4.0.0

cat >read.mjs <<'EOF'
import PostalMime from "postal-mime";

const calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
for (const type of ["text/calendar", "application/ics", "application/octet-stream"]) {
    const message = [
        "Subject: What is due",
        "MIME-Version: 1.0",
        `Content-Type: ${type}`,
        "Content-Transfer-Encoding: base64",
        'Content-Disposition: attachment; filename="due.ics"',
        "",
        Buffer.from(calendar).toString("base64"),
        "",
    ].join("\r\n");
    const read = await PostalMime.parse(message, { attachmentEncoding: "arraybuffer" });
    const found = Buffer.from(read.attachments[0].content).toString("latin1");
    console.log(`${type}: ${JSON.stringify(found)}`);
}
EOF
cat >expected <<'EOF'
text/calendar: "BEGIN:VCALENDAR\nEND:VCALENDAR\n"
application/ics: "BEGIN:VCALENDAR\nEND:VCALENDAR\n"
application/octet-stream: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
EOF
node read.mjs | tee found
diff expected found
