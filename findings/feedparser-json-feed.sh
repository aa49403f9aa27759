#!/usr/bin/env bash
# feedparser 6.0.12 (PyPI) reads no JSON Feed: a valid one comes back without entries, and only a flag tells.
# Seen: version '' and 0 entries for JSON Feed 1.1; the same item as Atom is 1 entry. So a feed for readers is Atom.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check feedparser==6.0.12

cat >feed.json <<'EOF'
{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Connectathon 43",
  "items": [
    {"id": "urn:example:patient", "title": "Patient", "content_text": "Create, read and search patients.", "date_published": "2026-09-19T09:00:00-04:00"}
  ]
}
EOF
cat >feed.atom <<'EOF'
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:example:connectathon-43</id>
  <title>Connectathon 43</title>
  <updated>2026-09-19T09:00:00-04:00</updated>
  <entry>
    <id>urn:example:patient</id>
    <title>Patient</title>
    <updated>2026-09-19T09:00:00-04:00</updated>
    <content>Create, read and search patients.</content>
  </entry>
</feed>
EOF
cat >read.py <<'EOF'
import feedparser

for name in ("feed.json", "feed.atom"):
    with open(name, "rb") as file:
        read = feedparser.parse(file.read())
    print(f"{name}: version {read.version!r}, {len(read.entries)} entries, bozo {bool(read.bozo)}")
EOF
cat >expected <<'EOF'
feed.json: version '', 0 entries, bozo True
feed.atom: version 'atom10', 1 entries, bozo False
EOF
venv/bin/python read.py | tee found
diff expected found
